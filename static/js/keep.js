/* Around the tray and the bookmarks, which htmx fetches and changes. theme.js asks for this file once somebody keeps
   something or is about to. */
const LOST = "The site did not answer, so nothing may have changed. Press the button again.";
const around = document.querySelector(".yours");
const place = document.getElementById("yours");
const told = document.getElementById("kept");
let left = "";

function refresh() {
  const of = document.getElementById("bookmark-of")?.value;
  if (place) htmx.ajax("GET", around.dataset.from, { source: place, target: place, values: of ? { of } : {} });
}

for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, ({ target }) => {
    if (target.closest(".keeps")) told.textContent = LOST;
  });
}

// A button that goes leaves the focus to the next of its kind, to any other in the bar, and with the bar to the content.
place?.addEventListener("htmx:beforeSwap", () => {
  left = place.contains(document.activeElement) ? document.activeElement.value : "";
});
place?.addEventListener("htmx:afterSettle", () => {
  if (left && document.activeElement === document.body) {
    const next = place.querySelector(`button[value="${left}"]`) ?? place.querySelector(".tray button");
    (next ?? document.getElementById("main")).focus({ preventScroll: true });
  }
  left = "";
});

// The link leads to the page of bookmarks, and opens the drawer of the latest where there are any.
document.querySelector(".ribbon").addEventListener("click", (event) => {
  const drawer = document.getElementById("drawer");
  if (!drawer || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  drawer.showPopover();
  drawer.focus();
});

addEventListener("pageshow", ({ persisted }) => persisted && refresh());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());

if (!document.querySelector(`link[href="${around.dataset.style}"]`)) {
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: around.dataset.style });
  await new Promise((done) => {
    style.onload = style.onerror = done;
    document.head.append(style);
  });
}
if (document.cookie.includes("yours=")) refresh();

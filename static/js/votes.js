/* Around the votes that htmx sends: what to say when the site cannot be reached, where the focus goes, and fresh
   ballots for whoever comes back to a page. */
(() => {
  const LOST = "The site did not answer, so your vote may not be recorded. Nothing else is lost: press the button again.";

  function say(text) {
    document.getElementById("said").textContent = text;
  }

  function refresh() {
    for (const ballots of document.querySelectorAll(".ballots:has(form)")) htmx.trigger(ballots, "refresh");
  }

  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failure, (event) => {
      if (event.detail.requestConfig.verb === "post") say(LOST);
    });
  }

  // A button that goes with its vote takes the focus along.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (document.activeElement === document.body && event.detail.requestConfig?.verb === "post") {
      event.detail.target.querySelector("button")?.focus({ preventScroll: true });
    }
  });

  addEventListener("pageshow", (event) => {
    if (event.persisted) refresh();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") refresh();
  });
})();

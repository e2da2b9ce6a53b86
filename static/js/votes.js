/* Around the votes that htmx sends: what to say when the site cannot be reached, where the focus goes, and fresh
   ballots for whoever comes back to a page. */
(() => {
  const LOST = "The site did not answer or could not take your vote, so it may not be recorded. Press the button again.";

  function say(text) {
    document.getElementById("said").textContent = text;
  }

  // What a vote is answered with must not be overwritten by ballots that were asked for before or meanwhile.
  function refresh() {
    for (const ballots of document.querySelectorAll(".ballots:has(form):not(:has(.htmx-request))")) {
      htmx.trigger(ballots, "refresh");
    }
  }

  document.addEventListener("htmx:beforeSend", (event) => {
    const ballots = event.target.closest(".ballots");
    if (ballots && event.detail.requestConfig.verb === "post") htmx.trigger(ballots, "htmx:abort");
  });

  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failure, (event) => {
      if (event.target.closest(".ballots") && event.detail.requestConfig.verb === "post") say(LOST);
    });
  }

  // A button that goes with its vote takes the focus along.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (document.activeElement === document.body && event.detail.requestConfig?.verb === "post") {
      event.detail.target.closest(".ballot")?.querySelector("button")?.focus({ preventScroll: true });
    }
  });

  addEventListener("pageshow", (event) => {
    if (event.persisted) refresh();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") refresh();
  });
})();

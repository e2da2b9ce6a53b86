/* Gives the fields that are completed while one types the names of the fields they stand for. */
(() => {
  function name(row) {
    for (const select of row.querySelectorAll("select.admin-autocomplete")) {
      const box = select.nextElementSibling?.querySelector(".select2-selection");
      if (!box) continue;
      const label = select.getAttribute("aria-label") ?? select.labels[0]?.textContent.trim().replace(/:$/, "") ?? "";
      for (const part of [box, box.querySelector("[role=textbox]")]) {
        part?.removeAttribute("aria-labelledby");
        part?.setAttribute("aria-label", label);
      }
    }
  }

  // The desk's own script does the same before, for it stands before this one: with jQuery, whose "ready" may be late.
  window.django?.jQuery(() => name(document));
  document.addEventListener("formset:added", (event) => name(event.target));
})();

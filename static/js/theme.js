/* Light or dark: what the reader chose, else what the system says. In the head and not deferred, so that it is
   settled before anything is painted. Without scripts the stylesheet follows the system by itself. */
(() => {
  const KEY = "theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;

  const ofSystem = () => (system.matches ? "dark" : "light");

  function recall() {
    try {
      chosen = localStorage.getItem(KEY);
    } catch {
      // Storage is switched off: the choice lasts as long as the page.
    }
  }

  function remember(theme) {
    chosen = theme;
    try {
      if (theme) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch {
      // As above.
    }
  }

  function show() {
    const theme = ["light", "dark"].includes(chosen) ? chosen : ofSystem();
    root.dataset.theme = theme;
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      meta.media = meta.dataset.theme === theme ? "all" : "not all";
    }
  }

  function recallAndShow() {
    recall();
    show();
  }

  recallAndShow();
  system.addEventListener("change", show);
  addEventListener("storage", recallAndShow); // another tab chose
  addEventListener("pageshow", recallAndShow); // back from the browser's memory
  document.addEventListener("click", (event) => {
    if (!event.target.closest("button.theme")) return;
    const other = root.dataset.theme === "dark" ? "light" : "dark";
    remember(other === ofSystem() ? null : other); // whoever wants what the system has follows it again
    show();
  });
})();

/* What suggests while somebody types comes once they go to a field that has it: most visits never need it. */
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches("[data-suggest]")) return;
  // Without an answer from the site it stays a plain field.
  import(document.querySelector("[data-suggestions]").dataset.script).catch(() => {});
});

/* So does what goes with the tray and the bookmarks, for those who keep something or are about to. */
(() => {
  let coming;

  function bring() {
    return (coming ??= import(document.querySelector(".yours").dataset.script).catch(() => {}));
  }

  // The cookies themselves are out of reach; this one is the mark that they are there.
  function bringIfKept() {
    if (/(^|; )(__Host-)?yours=/.test(document.cookie)) bring();
  }

  document.addEventListener("DOMContentLoaded", bringIfKept);
  addEventListener("pageshow", bringIfKept);
  document.addEventListener("submit", (event) => {
    if (coming || !event.target.matches(".keeps")) return;
    event.preventDefault();
    event.stopPropagation();
    bring().then(() => event.target.requestSubmit(event.submitter));
  }, true);
})();

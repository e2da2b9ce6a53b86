/* Suggestions under a field while somebody types: a combobox with a list (WAI-ARIA).

   To have them, mark a field and nothing else. Without scripts it stays the plain field that it is.

     <input type="search" name="q" data-suggest="go">       choosing follows the link: tools and comparisons
     <input type="text" name="first" data-suggest="fill">   choosing puts the tool's title into the field: tools only

   A field that was filled hears `input` and `change` as if the title had been typed. The form in the masthead knows
   where suggestions come from, and theme.js asks for this file once somebody goes to such a field. */

const address = document.querySelector("[data-suggestions]").dataset.suggestions;
const quiet = new WeakMap(); // the text for which a field is not to suggest any more
let lists = 0;

if (document.readyState === "loading") {
  await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true })); // htmx is there
}

const announcer = make("p", { class: "hidden", role: "status" });
document.body.append(announcer);

function make(name, attributes) {
  return set(document.createElement(name), attributes);
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
const optionsOf = (field) => [...listOf(field).querySelectorAll("[role=option]")];
const markedOf = (field) => listOf(field).querySelector("[aria-selected=true]");
const isOpen = (field) => !listOf(field).hidden;

function prepare(field) {
  const list = make("div", { id: `suggestions-${++lists}`, class: "offers", role: "listbox", "aria-label": "Suggestions" });
  list.hidden = true;
  field.after(list);
  field.parentElement.classList.add("offering");
  field.removeAttribute("list"); // what the browser would offer by itself
  set(field, {
    autocomplete: "off",
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "hx-get": address,
    "hx-trigger": "input changed delay:150ms, suggest",
    "hx-target": `#${list.id}`,
    "hx-sync": "this:replace", // a late answer never takes the place of a newer one
  });
  htmx.process(field);
  field.addEventListener("htmx:configRequest", (event) => ask(field, event));
  list.addEventListener("htmx:afterSwap", () => open(field));
  field.addEventListener("input", () => field.value.trim() || close(field));
  field.addEventListener("keydown", (event) => press(field, event));
  field.addEventListener("blur", () => close(field));
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the field
  list.addEventListener("click", (event) => choose(field, event));
  if (field.value !== field.defaultValue) htmx.trigger(field, "suggest"); // typed before this file was here
}

function ask(field, event) {
  const text = field.value.trim();
  if (!text || quiet.get(field) === text || document.activeElement !== field) event.preventDefault();
  else event.detail.parameters = field.dataset.suggest === "fill" ? { q: text, only: "tools" } : { q: text };
}

function open(field) {
  const list = listOf(field);
  const options = optionsOf(field);
  options.forEach((option, place) => set(option, { id: `${list.id}-${place + 1}` }));
  list.style.insetBlockStart = `${field.offsetTop + field.offsetHeight}px`;
  list.style.insetInlineStart = `${field.offsetLeft}px`;
  list.style.minInlineSize = `${field.offsetWidth}px`;
  list.style.maxInlineSize = `min(26rem, ${document.documentElement.clientWidth - Math.ceil(field.getBoundingClientRect().left) - 16}px)`;
  list.hidden = options.length === 0;
  set(field, { "aria-expanded": String(!list.hidden) });
  mark(field, null);
  announcer.textContent = options.length ? `${options.length} suggestion${options.length === 1 ? "" : "s"}` : "No suggestions";
}

/* Until something else is typed or somebody asks with an arrow key. */
function close(field) {
  quiet.set(field, field.value.trim());
  htmx.trigger(field, "htmx:abort");
  listOf(field).hidden = true;
  set(field, { "aria-expanded": "false" });
  mark(field, null);
  announcer.textContent = "";
}

function mark(field, chosen) {
  for (const option of optionsOf(field)) set(option, { "aria-selected": String(option === chosen) });
  if (!chosen) return field.removeAttribute("aria-activedescendant");
  set(field, { "aria-activedescendant": chosen.id });
  chosen.scrollIntoView({ block: "nearest" });
}

/* Down and Up go round through the list, and between its end and its beginning back to what was typed. */
function step(field, by) {
  const stops = [null, ...optionsOf(field)];
  mark(field, stops.at((stops.indexOf(markedOf(field)) + by) % stops.length));
}

function press(field, event) {
  if (event.isComposing) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by && isOpen(field)) step(field, by);
  else if (by) {
    quiet.delete(field);
    htmx.trigger(field, "suggest");
  } else if (event.key === "Escape" && isOpen(field)) close(field); // the next one empties the field
  else if (event.key === "Enter" && isOpen(field) && markedOf(field)) markedOf(field).click();
  else {
    if (event.key === "Home" || event.key === "End") mark(field, null); // the caret moves in the text
    return;
  }
  event.preventDefault();
}

function choose(field, event) {
  const option = event.target.closest("[role=option]");
  if (!option || field.dataset.suggest === "go") return;
  event.preventDefault();
  field.value = option.dataset.title;
  close(field);
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
}

function prepareIfMarked(element) {
  if (element.matches("[data-suggest]:not([role=combobox])")) prepare(element);
}

document.addEventListener("focusin", (event) => prepareIfMarked(event.target));
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("[data-suggest][role=combobox]").forEach(close);
});
prepareIfMarked(document.activeElement);

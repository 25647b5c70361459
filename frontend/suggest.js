// How a line of filters may go on while somebody types: a list below the field, gone through by keys. Without this script
// the line is typed as it is.
const field = document.querySelector("input[data-suggest]");
const list = document.getElementById("suggestions");
let asked = 0;
let chosen = -1;
let waiting;

function options() {
  return [...list.querySelectorAll("[role=option]")];
}

function show(open) {
  list.hidden = !open || !options().length;
  field.setAttribute("aria-expanded", String(!list.hidden));
  if (list.hidden) choose(-1);
}

function choose(place) {
  const all = options();
  chosen = all.length ? Math.max(-1, Math.min(place, all.length - 1)) : -1;
  all.forEach((option, number) => option.setAttribute("aria-selected", String(number === chosen)));
  if (chosen < 0) field.removeAttribute("aria-activedescendant");
  else {
    field.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  }
}

function take(option) {
  field.value = option.dataset.line;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// What is still to be asked, or on its way, opens nothing any more.
function forget() {
  clearTimeout(waiting);
  asked += 1;
}

// What was chosen by key stays chosen when an answer comes late and still offers it.
async function ask() {
  const turn = ++asked;
  const answer = await fetch(`${field.dataset.suggest}?${new URLSearchParams({ q: field.value })}`, {
    headers: { "HX-Request": "true" },
  });
  if (!answer.ok || turn !== asked || document.activeElement !== field) return;
  const kept = options()[chosen]?.dataset.line;
  list.innerHTML = await answer.text();
  choose(options().findIndex((option) => option.dataset.line === kept));
  show(true);
}

const KEYS = {
  ArrowDown: () => (list.hidden ? ask() : choose(chosen + 1)),
  ArrowUp: () => choose(chosen - 1),
  Escape: () => show(false),
};

if (field && list) {
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
  })) field.setAttribute(name, value);
  field.addEventListener("input", () => {
    choose(-1);
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Enter") forget();
    if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(options()[chosen]);
    } else if (KEYS[event.key] && !(event.key === "Escape" && list.hidden)) {
      event.preventDefault();
      KEYS[event.key]();
    } else if (event.key === "Enter") show(false);
  });
  field.addEventListener("blur", () => setTimeout(() => show(false), 150));
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    take(option);
  });
}

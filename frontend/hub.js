// What pages do beyond links and forms. Everything here has a way without it.
import htmx from "htmx.org";
import "./suggest.js";

// A number opens its explanation in a drawer; without this script the link opens a page of its own.
function drawer() {
  return document.getElementById("drawer");
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "drawer-content" && !drawer().open) drawer().showModal();
});

document.addEventListener("click", (event) => {
  const open = document.querySelector("dialog[open]");
  if (open && (event.target === open || event.target.closest("[data-close]"))) open.close();
});

// An answer that a part of the page cannot show is said aloud instead of swallowed.
document.addEventListener("htmx:responseError", (event) => {
  const place = event.detail.target.closest("[data-part]") ?? document.getElementById("announcements");
  const text = event.detail.xhr.responseText.trim();
  place.textContent = text.startsWith("<") || !text ? document.getElementById("words").dataset.failed : text;
  place.classList.add("part-failed");
});

// Forms marked so send themselves when a choice changes.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form) form.requestSubmit();
});

// A form that waited for a proof goes on by itself once the proof is given.
document.querySelector("form[data-go-on]")?.requestSubmit();

// A file field shows what was dropped or chosen, and how much of it has been sent.
document.addEventListener("change", (event) => {
  const zone = event.target.closest("[data-dropzone]");
  if (zone && event.target.type === "file") listFiles(zone, event.target.files);
});

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.("[data-dropzone]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", kind === "dragover");
    if (kind === "drop") {
      const field = zone.querySelector("input[type=file]");
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

function listFiles(zone, files) {
  const list = zone.querySelector("[data-files]");
  const megabytes = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  list.replaceChildren(
    ...[...files].map((file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name} (${megabytes.format(file.size / 1e6)} MB)`;
      return item;
    }),
  );
}

document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = event.target.querySelector?.("progress[data-sent]");
  if (bar && event.detail.lengthComputable) {
    bar.hidden = false;
    bar.max = event.detail.total;
    bar.value = event.detail.loaded;
  }
});

// One menu of the filters is open at a time, and Escape closes it.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details.menu[open]")) return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (menu !== event.target && !menu.contains(event.target)) menu.open = false;
  });
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// While somebody types, a line that is not finished is no error yet.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.triggeringEvent?.type === "input") event.detail.headers["X-Typing"] = "1";
});

// Keys: / searches, j and k go through the rows of a list, x chooses one, h helps, ? says so.
function stepThroughRows(step) {
  const links = [...document.querySelectorAll("tr[data-row] th a")];
  const here = links.indexOf(document.activeElement);
  links[Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
}

const KEYS = {
  "/": () => document.querySelector("input[type=search]")?.focus(),
  "?": () => document.getElementById("keys").showModal(),
  h: () => document.querySelector("a[data-help]")?.click(),
  j: () => stepThroughRows(1),
  k: () => stepThroughRows(-1),
  x: () => document.activeElement.closest("tr[data-row]")?.querySelector("input[type=checkbox]")?.click(),
};

document.addEventListener("keydown", (event) => {
  const busy = event.target.closest("input:not([type=checkbox]), textarea, select, dialog");
  if (busy || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

// On narrow windows the rows of some tables become cards: each cell gets the head of its column as its label.
function letStack(table) {
  const labelOf = (head) => (head.querySelector(".visually-hidden") ? "" : head.textContent.trim());
  const heads = [...table.tHead.rows[0].cells].map(labelOf);
  table.querySelectorAll("tbody td").forEach((cell) => cell.setAttribute("data-label", heads[cell.cellIndex]));
  table.classList.add("stacked");
}

htmx.onLoad((part) => part.querySelectorAll("table.stacks").forEach(letStack));

// The tab that is shown is in sight where the tabs are wider than the window.
document.querySelectorAll(".tabs").forEach((tabs) => {
  const here = tabs.querySelector("[aria-current]");
  if (here) tabs.scrollLeft = here.offsetLeft - (tabs.clientWidth - here.offsetWidth) / 2;
});

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// htmx reads its settings from the page's meta element; nothing may evaluate text as code.
htmx.config.allowEval = false;

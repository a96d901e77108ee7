/* Keys: j k x in a list, / to its filter, g and a letter to go, ? for all of them; all can be switched off. */
import { open } from "./dialogs.js";

const OFF = "keys=off";
const WAIT = 1200;
let going = 0;

export function watchKeys() {
  const dialog = document.getElementById("keys");
  if (!dialog) return;
  const tick = dialog.querySelector("[data-keys-on]");
  tick.checked = !document.cookie.includes(OFF);
  tick.addEventListener("change", () => {
    document.cookie = `keys=off; path=/; samesite=lax; max-age=${tick.checked ? 0 : 31536000}`;
  });
  document.querySelector("[data-keys]")?.addEventListener("click", () => open(dialog));
  document.addEventListener("keydown", (event) => {
    if (!tick.checked || typing(event) || document.querySelector("dialog[open]")) return;
    if (act(event.key, dialog)) event.preventDefault();
  });
}

function typing(event) {
  const at = event.target;
  const writes = at.matches?.("textarea, select, [contenteditable]") || (at.matches?.("input") && !at.matches("[type=checkbox], [type=radio]"));
  return writes || event.ctrlKey || event.metaKey || event.altKey;
}

function act(key, dialog) {
  if (Date.now() - going < WAIT) {
    going = 0;
    const link = dialog.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (link) window.location.assign(link.href);
    return Boolean(link);
  }
  switch (key) {
    case "?": open(dialog); return true;
    case "/": return focus(document.querySelector(".filters .input input"));
    case "g": going = Date.now(); return true;
    case "j": return step(1);
    case "k": return step(-1);
    case "x": return pick();
    case "Escape": return letGo();
    default: return false;
  }
}

function focus(element) {
  element?.focus();
  return Boolean(element);
}

const rows = () => [...document.querySelectorAll(".grid tbody tr")];

function here() {
  return document.activeElement?.closest(".grid tbody tr");
}

function step(by) {
  const list = rows();
  if (!list.length) return false;
  const at = list.indexOf(here());
  const next = list[Math.min(Math.max(at + by, 0), list.length - 1)];
  return focus(next.querySelector("input, a, button"));
}

function pick() {
  const box = here()?.querySelector("input[type=checkbox]");
  box?.click();
  return Boolean(box);
}

function letGo() {
  const boxes = document.querySelectorAll(".grid tbody input[type=checkbox]:checked");
  for (const box of boxes) box.click();
  return boxes.length > 0;
}

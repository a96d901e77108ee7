/* The end of a sign-in, told before it comes. After it the page is covered and keeps what was typed, in this tab alone. */
const LOOK_EVERY = 20_000;
const TELL_EVERY = 60_000;
const WARN = 120;

export function watchSession() {
  const place = document.querySelector("[data-session]");
  if (!place) return;
  const watch = { place, moved: 0, told: Date.now(), ends: 0 };
  for (const kind of ["keydown", "pointerdown", "input"]) {
    document.addEventListener(kind, () => (watch.moved = Date.now()), { passive: true });
  }
  for (const kind of ["focus", "pageshow"]) window.addEventListener(kind, () => look(watch));
  document.addEventListener("signed-out", () => look(watch));
  document.addEventListener("submit", (event) => hold(event, watch), { capture: true });
  document.querySelector("[data-stay-here]").addEventListener("click", () => stay(watch));
  window.setInterval(() => turn(watch), LOOK_EVERY);
  look(watch);
}

/* Typing counts as something done, and is told once a minute. */
async function turn(watch) {
  if (!covered() && watch.moved > watch.told + TELL_EVERY) return stay(watch);
  if (secondsLeft(watch) < WARN) return look(watch);
}

async function look(watch) {
  take(watch, await ask(watch.place.dataset.session, "GET"));
}

async function stay(watch) {
  watch.told = Date.now();
  take(watch, await ask(watch.place.dataset.stay, "POST"));
}

async function ask(address, method) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  try {
    const answer = await fetch(address, { method, headers: { "X-CSRFToken": token } });
    return answer.ok ? await answer.json() : { left: 0 };
  } catch {
    return null; // the line is down: nothing is known, and nothing changes
  }
}

function take(watch, state) {
  if (!state) return;
  const { whose } = watch.place.dataset;
  watch.ends = Date.now() + state.left * 1000;
  if (state.left > 0 && state.whose === whose) uncover(state.token);
  else cover(state.left > 0);
  const warned = document.getElementById("still-there");
  if (!covered() && state.left < WARN && !warned.open) warned.showModal();
  if (covered() || state.left >= WARN) warned.close();
}

/* A form sent after the end would be refused and its words lost: it is held, and the page asks to sign in first. */
function hold(event, watch) {
  if (watch.ends === 0 || secondsLeft(watch) > 0 || event.target.method !== "post") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  look(watch);
}

function secondsLeft(watch) {
  return (watch.ends - Date.now()) / 1000;
}

function covered() {
  return document.documentElement.classList.contains("covered");
}

function cover(bySomebodyElse) {
  const dialog = document.getElementById("signed-out");
  dialog.querySelector("[data-somebody-else]").hidden = !bySomebodyElse;
  document.documentElement.classList.add("covered");
  if (dialog.open) return;
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.showModal();
}

function uncover(token) {
  if (!covered()) return;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  document.documentElement.classList.remove("covered");
  document.getElementById("signed-out").close();
}

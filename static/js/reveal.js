/* An opened field: off the screen after its minute, and the moment the reader turns to something else. */
const LEFT = ["blur", "pagehide"];

export function watchReveal() {
  document.addEventListener("htmx:beforeSwap", letIn);
  document.addEventListener("htmx:afterSettle", begin);
  for (const kind of LEFT) window.addEventListener(kind, mask);
  document.addEventListener("visibilitychange", () => document.hidden && mask());
  window.addEventListener("pageshow", (event) => event.persisted && mask());
  for (const kind of ["copy", "cut", "dragstart"]) document.addEventListener(kind, refuse);
  begin();
}

/* A refusal comes with its own status and its own words: htmx would not show it. */
function letIn(event) {
  if (event.detail.target?.id === "reveal" && event.detail.xhr.getResponseHeader("Referrer-Policy") === "no-referrer") {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
}

function begin() {
  const place = document.querySelector("#reveal");
  place?.querySelector("h1[tabindex]")?.focus();
  if (!place?.dataset.opened || place.dataset.begun) return;
  place.dataset.begun = "yes";
  if (document.hidden) return mask();
  const ends = Date.now() + Number(place.dataset.opened) * 1000;
  const ticking = window.setInterval(() => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    const bar = place.querySelector("progress");
    if (bar) bar.value = Math.max(0, left);
    if (left <= 0 || !place.querySelector("[data-value]")) {
      window.clearInterval(ticking);
      mask();
    }
  }, 500);
}

function mask() {
  for (const place of document.querySelectorAll("[data-opened]")) {
    for (const one of place.querySelectorAll("[data-value], [data-while-open]")) one.remove();
    for (const one of place.querySelectorAll("[data-masked]")) one.hidden = false;
  }
}

function refuse(event) {
  if (event.target.closest?.("[data-opened]") || document.querySelector("[data-value]")) event.preventDefault();
}

/* Toasts leave after ten seconds, unless somebody is reading them; results of htmx are told in the live region. */
const STAY = 10000;

export function watchToasts() {
  const place = document.getElementById("toasts");
  if (place) {
    for (const toast of place.children) time(toast);
    new MutationObserver((changes) => {
      for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1) time(node);
    }).observe(place, { childList: true });
    place.addEventListener("click", (event) => {
      if (event.target.closest("[data-dismiss]")) event.target.closest(".toast").remove();
    });
  }
  document.addEventListener("htmx:afterSwap", tell);
}

function time(toast) {
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) window.setTimeout(leave, STAY);
    else toast.remove();
  };
  if (!toast.querySelector("form")) window.setTimeout(leave, STAY);
}

function tell() {
  const words = document.querySelector("[data-announce]")?.dataset.announce;
  const place = document.getElementById("announce");
  if (words && place && place.textContent !== words) place.textContent = words;
}

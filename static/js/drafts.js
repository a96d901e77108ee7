/* A form somebody has begun is not lost by a slip: the browser asks before it is left. */
export function watchDrafts() {
  let begun = false;
  for (const form of document.querySelectorAll("form[data-draft]")) {
    form.addEventListener("input", () => {
      begun = true;
      const hint = form.querySelector("[data-draft-hint]");
      if (hint) hint.hidden = false;
    });
    form.addEventListener("submit", () => {
      begun = false;
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if (begun) event.preventDefault();
  });
}

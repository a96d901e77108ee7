/* A button that prints the page it stands on. */
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

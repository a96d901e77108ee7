/* Dialogs: `command`/`commandfor` where the browser lacks them, and focus back to whoever opened. */
export function watchDialogs() {
  const native = "commandForElement" in HTMLButtonElement.prototype;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[commandfor]");
    if (native || !button) return;
    const dialog = document.getElementById(button.getAttribute("commandfor"));
    if (button.getAttribute("command") === "show-modal") open(dialog);
    if (button.getAttribute("command") === "close") dialog?.close();
  });
}

export function open(dialog) {
  if (!dialog || dialog.open) return;
  const opener = document.activeElement;
  dialog.addEventListener("close", () => opener?.focus?.(), { once: true });
  dialog.showModal();
}

/* Selection: the box in the head speaks for all rows, a shift-click for those between, the bar counts. */
export function watchTables() {
  let last = null;
  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-pick]");
    if (!box) return;
    const boxes = siblings(box);
    if (event.shiftKey && last && boxes.includes(last)) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
  });
  document.addEventListener("change", (event) => {
    const head = event.target.closest("[data-pick-all]");
    if (head) for (const box of siblings(head)) box.checked = head.checked;
    const form = event.target.closest("form");
    if (form) count(form);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick-none]");
    if (!button) return;
    const form = button.closest("form");
    for (const box of form.querySelectorAll("[data-pick]")) box.checked = false;
    count(form);
  });
  for (const form of document.querySelectorAll("form")) count(form);
  document.addEventListener("htmx:afterSettle", () => {
    for (const form of document.querySelectorAll("form")) count(form);
  });
}

const siblings = (box) => [...box.closest("form").querySelectorAll("[data-pick]")];

function count(form) {
  const boxes = [...form.querySelectorAll("[data-pick]")];
  const chosen = boxes.filter((box) => box.checked).length;
  for (const place of form.querySelectorAll("[data-picked]")) place.textContent = String(chosen);
  for (const head of form.querySelectorAll("[data-pick-all]")) {
    head.checked = chosen > 0 && chosen === boxes.length;
    head.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

/* Theme and density: kept in a cookie, so that the server draws the next page right at once. */
const YEAR = 365 * 24 * 60 * 60;

export function watchChoices() {
  for (const group of document.querySelectorAll("[data-choose]")) {
    mark(group);
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) choose(group, button.value);
    });
  }
}

function choose(group, value) {
  const name = group.dataset.choose;
  const age = value ? YEAR : 0;
  document.cookie = `${name}=${value}; path=/; max-age=${age}; samesite=lax`;
  if (value) document.documentElement.dataset[name] = value;
  else delete document.documentElement.dataset[name];
  mark(group);
}

function mark(group) {
  const chosen = document.documentElement.dataset[group.dataset.choose] ?? "";
  for (const button of group.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === chosen));
  }
}

"""What a careful eye finds wrong with a page: against WCAG, against the width of the screen, in the console."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

WIDTHS = {390: 844, 1440: 900}
THEMES = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """async (rules) => {
  const found = await axe.run({runOnly: rules, resultTypes: ["violations"]});
  return found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target).join(", ")}`);
}"""
SIDEWAYS = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const all = [...document.body.querySelectorAll("*")];
  const wide = all.filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1);
  return wide.slice(0, 4).map((one) => `${one.tagName}.${one.getAttribute("class")}`).concat(`${root.scrollWidth} px`);
}"""


class Eyes:
    """Looks at pages; listens to the console of those it watches."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def watch(self, page: Page) -> Page:
        page.on("console", lambda told: self.heard.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        return page

    def faults(self, page: Page) -> list[str]:
        """Everything wrong with this page in both themes. What the page's own status puts in the console is not."""
        found = [f"scrolls sideways: {one}" for one in page.evaluate(SIDEWAYS)]
        page.evaluate(axe_source())  # a script tag would be refused by our own policy
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            found += [f"{theme}: {one}" for one in page.evaluate(LOOK, RULES)]
        page.emulate_media(color_scheme="light")
        return found + [f"console: {one}" for one in self.heard if "the server responded with a status of 4" not in one]


@cache
def axe_source() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

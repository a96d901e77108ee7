"""What a careful eye finds wrong with a page: against WCAG, against the width of the screen, in the console."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache
from pathlib import Path
from typing import Literal

import axe_playwright_python
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
THEMES: dict[Literal["light", "dark"], list[str]] = {
    "light": RULES,
    "dark": ["color-contrast", "link-in-text-block"],  # a theme changes colours, and these two are all that judge them
}
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

LED_NOWHERE = """() => [...document.querySelectorAll("a[href^='#']")].map((one) => one.getAttribute("href"))
  .filter((href) => !document.getElementById(href.slice(1)))"""


def listen(page: Page) -> list[str]:
    """What the console of this page says is wrong, as it comes. The page's own status there is not a fault."""
    heard: list[str] = []

    def told(words: str) -> None:
        if "the server responded with a status of 4" not in words:
            heard.append(f"console: {words}")

    page.on("console", lambda one: told(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: told(str(error)))
    return heard


def faults(page: Page, *, names: Container[str]) -> list[str]:
    """Everything wrong with an open page, in both themes."""
    found = [f"scrolls sideways: {one}" for one in page.evaluate(SIDEWAYS)]
    found += [f"leads nowhere: {one}" for one in page.evaluate(LED_NOWHERE)]
    found += [f"title: {word}" for word in re.findall(r"\w+", page.title()) if word in names]
    page.evaluate(axe_source())  # a script tag would be refused by our own policy
    for theme, rules in THEMES.items():
        page.emulate_media(color_scheme=theme)
        found += [f"{theme}: {one}" for one in page.evaluate(LOOK, rules)]
    return found


@cache
def axe_source() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

"""The eyes see: each fault, planted in a page, is told."""

from __future__ import annotations

import pytest

from tests.e2e import eyes
from tests.e2e.conftest import Opens

pytestmark = pytest.mark.e2e

GOOD = """<!doctype html><html lang=en><head><title>Claims</title>
<meta name=viewport content="width=device-width, initial-scale=1"><style>
:root {color-scheme: light dark; background: #fff; color: #111} a {color: #00c}
@media (prefers-color-scheme: dark) {:root {background: #111; color: #eee} a {color: #9cf}}
</style></head><body><main id=main><h1>Claims</h1>PLACE</main></body></html>"""


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("<p>Nothing is wrong here.</p>", ""),
        ("<button><svg></svg></button>", "light: button-name"),
        ("<p style='color: #444'>Dark on dark</p>", "dark: color-contrast"),
        ("<p style='color: #eee'>Light on light</p>", "light: color-contrast"),
        ("<p style='width: 500px'>Wide</p>", "scrolls sideways: P"),
        ("<p><a href='#nobody' style='font-size: 24px'>Lost</a></p>", "leads nowhere: #nobody"),
        ("<script>document.title = 'Featherly'</script>", "title: Featherly"),
        ("<script>throw new Error('torn')</script>", "console: torn"),
    ],
)
@pytest.mark.usefixtures("db")
def test_a_planted_fault_is_seen(opens: Opens, planted: str, told: str) -> None:
    page = opens(viewport={"width": 390, "height": 844})
    heard = eyes.listen(page)
    page.set_content(GOOD.replace("PLACE", planted))
    found = eyes.faults(page, names={"Featherly"}) + heard
    assert any(told in one for one in found) if told else found == []

"""Every page on a phone, by day and by night: nothing in the way of anybody, and no name in a title."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Looks
from tests.e2e.showcase import PAGES

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_in_nobodys_way(name: str, looks: Looks) -> None:
    assert looks(name, width=390) == []

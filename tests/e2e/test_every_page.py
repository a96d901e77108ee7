"""Every page, on a phone and on a desk, by day and by night: nothing in the way of anybody, and no name in a title."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from casefile import clock, ledger
from casefile.models import Batch, Lawsuit, Staff
from filings import tasks
from filings.models import Document
from filings.services import demonstration
from filings.services.invented import invent
from plaintiffs.models import Client as Person
from plaintiffs.models import Plaintiff
from plaintiffs.services import sheets
from tests import factories
from tests.conftest import empty_the_tables
from tests.e2e.conftest import PLACE, let_in
from tests.e2e.eyes import WIDTHS, Eyes

pytestmark = pytest.mark.e2e

HERE = "/doe-v-rivermont"
SHEET = """Register of claims
Client code,Last name,First name,Serial no.,Presented on,City action,In suit,Doe label,Notes of the clerk
MT-1,Featherly,Anna,70411,4/3/2026,,Y,JANE DOE 907,called twice
MT-2,Birchwood,Tom,70412,4/4/2026,,,,
MT-3,Cloverdale,Ruth,70413,Feb. 30 2026,,,,
MT-4,Featherley,Anna,70411,4/3/2026,,,,
"""
PAGES = [
    "sign in",
    "sign in refused",
    "sign out",
    "lawsuits",
    "today",
    "plaintiffs",
    "plaintiffs of a tab",
    "plaintiffs that are none",
    "plaintiff",
    "plaintiff without a claim",
    "client not in suit",
    "claims",
    "claims of the past",
    "claim",
    "claim with a mistake",
    "filings",
    "complaint chosen",
    "declaration chosen",
    "letter chosen",
    "filings for nobody",
    "document",
    "enter a client",
    "enter a client with mistakes",
    "caption",
    "import",
    "import refused",
    "columns",
    "preview",
    "import waiting",
    "import loaded",
    "batches",
    "batch waiting",
    "batch done",
    "batch refused",
    "no such page",
    "not allowed",
]


@pytest.fixture(scope="module")
def showcase(house: str, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """The demonstration in the midst of its work, a second lawsuit beside it; the address of each page by its name."""
    with django_db_blocker.unblock():
        lawsuit = demonstration.load(today=clock.today())
        assert lawsuit
        lead = Staff.objects.get(name="Ines Halloran")
        factories.opened(slug="roe-v-rivermont", members=[lead])
        yield addresses() | sheet_pages(lawsuit, lead) | paper_pages(lawsuit, lead)
        empty_the_tables()


def addresses() -> dict[str, str]:
    claim = factories.GovernmentClaim.objects.filter(client__designations__number=17)[0]
    outside = Person.objects.filter(designations=None)[0]
    return {
        "sign in": "/login",
        "sign in refused": "/login",
        "sign out": "/logout",
        "lawsuits": "/",
        "today": f"{HERE}/",
        "plaintiffs": f"{HERE}/plaintiffs",
        "plaintiffs of a tab": f"{HERE}/plaintiffs?view=due&sort=-sue_by",
        "plaintiffs that are none": f"{HERE}/plaintiffs?q=nobody",
        "plaintiff": f"{HERE}/plaintiffs/017",
        "client not in suit": f"{HERE}/clients/{outside.pk}",
        "claims": f"{HERE}/claims",
        "claims of the past": f"{HERE}/claims?page=2",
        "claim": f"{HERE}/claims/{claim.pk}",
        "claim with a mistake": f"{HERE}/claims/{claim.pk}",
        "filings": f"{HERE}/filings",
        "complaint chosen": f"{HERE}/filings?text=complaint",
        "declaration chosen": f"{HERE}/filings?text=declaration&doe=17",
        "letter chosen": f"{HERE}/filings?text=letter",
        "filings for nobody": f"{HERE}/filings?text=complaint&whom=some",
        "enter a client": f"{HERE}/intake",
        "enter a client with mistakes": f"{HERE}/intake",
        "caption": f"{HERE}/caption",
        "import": f"{HERE}/import",
        "import refused": f"{HERE}/import",
        "batches": f"{HERE}/batches",
        "no such page": f"{HERE}/plaintiffs/9999",
        "not allowed": f"{HERE}/import",
    }


def sheet_pages(lawsuit: Lawsuit, lead: Staff) -> dict[str, str]:
    """One sheet loaded, one asked for, one that only waits."""
    loaded, asked, waits = (
        sheets.receive(text.encode(), name="register.csv", lawsuit=lawsuit, actor=lead).pk
        for text in (SHEET, SHEET.replace("Anna", "Ada"), SHEET.replace("Tom", "Tim"))
    )
    done = tasks.start_import(loaded, lawsuit=lawsuit, columns=None, actor=lead)
    ledger.sweep()
    waiting = tasks.start_import(asked, lawsuit=lawsuit, columns=None, actor=lead)
    return {
        "columns": f"{HERE}/import/{waits}/columns",
        "preview": f"{HERE}/import/{waits}",
        "import loaded": batch_page(done),
        "import waiting": batch_page(waiting),
    }


def paper_pages(lawsuit: Lawsuit, lead: Staff) -> dict[str, str]:
    """A complaint of three, declarations of which one is refused, and a batch that still waits."""
    factories.enrolled(lawsuit, code="ZZ-900", number=900)
    some = list(Plaintiff.objects.filter(lawsuit=lawsuit).order_by("number")[:3])
    bare = Plaintiff.objects.get(lawsuit=lawsuit, number=900)

    def press(code: str, people: list[Plaintiff]) -> Batch:
        return tasks.start_press(code, lawsuit=lawsuit, plaintiffs=people, options={}, actor=lead)

    whole = press("complaint", some)
    holed = press("declaration", [some[0], bare])
    ledger.sweep()
    waiting = press("letter", some)
    return {
        "plaintiff without a claim": f"{HERE}/plaintiffs/900",
        "document": f"{HERE}/documents/{Document.objects.get(item__batch=whole).pk}",
        "batch done": batch_page(whole),
        "batch refused": batch_page(holed),
        "batch waiting": batch_page(waiting),
    }


def batch_page(batch: Batch) -> str:
    return f"{HERE}/batches/{batch.pk}"


@pytest.fixture(scope="module")
def names() -> set[str]:
    """Every last name in the vault of the demonstration."""
    return {one.identity.last for one in invent(today=clock.today())} | {"Featherly", "Birchwood", "Larkmoor"}


@pytest.fixture
def visit(chromium: Browser, house: str, showcase: dict[str, str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page open at the address that the test is about, by whoever it is about."""
    name, width = request.getfixturevalue("name"), request.getfixturevalue("width")
    context = chromium.new_context(base_url=house, viewport={"width": width, "height": WIDTHS[width]}, **PLACE)
    if not name.startswith("sign in"):
        who = "Per Lindqvist" if name == "not allowed" else "Ines Halloran"
        let_in(context, Staff.objects.get(name=who), house=house)
    yield context.new_page()
    context.close()


def send_as_it_is(page: Page) -> None:
    """Send the page's form without the browser's own objections; the answer has errors."""
    page.evaluate("document.querySelectorAll('form').forEach((one) => { one.noValidate = true; })")
    page.locator("main form button[type=submit]").first.click()
    page.locator("[aria-invalid=true], .errors").first.wait_for()


def refuse_the_password(page: Page) -> None:
    page.get_by_label("E-mail").fill("nobody@moltrask.example")
    page.get_by_label("Password").fill("not this one at all")
    send_as_it_is(page)


def choose_nobody(page: Page) -> None:
    page.get_by_label("Only those chosen below").check()
    send_as_it_is(page)


MISTAKES: dict[str, Callable[[Page], None]] = {
    "sign in refused": refuse_the_password,
    "enter a client with mistakes": send_as_it_is,
    "import refused": send_as_it_is,
    "filings for nobody": choose_nobody,
    "claim with a mistake": send_as_it_is,
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_in_nobodys_way(
    visit: Page, showcase: dict[str, str], name: str, width: int, names: set[str], eyes: Eyes
) -> None:
    eyes.watch(visit)
    visit.goto(showcase[name], wait_until="load")
    if name in MISTAKES:
        MISTAKES[name](visit)
    title = visit.title()
    assert title.endswith("· casefile")
    assert not names & set(re.findall(r"\w+", title))
    assert eyes.faults(visit) == []

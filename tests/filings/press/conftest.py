"""An invented lawsuit as the press sees it, for any number of plaintiffs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from filings.press import texts
from filings.press.facts import (
    Attorney,
    Cause,
    ClaimFacts,
    Counsel,
    Court,
    LawsuitFacts,
    PaperFacts,
    Party,
    PlaintiffFacts,
    Pseudonym,
    Release,
)
from filings.press.texts import PaperText

CITY = "CITY OF ELDERMERE"
REJECTED = ClaimFacts(
    CITY,
    date(2026, 6, 1),
    timely=True,
    outcome="rejected",
    outcome_on=date(2026, 7, 1),
    mailed_on=date(2026, 7, 2),
    where="/doe/claims/1",
)

Facts = Callable[..., PaperFacts]


@pytest.fixture(scope="session")
def facts() -> Facts:
    """Facts for `count` plaintiffs; named parts replace those of the lawsuit, `claims` those of every plaintiff."""

    def make(
        count: int = 3,
        *,
        claims: tuple[ClaimFacts, ...] = (REJECTED,),
        options: dict[str, bool] | None = None,
        speaks_for: int | None = None,
        **lawsuit: Any,
    ) -> PaperFacts:
        people = tuple(_plaintiff(number, claims=claims) for number in range(1, count + 1))
        alone = people[speaks_for - 1] if speaks_for else None
        return PaperFacts(_lawsuit(people, **lawsuit), people, date(2026, 11, 24), alone, options or {})

    return make


@pytest.fixture(scope="session")
def text() -> Callable[[str], PaperText]:
    """A shipped text by its code."""

    def shipped(code: str) -> PaperText:
        path = Path(settings.ROOT) / "templates" / "papers" / "texts" / f"{code}.md"
        return texts.read(path.read_text(encoding="utf-8"))

    return shipped


def _plaintiff(number: int, *, claims: tuple[ClaimFacts, ...]) -> PlaintiffFacts:
    return PlaintiffFacts(
        label=f"JANE DOE {number}",
        code=f"MT-{number:04d}",
        duty="current",
        assignment="undercover",
        harms=("relocation", "therapy"),
        claims=claims,
        where=f"/doe/plaintiffs/{number:03d}",
    )


def _lawsuit(people: tuple[PlaintiffFacts, ...], **changes: Any) -> LawsuitFacts:
    told: dict[str, Any] = {
        "short_title": "JANE DOE 1, et al. v. City of Eldermere",
        "court": Court("Superior Court of the State of California", "Los Angeles", "Central District"),
        "counsel": Counsel(
            firm="Quillfeather & Ash LLP",
            attorneys=(Attorney("Maud Quillfeather", "000021", "maud@quillfeather.example"),),
            address=("12 Harbor Steps", "Eldermere, CA 90999"),
            telephone="(213) 555-0155",
            represents=f"Plaintiffs JANE DOE 1 through JANE DOE {len(people)}",
        ),
        "plaintiffs": people,
        "defendants": (Party(CITY, "a municipal corporation"), Party("ROES 1 through 50", "inclusive")),
        "causes": (
            Cause(1, "Negligence", ("Gov. Code, § 815.2",), (), (CITY, "ROES 1 through 50")),
            Cause(2, "Failure to Perform Mandatory Duties", ("Gov. Code, § 815.6",), ("Pen. Code, § 832.7",), (CITY,)),
        ),
        "entity": Party(CITY, "a municipal corporation"),
        "pseudonym": Pseudonym("sought", hearing_on=date(2027, 1, 21)),
        "release": Release(date(2026, 2, 4), date(2026, 4, 6), date(2026, 5, 18), "a member of the public", 9000, ""),
        "where": "/doe/caption",
    }
    return LawsuitFacts(**{**told, **changes})

"""The frozen facts a paper may see: plain values, no model, no true name.

Words in lower case are closed lists; an empty word or None means that the house does not know."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from typing import Any, Literal

PseudonymStatus = Literal["none", "sought", "granted", "denied", "vacated"]
Duty = Literal["current", "retired", ""]
Assignment = Literal["undercover", "surveillance", "support", ""]
Outcome = Literal["rejected", "rejected in part", "deemed rejected", "returned late", "no action", "pending", ""]
CauseKind = Literal["negligence", "mandatory duty", ""]
Relief = Literal[
    "",  # no application for leave to present a late claim
    "applied",
    "granted",
    "denied",
    "deemed denied",
    "petition pending",
    "petition granted",
    "petition denied",
]


@dataclass(frozen=True, slots=True)
class Attorney:
    """One attorney of record, as the filer block names her."""

    name: str
    bar_number: str
    e_mail: str


@dataclass(frozen=True, slots=True)
class Counsel:
    """A firm of record. `represents` follows "Attorneys for", e.g. "Plaintiffs JANE DOE 1 through JANE DOE 146"."""

    firm: str
    attorneys: tuple[Attorney, ...]
    address: tuple[str, ...]
    telephone: str
    facsimile: str = ""
    represents: str = ""


@dataclass(frozen=True, slots=True)
class Court:
    """`name` "Superior Court of the State of California", `county` "Los Angeles", `district` "Central District"."""

    name: str
    county: str
    district: str = ""
    courthouse: str = ""
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """A defendant as captioned: ("CITY OF RIVERMONT", "a municipal corporation"), ("ROES 1 through 50", "inclusive")"""

    name: str
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause of action: what CRC 2.112 asks of its heading, and the enactments a mandatory duty rests on."""

    ordinal: int
    title: str
    statutes: tuple[str, ...]
    enactments: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    by: str = "all plaintiffs"

    @property
    def kind(self) -> CauseKind:
        """Which words of a text plead it: liability for an employee's negligence, or for a mandatory duty."""
        if any("815.6" in statute for statute in self.statutes):
            return "mandatory duty"
        return "negligence" if "negligence" in self.title.lower() else ""


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """One government claim as its events read on the day of the paper. Never its number, never our own last day.

    `timely` is None when it cannot be computed. The outcome "no action" is that of a late claim of which the entity
    said nothing, "pending" that of one it may still act on. `outcome_on` is the day of the notice, or the 45th day of
    a deemed rejection; `mailed_on` the day the notice was mailed or handed over; `relief` the way of a late claim.
    """

    entity: str
    presented_on: date | None = None
    timely: bool | None = None
    outcome: Outcome = ""
    outcome_on: date | None = None
    mailed_on: date | None = None
    relief: Relief = ""
    lateness_waived: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True)
class Captioned:
    """A plaintiff as the caption names her: all that a paper which speaks for another may say of her."""

    label: str
    descriptor: str = "an individual"
    where: str = ""


@dataclass(frozen=True, slots=True)
class PlaintiffFacts(Captioned):
    """One Doe. `code` is the firm's own client code, for letters only; `where` the page that fills her gaps;
    `formerly` that the assignment lies behind her.

    `assignment` is a category, never a unit: undercover; surveillance; support (cover officer, case agent, handler).
    `harms` are the words of intake, e.g. "relocation", "therapy", "lost overtime", "security measures".
    """

    code: str = ""
    duty: Duty = ""
    assignment: Assignment = ""
    formerly: bool = False
    harms: tuple[str, ...] = ()
    claims: tuple[ClaimFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """The leave to sue under a fictitious name, or the motion for it."""

    status: PseudonymStatus = "none"
    order_on: date | None = None
    hearing_on: date | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """The release of photographs the case is about.

    `requester` reads after "from", e.g. "a reporter"; `site` after "on", e.g. "a website open to anyone"; `officers`
    about how many were shown, e.g. 9000.
    """

    requested_on: date | None = None
    released_from: date | None = None
    released_until: date | None = None
    requester: str = ""
    officers: int = 0
    site: str = ""


@dataclass(frozen=True, slots=True)
class LawsuitFacts:
    """The caption and the story. `where` is the page that fills the lawsuit's own gaps."""

    short_title: str
    court: Court
    counsel: Counsel
    plaintiffs: tuple[Captioned, ...]
    defendants: tuple[Party, ...]
    causes: tuple[Cause, ...]
    entity: Party
    pseudonym: Pseudonym = field(default_factory=Pseudonym)
    release: Release = field(default_factory=Release)
    case_number: str = ""
    judge: str = ""
    department: str = ""
    filed_on: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """Everything one paper may see. `plaintiffs` are those of the caption, in its order; where it speaks for one,
    `plaintiff`, the others are known by their labels alone."""

    lawsuit: LawsuitFacts
    plaintiffs: tuple[Captioned, ...]
    dated: date
    plaintiff: PlaintiffFacts | None = None
    options: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact a paper needs and the house does not know: `where` is the address of the page that fills it."""

    path: str
    subject: str
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the outline; `page` counts from 1."""

    level: int
    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Pressed:
    """A finished paper: its bytes and what they hold."""

    pdf: bytes
    page_count: int
    paragraphs: int
    outline: tuple[Heading, ...]
    sha256: str


def names_of(told: Any) -> tuple[str, ...]:
    """The fields of a fact: wanted for everybody in a caption, several times for each letter."""
    kind: Any = type(told)
    return _names(kind)


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))

"""One row of a register, read: who it is about, sealed from here on, and what is told of the claim."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from filings.importers import cells, choices, names
from filings.importers.desk import Desk
from filings.importers.headings import CHOICES
from filings.importers.reasons import Finding, Reason, finding
from filings.importers.sheets import Cell
from filings.law.claim_lifecycle import LimitOnSuit, Timeliness
from plaintiffs.rules.identity import Identity
from plaintiffs.rules.letters import words


class Outcome(StrEnum):
    """What becomes of a row."""

    LOAD = "load"
    REJECT = "reject"
    DUPLICATE = "duplicate"


# What may be shown of a row, in the order of the register; dates as ISO, "" for what is not told.
OPEN_FIELDS = (
    "client_code",
    "unit",
    "status",
    "covert_role",
    "release_on",
    "presented_on",
    "how_presented",
    "amended_on",
    "insufficiency_on",
    "city_action",
    "notice_on",
    "notice_mailed_on",
    "warning",
    "late_application_on",
    "late_application_result",
    "in_suit",
    "doe_label",
    "damages",
    "timeliness",
    "limit_on_suit",
    "last_day_to_present",
)
LONGEST = {"client_code": 40, "unit": 120, "covert_role": 120, "remarks": cells.LONGEST_REMARK}
LONGEST_DAMAGE = 80


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One row. `identity`, `city_claim_no` and `remarks` (free text, which may hold names) are for the vault alone."""

    row: int
    identity: Identity
    city_claim_no: str = ""
    remarks: str = ""
    client_code: str = ""
    has_own_code: bool = True
    unit: str = ""
    status: str = ""
    covert_role: str = ""
    release_on: date | None = None
    presented_on: date | None = None
    how_presented: str = ""
    amended_on: date | None = None
    insufficiency_on: date | None = None
    city_action: str = ""
    notice_on: date | None = None
    notice_mailed_on: date | None = None
    warning: str = ""
    late_application_on: date | None = None
    late_application_result: str = ""
    in_suit: str = ""
    doe_label: str = ""
    damages: str = ""
    outcome: Outcome = Outcome.LOAD
    timeliness: Timeliness | None = None
    limit_on_suit: LimitOnSuit | None = None
    last_day_to_present: date | None = None

    def __repr__(self) -> str:
        return f"Entry(row={self.row})"

    def shown(self) -> dict[str, str | int]:
        """What may leave the house: no name, no number of the person or the City, no remark."""
        told = {name: getattr(self, name) for name in OPEN_FIELDS}
        plain = {
            name: value.isoformat() if isinstance(value, date) else str(value or "") for name, value in told.items()
        }
        return {"row": self.row, "outcome": str(self.outcome), **plain}


class _Reading:
    """One row on the desk."""

    def __init__(self, desk: Desk, *, row: int) -> None:
        self.desk, self.row = desk, row
        self.findings: list[Finding] = []

    def find(self, reason: Reason, *, column: str) -> None:
        self.findings.append(finding(reason, row=self.row + 1, column=self.desk.heading(column) or column))

    def take(self, name: str, read: Callable[[Cell], Any], *, absent: Any = "") -> Any:
        """The value of a cell; where it cannot be had, the reason is noted and the value is absent."""
        cell = self.desk.cell(self.row, name)
        if cell == "":
            return absent
        value = self.desk.answer(name, cell, read=read) if name in CHOICES else cells.broken(cell) or read(cell)
        if isinstance(value, Reason):
            self.find(value, column=name)
            return absent
        return value

    def day(self, name: str) -> date | None:
        value = self.desk.day(self.row, name)
        if isinstance(value, Reason):
            self.find(value, column=name)
            return None
        return value

    def open_text(self, name: str) -> str:
        """Text that is not identifying by its nature; an error in it says no more than a blank."""
        value = self.desk.joined(self.row, name, by="; ")
        if len(value) > LONGEST.get(name, cells.LONGEST):
            self.find(Reason.TOO_LONG, column=name)
            return ""
        return value


def read(desk: Desk, *, row: int) -> tuple[Entry, list[Finding]]:
    """Read a 0-based row. What is wrong with one cell is found; what is wrong between cells is for `consistency`."""
    on = _Reading(desk, row=row)
    _refuse_shifted(on)
    identity = _identity(on)
    label = on.take("doe_label", lambda cell: cells.doe_label(cell, style=desk.style))
    code = on.take("client_code", lambda cell: "" if cells.is_blank(cell) else cells.number_text(cell))
    action, notice_on = _told_by_city(on)
    entry = Entry(
        row=row + 1,
        identity=identity,
        city_claim_no=on.take("city_claim_no", cells.city_claim_no),
        remarks=on.open_text("remarks"),
        client_code=code if len(code) <= LONGEST["client_code"] else _too_long(on, "client_code"),
        unit=on.open_text("unit"),
        status=on.take("status", choices.status),
        covert_role=on.open_text("covert_role"),
        release_on=on.day("release_on"),
        presented_on=on.day("presented_on"),
        how_presented=on.take("how_presented", choices.how_presented),
        amended_on=on.day("amended_on"),
        insufficiency_on=on.day("insufficiency_on"),
        city_action=action,
        notice_on=notice_on,
        notice_mailed_on=on.day("notice_mailed_on"),
        warning=on.take("warning", choices.warning),
        late_application_on=on.day("late_application_on"),
        late_application_result=on.take("late_application_result", choices.late_application_result),
        in_suit=on.take("in_suit", choices.in_suit) if "in_suit" in desk.columns else ("Y" if label else ""),
        doe_label=label,
        damages=_damages(on),
    )
    shifted = [one for one in on.findings if one.reason is Reason.SHIFTED_ROW]
    return entry, shifted or on.findings  # the other findings of a shifted row would only mislead


def _too_long(on: _Reading, name: str) -> str:
    on.find(Reason.TOO_LONG, column=name)
    return ""


def _refuse_shifted(on: _Reading) -> None:
    """A text row of more cells than its fellows: an unquoted delimiter has pushed all behind it one to the right."""
    widths = on.desk.sheet.widths
    if widths and widths[on.row] > on.desk.usual_width:
        on.findings.append(finding(Reason.SHIFTED_ROW, row=on.row + 1, column=on.desk.layout.columns[-1].heading))


def _identity(on: _Reading) -> Identity:
    last, first, middle, suffix, aliases = _name(on)
    epoch = on.desk.sheet.epoch
    told = {name: on.desk.joined(on.row, name, by="; ") for name in ("phone", "e_mail", "spouse", "aliases")}
    address = on.desk.joined(on.row, "home_address", by=", ")
    more = tuple(alias.strip() for alias in re.split(r"[;,/|]", told["aliases"]) if alias.strip())
    if any(len(value) > cells.LONGEST for value in (last, first, middle, suffix, address, *told.values())):
        on.find(Reason.TOO_LONG, column="last" if "last" in on.desk.columns else "full_name")
    return Identity(
        last=last,
        first=first,
        middle=middle,
        suffix=suffix,
        serial_no=on.take("serial_no", lambda cell: cells.serial_no(cell, epoch=epoch)),
        born_on=on.day("born_on"),
        home_address=address,
        phone=cells.phone(told["phone"]),
        e_mail=told["e_mail"],
        spouse=told["spouse"],
        aliases=(*aliases, *more),
    )


def _name(on: _Reading) -> tuple[str, str, str, str, tuple[str, ...]]:
    if "last" in on.desk.columns:
        last, after = on.take("last", names.last_and_suffix, absent=("", ""))
        suffix = on.take("suffix", names.suffix) or after
        name = (last, on.take("first", names.part), on.take("middle", names.middle), suffix, ())
    else:
        name = on.take("full_name", names.whole, absent=("", "", "", "", ()))
    broken = {one.column for one in on.findings}
    column = "last" if "last" in on.desk.columns else "full_name"
    if not words(name[0]) and on.desk.heading(column) not in broken:
        on.find(Reason.MISSING_LAST_NAME, column=column)
    return name


def _damages(on: _Reading) -> str:
    listed = [one.strip() for one in on.open_text("damages").split(";") if one.strip()]
    if any(len(one) > LONGEST_DAMAGE for one in listed):
        listed = [part.strip() for one in listed for part in one.split(",") if part.strip()]
    return "; ".join(listed) if all(len(one) <= LONGEST_DAMAGE for one in listed) else _too_long(on, "damages")


def _told_by_city(on: _Reading) -> tuple[str, date | None]:
    """What the City did, and the day of its notice: both in one column, in two, or in one for each answer."""
    noticed_on, returned = on.day("notice_on"), _returned_late(on)
    returned_on = returned if isinstance(returned, date) else None
    action = _city_action(on)
    if not returned or action == "returned late":
        return action, noticed_on or returned_on
    if action in ("", "none"):
        return "returned late", noticed_on or returned_on
    on.find(Reason.UNKNOWN_CITY_ACTION, column="returned_late")
    return "", noticed_on


def _returned_late(on: _Reading) -> date | bool:
    """The day on which the claim was returned as late; True where only that is told."""
    cell = on.desk.cell(on.row, "returned_late")
    answer = choices.yes_no(cell)
    if not isinstance(answer, Reason):
        return answer == "Y"
    return on.day("returned_late") or False


def _city_action(on: _Reading) -> str:
    if on.desk.action_of_notice:  # a column "Rejected on" says both what the City did and when
        return "rejected" if isinstance(on.desk.day(on.row, "notice_on"), date) else ""
    read = choices.rejected_or_not if on.desk.asks_if_rejected else choices.city_action
    return str(on.take("city_action", read))

"""What must agree within a row, and between rows: order of days, years, codes, claim numbers and Doe numbers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from filings.importers.cells import claim_no_keys
from filings.importers.desk import Desk
from filings.importers.entries import Entry
from filings.importers.headings import DATES
from filings.importers.reasons import Finding, Reason, finding
from plaintiffs.rules.doe_numbers import parse
from plaintiffs.rules.identity import Identity

FIRST_YEAR_OF_CLAIMS = 1990
YOUNGEST, OLDEST = 15, 110

Same = Callable[[Entry, Entry], bool]
CodeMaker = Callable[[Identity], str]


def within(entry: Entry, *, desk: Desk) -> Iterator[Finding]:
    """What is wrong between the cells of one row. A day already found too early is not found again for its year."""
    early = dict(_too_early(entry))
    for name, reason in early.items():
        yield finding(reason, row=entry.row, column=desk.heading(name))
    for name in DATES:
        day = entry.identity.born_on if name == "born_on" else getattr(entry, name)
        wrong = _out_of_time(name, day, today=desk.today) if day and name not in early else None
        if wrong:
            yield finding(wrong, row=entry.row, column=desk.heading(name))


def _too_early(entry: Entry) -> Iterator[tuple[str, Reason]]:
    def before(day: date | None, other: date | None) -> bool:
        return day is not None and other is not None and day < other

    presented, notice, mailed = entry.presented_on, entry.notice_on, entry.notice_mailed_on
    if before(presented, entry.release_on):
        yield "presented_on", Reason.PRESENTED_BEFORE_RELEASE
    if before(entry.amended_on, presented):
        yield "amended_on", Reason.AMENDED_BEFORE_PRESENTATION
    if before(entry.insufficiency_on, presented):
        yield "insufficiency_on", Reason.INSUFFICIENCY_BEFORE_PRESENTATION
    if before(notice, presented):
        yield "notice_on", Reason.NOTICE_BEFORE_PRESENTATION
    elif before(mailed, presented):
        yield "notice_mailed_on", Reason.MAILED_BEFORE_PRESENTATION
    elif before(mailed, notice):
        yield "notice_mailed_on", Reason.MAILED_BEFORE_NOTICE


def _out_of_time(name: str, day: date, *, today: date) -> Reason | None:
    if day > today:
        return Reason.FUTURE_DATE
    if name == "born_on":
        return None if YOUNGEST <= today.year - day.year <= OLDEST else Reason.YEAR_OUT_OF_RANGE
    return Reason.YEAR_OUT_OF_RANGE if day.year < FIRST_YEAR_OF_CLAIMS else None


def unsaid_action(entry: Entry, *, desk: Desk) -> Iterator[Finding]:
    """A notice without what it says: read as "no action", it could hide the six months."""
    if entry.city_action == "" and (entry.notice_on or entry.notice_mailed_on):
        column = (
            "city_action" if "city_action" in desk.columns else ("notice_on" if entry.notice_on else "notice_mailed_on")
        )
        yield finding(Reason.MISSING_CITY_ACTION, row=entry.row, column=desk.heading(column))


def between(entries: Sequence[Entry], *, desk: Desk, same: Same) -> Iterator[Finding]:
    """What two claimants may not share. One claimant entered twice is another matter: `same` tells."""
    yield from _shared(entries, desk=desk, same=same, column="client_code", keys=_codes, reason=Reason.CODE_REUSED)
    yield from _shared(
        entries, desk=desk, same=same, column="city_claim_no", keys=_claims, reason=Reason.CLAIM_NO_REUSED
    )
    yield from _shared(entries, desk=desk, same=same, column="doe_label", keys=_does, reason=Reason.DOE_LABEL_REUSED)


def _codes(entry: Entry) -> tuple[str, ...]:
    return (entry.client_code.casefold(),) if entry.client_code else ()


def _claims(entry: Entry) -> tuple[str, ...]:
    return claim_no_keys(entry.city_claim_no) if entry.city_claim_no else ()


def _does(entry: Entry) -> tuple[str, ...]:
    known = parse(entry.doe_label) if entry.doe_label else None
    return (str(known[1]),) if known else ()


def _shared(
    entries: Sequence[Entry],
    *,
    desk: Desk,
    same: Same,
    column: str,
    keys: Callable[[Entry], tuple[str, ...]],
    reason: Reason,
) -> Iterator[Finding]:
    first: dict[str, Entry] = {}
    for entry in entries:
        other = next((first[key] for key in keys(entry) if key in first), None)
        for key in keys(entry):
            first.setdefault(key, entry)
        if other and not same(other, entry):
            yield finding(reason, row=entry.row, column=desk.heading(column), other=other.row)


def with_code(entry: Entry, *, coded: CodeMaker | None) -> Entry:
    """A row without a code of the firm's goes by its Doe number, which is one person's for good; else by what `coded`
    makes of the person, which needs a key; else by its row, which stays its own until the sheet is sorted anew.

    No plain hash is made of the person: with nine thousand published names, any hash of a name is the name.
    """
    if entry.client_code:
        return entry
    known = parse(entry.doe_label) if entry.doe_label else None
    code = f"DOE-{known[1]:04d}" if known else coded(entry.identity) if coded else f"ROW-{entry.row:04d}"
    return replace(entry, client_code=code, has_own_code=False)

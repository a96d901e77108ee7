"""What the checks found, as rows: on a document, or on a paper that was refused and never stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casefile import clock
from casefile.errors import HeldBack, LeakRefused, MissingFacts, PaperRefused, Refused
from casefile.models import Lawsuit
from filings.law import paper_format
from filings.models import Document, Finding, TemplateVersion
from filings.models.document import BY_THE_GUARD
from filings.press.facts import Gap
from plaintiffs.leakguard import guard
from plaintiffs.leakguard.context import Weight


@dataclass(frozen=True, slots=True)
class About:
    """Which paper a finding speaks of."""

    lawsuit: Lawsuit
    version: TemplateVersion
    item_id: int | None = None


def keep_remarks(about: About, remarks: Sequence[paper_format.Finding], *, document: Document) -> None:
    """What did not stop the paper but should be read."""
    rows = [_of_form(about, remark) for remark in remarks]
    for row in rows:
        row.document = document
    Finding.objects.bulk_create(rows)


def keep_reviews(about: About, reviews: Sequence[guard.Finding], *, document: Document) -> None:
    """Places that the guard let pass and that a person must read before the paper goes out.

    The bytes can be read, so no row says of whom: the place and a Doe beside it would tell her name.
    """
    places = {(one.rule, one.page or one.channel): one for one in reviews}  # two readers read each page
    rows = _of_leak(about, places.values())
    for row in rows:
        row.document, row.subject = document, ""
    Finding.objects.bulk_create(rows)


def refuse_held_back(*documents: Document) -> None:
    """Raises HeldBack where one is. Asked beside the guard: it no longer knows a name that was shredded since."""
    if any(document.held_since for document in documents):
        raise HeldBack


def forget_leaks(document: Document) -> None:
    """What an earlier guard, or an earlier vault, made of these bytes."""
    document.findings.filter(BY_THE_GUARD).delete()


def places_to_read(document: Document) -> list[tuple[str, int | None]]:
    """Where the guard let something pass that a person must read."""
    return sorted(document.findings.filter(BY_THE_GUARD).values_list("rule", "page"), key=str)


def keep_refusal(about: About, refusal: Refused, *, document: Document | None = None) -> int:
    """Every reason for which a paper was refused, or is held back (`document`). How many there are."""
    match refusal:
        case MissingFacts():
            rows = [_of_gap(about, gap) for gap in refusal.gaps if isinstance(gap, Gap)]
        case PaperRefused():
            rows = [_of_form(about, one) for one in refusal.findings if isinstance(one, paper_format.Finding)]
        case LeakRefused():
            rows = _of_leak(about, [one for one in refusal.findings if isinstance(one, guard.Finding)])
        case _:
            rows = []
    rows = rows or [_row(about, rule=refusal.code, text=str(refusal))]
    for row in rows:
        row.document = document
    Finding.objects.bulk_create(rows)
    return len(rows)


def _of_gap(about: About, gap: Gap) -> Finding:
    return _row(about, rule=f"missing {gap.path}", text=gap.text, subject=gap.subject, where=gap.where)


def _of_form(about: About, found: paper_format.Finding) -> Finding:
    severity = str(found.severity)
    return _row(about, rule=found.rule, text=found.text, severity=severity, page=found.page, line=found.line)


def _of_leak(about: About, found: Iterable[guard.Finding]) -> list[Finding]:
    """By place alone. Whose identity it is would be a reveal to whoever typed a name to see what comes back."""
    return [
        _row(
            about,
            rule=f"identity in {hit.channel}",
            text=_told(hit),
            severity=str(hit.weight),
            page=hit.page,
        )
        for hit in found
    ]


def _told(hit: guard.Finding) -> str:
    if hit.weight is Weight.REVIEW:
        return "This may be an identity. Read the place before the paper goes out."
    return "An identity stands here. Take it out, or have the custodian look."


def _row(
    about: About,
    *,
    rule: str,
    text: str,
    subject: str = "",
    where: str = "",
    severity: str = "violation",
    page: int | None = None,
    line: int | None = None,
) -> Finding:
    return Finding(
        lawsuit=about.lawsuit,
        version=about.version,
        item_id=about.item_id,
        rule=rule[:80],
        severity=severity,
        page=page,
        line=line,
        subject=subject,
        text=text,
        where=where,
        found_at=clock.now(),
    )

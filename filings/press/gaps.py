"""Every fact a text cannot do without and the house does not have: all at once, each with the page that fills it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from filings.press.facts import Gap, PaperFacts, PlaintiffFacts

WORDS = {
    "lawsuit.court.name": "the name of the court",
    "lawsuit.court.county": "the county of the court",
    "lawsuit.counsel.firm": "the firm that represents the plaintiffs",
    "lawsuit.counsel.attorneys": "the attorneys of record",
    "lawsuit.counsel.attorneys.bar_number": "the attorney's State Bar number",
    "lawsuit.counsel.address": "the firm's address",
    "lawsuit.counsel.telephone": "the firm's telephone",
    "lawsuit.defendants": "the defendants",
    "lawsuit.causes": "the causes of action",
    "lawsuit.causes.statutes": "the statutes a cause rests on",
    "lawsuit.causes.against": "against whom a cause is pleaded",
    "lawsuit.entity.name": "the entity to which claims are presented",
    "lawsuit.release.released_from": "the day on which photographs were first released",
    "plaintiffs": "the plaintiffs the paper speaks for",
    "plaintiffs.claims": "the government claim",
    "plaintiffs.claims.presented_on": "the day the claim was presented",
    "plaintiffs.claims.timely": "the day of the release, from which the time for the claim is counted",
    "plaintiffs.claims.outcome": "what the entity did with the claim, and on which day",
    "plaintiff.code": "the firm's own code for the client",
    "plaintiff.duty": "whether the client serves or is retired",
    "plaintiff.assignment": "the covert role",
    "plaintiff.harms": "what the release did to the client",
    "plaintiff.claims": "the government claim",
    "plaintiff.claims.presented_on": "the day the claim was presented",
}


def gaps(facts: PaperFacts, *, needs: Sequence[str]) -> list[Gap]:
    """The gaps, in the order of the needs and of the plaintiffs."""
    found = [gap for path in needs for gap in _walk(facts, path.split("."), path=path, place=("the lawsuit", ""))]
    stops = [*_names_refused(facts), *_without_words(facts, needs=needs), *_premature(facts, needs=needs)]
    return list(dict.fromkeys([*found, *stops]))


def _walk(value: Any, names: Sequence[str], *, path: str, place: tuple[str, str]) -> Iterator[Gap]:
    """Follow a path; `place` is whom the last thing passed speaks of, and where it is filled in."""
    place = _place(value, place)
    if not names:
        if value in (None, "", (), 0) and value is not False:
            yield Gap(path=path, subject=place[0], text=WORDS.get(path, path), where=place[1])
        return
    if value is None:
        yield Gap(path=path, subject=place[0], text=WORDS.get(path, path), where=place[1])
        return
    held = getattr(value, names[0])
    if isinstance(held, tuple) and len(names) > 1:
        for one in held:
            yield from _walk(one, names[1:], path=path, place=place)
    else:
        yield from _walk(held, names[1:], path=path, place=place)


def _place(value: Any, place: tuple[str, str]) -> tuple[str, str]:
    subject = getattr(value, "label", place[0])
    return subject, getattr(value, "where", "") or place[1]


def _names_refused(facts: PaperFacts) -> list[Gap]:
    """A court that has refused fictitious names ends the road for every paper that uses them."""
    status = facts.lawsuit.pseudonym.status
    if status not in ("denied", "vacated"):
        return []
    text = f"leave to use fictitious names was {status}: counsel decides how the plaintiffs go on"
    return [Gap("lawsuit.pseudonym.status", "the lawsuit", text, facts.lawsuit.where)]


def _without_words(facts: PaperFacts, *, needs: Sequence[str]) -> Iterator[Gap]:
    """A cause that the text has no words for would be captioned and not pleaded; a duty rests on an enactment."""
    if "lawsuit.causes" not in needs:
        return
    kinds = [cause.kind for cause in facts.lawsuit.causes]
    for place, cause in enumerate(facts.lawsuit.causes):
        if not cause.kind or cause.kind in kinds[:place]:
            text = "the text of the complaint has no words for this cause of action, or pleads its kind once only"
            yield Gap("lawsuit.causes", cause.title, text, facts.lawsuit.where)
        elif cause.kind == "mandatory duty" and not cause.enactments:
            text = "the enactments that impose the duty (Gov. Code, § 815.6)"
            yield Gap("lawsuit.causes.enactments", cause.title, text, facts.lawsuit.where)


def _premature(facts: PaperFacts, *, needs: Sequence[str]) -> list[Gap]:
    """No suit until the claim was acted on or is deemed rejected (Gov. Code, § 945.4)."""
    if "plaintiffs.claims.outcome" not in needs:
        return []
    text = "the entity may still act on the claim, and a suit would come too early (Gov. Code, § 945.4)"
    return [
        Gap("plaintiffs.claims.outcome", one.label, text, claim.where)
        for one in facts.plaintiffs
        if isinstance(one, PlaintiffFacts)
        for claim in one.claims
        if claim.outcome == "pending"
    ]

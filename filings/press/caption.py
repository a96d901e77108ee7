"""The first page of a pleading: who files it, for whom, and who stands against whom (CRC 2.111)."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from filings.press.facts import Counsel, PaperFacts
from filings.press.texts import PaperText, TextRefused
from filings.press.words_of_law import courtdate

FILER_LINES = 13  # single-spaced lines between line 1 and line 7
LETTERS = 38  # that surely fit left of the middle in 12 points


def caption(text: PaperText, facts: PaperFacts) -> dict[str, Any]:
    """Every party on a line of its own in the first paper (CRC 2.111(4)), the short form afterwards."""
    whole = text.code == "complaint"
    whom = facts.plaintiff.label if facts.plaintiff else ""
    return {
        "titled": text.caption.replace("{plaintiff}", whom),
        "note": _note(facts),
        "filer": filer(facts.lawsuit.counsel),
        "captioned": facts.plaintiffs if whole else facts.plaintiffs[:1],
        "et_al": not whole and len(facts.plaintiffs) > 1,
        "others": not whole and len(facts.lawsuit.defendants) > 1,
        "whole": whole,
    }


def filer(counsel: Counsel) -> tuple[str, ...]:
    """Counsel on lines 1 to 7; where there are many, they share lines. Refused when they cannot fit."""
    mails = [one.e_mail for one in counsel.attorneys if one.e_mail]
    for held, represents in (
        (mails, counsel.represents),
        (_in_pairs(mails), counsel.represents),
        (_in_pairs(mails), counsel.represents.partition(" ")[0]),
    ):
        lines = (*_firm(counsel), *held, "", f"Attorneys for {represents}")
        if sum(_rows(line) for line in lines) <= FILER_LINES:
            return lines
    raise TextRefused("Counsel’s names and addresses do not fit on lines 1 to 7 of the first page (CRC 2.111(1)).")


def _note(facts: PaperFacts) -> str:
    """On whose leave the plaintiffs are not named, as far as it goes."""
    names = "a Fictitious Name" if len(facts.plaintiffs) == 1 else "Fictitious Names"
    leave = facts.lawsuit.pseudonym
    match leave.status:
        case "granted" if leave.order_on:
            return f"{names.removeprefix('a ')} permitted by order of {courtdate(leave.order_on)}"
        case "sought":
            return f"Filed concurrently with Motion for Leave to Proceed Under {names}"
    return f"Filed conditionally under {names.lower()}; motion for leave to follow"


def _firm(counsel: Counsel) -> list[str]:
    return [
        *(f"{one.name} (SBN {one.bar_number})" for one in counsel.attorneys),
        counsel.firm,
        *counsel.address,
        f"Telephone: {counsel.telephone}",
        *([f"Facsimile: {counsel.facsimile}"] if counsel.facsimile else []),
    ]


def _in_pairs(mails: Sequence[str]) -> list[str]:
    return ["; ".join(mails[place : place + 2]) for place in range(0, len(mails), 2)]


def _rows(line: str) -> int:
    return max(1, len(textwrap.wrap(line, LETTERS)))

"""Which field a heading means, in the many words firms use (`headings.toml`). `columns` weighs the cells below it."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from plaintiffs.rules.letters import words

DATES = (
    "born_on",
    "release_on",
    "presented_on",
    "amended_on",
    "insufficiency_on",
    "notice_on",
    "notice_mailed_on",
    "late_application_on",
)
CHOICES = ("status", "how_presented", "city_action", "warning", "late_application_result", "in_suit")
EITHER = ("returned_late",)  # a day, or yes and no
NAMED = ("last", "first", "middle", "suffix", "full_name", "aliases", "spouse")
NUMBERED = ("serial_no", "city_claim_no", "doe_label", "client_code")
WORDED = ("home_address", "phone", "e_mail", "remarks", "unit", "covert_role", "damages")
FIELDS: frozenset[str] = frozenset((*DATES, *CHOICES, *EITHER, *NAMED, *NUMBERED, *WORDED))
# What tells a register of claims from a list of addresses.
OF_CLAIMS = frozenset((*DATES[1:], *CHOICES, *EITHER, "city_claim_no", "doe_label")) - {"status"}
# These may stand in several columns, which are joined.
SEVERAL = frozenset({"home_address", "phone", "e_mail", "remarks", "aliases", "damages", "spouse"})

_WORDS = tomllib.loads(Path(__file__).with_name("headings.toml").read_text(encoding="utf-8"))
_CANON = {other: word for word, others in _WORDS["same"].items() for other in others.split()}
_OTHERS = frozenset(_WORDS["others"]["words"].split())
_SPOUSE = frozenset(_WORDS["others"]["spouse"].split())
_LAST_DAY = frozenset({"last", "day"})
_NOISE = frozenset(_WORDS["noise"]["words"].split())


@dataclass(frozen=True, slots=True)
class Rule:
    field: str
    strength: int
    needs: tuple[frozenset[str], ...]
    unless: frozenset[str]
    only: bool

    def fits(self, said: frozenset[str]) -> bool:
        if said & self.unless or not all(group & said for group in self.needs):
            return False
        return not self.only or said <= frozenset().union(*self.needs)


def _rule(field: str, said: str) -> Rule:
    only = said.endswith("!")
    said, _, unless = said.rstrip("! ").partition(" - ")
    strength, *needs = said.split()
    groups = tuple(frozenset(group.split("|")) for group in needs)
    return Rule(field, int(strength), groups, frozenset(unless.split()), only)


_RULES = tuple(_rule(field, said) for field, rules in _WORDS["rules"].items() for said in rules)
_KNOWN = frozenset().union(*(group for rule in _RULES for group in rule.needs))


_USUAL = _KNOWN | _NOISE | _OTHERS | _SPOUSE | frozenset(_CANON)


def is_usual(word: str) -> bool:
    """Is this a word that headings of registers are made of? Then it is one, though somebody may be called so."""
    return word in _USUAL


def meanings(heading: str) -> tuple[tuple[str, int], ...]:
    """Every field the heading may mean with the strength of that meaning, strongest first; one place for each field."""
    found = _by_rules(said_by(heading))
    bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", heading)
    if not found and bare != heading:
        found = _by_rules(said_by(bare))
    return tuple(sorted(found.items(), key=lambda pair: -pair[1]))


def speaks_of_others(heading: str) -> bool:
    """Does the heading speak of an attorney, a spouse, a deadline? Their names and days are not the claimant's."""
    said = said_by(heading)
    return not said.isdisjoint(_OTHERS | _SPOUSE) or said >= _LAST_DAY


def _by_rules(said: frozenset[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    if said & _SPOUSE:
        return {"spouse": 4} if not said & {"phone", "email", "dob", "birth", "no", "address"} else {}
    if said & _KNOWN and not said & _OTHERS and not said >= _LAST_DAY:
        for rule in _RULES:
            if rule.fits(said):
                found[rule.field] = max(found.get(rule.field, 0), rule.strength)
    return found


def said_by(heading: str) -> frozenset[str]:
    """The words of a heading in their one form, without those that say nothing."""
    return frozenset(_canonical(heading)) - _NOISE


def _canonical(heading: str) -> list[str]:
    heading = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", heading)
    plain = heading.lower().replace("#", " no ").replace("№", " no ").replace("_", " ")
    plain = re.sub(r"\be[\s-]*mail(?=s?\b)", "email", plain)
    plain = re.sub(r"\b(?:911\.4|lca|late[\s-]claim app\w*)", " late application ", plain)
    plain = re.sub(r"\b910\.8\b", " 9108 ", plain)
    plain = re.sub(r"\bd\.?\s?o\.?\s?[lid]\b\.?", " incident date ", plain)
    plain = re.sub(r"\by\s*/\s*n\b", " yn ", plain).replace("w/", "with ")
    return [_CANON.get(word, word) for word in _join_letters(words(re.sub(r"(?<=[a-z])\.(?=[a-z]\b)", "", plain)))]


def _join_letters(parts: tuple[str, ...]) -> list[str]:
    """Single letters side by side are one word: d o b, a k a."""
    joined: list[str] = []
    run = ""
    for part in (*parts, "--"):
        if len(part) == 1 and part.isalpha():
            run += part
            continue
        if run:
            joined.append(run)
            run = ""
        joined.append(part)
    return joined[:-1]

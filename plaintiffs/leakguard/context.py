"""What the words around a common name or a short number say: stop the paper, ask a reader, or nothing."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum

from plaintiffs.leakguard import commonness, vocabulary
from plaintiffs.leakguard.commonness import Commonness
from plaintiffs.leakguard.fold import Folded


class Weight(StrEnum):
    """Block: no bytes leave. Review: a person must read the place. Note: only counted."""

    BLOCK = "block"
    REVIEW = "review"
    NOTE = "note"


_HYPHENS = re.compile("[-\u00ad\u2010-\u2015\ufffe]")  # pdfium marks a hyphen at a line's end with U+FFFE
_BETWEEN_DATE_PARTS = re.compile(r"[\s.,/\u2010-\u2015-]{0,4}")
_CELL_MARK = re.compile(r"[\t|:;\"{}<>=]")
_CELL_ENDS = "\n\r\t\f,;|:<>{}[]"
_SHORTEST_USER_NAME = 5
_FAR = 8  # words between the parts of one name
_OWN = 12  # words between a number and another trace of the same person


def surname_alone(folded: Folded, start: int, end: int, how_common: Commonness) -> Weight | None:
    """A surname without its given name. A rare one stops the paper; a common one needs a title and a capital."""
    if how_common is Commonness.RARE:
        return Weight.REVIEW if _ordinary_words(folded, start, end) else Weight.BLOCK
    if not _capital(folded, start):
        return None
    before = folded.words[max(0, folded.word_at(start) - 3) : folded.word_at(start)][::-1]
    title = next((word for word in before if len(word) > 1), "")
    if title in vocabulary.OFFICIALS:
        return None
    if how_common is Commonness.WORD:
        titled = title in vocabulary.PARTIES | vocabulary.RANKS | vocabulary.TITLES and not _in_capitals(
            folded, start, end
        )
        return Weight.REVIEW if titled else None
    if title in vocabulary.PARTIES | vocabulary.RANKS:
        return Weight.BLOCK
    return Weight.REVIEW if title in vocabulary.TITLES else Weight.NOTE


def initial_and_surname(
    folded: Folded, start: int, end: int, *, cuts: Sequence[int], how_common: Commonness
) -> Weight | None:
    """J. Garcia, jgarcia, Garcia J.: another's initials stand before a common surname often enough."""
    apart = set(cuts) <= set(folded.inner_edges(start, end))
    written = folded.squash[start:end]
    if not apart and (commonness.is_word(written) or commonness.is_known_name(written)):
        return None
    if how_common is Commonness.WORD:
        capital = apart and _capital(folded, start) and _capital(folded, start + cuts[-1])
        user_name = not folded.inner_edges(start, end) and end - start >= _SHORTEST_USER_NAME
        return Weight.REVIEW if user_name or (capital and "." in _written(folded, start, end)) else None
    before = folded.words[folded.word_at(start) - 1] if start else ""
    if apart and before and commonness.is_given(before) and not commonness.is_word(before):
        return Weight.NOTE  # Miguel M. Garcia is not M. Garcia
    return Weight.REVIEW if how_common is Commonness.VERY_COMMON else Weight.BLOCK


def names_near(folded: Folded, given: tuple[int, int], surname: tuple[int, int], *, rare: bool) -> Weight | None:
    """Given name and surname of one person, in any order, with other words between them."""
    first, second = sorted((given, surname))
    if first[1] > second[0]:
        return None
    between = folded.words_between(first[1], second[0])
    if len(between) > _FAR:
        return None
    told = [word for word in between if len(word) > 1 and word not in vocabulary.TRANSPARENT and not word.isdigit()]
    if not told:
        lower = not _capital(folded, given[0]) and not _capital(folded, surname[0])
        words = commonness.is_word(folded.squash[slice(*given)]) and commonness.is_word(folded.squash[slice(*surname)])
        return Weight.REVIEW if lower and words else Weight.BLOCK
    if rare:
        return Weight.BLOCK
    apart = folded.text[folded.original(*first)[1] : folded.original(*second)[0]]
    strangers = any(commonness.is_known_name(word) and not commonness.is_word(word) for word in told)
    capitals = _capital(folded, given[0]) and _capital(folded, surname[0])
    if strangers or not capitals:
        return None
    if _CELL_MARK.search(apart):  # two cells of one row, two fields of one record
        return Weight.BLOCK
    return Weight.REVIEW if len(told) <= 3 else None


def whole_name(folded: Folded, start: int, end: int, how_common: Commonness) -> Weight | None:
    """A whole name blocks in any dress; one that reads as ordinary words must look like a name."""
    apart = folded.inner_edges(start, end)
    if how_common is Commonness.WORD and not apart:
        return None
    if apart and _ordinary_words(folded, start, end) and _written(folded, start, end).islower():
        return Weight.REVIEW
    return Weight.BLOCK


def given_alone(folded: Folded, start: int, end: int, how_common: Commonness) -> Weight | None:
    """A given name nobody else bears stops the paper; before another's surname a person has to look."""
    if how_common is not Commonness.RARE or _ordinary_words(folded, start, end):
        return None
    following = bisect_left(folded.starts, end)
    named = following < len(folded.words) and _capital(folded, folded.starts[following])
    return Weight.REVIEW if named and _same_line(folded, end, folded.starts[following]) else Weight.BLOCK


def serial(folded: Folded, start: int, end: int, *, near_own: bool) -> Weight | None:
    """A serial number of few digits is also a ZIP code, a bar number, a sum: only context makes it one."""
    written = folded.squash[start:end]
    if folded.inner_edges(start, end) or _within_a_longer_number(folded, start, end):
        return None
    if not written.isdigit() and len(written) >= 5:
        return Weight.BLOCK
    before = _before(folded, start, 5)
    if _counts_something_else(folded, start, end, before):
        return None
    left = folded.text[: folded.original(start, end)[0]].rstrip()[-1:]
    labelled = (
        left == "#"
        or near_own
        or not (vocabulary.SERIAL_LABELS | vocabulary.PARTIES | vocabulary.RANKS).isdisjoint(before)
    )
    if labelled or before[:1] and before[0] in vocabulary.NUMBER_WORDS:
        return Weight.BLOCK
    if len(written) < 5:
        return None
    return Weight.BLOCK if len(written) > 6 or alone_in_its_cell(folded, start, end) else Weight.REVIEW


def birth(folded: Folded, start: int, end: int, *, cuts: Sequence[tuple[int, ...]], near_own: bool) -> Weight | None:
    """A complaint is full of dates: a birthday blocks with a label, beside its person, or alone in a cell."""
    parted = folded.inner_edges(start, end)
    if (
        parted not in cuts
        or not _parted_as_a_date(folded, start, parted)
        or _within_a_longer_number(folded, start, end)
    ):
        return None
    before = _before(folded, start, 6)
    labelled = not vocabulary.BIRTH_LABELS.isdisjoint(before) or "dob" in "".join(reversed(before))
    if labelled or near_own or not vocabulary.PARTIES.isdisjoint(_before(folded, start, _FAR)):
        return Weight.BLOCK
    return Weight.BLOCK if alone_in_its_cell(folded, start, end) else Weight.REVIEW


def local_phone(folded: Folded, start: int, end: int) -> Weight | None:
    """Seven digits without an area code."""
    before = _before(folded, start, 1)
    return None if before and before[0].isdigit() and len(before[0]) == 3 else Weight.REVIEW


def near(folded: Folded, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Do two finds stand beside each other?"""
    first, second = sorted((one, other))
    return first[1] <= second[0] and folded.word_at(second[0]) - folded.word_at(first[1] - 1) <= _OWN + 1


def alone_in_its_cell(folded: Folded, start: int, end: int) -> bool:
    """Nothing else on its line, in its cell or in its field."""
    first, last = folded.original(start, end)
    left = folded.text[max(0, first - 12) : first].rstrip(" \"'\u00a0(")
    right = folded.text[last : last + 12].lstrip(" \"'\u00a0)")
    begins = left[-1:] in _CELL_ENDS if left else first < 12
    return begins and (right[:1] in _CELL_ENDS if right else len(folded.text) - last < 12)


def _before(folded: Folded, start: int, count: int) -> list[str]:
    """The words before a place, nearest first."""
    word = folded.word_at(start)
    return folded.words[max(0, word - count) : word][::-1]


def _counts_something_else(folded: Folded, start: int, end: int, before: Sequence[str]) -> bool:
    nearest = next((word for word in before if word not in vocabulary.NUMBER_WORDS), "")
    first, _ = folded.original(start, end)
    state = folded.text[max(0, first - 12) : first].replace(",", " ").split()
    zip_code = bool(state) and (state[-1] in vocabulary.STATES or state[-1].casefold() in ("california", "calif."))
    return zip_code or nearest in vocabulary.OTHER_NUMBERS


def _within_a_longer_number(folded: Folded, start: int, end: int) -> bool:
    """$98,761 and C23-98761 and 98761-2345 are other numbers."""
    first, last = folded.original(start, end)
    left, right = folded.text[max(0, first - 2) : first], folded.text[last : last + 2]
    if left.endswith("$") or (left[-1:] in tuple("-.,/") and left[:1].isdigit()):
        return True
    return len(right) == 2 and right[0] in "-.,/" and right[1].isdigit()


def _parted_as_a_date(folded: Folded, start: int, parted: Sequence[int]) -> bool:
    """1/14/61 and Jan. 14, 1961, but not 1 | 14+ 61."""
    gaps = [(folded.original(p - 1, p)[1], folded.original(p, p + 1)[0]) for p in (start + place for place in parted)]
    return all(_BETWEEN_DATE_PARTS.fullmatch(folded.text[left:right]) for left, right in gaps)


def _same_line(folded: Folded, end: int, start: int) -> bool:
    """Is there only a space between?"""
    return folded.text[folded.original(end - 1, end)[1] : folded.original(start, start + 1)[0]].strip(" ") == ""


def _ordinary_words(folded: Folded, start: int, end: int) -> bool:
    """Does the find only run together what are words by themselves ("may the" is not Maythe)?"""
    inner = folded.inner_edges(start, end)
    if not inner or _HYPHENS.search(_written(folded, start, end)):
        return False
    cuts = [start, *(start + place for place in inner), end]
    parts = [folded.squash[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]
    return all(len(part) > 1 and commonness.is_word(part) for part in parts)


def _written(folded: Folded, start: int, end: int) -> str:
    first, last = folded.original(start, end)
    return folded.text[first : last + 1]


def _capital(folded: Folded, start: int) -> bool:
    first, _ = folded.original(start, start + 1)
    return not folded.text[first].islower()


def _in_capitals(folded: Folded, start: int, end: int) -> bool:
    first, last = folded.original(start, end)
    line = folded.text[folded.text.rfind("\n", 0, first) + 1 : last]
    return line.isupper()

"""Release or refuse: the one question asked of every file before it leaves the house."""

import hashlib
import unicodedata
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from casefile.errors import LeakRefused
from casefile.prints import print_of, sources
from casefile.unwrapping import pdf
from plaintiffs.leakguard import controls, pdf_channels
from plaintiffs.leakguard.channels import Channel, open_channels
from plaintiffs.leakguard.context import Weight
from plaintiffs.leakguard.scan import Hit, Net

DECIDES = sources(  # what is found where: rules, readers and lists of words
    Path(__file__).parents[2],
    "plaintiffs/leakguard/*.py",
    "plaintiffs/leakguard/data/*.txt",
    "plaintiffs/rules/*.py",
    "plaintiffs/rules/*.txt",
    "plaintiffs/vault/doors.py",
    "casefile/unwrapping/*.py",
)
READERS = ("pikepdf", "pypdfium2", "pyahocorasick", "rapidfuzz")


def print_here() -> str:
    """By which rules and readers this process looks: one that finds no pdftotext is another guard."""
    programs = (f"unicode {unicodedata.unidata_version}", pdf.poppler_version())
    return print_of(DECIDES, libraries=READERS, programs=programs)


GUARD_VERSION = print_here()  # once in a process; what passed another guard is looked at again


class Audience(StrEnum):
    """Who will hold the paper. Public admits no true name, an entity that of one claimant, sealed those it is told."""

    PUBLIC = "public"
    ENTITY = "entity"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found where: channel, page (from 1, None where there are none) and place. Never a word of it."""

    channel: str
    page: int | None
    rule: str
    client_id: UUID
    start: int
    end: int
    weight: Weight


@dataclass(frozen=True, slots=True)
class Released:
    """These bytes, by their SHA-256, may leave. `reviews` are places that a person must read before they do."""

    sha256: str
    guard_version: str
    needles_version: str
    reviews: tuple[Finding, ...] = ()


def release(
    content: bytes, *, kind: str, audience: str, name: str, net: Net, allowed: frozenset[UUID] = frozenset()
) -> Released:
    """Lets the final bytes of a file go. Raises LeakRefused, Unreadable or GuardUnavailable: then nothing leaves.

    `allowed` are the clients whom a paper to an entity (one) or under seal may name. Kinds are those of
    channels.open_channels; any other is Unreadable.
    """
    _hold_to(Audience(audience), allowed)
    controls.prove(kind)
    found = [
        finding
        for channel in open_channels(content, kind, name)
        for finding in _findings(channel, net)
        if finding.client_id not in allowed
    ]
    if any(finding.weight is Weight.BLOCK for finding in found):
        raise LeakRefused([finding for finding in found if finding.weight is not Weight.NOTE])
    return Released(
        sha256=hashlib.sha256(content).hexdigest(),
        guard_version=GUARD_VERSION,
        needles_version=net.version,
        reviews=tuple(finding for finding in found if finding.weight is Weight.REVIEW),
    )


def looking_ahead(content: bytes) -> AbstractContextManager[None]:
    """Inside the block, `release` of these very bytes finds its second reader of a PDF well on its way."""
    return pdf_channels.begun(content)


def check_text(text: str, net: Net) -> tuple[Hit, ...]:
    """Whom a note, a title or a file name names: what blocks and what a person should look at."""
    return tuple(hit for hit in net.scan(text) if hit.weight is not Weight.NOTE)


def _hold_to(audience: Audience, allowed: frozenset[UUID]) -> None:
    most = {Audience.PUBLIC: 0, Audience.ENTITY: 1}.get(audience, len(allowed))
    if len(allowed) > most:
        raise ValueError(f"a paper for the audience {audience.value} may name at most {most}, not {len(allowed)}")


def _findings(channel: Channel, net: Net) -> Iterator[Finding]:
    for hit in net.scan(channel.text):
        page = channel.text.count("\f", 0, hit.start) + 1 if channel.paged else None
        yield Finding(channel.name, page, hit.rule, hit.client_id, hit.start, hit.end, hit.weight)

"""Entries of the audit trail in a file that a stranger can check: nothing missing, nothing put in, nothing changed.

A ZIP of three or two files:

    entries.csv or entries.jsonl   the entries, each with the columns its MAC covers, and in words
    links.csv                      number, MAC and the MAC before, of every entry in between; not where all are told
    manifest.json                  first and last number, how many, MACs at both ends, SHA-256 of the other files, and
                                   the anchor that the trail was held against

A MAC itself is checked only by whoever has the house's keys. That one entry follows from another anybody sees. Pure:
plain values in, bytes and sentences out.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

MANIFEST, LINKS, TABLE, LINES = "manifest.json", "links.csv", "entries.csv", "entries.jsonl"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WHEN = (2026, 1, 1, 0, 0, 0)  # of the files within: the same entries give the same bytes
NOT_SUCH_A_FILE = "This is no export of an audit trail."
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chained:
    """What of an entry shows that it follows from the one before."""

    seq: int
    prev: str
    mac: str


@dataclass(frozen=True, slots=True)
class Export:
    """Entries in their order, and all links from the first number to the last. `more` goes into the manifest."""

    entries: Sequence[Told]
    links: Sequence[Chained]
    more: Told


def packed(export: Export, *, form: str) -> bytes:
    """The ZIP. `form` is csv or jsonl."""
    name, entries = (TABLE, _table(export.entries)) if form == "csv" else (LINES, _lines(export.entries))
    files = {name: entries}
    if len(export.entries) != len(export.links):
        files[LINKS] = _table([{"seq": one.seq, "prev": one.prev, "mac": one.mac} for one in export.links])
    manifest = json.dumps(_manifest(export, files), indent=2, ensure_ascii=False).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for called, content in {**files, MANIFEST: manifest}.items():
            member = zipfile.ZipInfo(called, date_time=WHEN)
            archive.writestr(member, content, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def wrong_with(content: bytes) -> list[str]:
    """What does not fit, each in a sentence; empty when the file is whole."""
    try:
        files = _unpacked(content)
        told: dict[str, Any] = json.loads(files.pop(MANIFEST))
        return [*_altered(files, told), *_unchained(files, told)]
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, csv.Error):
        return [NOT_SUCH_A_FILE]


def _manifest(export: Export, files: Mapping[str, bytes]) -> Told:
    first, last = export.links[0], export.links[-1]
    return {
        "entries": len(export.entries),
        "first": first.seq,
        "last": last.seq,
        "mac_before_first": first.prev,
        "head_mac": last.mac,
        "sha256": {name: sha256(content).hexdigest() for name, content in files.items()},
        **export.more,
    }


def _altered(files: Mapping[str, bytes], told: Told) -> Iterator[str]:
    if set(files) != set(told["sha256"]):
        yield "The files are not those that the manifest names."
    for name, content in files.items():
        if sha256(content).hexdigest() != told["sha256"].get(name):
            yield f"{name} is not the file the manifest speaks of: its SHA-256 is another."


def _unchained(files: Mapping[str, bytes], told: Told) -> Iterator[str]:
    entries = list(_read(files))
    links = [_link(one) for one in csv.DictReader(io.StringIO(files[LINKS].decode()))] if LINKS in files else entries
    if len(entries) != told["entries"]:
        yield f"The manifest says {told['entries']} entries, and there are {len(entries)}."
    if [one.seq for one in links] != list(range(told["first"], told["last"] + 1)):
        yield f"Entries are missing, or in a wrong order, between {told['first']} and {told['last']}."
    for before, one in zip(links, links[1:], strict=False):
        if one.prev != before.mac:
            yield f"Entry {one.seq} does not follow the one before."
    macs = {one.seq: one.mac for one in links}
    if not links or (links[0].prev, links[-1].mac) != (told["mac_before_first"], told["head_mac"]):
        yield "The MACs at the ends are not those of the manifest."
    yield from (f"Entry {one.seq} is not the one the chain holds." for one in entries if macs.get(one.seq) != one.mac)
    anchor = told.get("anchor")
    if anchor and anchor["seq"] in macs and macs[anchor["seq"]] != anchor["mac"]:
        yield f"Entry {anchor['seq']} is not the one that was anchored."


def _read(files: Mapping[str, bytes]) -> Iterable[Chained]:
    if TABLE in files:
        return [_link(one) for one in csv.DictReader(io.StringIO(files[TABLE].decode()))]
    return [_link(json.loads(line)) for line in files[LINES].decode().splitlines()]


def _link(told: Told) -> Chained:
    return Chained(int(told["seq"]), told["prev"], told["mac"])


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _table(rows: Sequence[Told]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows[0] if rows else ["seq", "prev", "mac"])
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    """What a spreadsheet would read as a formula stands behind an apostrophe (OWASP ASVS 1.2.10)."""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str("" if value is None else value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _lines(rows: Sequence[Told]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows).encode()

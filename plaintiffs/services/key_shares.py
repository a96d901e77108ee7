"""The keys of the house in shares for the safes of several people, and back from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from casefile import audit, keyring, keys, shares
from casefile.acts import Act
from casefile.errors import Refused
from casefile.keyring import KeyRing, NoRing
from casefile.models import Staff
from casefile.shares import BadShares, Share
from plaintiffs.vault import canary, renewal


def write(*, needed: int, among: int, folder: Path, actor: Staff) -> list[Path]:
    """A file for each share, for its keeper's eyes. So many of them together are as good as the keys."""
    ring = keys.ring()
    try:
        made = shares.split(keyring.as_text(ring).encode(), needed=needed, among=among)
    except BadShares as refusal:
        raise Refused(f"No such split: {refusal}.") from refusal
    audit.record_first(
        actor, Act.KEY_SHARES_MADE, split=f"{needed}of{among}", batch=made[0].batch, ring=ring.fingerprint
    )
    return [_written(share, folder=folder, among=among) for share in made]


def join(files: Sequence[Path], *, path: Path, actor: Staff) -> int:
    """Write the keys to a new key file; gives the version in use. Raises Refused unless they are this vault's."""
    ring = _joined([_line(file) for file in files])
    with keys.on_trial(ring):
        if not canary.sings() and (canary.is_there() or renewal.strange_keys()):
            raise Refused("These shares are whole, and of other keys than those this vault is sealed with now.")
        audit.record_first(actor, Act.KEY_JOINED, shares=len(files), ring=ring.fingerprint)
    keys.write_new(ring, path=path)
    return ring.current_version


def _joined(lines: Sequence[str]) -> KeyRing:
    try:
        return keyring.from_text(shares.join([shares.from_line(line) for line in lines]).decode("ascii"))
    except (BadShares, NoRing) as refusal:
        raise Refused(f"The keys cannot be joined: {refusal}.") from refusal


def _written(share: Share, *, folder: Path, among: int) -> Path:
    path = folder / f"share-{share.number}-of-{among}-{share.batch}.txt"
    keys.write_once(path, f"{share.as_line()}\n")
    return path


def _line(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except (OSError, ValueError) as trouble:
        raise Refused(f"{file.name} cannot be read as a share.") from trouble

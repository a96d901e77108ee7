"""The net of this process: every sealed value of the house, made anew when the vault has changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from zlib import crc32

from casefile.models import Counsel, Court, Defendant, Firm, PublicEntity
from plaintiffs.leakguard.patterns import Needle
from plaintiffs.leakguard.scan import Net, build
from plaintiffs.vault import doors


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """A net and the state of the vault it was made from."""

    version: str
    net: Net


_lock = threading.Lock()
_held: Held | None = None


def _known() -> list[str]:
    """What papers carry anyway: court, parties, counsel and how to reach them. In an order of its own.

    Nothing that is typed on a page: whoever may write a phrase here may carry it past the guard.
    """
    told: set[str] = set()
    told.update(*Counsel.objects.values_list("name", "email"))
    told.update(*Defendant.objects.values_list("name"), *PublicEntity.objects.values_list("name"))
    for name, address, *reached in Firm.objects.values_list("name", "address", "telephone", "facsimile"):
        told.update([name, *address.splitlines(), *reached])
    for name, address in Court.objects.values_list("courthouse", "address"):
        told.update([name, *address.splitlines()])
    return sorted(told - {""})


def current_net() -> Held:
    """The net for the vault as it is now. Raises VaultSealed when the keys are not there: no net, no release."""
    global _held  # one net for a process: it holds every name, so there is no second copy
    known = _known()
    version = f"{doors.version()}-{crc32(chr(10).join(known).encode()):08x}"
    with _lock:
        if _held is None or _held.version != version:
            needles = [Needle(one.client_id, one.field, one.value.reveal()) for one in doors.everything()]
            _held = Held(version=version, net=build(needles, known=known, version=version))
        return _held

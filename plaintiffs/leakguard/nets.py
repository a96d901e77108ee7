"""The net of this process: every sealed value of the house, made anew when the vault has changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass

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


def current_net() -> Held:
    """The net for the vault as it is now. Raises VaultSealed when the keys are not there: no net, no release."""
    global _held  # one net for a process: it holds every name, so there is no second copy
    version = doors.version()
    with _lock:
        if _held is None or _held.version != version:
            needles = [Needle(one.client_id, one.field, one.value.reveal()) for one in doors.everything()]
            _held = Held(version=version, net=build(needles, version=version))
        return _held

"""The house's web as gunicorn loads it, with death planted at the moments of an opening that a file names.

The house's own code knows nothing of it. A worker dies by SIGKILL: nothing is said, closed or taken back.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from casefile import audit
from casefile.acts import Act
from casefile.wsgi import application as house
from plaintiffs.vault import doors

MOMENTS = ("entry committed", "vault opened", "page rendered", "all but a byte said")
SIGN = Path(os.environ["MORTAL_SIGN"])

record_first, open_one = audit.record_first, doors.open_one


def die_if(moment: str) -> None:
    if SIGN.exists() and SIGN.read_text(encoding="ascii") == moment:
        SIGN.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def recorded(actor: Any, act: Act, *about: Any, **detail: Any) -> None:
    record_first(actor, act, *about, **detail)
    if act == Act.REVEALED:
        die_if("entry committed")


def opened(*asked: Any, **named: Any) -> Any:
    value = open_one(*asked, **named)
    die_if("vault opened")
    return value


def application(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    page = b"".join(house(environ, start_response))
    if environ["REQUEST_METHOD"] == "POST":
        die_if("page rendered")
    yield page[:-1]
    if environ["REQUEST_METHOD"] == "POST":
        die_if("all but a byte said")
    yield page[-1:]


audit.record_first, doors.open_one = recorded, opened

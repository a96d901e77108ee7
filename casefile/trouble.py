"""What befell a piece of work: whether it is the work's own fault, and what of it may be shown."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from casefile.errors import CasefileError, NotReady

log = logging.getLogger(__name__)

ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM})
SURVIVED = (
    DatabaseError, InterfaceError, CasefileError, ObjectDoesNotExist, NoReverseMatch,
    OSError, ArithmeticError, LookupError, ValueError,
)  # fmt: skip
NO_SERVER = "08000"
SERVER = (
    "08",
    "53",
    "57P",
    "58",
)  # no connection, no resources, told to stop, its disk; a query too slow is none of these


@contextmanager
def survived(what: str) -> Iterator[None]:
    """What fails inside costs itself and no more: the rest of the round goes on, and the next one tries again."""
    try:
        yield
    except SURVIVED:
        log.warning("%s could not be done; the next round tries again", what, exc_info=True)
        connections.close_all()


def of_the_house(error: BaseException) -> bool:
    """True when the next item would meet the same: what failed is not the work but what it stands on."""
    match error:
        case OSError():
            return error.errno in ROOM
        case OperationalError():
            return (getattr(error.__cause__, "sqlstate", None) or NO_SERVER).startswith(SERVER)
        case _:
            return isinstance(error, InterfaceError | NotReady | SystemExit | KeyboardInterrupt)


def told(error: BaseException) -> str:
    """What may be shown of an error: our own errors say it themselves, of any other only its kind."""
    match error:
        case CasefileError():
            return str(error)
        case OSError() if error.errno in ROOM:
            return _("There was no room left on the disk, or in memory.")
        case OperationalError() | InterfaceError():
            return _("The database did not answer.")
        case SystemExit() | KeyboardInterrupt():
            return _("The program was told to stop.")
        case _:
            return _("The program failed (%(kind)s); its log says where.") % {"kind": type(error).__name__}

"""What befell a piece of work: whether it is the work's own fault, and what of it may be shown."""

from __future__ import annotations

import errno

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from casefile.errors import CasefileError, NotReady

ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM})
NO_SERVER = "08000"
SERVER = (
    "08",
    "53",
    "57P",
    "58",
)  # no connection, no resources, told to stop, its disk; a query too slow is none of these


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

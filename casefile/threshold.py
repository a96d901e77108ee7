"""What must be right before a program of the house starts: asked once, by whoever starts, and told by its setting."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.checks import ERROR, CheckMessage, Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.utils.module_loading import import_string

from casefile import audit
from casefile.checks import HOUSE, ROLES
from casefile.errors import CasefileError, GuardUnavailable, VaultSealed
from casefile.home import CannotStart

log = logging.getLogger(__name__)
NOT_LET_IN = ("authentication failed", "does not exist", "pg_hba.conf", "permission denied")


def cross() -> None:
    """Raises CannotStart with a line for each thing that is wrong: the setting and what to do, and no value.

    A database that does not answer is no wrong setting: it may come back, and /readyz tells of it (security.md T58).
    """
    try:
        wrong = [*_house(), *_databases()]
    finally:
        connections.close_all()  # whoever starts may fork, and no child may inherit a line to the database
    if wrong:
        raise CannotStart("\n".join(["not started.", *wrong]))


def prove_guard() -> None:
    """For programs that press: raises CannotStart while the leak guard is closed."""
    try:
        import_string(settings.GUARD_PROOF)("pdf")
    except GuardUnavailable as closed:
        raise CannotStart(f"not started.\nThe leak guard is closed: {closed}") from closed


def stop_unless(*right: Callable[[], None]) -> None:
    """For programs that others start: what is not right goes to stderr, and the exit code is 2."""
    try:
        for prove in right:
            prove()
    except (CasefileError, ImproperlyConfigured) as refusal:
        sys.stderr.write(f"casefile: {refusal}\n")
        sys.exit(2)


def _house() -> Iterator[str]:
    yield from _told(run_checks(tags=[HOUSE], include_deployment_checks=True))


def _databases() -> Iterator[str]:
    for alias, variable in ROLES.items():
        try:
            yield from _told(run_checks(tags=[Tags.database], databases=[alias]))
            if alias == "default" and not _fits():
                yield "CASEFILE_KEY_FILE, or CASEFILE_KEYS: these are the keys of another house."
        except OperationalError as trouble:
            if any(word in str(trouble) for word in NOT_LET_IN):
                yield f"{variable}: the database does not let this role in. Look at its name, password and database."
            else:
                log.warning("%s: the database does not answer yet", variable)


def _fits() -> bool:
    """Also true where there are no tables yet, or no keys: that is told by itself."""
    try:
        return audit.head_fits()
    except OperationalError:
        raise
    except (DatabaseError, InterfaceError, VaultSealed):
        return True


def _told(messages: list[CheckMessage]) -> Iterator[str]:
    for message in messages:
        if message.level >= ERROR:
            yield f"{message.msg} {message.hint or ''}".strip()

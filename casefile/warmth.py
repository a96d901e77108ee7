"""A process made warm before it forks: what each child would load for itself is loaded once, and shared."""

from __future__ import annotations

import gc
import logging

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections
from django.utils.module_loading import import_string

from casefile.errors import CasefileError

log = logging.getLogger(__name__)


def warm() -> None:
    """Call all that settings.WARM names, leave no connection open, and put what is loaded out of the collector's sight.

    What cannot be made ready now costs a line and no more: its work is refused in words when it comes.
    """
    for path in settings.WARM:
        try:
            import_string(path)()
        except CasefileError as refusal:
            log.warning("%s starts cold: %s", path, refusal)
        except (DatabaseError, InterfaceError):
            log.warning("%s starts cold: the database does not answer", path)
    connections.close_all()
    gc.collect()
    gc.freeze()  # a page that the collector never marks is never copied for a child

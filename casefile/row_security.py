"""For whose eyes the database shows its most guarded rows: a second line behind the querysets (security.md 6.1).

The policies of these tables ask for `casefile.staff_id`, which lives as long as one transaction: a connection that goes
back to the pool has forgotten it. Where nobody is set there are no rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction

from casefile.models import Staff

SETTING = "casefile.staff_id"


@contextmanager
def seen_by(staff: Staff, *, using: str = "default") -> Iterator[None]:
    """Inside, guarded rows are those that this person may see. Read them inside: a lazy queryset sees none later."""
    within = connections[using].in_atomic_block
    with transaction.atomic(using=using):
        _set(str(staff.pk), using=using)
        yield
        if within:  # the setting would outlive this block, up to the end of the transaction around it
            _set("", using=using)


def _set(value: str, *, using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])

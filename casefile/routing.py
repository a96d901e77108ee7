"""Which role does what: tables are made by their owner alone."""

from __future__ import annotations


class OwnerMigrates:
    """`migrate` acts only as the owner of the tables, whatever alias it was called with."""

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return db == "owner"

"""What a database needs before a command may use it: the house's keys on its first day, and its newest tables."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.module_loading import import_string

from casefile import keys
from casefile.home import alone, folder


def keep_keys() -> bool:
    """Make the key file while there are no tables yet; false when it is missing and the vault stays sealed.

    Later a new key would hide that the old one was lost: everything sealed before it could not be opened.
    """
    if not keys.here() and not MigrationRecorder(connections["owner"]).has_table():
        keys.make_key_file(Path(settings.KEY_FILE))
    connections["owner"].close()
    return keys.here()


def keep_tables() -> int:
    """Migrate if the tables are behind the program; the number of migrations done. Others wait meanwhile."""
    with alone(folder() / "migrate.lock"):
        executor = MigrationExecutor(connections["owner"])
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            call_command("migrate", database="owner", interactive=False, verbosity=0)
            for path in settings.AFTER_TABLES:
                import_string(path)()
    connections["owner"].close()
    return len(plan)

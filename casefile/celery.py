"""The doorbell. Tasks take an item's number; the truth about the work lies in PostgreSQL."""

import os
from importlib import import_module
from typing import Any

from celery import Celery
from celery.signals import worker_init

from casefile import locked_memory
from casefile.warmth import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casefile.settings")

app = Celery("casefile")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["casefile", "filings"])


@worker_init.connect
def cross_the_threshold(**_told: Any) -> None:
    """Before anything is loaded. The module asks for models, which are there only now."""
    locked_memory.close()
    threshold = import_module("casefile.threshold")
    threshold.stop_unless(threshold.cross, threshold.prove_guard)


@worker_init.connect
def warm_before_the_pool_forks(**_told: Any) -> None:
    warm()

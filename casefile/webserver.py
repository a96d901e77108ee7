"""What gunicorn asks of us: nothing is served before the threshold is crossed, once, ahead of all workers."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import django

from casefile import locked_memory


def on_starting(_server: Any) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casefile.settings")
    locked_memory.close()
    django.setup(set_prefix=False)
    threshold = import_module("casefile.threshold")  # it asks for models, which are there only now
    threshold.stop_unless(threshold.cross)

"""A process that starts cold: says how many seconds its first item took, its program loaded and nothing warm."""

from __future__ import annotations

import sys
import time

import django
from django.utils.module_loading import import_string

if __name__ == "__main__":
    django.setup()
    press_item = import_string("filings.services.batches.press_item")
    began = time.perf_counter()
    press_item(int(sys.argv[1]))
    sys.stdout.write(str(time.perf_counter() - began))

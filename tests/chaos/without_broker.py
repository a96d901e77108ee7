"""`python -m tests.chaos.without_broker up --port N`: manage.py as it is, on a machine that has no Redis."""

from __future__ import annotations

import sys

from casefile import broker, start

if __name__ == "__main__":
    broker._program = lambda: ""
    start.run(sys.argv)

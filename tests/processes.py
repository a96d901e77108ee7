"""Code in a process of its own, on the database and with the keys of the test that starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import quote

from django.conf import settings
from django.db import connections

from casefile.home import ROOT

ADDRESSES = {"default": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "vault": "DATABASE_VAULT_URL"}
OPENING = """
import sys
import django
django.setup()


def begin():
    print("begun", flush=True)


"""


def started(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Returns when the code has called `begin()`: what it loads is loaded."""
    argv = [sys.executable, "-c", OPENING + code, *arguments]
    pipe = subprocess.PIPE
    child = subprocess.Popen(argv, env=environ(), cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n", child.communicate()[1]
    return child


def environ() -> dict[str, str]:
    """Where it finds database and keys of the test that runs."""
    told = {**os.environ, "CASEFILE_KEY_FILE": str(settings.KEY_FILE), "DJANGO_SETTINGS_MODULE": "casefile.settings"}
    return told | {variable: address(alias) for alias, variable in ADDRESSES.items()}


def address(alias: str) -> str:
    told = connections[alias].settings_dict
    role = f"{told['USER']}:{quote(told['PASSWORD'])}"
    return f"postgresql://{role}@/{told['NAME']}?host={quote(told['HOST'])}&port={told['PORT']}"

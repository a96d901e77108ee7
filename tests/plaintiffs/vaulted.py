"""A vault with people in it, the vault's commands as people run them, and somebody who writes all the while."""

from __future__ import annotations

import io
import json
import subprocess
import threading
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connections

from casefile.models import Lawsuit, Staff
from plaintiffs.models import Client
from plaintiffs.rules.identity import Identity
from plaintiffs.services import intake
from plaintiffs.vault import doors
from tests import processes

RENEW = """
from django.core.management import call_command
from plaintiffs.vault import renewal
renewal.STEP = int(sys.argv[1])
begin()
call_command(*sys.argv[2:])
"""


def identity(number: int) -> Identity:
    return Identity(last=f"Quill{number}", first="Odalys", serial_no=f"{70000 + number}", phone=f"310-555-{number:04}")


def enrolled(lawsuit: Lawsuit, *, actor: Staff, numbers: Sequence[int]) -> list[Client]:
    enrolments = [intake.Enrolment(code=f"RM-{number:04}", identity=identity(number)) for number in numbers]
    return [intake.engage(one, lawsuit=lawsuit, actor=actor) for one in enrolments]


def run(command: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code, and what the command tells scripts."""
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(command, *arguments, "--json", stdout=out)
    return int(ended.value.code or 0), json.loads(out.getvalue())


def started(*arguments: str, step: int) -> subprocess.Popen[str]:
    """A command of the vault in a process of its own, about to begin; `step` people at a time."""
    return processes.started(RENEW, str(step), *arguments)


class Writers:
    """Threads that enrol people, add claims' values to those who are there, and read everything, until told to stop."""

    def __init__(self, lawsuit: Lawsuit, people: Sequence[Client], *, actor: Staff, numbers: range) -> None:
        self.told: dict[str, str] = {client.code: identity(place).last for place, client in enumerate(people)}
        self.numbers: dict[str, int] = {}
        self.trouble: list[BaseException] = []
        self.readings = 0
        self._lawsuit, self._people, self._actor = lawsuit, list(people), actor
        self._new = iter(numbers)
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._on_and_on, args=(act,)) for act in self._acts()]

    def __enter__(self) -> Writers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _acts(self) -> list[Any]:
        return [self._enrol, self._add_to_somebody, self._read]

    def _on_and_on(self, act: Any) -> None:
        try:
            while not self._stop.is_set():
                act()
                self._stop.wait(0.01)
        except BaseException as trouble:
            self.trouble.append(trouble)
            raise
        finally:
            connections.close_all()

    def _enrol(self) -> None:
        number = next(self._new)
        (client,) = enrolled(self._lawsuit, actor=self._actor, numbers=[number])
        self.told[client.code] = identity(number).last

    def _add_to_somebody(self) -> None:
        client = self._people[sum(self.numbers.values()) % len(self._people)]
        number = f"C99-{sum(self.numbers.values()):05}"
        intake.seal_claim(client, intake.claim_secrets(uuid4(), city_claim_no=number, remarks=""))
        self.numbers[client.code] = self.numbers.get(client.code, 0) + 1

    def _read(self) -> None:
        """Nobody who was there before the reading may be missing in it."""
        there = dict(self.told)
        codes = dict(Client.objects.unscoped("test").filter(lawsuit=self._lawsuit).values_list("pk", "code"))
        read = {codes[client]: one.last for client, one in doors.identities(self._lawsuit).items() if client in codes}
        missing = {code for code, last in there.items() if read.get(code) != last}
        if missing:
            raise AssertionError(f"{len(missing)} of {len(there)} people could not be read")
        self.readings += 1

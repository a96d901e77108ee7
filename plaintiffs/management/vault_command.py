"""What the vault's commands have in common: how they refuse, tell and end. None of them prints a value or a key."""

from __future__ import annotations

import json
import sys
from abc import ABC, abstractmethod
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import dataclass, field
from typing import Any

from django.core.management.base import BaseCommand

from casefile import audit, home, locked_memory
from casefile.errors import CasefileError
from casefile.lawsuits import clerk
from casefile.models import Staff

ENDS = "Exit: 0 done, 1 {wrong}, 2 refused or the vault is sealed. What is done is in the audit trail."


@dataclass(frozen=True, slots=True)
class Told:
    """What a command says: lines for people, facts for scripts, and whether everything is as it should be."""

    lines: list[str]
    facts: dict[str, Any] = field(default_factory=dict)
    well: bool = True


class VaultCommand(BaseCommand, ABC):
    """A command says what it does in `act`; `wrong` is what its exit code 1 means."""

    wrong = "something is left to do"

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        kwargs["epilog"] = ENDS.format(wrong=self.wrong)
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    @abstractmethod
    def act(self, options: dict[str, Any], *, actor: Staff) -> Told:
        """Do it, and say what was done."""

    def handle(self, *args: Any, **options: Any) -> None:
        locked_memory.close()
        try:
            with audit.through(**home.typed_by()):
                told = self.act(options, actor=clerk())
        except CasefileError as refusal:
            self._say([str(refusal)], {"error": refusal.code, "text": str(refusal)}, as_json=options["json"])
            sys.exit(2)
        except OSError as trouble:
            text = f"{trouble.filename or 'A file'} cannot be used: {trouble.strerror}."
            self._say([text], {"error": "cannot_write", "text": text}, as_json=options["json"])
            sys.exit(2)
        self._say(told.lines, told.facts, as_json=options["json"])
        sys.exit(0 if told.well else 1)

    def _say(self, lines: list[str], facts: dict[str, Any], *, as_json: bool) -> None:
        self.stdout.write(json.dumps(facts, default=str) if as_json else "\n".join(lines))

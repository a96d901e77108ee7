"""Read a firm's claims sheet: dry, or into the lawsuit. Exit code 0 clean, 1 something to put right, 2 refused."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from casefile import clock
from casefile.errors import CasefileError, Missing, SheetRefused
from casefile.lawsuits import clerk, current
from casefile.models import Batch, ItemState
from filings.importers import claims, register
from filings.importers.register import RegisterReading
from plaintiffs.services import intake, sheets


class Command(BaseCommand):
    help = "Read a claims sheet (XLSX, XLS, ODS, CSV) and load it into the lawsuit; with --dry-run nothing is stored."
    requires_system_checks = []  # a sheet is read without a page or a press

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the sheet")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be loaded, row by row")
        parser.add_argument("--json", action="store_true", help="print JSON; nothing in it identifies a person")
        parser.add_argument("--sheet", help="the name of the sheet to take, instead of the likeliest one")
        parser.add_argument("--lawsuit", help="the lawsuit's short name in addresses")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
            reading = register.read(content, name=options["file"].name, today=clock.today(), sheet=options["sheet"])
            if options["dry_run"]:
                self._tell(reading, options=options)
            else:
                self._load(content, reading=reading, options=options)
        except OSError as trouble:
            self._refuse("cannot_read", f"The file cannot be read: {trouble.strerror}.", options=options)
        except SheetRefused as refusal:
            self._refuse(refusal.reason, refusal.text, options=options)
        except CasefileError as refusal:
            self._refuse(refusal.code, str(refusal), options=options)
        sys.exit(0 if reading.is_clean else 1)

    def _refuse(self, code: str, text: str, *, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps({"error": code, "text": text}) if options["json"] else text)
        sys.exit(2)

    def _tell(self, reading: RegisterReading, *, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(told(reading)))
        if known := _like_somebody_here(reading, slug=options["lawsuit"]):
            self.stderr.write(f"Rows {_listed(known)} are like somebody here already. The custodian will look.")

    def _load(self, content: bytes, *, reading: RegisterReading, options: dict[str, Any]) -> None:
        """The way of the web, without the worker: the sheet waits sealed, one item loads it."""
        if options["sheet"] and reading.other_sheets:
            text = "A sheet chosen by name is only looked at. Save it alone to load it."
            raise SheetRefused("only_dry", text)
        lawsuit, actor = current(options["lawsuit"]), clerk()
        waiting = sheets.receive(content, name=options["file"].name, lawsuit=lawsuit, actor=actor)
        batch = claims.open_batch(waiting.pk, lawsuit=lawsuit, columns=None, actor=actor, asking=None)
        claims.load_item(batch.items.get().pk)
        self.stdout.write(json.dumps(_loaded(batch)))


def told(reading: RegisterReading) -> list[str]:
    """The dry run in words."""
    lines = [
        f"Sheet “{reading.sheet}”, header in row {reading.header_row}.",
        f"{len(reading.entries)} rows, {len(reading.to_load)} to load.",
    ]
    lines += [f"Row {one.row}, {one.column}: {one.text} ({one.reason})" for one in reading.rejected]
    lines += [f"Row {one.second_row} is likely the person of row {one.first_row}." for one in reading.duplicates]
    lines += [f"Row {one.row}: {one.field} holds the person's own name and stays blank." for one in reading.held_back]
    if reading.unmapped:
        lines.append(f"Columns left out: {', '.join(reading.unmapped)}")
    if reading.skipped:
        lines.append(f"Rows that are no entries: {_listed(sorted(reading.skipped))}")
    return [*lines, f"Dates are read {reading.order.value}. Remarks go to the vault and are not shown."]


def _like_somebody_here(reading: RegisterReading, *, slug: str | None) -> list[int]:
    """Rows like somebody in the vault. Without a lawsuit, key or database none is told, and the dry run stands."""
    try:
        known = intake.resembles([entry.identity for entry in reading.to_load], lawsuit=current(slug))
    except (CasefileError, DatabaseError):
        return []
    return sorted(reading.to_load[place].row for place in known)


def _listed(rows: list[int]) -> str:
    shown = ", ".join(str(row) for row in rows[:40])
    return shown if len(rows) <= 40 else f"{shown} and {len(rows) - 40} more"


def _loaded(batch: Batch) -> dict[str, Any]:
    item = batch.items.get()
    if item.state != ItemState.DONE:
        raise Missing(str(item.outcome.get("text", "The sheet was not loaded.")))
    return {"import": str(batch.pk), **item.outcome}

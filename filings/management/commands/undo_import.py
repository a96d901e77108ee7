"""Take back a loaded claims sheet."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from casefile.errors import CasefileError, Missing
from casefile.lawsuits import clerk, current
from casefile.models import Batch, BatchState
from filings.importers import claims


class Command(BaseCommand):
    help = "Take back all that a claims sheet brought: the newest one that brought something, or the one named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", nargs="?", help="the import's number, as import_claims printed it")
        parser.add_argument("--lawsuit", help="the lawsuit's short name in addresses")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            batch = _import(options)
            gone = claims.undo(batch, actor=clerk())
        except CasefileError as refusal:
            self.stdout.write(json.dumps({"error": refusal.code, "text": str(refusal)}))
            sys.exit(2)
        self.stdout.write(json.dumps({"import": str(batch.pk), "clients_gone": gone}))


def _import(options: dict[str, Any]) -> Batch:
    done = Batch.objects.filter(lawsuit=current(options["lawsuit"]), kind=claims.KIND, state=BatchState.DONE)
    if options["batch"] is None:  # a sheet that changed nothing leaves nothing to take back
        batch = done.filter(clients__isnull=False).first()
    else:
        batch = next((one for one in done if str(one.pk) == options["batch"]), None)
    if batch is None:
        raise Missing("There is no loaded sheet to take back.")
    return batch

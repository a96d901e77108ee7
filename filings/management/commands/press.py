"""Press a paper of the current lawsuit into a file."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from casefile.errors import CasefileError, Missing, PaperRefused
from casefile.lawsuits import clerk, current
from casefile.models import Lawsuit
from filings.models import Document
from filings.services import issue, templates
from plaintiffs.models import Plaintiff


class Command(BaseCommand):
    help = "Press a paper of the current lawsuit through every check into a file. Prints what was made as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paper", help="complaint, declaration or letter")
        parser.add_argument("--out", type=Path, required=True, help="the PDF to write")
        parser.add_argument("--doe", type=int, help="the Doe number, for a paper that speaks for one plaintiff")
        parser.add_argument("--exact-dates", action="store_true", help="plead the days of each claim")
        parser.add_argument("--lawsuit", help="the lawsuit's short name in addresses")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = _press(options)
            options["out"].write_bytes(issue.open_document(document, actor=clerk()))
        except CasefileError as refusal:
            self.stdout.write(json.dumps(_refused(refusal)))
            sys.exit(1 if isinstance(refusal, PaperRefused) else 2)
        except OSError as trouble:
            self.stdout.write(json.dumps({"error": "cannot_write", "text": f"{options['out']}: {trouble.strerror}"}))
            sys.exit(2)
        self.stdout.write(json.dumps(_told(document, out=options["out"])))


def _press(options: dict[str, Any]) -> Document:
    lawsuit = current(options["lawsuit"])
    version = templates.current(options["paper"], actor=clerk())
    plaintiffs = list(
        Plaintiff.objects.unscoped("a command").filter(lawsuit=lawsuit).in_suit().select_related("client")
    )
    alone = None
    if templates.text_of(version).cardinality == "per_plaintiff":
        alone = _one(plaintiffs, number=options["doe"], lawsuit=lawsuit)
    return issue.issue(
        version,
        lawsuit=lawsuit,
        plaintiffs=plaintiffs,
        plaintiff=alone,
        options={"exact_dates": options["exact_dates"]},
        actor=clerk(),
    )


def _one(plaintiffs: list[Plaintiff], *, number: int | None, lawsuit: Lawsuit) -> Plaintiff:
    found = next((one for one in plaintiffs if number in (None, one.number)), None)
    if found is None:
        raise Missing(f"There is no plaintiff of that number in {lawsuit.short_title}.")
    return found


def _told(document: Document, *, out: Path) -> dict[str, Any]:
    return {
        "file": out.name,
        "paper": document.version.code,
        "version": document.version.number,
        "pages": document.pages,
        "plaintiffs": document.plaintiffs.unscoped("a command").count(),
        "sha256": document.sha256,
        "findings": document.findings.count(),
    }


def _refused(refusal: CasefileError) -> dict[str, Any]:
    findings = getattr(refusal, "findings", ())
    return {"error": refusal.code, "text": str(refusal), "findings": [str(one) for one in findings][:500]}

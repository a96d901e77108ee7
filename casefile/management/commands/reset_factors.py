"""Take the second factors of somebody away, who then enrols anew."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from casefile import audit, home
from casefile.entry import factors
from casefile.models import Staff


class Command(BaseCommand):
    help = (
        "Take the second factors of somebody away and end her sign-ins and access tokens. "
        "Her next sign-in leads to enrolment."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        staff = Staff.objects.filter(email=options["email"].lower()).first()
        if staff is None:
            self.stderr.write("There is no account with this address.")
            sys.exit(2)
        with audit.through(**home.typed_by()):
            factors.reset(staff, actor=audit.SYSTEM)
        self.stdout.write(
            f"{staff.name} sets up a second factor at the next sign-in. Sign-ins and access tokens were ended."
        )

"""Take the access tokens of somebody away."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from casefile import audit, home, tokens
from casefile.models import Staff


class Command(BaseCommand):
    help = "Revoke every access token of somebody. Her sign-ins and second factors stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        staff = Staff.objects.filter(email=options["email"].lower()).first()
        if staff is None:
            self.stderr.write("There is no account with this address.")
            sys.exit(2)
        with audit.through(**home.typed_by()):
            revoked = tokens.revoke_all(staff, actor=audit.SYSTEM)
        self.stdout.write(f"{staff.name}: {revoked} access tokens revoked.")

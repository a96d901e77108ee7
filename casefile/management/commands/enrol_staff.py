"""Give somebody of the firm an account."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import IntegrityError, transaction

from casefile import audit, home
from casefile.acts import Act
from casefile.errors import CasefileError
from casefile.lawsuits import current
from casefile.models import Membership, Role, Staff


class Command(BaseCommand):
    help = "Give somebody of the firm an account, by e-mail address and role, and let her work on a lawsuit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--lawsuit", help="the lawsuit's short name in addresses, such as doe-v-rivermont")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with audit.through(**home.typed_by()):
                staff = self._enrol(options)
        except (CasefileError, ValidationError, IntegrityError) as refusal:
            text = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
            self.stderr.write("There is an account with this address." if isinstance(refusal, IntegrityError) else text)
            sys.exit(2)
        self.stdout.write(f"{staff.name} may sign in as {staff.get_role_display()}.")

    @transaction.atomic
    def _enrol(self, options: dict[str, Any]) -> Staff:
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else getpass.getpass("Password: ")
        lawsuit = current(options["lawsuit"])
        validate_password(password, Staff(email=options["email"], name=options["name"]))
        role = Role(options["role"])
        staff = Staff.objects.enrol(options["email"], name=options["name"], role=role, password=password)
        Membership.objects.create(lawsuit=lawsuit, staff=staff)
        audit.record(audit.SYSTEM, Act.STAFF_ENROLLED, staff, role=staff.role)
        return staff

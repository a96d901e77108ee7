"""Make the database's roles, and the database, on a PostgreSQL server of the firm's own."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand

from casefile import env, roles
from casefile.embedded import DATABASE
from casefile.home import CannotStart


class Command(BaseCommand):
    help = "Make the roles and the database as the superuser of DATABASE_SUPER_URL. Safe to repeat."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--passwords",
            type=Path,
            required=True,
            metavar="FOLDER",
            help="a file of each role's name, with its password",
        )

    def handle(self, *args: Any, passwords: Path, **options: Any) -> None:
        address = env.address("DATABASE_SUPER_URL")
        if not address:
            raise CannotStart("DATABASE_SUPER_URL is not set: the roles are made by a superuser of the server.")
        try:
            roles.make_roles(address, passwords={role: _password(passwords / role) for role in roles.ROLES})
            roles.create_database(address, name=DATABASE)
        except psycopg.OperationalError as trouble:
            raise CannotStart(f"The database does not answer: {str(trouble).strip().splitlines()[0]}") from trouble
        self.stdout.write(f"{len(roles.ROLES)} roles and the database {DATABASE} are as they should be.")


def _password(path: Path) -> str:
    try:
        password = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as unreadable:
        raise CannotStart(f"{path} cannot be read, and it should hold the password of {path.name}.") from unreadable
    if not password:
        raise CannotStart(f"{path} is empty, and it should hold the password of {path.name}.")
    return password

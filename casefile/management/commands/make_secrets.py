"""Make the secrets that docker-compose.yml names, each in a file of its own."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from casefile import secret_files


class Command(BaseCommand):
    help = "Make the secrets of a house that runs as separate services. What is there already is left as it is."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument(
            "--certificate-for", metavar="NAME", help="also make a certificate for this host name, to try the proxy"
        )

    def handle(self, *args: Any, folder: Path, certificate_for: str | None, **options: Any) -> None:
        made = secret_files.make(folder)
        if certificate_for:
            made += secret_files.make_certificate(folder, name=certificate_for)
        self.stdout.write(f"{len(made)} made in {folder}: {', '.join(made)}" if made else "All of them are there.")
        if "vault_keys" in made:
            self.stdout.write("Keep a copy of vault_keys apart from the database: without it identities stay sealed.")

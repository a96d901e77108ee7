"""Print the one-time path into the demonstration, or nothing when it is not to be had."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse

from casefile import welcome


class Command(BaseCommand):
    help = "Print the path of a one-time link into the demonstration; nothing when a real lawsuit is open."

    def handle(self, *args: Any, **options: Any) -> None:
        token = welcome.make_link()
        if token:
            self.stdout.write(reverse("welcome", args=[token]))

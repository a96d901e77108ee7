"""The ground floor as Django knows it."""

from importlib import import_module

from django.apps import AppConfig


class CasefileConfig(AppConfig):
    name = "casefile"
    verbose_name = "casefile"

    def ready(self) -> None:
        import_module("casefile.checks")
        import_module("casefile.celery")  # or the web would ring at a broker of its own imagination

"""The people and the locked room as Django knows them."""

from django.apps import AppConfig


class PlaintiffsConfig(AppConfig):
    name = "plaintiffs"
    verbose_name = "Plaintiffs"

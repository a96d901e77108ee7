"""System checks of the house: no field without a privacy class, no start with rights that should not be there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from casefile import keys, privacy
from casefile.errors import VaultSealed

HOUSE = "house"  # what must be right before a program of the house starts; `check --deploy` asks it too
LEAST_KEY, LEAST_SIGNS = 50, 5  # letters of the signing key, and different ones among them: Django's own measure


@register(Tags.models)
def every_field_declares_its_privacy(*, app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for model in privacy.our_models():
        declared = privacy.declared(model)
        fields = {field.name for field in model._meta.local_fields} | {
            m2m.name for m2m in model._meta.local_many_to_many
        }
        for name in sorted(fields - declared.keys()):
            found.append(Error(f"{model._meta.label}.{name} has no privacy class", obj=model, id="casefile.E001"))
        for name in sorted(declared.keys() - fields):
            found.append(
                Error(f"{model._meta.label} declares {name}, which is no field", obj=model, id="casefile.E002")
            )
    return found


@register()
def mail_leads_home(*, app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A notice is a link and little else."""
    if not settings.EMAIL_HOST or settings.ADDRESS:
        return []
    hint = "Set CASEFILE_ADDRESS to what people type, such as https://casefile.firm.example"
    return [Error("EMAIL_URL names a mail server, and no link can be sent", hint=hint, id="casefile.E003")]


@register(HOUSE, deploy=True)
def secrets_are_secret(*, app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What signs sessions, the names this site answers to, and no page that shows its inside."""
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("DEBUG is on.", hint="Error pages would show everything.", id="casefile.E020"))
    if len(settings.SECRET_KEY) < LEAST_KEY or len(set(settings.SECRET_KEY)) < LEAST_SIGNS:
        hint = "Take it away, and casefile makes a good one, or make one with make_secrets."
        found.append(Error("SECRET_KEY is too short, or too plain.", hint=hint, id="casefile.E021"))
    if any(name.strip(" .") in ("", "*") for name in settings.ALLOWED_HOSTS) or not settings.ALLOWED_HOSTS:
        hint = "Name the hosts that people type, with a comma between them."
        found.append(Error("CASEFILE_HOSTS lets anybody choose our name.", hint=hint, id="casefile.E022"))
    return found


@register(HOUSE, deploy=True)
def keys_are_in_place(*, app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Without them nothing can be recorded, and so nobody can even sign in."""
    told = "CASEFILE_KEYS" if settings.KEYS else "CASEFILE_KEY_FILE"
    try:
        keys.ring()
    except VaultSealed as refusal:
        return [Error(f"{told}: {refusal}", id="casefile.E023")]
    if not settings.KEYS and _is_open(Path(settings.KEY_FILE)):
        return [Error(f"{told} can be read by others than its owner.", hint="chmod 400", id="casefile.E024")]
    return []


def _is_open(file: Path) -> bool:
    """True when others may read it. A closed folder closes it; below /run the system hands over as it sees fit."""
    closed = not file.parent.stat().st_mode & 0o077
    return not closed and not file.is_relative_to("/run") and bool(file.stat().st_mode & 0o077)


@register(HOUSE, deploy=True)
def papers_have_a_place(*, app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if os.access(settings.MEDIA, os.R_OK | os.W_OK | os.X_OK) and Path(settings.MEDIA).is_dir():
        return []
    return [Error("CASEFILE_MEDIA is no folder that can be read and written.", id="casefile.E025")]


@register(HOUSE, deploy=True)
def the_vault_has_a_role_of_its_own(*, app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if connections["vault"].settings_dict["USER"] != connections["default"].settings_dict["USER"]:
        return []
    hint = "Connect as casefile_vault; docs/running.md has the roles."
    return [Error("DATABASE_VAULT_URL names the role of DATABASE_URL.", hint=hint, id="casefile.E026")]


RIGHTS_TOO_MANY = """
    SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole,
           EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid),
           to_regclass('casefile_auditentry') IS NOT NULL
               AND (has_any_column_privilege('casefile_auditentry', 'UPDATE')
                    OR has_table_privilege('casefile_auditentry', 'DELETE')
                    OR has_table_privilege('casefile_auditentry', 'TRUNCATE')),
           to_regclass('plaintiffs_sealedfield') IS NOT NULL
               AND has_column_privilege('plaintiffs_sealedfield', 'ciphertext', 'SELECT')
      FROM pg_roles WHERE rolname = current_user
"""


WRONGS = (
    "has administrator rights in PostgreSQL",
    "owns tables",
    "may rewrite the audit log",
    "may read sealed fields",
)
ROLES = {"default": "DATABASE_URL", "vault": "DATABASE_VAULT_URL"}
OWN_ROLE = {"default": "casefile_app", "vault": "casefile_vault"}


@register(Tags.database)
def no_role_owns_anything(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Security promise P7 and P16: no role of a running program may alter tables or the audit log.

    That of the pages may not read the vault either; that of the vault must.
    """
    return [message for alias in ROLES if alias in (databases or ()) for message in _wrongs(alias)]


def _wrongs(alias: str) -> list[CheckMessage]:
    with connections[alias].cursor() as cursor:
        cursor.execute(RIGHTS_TOO_MANY)
        answers = list(cursor.fetchone() or (True,) * len(WRONGS))
    reads = answers.pop() if alias == "vault" else True
    hint = f"Connect as {OWN_ROLE[alias]}; docs/running.md has the roles."
    found: list[CheckMessage] = [
        Error(f"The role of {ROLES[alias]} {wrong}.", hint=hint, id=f"casefile.E01{number}")
        for number, (wrong, present) in enumerate(zip(WRONGS, answers, strict=False))
        if present
    ]
    if not reads and _has_tables(alias):
        found.append(Error(f"The role of {ROLES[alias]} may not read sealed fields.", hint=hint, id="casefile.E014"))
    return found


def _has_tables(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT to_regclass('plaintiffs_sealedfield') IS NOT NULL")
        return bool((cursor.fetchone() or (False,))[0])

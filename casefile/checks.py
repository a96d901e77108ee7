"""System checks of the house: no field without a privacy class, no start with rights that should not be there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from casefile import privacy


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


RIGHTS_TOO_MANY = """
    SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole,
           EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid),
           to_regclass('casefile_auditentry') IS NOT NULL
               AND has_any_column_privilege('casefile_auditentry', 'UPDATE'),
           to_regclass('plaintiffs_sealedfield') IS NOT NULL
               AND has_column_privilege('plaintiffs_sealedfield', 'ciphertext', 'SELECT')
      FROM pg_roles WHERE rolname = current_user
"""


@register(Tags.database)
def the_application_owns_nothing(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Security promise P7 and P16: the role that serves pages may not alter tables, the audit log or read the vault."""
    if not databases or "default" not in databases:
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute(RIGHTS_TOO_MANY)
        answers = cursor.fetchone() or (True, True, True, True)
    wrongs = (
        "has administrator rights in PostgreSQL",
        "owns tables",
        "may rewrite the audit log",
        "may read sealed fields",
    )
    hint = "Connect as casefile_app; docs/running.md has the roles."
    return [
        Error(f"The role of DATABASE_URL {wrong}", hint=hint, id=f"casefile.E01{number}")
        for number, (wrong, present) in enumerate(zip(wrongs, answers, strict=True))
        if present
    ]

"""Every field of every model says what it would tell a stranger who read it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from django.apps import apps
from django.db.models import Model

OUR_FLOORS = ("casefile", "plaintiffs", "filings")


class Privacy(StrEnum):
    IDENTITY = "identity"  # leads to the person by itself: ciphertext only
    QUASI_IDENTIFYING = "quasi-identifying"  # leads to her together with something else
    PSEUDONYMOUS = "pseudonymous"  # speaks of her under her Doe number or the firm's code
    PUBLIC = "public"  # tells nothing about a person


def declare(
    *, identity: str = "", quasi_identifying: str = "", pseudonymous: str = "", public: str = ""
) -> dict[str, Privacy]:
    """Field names, separated by spaces, under their class. A model keeps the answer as `PRIVACY`."""
    classes = {
        Privacy.IDENTITY: identity,
        Privacy.QUASI_IDENTIFYING: quasi_identifying,
        Privacy.PSEUDONYMOUS: pseudonymous,
        Privacy.PUBLIC: public,
    }
    return {name: privacy for privacy, names in classes.items() for name in names.split()}


def our_models() -> Iterator[type[Model]]:
    for label in OUR_FLOORS:
        yield from apps.get_app_config(label).get_models(include_auto_created=False)


def declared(model: type[Model]) -> dict[str, Privacy]:
    """What the model declares; a history model (pghistory) inherits from the model whose rows it keeps."""
    tracked = getattr(model, "pgh_tracked_model", None)
    own: dict[str, Privacy] = getattr(model, "PRIVACY", {})
    if tracked is None:
        return own
    kept = {"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context"}
    return {**declared(tracked), **dict.fromkeys(kept, Privacy.PUBLIC)}

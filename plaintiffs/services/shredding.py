"""Destroying one person's key: what is sealed under it stays as noise, for ever and for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from casefile import audit
from casefile.acts import Act
from casefile.errors import Missing, Refused
from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import Client, DataKey, SealedField

BACKUPS = (
    "Backups made before this still hold her wrapped key, and whoever has one and key-encryption key {keks} opens it. "
    "To end that: vault_new_kek, vault_rewrap, then vault_retire --kek {keks} when no such backup is kept, and destroy "
    "every other copy of the old keys, the shares included."
)


@dataclass(frozen=True, slots=True)
class Shredded:
    """How many fields stay shut from now on, and the key-encryption keys that old backups would need to open them."""

    fields: int
    keks: list[int]

    @property
    def in_backups(self) -> str:
        return BACKUPS.format(keks=" and ".join(map(str, self.keks)))


def named(code: str, *, lawsuit: Lawsuit, attorney: str) -> tuple[Client, Staff]:
    """The client and the attorney that a command names."""
    client = Client.objects.unscoped("a command names her").filter(lawsuit=lawsuit, code=code).first()
    staff = Staff.objects.filter(email=attorney.lower()).first()
    if client is None or staff is None:
        raise Missing(f"There is no {'client with this code' if client is None else 'account with this address'} here.")
    return client, staff


def shred(client: Client, *, no_hold_says: Staff, actor: Staff) -> Shredded:
    """Destroy her key. Raises Refused while a paper speaks for her or may still name her, or unless an attorney of
    hers says she may go.

    There is no way back in this database; `in_backups` says where there still is one.
    """
    _refuse_a_plaintiff(client)
    _refuse_no_attorney(client, no_hold_says)
    with transaction.atomic(using="vault"):
        audit.take_turn("vault")  # a renewal of keys would give her a new one meanwhile
        held = DataKey.objects.using("vault").filter(client_id=client.pk)
        keks = sorted(set(held.select_for_update().values_list("kek_version", flat=True)))
        if not keks:
            raise Refused("This client has no key any more: it was destroyed before.")
        import_string(settings.BEFORE_FORGETTING)(client.lawsuit, [client.pk])  # nothing is sealed for her any more
        held.delete()
        count = SealedField.objects.using("vault").filter(client_id=client.pk).count()
        audit.record_in_vault(
            actor, Act.PERSON_SHREDDED, client, fields=count, keks=keks, no_hold_says=str(no_hold_says.pk)
        )
    return Shredded(fields=count, keks=keks)


def _refuse_a_plaintiff(client: Client) -> None:
    if client.designations.unscoped("hers").in_suit().exclude(used_at=None).exists():
        raise Refused("A paper speaks for this client and she was not dismissed. The court may ask who she is.")


def _refuse_no_attorney(client: Client, staff: Staff) -> None:
    member = staff.memberships.filter(lawsuit=client.lawsuit_id).exists()
    if not (member and staff.is_active and staff.role == Role.ATTORNEY):
        raise Refused("An attorney of this lawsuit must have looked for a legal hold, and found none.")

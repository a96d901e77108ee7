"""The only places where a plaintext identity is in memory: sealing on the way in, opening for the few who may.

Rows are added by the application's own role, in the transaction of the act. Ciphertext is read as the vault's role, on
a connection of its own, so it sees what is committed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError, connections, transaction
from django.db.models import Max, QuerySet

from casefile import cipher, clock, keys
from casefile.errors import Missing, Refused, VaultSealed
from casefile.models import Lawsuit, Staff
from plaintiffs.models import Client, DataKey, KeyCopy, KeyExhibit, SealedField, WaitingSheet
from plaintiffs.rules.identity import IDENTIFYING_FIELDS, Identity
from plaintiffs.rules.likeness import pairs
from plaintiffs.vault import data_keys, fields
from plaintiffs.vault.sealed import Sealed

CITY_CLAIM_NO = "city_claim_no"
REMARKS = "remarks"
NAME = ("first", "middle", "last", "suffix")
Press = Callable[[KeyExhibit, Sequence[tuple[str, str]]], tuple[bytes, int]]
TRIES = 5  # a claim may come while the key of its claimant is renewed; twice in a row is rare


@dataclass(frozen=True, slots=True)
class ClaimSecret:
    """A sealed value that belongs to one claim: `field` is `city_claim_no` or `remarks`."""

    claim_id: UUID
    field: str
    value: Sealed


@dataclass(frozen=True, slots=True)
class Opened:
    """One field of one person, opened for the leak guard."""

    client_id: UUID
    field: str
    value: Sealed


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """A copy of the sealed key, sealed already: the row to be stored, and what may be told of its bytes."""

    row: KeyCopy
    sha256: str
    pages: int


def seal_people(people: Iterable[tuple[Client, Identity, Sequence[ClaimSecret]]]) -> int:
    """Seal new people under keys of their own, in the caller's transaction. The number of fields sealed."""
    version, new_keys, rows = data_keys.house_version(), [], []
    for client, identity, secrets in people:
        row, key = data_keys.new_key(client.pk, version=version)
        new_keys.append(row)
        rows += _sealed(client, key, [(name, None, _text(getattr(identity, name))) for name in IDENTIFYING_FIELDS])
        rows += _sealed(client, key, [(one.field, one.claim_id, one.value.reveal()) for one in secrets])
    DataKey.objects.bulk_create(new_keys)
    SealedField.objects.bulk_create(rows)
    return len(rows)


def seal_secrets(client: Client, secrets: Sequence[ClaimSecret]) -> None:
    """Seal a later claim's values under the key the client already has (committed before).

    The database refuses a field whose key was renewed between reading it and sealing with it: then it is read again.
    """
    for _attempt in range(TRIES):
        key = data_keys.held_by(client.pk)
        if key is None:
            raise VaultSealed("This client has no key any more, so nothing can be sealed for her.")
        rows = _sealed(client, key, [(one.field, one.claim_id, one.value.reveal()) for one in secrets])
        try:
            with transaction.atomic():
                SealedField.objects.bulk_create(rows)
            return
        except OperationalError as failure:
            if not data_keys.renewed_meanwhile(failure):
                raise
    raise VaultSealed("The keys are being renewed at this moment. Try again shortly.")


def identities(lawsuit: Lawsuit) -> dict[UUID, Identity]:
    """Every client of the lawsuit with her identity: for the likeness check, inside the vault's own services."""
    people: dict[UUID, dict[str, Any]] = {}
    for opened in _open(SealedField.objects.filter(client__lawsuit=lawsuit, subject=None)):
        people.setdefault(opened.client_id, {})[opened.field] = opened.value.reveal()
    return {client: _identity(told) for client, told in people.items()}


def city_claim_numbers(lawsuit: Lawsuit) -> dict[UUID, set[str]]:
    """The City's numbers for each client's claims: to compare with a sheet, inside the vault's own services."""
    found: dict[UUID, set[str]] = {}
    for opened in _open(SealedField.objects.filter(client__lawsuit=lawsuit, field=CITY_CLAIM_NO)):
        found.setdefault(opened.client_id, set()).add(opened.value.reveal())
    return found


def resembling(asked: Sequence[Identity], *, lawsuit: Lawsuit) -> dict[int, UUID]:
    """Which of these are likely somebody already in the vault: place in the list -> client. For the custodian alone."""
    known = identities(lawsuit)
    clients, found = list(known), dict[int, UUID]()
    for first, second in pairs([*known.values(), *asked]):
        if first < len(clients) <= second:
            found.setdefault(second - len(clients), clients[first])
    return found


def everything() -> list[Opened]:
    """Every sealed value of the house: what the leak guard must not find."""
    return _open(SealedField.objects.exclude(field=REMARKS))


STATE = """
    SELECT (SELECT count(*) FROM plaintiffs_sealedfield),
           (SELECT bit_xor(hashtextextended(id::text || extract(epoch FROM sealed_at), 0)) FROM plaintiffs_sealedfield),
           (SELECT bit_xor(hashtextextended(client_id::text, 0)) FROM plaintiffs_datakey)
"""


def open_one(client_id: UUID, *, field: str, subject: UUID | None) -> Sealed:
    """One field of one person, for a reveal that is recorded already. Raises VaultSealed when her key is destroyed."""
    for opened in _open(SealedField.objects.filter(client_id=client_id, field=field, subject=subject)):
        return Sealed(_spoken(field, opened.value.reveal()))
    raise VaultSealed("This field does not open any more: it, or the key of this person, was destroyed.")


def version() -> str:
    """Changes with every field that is sealed or destroyed and with every person shredded; a net made before is stale.

    Each row counts by itself. The newest moment alone would not do: clocks of two machines differ, and one field may go
    as another comes.
    """
    with connections["vault"].cursor() as cursor:
        cursor.execute(STATE)
        return "-".join(f"{part or 0:x}" for part in cursor.fetchone()).replace("--", "-n")


def last_sealed_at() -> datetime | None:
    return SealedField.objects.using("vault").aggregate(last=Max("sealed_at"))["last"]  # type: ignore[no-any-return]


def seal_sheet(content: bytes, *, name: str, lawsuit: Lawsuit, received_by: Staff) -> WaitingSheet:
    """Put a sheet away under a key of its own, its file name with it."""
    sheet = WaitingSheet(lawsuit=lawsuit, received_by=received_by, received_at=clock.now(), size=len(content))
    raw = cipher.new_key()
    sheet.kek_version, sheet.wrapped = keys.wrap(raw, owner=sheet.bound_to)
    framed = len(name.encode()).to_bytes(4, "big") + name.encode() + content
    sheet.ciphertext = cipher.seal(raw, framed, parts=_place_of(sheet))
    sheet.save(force_insert=True)
    return sheet


def open_sheet(sheet_id: UUID) -> tuple[str, bytes]:
    """File name and content; raises Missing when the sheet was committed, discarded or a day old."""
    sheet = WaitingSheet.objects.using("vault").filter(pk=sheet_id).first()
    if sheet is None:
        raise Missing("This sheet is no longer waiting. Upload it again.")
    framed = cipher.open_sealed(data_keys.unwrapped(sheet), bytes(sheet.ciphertext), parts=_place_of(sheet))
    end = 4 + int.from_bytes(framed[:4], "big")
    return framed[4:end].decode(), framed[end:]


def seal_key(exhibit: KeyExhibit, people: Mapping[UUID, str], *, press: Press) -> MadeCopy:
    """Open the names of these clients, for a copy that is recorded already, have it pressed, and seal what comes.

    `people` are client -> designation, in the order of the list; `press` gets designations and names, and gives the
    bytes and how many pages they are. The bytes go nowhere but into the row. Raises Refused for who has no name here.
    """
    names = _names(people)
    if names.keys() != people.keys():
        raise Refused("Of somebody on this list no name opens any more, so the list cannot be made.")
    content, pages = press(exhibit, [(label, names[client]) for client, label in people.items()])
    raw, row = cipher.new_key(), KeyCopy(exhibit=exhibit)
    row.kek_version, row.wrapped = keys.wrap(raw, owner=row.bound_to)
    row.ciphertext = cipher.seal(raw, content, parts=_place_of(row))
    return MadeCopy(row, sha256=hashlib.sha256(content).hexdigest(), pages=pages)


def open_key(exhibit_id: UUID) -> bytes:
    """The file of a copy, for a download that is recorded already; raises Missing once it was destroyed."""
    row = KeyCopy.objects.using("vault").filter(pk=exhibit_id).first()
    if row is None:
        raise Missing("The file of this copy was destroyed.")
    return cipher.open_sealed(data_keys.unwrapped(row), bytes(row.ciphertext), parts=_place_of(row))


def _place_of(row: WaitingSheet | KeyCopy) -> list[str]:
    return ["casefile", "v1", row._meta.model_name or "", str(row.pk)]


def _names(people: Iterable[UUID]) -> dict[UUID, str]:
    """As a court writes them: given names first."""
    told: dict[UUID, dict[str, str]] = {}
    for one in _open(SealedField.objects.filter(client__in=list(people), subject=None, field__in=NAME)):
        told.setdefault(one.client_id, {})[one.field] = one.value.reveal()
    known = {client: parts for client, parts in told.items() if parts.get("last")}
    return {client: " ".join(parts[name] for name in NAME if parts.get(name)) for client, parts in known.items()}


def _sealed(client: Client, key: data_keys.Held, told: Sequence[tuple[str, UUID | None, str]]) -> list[SealedField]:
    return [fields.seal(client.pk, key, field=name, subject=subject, text=text) for name, subject, text in told if text]


def _open(rows: QuerySet[SealedField]) -> list[Opened]:
    return [Opened(client_id=row.client_id, field=row.field, value=value) for row, value in fields.open_all(rows)]


def _text(value: str | date | tuple[str, ...] | None) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return json.dumps(value) if value else ""
    return value or ""


def _spoken(field: str, text: str) -> str:
    """As a person reads it."""
    if field == "born_on":
        return f"{date.fromisoformat(text):%m/%d/%Y}"
    return ", ".join(json.loads(text)) if field == "aliases" else text


def _identity(told: dict[str, Any]) -> Identity:
    whole = dict(told)
    if whole.get("born_on"):
        whole["born_on"] = date.fromisoformat(whole["born_on"])
    if whole.get("aliases"):
        whole["aliases"] = tuple(json.loads(whole["aliases"]))
    return Identity(**whole)

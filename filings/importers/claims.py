"""A claims sheet becomes clients, sealed fields, claims and events: looked at first, loaded whole, undone whole."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Prefetch

from casefile import audit, cipher, clock, keys, ledger
from casefile.acts import Act
from casefile.errors import Missing, Refused, SheetRefused, Stale
from casefile.ledger import Lease
from casefile.models import Batch, BatchState, Lawsuit, PublicEntity, Staff
from filings.importers import register
from filings.importers.register import NOTICES, Entry, RegisterReading
from filings.law.claim_events import EventKind
from filings.models import ClaimEvent, Document, GovernmentClaim
from filings.services import claims, forgetting
from plaintiffs.models import Client, NeedToKnow, Plaintiff, Release, RevealRequest
from plaintiffs.rules import doe_numbers
from plaintiffs.services import intake, sheets

KIND = "import"
BROUGHT = "what a sheet brought goes whole, or not at all"
COMPARED = "a sheet is held against everybody"
RESULTS = {"granted": EventKind.APPLICATION_GRANTED, "denied": EventKind.APPLICATION_DENIED}


@dataclass(frozen=True, slots=True)
class Preview:
    """What loading the sheet would do. Rows by their number in the sheet.

    `unchanged` are in the house already, just so; `differing` are there otherwise and are left as they are; `custodian`
    are like somebody in the vault; `renumbered` bear a Doe number that is another's here, and get the next free one.
    """

    reading: RegisterReading
    new: tuple[Entry, ...]
    unchanged: tuple[int, ...]
    differing: tuple[int, ...]
    custodian: tuple[int, ...]
    renumbered: tuple[int, ...]


def preview(sheet_id: UUID, *, lawsuit: Lawsuit, columns: Mapping[str, str] | None) -> Preview:
    """Read a waiting sheet and hold it against the house. Stores nothing; SheetRefused, or Missing when it is gone."""
    name, content = sheets.content_of(sheet_id, lawsuit=lawsuit)
    return look(content, name=name, lawsuit=lawsuit, columns=columns)


def look(content: bytes, *, name: str, lawsuit: Lawsuit, columns: Mapping[str, str] | None) -> Preview:
    reading = register.read(content, name=name, columns=columns, today=clock.today())
    known = _known(lawsuit)
    here = [row for row in reading.to_load if row.client_code in known]
    new = [row for row in reading.to_load if row.client_code not in known]
    changed = _changed(here, known=known, lawsuit=lawsuit)
    alike = intake.resembles([row.identity for row in new], lawsuit=lawsuit)
    given = set(intake.numbers_given(lawsuit))
    return Preview(
        reading=reading,
        new=tuple(new),
        unchanged=tuple(row.row for row in here if row.row not in changed),
        differing=tuple(sorted(changed)),
        custodian=tuple(row.row for place, row in enumerate(new) if place in alike),
        renumbered=tuple(row.row for row in new if (doe := _doe(row)) and doe[1] in given),
    )


@transaction.atomic
def open_batch(
    sheet_id: UUID, *, lawsuit: Lawsuit, columns: Mapping[str, str] | None, actor: Staff, asking: UUID | None
) -> Batch:
    """Ask for a waiting sheet to be loaded. The batch keeps the map of columns for the next sheet of these headings."""
    known = Batch.objects.filter(pk=asking, lawsuit=lawsuit).first() if asking else None
    if known is not None:
        return known
    detail = {"columns": _put_away(columns), "headings": heading_print(columns or {})}
    return ledger.open_batch(
        lawsuit, kind=KIND, title="Claims sheet", keys=[str(sheet_id)], asked_by=actor, detail=detail, asking=asking
    )


def kept_map(labels: Sequence[str], *, lawsuit: Lawsuit) -> dict[str, str] | None:
    """The map under which a sheet with these headings was loaded last, or None."""
    told = heading_print(dict.fromkeys(labels, ""))
    batches = Batch.objects.filter(lawsuit=lawsuit, kind=KIND, detail__headings=told).exclude(detail__columns=None)
    return _taken_out(batches.values_list("detail__columns", flat=True).first())


def heading_print(columns: Mapping[str, str]) -> str:
    """Tells whether two sheets have the same headings; a heading may name somebody, so its words are not kept."""
    told = "\n".join(sorted(columns)).encode()
    return hmac.new(keys.ring().labelled("headings"), told, hashlib.sha256).hexdigest() if columns else ""


def _put_away(columns: Mapping[str, str] | None) -> str | None:
    """The map, sealed: the ledger lies open, and headings are a firm's own words."""
    if not columns:
        return None
    sealed = cipher.seal(keys.ring().labelled("headings"), json.dumps(dict(columns)).encode(), parts=["columns"])
    return base64.b64encode(sealed).decode("ascii")


def _taken_out(kept: str | None) -> dict[str, str] | None:
    if kept is None:
        return None
    opened = cipher.open_sealed(keys.ring().labelled("headings"), base64.b64decode(kept), parts=["columns"])
    columns: dict[str, str] = json.loads(opened)
    return columns


def load_item(item_id: int) -> None:
    """Load one waiting sheet: takes the row's lease, and does nothing when another worker holds it or it is done."""
    with ledger.work(item_id) as held:
        if held:
            _load_sheet(held)


def _load_sheet(held: Lease) -> None:
    batch = Batch.objects.select_related("lawsuit", "asked_by").get(pk=held.batch_id)
    try:
        found = preview(UUID(held.key), lawsuit=batch.lawsuit, columns=_taken_out(batch.detail["columns"]))
        ledger.beat(held, progress=60)
        _load(found, batch=batch, held=held)
    except (SheetRefused, Missing, Refused) as refusal:
        ledger.refuse(held, text=str(refusal), code=refusal.code)


@transaction.atomic
def undo(batch: Batch, *, actor: Staff) -> int:
    """Take back all that a loaded sheet brought. The number of clients gone.

    Raises Refused when work rests on it, or while a paper may still name one of those who would be forgotten.
    """
    if not Batch.objects.filter(pk=batch.pk, kind=KIND, state=BatchState.DONE).update(state=BatchState.UNDONE):
        raise Stale("import", batch.pk)
    _refuse_if_built_upon(batch)
    forgetting.refuse_unless_looked_at(batch.lawsuit, _held(batch))
    ClaimEvent.objects.filter(claim__came_with=batch).delete()
    GovernmentClaim.objects.unscoped(BROUGHT).filter(came_with=batch).delete()
    Plaintiff.objects.unscoped(BROUGHT).filter(came_with=batch).delete()
    _, gone = Client.objects.unscoped(BROUGHT).filter(came_with=batch).delete()
    Release.objects.filter(came_with=batch, clients=None).delete()
    clients = gone.get("plaintiffs.Client", 0)
    audit.record(actor, Act.IMPORT_UNDONE, batch, clients=clients)
    return clients


@transaction.atomic
def _load(found: Preview, *, batch: Batch, held: Lease) -> None:
    """One transaction: clients, sealed fields, designations, claims, events, the item's end and the entry."""
    lawsuit, entity = batch.lawsuit, _entity(batch.lawsuit)
    ids = {row.row: uuid4() for row in found.new}
    enrolments = [_enrolment(row, claim_id=ids[row.row]) for row in found.new]
    clients = intake.engage_all(enrolments, lawsuit=lawsuit, came_with=batch)
    recorded = [
        (_claim(client, row, entity=entity, claim_id=ids[row.row], batch=batch), register.events(row))
        for client, row in zip(clients, found.new, strict=True)
    ]
    claims.record_claims(recorded, actor=batch.asked_by)
    sheets.spend(UUID(held.key))
    counts = _counts(found)
    ledger.finish(held, **counts)
    audit.record(batch.asked_by, Act.SHEET_LOADED, batch, **counts)
    for client, row in zip(clients, found.new, strict=True):
        if row.row in found.custodian:
            audit.record(batch.asked_by, Act.LIKENESS_REFERRED, client)


def _counts(found: Preview) -> dict[str, Any]:
    return {
        "rows": len(found.reading.entries),
        "loaded": len(found.new),
        "unchanged": len(found.unchanged),
        "differing": list(found.differing),
        "rejected": len(found.reading.rejected),
        "duplicates": len(found.reading.duplicates),
        "custodian": list(found.custodian),
        "renumbered": list(found.renumbered),
        "undated": [row.row for row in found.new if _undated(row)],
    }


def _enrolment(row: Entry, *, claim_id: UUID) -> intake.Enrolment:
    return intake.Enrolment(
        code=row.client_code,
        identity=row.identity,
        unit=row.unit,
        covert_role=row.covert_role,
        duty=row.status,
        released_on=row.release_on,
        harms=_harms(row),
        doe=_doe(row),
        claim_secrets=intake.claim_secrets(claim_id, city_claim_no=row.city_claim_no, remarks=row.remarks),
    )


def _claim(client: Client, row: Entry, *, entity: PublicEntity, claim_id: UUID, batch: Batch) -> GovernmentClaim:
    return claims.new_claim(client, entity=entity, claim_id=claim_id, came_with=batch, undated=_undated(row))


def _entity(lawsuit: Lawsuit) -> PublicEntity:
    if lawsuit.claims_entity is None:
        raise Refused("The lawsuit does not say to which public entity claims are presented.")
    return lawsuit.claims_entity


def _known(lawsuit: Lawsuit) -> dict[str, tuple[Any, ...]]:
    """Of each client by code, what a sheet would say of her beside her identity."""
    claims_told = Prefetch("claims", queryset=GovernmentClaim.objects.unscoped(COMPARED).prefetch_related("events"))
    clients = Client.objects.unscoped(COMPARED).filter(lawsuit=lawsuit).select_related("release")
    return {
        client.code: (
            client.unit,
            client.covert_role,
            client.duty,
            client.release.released_on if client.release else None,
            tuple(sorted(client.harms)),
            frozenset(event.fact for claim in client.claims.all() for event in claim.events.all()),
        )
        for client in clients.prefetch_related(claims_told)
    }


def _changed(rows: Sequence[Entry], *, known: Mapping[str, tuple[Any, ...]], lawsuit: Lawsuit) -> set[int]:
    """Rows whose client is here with other facts, another identity, or another number at the City."""
    told = {row.client_code: intake.Told(identity=row.identity, city_claim_no=row.city_claim_no) for row in rows}
    other_identity = intake.changed(told, lawsuit=lawsuit)
    return {row.row for row in rows if row.client_code in other_identity or known[row.client_code] != _facts(row)}


def _facts(row: Entry) -> tuple[Any, ...]:
    return (
        row.unit,
        row.covert_role,
        row.status,
        row.release_on,
        tuple(sorted(_harms(row))),
        frozenset(register.events(row)),
    )


def _harms(row: Entry) -> tuple[str, ...]:
    return tuple(told for part in row.damages.split(";") if (told := part.strip()))


def _doe(row: Entry) -> tuple[str, int | None] | None:
    """The designation a row asks for: its own label, else the next free number when the row is in the suit."""
    if row.in_suit != "Y":
        return None
    return doe_numbers.parse(row.doe_label) or ("JANE", None)


def _undated(row: Entry) -> tuple[EventKind, ...]:
    """What a row says happened on a day it does not give."""
    kinds = []
    if row.city_action in NOTICES and not (row.notice_on or row.notice_mailed_on):
        kinds.append(NOTICES[row.city_action])
    if row.late_application_result in RESULTS:
        kinds.append(RESULTS[row.late_application_result])
    return tuple(kinds)


def _held(batch: Batch) -> list[UUID]:
    """The people it brought; nobody seals more for them until this transaction ends."""
    brought = Client.objects.unscoped(BROUGHT).filter(came_with=batch)
    return list(brought.select_for_update().order_by("pk").values_list("pk", flat=True))


def _refuse_if_built_upon(batch: Batch) -> None:
    """Undoing must not take work along that came after the sheet."""
    later = {
        "papers were pressed for": Document.objects.unscoped(BROUGHT).filter(plaintiffs__came_with=batch).exists(),
        "a Doe number was used for": Plaintiff.objects.unscoped(BROUGHT)
        .filter(came_with=batch)
        .exclude(used_at=None)
        .exists(),
        "a Doe number was given by hand to": Plaintiff.objects.unscoped(BROUGHT)
        .filter(client__came_with=batch)
        .exclude(came_with=batch)
        .exists(),
        "claims were added to": GovernmentClaim.objects.unscoped(BROUGHT)
        .filter(client__came_with=batch)
        .exclude(came_with=batch)
        .exists(),
        "events were recorded for": ClaimEvent.objects.filter(
            claim__came_with=batch, recorded_at__gt=batch.ended_at or clock.now()
        ).exists(),
        "access was given to, or denied for,": NeedToKnow.objects.filter(client__came_with=batch).exists(),
        "a name was asked for of": RevealRequest.objects.filter(client__came_with=batch).exists(),
    }
    for what, so in later.items():
        if so:
            raise Refused(f"This import can no longer be undone: {what} people it brought.")

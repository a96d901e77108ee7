"""THE door a paper leaves by: facts, press, read back, checks of form, leak guard, shelf. Nothing goes round it.

Any refusal stops the walk, stores what was found, and serves no bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from casefile import audit, clock, ledger
from casefile.acts import Act
from casefile.errors import PaperRefused, Refused
from casefile.ledger import Lease
from casefile.models import Lawsuit, Staff
from filings.law import paper_format
from filings.law.paper_reading import PaperReading
from filings.models import Document, TemplateVersion
from filings.press import paper, read_back, texts
from filings.press.facts import PaperFacts, Pressed
from filings.press.pdf import RENDERER
from filings.press.texts import PaperText
from filings.queries import facts as facts_of
from filings.services import findings, shelf
from plaintiffs.leakguard import guard
from plaintiffs.leakguard.guard import Released
from plaintiffs.leakguard.nets import current_net
from plaintiffs.models import Plaintiff


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for: which text, for whom, and who asked. `held` when a batch's worker does it."""

    lawsuit: Lawsuit
    version: TemplateVersion
    plaintiffs: tuple[Plaintiff, ...]
    plaintiff: Plaintiff | None
    options: Mapping[str, bool]
    actor: Staff
    held: Lease | None = None


def issue(
    version: TemplateVersion,
    *,
    lawsuit: Lawsuit,
    plaintiffs: Sequence[Plaintiff],
    options: Mapping[str, bool],
    actor: Staff,
    plaintiff: Plaintiff | None = None,
    held: Lease | None = None,
) -> Document:
    """Press one paper and let it out of the press, or raise MissingFacts, PaperRefused or LeakRefused.

    `plaintiff` is the one a per-plaintiff paper speaks for; `plaintiffs` are all of the caption.
    """
    asked = Asked(lawsuit, version, tuple(plaintiffs), plaintiff, options, actor, held)
    try:
        return _walk(asked)
    except Refused as refusal:
        _keep_refusal(asked, refusal)
        raise


def open_document(document: Document, *, actor: Staff) -> bytes:
    """The bytes of a document, looked at again by the guard as the vault is now; the download is on record first."""
    findings.refuse_held_back(document)
    content = shelf.get(document.sha256)
    held = current_net()
    guard.release(content, kind="pdf", audience=document.audience, name=document.file_name, net=held.net)
    audit.record_first(actor, Act.DOCUMENT_DOWNLOADED, document, sha256=document.sha256)
    return content


def _walk(asked: Asked) -> Document:
    text = texts.read(asked.version.text)
    facts = facts_of.paper_facts(
        asked.lawsuit,
        plaintiffs=asked.plaintiffs,
        plaintiff=asked.plaintiff,
        options=asked.options,
        today=clock.today(),
    )
    pressed = paper.press(text, facts)
    with guard.looking_ahead(pressed.pdf):
        reading = read_back.read(pressed.pdf)
        remarks = _check_form(reading, text=text, facts=facts)
        held = current_net()
        released = guard.release(
            pressed.pdf, kind="pdf", audience=text.audience, name=_file_name(asked, text), net=held.net
        )
    return _store(asked, text=text, facts=facts, pressed=pressed, released=released, net=held.version, remarks=remarks)


def _check_form(reading: PaperReading, *, text: PaperText, facts: PaperFacts) -> Sequence[paper_format.Finding]:
    """The remarks that do not stop the paper; raises PaperRefused when one does."""
    found = paper_format.check_own(reading, shell=text.shell, parties=_captioned(text, facts))
    if any(one.severity == "violation" for one in found):
        raise PaperRefused("The paper does not keep the form the court asks for.", findings=found)
    return found


def _captioned(text: PaperText, facts: PaperFacts) -> tuple[str, ...]:
    """The labels that must each stand on a line of the caption: on a complaint, every plaintiff."""
    return tuple(one.label for one in facts.plaintiffs) if text.code == "complaint" else ()


@transaction.atomic
def _store(
    asked: Asked,
    *,
    text: PaperText,
    facts: PaperFacts,
    pressed: Pressed,
    released: Released,
    net: str,
    remarks: Sequence[paper_format.Finding],
) -> Document:
    """All in one transaction. A worker whose lease has passed on meets Stale before a byte of its is on the shelf."""
    number = uuid4()
    with _finishing(asked, number):
        sha256 = shelf.put(pressed.pdf)
    document = Document(
        pk=number,
        lawsuit=asked.lawsuit,
        version=asked.version,
        title=text.title,
        file_name=_file_name(asked, text),
        audience=text.audience,
        options=dict(asked.options),
        facts_sha256=facts_of.sha256(facts),
        renderer=RENDERER,
        sha256=sha256,
        pages=pressed.page_count,
        size=len(pressed.pdf),
        guard=released.guard_version,
        net=net,
        made_by=asked.actor,
        made_at=clock.now(),
        item_id=asked.held.item_id if asked.held else None,
    )
    document.save(force_insert=True)
    document.plaintiffs.add(*([asked.plaintiff] if asked.plaintiff else asked.plaintiffs))
    findings.keep_remarks(_about(asked), remarks, document=document)
    findings.keep_reviews(_about(asked), released.reviews, document=document)
    audit.record(asked.actor, Act.DOCUMENT_ISSUED, document, code=text.code, sha256=document.sha256)
    return document


def _finishing(asked: Asked, number: UUID) -> AbstractContextManager[None]:
    return ledger.finishing(asked.held, document=str(number)) if asked.held else nullcontext()


@transaction.atomic
def _keep_refusal(asked: Asked, refusal: Refused) -> None:
    kept = findings.keep_refusal(_about(asked), refusal)
    if asked.held:
        ledger.refuse(asked.held, text=str(refusal), code=refusal.code, findings=kept)
    with audit.inside(asked.lawsuit.pk):
        audit.record(asked.actor, Act.DOCUMENT_REFUSED, asked.version, code=refusal.code, findings=kept)


def _about(asked: Asked) -> findings.About:
    return findings.About(asked.lawsuit, asked.version, asked.held.item_id if asked.held else None)


def _file_name(asked: Asked, text: PaperText) -> str:
    """Made by us from the paper's code and a Doe number: nobody's words."""
    whose = f"Doe-{asked.plaintiff.number:03d}_" if asked.plaintiff else ""
    return f"{whose}{text.code}_{clock.today().isoformat()}.pdf"

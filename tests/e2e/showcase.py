"""Every page there is, and its address in the demonstration."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

from django.test import override_settings

from casefile import clock, hands, ledger
from casefile.entry import factors
from casefile.models import Batch, BatchItem, Lawsuit, OutgoingMail, Role, Staff
from filings import tasks
from filings.models import Document, GovernmentClaim
from filings.services import demonstration
from plaintiffs.models import Client as Person
from plaintiffs.models import Effect, EndReason, NeedToKnow, Plaintiff, Reason, RevealPolicy
from plaintiffs.services import broken_glass, key_exhibit, need_to_know, reveal, sheets
from tests import factories, signing_in
from tests.casefile.entry.device import Device
from tests.plaintiffs import opening

HERE = "/doe-v-rivermont"
OF_THE_AUDITOR = {"not allowed", "audit trail of the house"}
PASSWORD = "the tide table of 1911"  # noqa: S105 - of invented people
NEWCOMERS = {"set up a second factor", "authenticator app", "authenticator app refused", "passkey", "recovery codes"}
SHEET = """Register of claims
Client code,Last name,First name,Serial no.,Presented on,City action,In suit,Doe label,Notes of the clerk
MT-1,Featherly,Anna,70411,4/3/2026,,Y,JANE DOE 907,called twice
MT-2,Birchwood,Tom,70412,4/4/2026,,,,
MT-3,Cloverdale,Ruth,70413,Feb. 30 2026,,,,
MT-4,Featherley,Anna,70411,4/3/2026,,,,
"""
PAGES = (
    "sign in",
    "sign in refused",
    "sign out",
    "sign in, second step",
    "sign in, second step refused",
    "set up a second factor",
    "authenticator app",
    "authenticator app refused",
    "passkey",
    "recovery codes",
    "confirm",
    "confirm refused",
    "own sign-ins",
    "change the password",
    "signed out meanwhile",
    "lawsuits",
    "today",
    "plaintiffs",
    "plaintiffs of a tab",
    "plaintiffs that are none",
    "plaintiffs sought by a name",
    "plaintiff",
    "plaintiff without a claim",
    "client not in suit",
    "who may learn it",
    "who may learn it, one refused",
    "claims",
    "claims, second page",
    "claim",
    "claim with a mistake",
    "filings",
    "complaint chosen",
    "declaration chosen",
    "letter chosen",
    "filings for nobody",
    "document",
    "enter a client",
    "enter a client with mistakes",
    "caption",
    "import",
    "import refused",
    "columns",
    "preview",
    "import waiting",
    "import loaded",
    "batches",
    "batch waiting",
    "batch done",
    "batch refused",
    "access tokens",
    "access tokens, one refused",
    "access token made",
    "reference of the API",
    "package waiting",
    "package ready",
    "batch held back",
    "document held back",
    "work",
    "work that is none",
    "audit trail",
    "audit trail that has nothing",
    "audit trail of the house",
    "audit trail that does not hold",
    "openings",
    "openings that are none",
    "openings of a client",
    "limits of openings",
    "break the glass",
    "agree to break the glass",
    "find by full name",
    "ask for the sealed key",
    "decide about the sealed key",
    "no such page",
    "not allowed",
)


def build() -> dict[str, str]:
    """The demonstration in the midst of its work, a second lawsuit beside it; the address of each page by its name."""
    lawsuit = demonstration.load(today=clock.today())
    assert lawsuit
    lead = Staff.objects.get(name="Ines Halloran")
    factories.opened(slug="roe-v-rivermont", members=[lead])
    prepare_ways_in(lead)
    done = sheet_pages(lawsuit, lead) | paper_pages(lawsuit, lead)
    late = waiting_pages(lawsuit, lead) | work_pages(lawsuit, lead)
    return addresses() | done | late | opening_pages(lawsuit)


def prepare_ways_in(lead: Staff) -> None:
    """Somebody with app and passkey, and a newcomer who has neither."""
    lead.set_password(PASSWORD)
    lead.save()
    signing_in.with_app(lead)
    device = Device()
    asked = {"publicKey": {"rp": {"id": "localhost"}, "challenge": "AAAA", "user": {"id": "AAAA"}}}
    factors.enrol_passkey(lead, name="my laptop", credential=json.loads(device.make(asked)))
    Staff.objects.enrol("nova.tern@moltrask.example", name="Nova Tern", role=Role.STAFF, password=PASSWORD)


def addresses() -> dict[str, str]:
    claim = GovernmentClaim.objects.unscoped("test").filter(client__designations__number=17)[0]
    outside = Person.objects.unscoped("test").filter(designations=None)[0]
    walled = walled_client()
    return {
        "sign in": "/login",
        "sign in refused": "/login",
        "sign out": "/logout",
        "sign in, second step": "/login",
        "sign in, second step refused": "/login",
        "set up a second factor": "/account/enrol",
        "authenticator app": "/account/enrol/app",
        "authenticator app refused": "/account/enrol/app",
        "passkey": "/account/enrol/passkey",
        "recovery codes": "/account/enrol/app",
        "confirm": "/confirm",
        "confirm refused": "/confirm",
        "own sign-ins": "/account",
        "change the password": "/password",
        "signed out meanwhile": f"{HERE}/caption",
        "lawsuits": "/",
        "today": f"{HERE}/",
        "plaintiffs": f"{HERE}/plaintiffs",
        "plaintiffs of a tab": f"{HERE}/plaintiffs?view=due&sort=-sue_by",
        "plaintiffs that are none": f"{HERE}/plaintiffs?q=RM-9999",
        "plaintiffs sought by a name": f"{HERE}/plaintiffs?q=nobody",
        "plaintiff": f"{HERE}/plaintiffs/017",
        "client not in suit": f"{HERE}/clients/{outside.pk}",
        "who may learn it": f"{HERE}/clients/{walled.pk}/access",
        "who may learn it, one refused": f"{HERE}/clients/{walled.pk}/access",
        "claims": f"{HERE}/claims",
        "claims, second page": f"{HERE}/claims?page=2",
        "claim": f"{HERE}/claims/{claim.pk}",
        "claim with a mistake": f"{HERE}/claims/{claim.pk}",
        "filings": f"{HERE}/filings",
        "complaint chosen": f"{HERE}/filings?text=complaint",
        "declaration chosen": f"{HERE}/filings?text=declaration&doe=17",
        "letter chosen": f"{HERE}/filings?text=letter",
        "filings for nobody": f"{HERE}/filings?text=complaint",
        "enter a client": f"{HERE}/intake",
        "enter a client with mistakes": f"{HERE}/intake",
        "caption": f"{HERE}/caption",
        "import": f"{HERE}/import",
        "import refused": f"{HERE}/import",
        "batches": f"{HERE}/batches",
        "access tokens": "/tokens",
        "access tokens, one refused": "/tokens",
        "access token made": "/tokens",
        "reference of the API": "/api/v1/reference",
        "audit trail": f"{HERE}/audit",
        "audit trail that has nothing": f"{HERE}/audit?q=RM-9999",
        "audit trail of the house": "/audit",
        "audit trail that does not hold": f"{HERE}/audit",
        "no such page": f"{HERE}/plaintiffs/9999",
        "not allowed": f"{HERE}/import",
    }


def walled_client() -> Person:
    """One who was given to two, of whom one is no longer, and is denied to a third."""
    staff = {one.name: one for one in Staff.objects.all()}
    grant = NeedToKnow.objects.filter(effect=Effect.GRANT)[0]
    keeper, attorney = staff["Agnes Whitlow"], staff["Bram Okonkwo"]
    once = need_to_know.give(grant.client, to=attorney, reason=Reason.CONTACT, actor=keeper)
    need_to_know.end(once, reason=EndReason.DONE, actor=keeper)
    need_to_know.deny(grant.client, whom=attorney, reason=Reason.CONFLICT, actor=keeper)
    return grant.client


def sheet_pages(lawsuit: Lawsuit, lead: Staff) -> dict[str, str]:
    """One sheet loaded, one that only waits."""
    loaded, waits = (
        sheets.receive(text.encode(), name="register.csv", lawsuit=lawsuit, actor=lead).pk
        for text in (SHEET, SHEET.replace("Tom", "Tim"))
    )
    done = tasks.start_import(loaded, lawsuit=lawsuit, columns=None, actor=lead)
    hands.work_until_none_is_due()
    return {
        "columns": f"{HERE}/import/{waits}/columns",
        "preview": f"{HERE}/import/{waits}",
        "import loaded": batch_page(done),
    }


def paper_pages(lawsuit: Lawsuit, lead: Staff) -> dict[str, str]:
    """A complaint, and declarations: one refused, others ready in a package, and the last ones to be held back."""
    factories.enrolled(lawsuit, code="ZZ-900", number=900)
    some = list(Plaintiff.objects.unscoped("test").filter(lawsuit=lawsuit).order_by("number")[:3])
    bare = Plaintiff.objects.unscoped("test").get(lawsuit=lawsuit, number=900)

    def press(code: str, people: list[Plaintiff]) -> Batch:
        return tasks.start_press(code, lawsuit=lawsuit, plaintiffs=people, options={}, actor=lead)

    whole = press("complaint", some)
    holed = press("declaration", [some[0], bare])
    packed = press("declaration", some)
    hands.work_until_none_is_due()
    tasks.start_package(packed, actor=lead)
    hands.work_until_none_is_due()
    press("declaration", some)
    hands.work_until_none_is_due()
    return {
        "plaintiff without a claim": f"{HERE}/plaintiffs/900",
        "document": f"{HERE}/documents/{Document.objects.unscoped('test').get(item__batch=whole).pk}",
        "batch done": batch_page(whole),
        "batch refused": batch_page(holed),
        "package ready": batch_page(packed),
    }


def waiting_pages(lawsuit: Lawsuit, lead: Staff) -> dict[str, str]:
    """A sheet, letters and a package that were asked for and not begun, and a paper that is held back."""
    sheet = sheets.receive(SHEET.replace("Anna", "Ada").encode(), name="register.csv", lawsuit=lawsuit, actor=lead)
    some = list(Plaintiff.objects.unscoped("test").filter(lawsuit=lawsuit).order_by("number")[:3])
    first = Document.objects.unscoped("test").filter(version__code="declaration", item__position=1).order_by("made_at")
    alone, held = first[0].item, first.reverse()[0]
    assert alone
    assert held.item
    tasks.start_package(alone.batch, actor=lead)
    Document.objects.unscoped("test").filter(pk=held.pk).update(held_since=clock.now())
    return {
        "import waiting": batch_page(tasks.start_import(sheet.pk, lawsuit=lawsuit, columns=None, actor=lead)),
        "batch waiting": batch_page(
            tasks.start_press("letter", lawsuit=lawsuit, plaintiffs=some, options={}, actor=lead)
        ),
        "package waiting": batch_page(alone.batch),
        "batch held back": batch_page(held.item.batch),
        "document held back": f"{HERE}/documents/{held.pk}",
    }


def work_pages(lawsuit: Lawsuit, lead: Staff) -> dict[str, str]:
    """Letters of which two stopped and one rests, and a mail of which nobody knows whether it was sent."""
    some = list(Plaintiff.objects.unscoped("test").filter(lawsuit=lawsuit).order_by("number")[:3])
    batch = tasks.start_press("letter", lawsuit=lawsuit, plaintiffs=some, options={}, actor=lead)
    batch.items.filter(position__lt=3).update(tries=4)
    with override_settings(EMAIL_HOST="mail.example", ADDRESS="https://casefile.example"):
        for item in batch.items.all():
            ledger.give_back(leased(item), error=ZeroDivisionError())
    batch.items.filter(position=3).update(not_before=clock.now() + timedelta(hours=1))
    ledger.leave_open(leased(OutgoingMail.objects.all()[0].item), text="The line broke. It may have arrived.")
    return {"work": f"{HERE}/work", "work that is none": "/roe-v-rivermont/work"}


def opening_pages(lawsuit: Lawsuit) -> dict[str, str]:
    """Requests that wait, for a field and for the sealed key, an alarm, and an attorney who wants the glass broken."""
    second = Staff.objects.get(name="Bram Okonkwo")
    keeper = Staff.objects.get(name="Agnes Whitlow")
    does = Plaintiff.objects.unscoped("test").filter(lawsuit=lawsuit, number__in=[17, 18, 19])
    some = [one.client for one in does.order_by("number")]
    for client in some:
        reveal.ask(opening.asked(client), by=opening.asker(keeper))
    RevealPolicy.objects.create(lawsuit=lawsuit, two_person=True)
    reveal.ask(opening.asked(some[0], field="first"), by=opening.asker(keeper))
    glass = broken_glass.ask(lawsuit, words="A hearing begins in an hour.", actor=second)
    wanted = key_exhibit.Wanted(frozenset({17, 18}), "order", opening.PURPOSE, "Department 7, January 14", uuid4())
    copy = key_exhibit.ask(wanted, lawsuit=lawsuit, by=opening.asker(keeper))
    return {
        "openings": f"{HERE}/reveals",
        "openings that are none": "/roe-v-rivermont/reveals",
        "openings of a client": f"{HERE}/clients/{some[0].pk}/reveals",
        "limits of openings": f"{HERE}/reveals/policy",
        "find by full name": f"{HERE}/reveals/search",
        "ask for the sealed key": f"{HERE}/reveals/key",
        "decide about the sealed key": f"{HERE}/reveals/key/{copy.pk}",
        "break the glass": f"{HERE}/reveals/glass",
        "agree to break the glass": f"{HERE}/reveals/glass/{glass.pk}",
    }


def leased(item: BatchItem) -> ledger.Lease:
    held = ledger.lease(item.pk)
    assert held
    return held


def batch_page(batch: Batch) -> str:
    return f"{HERE}/batches/{batch.pk}"

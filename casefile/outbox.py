"""The outbox: mail is written in the transaction of the act, sent from the ledger, and never sent twice by itself.

Sending cannot be taken back, and a server that took a mail may die before it says so. Hence the mark that is committed
before the sending; whoever finds it on taking the item leaves the mail to a person.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from casefile import audit, clock, ledger
from casefile.acts import Act
from casefile.errors import NotReady, Refused
from casefile.lawsuits import clerk
from casefile.ledger import Lease
from casefile.models import Batch, BatchItem, Lawsuit, NoticeKind, OutgoingMail, Role, Staff
from casefile.notices import Notice

KIND = "mail"
FOR_GOOD = 500  # an answer of the server from here on is the same tomorrow


def leaves() -> bool:
    """Whether this house sends mail at all."""
    return bool(settings.EMAIL_HOST and settings.ADDRESS)


@transaction.atomic
def write(notice: NoticeKind, *, to: Iterable[Staff], path: str, lawsuit: Lawsuit, actor: Staff) -> Batch | None:
    """A mail to each who is active, in the caller's transaction; None where no mail leaves, or nobody gets it."""
    readers = {str(one.pk): one for one in to if one.is_active}
    if not readers or not leaves():
        return None
    batch = ledger.open_batch(lawsuit, kind=KIND, title=str(notice.label), keys=readers, asked_by=actor)
    OutgoingMail.objects.bulk_create(
        OutgoingMail(item=item, to=readers[item.key], notice=notice, path=path, written_at=clock.now())
        for item in batch.items.all()
    )
    ledger.ring_batch(batch)
    return batch


def tell_that_work_stopped(batch_id: UUID) -> None:
    """The ledger's alarm. Of mail that stopped no mail tells: it would stop as well."""
    batch = Batch.objects.select_related("lawsuit").get(pk=batch_id)
    if batch.kind != KIND:
        path = reverse("filings:work", args=[batch.lawsuit.slug])
        write(NoticeKind.WORK_STOPPED, to=_menders(batch.lawsuit), path=path, lawsuit=batch.lawsuit, actor=clerk())


def send_item(item_id: int) -> None:
    """Send one mail: takes the row's lease, and does nothing when another worker holds it or it is done."""
    with ledger.work(item_id) as held:
        if held:
            _send(held)


def _menders(lawsuit: Lawsuit) -> list[Staff]:
    """The administrators of the lawsuit; its attorneys where it has none."""
    members = Staff.objects.filter(memberships__lawsuit=lawsuit, is_active=True)
    return list(members.filter(role=Role.ADMINISTRATOR)) or list(members.filter(role=Role.ATTORNEY))


def _send(held: Lease) -> None:
    item = BatchItem.objects.select_related("mail__to", "batch").get(pk=held.item_id)
    if ledger.SENDING in item.outcome:
        ledger.leave_open(held, text=_("The program that sent it ended before it knew. It may have arrived."))
        return
    if not item.mail.to.is_active:
        ledger.refuse(held, text=_("Whoever it was written to is no longer active here. Nothing was sent."))
        return
    letter = Notice(NoticeKind(item.mail.notice), path=item.mail.path, to=item.mail.to.email)
    line = _line()
    try:
        ledger.begin_for_good(held)
        _say(letter, line, held=held)
    finally:
        line.close()


def _line() -> mail.backends.base.BaseEmailBackend:
    """A line to the mail server; as long as there is none, nothing was sent for sure."""
    line = mail.get_connection()
    try:
        line.open()
    except smtplib.SMTPAuthenticationError as refusal:
        raise Refused(_("The mail server does not know the house: look at its name and password.")) from refusal
    except (OSError, smtplib.SMTPException) as trouble:
        raise NotReady(_("The mail server does not answer.")) from trouble
    return line


def _say(letter: Notice, line: mail.backends.base.BaseEmailBackend, *, held: Lease) -> None:
    try:
        taken = line.send_messages([letter])
    except smtplib.SMTPRecipientsRefused as refusal:
        _refused(held, code=max(code for code, _said in refusal.recipients.values()))
    except smtplib.SMTPResponseException as refusal:
        _refused(held, code=refusal.smtp_code)
    except (OSError, smtplib.SMTPException):
        ledger.leave_open(held, text=_("The line broke while it was sent. It may have arrived."))
    else:
        if taken == 1:
            _sent(held)
        else:
            ledger.leave_open(held, text=_("The mail server did not say that it took it. It may have arrived."))


def _refused(held: Lease, *, code: int) -> None:
    """The server said no, so nothing was sent. What it says in its own words may quote an address."""
    told = _("The mail server did not take it (%(code)s).") % {"code": code}
    if code >= FOR_GOOD:
        ledger.refuse(held, text=told)
        return
    ledger.take_mark_away(held)
    raise Refused(told)


@transaction.atomic
def _sent(held: Lease) -> None:
    ledger.finish(held)
    audit.record(audit.SYSTEM, Act.MAIL_SENT, f"batch item {held.item_id}")

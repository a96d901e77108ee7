"""The page of the background work, for who mends what has stopped."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from casefile import ledger, outbox
from casefile.access import Right, StaffRequest, staff_may
from casefile.models import BatchItem
from filings.queries import work as queries
from filings.queries.denied import batches_shown, items_shown


@require_GET
@staff_may(Right.MEND)
def shown(request: StaffRequest) -> HttpResponse:
    context = {"work": queries.work_page(request.lawsuit, staff=request.user), "mail_leaves": outbox.leaves()}
    return TemplateResponse(request, "filings/work/page.html", context)


@require_POST
@staff_may(Right.MEND)
def retry(request: StaffRequest, item_id: int) -> HttpResponse:
    again = ledger.retry_item(_item(request, item_id), actor=request.user)
    return _back(request, told=_("It is tried again.") if again else _("It was seen to already."))


@require_POST
@staff_may(Right.MEND)
def settle(request: StaffRequest, item_id: int) -> HttpResponse:
    settled = ledger.settle(_item(request, item_id), actor=request.user)
    return _back(request, told=_("Kept: it arrived.") if settled else _("It was seen to already."))


@require_POST
@staff_may(Right.MEND)
def retry_batch(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    batch = get_object_or_404(batches_shown(request.lawsuit, staff=request.user), pk=batch_id)
    again = ledger.retry_parked(batch, actor=request.user)
    told = ngettext("%(n)s item is tried again.", "%(n)s items are tried again.", again) % {"n": again}
    return _back(request, told=told if again else _("It was seen to already."))


def _item(request: StaffRequest, item_id: int) -> BatchItem:
    items = BatchItem.objects.filter(batch__lawsuit=request.lawsuit)
    return get_object_or_404(items_shown(items, lawsuit=request.lawsuit, staff=request.user), pk=item_id)


def _back(request: StaffRequest, *, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect("filings:work", lawsuit=request.lawsuit.slug)

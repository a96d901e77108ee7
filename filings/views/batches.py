"""Pages of the background work: what was asked, how far it is, and what may be done to it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casefile import ledger
from casefile.access import Right, StaffRequest, require, staff_may
from casefile.entry.sign_ins import by_itself
from casefile.errors import Missing
from casefile.models import Batch
from filings import tasks
from filings.importers import claims
from filings.queries import batches as queries
from filings.queries import packages as package_queries
from filings.queries.denied import batches_shown
from filings.services import batches, packages


@require_GET
@staff_may(Right.READ)
def listed(request: StaffRequest) -> HttpResponse:
    return TemplateResponse(
        request, "filings/batches/page.html", {"batches": queries.batches_of(request.lawsuit, staff=request.user)}
    )


@require_GET
@staff_may(Right.READ)
def shown(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    batch = _batch(request, batch_id)
    if batch.kind == claims.KIND:
        return TemplateResponse(request, "filings/imports/progress.html", _import(request, batch))
    if batch.kind == packages.KIND:  # a package is shown where it was asked for
        return redirect("filings:batch", lawsuit=request.lawsuit.slug, batch_id=batch.detail["of"])
    if batch.kind != batches.KIND:
        return redirect("filings:work", lawsuit=request.lawsuit.slug)
    return TemplateResponse(request, "filings/batches/batch.html", _papers(request, batch))


@by_itself
@require_GET
@staff_may(Right.READ)
def progress(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """The part of the page that asks again by itself."""
    batch = get_object_or_404(_batches(request), pk=batch_id, kind__in=[batches.KIND, claims.KIND])
    if batch.kind != claims.KIND:
        return TemplateResponse(request, "filings/batches/_progress.html", _papers(request, batch))
    response = TemplateResponse(request, "parts/_progress.html", _import(request, batch))
    if not batch.is_open:
        response["HX-Refresh"] = "true"  # what may be done to an import stands outside of this part
    return response


@require_http_methods(["GET", "POST"])
@staff_may(Right.READ)
def package(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Every paper of the batch in one ZIP: asked for by POST, fetched once it is made."""
    batch = _papers_batch(request, batch_id)
    if request.method == "POST":
        tasks.start_package(batch, actor=request.user)
        return _back_to(batch, request=request)
    made = packages.package_of(batch, staff=request.user)
    if made is None:
        raise Missing(_("This package was not asked for yet."))
    name, content = packages.open_package(made, actor=request.user)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


@by_itself
@require_GET
@staff_may(Right.READ)
def package_part(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """The part of the page that asks by itself how far the package is."""
    part = _package(request, _papers_batch(request, batch_id))
    if part is None:
        raise Missing(_("There are no papers here to put into a package."))
    return TemplateResponse(request, "filings/batches/_package.html", {"package": part})


@require_POST
@staff_may(Right.PRESS)
def cancel(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    batch = _papers_batch(request, batch_id)
    ledger.cancel(batch, actor=request.user)
    messages.success(request, _("Cancelled. What was done already stays."))
    return _back_to(batch, request=request)


@require_POST
@staff_may(Right.READ)
def retry(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    batch = get_object_or_404(_batches(request), pk=batch_id, kind__in=[batches.KIND, claims.KIND])
    require(request.user, Right.IMPORT if batch.kind == claims.KIND else Right.PRESS)
    again = ledger.retry(batch, actor=request.user)
    told = ngettext("%(n)s item is tried again.", "%(n)s items are tried again.", again) % {"n": again}
    messages.success(request, told)
    return _back_to(batch, request=request)


@require_POST
@staff_may(Right.IMPORT)
def undo(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    batch = get_object_or_404(_batches(request), pk=batch_id, kind=claims.KIND)
    gone = claims.undo(batch, actor=request.user)
    told = ngettext("Undone: %(n)s client is gone.", "Undone: %(n)s clients are gone.", gone) % {"n": gone}
    messages.success(request, told)
    return _back_to(batch, request=request)


def _batches(request: StaffRequest) -> QuerySet[Batch]:
    return batches_shown(request.lawsuit, staff=request.user).select_related("asked_by")


def _batch(request: StaffRequest, batch_id: UUID) -> Batch:
    return get_object_or_404(_batches(request), pk=batch_id)


def _papers_batch(request: StaffRequest, batch_id: UUID) -> Batch:
    return get_object_or_404(_batches(request), pk=batch_id, kind=batches.KIND)


def _papers(request: StaffRequest, batch: Batch) -> dict[str, object]:
    return {
        "batch": queries.batch_page(batch, lawsuit=request.lawsuit, staff=request.user),
        "items": queries.items_of(batch, lawsuit=request.lawsuit, staff=request.user),
        "package": _package(request, batch),
    }


def _package(request: StaffRequest, batch: Batch) -> package_queries.Package | None:
    item = packages.package_of(batch, staff=request.user)
    kept = item is not None and packages.is_wanted(item)
    return package_queries.package(batch, item=item, kept=kept, lawsuit=request.lawsuit, staff=request.user)


def _import(request: StaffRequest, batch: Batch) -> dict[str, object]:
    page = queries.import_page(batch, lawsuit=request.lawsuit, staff=request.user)
    return {
        "batch": page,
        "lede": page.lede,
        "progress": page.progress,
        "undo_url": page.undo_url,
        "retry_url": page.retry_url,
    }


def _back_to(batch: Batch, *, request: StaffRequest) -> HttpResponse:
    return redirect("filings:batch", lawsuit=request.lawsuit.slug, batch_id=batch.pk)

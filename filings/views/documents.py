"""Pages of the papers that were issued, their files, and the pictures of their pages."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from casefile import reading
from casefile.access import Right, StaffRequest, staff_may
from casefile.acts import Act
from casefile.reading import reads
from filings.models import Document
from filings.queries import documents as queries
from filings.services import issue, pages


@require_GET
@staff_may(Right.READ)
@reads(Act.PAPER_READ)
def shown(request: StaffRequest, document_id: UUID) -> HttpResponse:
    document = _document(request, document_id)
    reading.shows(request, document)
    page = queries.document_page(document, lawsuit=request.lawsuit, staff=request.user)
    context = {
        "document": page,
        "leaves": page.leaves,
        "plaintiffs": page.plaintiffs,
        "more": page.more,
        "findings": page.findings,
    }
    return TemplateResponse(request, "filings/documents/page.html", context)


@require_GET
@staff_may(Right.READ)
def file(request: StaffRequest, document_id: UUID) -> HttpResponse:
    document = _document(request, document_id)
    content = issue.open_document(document, actor=request.user)
    headers = {"Content-Disposition": f'attachment; filename="{document.file_name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_GET
@staff_may(Right.READ)
@reads(Act.PAPER_READ)
def page(request: StaffRequest, document_id: UUID, page: int) -> HttpResponse:
    document = _document(request, document_id)
    reading.shows(request, document)
    return HttpResponse(pages.picture(document, page=page), content_type="image/png")


def _document(request: StaffRequest, document_id: UUID) -> Document:
    hers = Document.objects.visible_to(request.user).filter(lawsuit=request.lawsuit)
    return get_object_or_404(hers.select_related("version", "made_by"), pk=document_id)

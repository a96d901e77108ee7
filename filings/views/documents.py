"""Pages of the papers that were issued, their files, and the pictures of their pages."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from casefile.access import Right, StaffRequest, staff_may
from filings.models import Document
from filings.queries import documents as queries
from filings.services import issue, pages


@require_GET
@staff_may(Right.READ)
def shown(request: StaffRequest, document_id: UUID) -> HttpResponse:
    page = queries.document_page(_document(request, document_id), lawsuit=request.lawsuit)
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
def page(request: StaffRequest, document_id: UUID, page: int) -> HttpResponse:
    return HttpResponse(pages.picture(_document(request, document_id), page=page), content_type="image/png")


def _document(request: StaffRequest, document_id: UUID) -> Document:
    documents = Document.objects.filter(lawsuit=request.lawsuit).select_related("version", "made_by")
    return get_object_or_404(documents, pk=document_id)

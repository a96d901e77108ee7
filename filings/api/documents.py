"""Papers that were issued, and their bytes by the one door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from casefile.acts import Act
from casefile.models import Scope
from casefile.paging import Keyset
from casefile.rest import Address, Operation, PageAsked, paged
from filings.models import Audience, Document
from filings.queries.issued import checked_paper, documents_with_plaintiffs, issued_papers
from filings.services import issue

NEWEST_FIRST = Keyset("documents", ("-made_at", "-pk"))
Shown = serializers.Serializer[Any]


class FindingSerializer(Shown):
    """What a check found. `where` is the page of casefile that puts it right; "" where there is none."""

    rule = serializers.CharField()
    severity = serializers.CharField()
    page = serializers.IntegerField(allow_null=True)
    line = serializers.IntegerField(allow_null=True)
    subject = serializers.CharField()
    text = serializers.CharField()
    where = serializers.CharField()


class DocumentSerializer(Shown):
    """A paper whose bytes passed every check when it was made. `plaintiffs` are the Doe numbers for whom it speaks."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    file_name = serializers.CharField()
    paper = serializers.CharField(help_text="The code of its text, as papers lists them.")
    version = serializers.IntegerField()
    audience = serializers.ChoiceField(choices=Audience.choices)
    pages = serializers.IntegerField()
    size = serializers.IntegerField(help_text="In bytes.")
    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$")
    made_at = serializers.DateTimeField()
    made_by = serializers.CharField()
    plaintiffs = serializers.ListField(child=serializers.IntegerField())
    batch = serializers.UUIDField(allow_null=True)
    held_since = serializers.DateTimeField(
        allow_null=True, help_text="Since when it is held back, because an identity was found in it; null: it is not."
    )


class DocumentDetailSerializer(Shown):
    """A paper with the remarks of its checks."""

    document = DocumentSerializer()
    findings = FindingSerializer(many=True)


class DocumentsAsked(PageAsked):
    plaintiff = serializers.IntegerField(required=False, min_value=1, max_value=99_999, help_text="A Doe number.")
    batch = serializers.UUIDField(required=False)


class Documents(Address):
    operations = {
        "GET": Operation(
            "listDocuments",
            "The papers, the newest first",
            Scope.READ,
            gives=paged(DocumentSerializer),
            asks=DocumentsAsked,
        )
    }

    def get(self, request: Request, lawsuit: str) -> Response:
        rows = documents_with_plaintiffs(self.lawsuit(), staff=self.staff)
        asked = self.asked()
        if number := asked.get("plaintiff"):
            rows = rows.filter(plaintiffs__number=number)
        if batch := asked.get("batch"):
            rows = rows.filter(item__batch=batch)
        return self.page(rows, by=NEWEST_FIRST, render=issued_papers, asked=asked)


class OneDocument(Address):
    reads = Act.PAPER_READ
    operations = {
        "GET": Operation("getDocument", "A paper and its remarks", Scope.READ, gives=DocumentDetailSerializer)
    }

    def get(self, request: Request, lawsuit: str, document_id: UUID) -> Response:
        found = get_object_or_404(documents_with_plaintiffs(self.lawsuit(), staff=self.staff), pk=document_id)
        self.asked()
        self.note(found)
        return self.shown(checked_paper(found))


class Content(Address):
    operations = {
        "GET": Operation(
            "downloadDocument",
            "The file, unless it is held back; the guard looks again, and the download is put on record first",
            Scope.DOCUMENTS,
            media_type="application/pdf",
            refuses=(422,),
            headers={"Content-Disposition": "The file's name."},
        )
    }

    def get(self, request: Request, lawsuit: str, document_id: UUID) -> HttpResponse:
        hers = Document.objects.visible_to(self.staff).filter(lawsuit=self.lawsuit())
        found = get_object_or_404(hers, pk=document_id)
        self.asked()
        content = issue.open_document(found, actor=self.staff)
        headers = {"Content-Disposition": f'attachment; filename="{found.file_name}"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)

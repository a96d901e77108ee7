"""A claims sheet on its way in: brought, its columns named, tried dry, loaded or thrown away."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casefile import clock
from casefile import reading as reading_of
from casefile.access import Right, StaffRequest, staff_may
from casefile.acts import Act
from casefile.errors import SheetRefused
from casefile.reading import reads
from filings import tasks
from filings.forms.imports import ColumnsForm, LoadForm, UploadForm, choices_of
from filings.importers import claims, register
from filings.importers.register import RegisterReading
from filings.queries import batches
from plaintiffs.services import sheets


@require_http_methods(["GET", "POST"])
@staff_may(Right.IMPORT)
def upload(request: StaffRequest) -> HttpResponse:
    return _receive(request) if request.method == "POST" else _upload_page(request, UploadForm())


@require_GET
@staff_may(Right.IMPORT)
@reads(Act.SHEET_READ)
def columns(request: StaffRequest, sheet_id: UUID) -> HttpResponse:
    """What each column is read as: as kept, as guessed, or as chosen on the page this one was come back from."""
    reading = _read(request, sheet_id)
    form = ColumnsForm(columns=reading.columns, initial={name: request.GET[name] for name in request.GET})
    return _columns_page(request, sheet_id, reading=reading, form=form)


@require_http_methods(["GET", "POST"])
@staff_may(Right.IMPORT)
@reads(Act.SHEET_READ)
def preview(request: StaffRequest, sheet_id: UUID) -> HttpResponse:
    if "discard" in request.POST:
        return _discard(request, sheet_id)
    if "commit" in request.POST:
        return _load(request, sheet_id)
    if request.method == "POST":
        return _try_columns(request, sheet_id)
    name, content = sheets.content_of(sheet_id, lawsuit=request.lawsuit)
    kept = _kept(request, register.read(content, name=name, today=clock.today()))
    return _preview_page(request, sheet_id, columns=kept)


# ---- acts


def _receive(request: StaffRequest) -> HttpResponse:
    """A sheet that cannot be read is refused here, in its own sentence, and is not put away."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    brought = form.cleaned_data["sheet"]
    content = brought.read()
    try:
        reading = register.read(content, name=brought.name, today=clock.today())
    except SheetRefused as refusal:
        form.add_error("sheet", refusal.text)
        return _upload_page(request, form, status=422)
    sheet = sheets.receive(content, name=brought.name, lawsuit=request.lawsuit, actor=request.user)
    known = _kept(request, reading) is not None
    return redirect("filings:import-preview" if known else "filings:import-map", request.lawsuit.slug, sheet.pk)


def _try_columns(request: StaffRequest, sheet_id: UUID) -> HttpResponse:
    reading = _read(request, sheet_id)
    form = ColumnsForm(request.POST, columns=reading.columns)
    if not form.is_valid():
        return _columns_page(request, sheet_id, reading=reading, form=form, status=422)
    try:
        return _preview_page(request, sheet_id, columns=form.mapping)
    except SheetRefused as refusal:
        form.add_error(None, refusal.text)
        return _columns_page(request, sheet_id, reading=reading, form=form, status=422)


def _load(request: StaffRequest, sheet_id: UUID) -> HttpResponse:
    asked = LoadForm(request.POST)
    if not asked.is_valid():
        return _preview_page(request, sheet_id, columns=None, status=422)
    asking = asked.cleaned_data["asking"]
    batch = batches.asked_before(asking, lawsuit=request.lawsuit)
    if batch is None:
        reading = _read(request, sheet_id)
        form = ColumnsForm(request.POST, columns=reading.columns)
        if not form.is_valid():
            return _columns_page(request, sheet_id, reading=reading, form=form, status=422)
        batch = tasks.start_import(
            sheet_id, lawsuit=request.lawsuit, columns=form.mapping, actor=request.user, asking=asking
        )
    return redirect("filings:batch", request.lawsuit.slug, batch.pk)


def _discard(request: StaffRequest, sheet_id: UUID) -> HttpResponse:
    sheets.discard(sheet_id, lawsuit=request.lawsuit, actor=request.user)
    messages.success(request, _("The sheet is destroyed. Nothing of it was stored."))
    return redirect("filings:imports", request.lawsuit.slug)


# ---- reading


def _read(request: StaffRequest, sheet_id: UUID) -> RegisterReading:
    """As guessed, or under the map that was kept of such a sheet."""
    name, content = sheets.content_of(sheet_id, lawsuit=request.lawsuit)
    reading = register.read(content, name=name, today=clock.today())
    kept = _kept(request, reading)
    return register.read(content, name=name, columns=kept, today=clock.today()) if kept else reading


def _kept(request: StaffRequest, reading: RegisterReading) -> dict[str, str] | None:
    return claims.kept_map(list(reading.mapping), lawsuit=request.lawsuit)


# ---- pages


def _upload_page(request: StaffRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    imports = batches.batches_of(request.lawsuit, staff=request.user, kind=claims.KIND)
    return TemplateResponse(request, "filings/imports/upload.html", {"form": form, "imports": imports}, status=status)


def _columns_page(
    request: StaffRequest, sheet_id: UUID, *, reading: RegisterReading, form: ColumnsForm, status: int = 200
) -> HttpResponse:
    reading_of.shows(request, f"plaintiffs.waitingsheet {sheet_id}")
    context = {
        "sheet": {"header_row": reading.header_row, "data_rows": len(reading.entries)},
        "form": form,
        "action": _address("import-preview", request=request, sheet_id=sheet_id),
    }
    return TemplateResponse(request, "filings/imports/map.html", context, status=status)


def _preview_page(
    request: StaffRequest, sheet_id: UUID, *, columns: dict[str, str] | None, status: int = 200
) -> HttpResponse:
    reading_of.shows(request, f"plaintiffs.waitingsheet {sheet_id}")
    found = claims.preview(sheet_id, lawsuit=request.lawsuit, columns=columns)
    choices = choices_of(found.reading.columns)
    context: dict[str, Any] = {
        "preview": found,
        "refused_rows": len({one.row for one in found.reading.rejected}),
        "asking": uuid4(),
        "choices": choices,
        "commit_url": _address("import-preview", request=request, sheet_id=sheet_id),
        "columns_url": f"{_address('import-map', request=request, sheet_id=sheet_id)}?{urlencode(choices)}",
    }
    return TemplateResponse(request, "filings/imports/preview.html", context, status=status)


def _address(name: str, *, request: StaffRequest, sheet_id: UUID) -> str:
    return reverse(f"filings:{name}", args=[request.lawsuit.slug, sheet_id])

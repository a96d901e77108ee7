"""Addresses of the papers and the clock, below their lawsuit."""

from django.urls import path

from filings.views import batches, documents, imports, papers

app_name = "filings"
urlpatterns = [
    path("filings", papers.page, name="papers"),
    path("documents/<uuid:document_id>", documents.shown, name="document"),
    path("documents/<uuid:document_id>/file", documents.file, name="document-file"),
    path("documents/<uuid:document_id>/pages/<int:page>.png", documents.page, name="document-page"),
    path("batches", batches.listed, name="batches"),
    path("batches/<uuid:batch_id>", batches.shown, name="batch"),
    path("batches/<uuid:batch_id>/progress", batches.progress, name="batch-progress"),
    path("batches/<uuid:batch_id>/zip", batches.package, name="batch-zip"),
    path("batches/<uuid:batch_id>/cancel", batches.cancel, name="batch-cancel"),
    path("batches/<uuid:batch_id>/retry", batches.retry, name="batch-retry"),
    path("batches/<uuid:batch_id>/undo", batches.undo, name="batch-undo"),
    path("import", imports.upload, name="imports"),
    path("import/<uuid:sheet_id>", imports.preview, name="import-preview"),
    path("import/<uuid:sheet_id>/columns", imports.columns, name="import-map"),
]

"""Addresses of the papers and the clock, below their lawsuit."""

from django.urls import path, register_converter

from filings.views import batches, claims, documents, imports, papers, plaintiffs, today, trail, work


class DoeNumber:
    """`017`: three digits at least, as the label has it."""

    regex = "[0-9]{3,5}"

    def to_python(self, value: str) -> int:
        if value != self.to_url(int(value)):
            raise ValueError("one address for one plaintiff")
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:03d}"


register_converter(DoeNumber, "doe")

app_name = "filings"
urlpatterns = [
    path("", today.shown, name="today"),
    path("plaintiffs", plaintiffs.listed, name="plaintiffs"),
    path("plaintiffs/<doe:number>", plaintiffs.plaintiff, name="plaintiff"),
    path("clients/<uuid:client_id>", plaintiffs.client, name="client"),
    path("clients/<uuid:client_id>/join", plaintiffs.join, name="join"),
    path("claims", claims.listed, name="claims"),
    path("claims/<uuid:claim_id>", claims.claim, name="claim"),
    path("filings", papers.page, name="papers"),
    path("documents/<uuid:document_id>", documents.shown, name="document"),
    path("documents/<uuid:document_id>/file", documents.file, name="document-file"),
    path("documents/<uuid:document_id>/pages/<int:page>.png", documents.page, name="document-page"),
    path("batches", batches.listed, name="batches"),
    path("batches/<uuid:batch_id>", batches.shown, name="batch"),
    path("batches/<uuid:batch_id>/progress", batches.progress, name="batch-progress"),
    path("batches/<uuid:batch_id>/zip", batches.package, name="batch-zip"),
    path("batches/<uuid:batch_id>/package", batches.package_part, name="batch-package"),
    path("batches/<uuid:batch_id>/cancel", batches.cancel, name="batch-cancel"),
    path("batches/<uuid:batch_id>/retry", batches.retry, name="batch-retry"),
    path("batches/<uuid:batch_id>/undo", batches.undo, name="batch-undo"),
    path("work", work.shown, name="work"),
    path("work/items/<int:item_id>/retry", work.retry, name="work-retry"),
    path("work/items/<int:item_id>/settle", work.settle, name="work-settle"),
    path("work/batches/<uuid:batch_id>/retry", work.retry_batch, name="work-retry-batch"),
    path("import", imports.upload, name="imports"),
    path("import/<uuid:sheet_id>", imports.preview, name="import-preview"),
    path("import/<uuid:sheet_id>/columns", imports.columns, name="import-map"),
    path("audit", trail.shown, name="trail"),
    path("audit/verify", trail.verify, name="trail-verify"),
    path("audit/export", trail.export, name="trail-export"),
]

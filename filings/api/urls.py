"""Addresses of the papers and the clock, below their lawsuit in the API."""

from django.urls import path

from filings.api import acts, batches, claims, documents, papers

urlpatterns = [
    path("claims", claims.Claims.as_view()),
    path("claims/<uuid:claim_id>", claims.OneClaim.as_view()),
    path("documents", documents.Documents.as_view()),
    path("documents/<uuid:document_id>", documents.OneDocument.as_view()),
    path("documents/<uuid:document_id>/content", documents.Content.as_view()),
    path("papers", papers.Papers.as_view()),
    path("batches", batches.Batches.as_view()),
    path("batches/<uuid:batch_id>", batches.OneBatch.as_view()),
    path("batches/<uuid:batch_id>/items", batches.Items.as_view()),
    path("batches/<uuid:batch_id>/cancel", acts.Cancel.as_view()),
    path("batches/<uuid:batch_id>/retry", acts.Retry.as_view()),
]

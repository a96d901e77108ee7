"""Every address of the API. The floors above are wired by their names alone."""

from django.urls import include, path, re_path

from casefile.api import lawsuits, schema

urlpatterns = [
    path("v1/schema", schema.Schema.as_view(), name="schema"),
    path("v1/reference", schema.reference, name="reference"),
    path("v1/lawsuits", lawsuits.Lawsuits.as_view()),
    path("v1/lawsuits/<slug:lawsuit>", lawsuits.OneLawsuit.as_view()),
    path("v1/lawsuits/<slug:lawsuit>/", include("plaintiffs.api.urls")),
    path("v1/lawsuits/<slug:lawsuit>/", include("filings.api.urls")),
    re_path(r"^", schema.nowhere),  # whatever else stands there, line breaks too
]

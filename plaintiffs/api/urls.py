"""Addresses of the people, below their lawsuit in the API."""

from django.urls import path

from plaintiffs.api import plaintiffs

urlpatterns = [
    path("plaintiffs", plaintiffs.Plaintiffs.as_view()),
    path("plaintiffs/<int:number>", plaintiffs.OnePlaintiff.as_view()),
]

"""Addresses of the house above all lawsuits whose facts are of this floor."""

from django.urls import path

from filings.views import trail

app_name = "house"
urlpatterns = [
    path("audit", trail.of_the_house, name="trail"),
    path("audit/verify", trail.verify_the_house, name="trail-verify"),
    path("audit/export", trail.export_the_house, name="trail-export"),
]

"""Addresses of the papers and the clock, below their lawsuit."""

from django.urls import URLPattern

app_name = "filings"
urlpatterns: list[URLPattern] = []

"""Addresses of the people and the locked room, below their lawsuit."""

from django.urls import URLPattern

app_name = "plaintiffs"
urlpatterns: list[URLPattern] = []

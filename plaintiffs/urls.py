"""Addresses of the people and the locked room, below their lawsuit."""

from django.urls import path

from plaintiffs.views import caption, clients

app_name = "plaintiffs"
urlpatterns = [
    path("intake", clients.enter, name="enter"),
    path("caption", caption.page, name="caption"),
]

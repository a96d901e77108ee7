"""Addresses of the people and the locked room, below their lawsuit."""

from django.urls import path

from plaintiffs.views import caption, clients, need_to_know

app_name = "plaintiffs"
urlpatterns = [
    path("intake", clients.enter, name="enter"),
    path("caption", caption.page, name="caption"),
    path("clients/<uuid:client_id>/access", need_to_know.shown, name="access"),
    path("clients/<uuid:client_id>/access/give", need_to_know.give, name="access-give"),
    path("clients/<uuid:client_id>/access/deny", need_to_know.deny, name="access-deny"),
    path("clients/<uuid:client_id>/access/entrust", need_to_know.entrust, name="access-entrust"),
    path("clients/<uuid:client_id>/access/<uuid:row_id>/end", need_to_know.end, name="access-end"),
]

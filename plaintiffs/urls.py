"""Addresses of the people and the locked room, below their lawsuit."""

from django.urls import path

from plaintiffs.views import caption, clients, key_exhibits, name_search, need_to_know, reveal, reveals

app_name = "plaintiffs"
urlpatterns = [
    path("intake", clients.enter, name="enter"),
    path("caption", caption.page, name="caption"),
    path("clients/<uuid:client_id>/access", need_to_know.shown, name="access"),
    path("clients/<uuid:client_id>/access/give", need_to_know.give, name="access-give"),
    path("clients/<uuid:client_id>/access/deny", need_to_know.deny, name="access-deny"),
    path("clients/<uuid:client_id>/access/entrust", need_to_know.entrust, name="access-entrust"),
    path("clients/<uuid:client_id>/access/<uuid:row_id>/end", need_to_know.end, name="access-end"),
    path("clients/<uuid:client_id>/reveal", reveal.page, name="reveal"),
    path("clients/<uuid:client_id>/reveal/<uuid:request_id>", reveal.granted, name="reveal-granted"),
    path("clients/<uuid:client_id>/reveals", reveals.of_client, name="client-reveals"),
    path("reveals", reveals.desk, name="reveals"),
    path("reveals/policy", reveals.policy, name="reveal-policy"),
    path("reveals/glass", reveals.glass, name="glass"),
    path("reveals/glass/<uuid:glass_id>", reveals.join, name="glass-join"),
    path("reveals/alarms/<int:alarm_id>/seen", reveals.seen, name="alarm-seen"),
    path("reveals/key", key_exhibits.ask, name="key-ask"),
    path("reveals/key/<uuid:exhibit_id>", key_exhibits.decide, name="key-decide"),
    path("reveals/key/<uuid:exhibit_id>/copy", key_exhibits.copy, name="key-copy"),
    path("reveals/search", name_search.page, name="name-search"),
    path("reveals/<uuid:request_id>", reveals.decide, name="reveal-decide"),
]

"""The door for a WSGI server."""

import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casefile.settings")


class Request(WSGIRequest):
    """One whose header for the kind of its body makes no sense has a body of no kind, and is answered all the same.

    Django's own breaks there, before any page or middleware could say what is wrong.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]
        except ValueError:
            self.content_type, self.content_params = "", {}


class Door(WSGIHandler):
    request_class = Request


django.setup(set_prefix=False)
application = Door()

"""The door for a WSGI server: whatever a client says of its body, it is answered."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest

from casefile.wsgi import application


@pytest.mark.parametrize("kind", ["application/json; charset*=x''%ff", "text/plain; charset=\x00", ";;;", "text/plain"])
def test_a_kind_of_body_that_makes_no_sense_is_answered(db: None, kind: str) -> None:
    told: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/nowhere",
        "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": "2",
        "wsgi.input": io.BytesIO(b"{}"),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
    }
    door: Any = application
    door(environ, lambda status, *rest: told.append(status)).close()
    assert told == ["404 Not Found"]

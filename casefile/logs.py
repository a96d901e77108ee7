"""Logs that cannot carry a name: no frames, no bodies, no values."""

from __future__ import annotations

import logging
import logging.config
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import ExceptionReporter

QUIET = {  # at DEBUG these print values, pages of fonts, or SQL parameters
    "django.db.backends": "INFO",
    "fontTools": "WARNING",
    "weasyprint": "ERROR",  # a warning of it tells which letter it has no picture of, and so, letter by letter, a name
    "pdfminer": "WARNING",
    "pikepdf": "WARNING",
    "PIL": "WARNING",
    "asyncio": "INFO",
}


class NoFrames(ExceptionReporter):
    """Error reports name the error's kind; local variables and the request may hold anything, so they are left out."""

    def __init__(self, request: HttpRequest | None, *error: Any, **how: Any) -> None:
        super().__init__(None, *error, **how)

    def get_traceback_frames(self) -> list[Any]:
        return []

    def get_traceback_data(self) -> dict[str, Any]:
        return {**super().get_traceback_data(), "exception_value": "", "frames": [], "filtered_POST_items": []}


class KindOnly(logging.Formatter):
    """A traceback shows files and lines and the error's kind: an error's text may quote the value it choked on."""

    def formatException(  # noqa: N802 (the library's own name)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, _value, trace = ei
        places = []
        while trace is not None:
            places.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
            trace = trace.tb_next
        return f"{kind.__name__ if kind else 'error'} at " + " < ".join(reversed(places))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802
        return ""


class NoValue(logging.Filter):
    """Of a task that failed the name and the error's kind are told: Celery would write out the error's own words."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("celery") and record.exc_info and isinstance(record.args, dict):
            kind = record.exc_info[0].__name__ if record.exc_info[0] else "error"
            record.msg, record.args = "task %s %s: %s", (record.args.get("name"), record.args.get("id"), kind)
        return True


class NoAddress(logging.Filter):
    """Of a request the route is told: its address may hold a name that somebody typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            route = request.resolver_match.route if request.resolver_match else "no page of ours"
            record.msg, record.args = "%s %s: %s", (getattr(record, "status_code", ""), request.method, route)
        return True


def configure(logging_settings: dict[str, Any]) -> None:
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": KindOnly, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
            "filters": {"no address": {"()": NoAddress}, "no value": {"()": NoValue}},
            "handlers": {
                "err": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no address", "no value"]}
            },
            "root": {"handlers": ["err"], "level": logging_settings.get("level", "INFO")},
            "loggers": {
                "django": {"handlers": []},  # its own would mail errors, with the address in the subject
                **{name: {"level": level} for name, level in QUIET.items()},
            },
        }
    )

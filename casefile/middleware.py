"""What happens to every answer: it is dressed, nothing is kept by a browser, and every refusal is told in words."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from casefile import health
from casefile.addresses import ALIVE, READY
from casefile.errors import CasefileError

Answer = Callable[[HttpRequest], HttpResponse]
NO_DEVICES = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone"),
    *("midi", "payment", "serial", "usb", "browsing-topics", "idle-detection", "local-fonts"),
)


class Dress:
    """Stands outermost, so that an answer of any layer wears the same: health, files, a host that is not ours.

    security.md T11. What a layer within has said for itself stays.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.worn = {
            "Cache-Control": "no-store, private",  # files of the house itself, which name nobody, say otherwise
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": ", ".join(f"{device}=()" for device in NO_DEVICES),
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        for name, value in self.worn.items():
            response.headers.setdefault(name, value)
        return response


class AnswerHealth:
    """/healthz and /readyz, for whoever watches over the house: under any host name, over http, without a session."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.doors = {ALIVE: alive, READY: ready}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        door = self.doors.get(request.path)
        if door is None:
            return self.answer(request)
        return door() if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])


def alive() -> HttpResponse:
    return HttpResponse("alive", content_type="text/plain")


def ready() -> HttpResponse:
    found = health.recent.get()
    parts = {finding.part: {"ok": finding.ok, "word": finding.word} for finding in found.findings}
    return JsonResponse({"ready": found.ok, "parts": parts}, status=200 if found.ok else 503)


class KeepNothing:
    """No page of the house stays in a cache; signing out clears what the browser still holds.

    Cookies are ended one by one: `"cookies"` would end those of every other site under the firm's name as well.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response["Cache-Control"] = ""
        patch_cache_control(response, no_store=True, private=True)
        if request.path == "/logout" and request.method == "POST":
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class AnswerInWords:
    """An error of casefile becomes its page: the status of the error, and its text, which is fit to be shown."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, CasefileError):
            return render(request, f"{error.status}.html", {"error": error}, status=error.status)
        if isinstance(error, OperationalError):
            return render(request, "503.html", {"error": None}, status=503)
        return None

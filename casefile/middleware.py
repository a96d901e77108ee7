"""What happens to every answer: nothing is kept by a browser, and every refusal is told in words."""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from casefile import health
from casefile.addresses import ALIVE, READY
from casefile.errors import CasefileError

Answer = Callable[[HttpRequest], HttpResponse]


class AnswerHealth:
    """/healthz and /readyz, for whoever watches over the house: under any host name, over http, without a session."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.doors = {ALIVE: alive, READY: ready}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        door = self.doors.get(request.path)
        if door is None:
            return self.answer(request)
        response = door() if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])
        response["Cache-Control"] = "no-store"
        return response


def alive() -> HttpResponse:
    return HttpResponse("alive", content_type="text/plain")


def ready() -> HttpResponse:
    found = health.recent.get()
    parts = {finding.part: {"ok": finding.ok, "word": finding.word} for finding in found.findings}
    return JsonResponse({"ready": found.ok, "parts": parts}, status=200 if found.ok else 503)


class KeepNothing:
    """No page of the house stays in a cache; signing out clears what the browser still holds."""

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

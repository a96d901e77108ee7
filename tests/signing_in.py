"""How tests come in: a person with an authenticator app, a browser in which she has shown it, and her next code."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client as Browser

from casefile import clock, stepup
from casefile.entry import codes, factors, sign_ins
from casefile.models import SignIn, Staff

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def with_app(staff: Staff) -> str:
    """Enrol an app for this person. Its seed, for the codes it shows."""
    seed = codes.new_seed()
    earlier = codes.step_at(clock.now()) - 1
    factors.enrol_app(staff, seed=seed, code=codes.code_of(seed, step=earlier))  # leaves the code of now to be used
    return seed


def code_now(seed: str, *, steps: int = 0) -> str:
    return codes.code_of(seed, step=codes.step_at(clock.now()) + steps)


def await_time_for_the_code_before() -> None:
    """The code before this one is taken until this one ends: ten seconds of it must be left."""
    gone = clock.now().timestamp() % 30
    if gone > 20:
        time.sleep(30 - gone)


def let_in(staff: Staff, browser: Browser | None = None) -> Any:
    """Signed in, by a second factor shown this moment, without the forms."""
    browser = browser or Browser()
    without_factor(staff, browser)
    if not factors.can_confirm(staff):
        with_app(staff)
    session = browser.session
    stepup.keep(session, Authenticator.objects.get(user=staff, type=stepup.Method.APP))
    session.save()
    return browser


def without_factor(staff: Staff, browser: Browser | None = None) -> Any:
    """Signed in by the password alone."""
    browser = browser or Browser()
    browser.force_login(staff, backend=BACKEND)
    session = browser.session
    sign_ins.begin(session, staff, device="Firefox on Linux")
    session.save()
    return browser


def sign_in_of(browser: Browser) -> SignIn:
    return SignIn.objects.get(pk=browser.session[sign_ins.KEPT_AS])


def session_of(number: str) -> SessionBase:
    """The session of a browser that is driven from outside."""
    return SessionStore(number)

"""The six digits of an authenticator app (RFC 6238: SHA-1, 30 seconds). Pure."""

from __future__ import annotations

import base64
import hmac
import os
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECONDS = 30
DIGITS = 6
ASIDE = (0, -1, 1)  # the step of the clock, the one before and the one after: phones go wrong by as much


def new_seed() -> str:
    """160 random bits in base32, as apps take them."""
    return base64.b32encode(os.urandom(20)).decode("ascii")


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // SECONDS


def code_of(seed: str, *, step: int) -> str:
    return HOTP(base64.b32decode(seed), DIGITS, SHA1()).generate(step).decode("ascii")  # noqa: S303 (what apps speak)


def step_of(code: str, *, seed: str, at: datetime) -> int | None:
    """The step whose code this is, near that moment; None when it is none of them."""
    typed = "".join(code.split())
    found = [step_at(at) + aside for aside in ASIDE if _same(typed, code_of(seed, step=step_at(at) + aside))]
    return found[0] if found else None


def address(seed: str, *, account: str, issuer: str) -> str:
    """The otpauth address that a QR code carries into the app."""
    totp = TOTP(base64.b32decode(seed), DIGITS, SHA1(), SECONDS)  # noqa: S303
    return totp.get_provisioning_uri(account, issuer)


def _same(typed: str, code: str) -> bool:
    return hmac.compare_digest(typed.encode(), code.encode())

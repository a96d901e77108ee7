"""A secret in shares, so many of which are needed to have it back: Shamir's scheme, byte by byte over GF(256). Pure.

Fewer than the needed shares say nothing of the secret: for every secret there is one polynomial that fits them. A share
carries the number of its set and a check of its own line; the secret, once joined, is held to the digest within it.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

POLYNOMIAL = 0x11B  # of AES: x^8 + x^4 + x^3 + x + 1
MOST = 255
CHECK_BYTES = 4
DIGEST_BYTES = 16
WORD = "casefile-share"


class BadShares(ValueError):
    """Shares that do not give the secret; the text says what is wrong with them, and nothing of it."""


@dataclass(frozen=True, slots=True)
class Share:
    """One point on each byte's polynomial. `number` is its place, from 1; `needed` shares of one `batch` are enough."""

    batch: str
    needed: int
    number: int
    points: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """At place 0 lies the secret itself, and a set of which one is enough protects nothing."""
        if not (1 <= self.number <= MOST and 2 <= self.needed <= MOST):
            raise BadShares("this share has a number that no share has")

    def __str__(self) -> str:
        return f"share {self.number} of {self.batch}"

    def as_line(self) -> str:
        body = f"{WORD}-{self.batch}-{self.needed}-{self.number}-{base64.b32encode(self.points).decode().rstrip('=')}"
        return f"{body}-{_check(body)}"


def split(secret: bytes, *, needed: int, among: int) -> list[Share]:
    """`among` shares, any `needed` of which give the secret back."""
    if not 2 <= needed <= among <= MOST:
        raise BadShares("needed must be at least 2 and at most as many as there are shares, and those at most 255")
    batch, framed = secrets.token_hex(3), hashlib.sha256(secret).digest()[:DIGEST_BYTES] + secret
    polynomials = [bytes([byte]) + secrets.token_bytes(needed - 1) for byte in framed]
    return [
        Share(batch, needed, number, bytes(at(polynomial, number) for polynomial in polynomials))
        for number in range(1, among + 1)
    ]


def join(shares: Sequence[Share]) -> bytes:
    """The secret. Raises BadShares for too few, for shares of two sets, and for any that was altered."""
    if not shares or len({(one.batch, one.needed, len(one.points)) for one in shares}) != 1:
        raise BadShares("these shares are not of one set")
    by_number = {one.number: one for one in shares}
    needed = shares[0].needed
    if len(by_number) < needed:
        raise BadShares(f"{needed} different shares are needed, and here are {len(by_number)}")
    chosen = list(by_number.values())[:needed]
    places = range(len(chosen[0].points))
    framed = bytes(at_nought({one.number: one.points[place] for one in chosen}) for place in places)
    digest, secret = framed[:DIGEST_BYTES], framed[DIGEST_BYTES:]
    if hashlib.sha256(secret).digest()[:DIGEST_BYTES] != digest:
        raise BadShares("what these shares give is not what was split")
    return secret


def from_line(line: str) -> Share:
    """Raises BadShares for a line that is no share or was mistyped."""
    body, _, check = "".join(line.split()).rpartition("-")
    if not line.isascii() or check != _check(body) or not body.startswith(f"{WORD}-"):
        raise BadShares("this line is no share, or a letter of it is wrong")
    try:
        batch, needed, number, text = body.removeprefix(f"{WORD}-").split("-")
        found = (batch, int(needed), int(number), base64.b32decode(text + "=" * (-len(text) % 8)))
    except ValueError as other:
        raise BadShares("this line is no share of this house") from other
    return Share(*found)


def at(polynomial: bytes, number: int) -> int:
    """The value of the polynomial, lowest coefficient first, at `number`."""
    value = 0
    for coefficient in reversed(polynomial):
        value = times(value, number) ^ coefficient
    return value


def at_nought(points: dict[int, int]) -> int:
    """The value at 0 of the polynomial of least degree through these points (Lagrange)."""
    value = 0
    for number, point in points.items():
        share = point
        for other in points:
            if other != number:
                share = times(share, times(other, inverse(other ^ number)))
        value ^= share
    return value


def times(a: int, b: int) -> int:
    """The product in GF(256)."""
    product = 0
    while b:
        product ^= a * (b & 1)
        a, b = (a << 1) ^ (POLYNOMIAL * (a >> 7)), b >> 1
    return product


def inverse(a: int) -> int:
    """a to the 254th, which is 1/a for all but 0."""
    result = 1
    for _squaring in range(7):
        a = times(a, a)
        result = times(result, a)
    return result


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[: 2 * CHECK_BYTES]

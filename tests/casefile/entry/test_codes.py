"""The six digits: right by the standard's own examples, and for a minute and a half at most."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from casefile.entry import codes

OF_THE_STANDARD = base64.b32encode(b"12345678901234567890").decode()  # RFC 6238, appendix B; its last six digits
NOW = datetime(2026, 11, 24, 12, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_examples_of_the_standard_come_out(second: int, code: str) -> None:
    at = datetime.fromtimestamp(second, UTC)
    assert codes.code_of(OF_THE_STANDARD, step=codes.step_at(at)) == code
    assert codes.step_of(code, seed=OF_THE_STANDARD, at=at) == second // 30


@pytest.mark.parametrize(("aside", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phone_may_go_wrong_by_one_step(aside: int, taken: bool) -> None:  # noqa: FBT001 (a row of the table)
    seed = codes.new_seed()
    code = codes.code_of(seed, step=codes.step_at(NOW + timedelta(seconds=aside)))
    assert (codes.step_of(code, seed=seed, at=NOW) is not None) == taken


def test_spaces_are_forgiven_and_nothing_else() -> None:
    seed = codes.new_seed()
    code = codes.code_of(seed, step=codes.step_at(NOW))
    assert codes.step_of(f" {code[:3]} {code[3:]} ", seed=seed, at=NOW)
    for wrong in ("", code[:5], code + "0", f"{(int(code) + 1) % 1_000_000:06d}x", "١٢٣٤٥٦"):
        assert codes.step_of(wrong, seed=seed, at=NOW) is None


def test_the_address_carries_seed_account_and_house() -> None:
    seed = codes.new_seed()
    told = codes.address(seed, account="ana@moltrask.example", issuer="casefile")
    assert told.startswith("otpauth://totp/casefile:ana%40moltrask.example?")
    assert f"secret={seed}" in told

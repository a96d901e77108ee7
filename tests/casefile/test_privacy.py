"""No field of any model goes without saying what it would tell a stranger."""

import pytest

from casefile import checks, privacy
from casefile.models import Firm
from plaintiffs.models import Client, SealedField


def test_every_field_of_the_house_is_declared() -> None:
    assert checks.every_field_declares_its_privacy(app_configs=None) == []


@pytest.mark.parametrize(
    ("declaration", "found"),
    [
        (privacy.declare(public="id name address telephone"), "casefile.E001"),
        (privacy.declare(public="id name address telephone facsimile telex"), "casefile.E002"),
    ],
)
def test_a_field_left_out_or_made_up_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, declaration: dict[str, privacy.Privacy], found: str
) -> None:
    monkeypatch.setattr(Firm, "PRIVACY", declaration)
    assert [error.id for error in checks.every_field_declares_its_privacy(app_configs=None)] == [found]


def test_an_identity_is_declared_only_on_ciphertext_and_wrapped_keys() -> None:
    identities = {
        (model.__name__, name)
        for model in privacy.our_models()
        for name, kind in privacy.declared(model).items()
        if kind is privacy.Privacy.IDENTITY
    }
    assert identities == {
        ("SealedField", "ciphertext"),
        ("DataKey", "wrapped"),
        ("KeyCopy", "ciphertext"),
        ("KeyCopy", "wrapped"),
        ("WaitingSheet", "ciphertext"),
        ("WaitingSheet", "wrapped"),
    }
    assert "name" not in privacy.declared(Client)
    assert privacy.declared(SealedField)["field"] is privacy.Privacy.PUBLIC

"""The models of the people and the locked room, listed once."""

from plaintiffs.models.client import Client, Duty, Stage
from plaintiffs.models.exposure import Release
from plaintiffs.models.identity import Canary, DataKey, SealedField
from plaintiffs.models.plaintiff import Plaintiff, PseudonymOrder
from plaintiffs.models.upload import WaitingSheet

__all__ = [
    "Canary",
    "Client",
    "DataKey",
    "Duty",
    "Plaintiff",
    "PseudonymOrder",
    "Release",
    "SealedField",
    "Stage",
    "WaitingSheet",
]

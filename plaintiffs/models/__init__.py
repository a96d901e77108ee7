"""The models of the people and the locked room, listed once."""

from plaintiffs.models.client import Client, Duty, Stage
from plaintiffs.models.exposure import Release
from plaintiffs.models.identity import Canary, DataKey, SealedField
from plaintiffs.models.key_exhibit import KeyCopy, KeyExhibit, KeyReason, KeyRound, KeyState
from plaintiffs.models.name_search import NameSearch
from plaintiffs.models.need_to_know import Effect, EndReason, NeedToKnow, Reason
from plaintiffs.models.plaintiff import Plaintiff, PseudonymOrder
from plaintiffs.models.reveal import (
    AlarmKind,
    BrokenGlass,
    RevealAlarm,
    RevealPolicy,
    RevealReason,
    RevealRequest,
    RevealRound,
    RevealState,
    RevealTurn,
)
from plaintiffs.models.upload import WaitingSheet

__all__ = [
    "AlarmKind",
    "BrokenGlass",
    "Canary",
    "Client",
    "DataKey",
    "Duty",
    "Effect",
    "EndReason",
    "KeyCopy",
    "KeyExhibit",
    "KeyReason",
    "KeyRound",
    "KeyState",
    "NameSearch",
    "NeedToKnow",
    "Plaintiff",
    "PseudonymOrder",
    "Reason",
    "Release",
    "RevealAlarm",
    "RevealPolicy",
    "RevealReason",
    "RevealRequest",
    "RevealRound",
    "RevealState",
    "RevealTurn",
    "SealedField",
    "Stage",
    "WaitingSheet",
]

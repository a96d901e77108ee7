"""The ground's models, listed once."""

from casefile.models.audit import AuditEntry
from casefile.models.lawsuit import (
    CauseOfAction,
    Court,
    Enactment,
    Lawsuit,
    Membership,
    PseudonymStatus,
)
from casefile.models.ledger import Batch, BatchItem, BatchState, ItemState
from casefile.models.outbox import NoticeKind, OutgoingMail
from casefile.models.party import Counsel, Defendant, Firm, PublicEntity, Side
from casefile.models.presence import Presence, ProgramKind
from casefile.models.sign_in import EndedBy, SignIn
from casefile.models.staff import Role, Staff, WelcomeLink
from casefile.models.token import AccessToken, Scope

__all__ = [
    "AccessToken",
    "AuditEntry",
    "Batch",
    "BatchItem",
    "BatchState",
    "CauseOfAction",
    "Counsel",
    "Court",
    "Defendant",
    "Enactment",
    "EndedBy",
    "Firm",
    "ItemState",
    "Lawsuit",
    "Membership",
    "NoticeKind",
    "OutgoingMail",
    "Presence",
    "ProgramKind",
    "PseudonymStatus",
    "PublicEntity",
    "Role",
    "Scope",
    "Side",
    "SignIn",
    "Staff",
    "WelcomeLink",
]

"""Where claims stand, in the few words that a bar or a row of tabs has room for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from filings.law.claim_events import ClaimState
from filings.queries.claims import ClaimRow

STANDINGS = {
    "rejected": _("Rejected in writing"),
    "deemed": _("Deemed rejected"),
    "pending": _("Before the City"),
    "late": _("Late or not presented"),
    "ended": _("Allowed or in suit"),
}
_BY_STATE = {
    ClaimState.REJECTED: "rejected",
    ClaimState.REJECTED_DEFECTIVE_NOTICE: "rejected",
    ClaimState.DEEMED_REJECTED: "deemed",
    ClaimState.PRESENTED: "pending",
    ClaimState.INSUFFICIENT: "pending",
    ClaimState.APPLICATION_PENDING: "pending",
    ClaimState.PETITION_PENDING: "pending",
    ClaimState.ALLOWED: "ended",
    ClaimState.SUED: "ended",
}


def standing_of(row: ClaimRow) -> str:
    """A code of STANDINGS; every state has one."""
    return _BY_STATE.get(ClaimState(row.state_code), "late")

"""What entries of the audit trail say to a reader: each act as something that was done, and what its detail holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casefile.acts import Act

ACTS: Mapping[str, Any] = {
    Act.SIGNED_IN: gettext_lazy("Signed in"),
    Act.SIGNED_IN_BY_LINK: gettext_lazy("Came in by the demonstration’s link"),
    Act.SIGN_IN_FAILED: gettext_lazy("A sign-in failed"),
    Act.SIGNED_OUT: gettext_lazy("Signed out"),
    Act.ACCESS_GIVEN: gettext_lazy("Made an access token"),
    Act.ACCESS_REVOKED: gettext_lazy("Revoked an access token"),
    Act.ACCESS_TRIED_AFTER_ITS_END: gettext_lazy("A program tried an access token after its end"),
    Act.SIGN_IN_ENDED: gettext_lazy("A sign-in was ended"),
    Act.FACTOR_ENROLLED: gettext_lazy("Enrolled a second factor"),
    Act.FACTOR_REMOVED: gettext_lazy("Removed a second factor"),
    Act.FACTORS_RESET: gettext_lazy("Reset somebody’s second factors"),
    Act.RECOVERY_CODES_MADE: gettext_lazy("Made recovery codes"),
    Act.RECOVERY_CODE_USED: gettext_lazy("Used a recovery code"),
    Act.STEP_UP_PASSED: gettext_lazy("Confirmed with the second factor"),
    Act.STEP_UP_FAILED: gettext_lazy("Did not confirm with the second factor"),
    Act.STAFF_ENROLLED: gettext_lazy("Gave somebody an account"),
    Act.LAWSUIT_OPENED: gettext_lazy("Opened the lawsuit"),
    Act.CAPTION_CHANGED: gettext_lazy("Changed the caption"),
    Act.PSEUDONYM_ORDER_RECORDED: gettext_lazy("Recorded the order on pseudonyms"),
    Act.CLIENT_ENROLLED: gettext_lazy("Enrolled a client"),
    Act.CLIENT_JOINED: gettext_lazy("Joined a client as plaintiff"),
    Act.SEALED_FIELD_REPLACED: gettext_lazy("Replaced a sealed field"),
    Act.LIKENESS_REFERRED: gettext_lazy("A likeness went to the custodian"),
    Act.CLAIM_RECORDED: gettext_lazy("Recorded a claim"),
    Act.CLAIM_EVENT_RECORDED: gettext_lazy("Recorded an event of a claim"),
    Act.CLAIM_EVENT_STRUCK: gettext_lazy("Struck an event of a claim"),
    Act.SHEET_RECEIVED: gettext_lazy("Uploaded a claims sheet"),
    Act.SHEET_LOADED: gettext_lazy("Loaded a claims sheet"),
    Act.SHEET_DISCARDED: gettext_lazy("Threw a claims sheet away"),
    Act.IMPORT_UNDONE: gettext_lazy("Undid an import"),
    Act.TEMPLATE_ADOPTED: gettext_lazy("Adopted a version of a text"),
    Act.BATCH_OPENED: gettext_lazy("Asked for background work"),
    Act.BATCH_CANCELLED: gettext_lazy("Cancelled background work"),
    Act.BATCH_RETRIED: gettext_lazy("Had background work tried again"),
    Act.ITEM_PARKED: gettext_lazy("Work stopped after five tries"),
    Act.ITEM_SETTLED: gettext_lazy("Settled work that was in doubt"),
    Act.PACKAGE_MADE: gettext_lazy("A package was made"),
    Act.MAIL_SENT: gettext_lazy("A mail was sent"),
    Act.DOCUMENT_ISSUED: gettext_lazy("A paper was issued"),
    Act.DOCUMENT_REFUSED: gettext_lazy("A paper was refused"),
    Act.DOCUMENT_DOWNLOADED: gettext_lazy("Downloaded a paper"),
    Act.DOCUMENTS_LOOKED_AT: gettext_lazy("Papers were looked at again"),
    Act.DOCUMENT_RENEWED: gettext_lazy("A paper was found clean again"),
    Act.DOCUMENT_HELD_BACK: gettext_lazy("A paper was held back"),
    Act.BATCH_DOWNLOADED: gettext_lazy("Downloaded a package of papers"),
    Act.CLIENT_READ: gettext_lazy("Read a client’s page"),
    Act.CLAIM_READ: gettext_lazy("Read a claim"),
    Act.PAPER_READ: gettext_lazy("Read a paper"),
    Act.SHEET_READ: gettext_lazy("Read a claims sheet"),
    Act.TRAIL_READ: gettext_lazy("Read the audit trail"),
    Act.TRAIL_EXPORTED: gettext_lazy("Exported the audit trail"),
    Act.IDENTITY_GIVEN: gettext_lazy("Let somebody learn a client’s identity"),
    Act.CLIENT_DENIED: gettext_lazy("Denied a client to somebody"),
    Act.NEED_TO_KNOW_ENDED: gettext_lazy("Ended a grant or a denial"),
    Act.CLIENT_ENTRUSTED: gettext_lazy("Entrusted a client to an attorney"),
    Act.REVEALED: gettext_lazy("Opened a sealed field"),
    Act.REVEAL_DENIED: gettext_lazy("Was refused a sealed field"),
    Act.REVEAL_ASKED: gettext_lazy("Asked for a sealed field"),
    Act.REVEAL_APPROVED: gettext_lazy("Approved an opening"),
    Act.REVEAL_NOT_APPROVED: gettext_lazy("Did not approve an opening"),
    Act.REVEAL_EXPIRED: gettext_lazy("An approved opening ran out"),
    Act.REVEAL_OVER_CAP: gettext_lazy("Asked for more openings than the limits allow"),
    Act.REVEAL_ALARM: gettext_lazy("An alarm about openings sounded"),
    Act.REVEAL_ALARM_SEEN: gettext_lazy("Looked into an alarm about openings"),
    Act.REVEAL_POLICY_CHANGED: gettext_lazy("Changed the limits of openings"),
    Act.GLASS_ASKED: gettext_lazy("Asked to break the glass"),
    Act.GLASS_BROKEN: gettext_lazy("Broke the glass"),
    Act.NAME_KEPT_OUT: gettext_lazy("Was refused a text with a name in it"),
    Act.NAME_SOUGHT: gettext_lazy("Sought somebody by name"),
    Act.NAME_SEARCH_ANSWERED: gettext_lazy("Was answered whom a name is known as"),
    Act.SEALED_KEY_ASKED: gettext_lazy("Asked for the sealed key"),
    Act.SEALED_KEY_REFUSED: gettext_lazy("Was refused the sealed key"),
    Act.SEALED_KEY_OPENED: gettext_lazy("Had names opened for the sealed key"),
    Act.SEALED_KEY_APPROVED: gettext_lazy("Approved a copy of the sealed key"),
    Act.SEALED_KEY_NOT_APPROVED: gettext_lazy("Did not approve a copy of the sealed key"),
    Act.SEALED_KEY_EXPIRED: gettext_lazy("Nobody decided on a copy of the sealed key"),
    Act.SEALED_KEY_DOWNLOADED: gettext_lazy("Downloaded the sealed key"),
    Act.SEALED_KEY_DESTROYED: gettext_lazy("A copy of the sealed key was destroyed"),
    Act.DOE_NUMBER_USED: gettext_lazy("A Doe number was used up"),
    Act.AUDIT_VERIFIED: gettext_lazy("Verified the audit trail"),
    Act.VAULT_INITIATED: gettext_lazy("Made the vault’s first keys"),
    Act.VAULT_LOOKED_OVER: gettext_lazy("Looked the vault’s keys over"),
    Act.VAULT_VERIFIED: gettext_lazy("Verified the vault"),
    Act.KEK_ADDED: gettext_lazy("Added a key-encryption key"),
    Act.KEK_RETIRED: gettext_lazy("Retired a key-encryption key"),
    Act.KEYS_REWRAPPED: gettext_lazy("Rewrapped the data keys"),
    Act.KEYS_RENEWED: gettext_lazy("Renewed the data keys"),
    Act.PERSON_SHREDDED: gettext_lazy("Destroyed a person’s key"),
    Act.KEY_SHARES_MADE: gettext_lazy("Made key shares"),
    Act.KEY_JOINED: gettext_lazy("Joined the key from shares"),
}
MEANS = frozenset({"token", "account", "uid", "sign_in"})  # told as the means, and not as what was done
SHORTENED = frozenset({"sha256", "ring"})
COUNTED = frozenset({"plaintiffs"})  # a hundred numbers of rows; the file that is taken away has them all


def act_words(act: str) -> str:
    """What was done; an act that this version of casefile does not know is told as it stands."""
    return str(ACTS.get(act, act))


def means_words(detail: Mapping[str, Any], *, by_itself: bool) -> str:
    """By which means: a program's token, a command and the account that typed it, a browser, or nobody's hand."""
    if "token" in detail:
        return _("by a program, with the token %(ref)s") % {"ref": str(detail["token"])[:8]}
    if "account" in detail:
        return _("by a command, typed by the account %(account)s") % {"account": detail["account"]}
    return _("by itself") if by_itself else _("in a browser")


def detail_words(detail: Mapping[str, Any]) -> str:
    """The rest of the detail, in its own words: codes, counts and numbers."""
    return "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in _told(detail))


def _told(detail: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in detail.items():
        if key in MEANS or value in ("", None, []):
            continue
        if key in COUNTED and isinstance(value, list):
            yield key, str(len(value))
        elif key in SHORTENED:
            yield key, f"{str(value)[:12]}…"
        elif isinstance(value, bool):
            yield key, _("yes") if value else _("no")
        elif isinstance(value, list):
            yield key, ", ".join(map(str, value))
        elif isinstance(value, dict):
            yield key, ngettext("%(n)s value", "%(n)s values", len(value)) % {"n": len(value)}
        else:
            yield key, str(value)

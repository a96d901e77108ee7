"""The errors casefile raises, each with the words a person sees and the HTTP status a page answers.

    CasefileError
    ├── Refused              422  what was given cannot be taken; the words say what to do
    │   ├── SheetRefused          a file that is no register of claims
    │   ├── PaperRefused          a paper that failed a check of form
    │   │   └── MissingFacts      a paper that would have a hole; all gaps at once
    │   ├── LeakRefused           bytes that would carry an identity out of the house
    │   └── HeldBack              a paper in which an identity was found after it was made
    ├── NotAllowed           403  the right is missing
    ├── Missing              404  unknown, or not for this person: the answer is the same
    ├── Stale                409  somebody else moved it first
    ├── TooOften             429  more than may be done in this time
    └── NotReady             503  a part of the house is closed
        ├── VaultSealed           no key, or not the key the vault was sealed with
        ├── GuardUnavailable      the leak guard cannot prove that it works
        └── AuditUnavailable      the act cannot be recorded, so it is not done

No message holds a true name, a serial number or a City claim number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class CasefileError(Exception):
    """Root of the tree. `str()` is fit to show to the person who asked."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500


class Refused(CasefileError):
    code = "refused"
    status = 422


class SheetRefused(Refused):
    """A file that cannot be read as a register; `reason` is its code, such as `encrypted`."""

    code = "sheet_refused"

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason
        self.text = text


class PaperRefused(Refused):
    """A paper that failed its checks; `findings` say the rule, page and line."""

    code = "paper_refused"

    def __init__(self, text: str, *, findings: Sequence[object] = ()) -> None:
        super().__init__(text)
        self.findings = tuple(findings)


class MissingFacts(PaperRefused):
    """The facts a paper needs and does not have; `gaps` holds every one of them."""

    code = "missing_facts"

    def __init__(self, gaps: Sequence[object]) -> None:
        super().__init__(f"{len(gaps)} facts are missing", findings=gaps)
        self.gaps = tuple(gaps)


class LeakRefused(Refused):
    """Bytes that hold an identity; `findings` give channel, rule and client, never the words found."""

    code = "leak_refused"

    def __init__(self, findings: Sequence[object]) -> None:
        super().__init__("An identity was found. Nothing has left.")
        self.findings = tuple(findings)


class HeldBack(Refused):
    """A paper in which an identity was found after it was made. It stays back whatever the vault forgets."""

    code = "held_back"

    def __init__(self) -> None:
        super().__init__("An identity was found in this paper since it was made. Press it anew.")


class NotAllowed(CasefileError):
    code = "not_allowed"
    status = 403


class Missing(CasefileError):
    code = "missing"
    status = 404


class Stale(CasefileError):
    """Somebody else changed it first: look again, then decide."""

    code = "stale"
    status = 409

    def __init__(self, what: str, key: object) -> None:
        super().__init__(f"This {what} was changed by somebody else in the meantime. Open it again.")
        self.key = key


class TooOften(CasefileError):
    code = "too_often"
    status = 429


class NotReady(CasefileError):
    code = "not_ready"
    status = 503


class VaultSealed(NotReady):
    code = "vault_sealed"


class GuardUnavailable(NotReady):
    code = "guard_unavailable"


class AuditUnavailable(NotReady):
    code = "audit_unavailable"

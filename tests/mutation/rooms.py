"""Which rooms are mutated, and which tests judge them: the one list of both."""

from __future__ import annotations

from casefile.home import ROOT

ROOMS = {  # what T65 of the test catalogue names -> modules
    "vault": (
        "plaintiffs/vault/*.py",
        "plaintiffs/services/key*.py",
        "plaintiffs/services/shredding.py",
        "casefile/cipher.py",
        "casefile/key*.py",
        "casefile/shares.py",
        "casefile/secret_files.py",
    ),
    "reveal": (
        "plaintiffs/services/reveal*.py",
        "plaintiffs/services/second_person.py",
        "plaintiffs/services/broken_glass.py",
        "plaintiffs/services/turns.py",
        "plaintiffs/services/name_search.py",
        "plaintiffs/queries/reveals.py",
        "plaintiffs/queries/sealed.py",
        "plaintiffs/rules/openings.py",
        "casefile/stepup.py",
    ),
    "access": (
        "plaintiffs/services/reach.py",
        "plaintiffs/services/need_to_know.py",
        "plaintiffs/queries/need_to_know.py",
        "plaintiffs/queries/access_page.py",
        "casefile/access.py",
        "casefile/row_security.py",
        "casefile/walled.py",
    ),
    "audit": (
        "casefile/audit*.py",
        "casefile/chain.py",
        "casefile/anchors.py",
        "casefile/reading.py",
        "casefile/trail_file.py",
        "casefile/verifying.py",
        "casefile/management/commands/audit_*.py",
    ),
}
JUDGES = (
    *(f"tests/casefile/test_{noun}.py" for noun in ("anchors", "audit", "cipher", "counts", "database_roles", "keys")),
    *(f"tests/casefile/test_{noun}.py" for noun in ("secret_files", "shares", "threshold", "typed_commands", "upkeep")),
    "tests/casefile/entry",
    "tests/plaintiffs/queries",
    "tests/plaintiffs/rules/test_openings.py",
    "tests/plaintiffs/services",
    "tests/plaintiffs/vault",
    "tests/plaintiffs/views",
    "tests/walls",
    "tests/test_reads.py",
    "tests/filings/trail",
    "tests/filings/services",
    "tests/api/test_tokens.py",
    "tests/api/test_ends_of_tokens.py",
    "tests/api/test_reading.py",
    "tests/api/test_refusals.py",
)


def modules(room: str) -> list[str]:
    """The modules of a room, by path. Raises LookupError for a pattern that fits nothing."""
    found: set[str] = set()
    for pattern in ROOMS[room]:
        fitting = {str(path.relative_to(ROOT)) for path in ROOT.glob(pattern) if path.stat().st_size}
        if not fitting:
            raise LookupError(f"{pattern} fits no module any more: mend tests/mutation/rooms.py")
        found |= fitting
    return sorted(found)


def every_module() -> list[str]:
    return sorted({path for room in ROOMS for path in modules(room)})

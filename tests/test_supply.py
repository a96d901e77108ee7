"""What the house is made of, and that no secret was ever written into its history (security.md T66)."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from casefile.management.commands.sbom import bill

ROOT = Path(__file__).resolve().parent.parent
SECRETS = {  # kind -> how it looks; a word of ours beside it is no secret
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an access key of a cloud": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b"),
    "a token of a forge": re.compile(
        r"\bgh[pousr]_[0-9A-Za-z]{36}\b|\bglpat-[0-9A-Za-z_-]{20}\b|\bpypi-[0-9A-Za-z_-]{40,}"
    ),
    "a token of a chat": re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{10,}\b"),
    "a signed token": re.compile(r"\beyJ[0-9A-Za-z_-]{15,}\.eyJ[0-9A-Za-z_-]{15,}\.[0-9A-Za-z_-]{15,}"),
    "a ring of keys": re.compile(r'"wrapping": *\{"1": *"[0-9A-Za-z+/]{43}="'),
    "a social security number": re.compile(r"\b(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}\b"),
}
PASSWORD = re.compile(r"\b(?:postgres(?:ql)?|rediss?|smtps?|https?)://[^\s:/@{}<\"']+:([^\s@{}<\"']+)@")
ASSIGNED = re.compile(
    r"""(?i)\b\w*(?:password|passwd|secret|api_?key|token)['"]?\s*[:=]\s*['"]([^'"\s${}<>/]{8,})['"]"""
)
KEY_FILE = re.compile(
    r"\.(?:pem|key|p12|pfx|jks|kdbx|pgpass|env)$|(?:^|/)(?:id_(?:rsa|ed25519|ecdsa)|secret_key|keys\.json)$"
)
INVENTED = re.compile(
    r"^(?:[a-z]|\.\.\.|casefile\.AccessToken|change-me.*|.*hunter2.*|password|secret|p%2Fw%40rd%3A1)$"
)  # of tests and pages


def secrets_in(lines: Iterator[str]) -> list[str]:
    """The kind of each secret and where it was written; never the secret."""
    where, found = "", []
    for line in lines:
        if line.startswith(("commit ", "+++ ")):
            where = line[:60].strip()
            found += [f"a file of keys: {where}"] if KEY_FILE.search(line.strip()) else []
        elif line.startswith("+"):
            found += [f"{kind}: {where}" for kind, looks in SECRETS.items() if looks.search(line)]
            said = PASSWORD.findall(line) + ASSIGNED.findall(line)
            found += [f"a password: {where}" for told in said if not INVENTED.search(told)]
    return found


@pytest.fixture(scope="module")
def history() -> list[str]:
    asked = ["git", "log", "-p", "--no-color", "--all", "--text", "--unified=0"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        pytest.skip("no history is here: this is a copy without .git")
    return done.stdout.splitlines()


class TestTheHistory:
    def test_holds_no_secret(self, history: list[str]) -> None:
        assert len(history) > 100_000
        assert secrets_in(iter(history)) == []

    @pytest.mark.parametrize(
        ("kind", "line"),
        [
            ("a private key", "-----BEGIN " + "EC PRIVATE KEY-----"),
            ("an access key of a cloud", "AKIA" + "QWERTYUIOPASDFGH"),
            ("a token of a forge", "ghp" + "_" + "a1" * 18),
            ("a token of a chat", "xoxb" + "-123456789012-abc"),
            ("a signed token", ".".join(["eyJ" + "a" * 20] * 2 + ["b" * 20])),
            ("a ring of keys", '"wrapping": {"1": "' + "k" * 43 + '="'),
            ("a social security number", "123-45" + "-6789"),
            ("a password", "SMTP_PASSWORD" + "='tr0ub4dor&3'"),
            ("a password", "postgresql://casefile_app:" + "tr0ub4dor@db.firm.lan/casefile"),
        ],
    )
    def test_would_be_found_with_one_in_it(self, kind: str, line: str) -> None:
        assert secrets_in(iter(["+++ b/somewhere.py", f"+x = {line!r}"])) == [f"{kind}: +++ b/somewhere.py"]

    @pytest.mark.parametrize("name", ["tls/site.key", "id_ed25519", "var/keys/keys.json", "prod.env"])
    def test_would_be_found_with_a_file_of_keys_in_it(self, name: str) -> None:
        assert secrets_in(iter([f"+++ b/{name}"])) == [f"a file of keys: +++ b/{name}"]


class TestTheBill:
    def test_names_every_package_of_the_lock_with_the_hashes_of_its_files(self) -> None:
        out = StringIO()
        call_command("sbom", stdout=out)
        told = json.loads(out.getvalue())
        lock = (ROOT / "requirements.txt").read_text()
        pinned = set(re.findall(r"^([a-z0-9._-]+)==(\S+)", lock, re.MULTILINE))
        assert {(one["name"], one["version"]) for one in told["components"]} == pinned
        assert sum(len(one["properties"]) for one in told["components"]) == lock.count("--hash=sha256:")
        assert [one["name"] for one in told["components"] if not one["properties"]] == []
        assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.5")

    def test_says_the_licence_of_what_is_installed_and_nothing_of_the_rest(self) -> None:
        told: dict[str, Any] = bill("django==5.2 \\\n    --hash=sha256:" + "0" * 64 + "\nnobody-has-this==1\n")
        django, nobody = told["components"]
        assert django["licenses"] == [{"license": {"name": "BSD-3-Clause"}}]
        assert "licenses" not in nobody

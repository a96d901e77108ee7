"""Anchors are dropped each hour outside the database, only ever added to, and never to cover something up."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from casefile import anchors, audit, env
from casefile.acts import Act
from casefile.models import AuditEntry, Staff


@pytest.fixture
def place(settings: Settings, tmp_path: Path, lead_attorney: Staff) -> Path:
    """Where the anchors of a house with something in its trail go."""
    audit.record(lead_attorney, Act.CLIENT_ENROLLED, "client 1")
    settings.ANCHOR = tmp_path / "anchors" / "audit.jsonl"
    return tmp_path / "anchors" / "audit.jsonl"


def hours_pass(place: Path, *, hours: float) -> None:
    then = time.time() - hours * 3600
    os.utime(place, (then, then))


def test_an_anchor_tells_the_end_of_the_trail(place: Path) -> None:
    anchors.drop_when_due()
    last = AuditEntry.objects.order_by("-seq")[0]
    (anchor,) = anchors.read(place)
    assert anchor is not None
    assert (anchor.seq, anchor.mac, anchor.count) == (last.seq, last.mac, AuditEntry.objects.count())
    assert anchor == anchor.sealed()
    assert place.stat().st_mode & 0o777 == 0o600


def test_there_is_one_each_hour_and_no_more(place: Path) -> None:
    anchors.drop_when_due()
    anchors.drop_when_due()
    hours_pass(place, hours=0.9)
    anchors.drop_when_due()
    assert len(anchors.read(place)) == 1
    hours_pass(place, hours=1.01)
    anchors.drop_when_due()
    assert len(anchors.read(place)) == 2


def test_an_anchor_is_only_added_also_behind_a_torn_line(place: Path) -> None:
    anchors.drop()
    before = place.read_bytes()
    with place.open("ab") as file:
        file.write(b'{"seq": 12, "ma')
    anchors.drop()
    assert place.read_bytes().startswith(before)
    assert [one is None for one in anchors.read(place)] == [False, True, False]


def test_their_folder_is_made_closed_and_nothing_of_them_is_held_open(
    place: Path, settings: Settings, tmp_path: Path
) -> None:
    settings.ANCHOR = tmp_path / "far" / "away" / "audit.jsonl"
    anchors.drop()
    held = len(os.listdir("/dev/fd"))
    for _ in range(3):
        anchors.drop()
    assert len(os.listdir("/dev/fd")) == held
    assert settings.ANCHOR.parent.stat().st_mode & 0o777 == 0o700
    assert len(anchors.read(settings.ANCHOR)) == 4


def test_none_is_added_that_would_cover_up_a_trail_written_anew(place: Path, caplog: pytest.LogCaptureFixture) -> None:
    anchor = anchors.drop()
    assert anchor is not None
    place.write_text(anchor.line.replace(anchor.mac, "0" * 64) + "\n")
    hours_pass(place, hours=2)
    anchors.drop_when_due()
    assert len(anchors.read(place)) == 1
    assert "run audit_verify" in caplog.text


def test_a_place_that_cannot_be_written_is_complained_of_and_stops_nothing(
    place: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    anchors._complain.cache_clear()
    place.parent.parent.joinpath("a-file").write_text("")
    settings.ANCHOR = place.parent.parent / "a-file" / "audit.jsonl"
    anchors.drop_when_due()
    anchors.drop_when_due()
    assert caplog.text.count("no anchor of the audit trail was written") == 1


def test_the_system_s_log_is_told_the_same_line(place: Path, settings: Settings, tmp_path: Path) -> None:
    settings.ANCHOR_SYSLOG = str(tmp_path / "log")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(settings.ANCHOR_SYSLOG)
        anchor = anchors.drop()
        said = log.recv(4096).decode()
    assert anchor is not None
    assert said == f"<85>casefile: anchor {anchor.line}"
    (tmp_path / "kept").write_text(said)
    assert anchors.read(tmp_path / "kept") == [anchor]


def test_a_log_on_another_host_is_told_by_its_address(place: Path, settings: Settings) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as log:
        log.bind(("127.0.0.1", 0))
        settings.ANCHOR_SYSLOG = f"127.0.0.1:{log.getsockname()[1]}"
        anchors.drop()
        assert b"casefile: anchor" in log.recv(4096)


@pytest.mark.parametrize("value", ["", "/dev/log", "log.firm.example:514"])
def test_a_system_s_log_is_a_socket_or_an_address(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CASEFILE_ANCHOR_SYSLOG", value)
    assert env.log_place("CASEFILE_ANCHOR_SYSLOG") == value


@pytest.mark.parametrize("value", ["log.firm.example", ":514", "log.firm.example:syslog"])
def test_a_place_of_a_log_that_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CASEFILE_ANCHOR_SYSLOG", value)
    with pytest.raises(ImproperlyConfigured, match="CASEFILE_ANCHOR_SYSLOG"):
        env.log_place("CASEFILE_ANCHOR_SYSLOG")


@pytest.mark.parametrize(
    "line",
    [
        '{"seq": Infinity}',
        '{"seq": 1e999}',
        '{"seq": NaN}',
        '{"seq": ' + "[" * 100_000,
        '{"seq": 1, "seal": "\\ud800"}',
    ],
    ids=["infinity", "too large", "nan", "too deep", "half a letter"],
)
def test_a_line_that_is_no_anchor_is_told_and_stops_nothing(place: Path, line: str) -> None:
    anchors.drop()
    whole = '"mac": "m", "count": 1, "at": "a", "seal": "s"'
    line = (
        line.replace("}", f", {whole}}}")
        if "seal" not in line
        else line.replace("}", ', "mac": "m", "count": 1, "at": "a"}')
    )
    place.write_text(f"{line}\n{place.read_text()}")
    bad, good = anchors.read(place)
    assert bad is None
    assert good is not None

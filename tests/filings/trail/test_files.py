"""A file of the audit trail, which a stranger can check."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client as Browser

from casefile import anchors, audit, trail_file
from casefile.acts import Act
from casefile.models import AuditEntry, Lawsuit, Staff
from filings.services import trail
from plaintiffs.models import Plaintiff
from tests import factories
from tests.filings.trail.conftest import HERE, HOUSE, SignIn


def exported(browser: Browser, address: str = HERE, *, form: str = "csv", **asked: object) -> bytes:
    answer = browser.post(f"{address}/export", {"form": form, **asked})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def without_a_line(files: dict[str, bytes], name: str) -> dict[str, bytes]:
    lines = files[name].splitlines(keepends=True)
    return files | {name: b"".join(lines[:2] + lines[3:])}


def with_manifest(files: dict[str, bytes], **changes: object) -> dict[str, bytes]:
    """What somebody does who takes an entry away and writes the manifest to fit."""
    told = json.loads(files[trail_file.MANIFEST])
    sums = {name: sha256(content).hexdigest() for name, content in files.items() if name in told["sha256"]}
    return files | {trail_file.MANIFEST: json.dumps(told | {"sha256": sums} | changes).encode()}


class TestTheFile:
    @pytest.mark.parametrize("form", ["csv", "jsonl"])
    @pytest.mark.parametrize("address", [HERE, HOUSE])
    def test_is_whole_and_is_on_record_before_it_leaves(
        self, browser: Browser, told: list[Plaintiff], auditor: Staff, form: str, address: str
    ) -> None:
        content = exported(browser, address, form=form)
        assert trail_file.wrong_with(content) == []
        entry = AuditEntry.objects.latest("seq")
        assert (entry.act, entry.actor) == (Act.TRAIL_EXPORTED, str(auditor.pk))
        assert entry.detail["sha256"] == sha256(content).hexdigest()

    def test_of_a_lawsuit_tells_of_other_entries_their_links_alone(
        self, browser: Browser, told: list[Plaintiff], outsider: Staff
    ) -> None:
        elsewhere = factories.opened(slug="doe-v-elsewhere", members=[outsider])
        factories.enrolled(elsewhere, code="EL-77", number=77)
        audit.record(outsider, Act.CLIENT_READ, told[0].client)
        files = opened(exported(browser))
        entries = list(csv.DictReader(io.StringIO(files[trail_file.TABLE].decode())))
        assert {one["lawsuit"] for one in entries} == {str(told[0].lawsuit_id)}
        links = list(csv.DictReader(io.StringIO(files[trail_file.LINKS].decode())))
        assert len(links) > len(entries)
        assert set(links[0]) == {"seq", "prev", "mac"}

    @pytest.mark.parametrize("name", [trail_file.TABLE, trail_file.LINKS])
    def test_a_line_taken_out_is_noticed_even_by_who_rewrites_the_manifest(
        self, browser: Browser, told: list[Plaintiff], outsider: Staff, name: str
    ) -> None:
        factories.opened(slug="doe-v-elsewhere", members=[outsider])
        audit.record(outsider, Act.CLIENT_READ, told[0].client)
        files = opened(exported(browser))
        fewer = without_a_line(files, name)
        assert "its SHA-256 is another" in " ".join(trail_file.wrong_with(repacked(fewer)))
        assert trail_file.wrong_with(repacked(with_manifest(fewer)))

    def test_of_the_house_shows_a_gap_whatever_the_manifest_says(self, browser: Browser, told: list[Plaintiff]) -> None:
        files = opened(exported(browser, HOUSE, form="jsonl"))
        count = json.loads(files[trail_file.MANIFEST])["entries"]
        fewer = with_manifest(without_a_line(files, trail_file.LINES), entries=count - 1)
        assert [one for one in trail_file.wrong_with(repacked(fewer)) if "missing" in one]

    def test_names_the_anchor_it_was_held_against(self, browser: Browser, settings: Any, tmp_path: Any) -> None:
        settings.ANCHOR = tmp_path / "audit.jsonl"
        dropped = anchors.drop()
        assert dropped
        files = opened(exported(browser, HOUSE))
        manifest = json.loads(files[trail_file.MANIFEST])
        assert (manifest["anchor"]["seq"], manifest["anchor_holds"]) == (dropped.seq, True)
        other = with_manifest(files, anchor=manifest["anchor"] | {"mac": "0" * 64})
        assert trail_file.wrong_with(repacked(other)) == [f"Entry {dropped.seq} is not the one that was anchored."]

    def test_that_would_be_too_long_ends_and_says_where_the_next_begins(
        self, browser: Browser, told: list[Plaintiff], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(trail, "MOST", 3)
        first = json.loads(opened(exported(browser, HOUSE))[trail_file.MANIFEST])
        assert (first["entries"], first["continues_at"]) == (3, first["last"] + 1)
        second = json.loads(opened(exported(browser, HOUSE, first=first["continues_at"]))[trail_file.MANIFEST])
        assert second["mac_before_first"] == first["head_mac"]

    def test_holds_no_name_and_does_not_leave_with_one(
        self, canaries_enrolled: Lawsuit, canaries: Any, browser: Browser, auditor: Staff
    ) -> None:
        everything = b"".join(opened(exported(browser)).values()).decode()
        assert not [one for one in canaries if one["surname"] in everything]
        Staff.objects.filter(pk=auditor.pk).update(name=f"{canaries[0]['given']} {canaries[0]['surname']}")
        before = AuditEntry.objects.filter(act=Act.TRAIL_EXPORTED).count()
        assert browser.post(f"{HERE}/export", {"form": "csv"}).status_code == 422
        assert AuditEntry.objects.filter(act=Act.TRAIL_EXPORTED).count() == before

    def test_is_whole_for_the_auditor_and_for_nobody_else_who_is_kept_from_a_client(
        self, browser: Browser, kept_from_them: Plaintiff, lead_attorney: Staff, signed_in: SignIn
    ) -> None:
        entries = list(csv.DictReader(io.StringIO(opened(exported(browser))[trail_file.TABLE].decode())))
        hers = [one for one in entries if one["client"] == str(kept_from_them.client_id)]
        assert {one["on"] for one in hers} == {"a client who is denied to you"}
        answer = signed_in(lead_attorney).post(f"{HERE}/export", {"form": "csv"})
        assert (answer.status_code, "Ask the auditor for it" in answer.content.decode()) == (403, True)

    def test_has_no_cell_that_is_a_formula(self) -> None:
        told = {"seq": 1, "prev": "", "mac": "m", "who": "=HYPERLINK(1)", "on": "@SUM(1)", "what": "-1", "means": "\tx"}
        export = trail_file.Export([told], [trail_file.Chained(1, "", "m")], {})
        (cells,) = csv.DictReader(io.StringIO(opened(trail_file.packed(export, form="csv"))[trail_file.TABLE].decode()))
        assert [cells[name][0] for name in ("who", "on", "what", "means")] == ["'"] * 4

    def test_of_days_without_an_entry_is_refused_in_words(self, browser: Browser) -> None:
        answer = browser.post(f"{HERE}/export", {"form": "csv", "since": "2001-01-01", "until": "2001-01-02"})
        assert (answer.status_code, "There is no such entry" in answer.content.decode()) == (404, True)

    def test_asked_for_in_a_way_that_there_is_not_comes_back_with_the_reason(self, browser: Browser) -> None:
        answer = browser.post(f"{HERE}/export", {"form": "pdf", "since": "soon"})
        assert (answer.status_code, "errors-top" in answer.content.decode()) == (422, True)

    @pytest.mark.parametrize("content", [b"", b"PK", b"not a file", repacked({"manifest.json": b"[]"})])
    def test_that_is_none_is_called_so(self, content: bytes) -> None:
        assert trail_file.wrong_with(content) == [trail_file.NOT_SUCH_A_FILE]


def test_the_command_checks_a_file_without_keys_or_database(
    browser: Browser, told: list[Plaintiff], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = exported(browser)
    altered = repacked(without_a_line(opened(content), trail_file.TABLE))
    for told_of, code, words in (
        (content, 0, "Nothing is missing"),
        (altered, 1, "SHA-256"),
        (None, 2, "cannot be read"),
    ):
        file = tmp_path / f"{code}.zip"
        if told_of:
            file.write_bytes(told_of)
        with pytest.raises(SystemExit) as ended:
            call_command("audit_check", str(file))
        said = capsys.readouterr()
        assert (ended.value.code, words in said.out + said.err) == (code, True)

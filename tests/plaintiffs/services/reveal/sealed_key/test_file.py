"""The file of a copy: for the two, three times in a day, sealed, and on no disk in between."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings

from casefile.acts import Act
from casefile.errors import Missing, NotAllowed
from casefile.models import Lawsuit, Staff
from filings.models import Document
from plaintiffs.models import Effect, KeyExhibit, Plaintiff
from plaintiffs.services import key_exhibit
from tests.plaintiffs.opening import entries, give
from tests.plaintiffs.services.reveal.sealed_key.acts import approve, ask, fetch, is_destroyed
from tests.plaintiffs.services.reveal.sealed_key.written import Written


class TestTheFile:
    def test_is_for_the_two_and_nobody_else(
        self, made: KeyExhibit, lead_attorney: Staff, custodian: Staff, second: Staff, paralegal: Staff
    ) -> None:
        for nobody in (second, paralegal):
            with pytest.raises(Missing):
                fetch(made, nobody)
        assert fetch(made, lead_attorney) == fetch(made, custodian)
        assert [one.detail["download"] for one in entries(Act.SEALED_KEY_DOWNLOADED)] == [1, 2]

    def test_asks_for_a_fresh_factor_each_time(self, made: KeyExhibit, lead_attorney: Staff) -> None:
        with pytest.raises(NotAllowed):
            fetch(made, lead_attorney, factor_age=301)

    def test_is_not_for_who_was_denied_one_since(
        self, made: KeyExhibit, does: list[Plaintiff], lead_attorney: Staff, custodian: Staff
    ) -> None:
        give(does[5].client, to=lead_attorney, by=custodian, effect=Effect.DENY)
        with pytest.raises(Missing):
            fetch(made, lead_attorney)
        assert fetch(made, custodian)

    def test_is_destroyed_with_the_third_download(self, made: KeyExhibit, lead_attorney: Staff) -> None:
        for _ in range(3):
            fetch(made, lead_attorney)
        is_destroyed(made)
        with pytest.raises(Missing, match="no longer kept"):
            fetch(made, lead_attorney)

    @pytest.mark.parametrize("by", ["the sweeper", "whoever asks for it"])
    def test_is_destroyed_when_its_day_is_over(
        self, made: KeyExhibit, lead_attorney: Staff, daytime: time_machine.Traveller, by: str
    ) -> None:
        daytime.shift(timedelta(hours=23))
        key_exhibit.sweep()
        assert fetch(made, lead_attorney)
        daytime.shift(timedelta(hours=1))
        if by == "the sweeper":
            key_exhibit.sweep()
            is_destroyed(made)
        with pytest.raises(Missing, match="no longer kept"):
            fetch(made, lead_attorney)
        is_destroyed(made)

    def test_opens_in_no_other_row(
        self, made: KeyExhibit, lawsuit: Lawsuit, lead_attorney: Staff, custodian: Staff, superuser_sql: Any
    ) -> None:
        other = approve(ask(lawsuit, lead_attorney), custodian)
        superuser_sql.execute("UPDATE plaintiffs_keycopy SET ciphertext = (SELECT ciphertext FROM plaintiffs_keycopy "
                              "WHERE exhibit_id = %s) WHERE exhibit_id = %s", [made.pk, other.pk])  # fmt: skip
        superuser_sql.commit()
        with pytest.raises(ValueError, match="do not open here"):
            fetch(other, lead_attorney)

    def test_is_no_document_and_lies_on_no_shelf(
        self, waiting: KeyExhibit, custodian: Staff, lead_attorney: Staff
    ) -> None:
        before = on_the_shelf()
        fetch(approve(waiting, custodian), lead_attorney)
        assert not Document.objects.unscoped("test").exists()
        assert on_the_shelf() == before

    def test_is_written_to_no_disk_while_it_is_made_and_fetched(
        self, waiting: KeyExhibit, custodian: Staff, lead_attorney: Staff
    ) -> None:
        with Written.watched() as written:
            fetch(approve(waiting, custodian), lead_attorney)
        assert written == []

    def test_would_be_noticed_on_a_disk(self, tmp_path: Path) -> None:
        with Written.watched() as written:
            (tmp_path / "list.pdf").write_bytes(b"x")
            with tempfile.TemporaryFile() as file:
                file.write(b"x")
        assert set(written) == {str(tmp_path / "list.pdf"), tempfile.gettempdir()}


def on_the_shelf() -> list[Path]:
    return sorted(path for path in Path(settings.MEDIA).rglob("*") if path.is_file())

"""With planted people enrolled nothing sings: not the house's files, not its answers, not a paper made to name one."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.test import Client as Browser

from casefile import clock, programs
from casefile.acts import Act
from casefile.errors import LeakRefused
from casefile.models import Lawsuit, Role, Staff
from casefile.sweeping import controls, search
from casefile.sweeping.planted import Planted, read_strings
from casefile.sweeping.search import Sweep
from filings.models import Document, Finding, TemplateVersion
from filings.queries.documents import REVIEW
from filings.services import batches, issue, templates
from plaintiffs.models import Client, Plaintiff
from plaintiffs.services import key_copies, key_exhibit
from tests import factories
from tests.addresses import routes
from tests.plaintiffs.opening import asker
from tests.silence import flows, house
from tests.silence.house import House
from tests.silence.spots import SPOTS

SignIn = Callable[[Staff], Browser]
LOCKED_ROOM = {
    *(Act.REVEALED, Act.REVEAL_ASKED, Act.REVEAL_DENIED, Act.REVEAL_APPROVED, Act.REVEAL_NOT_APPROVED),
    *(Act.REVEAL_ALARM, Act.REVEAL_ALARM_SEEN, Act.REVEAL_POLICY_CHANGED, Act.GLASS_ASKED, Act.GLASS_BROKEN),
    *(Act.NAME_KEPT_OUT, Act.NAME_SOUGHT, Act.NAME_SEARCH_ANSWERED, Act.IDENTITY_GIVEN, Act.CLIENT_DENIED),
    *(Act.NEED_TO_KNOW_ENDED, Act.CLIENT_ENTRUSTED, Act.TRAIL_READ, Act.TRAIL_EXPORTED, Act.AUDIT_VERIFIED),
}
NOT_THERE_FOR_ANYBODY = {  # no page's address, and what is its owner's alone: it ends her visit, or is used up
    "api/^",
    "welcome/<str:token>",
    "account/sign-ins/<uuid:sign_in>/end",
    "account/factors/<int:number>/remove",
    "tokens/<uuid:ref>/revoke",
}
OPENING = "I, {{ plaintiff.label }}, declare:"


@pytest.fixture
def declaring(canaries_enrolled: Lawsuit, lead_attorney: Staff) -> Callable[[str], TemplateVersion]:
    """The shipped declaration with a sentence of ours in it."""
    Client.objects.unscoped("test").update(duty="current", covert_role="undercover", harms=["therapy"])

    def make(sentence: str) -> TemplateVersion:
        shipped = templates.current("declaration", actor=lead_attorney)
        return TemplateVersion.objects.create(
            code=shipped.code,
            number=shipped.number + 1,
            title=shipped.title,
            text=shipped.text.replace(OPENING, f"{OPENING}\n\n¶ {sentence}", 1),
            sha256="5" * 64,
            adopted_at=clock.now(),
        )

    return make


def issued(version: TemplateVersion, *, lawsuit: Lawsuit, actor: Staff) -> Document:
    everybody = list(Plaintiff.objects.unscoped("test").filter(lawsuit=lawsuit).select_related("client"))
    return issue.issue(version, lawsuit=lawsuit, plaintiffs=everybody, plaintiff=everybody[0], options={}, actor=actor)


def on_the_shelf() -> list[Path]:
    return [path for path in Path(settings.MEDIA).rglob("*") if path.is_file()]


class TestAPaperThatNames:
    def test_her_is_refused_and_no_byte_of_it_is_kept(
        self, canaries_enrolled: Lawsuit, declaring: Callable[[str], TemplateVersion], lead_attorney: Staff
    ) -> None:
        kept = on_the_shelf()
        with pytest.raises(LeakRefused) as refused:
            issued(declaring("I know Cuthwulf Marrowgibbet."), lawsuit=canaries_enrolled, actor=lead_attorney)
        assert "arrowgibbet" not in f"{refused.value!r} {refused.value.findings!r}"
        assert not Document.objects.unscoped("test").exists()
        assert on_the_shelf() == kept
        found = list(Finding.objects.exclude(page=None))
        assert {(one.subject, one.page, one.document) for one in found} == {("", 1, None)}
        assert {one.text for one in found} == {"An identity stands here. Take it out, or have the custodian look."}
        assert not Finding.objects.filter(text__icontains="marrowgibbet").exists()

    def test_nobody_is_told_so_by_the_page_of_its_batch_and_nothing_can_be_downloaded(
        self,
        canaries_enrolled: Lawsuit,
        declaring: Callable[[str], TemplateVersion],
        lead_attorney: Staff,
        signed_in: SignIn,
    ) -> None:
        people = list(Plaintiff.objects.unscoped("test").filter(lawsuit=canaries_enrolled)[:1])
        batch = batches.open_batch(
            "declaration", lawsuit=canaries_enrolled, plaintiffs=people, options={}, actor=lead_attorney
        )
        batch.detail["version"] = declaring("I know Cuthwulf Marrowgibbet.").pk
        batch.save()
        batches.press_item(batch.items.get().pk)
        browser = signed_in(lead_attorney)
        page: Any = browser.get(f"/{canaries_enrolled.slug}/batches/{batch.pk}")
        told = page.content.decode()
        assert "An identity stands here." in told
        assert "DOE 806" not in told.upper()
        assert browser.post(f"/{canaries_enrolled.slug}/batches/{batch.pk}/zip").status_code == 422


class TestAPaperToBeReadFirst:
    def test_keeps_the_places_and_shows_them_without_saying_whose_they_are(
        self,
        canaries_enrolled: Lawsuit,
        declaring: Callable[[str], TemplateVersion],
        lead_attorney: Staff,
        signed_in: SignIn,
    ) -> None:
        paper = issued(declaring("I asked Ms. Court for help."), lawsuit=canaries_enrolled, actor=lead_attorney)
        found = paper.findings.filter(severity=REVIEW)
        assert {(one.subject, one.page) for one in found} == {("", 1)}
        page = signed_in(lead_attorney).get(f"/{canaries_enrolled.slug}/documents/{paper.pk}").content.decode()
        assert "to read" in page
        assert "Read the place before the paper goes out." in page

    def test_an_ordinary_paper_has_nothing_to_read(
        self, canaries_enrolled: Lawsuit, declaring: Callable[[str], TemplateVersion], lead_attorney: Staff
    ) -> None:
        paper = issued(declaring("I asked a friend for help."), lawsuit=canaries_enrolled, actor=lead_attorney)
        assert not paper.findings.filter(severity=REVIEW).exists()


@pytest.fixture(scope="module")
def planted_file() -> Path:
    """The people to enrol; PLANTED names others of the same shape."""
    return Path(os.environ.get("PLANTED") or Path(__file__).parent / "data" / "canaries.json")


@pytest.fixture(scope="module")
def planted(planted_file: Path) -> tuple[Planted, ...]:
    return read_strings(planted_file.read_bytes())


@pytest.fixture(scope="module")
def lived_in(planted_file: Path) -> Iterator[House]:
    """A house in which twelve people were enrolled in three ways, papers pressed, pages opened, errors provoked."""
    people = json.loads(planted_file.read_text(encoding="utf-8"))["people"]
    with house.opened() as opened:
        cast = "import django; django.setup(); from pathlib import Path; from tests.silence import cast; import sys;"
        opened.run("-c", f"{cast} cast.main(Path(sys.argv[1]), first=8)", str(planted_file))
        opened.start_web()
        flows.live(opened, people)
        yield opened


def heard(paths: list[Path], planted: tuple[Planted, ...]) -> list[str]:
    """Where a planted string stands, and what could not be read."""
    swept = search.sweep(paths, planted)
    assert swept.files
    return [f"{one.path}: {one.place}: {one.label}" for one in swept.seen] + [
        f"NOT READ {one.path}: {one.place}: {one.why}" for one in swept.unseen
    ]


class TestTheTables:
    def test_hold_no_name_in_clear_and_one_that_is_planted_there_is_found(
        self,
        canaries_enrolled: Lawsuit,
        planted: tuple[Planted, ...],
        superuser_sql: psycopg.Connection[Any],
        tmp_path: Path,
    ) -> None:
        """Of the drill below what every run of the tests can afford."""
        assert heard([dumped(tmp_path / "dump.sql", told=superuser_sql)], planted) == []
        superuser_sql.execute("UPDATE plaintiffs_client SET unit = %s", [planted[0].text])
        superuser_sql.commit()
        assert heard([dumped(tmp_path / "dump.sql", told=superuser_sql)], planted)

    def test_hold_none_while_a_copy_of_the_sealed_key_is_kept(
        self,
        canaries_enrolled: Lawsuit,
        custodian: Staff,
        planted: tuple[Planted, ...],
        superuser_sql: psycopg.Connection[Any],
        tmp_path: Path,
    ) -> None:
        """Neither does the shelf. The file itself names all of them: put into its row as it is, it is found."""
        second = factories.staff("Ruth Amadi", role=Role.CUSTODIAN)
        canaries_enrolled.members.create(staff=second)
        wanted = key_exhibit.Wanted(frozenset(), "order", "Lodged with the motion", "", uuid4())
        copy = key_exhibit.ask(wanted, lawsuit=canaries_enrolled, by=asker(custodian))
        key_exhibit.approve(copy.pk, lawsuit=canaries_enrolled, words="Ordered so.", by=asker(second))
        places = [dumped(tmp_path / "dump.sql", told=superuser_sql), Path(settings.MEDIA)]
        assert heard([place for place in places if place.exists()], planted) == []
        content = key_copies.fetch(copy.pk, lawsuit=canaries_enrolled, by=asker(second)).content
        superuser_sql.execute("UPDATE plaintiffs_keycopy SET ciphertext = %s", [content])
        superuser_sql.commit()
        found = heard([dumped(tmp_path / "dump.sql", told=superuser_sql)], planted)
        assert len({one for one in found if one.endswith("surname")}) > len(planted) / 20


def dumped(path: Path, *, told: psycopg.Connection[Any]) -> Path:
    """What a backup of the tests' own database holds."""
    place = told.info
    where = ["-h", place.host, "-p", str(place.port), "-U", place.user, "-f", str(path), place.dbname]
    environ = {**os.environ, "PGPASSWORD": place.password}
    subprocess.run([programs.find() / "pg_dump", "--inserts", *where], env=environ, check=True)
    return path


@pytest.fixture(scope="module")
def swept(lived_in: House, planted: tuple[Planted, ...]) -> Sweep:
    """Once every decoder has found what was planted behind it: each byte that the house has written."""
    assert controls.prove()
    return search.sweep([lived_in.place, lived_in.cluster.folder.resolve()], planted)


@pytest.mark.drill
class TestTheHouse:
    def test_is_silent_in_every_file_that_it_has_written(
        self, lived_in: House, swept: Sweep, planted: tuple[Planted, ...], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with capsys.disabled():
            size = f"{swept.files} files, {swept.size / 1e6:.0f} MB, {len(planted)} strings"
            print(f"\n{size}: {len(swept.seen)} found, {len(swept.unseen)} not read")  # noqa: T201 (a drill's figures)
        elsewhere = [one for one in swept.seen if not Path(one.path).is_relative_to(lived_in.opened)]
        assert [f"{one.path}: {one.place}: {one.label}" for one in elsewhere] == []
        assert swept.unseen == ()

    def test_says_a_field_in_the_answers_that_opened_it_and_no_other(
        self, lived_in: House, swept: Sweep, planted: tuple[Planted, ...]
    ) -> None:
        whose = planted[0].label.partition(" ")[0]
        said = {(Path(one.path), one.label) for one in swept.seen if Path(one.path).is_relative_to(lived_in.opened)}
        answers = sorted(lived_in.opened.glob("*/*.body"))
        assert [path.parent.name for path in answers] == ["e_mail", "phone", "phone", "serial_no"]
        assert said == {(path, f"{whose} {path.parent.name}") for path in answers}

    def test_was_asked_at_every_address_by_every_role_in_every_way(
        self, lived_in: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What stands in those answers is swept above. An address that is there for nobody was not looked into."""
        told = lived_in.crawled
        assert told
        with capsys.disabled():
            print(f"\n{len(told.answered)} routes, {told.asked} questions")  # noqa: T201 (a drill's figures)
        assert set(routes()) - set(told.answered) == set()
        assert told.broken == set()
        assert told.nowhere == NOT_THERE_FOR_ANYBODY

    def test_kept_its_papers_its_queue_and_its_talk_for_the_search(self, lived_in: House) -> None:
        """What is silent because nothing was said proves nothing."""
        place = lived_in.place
        assert len(list((place / "media").rglob("*.pdf"))) == 25  # a complaint; a declaration and a letter for each
        assert len(list((place / "answers").glob("*-500.body"))) == 4
        assert b"filings.tasks.press_item" in (place / "broker" / "waiting.txt").read_bytes()
        assert b"LPUSH" in (place / "broker" / "monitor.txt").read_bytes()
        assert b" DEBUG " in (place / "log" / "worker.log").read_bytes()
        log = lived_in.cluster.postmaster.log.read_bytes()
        assert b"ERROR:  refused" in log
        assert b'INSERT INTO "plaintiffs_revealrequest"' in log
        assert "plaintiffs_client" in (place / "activity.txt").read_text()
        assert lived_in.looks > 500

    def test_its_trail_tells_of_every_act_of_the_locked_room(self, lived_in: House) -> None:
        with lived_in.super() as root:
            told = {str(act) for (act,) in root.execute("SELECT DISTINCT act FROM casefile_auditentry")}
        assert {act.value for act in LOCKED_ROOM} - told == set()

    @pytest.mark.parametrize("kind", sorted(SPOTS))
    def test_would_be_heard_with_a_name_in(self, lived_in: House, planted: tuple[Planted, ...], kind: str) -> None:
        name = next(one.text for one in planted if one.label.endswith("full_name"))
        places = SPOTS[kind](lived_in, name)
        assert [one for one in heard(places, planted) if one.endswith("full_name")], f"{kind} is not looked into"

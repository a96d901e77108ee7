"""A web process that is killed while it opens a name: no byte of a name has left without its committed entry (T16)."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest

from casefile import audit
from casefile.acts import Act
from casefile.models import Lawsuit, Staff
from plaintiffs.models import Client, RevealPolicy
from tests.plaintiffs import opening
from tests.plaintiffs.mortal import Web, served
from tests.plaintiffs.opening import PURPOSE, entries, give, people
from tests.signing_in import let_in

NAME = b"Quillfeather10"
MOMENTS = ("entry committed", "vault opened", "page rendered", "all but a byte said")


@pytest.fixture
def client(lawsuit: Lawsuit, lead_attorney: Staff, custodian: Staff) -> Client:
    """One person, and caps that leave room for a hundred openings of her."""
    (client,) = people(lawsuit, [10])
    give(client, to=lead_attorney, by=custodian)
    RevealPolicy.objects.create(lawsuit=lawsuit, an_hour=1000, a_day=1000, people_a_day=1000)
    opening.begin()
    return client


def asked_for(web: Web, client: Client) -> bytes:
    form = {"asking": str(uuid4()), "field": "last", "reason_code": "contact", "purpose": PURPOSE}
    return web.heard("POST", f"/doe-v-rivermont/clients/{client.pk}/reveal", form)


def killed_at_each_moment(client: Client, staff: Staff, *, folder: Path, times: int) -> Counter[tuple[str, bool]]:
    """How often a name came, by the moment of death. After each there is one entry more."""
    came: Counter[tuple[str, bool]] = Counter()
    with served(folder, browser=let_in(staff)) as web:
        for number in range(times):
            moment = MOMENTS[number % len(MOMENTS)]
            web.dies_at(moment)
            heard = asked_for(web, client)
            assert not web.sign.exists(), "it did not die"
            came[moment, NAME in heard] += 1
            assert len(entries(Act.REVEALED)) == number + 1
            web.await_worker()
    assert audit.head_fits()
    return came


def test_a_web_killed_at_each_moment_of_an_opening_has_left_its_entry(
    client: Client, lead_attorney: Staff, tmp_path: Path
) -> None:
    """Security test T16, its short form."""
    came = killed_at_each_moment(client, lead_attorney, folder=tmp_path, times=4)
    assert came == {(moment, moment == MOMENTS[-1]): 1 for moment in MOMENTS}


@pytest.mark.drill
def test_fifty_times_killed_between_entry_and_answer(
    client: Client, lead_attorney: Staff, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Security test T16: at four moments in turn; only the last lets a name out."""
    came = killed_at_each_moment(client, lead_attorney, folder=tmp_path, times=50)
    assert came == {(moment, moment == MOMENTS[-1]): 13 if moment in MOMENTS[:2] else 12 for moment in MOMENTS}
    with capsys.disabled():
        print(f"\n50 kills: {dict(came)}, each with its entry")  # noqa: T201


@pytest.mark.drill
def test_fifty_times_killed_at_any_moment(
    client: Client, lead_attorney: Staff, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From outside, somewhere between the question and a little after the answer."""
    lot, came = Random(16), Counter[tuple[bool, int]]()  # noqa: S311 (when to kill)
    with served(tmp_path, browser=let_in(lead_attorney)) as web:
        began = time.monotonic()
        asked_for(web, client)
        whole = time.monotonic() - began  # of the first question to a fresh worker, as each will be
        for _ in range(50):
            before = len(entries(Act.REVEALED))
            killer = web.killed_after(whole * lot.uniform(0.4, 1.2))
            heard = asked_for(web, client)
            killer.join()
            came[NAME in heard, len(entries(Act.REVEALED)) - before] += 1
            web.await_worker()
    with capsys.disabled():
        print(f"\n50 kills at any moment, (name came, entries): {dict(came)}")  # noqa: T201
    assert came[True, 0] == 0
    assert {told for told in came if told[0]} == {(True, 1)}
    assert len(came) > 1, "all kills came too early or too late"

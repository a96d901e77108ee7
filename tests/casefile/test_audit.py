"""The audit trail grows at its end; nobody who connects as the application changes it, and whoever does is found."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

from casefile import audit, chain
from casefile.acts import Act
from casefile.chain import Link
from casefile.models import AuditEntry, Staff
from plaintiffs.models import Plaintiff
from tests import factories
from tests.casefile.trail import Owned, anchored, chained, forged, owned
from tests.plaintiffs.opening import at_once


@pytest.fixture
def entries(db: None, lead_attorney: Staff) -> list[AuditEntry]:
    for number in range(8):
        audit.record(lead_attorney, Act.CLIENT_ENROLLED, f"client {number}", place=number)
    return list(AuditEntry.objects.order_by("-seq")[:8])


def test_an_untouched_trail_follows_from_its_first_entry(entries: list[AuditEntry]) -> None:
    found = chain.read(chain.stored())
    assert (found.whole, found.head, found.count) == (True, entries[0].seq, AuditEntry.objects.count())


class TestWhatTheMacCovers:
    """Entries of the first version name no lawsuit and no client. They verify as they did, and as nothing else."""

    @pytest.fixture
    def mixed(self, entries: list[AuditEntry], superuser_sql: psycopg.Connection[Any]) -> Iterator[Owned]:
        """Six entries as the first version wrote them, and two of the second behind them."""
        with owned(superuser_sql) as trail:
            links = trail.links()
            older = [link._replace(version=1, lawsuit=None, client=None) for link in links[-8:-2]]
            newer = [link._replace(lawsuit=uuid4(), client=uuid4()) for link in links[-2:]]
            trail.put(chained([*older, *newer], after=links[-9] if len(links) > 8 else None))
            yield trail

    def test_old_and_new_entries_stand_in_one_chain(self, mixed: Owned) -> None:
        assert [link.version for link in mixed.links()[-8:]] == [1] * 6 + [chain.VERSION] * 2
        assert mixed.read([])[0].whole

    @pytest.mark.parametrize(
        ("change", "at"),
        [
            ("lawsuit = gen_random_uuid()", -1),
            ("client = NULL", -1),
            ("client = gen_random_uuid()", -4),
            ("version = 1, lawsuit = NULL, client = NULL", -1),
            ("version = 2", -4),
            ("version = 3", -1),
        ],
    )
    def test_an_entry_given_another_client_lawsuit_or_version_is_found(
        self, mixed: Owned, change: str, at: int
    ) -> None:
        seq = mixed.links()[at].seq
        mixed.act(f"UPDATE casefile_auditentry SET {change} WHERE seq = %s", seq)  # noqa: S608
        assert mixed.read([])[0].broken == [(seq, chain.FORGED)]


def test_an_entry_says_whose_lawsuit_and_which_client_it_speaks_of(does: list[Plaintiff], auditor: Staff) -> None:
    claim = factories.claim_of(factories.enrolled(does[0].lawsuit, code="RM-9", events=[]))
    for subject in (does[0].lawsuit, does[0], does[0].client, claim):
        audit.record(auditor, Act.AUDIT_VERIFIED, subject)
    with audit.inside(does[0].lawsuit_id):
        audit.record(auditor, Act.AUDIT_VERIFIED, "batch item 1")
    audit.record(auditor, Act.AUDIT_VERIFIED)
    told = AuditEntry.objects.order_by("-seq").values_list("lawsuit", "client")[:6]
    here, her = does[0].lawsuit_id, does[0].client_id
    assert list(told)[::-1] == [
        (here, None),
        (here, her),
        (here, her),
        (here, claim.client_id),
        (here, None),
        (None, None),
    ]


REFUSED = ("42501", "P0001")  # the right is missing, or a trigger of the trail says no
ADDED = "INSERT INTO casefile_auditentry (seq, at, actor, act, subject, detail, prev, mac) VALUES"
TAMPERING = [
    "UPDATE casefile_auditentry SET act = 'nothing'",
    "DELETE FROM casefile_auditentry",
    "TRUNCATE casefile_auditentry",
    "ALTER TABLE casefile_auditentry DISABLE TRIGGER audit_stays",
    "SET session_replication_role = replica",
    "DROP TABLE casefile_auditentry",
    f"{ADDED} (999999, now(), '', '', '', '{{}}', '', '')",
    f"{ADDED} (1, now(), '', '', '', '{{}}', '', '') ON CONFLICT (seq) DO UPDATE SET act = 'nothing'",
    "DROP TRIGGER audit_follows ON casefile_auditentry",
    "CREATE OR REPLACE FUNCTION casefile_audit_stays() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE RULE away AS ON INSERT TO casefile_auditentry DO INSTEAD NOTHING",
    "ALTER TABLE casefile_auditentry ALTER COLUMN seq DROP NOT NULL",
    "SET ROLE casefile_migrator",
    "ALTER FUNCTION casefile_audit_follows() RENAME TO something_else",
    "SELECT * FROM casefile_auditentry FOR UPDATE",
]


@pytest.mark.parametrize("role", ["default", "vault"])
@pytest.mark.parametrize("statement", TAMPERING)
def test_nobody_but_the_owner_can_rewrite_the_trail(entries: list[AuditEntry], statement: str, role: str) -> None:
    """Security test T24."""
    with pytest.raises(DatabaseError) as refused, connections[role].cursor() as cursor:
        cursor.execute(statement)
    assert getattr(refused.value.__cause__, "sqlstate", "") in REFUSED


def the_middle(links: list[Link]) -> int:
    return links[-4].seq


def edit(trail: Owned) -> None:
    trail.act("""UPDATE casefile_auditentry SET detail = '{"place": 9}' WHERE seq = %s""", the_middle(trail.links()))


def delete_in_the_middle(trail: Owned) -> None:
    trail.act("DELETE FROM casefile_auditentry WHERE seq = %s", the_middle(trail.links()))


def reorder(trail: Owned) -> None:
    links = trail.links()
    one, two = links[-4], links[-3]
    trail.put([*links[:-4], two._replace(seq=one.seq), one._replace(seq=two.seq), *links[-2:]])


def cut_the_tail(trail: Owned) -> None:
    trail.act("DELETE FROM casefile_auditentry WHERE seq > %s", the_middle(trail.links()))


def write_anew_with_the_key(trail: Owned) -> None:
    links = trail.links()
    told = [link._replace(detail={"place": 9}) for link in links[-4:]]
    trail.put(chained(told, after=links[-5]))


def put_an_old_copy_back_and_go_on(trail: Owned) -> None:
    links = trail.links()
    later = [link._replace(act=Act.SIGNED_IN.value) for link in links[-6:]]
    trail.put(chained([*later, *later], after=links[-7]))


@pytest.mark.parametrize(
    ("tampering", "seen_by_the_chain"),
    [
        (edit, chain.FORGED),
        (delete_in_the_middle, chain.GAP),
        (reorder, chain.FORGED),
        (cut_the_tail, ""),
        (write_anew_with_the_key, ""),
        (put_an_old_copy_back_and_go_on, ""),
    ],
)
def test_what_its_owner_does_to_the_trail_is_found_with_an_anchor(
    entries: list[AuditEntry],
    superuser_sql: psycopg.Connection[Any],
    tampering: Callable[[Owned], None],
    seen_by_the_chain: str,
) -> None:
    """Security test T25: three are seen by the chain itself, three by the anchor alone."""
    with owned(superuser_sql) as trail:
        anchor = anchored(trail.links())
        assert trail.read([anchor]) == (chain.read(trail.links(), marks={anchor.seq}), [])
        tampering(trail)
        found, missed = trail.read([anchor])
        assert [why for _, why in found.broken[:1]] == ([seen_by_the_chain] if seen_by_the_chain else [])
        assert bool(missed) is (not seen_by_the_chain or tampering is delete_in_the_middle)


def test_a_superuser_s_edit_is_found_at_the_entry_it_changed(
    entries: list[AuditEntry], superuser_sql: psycopg.Connection[Any]
) -> None:
    with owned(superuser_sql) as trail:
        edit(trail)
        assert trail.read([])[0].broken == [(the_middle(trail.links()), chain.FORGED)]


def test_an_anchor_that_was_made_up_is_told(entries: list[AuditEntry], superuser_sql: psycopg.Connection[Any]) -> None:
    with owned(superuser_sql) as trail:
        anchor = anchored(trail.links())
        _, missed = trail.read([forged(anchor, count=anchor.count - 1)])
    assert missed == [f"anchor 1 of {anchor.at}: this line is no anchor of this house"]


def test_an_act_that_fails_leaves_no_entry_and_one_recorded_first_stays(
    entries: list[AuditEntry], lead_attorney: Staff
) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record_first(lead_attorney, Act.DOCUMENT_DOWNLOADED, "document 1")
        audit.record(lead_attorney, Act.CLIENT_ENROLLED, "client 4")
        raise ZeroDivisionError
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.order_by("-seq")[0].act == Act.DOCUMENT_DOWNLOADED


class TestTheTurn:
    def test_once_taken_is_nobody_else_s_until_the_transaction_ends(
        self, db: None, superuser_sql: psycopg.Connection[Any]
    ) -> None:
        free = f"SELECT pg_try_advisory_lock({audit.LOCK})"
        with transaction.atomic(using="vault"):
            audit.take_turn("vault")
            assert superuser_sql.execute(free.encode()).fetchone() == (False,)
        assert superuser_sql.execute(free.encode()).fetchone() == (True,)

    @pytest.mark.parametrize("record", [audit.record, audit.record_in_vault, audit.record_first])
    def test_is_waited_for_by_all_who_record_at_once(self, db: None, record: Callable[..., None]) -> None:
        def entered() -> str:
            record("system", Act.SIGNED_IN)
            return "entered"

        assert at_once(80, entered) == {"entered": 80}
        assert chain.read(chain.stored()).whole


class TestAuditVerify:
    def test_says_that_all_is_as_it_was_written_and_records_that_it_looked(self, entries: list[AuditEntry]) -> None:
        code, told, _ = verified("--json")
        assert (code, told["broken"], told["head"]) == (0, [], AuditEntry.objects.count() - 1)
        last = AuditEntry.objects.order_by("-seq")[0]
        assert (last.act, last.detail["wrong"]) == (Act.AUDIT_VERIFIED, 0)

    def test_names_the_entry_that_was_changed(
        self, entries: list[AuditEntry], superuser_sql: psycopg.Connection[Any]
    ) -> None:
        seq, told = entries[2].seq, json.dumps(entries[2].detail)
        as_nobody_may(superuser_sql, "UPDATE casefile_auditentry SET detail = %s WHERE seq = %s", ['{"a": 9}', seq])
        try:
            code, found, _ = verified("--json")
            assert (code, found["broken"]) == (1, [{"seq": seq, "why": chain.FORGED}])
        finally:
            as_nobody_may(superuser_sql, "UPDATE casefile_auditentry SET detail = %s WHERE seq = %s", [told, seq])
        assert verified("--json")[0] == 0

    def test_holds_the_trail_against_an_anchor_kept_elsewhere(self, entries: list[AuditEntry], tmp_path: Path) -> None:
        links = list(chain.stored())
        good, cut = anchored(links), anchored([*links, links[-1]._replace(seq=links[-1].seq + 1000)])
        elsewhere = tmp_path / "syslog"
        elsewhere.write_text(f"Nov 24 11:00:01 host casefile: anchor {good.line}\n")
        assert verified("--json", "--anchor", str(elsewhere))[1]["missed"] == []
        elsewhere.write_text(f"{good.line}\n{cut.line}\nsomething else\n")
        code, told, _ = verified("--json", "--anchor", str(elsewhere))
        assert code == 1
        assert ["gone" in one or "no anchor" in one for one in told["missed"]] == [True, True]

    def test_ends_with_two_when_the_anchors_cannot_be_read(self, entries: list[AuditEntry], tmp_path: Path) -> None:
        code, _, beside = verified("--anchor", str(tmp_path / "nowhere"))
        assert (code, "cannot be read" in str(beside)) == (2, True)

    def test_says_to_people_what_no_anchor_means(
        self, entries: list[AuditEntry], settings: Any, tmp_path: Path
    ) -> None:
        settings.ANCHOR = tmp_path / "none-yet"
        assert "would not be seen" in str(verified()[1])


def verified(*arguments: str) -> tuple[int, Any, str]:
    """Exit code, the finding (text, or what --json gives), and what was said beside it."""
    out, beside = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("audit_verify", *arguments, stdout=out, stderr=beside)
    said = out.getvalue()
    return int(ended.value.code or 0), json.loads(said) if said.startswith("{") else said, beside.getvalue()


def as_nobody_may(connection: psycopg.Connection[Any], statement: str, values: list[Any]) -> None:
    connection.execute("ALTER TABLE casefile_auditentry DISABLE TRIGGER audit_stays")
    connection.execute(statement.encode(), values)
    connection.execute("ALTER TABLE casefile_auditentry ENABLE ALWAYS TRIGGER audit_stays")
    connection.commit()

"""Many write the audit trail at once and no number is missing; a long one is read in seconds. Figures are printed."""

from __future__ import annotations

import time
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from casefile import audit, chain
from casefile.acts import Act
from casefile.models import AuditEntry, Staff
from tests import processes
from tests.casefile.trail import chained

pytestmark = pytest.mark.drill

WRITE = """
from casefile import audit
from casefile.acts import Act
audit.record("system", Act.SIGNED_IN, "", of=sys.argv[1])
begin()
sys.stdin.readline()
for number in range(int(sys.argv[2])):
    audit.record("system", Act.SIGNED_IN, "", of=f"writer{sys.argv[1]}entry{number}")
"""


def test_eight_writers_leave_no_gap(lead_attorney: Staff, capsys: pytest.CaptureFixture[str]) -> None:
    """Security test T26, writing."""
    before, each = AuditEntry.objects.count(), 2500
    writers = [processes.started(WRITE, str(number), str(each)) for number in range(8)]
    began = time.monotonic()
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate()
    seconds = time.monotonic() - began
    assert [writer.returncode for writer in writers] == [0] * 8
    found = chain.read(chain.stored())
    assert (found.whole, found.count) == (True, before + 8 * (each + 1))
    with capsys.disabled():
        print(f"\n8 writers x {each}: {8 * each / seconds:.0f} entries a second")  # noqa: T201


def test_a_hundred_thousand_entries_are_verified_in_seconds(
    lead_attorney: Staff, superuser_sql: psycopg.Connection[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Security test T26, reading."""
    audit.record(lead_attorney, Act.SIGNED_IN, "")
    last = list(chain.stored())[-1]
    more = chained([last._replace(detail={"of": f"entry{number}"}) for number in range(100_000)], after=last)
    superuser_sql.execute("ALTER TABLE casefile_auditentry DISABLE TRIGGER audit_follows")
    with superuser_sql.cursor().copy("COPY casefile_auditentry FROM STDIN") as copy:
        for link in more:
            copy.write_row(link._replace(detail=Jsonb(link.detail)))
    superuser_sql.execute("ALTER TABLE casefile_auditentry ENABLE ALWAYS TRIGGER audit_follows")
    superuser_sql.commit()
    began = time.monotonic()
    found = chain.read(chain.stored())
    seconds = time.monotonic() - began
    assert (found.whole, found.head) == (True, more[-1].seq)
    assert seconds < 10, "a nightly look must not take minutes at ten times the size"
    with capsys.disabled():
        print(f"\n{found.count} entries verified in {seconds:.2f} s")  # noqa: T201

"""The benchmarks run. What they find is no test: this machine may be busy."""

from __future__ import annotations

from casefile import clock
from filings.services import demonstration
from tests.benchmarks.measure import Size, measure
from tests.benchmarks.pairs import in_turn
from tests.benchmarks.papers import WALK
from tests.benchmarks.report import report


def test_ways_are_measured_in_turn_and_the_quotient_is_of_each_round() -> None:
    order: list[str] = []
    timed = in_turn({"one": lambda: order.append("one"), "other": lambda: order.append("other")}, rounds=3)
    assert order == ["one", "other", "other", "one", "one", "other"]
    assert str(timed.ratio("one", to="one")) == "1.00 (1.00–1.00)"


def test_a_tiny_run_measures_every_paper_and_reports_it(db: None) -> None:
    lawsuit = demonstration.load(today=clock.today())
    assert lawsuit is not None
    run = measure(
        lawsuit, size=Size(complaints=1, declarations=1, letters=4, block=2, lists=1, crowd=30), say=lambda what: None
    )
    assert (run.complaint.papers, run.letter.papers, run.letter.rounds) == (1, 4, 2)
    assert set(run.letter.parts) == {"facts", "press", "read back", "form", "net", "guard", "store"}
    assert all(seconds > 0 for seconds in run.letter.timed.seconds[WALK])
    told = report(run, quick=True)
    assert "complaint: 1 of 15 pages" in told
    assert "| plaintiffs of 30, scoped to unscoped | ≤ 2 |" in told
    assert "| G6 guard on the complaint, to plain |" in told

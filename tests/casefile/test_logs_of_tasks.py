"""A task that fails tells its name and the error's kind, and nothing of the value it choked on."""

import logging

import pytest
from celery.app.trace import trace_task

from casefile import logs
from filings.tasks import load_sheet


def test_the_words_of_an_error_in_a_task_are_not_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def choke(item_id: int) -> None:
        raise ValueError("time data 'Perpetua Wolfthistleby' does not match")

    monkeypatch.setattr(load_sheet, "run", choke)
    caplog.handler.addFilter(logs.NoValue())
    caplog.handler.setFormatter(logs.KindOnly("%(levelname)s %(name)s %(message)s"))
    with caplog.at_level(logging.DEBUG):
        trace_task(load_sheet, "id-1", (1,), {}, request={"hostname": "here"}, app=load_sheet.app)
    assert "filings.tasks.load_sheet" in caplog.text
    assert "ValueError" in caplog.text
    assert "Perpetua" not in caplog.text

"""Whatever breaks with a name in its hands: the answer, the log, the report and the mail do not say it (T05)."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from celery.app.trace import trace_task
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.template import Context, Engine
from django.test import Client as Browser
from django.test import RequestFactory
from django.views.debug import ExceptionReporter, get_exception_reporter_class
from pytest_django.fixtures import Settings

from casefile import logs, trouble
from casefile.models import Staff
from filings.tasks import load_sheet
from plaintiffs.models import Client
from tests.wrong_addresses import Choke

NAME = "Perpetua Wolfthistleby"


def sql(statement: str) -> Callable[[], None]:
    def run() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [NAME])

    return run


def twice() -> None:
    with transaction.atomic():
        for _ in range(2):
            Staff.objects.enrol("perpetua@wolfthistleby.example", name=NAME, role="attorney")  # type: ignore[arg-type]


def raised(error: Exception) -> Callable[[], None]:
    def run() -> None:
        person = {"name": NAME}
        raise error from KeyError(person["name"])

    return run


CHOKES: dict[str, Callable[[], object]] = {
    "a unique value": twice,
    "a cast to a number": sql("SELECT %s::text::int"),
    "a cast to a day": sql("SELECT %s::text::date"),
    "a value that is too long": sql("SELECT set_config('casefile.x', %s, true), 1 / 0"),
    "a check that fails": sql("INSERT INTO casefile_counts (key, value, expires) VALUES (%s, NULL, NULL)"),
    "a foreign key": sql("INSERT INTO plaintiffs_client (id, code) VALUES (gen_random_uuid(), %s)"),
    "a table that is not there": sql("SELECT * FROM nowhere WHERE name = %s"),
    "a row that is not there": lambda: Client.objects.unscoped("test").get(code=NAME),
    "a number": lambda: int(NAME),
    "a day": lambda: datetime.strptime(NAME, "%Y-%m-%d"),
    "a UUID": lambda: UUID(NAME),
    "JSON": lambda: json.loads(f'{{"name": {NAME}}}'),
    "letters": lambda: NAME.encode("utf-16").decode("ascii"),
    "a file": lambda: Path(f"/nowhere/{NAME}").read_text(),
    "a key": lambda: dict[str, str]()[NAME],
    "an attribute": lambda: getattr(object(), NAME),
    "a template": lambda: (
        Engine().from_string("{{ one|add:two.three.four }}{% nothing %}").render(Context({"one": NAME}))
    ),
    "a validation": raised(ValidationError({"name": [f"{NAME} is not valid"]})),
    "an error behind an error": raised(RuntimeError("it broke")),
    "a group of errors": raised(ExceptionGroup(NAME, [ValueError(NAME)])),
}


@contextmanager
def written_down() -> Iterator[io.StringIO]:
    """What the house's own log would hold, as it is set up in production."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.KindOnly("%(levelname)s %(name)s %(message)s"))
    handler.addFilter(logs.NoAddress())
    handler.addFilter(logs.NoValue())
    logging.getLogger().addHandler(handler)
    try:
        yield out
    finally:
        logging.getLogger().removeHandler(handler)


def still(told: str) -> bool:
    return not any(piece in told.casefold() for piece in ("perpetua", "wolfthistleby"))


@pytest.fixture
def choking(db: None, settings: Settings, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    settings.ROOT_URLCONF = "tests.wrong_addresses"
    monkeypatch.setattr(Choke, "now", staticmethod(CHOKES[request.param]))
    return str(request.param)


@pytest.mark.parametrize("choking", CHOKES, indirect=True)
class TestWhatBreaks:
    @pytest.mark.parametrize("address", ["/wrong/choking", "/api/v1/wrong/choking"])
    def test_in_a_page_or_the_api_is_answered_and_written_down_without_the_name(
        self, choking: str, address: str
    ) -> None:
        with written_down() as log:
            answer: Any = Browser(raise_request_exception=False).post(f"{address}?q={NAME}", {"name": NAME})
        assert answer.status_code == 500
        assert still(f"{answer.headers} {answer.content.decode()}")
        assert "wrong/choking" in log.getvalue()
        assert still(log.getvalue())

    def test_in_a_task_is_written_down_without_the_name(self, choking: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(load_sheet, "run", lambda _item: Choke.now())
        monkeypatch.setattr(load_sheet, "__trace__", None)  # Celery keeps what it made of the first `run`
        with written_down() as log:
            trace_task(load_sheet, "id-1", (1,), {}, request={"hostname": "here"}, app=load_sheet.app)
        assert "filings.tasks.load_sheet" in log.getvalue()
        assert still(log.getvalue())

    def test_is_mailed_to_nobody_and_reported_without_the_name(self, choking: str, settings: Settings) -> None:
        settings.ADMINS = [("Somebody", "somebody@firm.example")]
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        asked = RequestFactory().post(f"/wrong/choking?q={NAME}", {"name": NAME}, headers={"X-Name": NAME})
        Browser(raise_request_exception=False).post(f"/wrong/choking?q={NAME}", {"name": NAME})
        assert mail.outbox == []
        with pytest.raises(Exception) as broken:
            Choke.now()
        reporter: Any = get_exception_reporter_class(asked)
        report = reporter(asked, broken.type, broken.value, broken.tb)
        assert still(report.get_traceback_text() + report.get_traceback_html())

    def test_is_shown_by_its_kind_alone(self, choking: str) -> None:
        with pytest.raises(Exception) as broken:
            Choke.now()
        assert still(trouble.told(broken.value))


def test_the_same_search_hears_what_django_itself_would_report(db: None) -> None:
    try:
        CHOKES["a number"]()
    except ValueError:
        assert not still(ExceptionReporter(None, *sys.exc_info()).get_traceback_text())


def test_there_are_more_than_forty_points() -> None:
    assert len(CHOKES) * 4 > 40

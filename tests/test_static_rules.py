"""What a reader of the code can hold is held: who opens what is sealed, what a task is told, what a log says (T13)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.static_rules import OPENERS, faults, faults_of_template, faults_of_tree

ROOT = Path(__file__).resolve().parent.parent
SOMEWHERE = "filings/services/claims.py"
BROKEN = {  # a line that breaks a rule -> what is said of it
    "text = opened.value.reveal()": "opens what is sealed",
    "texts = map(Sealed.reveal, values)": "opens what is sealed",
    "text = getattr(value, 'reveal')()": "opens what is sealed",
    "texts = map(methodcaller('reveal'), values)": "opens what is sealed",
    "@shared_task(ignore_result=True)\ndef press(item_id: int, name: str) -> None: ...": "more than an id: name",
    "@shared_task\ndef press(item) -> None: ...": "more than an id: item",
    "@app.task\ndef press(*items: object) -> None: ...": "more than an id: items",
    "press.delay_on_commit(f'{client.pk}')": "rung with more than an id",
    "press.apply_async([identity.last])": "rung with more than an id",
    "press.delay({'who': client.pk})": "rung with more than an id",
    "print('here')": "prints",
    "log.info('found %s', identity.last)": "what may hold a name",
    "log.warning('found %s', opened.value)": "what may hold a name",
    "log.error(f'found {client}')": "what may hold a name",
    "log.debug('asked %s', request.POST)": "what may hold a name",
    "logger.info('refused %s', serializer.errors)": "what may hold a name",
}
SOUND = [
    "log.info('pressed %s in %s s', item.pk, seconds)",
    "@shared_task(acks_late=True)\ndef press(item_id: int) -> None: ...",
    "@shared_task\ndef press(client_id: UUID) -> None: ...",
    "press.delay_on_commit(item_id)",
    "self._open(port, stack=stack)",
]


def test_the_whole_house_keeps_the_rules() -> None:
    assert faults_of_tree(ROOT) == []


@pytest.mark.parametrize("line", BROKEN)
def test_a_line_that_breaks_a_rule_is_found(line: str) -> None:
    (said,) = faults(line, path=SOMEWHERE)
    assert BROKEN[line] in said
    assert said.startswith(SOMEWHERE)


@pytest.mark.parametrize("line", SOUND)
def test_a_line_that_keeps_them_is_not(line: str) -> None:
    assert faults(line, path=SOMEWHERE) == []


def test_every_opener_opens_something() -> None:
    """Who no longer does is taken off the list."""
    assert [path for path in OPENERS if ".reveal(" not in (ROOT / path).read_text()] == []


def test_a_template_that_opens_is_found() -> None:
    assert faults_of_template("<p>\n{{ one.value.reveal }}", path="x.html") == ["x.html:2: opens what is sealed"]

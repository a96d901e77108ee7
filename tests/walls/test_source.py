"""No row of a client is read by accident: whoever asks says for whom, and who may ask for all is on a list."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count

from casefile.models import Batch, Lawsuit, Staff
from casefile.walled import Unscoped
from filings.models import Document, GovernmentClaim
from plaintiffs.models import Client, Plaintiff
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
WALLED: list[Any] = [Client, Plaintiff, GovernmentClaim, Document]
MAY_ASK_FOR_ALL = {
    "filings/importers/claims.py",
    "filings/management/commands/press.py",
    "filings/queries/claims.py",
    "filings/queries/denied.py",
    "filings/queries/words.py",
    "filings/services/batches.py",
    "filings/services/claims.py",
    "filings/services/forgetting.py",
    "filings/services/orphans.py",
    "filings/services/packages.py",
    "filings/services/rescans.py",
    "plaintiffs/services/intake.py",
    "plaintiffs/queries/key_exhibits.py",
    "plaintiffs/queries/reveals.py",
    "plaintiffs/services/key_copies.py",
    "plaintiffs/services/key_exhibit.py",
    "plaintiffs/services/name_search.py",
    "plaintiffs/services/need_to_know.py",
    "plaintiffs/services/reach.py",
    "plaintiffs/services/shredding.py",
    "plaintiffs/services/turns.py",
}
SCOPES = {"visible_to", "unscoped", "create", "bulk_create"}  # a row that is made is nobody's yet
ASKED: dict[str, Callable[[Any], Any]] = {
    "rows": list,
    "one": lambda rows: rows.get(pk="00000000-0000-4000-8000-000000000000"),
    "first": lambda rows: rows.first(),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "values": lambda rows: list(rows.values_list("pk")),
    "iterator": lambda rows: next(rows.iterator()),
    "whether it is empty": bool,
    "update": lambda rows: rows.update(lawsuit=None),
    "delete": lambda rows: rows.all().delete(),
    "rows joined to one's own": lambda rows: list(rows.model.objects.unscoped("a test") | rows),
    "a union with one's own": lambda rows: list(rows.model.objects.unscoped("a test").union(rows)),
    "an inner query": lambda rows: list(Lawsuit.objects.filter(pk__in=rows.values("pk"))),
}


class TestAQueryset:
    @pytest.mark.parametrize("model", WALLED)
    @pytest.mark.parametrize("asked", ASKED)
    def test_that_says_nobody_is_refused(self, db: None, model: Any, asked: str) -> None:
        with pytest.raises(Unscoped, match="visible_to"):
            ASKED[asked](model.objects.filter(pk__isnull=False))

    @pytest.mark.parametrize("model", WALLED)
    def test_that_says_for_whom_or_why_is_answered(self, model: Any, paralegal: Staff) -> None:
        for rows in (model.objects.visible_to(paralegal), model.objects.unscoped("a test looks")):
            assert list(rows.filter(pk__isnull=False).order_by("pk")) == []
            assert (rows.count(), rows.exists(), list(rows.iterator()), rows.first()) == (0, False, [], None)

    def test_without_a_reason_is_refused(self) -> None:
        with pytest.raises(Unscoped, match="Say why"):
            Client.objects.unscoped("")

    def test_of_none_is_empty_for_everybody(self) -> None:
        assert not Client.objects.none()


RELATED: dict[str, Callable[[Client], Any]] = {
    "her designations": lambda client: client.designations.all(),
    "her claims": lambda client: client.claims.all(),
    "the lawsuit's clients": lambda client: client.lawsuit.clients.all(),
    "the lawsuit's plaintiffs": lambda client: client.lawsuit.plaintiffs.all(),
    "the lawsuit's papers": lambda client: client.lawsuit.documents.all(),
    "whom a paper speaks for": lambda client: Document(pk=client.pk).plaintiffs.all(),
    "papers that speak for her": lambda client: Plaintiff(pk=client.pk).documents.all(),
    "whom a sheet brought": lambda client: Batch(pk=client.pk).clients.all(),
    "what is fetched along": lambda client: Client.objects.unscoped("a test").prefetch_related("claims"),
}


@pytest.mark.parametrize("related", RELATED)
def test_related_rows_ask_as_well(lawsuit: Lawsuit, related: str) -> None:
    client = factories.enrolled(lawsuit, code="RM-1", number=1)
    with pytest.raises(Unscoped):
        list(RELATED[related](client))


def test_the_row_that_a_key_points_to_needs_no_scope(lawsuit: Lawsuit, paralegal: Staff) -> None:
    factories.enrolled(lawsuit, code="RM-1", number=1)
    assert Plaintiff.objects.visible_to(paralegal).get().client.code == "RM-1"


class TestTheSource:
    def test_begins_every_look_at_these_rows_with_a_scope(self) -> None:
        assert not [f"{name}:{line}" for name, line, word in _looks() if word not in SCOPES]

    def test_asks_for_all_rows_only_where_it_is_the_work_of_the_house(self) -> None:
        asking = {name for name, tree in _python() for call in _calls(tree) if call.func.attr == "unscoped"}
        assert asking == MAY_ASK_FOR_ALL

    def test_asks_for_all_rows_in_no_page_and_no_address(self) -> None:
        assert not [name for name in MAY_ASK_FOR_ALL if "/views/" in name or "/api/" in name]


class _Call(ast.Call):
    func: ast.Attribute


def _python() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(path for room in ("casefile", "plaintiffs", "filings") for path in (ROOT / room).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if "/migrations/" not in name and name != "casefile/walled.py":
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def _calls(tree: ast.Module) -> Iterator[_Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node  # type: ignore[misc]


def _looks() -> Iterator[tuple[str, int, str]]:
    """Where a manager of these models is used, and the word that follows it."""
    names = {model.__name__ for model in WALLED}
    for name, tree in _python():
        for node in ast.walk(tree):
            manager = node.value if isinstance(node, ast.Attribute) else None
            if isinstance(manager, ast.Attribute) and manager.attr in ("objects", "_default_manager", "_base_manager"):
                owner = manager.value
                if isinstance(owner, ast.Name) and owner.id in names:
                    yield name, node.lineno, node.attr  # type: ignore[attr-defined]

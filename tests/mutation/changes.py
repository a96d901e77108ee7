"""One small wrong step in a module's source: where it could be taken, and the line as it would read then."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.mutation import kinds

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Mutant:
    """Bytes `start` to `end` of a module replaced. `lines` are those whose tests judge it; empty means all of it."""

    path: str
    place: str
    line: int
    kind: str
    start: int
    end: int
    new: str
    lines: tuple[int, ...]

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.new.encode() + source[self.end :]

    def diff(self, source: bytes) -> tuple[str, str]:
        """The lines that differ, joined to one each: as they stand, and as they would read."""
        last = source.count(b"\n", 0, self.end)
        tail = len(source.splitlines()) - last
        after = self.applied(source).splitlines()
        first = source.count(b"\n", 0, self.start)
        return _joined(source.splitlines()[first : last + 1]), _joined(after[first : len(after) - tail + 1])


def mutants_of(path: str, source: bytes) -> list[Mutant]:
    """Every mutant of a module that is still Python, in the order of the source."""
    found = {(one.start, one.end, one.new): one for one in _found(path, source)}
    return [found[key] for key in sorted(found) if _is_python(found[key].applied(source))]


def drawn(mutants: dict[str, list[Mutant]], *, seed: int, count: int) -> list[Mutant]:
    """So many by lot, in the lot's order: one of each module, the others of all together."""
    lot = Random(seed)  # noqa: S311 (a draw that can be repeated)
    chosen = [lot.choice(mutants[path]) for path in sorted(mutants) if mutants[path]]
    others = [one for path in sorted(mutants) for one in mutants[path] if one not in chosen]
    chosen += lot.sample(others, max(count - len(chosen), 0))
    return lot.sample(chosen, len(chosen))


def _found(path: str, source: bytes) -> Iterator[Mutant]:
    tree = ast.parse(source)
    text = kinds.Text(source)
    for node, statement, scopes in _walk(tree, tree, ()):
        lines = _judged_by(statement, scopes, tree)
        place = ".".join(scope.name for scope in scopes if not isinstance(scope, ast.Module))
        for kind, start, end, new in kinds.changes(node, text, scopes[-1] if scopes else tree):
            line = 1 + source.count(b"\n", 0, start)
            yield Mutant(path, place, line, kind, start, end, new, lines)


def _walk(
    node: ast.AST, statement: ast.AST, scopes: tuple[Scope, ...]
) -> Iterator[tuple[ast.AST, ast.AST, tuple[Scope, ...]]]:
    """Each node with its statement and the functions and classes around it; no annotation, no f-string."""
    for name, held in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_params"):
            continue
        for child in held if isinstance(held, list) else [held]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr) or kinds.is_told(child):
                continue
            mine = child if isinstance(child, ast.stmt | ast.excepthandler) else statement
            yield child, mine, scopes
            inner = (*scopes, child) if isinstance(child, (*FUNCTIONS, ast.ClassDef)) else scopes
            yield from _walk(child, mine, inner)


def _judged_by(statement: ast.AST, scopes: tuple[Scope, ...], tree: ast.Module) -> tuple[int, ...]:
    """The lines that run when the statement does; of a function's head, those of its body; of a constant, its uses."""
    if isinstance(statement, FUNCTIONS):
        return tuple(range(statement.body[0].lineno, (statement.end_lineno or 0) + 1))
    if not scopes or not isinstance(scopes[-1], FUNCTIONS):
        return _uses(_names(statement), tree)
    return _lines(statement)


def _lines(statement: ast.AST) -> tuple[int, ...]:
    """Of a statement with others inside, its head."""
    if not isinstance(statement, ast.stmt | ast.excepthandler):
        return ()
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if body else statement.end_lineno or statement.lineno
    return tuple(range(statement.lineno, max(last, statement.lineno) + 1))


def _names(statement: ast.AST) -> set[str]:
    targets = [statement.target] if isinstance(statement, ast.AnnAssign) else getattr(statement, "targets", [])
    return {one.id for one in targets if isinstance(one, ast.Name)}


def _uses(names: set[str], tree: ast.Module) -> tuple[int, ...]:
    found: set[int] = set()
    for function in ast.walk(tree):
        if isinstance(function, FUNCTIONS):
            for node in ast.walk(function):
                if (
                    isinstance(node, ast.Name | ast.Attribute)
                    and {vars(node).get("id"), vars(node).get("attr")} & names
                ):
                    found.add(node.lineno)
    return tuple(sorted(found))


def _is_python(source: bytes) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _joined(lines: list[bytes]) -> str:
    return " ".join(line.decode().strip() for line in lines if line.strip())

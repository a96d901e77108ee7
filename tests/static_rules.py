"""Rules that a reader of the code can hold: who opens what is sealed, what a task is told, what is written in a log."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from plaintiffs.rules.identity import IDENTIFYING_FIELDS

OPENERS = {  # the only modules that may turn a sealed value into text (security.md T13)
    "plaintiffs/vault/doors.py",
    "plaintiffs/leakguard/nets.py",
    "plaintiffs/views/reveal.py",  # the one page that shows a field
}
TASK_MAKERS = {"shared_task", "task"}
RINGS = {"delay", "delay_on_commit", "apply_async", "apply_async_on_commit", "send_task"}
IDS = {"int", "UUID"}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
LOGS = {"log", "logger", "logging", "error_log"}
TELLING = {*IDENTIFYING_FIELDS, "reveal", "value", "identity", "needle", "POST", "body", "cleaned_data", "errors"}


def faults(source: str, *, path: str) -> list[str]:
    """What in this module breaks a rule: the line, and which rule."""
    tree = ast.parse(source)
    found = [*_openings(tree, path=path), *_task_arguments(tree), *_rings(tree), *_words(tree)]
    return [f"{path}:{line}: {rule}" for line, rule in sorted(found)]


def faults_of_template(source: str, *, path: str) -> list[str]:
    lines = enumerate(source.splitlines(), 1)
    return [f"{path}:{number}: opens what is sealed" for number, line in lines if ".reveal" in line]


def faults_of_tree(root: Path) -> list[str]:
    modules = [path for floor in ("casefile", "plaintiffs", "filings") for path in (root / floor).rglob("*.py")]
    found = [one for path in modules for one in faults(path.read_text(), path=str(path.relative_to(root)))]
    for path in (root / "templates").rglob("*.*"):
        found += faults_of_template(path.read_text(), path=str(path.relative_to(root)))
    return found


def _openings(tree: ast.AST, *, path: str) -> Iterator[tuple[int, str]]:
    """Any mention of `.reveal`, called, handed on or asked for by its name, and of another's slot behind it."""
    for node in ast.walk(tree):
        if path not in OPENERS and (_reaches_in(node) or _asks_by_name(node)):
            yield getattr(node, "lineno", 0), "opens what is sealed"


def _reaches_in(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute):
        return False
    return node.attr == "reveal" or (node.attr == "_open" and _name(node.value) not in ("self", "other"))


def _asks_by_name(node: ast.AST) -> bool:
    asks = isinstance(node, ast.Call) and _name(node.func) in ("getattr", "attrgetter", "methodcaller")
    return asks and any(isinstance(one, ast.Constant) and one.value == "reveal" for one in ast.walk(node))


def _task_arguments(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and TASK_MAKERS & {_name(_called(one)) for one in node.decorator_list}:
            every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
            for one in filter(None, every):
                if one.arg != "self" and not (one.annotation and ast.unparse(one.annotation) in IDS):
                    yield one.lineno, f"the task {node.name} is told more than an id: {one.arg}"


def _rings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """What stands in the call that rings for a task: names of numbers, and no text made on the spot."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RINGS:
            for one in ast.walk(ast.Tuple(elts=[*node.args, *(word.value for word in node.keywords)])):
                if isinstance(one, ast.JoinedStr | ast.Dict) or (
                    isinstance(one, ast.Attribute) and one.attr in TELLING
                ):
                    yield node.lineno, "a task is rung with more than an id"


def _words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """`print`, and a log line made on the spot or told what may hold a name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "print":
            yield node.lineno, "prints"
        elif isinstance(node, ast.Call) and _logs(node.func):
            told = [one for argument in node.args for one in ast.walk(argument)]
            if any(map(_tells, told)):
                yield node.lineno, "a log is told what may hold a name"


def _logs(asked: ast.expr) -> bool:
    return isinstance(asked, ast.Attribute) and asked.attr in LEVELS and _name(asked.value) in LOGS


def _tells(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return True
    return (isinstance(node, ast.Attribute) and node.attr in TELLING) or (
        isinstance(node, ast.Name) and node.id in TELLING
    )


def _called(decorator: ast.expr) -> ast.expr:
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""

"""The kinds of wrong step: a comparison turned, a condition of a query left out, a refusal not raised, and so on."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

Change = tuple[str, int, int, str]  # kind, first byte, byte behind, text instead

TURNED: dict[type[ast.AST], tuple[str, str]] = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.In: ("in", "not in"),
    ast.NotIn: (r"not\s+in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: (r"is\s+not", "is"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
    ast.Add: (r"\+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: (r"\*", "//"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: (r"\|", "&"),
    ast.BitXor: (r"\^", "&"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
}
NARROWING = ("filter", "exclude")  # a query without its last condition is still one
TOLD_TWICE = ("get", "update", "get_or_404", "Q", "get_object_or_404")
PLAIN = ("property", "classmethod", "staticmethod", "contextmanager", "dataclass", "cached_property", "override")
ENUMS = ("Enum", "StrEnum", "IntEnum", "TextChoices", "IntegerChoices", "Flag")
NOTHING = '__import__("contextlib").nullcontext()'


class Text:
    """A module's source by the places of its nodes, in bytes."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self._begins: list[int] = [0]
        for line in source.splitlines(keepends=True):
            self._begins.append(self._begins[-1] + len(line))

    def start(self, node: ast.AST) -> int:
        return self._begins[int(vars(node)["lineno"]) - 1] + int(vars(node)["col_offset"])

    def end(self, node: ast.AST) -> int:
        return self._begins[int(vars(node)["end_lineno"]) - 1] + int(vars(node)["end_col_offset"])

    def found(self, pattern: str, begin: int, end: int) -> tuple[int, int] | None:
        hit = re.compile(pattern.encode()).search(self.source, begin, end)
        return hit.span() if hit else None


def is_told(node: ast.AST) -> bool:
    """A docstring or other text that stands alone, and how a dataclass is kept: nothing that runs."""
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") == "dataclass"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def changes(node: ast.AST, text: Text, scope: ast.AST) -> Iterator[Change]:
    """Every wrong step that could be taken at this node."""
    for kind, takes in KINDS:
        if isinstance(node, kind):
            yield from takes(node, text, scope)


def _comparison(node: ast.Compare, text: Text, scope: ast.AST) -> Iterator[Change]:
    parts = [node.left, *node.comparators]
    for place, operator in enumerate(node.ops):
        yield from _turned(operator, parts[place], parts[place + 1], text)
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield "text compared", text.start(part), text.end(part), repr(f"{part.value}x")


def _junction(node: ast.BoolOp, text: Text, scope: ast.AST) -> Iterator[Change]:
    for left, right in zip(node.values, node.values[1:], strict=False):
        yield from _turned(node.op, left, right, text)


def _sum(node: ast.BinOp, text: Text, scope: ast.AST) -> Iterator[Change]:
    yield from _turned(node.op, node.left, node.right, text)


def _turned(operator: ast.AST, left: ast.AST, right: ast.AST, text: Text) -> Iterator[Change]:
    pattern, new = TURNED.get(type(operator), ("", ""))
    span = text.found(pattern, text.end(left), text.start(right)) if pattern else None
    if span:
        yield "operator turned", *span, new


def _added(node: ast.AugAssign, text: Text, scope: ast.AST) -> Iterator[Change]:
    span = text.found(r"[+|-]=", text.end(node.target), text.start(node.value))
    if span:
        yield "operator turned", *span, "-=" if text.source[span[0] : span[1]] == b"+=" else "="


def _unary(node: ast.UnaryOp, text: Text, scope: ast.AST) -> Iterator[Change]:
    if isinstance(node.op, ast.Not | ast.Invert):
        width = 3 if isinstance(node.op, ast.Not) else 1
        yield "not taken away", text.start(node), text.start(node) + width, " " * (width > 1)


def _condition(node: ast.If | ast.IfExp | ast.While, text: Text, scope: ast.AST) -> Iterator[Change]:
    """A condition that is a name or a call; the others are turned in themselves."""
    yield from _negated(node.test, text)


def _comprehension(node: ast.comprehension, text: Text, scope: ast.AST) -> Iterator[Change]:
    for test in node.ifs:
        yield from _negated(test, text)


def _negated(test: ast.expr, text: Text) -> Iterator[Change]:
    if isinstance(test, ast.Name | ast.Call | ast.Attribute | ast.Subscript):
        yield "condition turned", text.start(test), text.start(test), "not "


def _constant(node: ast.Constant, text: Text, scope: ast.AST) -> Iterator[Change]:
    if isinstance(node.value, bool):
        yield "yes and no", text.start(node), text.end(node), str(not node.value)
    elif isinstance(node.value, int):
        for other in (node.value + 1, node.value - 1):
            yield "number", text.start(node), text.end(node), str(other)


def _member(node: ast.Assign, text: Text, scope: ast.AST) -> Iterator[Change]:
    """The value of an enumeration's member, as it stands in the database or in an address."""
    bases = {getattr(base, "attr", getattr(base, "id", "")) for base in getattr(scope, "bases", [])}
    value = node.value.elts[0] if isinstance(node.value, ast.Tuple) and node.value.elts else node.value
    if bases & set(ENUMS) and isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield "member renamed", text.start(value), text.end(value), repr(f"{value.value}x")


def _answer(node: ast.Return, text: Text, scope: ast.AST) -> Iterator[Change]:
    if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield "answers nothing", text.start(node), text.end(node), "return None"


def _refusal(node: ast.Raise, text: Text, scope: ast.AST) -> Iterator[Change]:
    yield "refusal left out", text.start(node), text.end(node), "pass"


def _act(node: ast.Expr, text: Text, scope: ast.AST) -> Iterator[Change]:
    if isinstance(node.value, ast.Call):
        yield "act left out", text.start(node), text.end(node), "pass"


def _turn(node: ast.Continue | ast.Break, text: Text, scope: ast.AST) -> Iterator[Change]:
    yield "loop", text.start(node), text.end(node), "break" if isinstance(node, ast.Continue) else "continue"


def _decorators(node: ast.FunctionDef | ast.ClassDef, text: Text, scope: ast.AST) -> Iterator[Change]:
    for one in node.decorator_list:
        bare = one.func if isinstance(one, ast.Call) else one
        if getattr(bare, "attr", getattr(bare, "id", "")) not in (*PLAIN, "setter"):
            yield "decorator left out", text.start(one) - 1, text.end(one), ""


def _surroundings(node: ast.With, text: Text, scope: ast.AST) -> Iterator[Change]:
    for item in node.items:
        if item.optional_vars is None:
            yield "surroundings left out", text.start(item.context_expr), text.end(item.context_expr), NOTHING


def _query(node: ast.Call, text: Text, scope: ast.AST) -> Iterator[Change]:
    word = getattr(node.func, "attr", getattr(node.func, "id", ""))
    named = [one for one in node.keywords if one.arg]
    parts = len(node.args) + len(node.keywords)
    if word in NARROWING or (word in TOLD_TWICE and parts > 1):
        for one in named:
            behind = text.found(r"\s*,?\s*", text.end(one), text.end(node))
            yield "condition left out", text.start(one), behind[1] if behind else text.end(one), ""


KINDS: tuple[tuple[type[ast.AST] | tuple[type[ast.AST], ...], Callable[..., Iterator[Change]]], ...] = (
    (ast.Compare, _comparison),
    (ast.BoolOp, _junction),
    (ast.BinOp, _sum),
    (ast.AugAssign, _added),
    (ast.UnaryOp, _unary),
    ((ast.If, ast.IfExp, ast.While), _condition),
    (ast.comprehension, _comprehension),
    (ast.Constant, _constant),
    (ast.Assign, _member),
    (ast.Return, _answer),
    (ast.Raise, _refusal),
    (ast.Expr, _act),
    ((ast.Continue, ast.Break), _turn),
    ((ast.FunctionDef, ast.ClassDef), _decorators),
    (ast.With, _surroundings),
    (ast.Call, _query),
)

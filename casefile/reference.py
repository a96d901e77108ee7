"""The description of the API as its page reads it: addresses by noun, what each takes, gives and refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One value: its name, its kind in words, and what it means."""

    name: str
    kind: str
    text: str
    required: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: status, when it comes, and the name of its shape."""

    status: str
    text: str
    shape: str


@dataclass(frozen=True, slots=True)
class Described:
    """One method of one address."""

    id: str
    method: str
    path: str
    summary: str
    scope: str
    parameters: tuple[Field, ...]
    body: str
    answer: Reply
    refusals: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The addresses of one noun."""

    name: str
    operations: tuple[Described, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """An object that is sent or answered."""

    name: str
    text: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole page."""

    groups: tuple[Group, ...]
    shapes: tuple[Shape, ...]


def read(document: Schema) -> Reference:
    groups: dict[str, list[Described]] = {}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            groups.setdefault(told["tags"][0], []).append(_described(path, method, told))
    shapes = document["components"]["schemas"]
    return Reference(
        groups=tuple(Group(name, tuple(operations)) for name, operations in groups.items()),
        shapes=tuple(
            Shape(name, shape.get("description", ""), tuple(_fields(shape)))
            for name, shape in shapes.items()
            if shape.get("properties")
        ),
    )


def _described(path: str, method: str, told: Schema) -> Described:
    replies = [_reply(status, reply) for status, reply in told["responses"].items()]
    body = told.get("requestBody", {}).get("content", {})
    return Described(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        scope=told["security"][0]["token"][0],
        parameters=tuple(map(_parameter, told.get("parameters", ()))),
        body=_kind(next(iter(body.values()))["schema"]) if body else "",
        answer=next(reply for reply in replies if reply.status < "300"),
        refusals=tuple(reply for reply in replies if reply.status >= "400"),
    )


def _reply(status: str, told: Schema) -> Reply:
    media_type, content = next(iter(told["content"].items()))
    shape = _kind(content["schema"])
    return Reply(status, told.get("description", ""), shape if media_type.endswith("json") else media_type)


def _parameter(told: Schema) -> Field:
    return Field(told["name"], _kind(told["schema"]), told.get("description", ""), bool(told.get("required")))


def _fields(shape: Schema) -> Iterator[Field]:
    required = shape.get("required", ())
    for name, told in shape["properties"].items():
        yield Field(name, _kind(told), told.get("description", ""), name in required)


def _kind(schema: Schema) -> str:
    """`date or null`, `list of Claim`, `one of: asked, done`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for word in ("oneOf", "anyOf", "allOf"):
        if word in schema:
            return " or ".join(map(_kind, schema[word]))
    if "enum" in schema:
        return "one of: " + ", ".join("null" if one is None else str(one) for one in schema["enum"])
    if "const" in schema:
        return f"“{schema['const']}”"
    return _plain(schema)


def _plain(schema: Schema) -> str:
    types = schema.get("type", "object")
    names = [types] if isinstance(types, str) else list(types)
    if "array" in names:
        return f"list of {_kind(schema['items'])}"
    if "additionalProperties" in schema and schema["additionalProperties"]:
        return f"object of {_kind(schema['additionalProperties'])}"
    return " or ".join(str(schema.get("format", name)) if name != "null" else name for name in names)

"""docker-compose.yml as data: which services there are, what each runs, and what it is told."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import yaml

from casefile.home import ROOT, CannotStart

FILE = ROOT / "docker-compose.yml"
IMAGE = ROOT / "Dockerfile"
ASKED = re.compile(r"\$\{(?P<name>\w+)(?::(?P<how>[-?])(?P<words>[^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Service:
    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    secrets: tuple[str, ...]
    ours: bool  # runs in our own image
    once: bool  # ends by itself, and must end well
    after: Mapping[str, str]  # the services it waits for, each with the condition
    check: tuple[str, ...]


def read(variables: Mapping[str, str], *, path: Path = FILE) -> list[Service]:
    """Every service, none before those it waits for. Raises CannotStart when a variable is missing."""
    told = yaml.safe_load(_filled(path.read_text(encoding="utf-8"), variables))
    services = {name: _service(name, described) for name, described in told["services"].items()}
    order = TopologicalSorter({name: service.after.keys() for name, service in services.items()})
    return [services[name] for name in order.static_order()]


def image_environment(path: Path = IMAGE) -> dict[str, str]:
    """What the last stage of the image sets for every program in it."""
    lines = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    last = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM ")) :]
    words = [word for line in last if line.startswith("ENV ") for word in shlex.split(line)[1:]]
    return {name: value for name, _, value in (word.partition("=") for word in words)}


def _service(name: str, described: Mapping[str, Any]) -> Service:
    return Service(
        name=name,
        command=tuple(map(str, described["command"])),
        environment={key: str(value) for key, value in described.get("environment", {}).items()},
        secrets=tuple(described.get("secrets", ())),
        ours="build" in described,
        once=described.get("restart") == "no",
        after={other: how["condition"] for other, how in described.get("depends_on", {}).items()},
        check=_check(described.get("healthcheck", {}).get("test", ())),
    )


def _check(test: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(str, test[1:]))  # without the word CMD


def _filled(text: str, variables: Mapping[str, str]) -> str:
    """With `${NAME}`, `${NAME:-default}` and `${NAME:?what it is}` filled in."""

    def fill(asked: re.Match[str]) -> str:
        name, how, words = asked.group("name", "how", "words")
        if variables.get(name):
            return variables[name]
        if how == "-":
            return words or ""
        raise CannotStart(f"{name} is not set: {words or 'docker-compose.yml asks for it'}.")

    return ASKED.sub(fill, text)

"""The Dockerfile: what stands in it, and its steps by hand in a clean folder as far as no engine is needed."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from casefile import composed, machine
from casefile.home import ROOT

OF_THE_SYSTEM = ("apt-get", "useradd")


@dataclass(frozen=True, slots=True)
class Step:
    stage: int
    word: str
    rest: str


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    found, stage = list[Step](), -1
    lines = re.sub(r"^#.*\n", "", composed.IMAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for line in filter(str.strip, lines.replace("\\\n", " ").splitlines()):
        word, _, rest = line.partition(" ")
        stage += word == "FROM"
        found.append(Step(stage, word, " ".join(rest.split())))
    return found


def of(steps: list[Step], word: str) -> list[str]:
    return [step.rest for step in steps if step.word == word]


def tracked(*paths: str) -> list[str]:
    listed = subprocess.run(["git", "ls-files", "--", *paths], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.split()


def in_context() -> list[str]:
    """The files that would be sent to an engine: what .dockerignore lets in of what git knows."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert lines[0] == "*", "everything stays out unless it is named"
    let_in = [line[1:] for line in lines if line.startswith("!")]
    return [path for path in tracked() if any(path == one or fnmatch(path, f"{one}/*") for one in let_in)]


def test_the_base_is_pinned_and_named_without_a_registry(steps: list[Step]) -> None:
    for base in of(steps, "FROM"):
        assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+( AS packages)?", base), base
    assert "ADD" not in {step.word for step in steps}
    assert "://" not in composed.IMAGE.read_text()


def test_it_runs_as_nobody_with_rights_and_nothing_is_made_after_that(steps: list[Step]) -> None:
    number, group = of(steps, "USER")[-1].split(":")
    assert int(number) > 1000
    assert int(group) > 1000
    after = [step.word for step in steps][[step.word for step in steps].index("USER") + 1 :]
    assert set(after) == {"EXPOSE", "HEALTHCHECK", "CMD"}
    services = yaml.safe_load(composed.FILE.read_text())["services"]
    marks = [line for line in services["web"]["tmpfs"] if line.startswith("/var/casefile/run")]
    assert f"uid={number},gid={group}" in marks[0]


def test_every_package_comes_by_hash_as_a_wheel(steps: list[Step]) -> None:
    installs = [rest for rest in of(steps, "RUN") if "pip install" in rest]
    assert len(installs) == 1
    assert "--require-hashes --only-binary :all: -r requirements.txt" in installs[0]
    assert set(machine.PANGO_PACKAGES + machine.READER_PACKAGES) <= set(" ".join(of(steps, "RUN")).split())


def test_no_secret_is_in_it(steps: list[Step]) -> None:
    assert not of(steps, "ARG")
    told = composed.image_environment()
    assert not [name for name in told if re.search(r"SECRET|PASSWORD|KEY|TOKEN|URL", name)]
    assert not [path for path in in_context() if path.startswith(("var/", "secrets/", ".git", "tests/", "docs/"))]


def test_what_is_copied_is_tracked_and_sent(steps: list[Step]) -> None:
    sent = in_context()
    for line in of(steps, "COPY"):
        if line.startswith("--from="):
            continue
        for source in line.split()[:-1]:
            assert tracked(source), f"{source} is not in git"
            assert any(path == source or path.startswith(f"{source}/") for path in sent), f"{source} is not sent"


def test_it_serves_where_it_is_asked_for_its_health(steps: list[Step]) -> None:
    port = of(steps, "EXPOSE")[0]
    services = yaml.safe_load(composed.FILE.read_text())["services"]
    assert services["web"]["healthcheck"]["test"][-1] == f"127.0.0.1:{port}"
    assert json.loads(of(steps, "HEALTHCHECK")[0].partition(" CMD ")[2]) == services["web"]["healthcheck"]["test"][1:]
    assert json.loads(of(steps, "CMD")[0]) == services["web"]["command"]


@pytest.fixture
def clean(tmp_path: Path) -> Iterator[Path]:
    """What an engine would be sent, from what is committed, and nothing else."""
    context = tmp_path / "context"
    context.mkdir()
    archive = subprocess.run(["git", "archive", "HEAD", *in_context()], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", str(context)], input=archive.stdout, check=True)
    yield tmp_path
    shutil.rmtree(tmp_path)


@pytest.mark.drill  # half a minute of packages
def test_its_steps_build_a_program_that_starts(steps: list[Step], clean: Path) -> None:
    """Without apt-get and useradd, which would change this machine; /app is a folder here."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("CASEFILE_", "DATABASE_"))}
    done = list[str]()
    for step in steps:
        app = clean / f"app{step.stage}"
        app.mkdir(exist_ok=True)
        if step.word == "ENV":
            environ |= dict(word.split("=", 1) for word in shlex.split(here(step.rest, clean=clean, app=app)))
        elif step.word == "COPY":
            copy(step.rest, clean=clean, app=app)
        elif step.word == "RUN" and not any(word in step.rest for word in OF_THE_SYSTEM):
            ran = subprocess.run(
                ["/bin/sh", "-ec", here(step.rest, clean=clean, app=app)],
                cwd=app,
                env=environ,
                capture_output=True,
                text=True,
                check=False,
            )
            assert ran.returncode == 0, ran.stderr[-3000:]
            done.append(step.rest.split()[0])
    assert len(done) == 3
    app = clean / "app1"
    python = [".venv/bin/python", "manage.py", "check", "--tag", "models"]
    started = subprocess.run(
        python,
        cwd=app,
        env=environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "SECRET_KEY": "x" * 60},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "no issues" in started.stdout, started.stderr
    assert "building .venv" not in started.stderr, "the stamp in the image does not say what it holds"
    written = {path.name for path in (clean / "house").iterdir()}
    assert (clean / "house" / "static" / "css").is_dir()
    assert not list((clean / "house").rglob("secret_key")), written


def here(text: str, *, clean: Path, app: Path) -> str:
    """The container's folders in terms of this one, and its Python in terms of ours."""
    text = text.replace("/var/casefile", str(clean / "house")).replace("/app", str(app))
    text = text.replace("HOME=/tmp ", f"HOME={clean} ")
    return re.sub(r"(?<![\w/-])python -m venv", f"{sys.executable} -m venv", text)


def copy(line: str, *, clean: Path, app: Path) -> None:
    *sources, target = line.split()
    if sources[0].startswith("--from="):
        (app / target).symlink_to(clean / "app0" / Path(sources[1]).name)
        return
    for source in sources:
        place = clean / "context" / source
        if place.is_dir():
            shutil.copytree(place, app / target)
        else:
            shutil.copy(place, app / target)

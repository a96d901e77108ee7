"""docker-compose.yml by its schema, and what no service of it may do, whether or not an engine is here to run it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from django.core.management import get_commands

from casefile import composed, household, secret_files
from casefile.embedded import Cluster
from casefile.home import ROOT

NAMES = {"CASEFILE_HOSTS": "casefile.firm.example"}
SERVICES = ["proxy", "web", "worker", "beat", "migrate", "roles", "db", "redis"]
ONCE = ["migrate", "roles"]
OURS = ["web", "worker", "beat", "migrate", "roles"]


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(composed.FILE.read_text(encoding="utf-8"))
    return read


def test_it_is_what_the_schema_of_compose_files_asks_for(told: dict[str, Any]) -> None:
    schema = json.loads((ROOT / "tests" / "data" / "compose" / "compose_spec.json").read_text(encoding="utf-8"))
    judge = jsonschema.Draft201909Validator(schema)
    assert [error.message for error in judge.iter_errors(told)] == []
    told["services"]["web"] = told["services"]["web"] | {"prots": ["80:80"]}
    assert [error.message for error in judge.iter_errors(told)], "the schema would let anything pass"
    del told["services"]["web"]["prots"]


def test_compose_itself_takes_it_where_compose_is_here() -> None:
    ways = [["docker", "compose"], ["docker-compose"]]
    here = [
        way
        for way in ways
        if shutil.which(way[0]) and not subprocess.run([*way, "version"], capture_output=True).returncode
    ]
    if not here:
        pytest.skip("Compose is not on this machine: the schema alone has judged docker-compose.yml")
    asked = [*here[0], "-f", str(composed.FILE), "config", "-q"]
    done = subprocess.run(asked, env=os.environ | NAMES, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_only_the_proxy_has_a_port_and_a_way_outside(told: dict[str, Any]) -> None:
    assert sorted(told["services"]) == sorted(SERVICES)
    assert [name for name, one in told["services"].items() if "ports" in one] == ["proxy"]
    outside = [name for name, network in told["networks"].items() if not network.get("internal")]
    assert [name for name, one in told["services"].items() if set(one["networks"]) & set(outside)] == ["proxy"]
    assert not {"db", "redis"} & {name for name, one in told["services"].items() if "front" in one["networks"]}


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_bound_hand_and_foot(told: dict[str, Any], name: str) -> None:
    one = told["services"][name]
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert one["ulimits"] == {"core": 0}
    assert one["mem_limit"] == one["memswap_limit"], "what is swapped out lies on the disk in clear"
    assert not {"privileged", "cap_add", "network_mode", "pid", "devices"} & set(one)
    assert re.fullmatch(r"casefile|[a-z]+:\d+(\.\d+)*-[a-z]+", one["image"]), one["image"]
    if name in ONCE:
        assert one["restart"] == "no"
    else:
        assert (one["restart"], bool(one["healthcheck"]["test"])) == ("unless-stopped", True)
    if name not in OURS:
        assert not one["user"].startswith("0")


def test_no_secret_stands_in_the_environment_and_each_file_is_one_that_is_made(
    told: dict[str, Any], tmp_path: Path
) -> None:
    made = secret_files.make(tmp_path) + secret_files.make_certificate(tmp_path, name="localhost")
    assert sorted(told["secrets"]) == sorted(made)
    for name, one in told["services"].items():
        given = {f"/run/secrets/{secret}" for secret in one.get("secrets", ())}
        for variable, value in one.get("environment", {}).items():
            assert not re.search(r"://[^@/]*:[^@/]*@", str(value)), f"{name} is told a password in {variable}"
            assert not variable.endswith("_FILE") or value in given, f"{name} has no {value}"


def test_what_runs_is_what_a_house_on_one_machine_runs(told: dict[str, Any]) -> None:
    commands = {name: told["services"][name]["command"] for name in SERVICES}
    assert commands["web"] == list(household.web(["0.0.0.0:8000"]).argv)[2:]
    assert commands["worker"] == list(household.worker().argv)[2:]
    assert commands["beat"] == ["python", "manage.py", household.sweeper().argv[-1]]
    for name in OURS:
        if commands[name][:2] == ["python", "manage.py"]:
            assert commands[name][2] in get_commands(), name


def test_the_database_writes_no_value_into_its_log(told: dict[str, Any]) -> None:
    said = dict(word.removeprefix("--").split("=") for word in told["services"]["db"]["command"][1:])
    quiet = {name: value for name, value in Cluster.settings.items() if name.startswith("log_")}
    assert {name: said.get(name) for name in quiet} == quiet


def test_the_owner_of_the_tables_is_known_to_no_program_that_stays(told: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat"):
        one = told["services"][name]
        assert not {"postgres", "casefile_migrator", "casefile_backup"} & set(one["secrets"])
        assert not [variable for variable in one["environment"] if variable.startswith("DATABASE_OWNER")]


def test_variables_are_filled_in_as_compose_does(tmp_path: Path) -> None:
    file = tmp_path / "docker-compose.yml"
    file.write_text("services: {a: {command: ['${A}', '${B:-b}', '${C:?why}']}}\n")
    assert composed.read({"A": "1", "C": "3"}, path=file)[0].command == ("1", "b", "3")

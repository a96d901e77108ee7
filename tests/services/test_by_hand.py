"""The services of docker-compose.yml, started as it says, on the PostgreSQL and Redis of this machine."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from casefile import by_hand, clock, composed
from casefile.by_hand import NAME, House
from casefile.composed import Service
from casefile.entry import codes
from casefile.home import CannotStart
from filings.services.demonstration import description
from tests.services.visitors import Guest, guest, ready
from tests.silence import flows
from tests.silence.cast import PASSWORD
from tests.silence.flows import SUIT, await_end, told
from tests.silence.visitor import Answer

LEAD = "attorney@moltrask.example"
SEED = re.compile(r"<code>([A-Z2-7 ]{39})</code>")
Services = dict[str, Service]

pytestmark = pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not on this machine")


@pytest.fixture(scope="module")
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with by_hand.opened() as house:
        yield house


@pytest.fixture(scope="module")
def services(house: House, said: list[str]) -> Services:
    """All of them, with an open lawsuit and its lead attorney's account, both made by commands beside the web."""
    services = by_hand.serve(house, say=said.append)
    described = house.place / "lawsuit.json"
    described.write_text(json.dumps(description(today=clock.today()), default=str))
    manage(house, services, "open_lawsuit", str(described), "--slug", "doe-v-rivermont")
    who = ["--name", "Odile Brandt", "--role", "attorney", "--lawsuit", "doe-v-rivermont", "--password-stdin"]
    manage(house, services, "enrol_staff", LEAD, *who, said=PASSWORD + "\n")
    return services


@pytest.fixture(scope="module")
def lead(house: House, services: Services) -> Guest:
    visitor = guest(house)
    page = come_in_first(visitor)
    assert (page.status, page.path) == (200, f"{SUIT}/"), told(page)
    return visitor


def come_in_first(visitor: Guest) -> Answer:
    """By the password, which leads to enrolment, and by the code of an app that is set up there."""
    visitor.get("/login")
    assert visitor.post("/login", {"login": LEAD, "password": PASSWORD}).path == "/account/enrol"
    offered = visitor.get("/account/enrol/app")
    seed = SEED.findall(offered.text)[0].replace(" ", "")
    code = codes.code_of(seed, step=codes.step_at(clock.now()))
    assert "Recovery codes" in visitor.post(offered.path, {"code": code}).text
    return visitor.get("/")


@pytest.fixture(scope="module")
def loaded(house: House, lead: Guest, canaries: list[dict[str, Any]]) -> Answer:
    """The page of an import of three people that has ended."""
    await_ready(house, {})
    return await_end(lead, flows.load(lead, canaries[:3]).path)


def manage(house: House, services: Services, *command: str, said: str = "") -> None:
    done = house.run(services["web"], ["python", "manage.py", *command], said=said)
    assert done.returncode == 0, done.stderr


def await_ready(house: House, wanted: dict[str, str]) -> None:
    until = time.monotonic() + 60
    while (found := ready(house)) != (503 if wanted else 200, wanted):
        assert time.monotonic() < until, found
        time.sleep(0.2)


def pressed(lead: Guest, code: str) -> tuple[str, bytes]:
    """The page of a batch that was asked for and has ended, and its package."""
    page = await_end(lead, flows.press(lead, code).path)
    assert "refused" not in told(page), told(page)
    return page.text, flows.packed(lead, page.path).body


def test_each_service_becomes_healthy_in_its_turn_and_none_is_told_more_than_it_needs(
    house: House, services: Services, said: list[str]
) -> None:
    started = [line.split()[0] for line in said if "skipped" not in line]
    assert set(started) | {"proxy"} == set(services)
    assert started.index("db") < started.index("roles") < started.index("migrate") < started.index("web")
    assert [name for name, one in services.items() if "casefile_migrator" in one.secrets] == ["roles", "migrate"]
    for name in ("web", "worker", "beat"):
        seen = {path.name for path in (house.place / name / "secrets").iterdir()}
        assert not seen & {"postgres", "casefile_migrator", "casefile_backup", "proxy_key"}
        assert not [value for value in house.environ(services[name]).values() if secret(house, "casefile_app") in value]


def test_a_sheet_goes_in_and_papers_come_out(lead: Guest, loaded: Answer) -> None:
    assert "3 rows loaded" in told(loaded), told(loaded)
    page, package = pressed(lead, "letter")
    assert package.startswith(b"PK")
    document = re.search(rf"{SUIT}/documents/[0-9a-f-]+", page)
    assert document
    assert lead.get(f"{document.group()}/file").body.startswith(b"%PDF")
    styles = re.search(r'href="(/static/[^"]+\.css)"', lead.get(f"{SUIT}/").text)
    assert styles
    assert lead.get(styles.group(1)).status == 200


@pytest.mark.drill  # half a minute passes before a ring that nobody heard is done without
@pytest.mark.usefixtures("loaded")
def test_without_the_broker_the_house_says_so_and_beat_finishes_the_work(
    house: House, services: Services, lead: Guest
) -> None:
    house.stop("redis")
    await_ready(house, {"broker": "does not answer"})
    _page, package = pressed(lead, "letter")
    assert package.startswith(b"PK")
    house.start(services["redis"])
    await_ready(house, {})


def test_without_the_database_the_house_is_alive_and_not_ready(house: House, services: Services) -> None:
    house.stop("db")
    status, parts = ready(house)
    assert (status, parts["database"]) == (503, "does not answer")
    assert guest(house).get("/healthz").body == b"alive"
    assert house.healthy(services["web"])
    house.start(services["db"])
    await_ready(house, {})


def test_the_proxy_speaks_tls_refuses_too_much_and_writes_down_no_words(house: House, services: Services) -> None:
    if "proxy" not in house.running:
        pytest.skip("nginx is not on this machine: the proxy was not tried")
    visitor = guest(house)
    assert visitor.get("/login").status == 200
    assert visitor.get("/Marrowgibbet/plaintiffs?q=Cuthwulf").status == 200  # to the sign-in page, with the way back
    visitor.get("/login")
    assert visitor.bring("/login", name="a.csv", content=b"0" * (31 * 1024 * 1024)).status == 413
    log = house.log("proxy").read_text()
    assert "GET /login" in log
    assert "arrowgibbet" not in log
    assert "Cuthwulf" not in log
    config = ["nginx", "-t", "-c", house.here("/etc/casefile/nginx.conf", service="proxy")]
    assert house.run(services["proxy"], config).returncode == 0


def test_no_other_account_of_this_machine_reaches_a_secret(house: House, services: Services) -> None:
    for name in services:
        if (house.place / name).is_dir():
            assert (house.place / name / "secrets").stat().st_mode & 0o077 == 0, name
            assert (house.place / name).stat().st_mode & 0o066 == 0, name
            assert name == "proxy" or (house.place / name).stat().st_mode & 0o077 == 0, name


def test_the_proxy_keeps_the_state_of_the_house_to_itself_and_redirects_to_its_own_name_alone(
    house: House, services: Services
) -> None:
    if "proxy" not in house.running:
        pytest.skip("nginx is not on this machine: the proxy was not tried")
    assert guest(house).get("/readyz").status == 404
    assert guest(house).get("/healthz").body == b"alive"
    for host, status, way in ((NAME, 301, f"https://{NAME}/login"), ("elsewhere.example", 400, None)):
        assert redirected(house, host=host) == (status, way)


def redirected(house: House, *, host: str) -> tuple[int, str | None]:
    """What plain http answers."""
    line = http.client.HTTPConnection("127.0.0.1", house.port("redirect"), timeout=10)
    with closing(line):
        line.request("GET", "/login", headers={"Host": host})
        answer = line.getresponse()
        return answer.status, answer.getheader("Location")


def test_the_logs_hold_no_secret(house: House, services: Services) -> None:
    written = "".join(path.read_text(errors="replace") for path in (house.place / "log").iterdir())
    for path in (house.place / "secrets").iterdir():
        if path.name != "proxy_certificate":
            assert path.read_text().strip() not in written, path.name


def test_a_command_that_is_not_here_is_named(house: House, services: Services) -> None:
    with pytest.raises(CannotStart, match="web needs no-such-program"):
        house.run(services["web"], ["no-such-program"])


def test_no_host_name_no_start() -> None:
    with pytest.raises(CannotStart, match="CASEFILE_HOSTS is not set: the host name that people type"):
        composed.read({})


def secret(house: House, name: str) -> str:
    return (house.place / "secrets" / name).read_text()

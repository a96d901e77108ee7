"""A visitor of the services: by the proxy where there is one, else straight at the web as a proxy would ask."""

from __future__ import annotations

import http.client
import json
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casefile.by_hand import NAME, House
from tests.silence.visitor import Visitor


@dataclass(slots=True)
class Guest(Visitor):
    """Trusts the certificate of this house alone; without one asks over http, and says that it came by https."""

    certificate: Path | None = None

    def line(self) -> http.client.HTTPConnection:
        if self.certificate is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        trust = ssl.create_default_context(cafile=str(self.certificate))
        return http.client.HTTPSConnection(NAME, self.port, timeout=60, context=trust)

    def told(self) -> dict[str, str]:
        here = f"{NAME}:{self.port}"
        proxied = {} if self.certificate else {"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
        return {"Host": here, "Origin": f"https://{here}", **proxied}


def guest(house: House) -> Guest:
    album = house.place / "answers"
    album.mkdir(exist_ok=True)
    if "proxy" in house.running:
        return Guest(house.port("proxy"), album, certificate=house.place / "secrets" / "proxy_certificate")
    return at_the_web(house)


def at_the_web(house: House) -> Guest:
    """Past the proxy, as a watch within the house asks."""
    return Guest(house.port("web"), house.place / "answers")


def ready(house: House) -> tuple[int, dict[str, Any]]:
    """The status of /readyz, and its parts that are not well, each with its word."""
    answer = at_the_web(house).get("/readyz")
    told = json.loads(answer.body)
    return answer.status, {part: found["word"] for part, found in told["parts"].items() if not found["ok"]}

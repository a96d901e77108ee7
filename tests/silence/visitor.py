"""Somebody with a browser who keeps every answer, headers and body, in a folder."""

from __future__ import annotations

import http.client
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import uuid4

LINK = re.compile(r'(?:href|src|action|hx-get)="(/[^"#]*)')


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    path: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def links(self) -> set[str]:
        return {link.replace("&amp;", "&") for link in LINK.findall(self.text)}


@dataclass(slots=True)
class Visitor:
    port: int
    album: Path
    cookies: dict[str, str] = field(default_factory=dict)
    bearer: str = ""  # what her program shows to the API
    counter: ClassVar[itertools.count[int]] = itertools.count(1)

    def line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    @property
    def token(self) -> str:
        """That of the forms; its cookie has another name behind TLS."""
        return self.cookies.get("__Host-csrftoken") or self.cookies.get("csrftoken", "")

    def told(self) -> dict[str, str]:
        """Headers of every request."""
        return {"Host": f"localhost:{self.port}"}

    def get(self, path: str) -> Answer:
        return self._follow(self._ask("GET", path))

    def post(self, path: str, said: Mapping[str, str]) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": self.token, **said}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._follow(self._ask("POST", path, body=body, headers=kind))

    def ask(self, method: str, path: str) -> int:
        """The status that is answered to a question of any kind, nowhere followed."""
        headers = {"X-CSRFToken": self.token}
        if path.startswith("/api/"):
            headers |= {"Authorization": f"Bearer {self.bearer}"}
        return self._ask(method, path, headers=headers)[0].status

    @property
    def is_in(self) -> bool:
        return self.get("/account").path == "/account"

    def bring(self, path: str, *, name: str, content: bytes) -> Answer:
        """Upload a sheet."""
        edge = uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n',
            f"{self.token}\r\n",
            f'--{edge}\r\nContent-Disposition: form-data; name="sheet"; filename="{name}"\r\n',
            "Content-Type: text/csv\r\n\r\n",
        ]
        body = "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self._follow(
            self._ask("POST", path, body=body, headers={"Content-Type": f"multipart/form-data; boundary={edge}"})
        )

    def sign_in(self, email: str, password: str, *, code: str) -> Answer:
        self.get("/login")
        second = self.post("/login", {"login": email, "password": password})
        return self.post(second.path, {"code": code})

    def _follow(self, answer: tuple[Answer, str]) -> Answer:
        found, location = answer
        for _ in range(5):
            if not location:
                break
            target = urlsplit(urljoin(found.path, location))
            found, location = self._ask("GET", target.path + (f"?{target.query}" if target.query else ""))
        return found

    def _ask(
        self, method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[Answer, str]:
        line = self.line()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request(method, path, body=body or None, headers={**self.told(), "Cookie": cookies, **(headers or {})})
        answer = line.getresponse()
        content = answer.read()
        line.close()
        self._keep(answer, content)
        return Answer(answer.status, path, content), answer.getheader("Location") or ""

    def _keep(self, answer: http.client.HTTPResponse, content: bytes) -> None:
        number = next(self.counter)
        told = [f"{name}: {value}" for name, value in answer.headers.items() if name != "Content-Length"]
        # a length of five digits can be somebody's serial number by chance
        (self.album / f"{number:05d}-{answer.status}.head").write_text("\n".join(told))
        (self.album / f"{number:05d}-{answer.status}.body").write_bytes(content)
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value


class _Fields(HTMLParser):
    """What a browser would send of the forms of a page as they were drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "input" and told.get("name") and told.get("type") not in ("checkbox", "radio", "submit", "file"):
            self.found.setdefault(told["name"], told.get("value", ""))
        elif tag == "select":
            self._select = told.get("name", "")
            self.found.setdefault(self._select, "")
        elif tag == "option" and "selected" in told:
            self.found[self._select] = told.get("value", "")


def fields_of(page: Answer) -> dict[str, str]:
    parser = _Fields()
    parser.feed(page.text)
    del parser.found["csrfmiddlewaretoken"]
    return parser.found

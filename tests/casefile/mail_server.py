"""A mail server for tests: one thread, a script of what it answers, and the letters that it took."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

HANG_UP = ""  # in place of an answer


class Server(socketserver.ThreadingTCPServer):
    """`answers` replace what it would say to a command; "." is the end of a letter."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.answers: dict[str, str] = {}
        self.letters: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Line(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().decode():
            command = line.split(":")[0].split()[0].upper()
            answer = self.server.answers.get(command, "354 go on" if command == "DATA" else "250 good")
            if not self._say(answer):
                return
            if command == "DATA" and answer.startswith("354") and not self._take():
                return

    def _take(self) -> bool:
        letter = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            letter.append(line)
        answer = self.server.answers.get(".", "250 taken")
        if not answer.startswith(("4", "5")):  # it has it, whether it still says so or not
            self.server.letters.append("".join(letter))
        return self._say(answer)

    def _say(self, answer: str) -> bool:
        if answer != HANG_UP:
            self.wfile.write(f"{answer}\r\n".encode())
        return answer != HANG_UP


@contextmanager
def listening() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()

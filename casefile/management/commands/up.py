"""`manage.py up`: everything that one machine needs, from the database to the open door. Ctrl-C stops all of it."""

from __future__ import annotations

import os
import signal
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import StringIO
from types import FrameType
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from casefile import children, embedded, household, locked_memory, machine, threshold, upkeep
from casefile.broker import Broker
from casefile.children import Child
from casefile.home import check_room, folder

NO_BROKER = "no Redis here: the sweeper does the background work"


class Command(BaseCommand):
    help = "Start database, broker, web, worker and sweeper, and print the address. Ctrl-C stops all of it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        port = os.environ.get("CASEFILE_PORT", "8000")
        parser.add_argument(
            "--port", type=int, default=port, help="serve on this port of localhost (CASEFILE_PORT, 8000)"
        )

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        signal.signal(signal.SIGINT, _interrupt)  # a script's background job begins deaf to it
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup stays nohup
                signal.signal(number, _interrupt)
        os.environ["CASEFILE_PORT"] = str(port)
        locked_memory.close()
        self.children: list[Child] = []
        try:
            with household.only_one(f"http://localhost:{port}"), ExitStack() as stack:
                self._open(port, stack=stack)
        except KeyboardInterrupt:
            self._say("stopped.")

    def _open(self, port: int, *, stack: ExitStack) -> None:
        began = time.monotonic()
        addresses = household.free_addresses(port)
        check_room(folder())
        self._check_machine()
        cluster = embedded.of_this_house()
        if cluster is not None:
            with self._timed("database"):
                stack.enter_context(cluster.joined())
        stack.callback(self._stop_children)
        self._start_broker()
        self._prepare_data()
        threshold.cross()
        web = self._start(household.web(addresses))
        with self._timed("web"):
            household.await_web(web, port=port)
        if os.environ.get("REDIS_URL"):
            self._start(household.worker())
        self._start(household.sweeper())
        link = self._link(port)
        self._say(f"open at http://localhost:{port} after {time.monotonic() - began:.1f} s")
        if link:
            self._say(f"sign in, once, as the demonstration's lead attorney: {link}")
        self._say("Ctrl-C stops it.")
        household.watch(self.children, keep_up=cluster.keep_up if cluster else lambda: False, say=self._say)

    def _check_machine(self) -> None:
        if machine.bring_pango():
            self._say("Pango was missing and is installed")
        line = machine.bring_reader()
        if line:
            self._say(f"there is no second PDF reader, so the guard refuses more. Type, as root: {line}")

    def _start_broker(self) -> None:
        """A broker that cannot start is tried once more without its file, and then done without."""
        own = Broker.of_this_house()
        if own is None or not own.command():
            self._say("broker of REDIS_URL" if own is None else NO_BROKER)
            return
        for _attempt in range(2):
            child = household.broker(own)
            child.start()
            if household.await_broker(own, child):
                self.children.append(child)
                return
            children.stop([child])
            own.forget()
        del os.environ["REDIS_URL"]
        self._say(f"{NO_BROKER}; {child.log} says why")

    def _prepare_data(self) -> None:
        if "DATABASE_OWNER_URL" not in os.environ:
            self._say("DATABASE_OWNER_URL is not set: whoever deploys brings the tables up to date")
            return
        upkeep.keep_keys()
        with self._timed("tables"):
            upkeep.keep_tables()
        with self._timed("demonstration"):
            call_command("load_demonstration", stdout=StringIO())
        connections.close_all()

    def _link(self, port: int) -> str:
        """The address that signs a newcomer in; empty when the demonstration is not all there is."""
        said = StringIO()
        call_command("welcome_link", stdout=said)
        connections.close_all()
        path = said.getvalue().strip()
        return f"http://localhost:{port}{path}" if path else ""

    def _start(self, child: Child) -> Child:
        child.start()
        self.children.append(child)
        return child

    def _stop_children(self) -> None:
        """The broker last: the others may still ring."""
        children.stop([child for child in self.children if child.name != "the broker"])
        children.stop([child for child in self.children if child.name == "the broker"])

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self._say(f"{what:<14}{time.monotonic() - began:5.1f} s")

    def _say(self, line: str) -> None:
        self.stdout.write(f"casefile: {line}")
        self.stdout.flush()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """SIGTERM and a closed terminal end it as Ctrl-C does."""
    raise KeyboardInterrupt

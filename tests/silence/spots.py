"""The positive control: a name planted in each kind of place that the drill looks into. Each gives where to look."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from django.core import signing
from psycopg import sql

from tests.filings import issued
from tests.silence.house import House


def table(house: House, name: str) -> list[Path]:
    """As a backup has it, in the table's own file, and in the log of changes."""
    with house.super() as root:
        root.execute(
            "UPDATE plaintiffs_client SET unit = %s WHERE id = (SELECT min(id::text) FROM plaintiffs_client)::uuid",
            [name],
        )
        root.execute("CHECKPOINT")
        found = root.execute("SELECT pg_relation_filepath('plaintiffs_client')").fetchone()
    assert found
    return [house.cluster.postmaster.data / str(found[0])]


def changes(house: House, name: str) -> list[Path]:
    table(house, f"{name} ")
    return [house.cluster.postmaster.data / "pg_wal"]


def backup(house: House, name: str) -> list[Path]:
    table(house, name)
    return [house.dump()]


def login(house: House, name: str) -> list[Path]:
    """What Django keeps of a login is packed and encoded."""
    packed = signing.dumps({"note": f"{name}. " * 20}, compress=True)
    with house.super() as root:
        insert = sql.SQL("INSERT INTO django_session VALUES ('planted', %s, now())")
        root.execute(insert, [packed])
    return [house.dump()]


def base_backup(house: House, name: str) -> list[Path]:
    table(house, name)
    shutil.rmtree(house.place / "backup")
    return [house.back_up()]


def activity(house: House, name: str) -> list[Path]:
    """What the database shows itself doing, while it does it."""
    with house.super() as root:
        root.execute(sql.SQL("SELECT pg_sleep(0.5), {}").format(sql.Literal(name)))
    return [house.place / "activity.txt"]


def statements(house: House, name: str) -> list[Path]:
    """What the server's log is told of each statement."""
    with house.super() as root:
        root.execute(sql.SQL("SELECT {}").format(sql.Literal(name)))
    return [house.cluster.postmaster.log]


def snapshot(house: House, name: str) -> list[Path]:
    house.redis("SET", "planted thrice", name)
    (house.broker.folder / "dump.rdb").unlink()
    house.snapshot()
    return [house.broker.folder / "dump.rdb"]


def broker(house: House, name: str) -> list[Path]:
    house.redis("SET", "planted", name)
    return [house.broker.folder]


def talk(house: House, name: str) -> list[Path]:
    """What the broker is told while it is listened to."""
    house.redis("SET", "planted again", name)
    return [house.place / "broker" / "monitor.txt"]


def log(house: House, name: str) -> list[Path]:
    with (house.place / "log" / "worker.log").open("a", encoding="utf-8") as written:
        written.write(f"entered {name}\n")
    return [house.place / "log"]


def paper(house: House, name: str) -> list[Path]:
    path = house.place / "media" / "papers" / "planted.pdf"
    path.write_bytes(issued.paper_about(name))
    return [path]


def name_in_zip(house: House, name: str) -> list[Path]:
    path = house.place / "answers" / "planted.body"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr(f"{name}.pdf", issued.blank_paper(pages=1))
    path.write_bytes(held.getvalue())
    return [path]


def header(house: House, name: str) -> list[Path]:
    path = house.place / "answers" / "planted.head"
    path.write_text(f'Content-Disposition: attachment; filename="{name.replace(" ", "%20")}.pdf"')
    return [path]


SPOTS: dict[str, Callable[[House, str], list[Path]]] = {
    one.__name__: one
    for one in (
        *(table, changes, backup, base_backup, login, activity, statements),
        *(broker, talk, snapshot, log, paper, name_in_zip, header),
    )
}

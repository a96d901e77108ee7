"""The sweep finds a planted string wherever it was put, says where, and never says what."""

import gzip
import io
import json
import os
import socket
import subprocess
import sys
import time
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest
from django.core.management import call_command

from casefile.sweeping import controls, layers
from casefile.sweeping.lookout import Lookout
from casefile.sweeping.planted import Planted, StringsRefused, read_strings
from casefile.sweeping.search import look_into, sweep
from casefile.unwrapping import escapes, stores

CANARIES = Path(__file__).parents[1] / "data" / "canaries.json"
NAME = "Brambleskutch-Dorn"
ROOT = Path(__file__).parents[2]


def found_in(content: bytes, *strings: str) -> list[str]:
    planted = tuple(Planted(string, string) for string in strings)
    return sorted({label for _, label in look_into(content, Lookout(planted), planted)[0]})


def run(*arguments: str | Path) -> tuple[int, str]:
    told = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("sweep", *map(str, arguments), stdout=told, stderr=told)
    return int(left.value.code or 0), told.getvalue()


@pytest.fixture
def strings(tmp_path: Path) -> Path:
    file = tmp_path / "strings.txt"
    file.write_text(f"nobody at all\n\n{NAME}\n98761\n", encoding="utf-8")
    return file


@pytest.fixture
def house(tmp_path: Path) -> Path:
    folder = tmp_path / "house"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "clean.log").write_text("JANE DOE 801 signed in\n")
    return folder


# ---- what is found


@pytest.mark.parametrize("how", controls.hidden())
def test_the_control_word_is_found_behind_every_decoder_and_not_in_its_absence(how: str) -> None:
    content = controls.hidden()[how]
    word = (controls._WORD, controls._PLAIN)
    assert found_in(content, *word)
    assert not found_in(content, "Blackbird", "Nuthatch-Wren")


@pytest.mark.parametrize("person", json.loads(CANARIES.read_text())["people"], ids=lambda person: person["note"])
def test_every_canary_is_found_by_each_of_its_strings(person: dict[str, str]) -> None:
    planted = read_strings(json.dumps({"people": [person]}).encode())
    lookout = Lookout(planted)
    for string in planted:
        for encoding in ("utf-8", "utf-16-le"):
            seen, _ = look_into(f"x {string.text} y".encode(encoding), lookout, planted)
            assert string.label in {label for _, label in seen}
    assert {"full_name", "serial_no", "phone", "e_mail", "spouse", "claim_no", "dob"} <= {
        string.label.split()[1] for string in planted
    }


@pytest.mark.parametrize(
    ("text", "string", "is_there"),
    [
        ("the serial 98761 of", "98761", True),
        ("x=98761;", "98761", True),
        ("198761 987610", "98761", False),
        ("v98761b", "98761", False),
        ("0.98761 and 98,761", "98761", False),
        ("pid 98761.", "98761", True),
        ("C98-97001", "C98-97001", True),
        ("C98-970011", "C98-97001", False),
        ("born 1931-01-11T00:00", "1931-01-11", True),
        ("Ottie was", "Ottie", True),
        ("potties", "Ottie", False),
        ("BRAMBLESKUTCH DORN", NAME, True),
        ("brambleskutch_dorn.pdf", NAME, True),
        ("Skvartelova", "Škvårťelová", True),
        ("O\u2019Snorribyrne", "O'Snorribyrne", True),
        ("osnorribyrne", "O'Snorribyrne", True),
        ("Tomasina\r\nVirguela", "Tomasina Virgüela", True),
        ("tomasinavirgueela", "Tomasina Virgüela", False),
        ("3275550131", "(327) 555-0131", True),
        ("327.555.0131", "(327) 555-0131", True),
        ("13275550131", "(327) 555-0131", True),
        ("93275550131", "(327) 555-0131", False),
    ],
)
def test_what_counts_as_the_string(text: str, string: str, is_there: bool) -> None:  # noqa: FBT001
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        assert bool(found_in(f"- {text} -".encode(encoding), string)) is is_there


def test_layers_within_layers_are_followed_and_told() -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("log.gz", gzip.compress(b64encode(f"to: {NAME.encode('utf-16').hex()}".encode())))
    planted = (Planted("line 1", NAME),)
    ((place, label), *_) = look_into(b"\0" * 99 + inner.getvalue(), Lookout(planted), planted)[0]
    assert label == "line 1"
    assert "base64" in place
    assert "hex" in place


def test_a_value_that_a_store_pressed_together_is_read_without_the_store() -> None:
    plain = NAME.encode() * 5
    assert [value for _, value in stores.lzf_strings(controls._lzf(plain[:36]))] == [plain[:36]]
    assert plain[:54] in [value for _, value in stores.pglz_values(controls._pglz(plain[:54]))]
    assert list(stores.pglz_values(os.urandom(4096) + bytes(4096))) == []


def test_a_record_cut_in_two_by_a_page_header_of_the_log_is_put_together() -> None:
    first = (b"\x18\xd1\x02\0" + bytes(36)).ljust(8192 - 7, b".") + NAME.encode()[:7]
    second = (b"\x18\xd1\x01\0" + bytes(20) + NAME.encode()[7:]).ljust(8192, b".")
    assert found_in(first + second, NAME) == [NAME]
    assert found_in(b"\0" + first[1:] + second[:-1], NAME) == []


# ---- the file of strings


def test_lines_keep_their_numbers_and_people_their_fields() -> None:
    assert [string.label for string in read_strings(b"\nabcd\n\nefgh\n")] == ["line 2", "line 4"]
    people = read_strings(CANARIES.read_bytes())
    assert "CANARY-01 full_name" in {string.label for string in people}
    assert "Court" not in {string.text for string in people}
    assert "abcd" not in repr(read_strings(b"abcd"))


@pytest.mark.parametrize(
    "content", [b"", b"\n \n", b"ab\n", b"\xff\xfe\0", b"{", b'{"people": [7]}', b'{"persons": []}']
)
def test_strings_that_cannot_be_looked_for_are_refused(content: bytes) -> None:
    with pytest.raises(StringsRefused):
        read_strings(content)


# ---- files and folders


def test_a_clean_folder_comes_out_clean(strings: Path, house: Path) -> None:
    code, told = run("--strings", strings, house)
    assert code == 0
    assert "1 files" in told
    assert "0 found, 0 not read" in told


def test_a_find_is_told_by_place_and_line_and_never_by_itself(strings: Path, house: Path) -> None:
    (house / "deep" / "app.log").write_bytes(b"GET /?q=Brambleskutch%2DDorn 98761")
    code, told = run("--strings", strings, house)
    assert code == 1
    assert "app.log: at 29: line 4" in told
    assert "decoded from 0 at 8: line 3" in told
    assert "rambleskutch" not in told.lower()
    assert "98761" not in told


def test_json_tells_the_same_to_a_program(strings: Path, house: Path) -> None:
    (house / "a.bin").write_bytes(NAME.encode("utf-16-be"))
    code, told = run("--strings", strings, house, "--json")
    assert code == 1
    assert json.loads(told)["seen"] == [{"path": str(house / "a.bin"), "place": "at 0", "label": "line 3"}]
    assert json.loads(told)["decoders_proved"] == len(controls.hidden())


def test_the_name_of_a_file_or_folder_is_looked_at(strings: Path, house: Path) -> None:
    (house / "Brambleskutch-Dorn").mkdir()
    assert run("--strings", strings, house)[0] == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", b"PK\x03\x04 broken"),
        ("a.pdf", b"%PDF-1.7 broken"),
        ("a.zst", b"\x28\xb5\x2f\xfd1234"),
        ("a.xz", b"\xfd7zXZ\0 no"),
    ],
)
def test_a_file_that_cannot_be_looked_into_is_told_and_is_no_pass(
    strings: Path, house: Path, name: str, content: bytes
) -> None:
    (house / name).write_bytes(content)
    code, told = run("--strings", strings, house)
    assert code == 2
    assert f"NOT READ {house / name}" in told


def test_a_bomb_is_told_and_does_not_go_off(strings: Path, house: Path) -> None:
    (house / "bomb.gz").write_bytes(gzip.compress(bytes(600_000_000), compresslevel=1))
    began = time.perf_counter()
    assert run("--strings", strings, house)[0] == 2
    assert time.perf_counter() - began < 20


def test_a_path_that_is_not_there_is_no_pass(strings: Path, house: Path) -> None:
    assert run("--strings", strings, house / "nowhere")[0] == 2
    assert run("--strings", house / "nowhere", house)[0] == 2


def test_a_link_is_no_way_out_and_a_socket_holds_nothing(strings: Path, house: Path, tmp_path: Path) -> None:
    (house / "inside").symlink_to(house / "deep")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(house / "s"))
        assert run("--strings", strings, house)[0] == 0
    (house / "outside").symlink_to(strings)
    assert run("--strings", strings, house)[0] == 2


def test_a_sweep_whose_decoder_is_broken_tells_nothing(
    strings: Path, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(escapes, "from_base64", lambda run, skipped: b"")
    code, told = run("--strings", strings, house)
    assert code == 2
    assert "base64" in told


def test_a_very_large_file_is_read_in_pieces_that_overlap(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casefile.sweeping.search._PIECE", 1000)
    monkeypatch.setattr("casefile.sweeping.search._OVERLAP", 100)
    (house / "big").write_bytes(b" " * 990 + NAME.encode() + b" " * 990)
    swept = sweep([house], (Planted("line 1", NAME),))
    assert {seen.label for seen in swept.seen} == {"line 1"}


def test_fifty_megabytes_of_pages_are_swept_within_thirty_seconds(house: Path) -> None:
    page = (b"catalog \x00\x01\x02relname=pg_class oid 16384 {:args <>} " * 40)[:2000] + os.urandom(1000) + bytes(5192)
    (house / "1259").write_bytes(page * 6400)
    began = time.perf_counter()
    swept = sweep([house], read_strings(CANARIES.read_bytes()))
    assert time.perf_counter() - began < 30
    assert (swept.seen, swept.unseen) == ((), ())


def test_it_runs_without_a_database(strings: Path, house: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "sweep", "--strings", str(strings), str(house)],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "DATABASE_URL": "postgres://nobody@localhost:1/none",
            "CASEFILE_HOME": str(house.parent / "var"),
        },
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert layers.Dig().problems == []

"""The page a lawyer reads says everything the rules rest on."""

import re
from pathlib import Path

from filings.law import readings, rulebook
from filings.law.rulebook import rules

PAGE = (Path(__file__).parents[3] / "docs/deadline-rules.md").read_text(encoding="utf-8")
LAW = Path(rulebook.__file__).parent


def test_every_rule_is_on_the_page_and_the_page_names_no_other() -> None:
    named = set(re.findall(r"`([a-z]\w+_\d\w*)`", PAGE))
    assert named == set(rules())


def test_every_open_question_the_rules_mention_is_explained() -> None:
    sources = (LAW / "deadlines.toml", Path(readings.__file__), LAW / "claim_flags.py")
    asked = {number for path in sources for number in re.findall(r"\bU\d+\b", path.read_text(encoding="utf-8"))}
    assert asked - set(re.findall(r"\bU\d+\b", PAGE)) == set()


def test_every_column_of_the_rule_table_is_explained() -> None:
    rows = (LAW / "deadlines.toml").read_text(encoding="utf-8").split("[[rule]]", 1)[1]
    columns = set(re.findall(r"^(\w+) = ", rows, flags=re.MULTILINE))
    assert columns - set(re.findall(r"`(\w+)`", PAGE)) == set()

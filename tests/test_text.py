"""Text for a terminal: what it may hold, how wide it is, and that no name reaches a terminal as it is."""

from __future__ import annotations

import ast
import json
import zipfile
from pathlib import Path

import pytest

import backlog
from backlog import text
from tests.cli.conftest import Person, begun, me  # noqa: F401  (fixtures)

#: A window's title, a cleared screen, an 8-bit escape, text that runs backwards, half a letter.
EVIL = "a\x1b]0;PWNED\x07\x1b[2J\x9b31m\u202eb\udcffc"
SHOWN = r"a\x1b]0;PWNED\x07\x1b[2J\x9b31m\u202eb\udcffc"
HARMFUL = {"\x1b", "\x07", "\x9b", "\u202e", "\udcff"}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("grass, 3 km – très bien 🏃", "grass, 3 km – très bien 🏃"),
        (EVIL, SHOWN), ("two\nlines\tand\rmore", "two lines and more"),
        ("\x7f\x80", r"\x7f\x80"), ("\u2066\u200f\u061c", r"\u2066\u200f\u061c"), ("\ud800", r"\ud800"),
        ("a\u2028b", "a b"), ("e\u0301 \u200d", "e\u0301 \u200d"),
    ],
)  # fmt: skip
def test_what_is_shown_stays_in_its_line(written: str, shown: str) -> None:
    """Controls, bidirectional controls and halves of pairs as escapes, line breaks as blanks, all else as it is."""
    assert shown == text.visible(written)


@pytest.mark.parametrize(
    ("written", "columns", "fitting"),
    [("grass", 5, "grass"), ("grass", 4, "gras"), ("e\u0301e", 1, "e\u0301"), ("走る", 3, "走"), ("走る", 4, "走る")],
)
def test_a_cut_keeps_whole_letters(written: str, columns: int, fitting: str) -> None:
    """East Asian letters take two columns, marks upon others none."""
    assert fitting == text.fit(written, columns)
    assert text.width(fitting) <= columns


@pytest.mark.parametrize("line", [
    "--db {} list", "--config {} list", "decide {}", "import {}", "import {}.csv", "{}",
    "log {} 2km", "log run {}", "log run 2km --at {}", "pain {}", "show {}", "plan --activities {}", "week --units {}",
    "completion {}", "flags --yes-to {}", "list --nothing={}", "simulate --policy {}",
    "chart tolerance --out {}.txt --from {}",
    "chart {}", "history --limit {}", "undo {}", "due --out {}", "edit last --surface {}",
])  # fmt: skip
def test_a_refusal_shows_a_name_harmlessly(begun: Person, line: str) -> None:  # noqa: F811
    """One sentence, whatever was typed."""
    said, _ = begun.refused("", *line.replace("{}", EVIL).split(" "))
    assert not HARMFUL & set(said)


@pytest.mark.parametrize("line", [
    "export --out {}", "export --format csv --out {}", "backup {}", "due --ics --out {}", "chart --out {}.png",
    "doctor --json", "doctor", "history", "list", "show 2", "why --case", "week --json", "show 2 --json",
])  # fmt: skip
def test_an_answer_shows_a_name_harmlessly(begun: Person, monkeypatch: pytest.MonkeyPatch, line: str) -> None:  # noqa: F811
    """Of files that are written, of the journal, of notes; JSON too, and that stays JSON."""
    begun.types("log run 2km --duration 14:00 --shoes", EVIL.replace("\udcff", ""))
    begun.db.rename(begun.db.parent / EVIL)
    monkeypatch.setenv("BACKLOG_DB", str(begun.db.parent / EVIL))
    done = begun.types("", *line.replace("{}", f"out{EVIL}").split(" "))
    assert 0 == done.status, done.err
    assert done.out or done.err
    assert not HARMFUL & set(done.out + done.err)
    if "--json" in line or "--case" in line:
        json.loads(done.out)


def test_names_inside_a_file_are_shown_harmlessly(begun: Person) -> None:  # noqa: F811
    """A member of an archive, and the columns of a table."""
    folder = begun.db.parent
    evil = EVIL.replace("\udcff", "")
    with zipfile.ZipFile(folder / "some.zip", "w") as archive:
        archive.writestr(f"{evil}.csv", "no,thing\n1,2\n")
    (folder / "some.csv").write_text(f"{evil},other\n1,2\n", encoding="utf-8")
    for name in ("some.zip", "some.csv"):
        said, _ = begun.refused(f"import {name}")
        assert r"\x1b]0;PWNED" in said
        assert not HARMFUL & set(said)


def test_words_reach_the_terminal_by_one_door() -> None:
    """No other module of the commands calls click's ways to print or to ask; the progress line steers on purpose."""
    doors = {"common.py", "progress.py", "completion.py"}
    folder = Path(backlog.__file__).parent / "cli"
    assert [] == [
        f"{path.name}:{node.lineno}"
        for path in folder.glob("*.py")
        if path.name not in doors
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "click"
        and node.attr in {"echo", "secho", "confirm", "prompt", "echo_via_pager", "progressbar"}
    ]

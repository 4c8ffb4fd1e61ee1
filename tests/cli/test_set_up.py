"""`doctor`, `completion`, `demo`, and which setting wins."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from backlog.cli.main import run
from tests.cli.conftest import Person
from tests.make import Store
from tests.store.test_migrations import put


def configure(me: Person, text: str) -> Path:
    """Write the default configuration file."""
    place = me.db.parent / "config" / "backlog" / "config.toml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    return place


def test_flag_over_environment_over_file_over_default(me: Person) -> None:
    """And doctor says which one won."""
    config = configure(me, 'db = "from-config.db"\nzone = "Asia/Tokyo"\n')
    told = [me.json("--db from-flag.db doctor")["checks"]["journal"], me.json("doctor")["checks"]["journal"]]
    me.monkeypatch.delenv("BACKLOG_DB")
    told.append(me.json("doctor")["checks"]["journal"])
    assert "Asia/Tokyo (config)" == me.json("doctor")["checks"]["zone"]
    config.unlink()
    told.append(me.json("doctor")["checks"]["journal"])
    default = me.db.parent / "data" / "backlog" / "journal.db"
    assert [
        "from-flag.db (--db)", f"{me.db} (BACKLOG_DB)", f"from-config.db ({config})", f"{default} (default)",
    ] == told  # fmt: skip


def test_the_configuration_file_can_be_named(me: Person) -> None:
    """By flag over by environment."""
    for name in ("one", "two"):
        (me.db.parent / name).write_text(f'zone = "Asia/{"Tokyo" if name == "one" else "Seoul"}"\n', encoding="utf-8")
    me.monkeypatch.setenv("BACKLOG_CONFIG", "two")
    assert ("two (BACKLOG_CONFIG)", "Asia/Seoul (config)") == tuple(
        me.json("doctor")["checks"][name] for name in ("config", "zone")
    )
    assert "one (--config)" == me.json("--config one doctor")["checks"]["config"]


def test_the_zone_of_the_file_is_where_the_person_is(me: Person) -> None:
    """Wall times are its, and stay with the session."""
    configure(me, 'zone = "Asia/Tokyo"\n')
    me("log run 2km --duration 14:00 --at 'today 00:30'")
    assert "2026-11-17T00:30:00+09:00" == me.json("list")["sessions"][0]["started_at"]


def test_all_is_well(begun: Person) -> None:
    """Versions, settings, what the journal holds, and that it is sound and private."""
    begun("log run 2km --duration 14:00")
    said = begun("doctor")
    for line in (
        "engine     sqlite",
        "holds      1 session, 4 settings, 1 screening",
        "integrity  ok",
        "mode       0600",
    ):
        assert line in said
    assert "All is well." == said[-1]


def test_an_old_journal_is_brought_up_to_date_and_the_copy_is_named(me: Person) -> None:
    """Once, on stderr, by whichever command comes first; the answer is as ever."""
    put(Store("sqlite", str(me.db)), "v1-full")
    told, again = me.types("due"), me.types("due")
    copy = me.db.with_name("journal.schema-1.20261116T170000Z.db")
    assert f"Brought the journal up to date; as it was, it is kept in {copy}\n" == told.err
    assert ("", told.out, True) == (again.err, again.out, copy.exists())


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_what_is_wrong_is_said(begun: Person) -> None:
    """A journal that others may read, a TZ that is none: each a line, and status 1."""
    begun.db.chmod(0o644)
    done = begun.types("doctor")
    assert (1, "", f"!          Others may read the journal: chmod 600 {begun.db}") == (
        done.status, done.err, done.out.splitlines()[-2],
    )  # fmt: skip
    begun.db.chmod(0o600)
    begun.monkeypatch.setenv("TZ", "Nonsense")
    assert "TZ is 'Nonsense', which is not the name of a time zone" in begun.types("doctor").out


def test_what_a_file_is_that_is_no_journal_is_said(me: Person) -> None:
    """A pipe, a file that was cut off to nothing, somebody else's database: none of them is well."""
    os.mkfifo(me.db)
    told = [me.types("doctor")]
    me.db.unlink()
    me.db.touch()
    told.append(me.types("doctor"))
    with closing(sqlite3.connect(me.db)) as connection:
        connection.execute("CREATE TABLE recipes (x)")
    told.append(me.types("doctor"))
    words = ("is a device or a pipe, not a backlog journal", "is empty: it was never begun, or was cut off",
             "is not a backlog journal; it was left alone")  # fmt: skip
    assert [(1, True)] * 3 == [(done.status, word in done.out) for done, word in zip(told, words, strict=True)]


def test_damage_is_told_by_table_and_row(begun: Person) -> None:
    """What makes `list` refuse is what doctor tells; neither calls it a bug."""
    begun("log run 2km --duration 14:00 --at 'today 10:00'")
    with closing(sqlite3.connect(begun.db)) as connection:
        connection.executescript("UPDATE session SET day = 'some day'")
    done = begun.types("list")
    assert (1, True) == (done.status, done.err.endswith("[journal-damaged]\n"))
    done = begun.types("doctor")
    assert 1 == done.status
    assert "integrity  journal-damaged" in done.out.splitlines()
    assert "!          Row 6 of the table session cannot be read" in done.out


@pytest.mark.parametrize(
    ("statement", "table", "lines"),
    [
        ("UPDATE change SET at = 'x'", "change", ["history"]),
        ("UPDATE decision SET at = 'x' WHERE id = 1", "decision", ["why 1"]),
        ("UPDATE decision SET facts = 'eA=='", "decision", ["why 1", "replay"]),
        ("UPDATE decision SET verdict = '{'", "decision", ["chart", "replay", "why 1"]),
        ("UPDATE decision SET verdict = '{}'", "decision", ["chart", "replay", "why 1"]),
        ("UPDATE decision SET verdict = '[]'", "decision", ["chart", "replay", "why 1"]),
    ],
)
def test_damage_of_history_and_advice_is_no_bug_either(
    begun: Person, statement: str, table: str, lines: list[str]
) -> None:
    """A cell that no backlog wrote there ends in one sentence that names its row."""
    with closing(sqlite3.connect(begun.db)) as connection:
        connection.executescript(statement)
    for line in lines:
        done = begun.types(line)
        assert (1, True) == (done.status, done.err.endswith("[journal-damaged]\n")), line
        assert f" of the table {table} cannot be read (" in done.err


@pytest.mark.parametrize("text", ["x = [", 'dbb = "x"', 'zone = "Mars/Olympus"'])
def test_doctor_looks_on_where_a_setting_is_broken(begun: Person, text: str) -> None:
    """It says what is wrong with the file, and still looks at the rest."""
    configure(begun, text)
    done = begun.types("doctor")
    assert (1, "1 thing to look at.", True) == (done.status, done.out.splitlines()[-1], "integrity  ok" in done.out)


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not here")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("backlog ad", {"advise"}),
        ("backlog log st", {"stairs", "stationary-bike", "strength"}),
        ("backlog log run 2km --surface gra", {"grass", "gravel"}),
        ("backlog log run --strike f", {"forefoot"}),
        ("backlog pain --site c", {"calf"}),
        ("backlog list --activity el", {"elliptical"}),
        ("backlog flags --clear bl", {"bladder"}),
        ("backlog completion z", {"zsh"}),
        ("backlog edit last --activity r", {"run", "row"}),
    ],
)
def test_completion_in_a_real_bash(me: Person, words: str, expected: set[str]) -> None:
    """Command names and real values; the journal is not touched."""
    wrapper = me.db.parent / "bin" / "backlog"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nexec {sys.executable} -m backlog "$@"\n', encoding="utf-8")
    wrapper.chmod(0o755)
    script = (
        'eval "$(backlog completion bash)"\n'
        f"COMP_WORDS=({words})\nCOMP_CWORD={len(words.split()) - 1}\n_backlog_completion backlog\n"
        "printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    path = f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(["bash", "--norc", "-c", script], env=dict(os.environ) | {"PATH": path}, capture_output=True,
                          text=True, timeout=60, check=True)  # fmt: skip
    assert expected == set(done.stdout.split())
    assert not me.db.exists()


@pytest.mark.parametrize(
    ("shell", "word"), [("bash", "complete -o"), ("zsh", "#compdef backlog"), ("fish", "complete --no-files")]
)
def test_completion_for_three_shells(me: Person, shell: str, word: str) -> None:
    """Each prints a script that asks backlog."""
    script = "\n".join(me(f"completion {shell}"))
    assert word in script
    assert "_BACKLOG_COMPLETE" in script


@pytest.mark.slow
def test_the_demo(me: Person) -> None:
    """Twelve weeks typed into a journal of its own, a tour, and a picture; one's own journal is not touched."""
    done = me.types("demo --out tour")
    folder = me.db.parent / "tour"
    assert 0 == done.status
    for command in ("due", "advise", "pain 3", "week", f"chart --out {folder / 'chart.png'}"):
        assert f"$ backlog {command}\n" in done.out
    assert (folder / "chart.png").read_bytes().startswith(b"\x89PNG")
    assert not me.db.exists()
    assert 1 == me.types("demo --out tour").status
    assert (folder / "journal.db").exists()


def test_the_demo_leaves_a_real_journal_alone(me: Person, tmp_path: Path) -> None:
    """A journal that no demo made is not replaced, whatever --yes says."""
    real = tmp_path / "mine" / "journal.db"
    me(f"--db {real} log run 2km --duration 14:00")
    before = real.read_bytes()
    said = me.refused(f"demo --out {real.parent} --yes")
    assert (f"{real} is no example journal; it was left alone. Name another folder with --out. [not-empty]", 1) == said
    assert before == real.read_bytes()


def test_whoever_has_no_journal_is_told_where_one_was_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once, by the command that begins it: the place may be mistyped, or a stick that is not there."""
    monkeypatch.setenv("BACKLOG_DB", str(tmp_path / "stick" / "journal.db"))
    said = []
    for words in (["pain", "3"], ["pain", "4"]):
        run(words)
        said.append(capsys.readouterr().err)
    assert [f"Began a new journal: {tmp_path}/stick/journal.db\n", ""] == said

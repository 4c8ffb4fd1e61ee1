"""Whatever is typed, given or broken: one sentence with a slug, an exit status, and nothing lost."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Person


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("log run 0", "bad-distance"), ("log run 0km", "bad-distance"), ("log run -2km", "bad-distance"),
        ("log run 2lm", "bad-distance"), ("log run 5000km", "bad-distance"), ("log run two", "bad-distance"),
        ("log run ''", "bad-distance"), ("log run 1,500m", "bad-distance"),
        ("log run 2km --duration 90", "bad-duration"),
        ("log run 2km --duration 0min", "bad-duration"), ("log run 2km --duration 80h", "bad-duration"),
        ("log jog 2km", "activity-unknown"), ("log 2km", "activity-unknown"), ("log s 2km", "activity-unknown"),
        ("log run 2km --surface lava", "surface-unknown"), ("log run 2km --strike toe", "strike-unknown"),
        ("log run 2km --during 11", "bad-score"), ("log run 2km --during -1", "bad-score"),
        ("log run 2km --effort hard", "bad-score"), ("log run 2km --site back 3", "bad-option"),
        ("log run 2km --site ear 3", "site-unknown"), ("log run 2km --intervals 6x", "bad-intervals"),
        ("log run 2km --forefoot 140%", "bad-number"), ("log run 2km --cadence 5", "bad-number"),
        ("log run 2km --at 2026-02-30", "bad-time"), ("log run 2km --at 2026-13-01T10:00", "bad-time"),
        ("log run 2km --at 25:00", "bad-time"), ("log run 2km --at 1899-01-01", "bad-time"),
        ("log run 2km --at 'tomorrow 10:00'", "bad-time"), ("log run 2km --at 2026-11-17", "future-time"),
        ("log run 2km --before x", "bad-score"), ("pain 3 --site calf x", "bad-score"),
        ("pain 3 --at noon", "bad-time"),
        ("pain 3 --at 2026-11-17T10:00", "future-time"), ("week --weeks 0", "bad-count"),
        ("week --weeks ²", "bad-count"),
        (f"week --weeks {'9' * 5000}", "bad-count"), ("week --from 2027-01-01", "bad-option"),
        ("week --units furlong", "bad-option"), ("list --activity jog", "activity-unknown"),
        ("week --on 2030-01-01", "future-time"), ("list --known soon", "bad-time"), ("day --tag '\0'", "bad-text"),
        ("completion tcsh", "bad-option"),
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_what_cannot_be_is_refused(begun: Person, typed: str, slug: str) -> None:
    """Status 2, and the journal stays as it was."""
    before = begun.db.read_bytes()
    said, status = begun.refused(typed)
    assert (2, f"[{slug}]") == (status, said.rsplit(" ", 1)[-1])
    assert before == begun.db.read_bytes()


def test_a_note_may_have_ten_thousand_characters(me: Person) -> None:
    """Emoji count as one each, and come back whole; one more is refused."""
    note = "🏃" * 10_000
    me("log run 2km --duration 14:00 --note", note)
    assert note == me.json("show last")["entry"]["note"]
    assert ("The note has 10001 characters. Keep it to 10000. [bad-text]", 2) == me.refused("pain 3 --note", note + "x")


def test_what_a_note_holds_never_moves_the_cursor(me: Person) -> None:
    """Escape sequences in notes, shoes, tags, names and reasons are shown, not obeyed."""
    evil = "\x1b[2Jgone\x9b31m\a\u202eback"
    for words in (
        ["log run 2km --duration 14:00 --note", evil], ["edit 1 --shoes", evil], ["day --tag", evil],
        ["day --note", evil],
        ["plan --pause 2026-11-20 --note", evil], ["flags --reviewed-by", evil],
    ):  # fmt: skip
        me.types(*words)
    for line in ("show 1", "list --shoes", "day", "plan", "history", "undo", "redo", "show 2"):
        said = "\n".join(me(line))
        assert not {"\x1b", "\x9b", "\a", "\u202e"} & set(said), line
    assert "  note            \\x1b[2Jgone\\x9b31m\\x07\\u202eback" in me("show 1")


@pytest.mark.parametrize("line", [
    "log run 2km --note", "log run 2km --shoes", "pain", "pain 3 --note", "log", "log run", "day --tag", "plan --goal",
    "plan --pause 2026-12-01 --note", "flags --reviewed-by", "flags --clear chest --at now --by", "show", "edit",
    "week --weeks",
    "log run 2km --at", "completion", "",
])  # fmt: skip
def test_half_a_letter_on_the_command_line(begun: Person, line: str) -> None:
    """Bytes that are no text arrive as lone surrogates: refused, never stored, never a crash."""
    begun("flags --yes-to chest")
    _, status = begun.refused(line, "\udcff\ud83d")
    assert status in {1, 2}


def test_a_journal_that_is_none(me: Person, tmp_path: Path) -> None:
    """A text, a folder, another program's database: left alone."""
    text, other = tmp_path / "notes.txt", tmp_path / "other.db"
    text.write_text("milk, eggs\n" * 100, encoding="utf-8")
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE cheese (name)")
    connection.close()
    for path, todo in (
        (text, "Name another"),
        (tmp_path, f"Name a file in it: {tmp_path / 'journal.db'}"),
        (other, "Name another"),
    ):
        before = path.read_bytes() if path.is_file() else b""
        for line in ("list", "log run 2km"):
            said, status = me.refused(f"--db '{path}' {line}")
            assert (1, True, True) == (status, said.startswith(str(path)), said.endswith("[not-a-journal]"))
            assert todo in said
        assert before == (path.read_bytes() if path.is_file() else b"")


def test_a_newer_journal(begun: Person) -> None:
    """Left alone, with what to do."""
    connection = sqlite3.connect(begun.db)
    connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema_version'")
    connection.commit()
    connection.close()
    said, status = begun.refused("pain 3")
    assert (1, True) == (status, said.endswith("Upgrade backlog-journal. [journal-newer]"))


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_files_are_private(me: Person) -> None:
    """The journal 0600 and its new folder 0700, whatever the umask."""
    place = me.db.parent / "new" / "journal.db"
    me.program("log", "run", "2km", env={"BACKLOG_DB": str(place)})
    assert (0o600, 0o700) == (place.stat().st_mode & 0o777, place.parent.stat().st_mode & 0o777)


def test_many_processes_writing_at_once(begun: Person) -> None:
    """Every one of them gets its reading in."""
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda n: begun.program("pain", str(n)), range(8)))
    assert [0] * 8 == [process.returncode for process in done]
    connection = sqlite3.connect(begun.db)
    assert list(range(8)) == sorted(row[0] for row in connection.execute("SELECT score FROM reading"))
    connection.close()


@pytest.mark.parametrize("settings", [
    {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    pytest.param({"PYTHONIOENCODING": "latin-1"}, marks=pytest.mark.slow),  # which knows more letters than ASCII
    pytest.param({"TERM": "dumb", "NO_COLOR": "1"}, marks=pytest.mark.slow),
], ids=str)  # fmt: skip
def test_a_terminal_that_knows_few_letters(begun: Person, settings: dict[str, str]) -> None:
    """Emoji and the table's dots never crash a command."""
    begun("log run 2km --duration 14:00 --shoes 'Blau 👟 é'")
    for words in (("list",), ("list", "--shoes"), ("list", "--json"), ("week",), ("chart", "--terminal"),
    ("show", "last"),
                  ("advise",), ("lög",)):  # fmt: skip
        done = begun.program(*words, env=settings, encoding="utf-8", errors="replace")
        assert (words == ("lög",)) * 2 == done.returncode, done.stderr
        assert "unexpected" not in done.stderr


def test_no_colour_in_a_pipe(begun: Person) -> None:
    """No escape sequence reaches a file or another program."""
    begun("log run 2km --duration 14:00")
    for words in (("week",), ("chart", "--terminal"), ("advise",), ("--help",), ("due",)):
        assert "\x1b" not in begun.program(*words).stdout


@pytest.mark.skipif(os.name != "posix", reason="pipes and redirections of a POSIX shell")
@pytest.mark.parametrize("redirection", ["| head -1", ">&-", "<&-", "2>&-", "| true"])
def test_a_reader_that_goes_away(begun: Person, redirection: str) -> None:
    """No traceback, whichever of the three streams is closed."""
    begun("log run 2km --duration 14:00")
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m backlog list --json {redirection}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "" == done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_an_answer_that_finds_no_room(begun: Person) -> None:
    """A full disk behind stdout is one sentence and status 1."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run([sys.executable, "-m", "backlog", "plan"], stdout=full, stderr=subprocess.PIPE, text=True,
                              timeout=60, check=False)  # fmt: skip
    assert (1, "backlog: The disk is full; nothing was changed. Free some space and try again. [disk-full]\n") == (
        done.returncode, done.stderr,
    )  # fmt: skip


def test_without_a_terminal_flags_asks_nobody(begun: Person) -> None:
    """Even with stdin closed."""
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m backlog flags <&-"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (1, "[confirmation-needed]") == (done.returncode, done.stderr.split()[-1])


def test_results_on_stdout_messages_on_stderr(begun: Person) -> None:
    """What a pipe gets is the answer alone."""
    good, bad = begun.program("plan", "--json"), begun.program("pain", "11")
    assert (0, "", True) == (good.returncode, good.stderr, good.stdout.startswith("{"))
    assert (2, "") == (bad.returncode, bad.stdout)


@pytest.mark.parametrize("text", ["x = [", 'dbb = "x"', "zone = 3", 'zone = "Mars/Olympus"', "\udcff"], ids=ascii)
def test_a_broken_configuration(begun: Person, text: str) -> None:
    """Named, with what to do; help still works."""
    place = begun.db.parent / "config" / "backlog" / "config.toml"
    place.parent.mkdir(parents=True)
    place.write_bytes(text.encode("utf-8", "surrogateescape"))
    said, status = begun.refused("pain 3")
    assert status in {1, 2}
    assert said.endswith(("[bad-config]", "[bad-zone]"))
    assert begun("--help")


def test_a_configuration_that_is_named_must_be_there(begun: Person) -> None:
    """Even for a command that would not need it."""
    assert (
        "There is no configuration file nope.toml. Create it or leave --config out. [bad-config]",
        1,
    ) == begun.refused("--config nope.toml list")


@pytest.mark.parametrize(
    "when", ["yesterday", "9999-12-31T23:59:59Z", "0001-01-01T00:00Z", "9999-12-31T23:59:59-10:00"]
)
def test_a_clock_that_cannot_be(begun: Person, when: str) -> None:
    """BACKLOG_NOW is refused by name or by year."""
    begun.monkeypatch.setenv("BACKLOG_NOW", when)
    said, status = begun.refused("due")
    assert (2, "[bad-time]") == (status, said.split()[-1])


@pytest.mark.parametrize("zone", ["Nonsense/Zone", "", "CET-1CEST", "../../etc/passwd", ":Europe/Paris"])
def test_a_time_zone_that_is_none(begun: Person, zone: str) -> None:
    """Times fall back to UTC, and nothing crashes."""
    done = begun.program("log", "run", "2km", "--duration", "14:00", env={"TZ": zone})
    assert (0, "") == (done.returncode, done.stderr)


def test_no_home(begun: Person) -> None:
    """Where no home folder is known, the sentence says what to set; BACKLOG_DB is enough."""
    begun.monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        begun.monkeypatch.delenv(name, raising=False)
    begun("list")
    begun.monkeypatch.delenv("BACKLOG_DB")
    assert (
        (
            "No home folder is known, so ~/.local/share/backlog/journal.db is nowhere. "
            "Set HOME, or name the whole path with --db or BACKLOG_DB. [journal-missing]"
        ),
        1,
    ) == begun.refused("list")


def test_no_network(begun: Person) -> None:
    """No command opens a socket."""
    program = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise SystemExit('a socket was opened')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from backlog.cli.main import run\n"
        "sys.exit(max(run(line.split()) for line in sys.argv[1:]))"
    )
    lines = [
        "log run 2km --duration 14:00",
        "pain 3",
        "due",
        "advise",
        "week",
        "list",
        "undo",
        "doctor",
        "chart --terminal",
    ]
    done = subprocess.run(
        [sys.executable, "-c", program, *lines], capture_output=True, text=True, timeout=60, check=False
    )
    assert (0, "") == (done.returncode, done.stderr)


def test_a_bug_is_one_sentence_too(begun: Person) -> None:
    """It says that nothing was stored, and how to report it."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    begun.monkeypatch.setattr("backlog.services.pain.due", broken)
    done = begun.types("due")
    assert (
        (
            "backlog: Something went wrong inside backlog: ZeroDivisionError: by zero. "
            "Nothing was stored by this command. "
            "Please report it with what BACKLOG_TRACEBACK=1 shows. [unexpected]\n"
        ),
        1,
    ) == (done.err, done.status)


MANY = "9" * 20


@pytest.mark.parametrize(("line", "slug"), [
    (f"why {MANY}", "usage"), (f"undo {MANY}", "usage"), (f"history --most {MANY}", "usage"),
    (f"show {MANY}", "unknown-id"), (f"edit {MANY} --score 3", "unknown-id"), (f"delete {MANY} 1", "unknown-id"),
    (f"forget 1 {MANY} --yes", "unknown-id"), (f"week --weeks {MANY}", "bad-count"),
    (f"list --weeks {MANY}", "bad-count"),
    (f"simulate --runners {MANY}", "bad-count"), (f"log run {MANY}km", "bad-distance"), (f"pain {MANY}", "bad-score"),
    (f"log run 2km --duration {MANY}h", "bad-duration"), (f"log run 2km --steps {MANY}", "bad-number"),
    (f"log run 2km --at -{MANY}d", "bad-time"), (f"log run 2km --at '{MANY[:9]} weeks ago'", "bad-time"),
    (f"day --sleep {MANY}", "bad-number"), (f"plan --goal {MANY}km", "bad-distance"),
])  # fmt: skip
def test_a_number_beyond_any_use_is_refused(begun: Person, line: str, slug: str) -> None:
    """Whatever takes it: an entry, a change, a decision, an amount."""
    before = begun.db.read_bytes()
    assert f"[{slug}]" == begun.refused(line)[0].rsplit(" ", 1)[-1]
    assert before == begun.db.read_bytes()


@pytest.mark.parametrize("line", ["show 0", "edit 0 --note x", "delete 0", "delete 00 --yes", "forget 0 --yes"])
def test_nought_is_the_number_of_no_entry(begun: Person, line: str) -> None:
    """It is not taken for the entry that was logged last, which alone `last` names."""
    begun("log run 2km --duration 14:00")
    before = begun.db.read_bytes()
    assert "[unknown-id]" == begun.refused(line)[0].rsplit(" ", 1)[-1]
    assert before == begun.db.read_bytes()


@pytest.mark.parametrize("line", [
    "--db {} list", "--config {} list", "decide {}", "export --out {}", "backup {}", "due --ics --out {}",
    "chart --out {}.png", "simulate --csv {}", "import {}", "demo --out {}",
])  # fmt: skip
@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_what_can_name_no_file_is_refused(begun: Person, line: str, name: str) -> None:
    """NUL, and half a letter, in whatever takes the name of a file."""
    begun("log run 2km --duration 14:00")
    said, status = begun.refused("", *line.replace("{}", name).split(" "))
    assert (2, "[bad-option]") == (status, said.rsplit(" ", 1)[-1])


def test_a_case_and_a_configuration_are_read_within_bounds(begun: Person) -> None:
    """A device without an end, a pipe, a file of many megabytes, brackets without end."""
    folder = begun.db.parent
    os.mkfifo(folder / "pipe")
    (folder / "big").write_bytes(b" " * 4_000_001)
    (folder / "deep").write_text(f"x = {'[' * 60_000}", encoding="utf-8")
    (folder / "nested").write_text("[" * 100_000, encoding="utf-8")
    for name, decided, configured in (
        ("/dev/zero", "file-missing", "bad-config"), ("pipe", "file-missing", "bad-config"),
        ("big", "file-missing", "bad-config"), ("deep", "bad-case-file", "bad-config"),
        ("nested", "bad-case-file", "bad-config"),
    ):  # fmt: skip
        assert f"[{decided}]" == begun.refused(f"decide {name}")[0].rsplit(" ", 1)[-1]
        assert f"[{configured}]" == begun.refused(f"--config {name} list")[0].rsplit(" ", 1)[-1]
    with Path("/dev/zero").open("rb") as endless:
        done = begun.program("decide", "-", stdin=endless)
    assert "It holds more than 4,000,000 bytes. Check the path. [file-missing]" in done.stderr


@pytest.mark.parametrize(("part", "said"), [
    ({"sessions": [{"started_at": "2026-11-14 18:00", "distance_m": -2000}]}, "bad-number"),
    ({"sessions": [{"started_at": "2026-11-14 18:00", "distance_m": 1e300}]}, "bad-case-file"),
    ({"sessions": [{"started_at": "2026-11-14 18:00", "activity": "fly"}]}, "activity-unknown"),
    ({"sessions": [{"started_at": "2026-11-14 18:00", "distance_m": "far"}]}, "bad-case-file"),
    ({"readings": [{"at": "2026-11-14 18:00", "score": 30}]}, "bad-number"),
    ({"readings": [{"at": "2026-11-14 18:00", "score": True}]}, "bad-case-file"),
    ({"readings": [{"at": "2026-11-14 18:00", "site": "ear", "score": 3}]}, "site-unknown"),
    ({"readings": [{"at": "2026-11-14 18:00", "score": float("nan")}]}, "bad-case-file"),
    ({"plan": {"usual_pain": 11}}, "bad-case-file"), ({"plan": {"goal_m": -1}}, "bad-case-file"),
    ({"plan": {"surfaces": ["lava"]}}, "bad-case-file"), ({"tolerance": {"sd": None}}, "bad-case-file"),
    ({"flags": [{"flag": 3, "opened_at": "2026-11-14 18:00"}]}, "bad-case-file"), ({"zone": 3}, "bad-case-file"),
])  # fmt: skip
def test_a_case_that_cannot_be_is_refused(begun: Person, part: dict[str, Any], said: str) -> None:
    """As the door for Python refuses it."""
    case = {"now": "2026-11-16 18:00", "screenings": [{"at": "2026-11-10 18:00"}]}
    path = begun.db.with_name("case.json")
    path.write_text(json.dumps(case), encoding="utf-8")
    assert 0 == begun.types("decide case.json").status
    path.write_text(json.dumps(case | part), encoding="utf-8")
    refused, status = begun.refused("decide case.json")
    assert (2, f"[{said}]") == (status, refused.rsplit(" ", 1)[-1])


def test_an_index_that_lies_is_damage(begun: Person) -> None:
    """Where two ways of asking for the same facts never agree, advice says so instead of asking for ever."""
    begun("log run 2km --duration 14:00 --at yesterday")
    with closing(sqlite3.connect(begun.db, isolation_level=None)) as connection:
        rows = connection.execute("SELECT * FROM sqlite_schema WHERE name = 'ix_session_started'").fetchall()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'ix_session_started'")
    with closing(sqlite3.connect(begun.db, isolation_level=None)) as connection:
        connection.execute("UPDATE session SET started_at = 1735689600")
        connection.execute("PRAGMA writable_schema = ON")
        connection.executemany("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", rows)
    done = begun.types("advise")
    assert (1, "[journal-damaged]") == (done.status, done.err.rsplit(None, 1)[-1])


@pytest.mark.parametrize("place", [
    "postgresql://sam:S3CRET@127.0.0.1:1/db", "postgresql://127.0.0.1:1/db?user=sam&password=S3CRET",
    "postgresql://sam:a@S3CRET@127.0.0.1:1/db", "postgresql://sam:S3/CRET@127.0.0.1:1/db",
    "postgresql://127.0.0.1:1/db?pass%77ord=S3CRET", "mysql://sam:S3CRET@h/db", "postgresql://sam:S3CRET@[/db",
    "postgresql://127.0.0.1:1/db?sslpassword=S3CRET", "postgresql://sam:S3CRET@127.0.0.1:one/db",
    "postgresql://127.0.0.1:1/db?user=sam&password=a#S3CRET", "postgresql://127.0.0.1:1/db?password=a&S3CRET",
    "postgresql://127.0.0.1:1/db?password=a&S3=CRET", "sam:S3/CRET@h/db",
    "postgresql://sam:S3?&CRET@127.0.0.1:1/db", "postgresql://127.0.0.1:1/db?password=S3@CRET",
    "postgresql:/sam:S3CRET@h/db", "postgresql:sam:S3CRET@h/db", "postgres//sam:S3CRET@h/db", "//sam:S3CRET@h/db",
    "sam:S3CRET@h/db", "host=h password=S3CRET", "password=S3CRET", "PASSWORD = 'S3CRET' host=h",
    "postgresql://sam:S3CRET/h/db", "postgresql://sam:S3#@CRET/h/db", "postgresql ://sam:S3CRET@h/db",
    "sqlite://sam:S3?CRET@h/db",
])  # fmt: skip
@pytest.mark.parametrize("line", ["list", "doctor", "doctor --json", "log run 2km", "backup x.db", "start"])
def test_a_password_is_never_shown(me: Person, place: str, line: str) -> None:
    """Wherever it stands in an address, in whatever is said of it."""
    me.monkeypatch.setenv("BACKLOG_DB", place)
    done = me.types(line)
    assert 1 == done.status or "extra-missing" in done.err
    assert "[unexpected]" not in done.err
    assert not [part for part in ("S3CRET", "CRET", "S3") if part in done.out + done.err]
    assert not list(me.db.parent.iterdir())


@pytest.mark.parametrize("place", ["a=b.db", "10:30.db", "./10:30@home.db", "./host=h password=p", "my postgres.db"])
def test_a_file_may_have_a_name_that_an_address_has_in_part(me: Person, place: str) -> None:
    """Only what begins as an address does is taken for one."""
    me.monkeypatch.setenv("BACKLOG_DB", place)
    assert 0 == me.types("log run 2km").status
    assert [Path(place).name] == [path.name for path in me.db.parent.iterdir()]


def test_letters_beyond_ascii_are_stored_under_any_locale(me: Person) -> None:
    """Where the system says C, too: a name is what was typed."""
    how = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = me.program("log", "run", "2km", "--note", "très bien 🏃", env=how)
    assert (0, f"Began a new journal: {me.db}\n") == (done.returncode, done.stderr)
    assert "très bien 🏃" == me.json("show last")["entry"]["note"]

"""`backlog import` of folders, archives and recordings, as it is typed."""

from __future__ import annotations

import gzip
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import click
import pytest

from backlog.cli import importing
from tests.cli.conftest import Person

T = TypeVar("T")
LIST = "Date,Type,Distance (km),Duration,Notes\n"


def track(start: str, km: float = 2.0, minutes: float = 14, kind: str = "running") -> bytes:
    """A GPX track due north through Ghana, a point a minute."""
    began, points = datetime.fromisoformat(start), round(minutes)
    body = "".join(
        f'<trkpt lat="{8 + km / 111.195 * n / points:.7f}" lon="-1">'
        f"<time>{began + timedelta(minutes=n):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for n in range(points + 1)
    )
    return (
        '<?xml version="1.0"?><gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk><type>{kind}</type><trkseg>{body}</trkseg></trk></gpx>"
    ).encode()


@pytest.fixture
def me(me: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody in a folder of their own, on 16 November 2026."""
    monkeypatch.chdir(tmp_path)
    return me.at("2026-11-16 12:00", "Europe/Berlin")


def test_a_folder_is_taken_whole_and_its_duplicates_once(me: Person) -> None:
    """A track, the same zipped, and the list that names it: one session, and the better source is shown."""
    Path("data").mkdir()
    Path("data/a.gpx").write_bytes(track("2026-11-03T17:00:00"))
    Path("data/b.gpx.gz").write_bytes(gzip.compress(track("2026-11-03T17:00:00")))
    Path("data/list.csv").write_text(LIST + "2026-11-03 18:00,Running,2.02,14:00,\n", encoding="utf-8")
    assert [
        "Imported 1 session.",
        "  run: 1, 2 km (1.24 mi), 2026-11-03 to 2026-11-03",
        "1 told more than once: kept once.",
        "  1 session told by two files or more: kept once, with what each knew.",
        "`backlog undo` takes it back.",
    ] == me("import data")[-5:]
    assert any(line.endswith("1 session, 1 origin") for line in me("doctor"))


def test_a_dry_run_is_a_table_of_what_would_become_of_each(me: Person) -> None:
    """New, the same as a session that is there, or doubtful."""
    me.types('log run 2km --at "2026-11-03 18:05" --duration 14:00')
    me.types('log run 3km --at "2026-11-05 08:00" --duration 21:00')
    for name, start, km in (
        ("a", "2026-11-03T17:00", 2.0),
        ("b", "2026-11-04T17:00", 2.5),
        ("c", "2026-11-05T17:00", 3.0),
    ):
        Path(f"{name}.gpx").write_bytes(track(start, km))
    assert [
        "start             what  distance   time  becomes                  from",
        "2026-11-03 18:00  run       2 km  14:00  is your session 1        a.gpx",
        "2026-11-04 18:00  run     2.5 km  14:00  new                      b.gpx",
        "2026-11-05 18:00  run       3 km  14:00  new, possible duplicate  c.gpx",
        "Would import 2 sessions.",
    ] == me("import a.gpx b.gpx c.gpx --dry-run")[3:8]
    assert 2 == len(me.json("list")["sessions"])


def test_of_many_known_sessions_those_that_gained_nothing_are_counted(me: Person) -> None:
    """Five are named, of six only the one that knows more now."""
    for day in range(1, 7):
        steps = "" if day == 1 else " --steps 2000 --ascent 5m --cadence 170 --duration 14:00"
        me.types(f'log run 2km --at "2026-11-0{day} 18:00" --surface grass{steps} --yes')
    rows = [f"2026-11-0{day} 18:00,Running,2,14:00,\n" for day in range(1, 7)]
    Path("list.csv").write_text(LIST + "".join(rows[1:]), encoding="utf-8")
    assert 5 == sum("not added again." in line for line in me("import list.csv --dry-run"))
    Path("list.csv").write_text(LIST + "".join(rows), encoding="utf-8")
    said = me("import list.csv")
    assert "  list.csv:2 is your session 1: not added again, but it has now duration from it." in said
    assert "  5 rows told of your sessions and added nothing." in said


def test_one_bad_file_never_stops_the_rest_and_the_status_says_so(me: Person) -> None:
    """The track is stored, the rest is named with what to do."""
    with zipfile.ZipFile("export.zip", "w") as archive:
        archive.writestr("run.gpx", track("2026-11-03T17:00:00"))
        archive.writestr("plan.pdf", b"%PDF-1.4")
        archive.writestr("cut.gpx", track("2026-11-04T17:00:00")[:120])
    done = me.types("import export.zip")
    assert 1 == done.status
    assert "Imported 1 session." in done.out
    assert [
        "export.zip/plan.pdf is a PDF. Give a recording (FIT, GPX, TCX), a platform's export, or a CSV.",
        "2 could not be imported.",
    ] == [done.err.splitlines()[0], done.err.splitlines()[-1]]


def test_a_name_that_would_move_the_cursor_is_shown_harmless(me: Person) -> None:
    """An archive's members may be called anything."""
    with zipfile.ZipFile("export.zip", "w") as archive:
        archive.writestr("a.gpx", track("2026-11-03T17:00:00"))
        archive.writestr("\x1b[2Jb.pdf", b"%PDF-1.4")
    done = me.types("import export.zip")
    assert "\x1b" not in done.err + done.out
    assert "\\x1b[2Jb.pdf" in done.err


def test_a_note_that_mentions_pain_is_offered_and_never_made_a_reading_unasked(
    me: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a terminal it is listed with what to type; with one, a number makes it a reading, and Enter does not."""
    rows = "2026-11-03 18:00,Running,2,14:00,sore right knee\n2026-11-05 18:00,Running,2,14:00,back was stiff\n"
    Path("list.csv").write_text(LIST + rows + "2026-11-07 18:00,Running,2,14:00,no pain\n", encoding="utf-8")
    done = me.types("import list.csv --suggest-pain --dry-run")
    assert [
        '2026-11-03 run, “sore right knee”: backlog pain --site knee N --at "2026-11-03 18:14"',
        '2026-11-05 run, “back was stiff”: backlog pain N --at "2026-11-05 18:14"',
    ] == done.err.splitlines()
    answers = iter(["4", ""])
    monkeypatch.setattr(importing, "interactive", lambda: True)
    monkeypatch.setattr(click, "prompt", lambda *_, **__: next(answers))
    done = me.types("import list.csv --suggest-pain")
    assert "Imported 3 sessions, 1 reading." in done.out.splitlines()
    [reading] = (
        me.json("list --readings")["readings"] if "readings" in me.json("list") else [me.json("show 4")["entry"]]
    )
    assert ("knee", 4.0, "sore right knee") == (reading["site"], reading["score"], reading["note"])
    me("undo")
    assert [] == me.json("list")["sessions"]


def test_a_note_is_offered_until_there_is_a_reading_of_it(me: Person) -> None:
    """Whether its session is new or was imported before, and whoever gave the reading; what was deleted is left."""
    rows = "2026-11-03 18:00,Running,2,14:00,sore right knee\n2026-11-05 18:00,Running,2,14:00,back was stiff\n"
    Path("list.csv").write_text(LIST + rows, encoding="utf-8")
    me.types('log run 2km --at "2026-11-05 18:00" --duration 14:00')
    assert 2 == len(me.types("import list.csv --suggest-pain").err.splitlines())
    back = '2026-11-05 run, “back was stiff”: backlog pain N --at "2026-11-05 18:14"'
    knee = '2026-11-03 run, “sore right knee”: backlog pain --site knee N --at "2026-11-03 18:14"'
    assert [knee, back] == me.types("import list.csv --suggest-pain").err.splitlines()
    me(back.partition("backlog ")[2].replace(" N ", " 3 "))
    assert [knee] == me.types("import list.csv --suggest-pain").err.splitlines()
    Path("a.gpx").write_bytes(track("2026-11-03T17:00:00"))
    assert [knee] == me.types("import list.csv a.gpx --suggest-pain --dry-run").err.splitlines()
    me("delete 2")
    said = ["No note mentions pain that has no reading yet."]
    assert said == me.types("import list.csv --suggest-pain").err.splitlines()


def test_one_scale_is_not_laid_on_diaries_of_two_kinds(me: Person) -> None:
    """A 4 is unbearable in one and mild in the other: nothing is stored, until each is told its own."""
    Path("diaries").mkdir()
    Path("diaries/daylio.csv").write_text(
        "full_date,date,weekday,time,mood,activities,scales,note_title,note\n"
        "2026-11-06,x,x,20:30,meh,,Back pain: 4,,\n",
        encoding="utf-8",
    )
    Path("diaries/bearable.csv").write_text(
        "date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
        "x,2026-11-02,Monday,am,Symptom,1,Back pain,\n",
        encoding="utf-8",
    )
    sentence, status = me.refused("import diaries --scale 0-4")
    assert 2 == status
    assert sentence.startswith(
        "--scale 0-4 would stretch the ratings of Bearable's diary (diaries/bearable.csv) and of"
    )
    assert not me.db.exists()
    me("import diaries/bearable.csv --scale 0-4")
    me("import diaries/daylio.csv")
    scores = [line.partition('score": ')[2].partition(",")[0] for line in me("export") if '"reading"' in line]
    assert ["2.5", "4.0"] == scores


def test_what_another_journal_had_beside_its_sessions_is_said(me: Person) -> None:
    """Three journals told of one run; the second export brings what the first had not."""
    Path("a.gpx").write_bytes(track("2026-11-03T17:00:00"))
    Path("list.csv").write_text(LIST + "2026-11-03 18:00,Running,2.02,14:00,\n", encoding="utf-8")
    me("import a.gpx")
    me.types("export --out first.jsonl")
    me("import list.csv")
    me.types("export --out second.jsonl")
    me.db.unlink()
    me("import first.jsonl")
    assert [
        "Imported nothing new.",
        "1 already in the journal.",
        "1 put beside sessions that are there, as what else told of them.",
        "`backlog undo` takes it back.",
    ] == me("import second.jsonl")[-4:]
    me("undo --yes")
    assert 1 == me.json("import second.jsonl")["beside"]


def test_a_zone_comes_from_the_position_only_if_asked_for(me: Person) -> None:
    """In Ghana it is an hour earlier than in Berlin."""
    Path("a.gpx").write_bytes(track("2026-11-03T17:00:00"))
    assert "2026-11-03 18:00" in "\n".join(me("import a.gpx --dry-run"))
    assert "2026-11-03 17:00" in "\n".join(me("import a.gpx --dry-run --zone-by-position"))


def test_a_scale_is_two_numbers(me: Person) -> None:
    """Anything else is refused with how to write it."""
    Path("a.csv").write_text("date,score\n2026-11-03,2\n", encoding="utf-8")
    assert ("--scale 'five' is not LOW-HIGH. Write it like --scale 0-5. [bad-option]", 2) == me.refused(
        "import a.csv --scale five"
    )
    assert "back 5" in "\n".join(me("import a.csv --scale 0-4 --dry-run"))


def test_progress_is_said_on_a_terminal(me: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files, bytes and rows, while it takes more than a second."""
    from backlog.cli import progress

    for number in range(3):
        Path(f"{number}.gpx").write_bytes(track(f"2026-11-0{number + 1}T17:00:00"))
    monkeypatch.setattr(progress, "QUIET_S", -1.0)
    assert "" == me.types("import 0.gpx").err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    said = me.types("import 1.gpx 2.gpx").err
    assert "1 of 2 files, 0 of 0 MB, 1 rows" in said


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the processes of another are listed there")
@pytest.mark.parametrize(
    "stop",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGHUP, marks=pytest.mark.slow),  # which the same code hears: tests/test_interrupts.py
        signal.SIGKILL,
    ],
    ids=lambda stop: stop.name,
)
def test_an_import_that_is_ended_leaves_no_process_and_no_journal(
    me: Person, monkeypatch: pytest.MonkeyPatch, stop: signal.Signals
) -> None:
    """By another program, a closed terminal, or outright; what was put aside goes too, if there is time to."""
    monkeypatch.setenv("TMPDIR", str(Path("aside").absolute()))
    Path("aside").mkdir()
    with zipfile.ZipFile("inner.zip", "w") as inner:
        for number in range(60):
            inner.writestr(f"{number}.gpx", track("2026-11-03T17:00:00", minutes=2000 + number))
    with zipfile.ZipFile("export.zip", "w") as archive:
        archive.write("inner.zip")
    process = subprocess.Popen([sys.executable, "-m", "backlog", "import", "export.zip"], stderr=subprocess.PIPE)
    readers = waited_for(lambda: below(process.pid))
    process.send_signal(stop)
    _, said = process.communicate(timeout=30)
    assert waited_for(lambda: not any(Path(f"/proc/{reader}").exists() for reader in readers))
    assert not me.db.exists()
    if stop != signal.SIGKILL:
        assert (130, b"") == (process.returncode, said.partition(b"was not stored. [interrupted]\n")[2])
        assert [] == list(Path("aside").iterdir())


def below(number: int) -> list[int]:
    """The processes that a process started and that read recordings, once there are two."""
    found = []
    for task in Path(f"/proc/{number}/task").glob("*/children"):
        for child in task.read_text(encoding="utf-8").split():
            with suppress(OSError):
                if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(int(child))
    return found if len(found) >= 2 else []


def waited_for(look: Callable[[], T]) -> T:
    """What there is to see, once it is there."""
    end = time.monotonic() + 30
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.02)
    assert seen
    return seen

"""How fast the commands start: `make bench`, or `.venv/bin/python tools/bench.py --rounds 5 log pain`.

Each command runs as its own process, the way a person runs it, on a journal of 10 sessions and on one of 100,000.
A round runs everything once, a bare `python -c pass` included, so that a busy moment of the machine hits all alike.
Times are processor time, the system's included, and the minimum over the rounds: what the command needs when nothing
disturbs it. Ratios are to the bare Python's.

Beside them stand journals and diaries for other things, each with a small entry of its own: jrnl and watson, which
`make bench` puts into .bench, and timewarrior and hledger where they are installed.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from backlog import clock
from backlog.model.plan import Setting
from backlog.model.screening import Screening
from backlog.model.session import Reading, Session
from backlog.store.opening import open_journal

NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
ZONE = "Europe/Berlin"
SIZES = (10, 100_000)
#: Three runs a week for three years, each with its pain checks; older sessions lie closer, as imports may.
RECENT = 3 * 156
SURFACES = ("grass", "trail", "asphalt")
SCRIPT = Path(sys.executable).with_name("backlog")


class Command(NamedTuple):
    """A command to measure, with the most that it may take: times a bare Python, and from 10 to 100,000 sessions."""

    name: str
    arguments: tuple[str, ...]
    most: float
    growth: float | None = None
    writes: bool = False


COMMANDS = (
    Command("--help", ("--help",), 6),
    Command("due", ("due",), 6, 1.1),
    Command("log", ("log", "run", "2km", "--duration", "14:30", "--surface", "grass"), 6, 1.1, writes=True),
    Command("pain", ("pain", "3"), 6, 1.1, writes=True),
    Command("week", ("week",), 10, 1.1),
    Command("list", ("list", "--weeks", "13"), 10, 1.1),
    Command("advise", ("advise",), 35, 1.1),
    Command("chart", ("chart", "--weeks", "104", "--out", "chart.png"), 85),
)


#: Other programs of the command line to which something that happened is told, or asked: name -> what is typed.
NEIGHBOURS = {
    "jrnl": ("yesterday at 6pm: ran 2 km",),
    "watson": ("add", "--from", "2026-11-20 17:00", "--to", "2026-11-20 17:15", "run"),
    "timew": ("track", "2026-11-20T17:00", "-", "2026-11-20T17:15", "run", ":adjust", ":yes"),
    "hledger": ("-f", "runs.journal", "balance"),
}
#: The settings without which jrnl asks questions first.
JRNL = """\
encrypt: false
editor: ""
template: false
highlight: false
linewrap: 79
timeformat: "%Y-%m-%d %H:%M"
default_hour: 9
default_minute: 0
tagsymbols: "@"
indent_character: "|"
colors: {date: none, body: none, tags: none, title: none}
display_format: null
"""
#: Where `make bench` puts those that are written in Python.
BESIDE = Path(__file__).resolve().parents[1] / ".bench" / "bin"


def starts(size: int) -> Iterator[datetime]:
    """When each of so many sessions began, the newest first: the last one three days before now."""
    at = NOW - timedelta(days=3)
    for number in range(size):
        yield at
        at -= timedelta(hours=56) if number < RECENT else timedelta(hours=7)


def session(at: datetime, number: int) -> Session:
    """A run of 2 to 5 km."""
    metres = 2000.0 + 250.0 * (number % 13)
    lasting = timedelta(seconds=round(metres * 0.42))
    return Session(
        started_at=at,
        ended_at=at + lasting,
        zone=ZONE,
        day=clock.local_date(at, ZONE),
        distance_m=metres,
        duration_s=lasting.total_seconds(),
        surface=SURFACES[number % 3],
        strike="midfoot",
        effort=3.0,
        recorded_at=at + lasting,
    )


def readings(done: Session, number: int) -> Iterator[Reading]:
    """Pain half an hour, a day and two days after it, mild and a little different each time."""
    for hours in (0.5, 24, 47):
        at = done.ended_at + timedelta(hours=hours)
        score = float((number * 7 + round(hours)) % 4)
        yield Reading(at=at, zone=ZONE, day=clock.local_date(at, ZONE), score=score, recorded_at=at)


def build(path: Path, size: int) -> None:
    """A journal of so many sessions, screened and with a plan."""
    sessions = [session(at, number) for number, at in enumerate(starts(size))][::-1]
    rated = [reading for number, done in enumerate(sessions[-RECENT:]) for reading in readings(done, number)]
    screened = NOW - timedelta(days=5)
    journal = open_journal(str(path), create=True)
    with journal.change("bench", "example", now=screened) as writer:
        writer.add_all(sessions)
        writer.add_all(rated)
        writer.add(Screening(at=screened, zone=ZONE))
        writer.add(Setting(name="usual_pain", value="2.0"))
        writer.add(Setting(name="usual_pain_at", value=str(clock.seconds(screened))))
    journal.close()


def neighbours(folder: Path) -> dict[str, tuple[str, ...]]:
    """What to run of the neighbours that are here; their settings and diaries are laid into the folder."""
    (folder / "jrnl").mkdir()
    settings = f"journals: {{default: {{journal: {folder / 'jrnl.txt'}}}}}\nversion: v4.2\n{JRNL}"
    (folder / "jrnl" / "jrnl.yaml").write_text(settings, encoding="utf-8")
    (folder / "jrnl.txt").touch()
    (folder / "timew" / "data").mkdir(parents=True)
    (folder / "timew" / "timewarrior.cfg").touch()
    (folder / "runs.journal").write_text("2026-11-20 run\n  km  2\n  life\n", encoding="utf-8")
    found = {name: shutil.which(name, path=f"{BESIDE}{os.pathsep}{os.environ['PATH']}") for name in NEIGHBOURS}
    return {name: (program, *NEIGHBOURS[name]) for name, program in found.items() if program}


def timed(arguments: Sequence[str], folder: Path, journal: Path | None) -> float:
    """Seconds of a processor that the program took, from start to end; stops everything if it fails."""
    environment = dict(os.environ) | {
        "BACKLOG_DB": str(journal),
        "XDG_CONFIG_HOME": str(folder),
        "BACKLOG_NOW": NOW.isoformat(),
        "MPLCONFIGDIR": str(folder),
        "XDG_DATA_HOME": str(folder),
        "WATSON_DIR": str(folder / "watson"),
        "TIMEWARRIORDB": str(folder / "timew"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # or every start would compile all anew
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        arguments, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed with status {done.returncode}:\n{done.stderr}")
    return took


def measure(folder: Path, rounds: int, commands: Sequence[Command]) -> dict[tuple[str, int], float]:
    """Best time in seconds of each command at each size; the bare Python is ("python", 0), a neighbour (name, 0)."""
    best: dict[tuple[str, int], float] = {}
    beside = neighbours(folder)
    for number in range(rounds + 1):
        found = {("python", 0): timed([sys.executable, "-c", "pass"], folder, None)}
        for size in SIZES:
            for command in commands:
                journal = folder / f"{command.name if command.writes else 'read'}-{size}.db"
                found[command.name, size] = timed([str(SCRIPT), *command.arguments], folder, journal)
        found |= {(name, 0): timed(words, folder, None) for name, words in beside.items()}
        if number:  # the first round fills the caches
            best = {key: min(took, best.get(key, took)) for key, took in found.items()}
        print(f"\rround {number} of {rounds}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return best


def table(best: dict[tuple[str, int], float], commands: Sequence[Command]) -> Iterator[str]:
    """The lines of the table, each with its verdict."""
    bare, (small, large) = best["python", 0], SIZES
    yield f"python -c pass: {bare * 1000:.1f} ms (minimum of the rounds; x is times this)"
    yield ""
    heads = f"{f'{small} sessions':>20} {f'{large:,} sessions':>20} {'at most':>8} {'growth':>7} {'at most':>8}"
    yield f"{'command':<8} {heads}"
    for command in commands:
        times = [best[command.name, size] for size in SIZES]
        cells = [f"{took * 1000:7.1f} ms {took / bare:6.1f} x" for took in times]
        growth = times[1] / times[0]
        over = max(times) / bare > command.most or (command.growth is not None and growth > command.growth)
        limit = f"{command.growth:.1f} x" if command.growth else ""
        yield (
            f"{command.name:<8} {cells[0]:>20} {cells[1]:>20} {f'{command.most:.0f} x':>8} {growth:5.2f} x {limit:>8}"
            f"{'  over' if over else ''}"
        )
    yield ""
    for name in NEIGHBOURS:
        took = best.get((name, 0))
        yield f"{name:<8} {'not installed' if took is None else f'{took * 1000:7.1f} ms {took / bare:6.1f} x':>20}"


def main() -> None:
    """Build the journals in a temporary folder, measure, print."""
    parser = argparse.ArgumentParser(description="Measure how fast the commands start, against a bare Python.")
    parser.add_argument("--rounds", type=int, default=15, help="how often everything runs (default 15)")
    parser.add_argument("names", nargs="*", metavar="command", help="only these (default: all)")
    options = parser.parse_args()
    commands = [command for command in COMMANDS if not options.names or command.name in options.names]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in SIZES:
            build(folder / f"read-{size}.db", size)
            for command in commands:
                if command.writes:
                    shutil.copy(folder / f"read-{size}.db", folder / f"{command.name}-{size}.db")
        best = measure(folder, options.rounds, commands)
    print("\n".join(table(best, commands)))


if __name__ == "__main__":
    main()

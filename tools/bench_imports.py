"""How fast imports are: a Strava archive by its list, 1,000 recordings on all cores, Apple Health's export.

`make bench`, or `.venv/bin/python -m tools.bench_imports --apple-mb 1000`. The files are made first, in a temporary
folder. Each import is a process of its own into a new journal. Times are the minimum over the rounds.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from tests.importers.recordings import fit_files

NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
LISTED, RECORDED, APPLE_MB = 3000, 1000, 200
MOST_BEYOND_S, LEAST_CORES, LEAST_MB_S, MOST_RSS_MB = 2.0, 0.8, 20.0, 200
HEADER = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,"
    "Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,"
    "Moving Time,Distance,Max Speed,Average Speed,Elevation Gain\n"
)


class Took(NamedTuple):
    """Wall and processor seconds of a process and its children, and the largest memory of one of them in MB."""

    wall: float
    cpu: float
    rss: float


def strava(path: Path, count: int) -> None:
    """Strava's archive: the list, and a recording beside each activity that is not to be opened."""
    rows = []
    for number in range(count):
        at = NOW - timedelta(hours=20 * number + 30)
        metres = 2000.0 + 250 * (number % 13)
        rows.append(
            f'{10_000 + number},"{at:%b} {at.day}, {at:%Y, %I:%M:%S %p}",Morning Run,Run,,900,{metres / 1000:.2f},,,'
            f"false,,Blue,activities/{number}.fit.gz,,,900.0,880.0,{metres:.1f},4.1,2.9,12.0\n"
        )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("activities.csv", HEADER + "".join(rows))
        for number in range(count):
            archive.writestr(f"activities/{number}.gpx", f"<gpx><trk><name>{number}</name></trk></gpx>")


def recordings(folder: Path, count: int) -> None:
    """Recordings of half an hour at one record a second. Ten are made, and the rest are copies: each is read."""
    folder.mkdir()
    made = []
    for days in range(min(10, count)):
        start = fit_files.at(-86_400 * days)
        records = fit_files.line(1800, 1, begin=-86_400 * days, metres=2.8, positions=True)
        made.append(fit_files.activity(sessions=[fit_files.session(1800, start_time=start)], records=records))
    for number in range(count):
        (folder / f"{number}.fit").write_bytes(made[number % len(made)])


def apple(path: Path, size_mb: int) -> None:
    """Apple Health's export of about this size."""
    subprocess.run([sys.executable, "-m", "tools.make_apple", str(size_mb), str(path)], check=True)


def run(folder: Path, *arguments: str) -> Took:
    """What importing takes, into a new journal; stops everything if it fails."""
    journal = folder / "journal.db"
    journal.unlink(missing_ok=True)
    environment = dict(os.environ) | {"BACKLOG_DB": str(journal), "BACKLOG_NOW": NOW.isoformat()}
    command = [str(Path(sys.executable).with_name("backlog")), "import", *arguments]
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if process.returncode:
            sys.exit(f"{' '.join(command)} failed with status {process.returncode}:\n{said.read().decode()}")
    return Took(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def best(rounds: int, folder: Path, *arguments: str) -> Took:
    """The quickest of the rounds."""
    return min(run(folder, *arguments) for _ in range(rounds))


def lines(folder: Path, rounds: int, options: argparse.Namespace) -> Iterator[str]:
    """What was measured, against what it may be."""
    bare = min(_bare() for _ in range(rounds))
    yield f"python -c pass: {bare * 1000:.1f} ms (x is times this)"
    apple_file = folder / "export.xml"
    apple(apple_file, options.apple_mb)
    took = best(rounds, folder, str(apple_file))
    size = apple_file.stat().st_size / 1e6
    yield (
        f"Apple Health, {size:.0f} MB: {took.wall:.1f} s, {size / took.wall:.0f} MB/s (at least {LEAST_MB_S:.0f}), "
        f"at most {took.rss:.0f} MB of memory ({MOST_RSS_MB})"
    )
    strava(folder / "one.zip", 1)
    strava(folder / "strava.zip", options.listed)
    one, many = best(rounds, folder, str(folder / "one.zip")), best(rounds, folder, str(folder / "strava.zip"))
    yield (
        f"Strava's list, {options.listed:,} activities: {many.wall:.2f} s, {many.wall - one.wall:.2f} s beyond the "
        f"{one.wall:.2f} s for one ({MOST_BEYOND_S:.0f} s), {many.wall / bare:.0f} x"
    )
    recordings(folder / "fit", options.recorded)
    took = best(1, folder, str(folder / "fit"))
    cores = os.cpu_count() or 1
    yield (
        f"{options.recorded:,} FIT files: {took.wall:.1f} s, {took.cpu / took.wall:.2f} of {cores} cores busy "
        f"(at least {LEAST_CORES * cores:.1f}), {options.recorded / took.wall:.0f} files/s"
    )


def _bare() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - began


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the files in a temporary folder, measure, print."""
    parser = argparse.ArgumentParser(description="Measure how fast imports are.")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (default 3)")
    parser.add_argument("--apple-mb", type=int, default=APPLE_MB, help=f"size of Apple's export (default {APPLE_MB})")
    parser.add_argument("--listed", type=int, default=LISTED, help=f"activities in the list (default {LISTED})")
    parser.add_argument("--recorded", type=int, default=RECORDED, help=f"FIT files (default {RECORDED})")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        for line in lines(Path(name), options.rounds, options):
            print(line, flush=True)


if __name__ == "__main__":
    main()

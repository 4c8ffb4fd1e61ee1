"""Real recordings, exports and diaries, where they lie beside the repository: taken, or refused by name."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backlog.importers.gathering import Gathered
from backlog.importers.parsed import Options, Parsed, Problem
from backlog.importers.reading import parse_gathered
from backlog.model.session import Reading, Session
from backlog.services.backup import read_journal
from backlog.services.imports.importing import import_parsed
from backlog.store.journal import Journal
from tests.make import NOW, ZONE

CORPUS = Path(os.environ.get("BACKLOG_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder of real files is not there"),
]
OPTIONS = Options(now=NOW, zone=ZONE, sure=True)
#: Sport, with its closer description where that matters, as decoders read it -> activity and surface.
SPORTS: dict[str, tuple[str, str | None]] = {
    "None": ("other", None),
    "generic": ("other", None),
    "stand_up_paddleboarding": ("other", None),
    "running": ("run", None),
    "running/trail": ("run", "trail"),
    "walking": ("walk", None),
    "cycling": ("bike", None),
    "cycling/indoor_cycling": ("stationary-bike", None),
    "cycling/virtual_activity": ("stationary-bike", None),
    "swimming": ("swim", None),
    "rowing": ("row", None),
    "fitness_equipment/indoor_rowing": ("row", None),
}
GPX_SPORTS = {"running": "run", "Running": "run", "run": "run", "9": "run", "16": "swim"}
TCX_SPORTS = {"Running": "run", "Biking": "bike"}
#: What independent decoders found where backlog's answer differs, and why.
NO_ACTIVITY = {
    "fit/DeveloperData.fit",  # three records without a time
    "fit/TestEncode.fit",  # a session without a start
}


def expected() -> dict[str, dict[str, Any]]:
    """File below the folder -> what independent decoders read."""
    if not CORPUS.is_dir():
        return {}
    found: dict[str, dict[str, Any]] = json.loads((CORPUS / "activity_files.json").read_text(encoding="utf-8"))
    return found


def read(path: Path, *, recordings: bool = False) -> tuple[list[Parsed], list[Problem]]:
    """What a path holds, and what was said of it."""
    with Gathered() as gathered:
        gathered.add_path(str(path))
        try:
            return parse_gathered(gathered, OPTIONS, journal=read_journal, recordings=recordings)
        except Exception as error:
            if hasattr(error, "slug"):
                return [], [Problem(file=str(path), line=None, what=str(error), todo="")]
            raise


def sessions(parsed: list[Parsed]) -> list[Session]:
    """The sessions of files."""
    return [row.value for file in parsed for row in file.rows if isinstance(row.value, Session)]


def files() -> list[str]:
    """Every file of the corpus that is not about it."""
    return sorted(
        str(path.relative_to(CORPUS))
        for path in CORPUS.rglob("*")
        if path.is_file() and path.parent != CORPUS and "reference" not in path.parts and path.suffix != ".md"
    )


@pytest.mark.parametrize("name", files())
def test_every_file_ends_as_entries_or_as_a_refusal_that_says_what_to_do(name: str) -> None:
    """Never silence, never a session that cannot be."""
    parsed, problems = read(CORPUS / name)
    rows = [row.value for file in parsed for row in file.rows]
    assert rows or problems or any(file.remarks for file in parsed)
    assert [] == [problem for problem in problems if not problem.what or (not problem.todo and parsed)]
    for value in rows:
        if isinstance(value, Session):
            assert value.distance_m is None or value.distance_m > 0 or value.activity in {"run", "walk"}
            assert value.ended_at - value.started_at <= timedelta(hours=72)
        elif isinstance(value, Reading):
            assert value.score is None or 0 <= value.score <= 10


def told() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each session of each FIT file, as decoders read it."""
    for name, found in expected().items():
        if name.startswith("fit/") and name not in NO_ACTIVITY:
            for session in found.get("sessions") or []:
                if session.get("start_time") and session.get("sport") != "transition":
                    yield name, session


@pytest.mark.parametrize(("name", "found"), list(told()))
def test_a_fit_session_agrees_with_other_decoders(name: str, found: dict[str, Any]) -> None:
    """Start to the second, distance within 0.5 % of the device's own total, timer time, activity."""
    start = datetime.fromisoformat(found["start_time"])
    [mine] = [s for s in sessions(read(CORPUS / name)[0]) if s.started_at == start]
    if found.get("total_distance"):
        assert mine.distance_m == pytest.approx(found["total_distance"], rel=0.005)
    taken = found.get("total_timer_time") or found.get("total_elapsed_time")
    if taken:
        assert mine.duration_s == pytest.approx(taken, abs=1)
    sport, detail = found.get("sport"), found.get("sub_sport")
    assert (SPORTS.get(f"{sport}/{detail}") or SPORTS[f"{sport}"]) == (mine.activity, mine.surface)


def tracks() -> list[tuple[str, dict[str, Any]]]:
    """Each GPX file with times, as decoders read it."""
    return [(n, f) for n, f in expected().items() if n.startswith("gpx/") and f.get("start") and f["length_2d_m"] > 1]


@pytest.mark.parametrize(("name", "found"), tracks())
def test_a_gpx_track_agrees_with_other_decoders(name: str, found: dict[str, Any]) -> None:
    """Start to the second, and the length of what has times within 0.5 %."""
    parsed, problems = read(CORPUS / name)
    mine = sessions(parsed)
    if not mine:
        assert "gpx/first_and_last_elevation.gpx" == name
        assert any("vehicle" in problem.what for problem in problems)
        return
    if found["track_types"][0]:
        assert {GPX_SPORTS[found["track_types"][0]]} == {s.activity for s in mine}
    assert max(s.ended_at for s in mine) <= datetime.fromisoformat(found["end"]) + timedelta(seconds=1)
    start = datetime.fromisoformat(found["start"])
    assert abs(min(s.started_at for s in mine) - start) < timedelta(seconds=1)
    if found["points"] == found["points_with_time"]:
        assert sum(s.distance_m or 0 for s in mine) == pytest.approx(found["length_2d_m"], rel=0.005, abs=1)


def laps() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each activity of each TCX file, as decoders read it."""
    for name, found in expected().items():
        for activity in found.get("activities") or []:
            yield name, activity


@pytest.mark.parametrize(("name", "found"), list(laps()))
def test_a_tcx_activity_agrees_with_other_decoders(name: str, found: dict[str, Any]) -> None:
    """Start to the second, distance within 0.5 % and time of its laps."""
    start = datetime.fromisoformat(found["lap_start"]).replace(microsecond=0)
    [mine] = [s for s in sessions(read(CORPUS / name)[0]) if s.started_at == start]
    assert mine.distance_m == pytest.approx(found["sum_lap_distance_m"], rel=0.005)
    assert mine.duration_s == pytest.approx(found["sum_lap_time_s"], abs=1)
    if found["sport"] in TCX_SPORTS:
        assert TCX_SPORTS[found["sport"]] == mine.activity


def test_the_same_activity_in_two_forms_is_one_session(journal: Journal) -> None:
    """A FIT and a GPX of one run, and a FIT and a TCX of another; the device's own file wins."""
    for pair in (
        ("fit/2067489619.fit", "gpx/2067489619.gpx"),
        ("tcx/10kUNLP2014-Garmin15.tcx", "fit/10kUNLP2014-Garmin15.fit"),
    ):
        for name in pair:
            parsed, problems = read(CORPUS / name)
            import_parsed(journal, parsed, problems, now=NOW)
    assert [("fit", 4489.39), ("fit", 10010.82)] == [(s.source, s.distance_m) for s in journal.every("session")]
    assert 2 == journal.counts()["origin"]


def test_all_of_it_at_once_is_imported_once_and_taken_back(journal: Journal) -> None:
    """Recordings, lists and diaries together: a second import adds nothing, and an undo leaves nothing."""
    parsed, problems = read(CORPUS, recordings=True)
    first = import_parsed(journal, parsed, problems, now=NOW)
    sources = Counter(row.value.source for row in first.added if isinstance(row.value, Session))
    assert [True] * 5 == [
        sources[s] >= n for s, n in (("fit", 50), ("gpx", 12), ("tcx", 8), ("runkeeper", 150), ("moves", 200))
    ]
    again = import_parsed(journal, parsed, problems, now=NOW)
    assert ([], []) == (again.added, again.matched)
    journal.undo(None, with_later=False, now=NOW)
    assert {0} == set(journal.counts().values())


def test_a_list_elsewhere_in_the_folder_keeps_no_recording_away() -> None:
    """Without asking for the recordings they are read as well, since none lies in an archive with a list."""
    assert 80 < sum(file.kind.startswith(("a FIT", "GPX", "TCX")) for file in read(CORPUS)[0])

"""The activities of Moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backlog.importers.parsed import Parsed
from backlog.importers.platforms import moves
from backlog.model.session import Session
from tests.importers.helpers import file_of, options, sessions_of
from tests.make import moment

HEADER = "Date,Activity,Group,Start,End,Duration,Distance,Steps,Calories"
WALK = "5/4/17,walking,walking,2017-05-04T18:00:00+02:00,2017-05-04T18:10:00+02:00,600,0.852,1103,40"
RUN = "5/4/17,running,running,2017-05-04T19:00:00+02:00,2017-05-04T19:09:00+02:00,540,1.5,1400,90"


def parsed(*rows: str, **given: Any) -> Parsed:
    """What a list with these rows holds, and the assertion that it is recognised."""
    text = "\n".join([HEADER, *rows])
    file = file_of(text, "activities.csv")
    assert moves.fits(file)
    return moves.read(file, options(**given))


def sessions(*rows: str, **given: Any) -> list[Session]:
    """The sessions of such a list, and the assertion that it has no problems."""
    return sessions_of(parsed(*rows, **given))


def test_durations_are_seconds_and_distances_kilometres() -> None:
    """Which no column says."""
    (walk,) = sessions(WALK)
    assert (walk.activity, walk.duration_s, walk.distance_m, walk.steps) == ("walk", 600.0, 852.0, 1103)
    assert (walk.started_at, walk.zone, walk.source) == (moment("2017-05-04 18:00"), "Europe/Berlin", "moves")


def test_a_walk_of_ten_minutes_is_a_session_and_a_shorter_one_is_not() -> None:
    """The list notes every way through a room."""
    assert len(sessions(WALK, RUN)) == 2
    found = parsed(WALK.replace(",600,", ",599,"), RUN, WALK.replace(",600,", ",0,"))
    assert [row.line for row in found.rows] == [3]
    assert found.remarks == ("2 rides in vehicles and walks of less than 10 minutes are no exercise: left out.",)
    assert found.problems == ()


def test_a_run_counts_however_short() -> None:
    """Nobody runs through a room."""
    (run,) = sessions(RUN)
    assert (run.activity, run.duration_s) == ("run", 540.0)


def test_rides_in_vehicles_are_left_out() -> None:
    """By the activity or by its group."""
    by_car = WALK.replace("walking,walking", "transport,transport")
    by_train = WALK.replace("walking,walking", "train,transport")
    assert len(parsed(by_car, by_train, WALK).rows) == 1


def test_the_phones_clock_is_kept() -> None:
    """An offset that is not that of the zone given becomes the session's zone, and is said."""
    found = parsed(WALK.replace("+02:00", "-07:00"))
    assert [row.value.zone for row in found.rows if isinstance(row.value, Session)] == ["Etc/GMT+7"]
    assert "UTC-7" in found.remarks[0]


def test_a_row_that_cannot_be_costs_itself_only() -> None:
    """With its line."""
    found = parsed(WALK.replace("2017-05-04T18:00:00+02:00", "soon", 1), RUN.replace(",540,", ",x,"), RUN)
    assert [(problem.line, problem.what) for problem in found.problems] == [
        (2, "I cannot read 'soon' as a date."),
        (3, "'x' is not a number for the duration."),
    ]
    assert len(found.rows) == 1


@pytest.mark.corpus
def test_a_real_list_of_two_thousand_ways_holds_some_sessions(corpus: Path) -> None:
    """218 walks of ten minutes and more, 11 rides, 2 runs; all else is counted."""
    path = corpus / "exports" / "activities.csv"
    found = moves.read(file_of(path.read_bytes()), options())
    kinds = [row.value.activity for row in found.rows if isinstance(row.value, Session)]
    assert [kinds.count(kind) for kind in ("walk", "bike", "run")] == [218, 11, 2]
    assert found.problems == ()
    assert found.remarks[-1].startswith("1717 rides")

"""Cases as files: read, written, compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from backlog.errors import InputError
from backlog.model.plan import Pause, Plan
from backlog.model.tolerance import FloorTest, Response
from backlog.services.casefile import case_json, differences, read_case
from tests.cases import NOW, ago, case, pain, run


def test_a_file_says_little_and_means_much() -> None:
    """End, local day, number and time of recording are filled in."""
    read, _ = read_case({"now": "2026-11-16 18:00", "zone": "Europe/Berlin",
                         "sessions": [{"started_at": "2026-11-16 00:10", "distance_m": 1000}],
                         "readings": [{"at": "2026-11-16 09:00", "score": 2}]})  # fmt: skip
    session, reading = read.sessions[0], read.readings[0]
    assert ("2026-11-16", 8 * 60, 1) == (str(session.day), (session.ended_at - session.started_at).seconds, session.id)
    assert (1001, "Europe/Berlin", reading.at) == (reading.id, reading.zone, reading.recorded_at)


def test_a_case_reads_back_as_it_was_written() -> None:
    """Even where a session was in another zone than the person is; what had been asked for, and the medicine, too."""
    plan = Plan(
        usual_pain=2.0,
        medicine="regular",
        medicine_at=ago(9),
        marked_until=ago(90),
        pauses=(Pause(id=3, first=ago(48).date(), last=NOW.date()),),
    )
    done = [run(30, shoes="old", prescribed_m=1900.0), replace(run(90), zone="UTC", prescribed_s=600.0)]
    written = case(done, [pain(5, flare=True)], plan=plan, zone=ZoneInfo("Asia/Kathmandu"))
    read, _ = read_case(case_json(written))
    assert (written.sessions, written.readings, written.plan) == (read.sessions, read.readings, read.plan)
    assert (written.now, written.zone) == (read.now, read.zone)


def test_a_file_may_fix_what_the_numbers_say() -> None:
    """Responses by session, and the test at the floor."""
    _, fixed = read_case({"now": "2026-11-16 18:00", "tolerance": {
        "usual": 3, "floor": {"runs": 3, "mean": 2, "scale": 1, "p_too_much": 0.9},
        "responses": {"1": {"value": 1, "worst": 1, "scale": 1, "n": 2, "p_reaction": 0.5}}}})  # fmt: skip
    assert {
        "usual": 3,
        "floor": FloorTest(runs=3, mean=2, scale=1, p_too_much=0.9),
        "responses": {1: Response(value=1, worst=1, scale=1, n=2, p_reaction=0.5)},
    } == fixed


@pytest.mark.parametrize(
    "found",
    [{}, {"now": "soon"}, {"now": 5}, {"now": "2026-11-16", "sessions": [{"speed": 3}]},
     {"now": "2026-11-16", "plan": []}, {"now": "2026-11-16", "tolerance": {"floor": {"runs": 3}}},
     {"now": "2026-11-16", "tolerance": {"mood": 3}}, {"now": "2026-11-16", "zone": "Mars/Olympus"}],
)  # fmt: skip
def test_what_is_no_case_is_refused(found: dict[str, Any]) -> None:
    """In a sentence, and never by a traceback."""
    with pytest.raises(InputError):
        read_case(found)


@pytest.mark.parametrize(
    ("expected", "actual", "words"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": 1}, {}, ["a is null, expected 1"]),
        ({"a": 0.3}, {"a": 0.1 + 0.2}, []),
        ({"a": {"b": None}}, {"a": {"b": 2}}, ["a.b is 2, expected null"]),
        ({"r": ["x"]}, {"r": [{"code": "x", "n": 1}]}, []),
        ({"r": ["x"]}, {"r": [{"code": "y"}]}, ['r[0] is "y", expected "x"']),
        ({"r": [{"code": "x", "n": 2}]}, {"r": [{"code": "x", "n": 1}]}, ["r[0].n is 1, expected 2"]),
        ({"r": []}, {"r": [{"code": "x"}]}, ['r is ["x"], expected []']),
        ({"next": None}, {"next": {"distance_m": 5}}, ['next is {"distance_m": 5}, expected null']),
    ],
)
def test_a_verdict_is_compared_with_what_was_expected(expected: Any, actual: Any, words: list[str]) -> None:
    """Only what is expected counts, but all reasons do; one may be expected by its code."""
    assert words == differences(expected, actual)

"""A Suunto log in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backlog.importers.parsed import Parsed
from backlog.importers.recordings import suunto_json
from backlog.model.session import Session
from tests.importers.helpers import file_of, options
from tests.make import moment

HEADER: dict[str, Any] = {
    "Activity": "Trail running",
    "DateTime": "2025-04-09T18:03:13.368+02:00",
    "Duration": 1800.4,
    "PauseDuration": 60,
    "Distance": 4000,
    "Ascent": 120,
    "StepCount": 4500,
    "Cadence": {"Avg": 1.3, "Max": 1.5},
    "Notes": "",
}


def parsed(header: dict[str, Any]) -> Parsed:
    """What a log with this header holds, and the assertion that it is recognised."""
    log = file_of(json.dumps({"DeviceLog": {"Header": header, "Samples": []}}), "log.json")
    assert suunto_json.fits(log)
    return suunto_json.read(log, options())


def only(**fields: Any) -> Session:
    """The session of a log, with these fields in its header."""
    found = parsed(HEADER | fields)
    assert found.problems == ()
    (row,) = found.rows
    assert isinstance(row.value, Session)
    return row.value


def test_the_header_is_a_session() -> None:
    """Metres and seconds; a pause is in the time to the end, not in the time that it took."""
    run = only()
    assert (run.activity, run.surface, run.distance_m, run.duration_s) == ("run", "trail", 4000.0, 1800.4)
    assert (run.started_at, run.zone) == (moment("2025-04-09 18:03:13"), "Europe/Berlin")
    assert (run.ended_at - run.started_at).total_seconds() == 1860
    assert (run.ascent_m, run.steps, run.note, run.source) == (120.0, 4500, None, "suunto")


def test_cadence_in_hertz_of_one_leg_becomes_steps_a_minute() -> None:
    """1.3 Hz are 156 steps a minute; that of pedals is left out."""
    assert only().cadence == pytest.approx(156.0)
    assert only(Activity="Cycling").cadence is None


def test_no_distance_is_missing() -> None:
    """A watch without a signal writes 0."""
    assert only(Distance=0).distance_m is None
    assert only(Distance=None).distance_m is None


@pytest.mark.parametrize("data", [None, [], {}, {"DeviceLog": 1}, {"DeviceLog": {"Header": []}}])
def test_other_json_is_none(data: object) -> None:
    """Nor is a log that does not say when."""
    without_zone = {"DeviceLog": {"Header": HEADER | {"DateTime": "2025-04-09T18:03:13"}}}
    assert not suunto_json.fits(file_of(json.dumps(data)))
    assert not suunto_json.fits(file_of(json.dumps(without_zone)))


@pytest.mark.parametrize("value", [True, "x", None, [], {}, float("nan"), float("inf"), -1, 10**400])
@pytest.mark.parametrize("name", [name for name in HEADER if name != "DateTime"])
def test_no_value_breaks_it(name: str, value: object) -> None:
    """Each field may hold anything: it is left out, or the log is a problem."""
    found = parsed(HEADER | {name: value})
    assert len(found.rows) + len(found.problems) == 1


@pytest.mark.corpus
def test_real_logs_are_read(corpus: Path) -> None:
    """Two trials of a watch, of 17 and 54 seconds."""
    for name, took in (("multisport.json", 17.002), ("miltisport-laps.json", 53.716)):
        data = (corpus / "exports" / name).read_bytes()
        (row,) = suunto_json.read(file_of(data, name), options()).rows
        assert isinstance(row.value, Session)
        assert (row.value.sport, row.value.duration_s) == ("Multisport", took)

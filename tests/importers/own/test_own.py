"""backlog's own forms: JSON Lines and CSV, with what a hand may have broken in them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backlog.importers.own import own_csv
from backlog.importers.own.jsonl import lines_of
from backlog.importers.own.own_csv import text_of
from backlog.importers.own.records import record_of
from backlog.model.plan import Setting
from backlog.model.session import Reading, Session
from tests.importers.helpers import file_of, parse, problems
from tests.make import reading, session

RUN = session(
    "2026-11-03 18:00", 15, id=7, note='=SUM(1)\r\n"quoted", done', during_sites={"knee": 2.0}, surface="grass"
)
RATING = reading("2026-11-04 07:00", 3.5, id=8, flare=False)


def line(**changes: Any) -> str:
    """The line of RUN with other values."""
    return json.dumps({"kind": "session"} | record_of(RUN) | changes) + "\n"


def values(text: str) -> list[object]:
    """The values in a file of backlog's own, and the assertion that it has no problems."""
    parsed = parse(text)
    assert (parsed.problems, parsed.own) == ((), True)
    return [row.value for row in parsed.rows]


def test_json_lines_give_back_the_values() -> None:
    """Every field, the number and the time of recording."""
    assert values("".join(lines_of([RUN, RATING]))) == [RUN, RATING]


def test_times_carry_the_offset_of_their_own_zone() -> None:
    """A reader in another zone sees the wall clock that the person saw."""
    record = record_of(session("2026-11-03 18:00", zone="America/New_York"))
    assert (record["started_at"], record["zone"], record["day"]) == (
        "2026-11-03T18:00:00-05:00",
        "America/New_York",
        "2026-11-03",
    )


def test_only_a_line_feed_ends_a_line() -> None:
    """Other characters that end lines elsewhere may stand in a note."""
    run = session("2026-11-03 18:00", id=7, note="a\u2028b\x85c")
    assert values("".join(lines_of([run]))) == [run]


def test_a_csv_gives_back_the_values() -> None:
    """Cells that a spreadsheet would run, quotes, line breaks and small structures included."""
    assert values(text_of("session", [RUN])) == [RUN]
    assert values(text_of("reading", [RATING])) == [RATING]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ('"mi"', "mi"),
        ('"5"', '"""5"""'),
        ("5", "5"),
        ("5.0", "5.0"),
        ("-5", "-5"),
        ("null", "null"),
        ('"null"', '"""null"""'),
        ('""', ""),
        ('"=1"', "'=1"),
        ("[]", "[]"),
        ('["grass", "track"]', '"[""grass"", ""track""]"'),
        ("true", "true"),
    ],
)
def test_a_setting_keeps_the_type_of_its_value(value: str, cell: str) -> None:
    """A text stands as it is, unless it reads like a number, a list or nothing; then it has quotes of its own."""
    units, other = Setting(id=1, name="units", value='"mi"'), Setting(id=2, name="later", value=value)
    table = text_of("setting", [units, other])
    assert f"id,name,value\r\n1,units,mi\r\n2,later,{cell}\r\n" == table
    assert values(table) == [units, other]


def test_a_table_of_names_and_values_is_not_a_plan() -> None:
    """Other programs have such tables too; one without a name of the plan is left to whoever knows it."""
    assert not own_csv.fits(file_of("id,name,value\r\n1,height,180\r\n"))
    assert own_csv.fits(file_of("id,name,value\r\n1,height,180\r\n2,units,km\r\n"))
    assert own_csv.fits(file_of("id,name,value\r\n"))


def test_a_spreadsheet_runs_nothing() -> None:
    """The note begins with an equals sign; its cell does not."""
    assert "\"'=SUM(1)" in text_of("session", [RUN])


@pytest.mark.parametrize(
    "text",
    [
        "not json\n",
        "[1]\n",
        '{"kind": "trip"}\n',
        line(started_at=None),
        line(started_at="2026-11-03T18:00:00"),
        line(started_at="2027-11-03T18:00:00+01:00", day="2027-11-03"),
        line(started_at="0001-01-01T00:00:00+00:00"),
        line(ended_at="2026-11-03T17:00:00+01:00"),
        line(day="2026-11-04"),
        line(zone="Moon/Base"),
        line(activity="chess"),
        line(surface="moon"),
        line(during=11),
        line(during=True),
        line(during="2"),
        line(during_sites={"elbow": 2}),
        line(during_sites=[]),
        line(distance_m=float("inf")),
        line(distance_m=-1),
        line(id=-1),
        line(id=2**31),
        line(id="7"),
        line(note="\ud800"),
        line(note="\x00"),
        line(note="x" * 10_001),
        line(recorded_at="soon"),
        "[" * 100_000 + "\n",
        '{"kind": "setting", "name": "units", "value": 5}\n',
        '{"kind": "reading", "at": "2026-11-03T18:00:00+01:00", "zone": "UTC", "site": "elbow"}\n',
    ],
)
def test_a_broken_line_is_a_problem_with_its_number(text: str) -> None:
    """Its neighbours are taken."""
    parsed = parse('{"format": "backlog", "schema_version": 1}\n' + text + "".join(list(lines_of([RATING]))[1:]))
    assert [problem.line for problem in parsed.problems] == [2]
    assert [row.value for row in parsed.rows] == [RATING]


def test_a_number_given_twice_is_a_problem() -> None:
    """Two things cannot have one number."""
    assert problems(line() + line()) == [(2, "The number 7 was given in line 1 already.")]


def test_keys_of_a_later_version_are_left_alone() -> None:
    """Keys may be added."""
    assert values(line(heart_rate=140)) == [RUN]


def test_a_row_added_by_hand_needs_only_what_matters() -> None:
    """In a spreadsheet: no number, no end, no time of recording."""
    names = text_of("session", []).strip().split(",")
    cells = {
        "started_at": "2026-11-03T18:00:00+01:00",
        "zone": "Europe/Berlin",
        "activity": "run",
        "distance_m": "2000",
    }
    (found,) = values(text_of("session", []) + ",".join(cells.get(name, "") for name in names) + "\n")
    assert isinstance(found, Session)
    assert (found.id, found.day.isoformat(), found.distance_m) == (0, "2026-11-03", 2000.0)


def test_a_cell_that_is_none_of_its_kind_is_a_problem() -> None:
    """A word where a number belongs."""
    names = text_of("reading", []).strip().split(",")
    cells = {"at": "2026-11-03T18:00:00+01:00", "zone": "Europe/Berlin", "site": "back", "score": "bad"}
    text = text_of("reading", []) + ",".join(cells.get(name, "") for name in names) + "\n"
    assert problems(text) == [(2, "'bad' cannot be the score.")]


def test_a_score_of_zero_and_no_score_stay_apart() -> None:
    """Missing is never zero, in either form."""
    both = [reading("2026-11-04 07:00", 0.0, id=1), reading("2026-11-04 08:00", None, id=2, flare=True)]
    assert [value.score for value in values(text_of("reading", both)) if isinstance(value, Reading)] == [0.0, None]
    assert [value.score for value in values("".join(lines_of(both))) if isinstance(value, Reading)] == [0.0, None]


@pytest.mark.parametrize("value", ["1e999", '"\\ud800"', '["a", "\\ud800"]', '{"a": -1e999}'])
def test_a_value_that_could_not_be_written_again_is_refused(value: str) -> None:
    """A number without an end, half of a character: one of them would break every later export."""
    line = f'{{"kind": "setting", "id": 1, "name": "prefer", "value": {value}}}'
    other = f'{{"kind": "origin", "id": 2, "session": 1, "source": "fit", "source_key": "k", "told": {{"x": {value}}}}}'
    parsed = parse(f'{{"format": "backlog", "schema_version": 1}}\n{line}\n{other}\n')
    assert ((), [2, 3]) == (parsed.rows, [problem.line for problem in parsed.problems])


SAID = '{"kind": "session", "started_at": "2026-11-01T10:00:00+01:00", "zone": "Europe/Berlin", "activity": "run"'


@pytest.mark.parametrize(
    "line",
    [
        SAID + ', "ended_at": "9999-12-31T23:59:59+00:00"}',
        SAID + ', "recorded_at": "0001-01-01T00:00:00+00:00"}',
        SAID.replace("2026-11-01", "0001-01-01") + "}",
        SAID + ', "intervals": "6x0/0"}',
        SAID + ', "intervals": "6xnan/2"}',
        '{"kind": "pause", "first": "2026-11-01", "last": "9999-12-31"}',
        '{"kind": "setting", "name": "usual_pain_at", "value": 100000000000000000000}',
        '{"kind": "setting", "name": "usual_pain", "value": 11.0}',
        '{"kind": "setting", "name": "units", "value": "furlong"}',
        '{"kind": "setting", "name": "week_start", "value": "xyz"}',
        '{"kind": "setting", "name": "activities", "value": ["run", "fly"]}',
        '{"kind": "origin", "session": 1, "source": "fit", "source_key": "k", "told": {"distance_m": "far"}}',
    ],
)
def test_what_no_command_would_store_is_a_problem_of_its_line(line: str) -> None:
    """A year that no other zone has, a plan that nobody can read: the next command would stumble over it."""
    parsed = parse('{"format": "backlog", "schema_version": 1}\n' + line + "\n")
    assert ((), [2]) == (parsed.rows, [problem.line for problem in parsed.problems])


@pytest.mark.parametrize(
    "line",
    [
        SAID + ', "intervals": "6x60/120"}',
        SAID + ', "intervals": "1x0.5/0.5"}',
        '{"kind": "setting", "name": "units", "value": "mi"}',
        '{"kind": "setting", "name": "usual_pain", "value": 10.0}',
        '{"kind": "setting", "name": "later", "value": [[1]]}',
    ],
)
def test_what_commands_store_is_read(line: str) -> None:
    """Bounds included, and what a newer version may add."""
    parsed = parse('{"format": "backlog", "schema_version": 1}\n' + line + "\n")
    assert (1, ()) == (len(parsed.rows), parsed.problems)


def test_a_csv_from_before_a_column_is_still_backlogs_own() -> None:
    """Sessions that were exported before it was known what had been asked for are read, and known as backlog's file."""
    today, before = own_csv.heads_of("session")
    assert before == today.replace(",prescribed_m,prescribed_s", "")
    assert values(text_of("session", [RUN]).replace(today, before).replace(",,\r\n", "\r\n")) == [RUN]

"""What an import would write: a value made of values, without a journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from backlog.errors import BacklogError
from backlog.importers.parsed import Options, Parsed, Row, Value
from backlog.model.day import Day
from backlog.model.facts import kind_of
from backlog.model.origin import Origin
from backlog.model.session import Session
from backlog.services.imports.held import Edition, Held, Past
from backlog.services.imports.plan import ImportPlan, ImportResult, plan_import
from tests.make import NOW, ZONE, parse_files, reading, session

DIARY = "date,start,distance,duration,activity\n2026-11-05,18:00,3,21:00,run\n2026-11-03,18:00,2,14:30,run\n"
#: The keys of its two rows.
KEYS = ("2026-11-05T18:00:00|run", "2026-11-03T18:00:00|run")


def holding(*values: Value, past: Mapping[int, Past] | None = None) -> Held:
    """A journal of these values, and of things that are past."""
    gone = past or {}
    facts: dict[type[Value], dict[int, Value]] = {}
    sources: dict[str, dict[tuple[str, str], int]] = {}
    for value in [*values, *(one.versions[-1].value for one in gone.values() if one.deleted)]:
        key = getattr(value, "source_key", None)
        if key is not None:
            sources.setdefault(kind_of(value), {})[value.source, key] = value.id  # type: ignore[union-attr]
    for value in values:
        facts.setdefault(type(value), {})[value.id] = value
    numbers = {value.id: kind_of(value) for value in values}
    numbers |= {number: kind_of(one.versions[-1].value) for number, one in gone.items()}
    return Held(facts=facts, numbers=numbers, sources=sources, past=lambda number: gone.get(number, Past()))


def plan(held: Held, *texts: str, **told: Any) -> ImportPlan:
    """What would be written of texts, as files a.csv, b.csv and so on."""
    files = [(f"{name}.csv", text.encode()) for name, text in zip("abc", texts, strict=False)]
    return plan_import(held, *parse_files(files, Options(now=NOW, zone=ZONE, **told)), now=NOW)


def counted(result: ImportResult) -> tuple[int, int, int, int]:
    """Added, known, matched and possible."""
    return len(result.added), result.known, len(result.matched), len(result.possible)


def test_the_same_values_give_the_same_plan() -> None:
    """Nothing is remembered between two of them, and what the journal holds is left as it was."""
    held = holding(session("2026-11-03 18:10", 15, id=1, duration_s=None, end_estimated=True))
    plans = [plan(held, DIARY) for _ in range(2)]
    assert [(1, 0, 1, 0)] * 2 == [counted(one.result) for one in plans]
    assert [[870.0]] * 2 == [[known.session.duration_s for known in one.held.values()] for one in plans]
    assert [None] == [run.duration_s for run in held.of(Session).values()]


def test_the_same_row_in_two_files_is_planned_once() -> None:
    """Overlapping exports of one program."""
    result = plan(Held(), DIARY, DIARY).result
    assert (2, 0, 2) == (len(result.added), result.known, result.repeated)


@pytest.mark.parametrize(
    ("row", "known"),
    [
        ("2026-11-04 07:00,3,back", 1),
        ("2026-11-04 07:00,4,back", 0),
        ("2026-11-04 07:01,3,back", 0),
        ("2026-11-04 07:00,3,knee", 0),
    ],
)
def test_a_rating_that_was_typed_is_not_added_again_by_a_diary(row: str, known: int) -> None:
    """The same score of the same place in the same minute; another score, place or minute is another rating."""
    result = plan(holding(reading("2026-11-04 07:00", 3.0, id=1)), f"at,score,site\n{row}\n").result
    assert (known, 1 - known) == (result.known, len(result.added))


def test_a_row_is_known_by_its_key_though_the_person_changed_or_deleted_it() -> None:
    """What an undo took back has no key here, and is new again."""
    changed = session("2026-11-05 20:00", 15, id=1, source="csv", source_key=KEYS[0], distance_m=900.0)
    deleted = session("2026-11-03 18:00", 15, id=2, source="csv", source_key=KEYS[1])
    held = holding(changed, past={2: Past((Edition(deleted),), deleted=True)})
    assert ((0, 2, 0, 0), 1) == (counted(plan(held, DIARY).result), plan(held, DIARY).result.otherwise)
    assert (1, 1, 0, 0) == counted(plan(replace(held, sources={"session": {("csv", KEYS[0]): 1}}), DIARY).result)


@pytest.mark.parametrize(("metres", "otherwise"), [(3000.0004, 0), (3000.0006, 1)])
def test_a_known_row_is_another_one_from_a_millimetre_on(metres: float, otherwise: int) -> None:
    """Last bits that an older backlog kept are not told of as what the person changed."""
    held = holding(session("2026-11-05 18:00", 21, id=1, source="csv", source_key=KEYS[0], distance_m=metres))
    assert otherwise == plan(held, DIARY).result.otherwise


def test_a_possible_duplicate_is_listed_and_added() -> None:
    """The same distance in the morning may be another run."""
    result = plan(holding(session("2026-11-03 07:00", 15, id=1)), DIARY).result
    assert (2, 0, 0, 1) == counted(result)
    assert [(3, 1)] == [(pair.row.line, pair.held.id) for pair in result.possible]


def test_what_the_person_edited_since_an_import_is_kept_from_a_better_source() -> None:
    """The change that an import made is no edit, nor is one that was undone."""
    first = session("2026-11-03 18:00", 14.5, id=1, source="gpx", source_key="x", distance_m=1800.0)
    found = replace(first, distance_m=1900.0, note="mine")
    ever = (Edition(first, imported=True), Edition(replace(first, effort=9.0), in_force=False), Edition(found))
    told = session("2026-11-03 18:00", 14.5, source="fit", source_key="y", effort=3.0)
    watch = Parsed(file="run.fit", kind="a FIT recording", rows=(Row("run.fit", None, told),))
    made = plan_import(replace(holding(found), past=lambda _: Past(ever)), [watch], now=NOW)
    [known] = made.held.values()
    assert (1900.0, "mine", 3.0, "fit") == (
        known.session.distance_m,
        known.session.note,
        known.session.effort,
        known.session.source,
    )
    assert [1800.0] == [told.distance_m for _, told in known.tellings if told.source == "gpx"]


def test_a_day_that_the_person_deleted_stays_away() -> None:
    """And of one that is there only what nobody said is filled in."""
    diary = "full_date,date,weekday,time,mood,activities,scales,note_title,note\n2026-11-06,x,x,20:30,7,work,,,\n"
    day = Day(id=1, day=NOW.date().replace(day=6), mood=2.0, recorded_at=NOW)
    made = plan(holding(day), diary)
    assert [(2.0, ("work",))] == [(one.mood, one.tags) for one in made.days]
    gone = plan(holding(past={1: Past((Edition(day),), deleted=True)}), diary)
    assert ([], [], 1) == (gone.days, gone.result.added, gone.result.known)


def test_what_told_of_a_session_leads_to_it() -> None:
    """A row whose telling stands beside a session is known, and a second telling of the same time is matched to it."""
    run = session("2026-11-03 18:00", 14.5, id=1)
    telling = Origin(id=2, session=1, file="a.csv", source="csv", source_key=KEYS[1], told={}, recorded_at=NOW)
    held = replace(holding(run, telling), sources={"origin": {("csv", KEYS[1]): 2}})
    assert (1, 1, 0, 0) == counted(plan(held, DIARY).result)


def test_problems_are_returned_beside_the_rest() -> None:
    """With file and line; a file that cannot be taken is a problem without a line, and refused if it is alone."""
    result = plan(Held(), DIARY + "2026-11-31,18:00,3,21:00,run\n", "").result
    assert [("b.csv", None, "b.csv is empty."), ("a.csv", 4, "'2026-11-31' is not a date.")] == [
        (problem.file, problem.line, problem.what) for problem in result.problems
    ]
    assert 2 == result.count("session")
    with pytest.raises(BacklogError, match="is empty"):
        plan(Held(), "")

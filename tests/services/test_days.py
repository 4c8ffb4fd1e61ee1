"""The notes of a day, and days of which an older backlog made two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert

from backlog.model.day import Day
from backlog.services.checking import doubled
from backlog.services.days import both_notes, day_of, note_day
from backlog.store.rows import dump
from backlog.store.schema import FACTS
from tests.make import NOW, Store

MONDAY = date(2026, 11, 16)


def with_a_twin(store: Store) -> None:
    """A journal in which the Monday stands twice, as two commands at once could leave it before that was refused."""
    journal = store.open()
    note_day(journal, MONDAY, {"sleep_h": 6.0, "mood": 3.0, "note": "late"}, ("travel",), now=NOW)
    note_day(journal, date(2026, 11, 17), {"stress": 4.0}, (), now=NOW)
    journal.close()
    twin = Day(id=2, day=MONDAY, stress=4.0, mood=5.0, tags=("rain",), note="wet", recorded_at=NOW)
    engine, table = store.engine(), FACTS["day"]
    with engine.begin() as connection:
        connection.execute(table.delete().where(table.c.id == 2))
        connection.execute(insert(table), [dump(twin) | {"written_by": 2, "ended_by": None}])
    engine.dispose()


def test_a_day_that_stands_twice_is_shown_and_noted_as_one(fresh: Callable[[str], Store]) -> None:
    """Later numbers win, tags and notes add up; one undo brings both back, and nothing else is stuck."""
    store = fresh("sqlite")
    with_a_twin(store)
    journal = store.open()
    said = "The day 2026-11-16 stands 2 times; the next `backlog day 2026-11-16` that says something makes it one."
    assert [said] == doubled(journal)
    both = Day(
        id=1,
        day=MONDAY,
        sleep_h=6.0,
        stress=4.0,
        mood=5.0,
        tags=("travel", "rain"),
        note="late / wet",
        recorded_at=NOW,
    )
    assert both == day_of(journal, MONDAY)
    with journal.change("day", "the first of them alone", now=NOW) as change:
        change.put(replace(journal.days(MONDAY, MONDAY)[0], lifting=1.0))
    journal.undo(None, with_later=False, now=NOW)
    told = note_day(journal, MONDAY, {"sitting_h": 8.0}, (), now=NOW)
    assert [told] == journal.days(MONDAY, MONDAY)
    assert [] == doubled(journal)
    assert (8.0, 4.0, 6.0) == (told.sitting_h, told.stress, told.sleep_h)
    journal.undo(None, with_later=False, now=NOW)
    assert [1, 2] == [day.id for day in journal.days(MONDAY, MONDAY)]
    journal.undo(1, with_later=False, now=NOW)
    assert [2] == [day.id for day in journal.days(MONDAY, MONDAY)]
    journal.close()


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("book club", "ok", "book club / ok"),
        ("book club / ok", "ok", "book club / ok"),
        ("ok", "ok / book club", "ok / book club"),
        ("ok", None, "ok"),
        (None, "ok", "ok"),
        (None, None, None),
        ("x" * 9_998, "y", "x" * 9_998),
        ("x" * 9_996, "y", "x" * 9_996 + " / y"),
    ],
)
def test_two_notes_are_one_with_each_part_once(one: str | None, other: str | None, both: str | None) -> None:
    """A part of a word is no part; where there is no room for both, the first stays."""
    assert both == both_notes(one, other)

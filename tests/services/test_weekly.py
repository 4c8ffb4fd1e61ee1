"""The facts that weeks and charts are made of."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import pytest

from backlog.clock import When
from backlog.model.session import Reading, Session
from backlog.services.charting import chart
from backlog.services.log import Draft, Logged, log_session
from backlog.services.show import show
from backlog.services.weekly import Span, load_facts, weekly
from backlog.store.journal import Journal
from backlog.store.opening import open_journal

END = datetime(2026, 11, 16, 17, tzinfo=UTC)
NOW = END + timedelta(days=3)
SPAN = Span(date(2026, 11, 16), date(2026, 11, 19))


@pytest.fixture
def interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journal]:
    """A journal with a run, numbered 1, in which another process adds a flare just before readings are read."""
    place = str(tmp_path / "journal.db")
    with closing(open_journal(place, create=True)) as journal, journal.change("log", "a run", now=END) as writer:
        writer.add(Session(started_at=END - timedelta(minutes=7), ended_at=END, day=END.date(), distance_m=1000.0))
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")  # a reader does not make the other wait
    with closing(open_journal(place)) as journal, closing(open_journal(place)) as other:
        readings = journal.readings

        def late(*span: Any, **known: Any) -> list[Reading]:
            with other.change("pain", "a flare", now=NOW) as writer:
                at = END + timedelta(hours=24)
                writer.add(Reading(at=at, day=at.date(), score=8.0, flare=True))
            return readings(*span, **known)

        monkeypatch.setattr(journal, "readings", late)
        yield journal


@pytest.mark.parametrize(
    "asked",
    [
        lambda journal: load_facts(journal, SPAN, now=NOW).readings,
        lambda journal: chart(journal, SPAN, now=NOW, zone="UTC").marks,
        lambda journal: [each for each in (show(journal, 1, now=NOW).answers or {}).values() if each],
    ],
    ids=["weeks", "chart", "show"],
)
def test_what_is_shown_is_of_one_moment(interrupted: Journal, asked: Callable[[Journal], list[Any]]) -> None:
    """What another process writes meanwhile is seen by the next question, whole, and by this one not at all."""
    assert [] == list(asked(interrupted))
    assert [] != list(asked(interrupted))


def test_sums_are_the_same_with_every_python(tmp_path: Path) -> None:
    """Seven runs of 2000.7 m are 14,004.9 m; added one by one, as `sum` did before Python 3.12, they are a bit more."""
    assert 14_004.9 < reduce(add, [2000.7] * 7)
    with closing(open_journal(str(tmp_path / "journal.db"), create=True)) as journal:
        for day in range(7):
            logged = log_session(
                journal,
                Draft({"activity": "run", "distance_m": 2000.7}, "UTC", when=When(END + timedelta(days=day))),
                str,
                agreed=None,
                now=END + timedelta(days=day, hours=1),
            )
        facts = load_facts(journal, None, now=END + timedelta(days=7))
    (week,) = weekly(facts, zone="UTC", week_start="mon")[:1]
    assert isinstance(logged, Logged)
    assert [14_004.9] * 3 == [week.distance_m, week.by_activity["run"], logged.week_m]


@pytest.mark.parametrize(("today", "finished"), [(22, [False]), (23, [True, False])])
def test_a_week_is_finished_when_its_last_day_is_over(tmp_path: Path, today: int, *, finished: list[bool]) -> None:
    """The chart shades the week that begins on Monday 16th still on its Sunday, and no more on the Monday after."""
    now = datetime(2026, 11, today, 22, 30, tzinfo=UTC)
    with closing(open_journal(str(tmp_path / "journal.db"), create=True)) as journal:
        with journal.change("log", "a run", now=END) as writer:
            writer.add(Session(started_at=END - timedelta(minutes=7), ended_at=END, day=END.date()))
        facts = load_facts(journal, None, now=now)
    assert finished == [week.finished for week in weekly(facts, zone="Europe/Berlin", week_start="mon")]

"""The daily statements find what they need by an index, so that a long history does not slow the present down."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

import pytest

from backlog.store import sql
from tests.make import Store


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        ("session_between", "ix_session_started (started_at>? AND started_at<?)"),
        ("session_ended_between", "ix_session_ended (ended_at>? AND ended_at<?)"),
        ("session_latest", "ix_session_started (started_at<?)"),
        ("session_latest_of", "ix_session_activity (activity=? AND started_at<?)"),
        ("session_one", "uq_session_current (id=?)"),
        ("session_end", "uq_session_current (id=?)"),
        ("session_touched", "ix_session_written_by (written_by=?)"),
        ("session_touched", "ix_session_ended_by (ended_by=?)"),
        ("reading_between", "ix_reading_at (at>? AND at<?)"),
        ("day_between", "ix_day_day (day>? AND day<?)"),
        ("change_undone_by", "ix_change_undone_by (undone_by=?)"),
    ],
)
def test_a_daily_statement_goes_by_its_index(fresh: Callable[[str], Store], statement: str, index: str) -> None:
    """What SQLite says it would do names the index that was made for it."""
    store = fresh("sqlite")
    store.open().close()
    connection = sqlite3.connect(store.place)
    text = sql.statement(statement)
    parameters = dict.fromkeys(re.findall(r":(\w+)", text), 1)
    plan = " | ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", parameters))
    connection.close()
    assert index in plan

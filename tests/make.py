"""Short ways to make what tests need, so that a test shows only what it is about."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, create_engine, select

from backlog import clock
from backlog.importers.gathering import Gathered
from backlog.importers.parsed import Options, Parsed, Problem
from backlog.importers.reading import parse_gathered
from backlog.model.session import Reading, Session
from backlog.services.backup import read_journal
from backlog.services.imports import importing
from backlog.services.imports.plan import ImportResult
from backlog.store.erasing import IDENTITY
from backlog.store.journal import Journal
from backlog.store.opening import open_journal
from backlog.store.postgresql import engine_of
from backlog.store.schema import metadata

ZONE = "Europe/Berlin"
#: A Monday, and the now of tests that need one.
NOW = datetime.fromisoformat("2026-11-16T12:00+01:00").astimezone(UTC)


def moment(text: str, zone: str = ZONE) -> datetime:
    """The instant of `2026-11-16 18:00` on the wall clock of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.zone(zone)).astimezone(UTC)


def hours(number: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=number)


def session(start: str | datetime = NOW, minutes: float = 15, *, zone: str = ZONE, **fields: Any) -> Session:
    """A run of 2 km, unless the fields say otherwise, recorded when it ended."""
    started = moment(start, zone) if isinstance(start, str) else start
    ended = started + timedelta(minutes=minutes)
    given: dict[str, Any] = {
        "activity": "run",
        "distance_m": 2000.0,
        "duration_s": minutes * 60.0,
        "recorded_at": ended,
    } | fields
    return Session(started_at=started, ended_at=ended, zone=zone, day=clock.local_date(started, zone), **given)


def reading(at: str | datetime = NOW, score: float | None = 2.0, *, zone: str = ZONE, **fields: Any) -> Reading:
    """A rating of the back, recorded when it was given."""
    instant = moment(at, zone) if isinstance(at, str) else at
    given: dict[str, Any] = {"recorded_at": instant} | fields
    return Reading(at=instant, zone=zone, day=clock.local_date(instant, zone), score=score, **given)


#: The journals that the running test opened: they are closed behind it.
OPENED: list[Journal] = []


@dataclass(frozen=True)
class Store:
    """A place for one journal, a file or a server's URL, and which of the two ways leads to it."""

    way: str
    place: str

    def engine(self) -> Engine:
        """A way past the journal, to look and to meddle."""
        return engine_of(self.place) if self.way == "postgresql" else create_engine(f"sqlite:///{self.place}")

    def open(self) -> Journal:
        """The journal there, made if it is not there yet; closed when the test is over."""
        OPENED.append(open_journal(self.place, create=True))
        return OPENED[-1]

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, in the order of the primary key, read past the journal; but for its identity."""
        engine = self.engine()
        try:
            with engine.connect() as connection:
                found = {
                    table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
                    for table in metadata.sorted_tables
                }
                return found | {"meta": [row for row in found["meta"] if row[0] != IDENTITY]}
        finally:
            engine.dispose()


def parse_files(files: Sequence[tuple[str, bytes]], options: Options) -> tuple[list[Parsed], list[Problem]]:
    """What files (name, bytes) hold, and the problems of all, as `backlog import` finds it."""
    with Gathered() as gathered:
        for name, data in files:
            gathered.add_stream(io.BytesIO(data), name)
        return parse_gathered(gathered, options, journal=read_journal)


def import_files(
    journal: Journal, files: Sequence[tuple[str, bytes]], options: Options, *, dry_run: bool = False
) -> ImportResult:
    """Import files (name, bytes)."""
    parsed, problems = parse_files(files, options)
    if dry_run:
        return importing.dry_run(journal, parsed, problems, now=options.now)
    return importing.import_parsed(journal, parsed, problems, now=options.now)

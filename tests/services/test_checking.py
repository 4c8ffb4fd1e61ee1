"""Damage that makes a command fail is told by doctor, with table and row."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from backlog.clock import seconds
from backlog.errors import BacklogError
from backlog.model.day import Day
from backlog.model.facts import KINDS
from backlog.model.plan import Setting
from backlog.services.advice import advise
from backlog.services.checking import ahead, damage
from backlog.services.exporting import export_jsonl
from backlog.store.journal import Journal
from backlog.store.opening import open_journal
from tests.make import NOW, ZONE, hours, reading, session
from tests.services.test_exporting import EVERYTHING, fill


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Journal]:
    """A journal with an entry of each kind, one corrected since, and a decision."""
    journal = open_journal(str(tmp_path / "journal.db"), create=True)
    fill(journal, EVERYTHING)
    with journal.change("edit", "edit", now=NOW + hours(1)) as change:
        change.put(session("2026-11-03 18:00", id=1, note="windy"))
    advise(journal, ZONE, now=NOW + hours(2))
    yield journal
    journal.close()


def changed(journal: Journal, statement: str) -> None:
    """Let another program write to the file."""
    with closing(sqlite3.connect(journal.place)) as connection:
        connection.executescript(statement)


def test_a_sound_journal_has_nothing_to_tell(kept: Journal) -> None:
    """Every row of every table is read, and is what backlog would store."""
    assert [] == damage(kept)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE session SET day = '2026-1x-03' WHERE ended_by IS NOT NULL",
            "Row 1 of the table session cannot be read",
        ),
        ("UPDATE session SET note = CAST(x'ff' AS TEXT)", "Row 1 of the table session cannot be read."),
        ("UPDATE session SET during_sites = '[' WHERE id = 1", "Row 1 of the table session cannot be read"),
        ("UPDATE session SET zone = 'Mars' WHERE id = 1", "Row 1 of the table session holds what backlog would not"),
        ("UPDATE session SET distance_m = -1 WHERE id = 1", "Row 1 of the table session holds what backlog would not"),
        ("UPDATE session SET started_at = 'x' WHERE id = 1", "Row 1 of the table session cannot be read"),
        ("UPDATE setting SET value = '{'", "of the table setting cannot be read"),
        ("UPDATE change SET at = 'x' WHERE id = 1", "Row 1 of the table change cannot be read."),
        ("UPDATE change SET summary = CAST(x'ff' AS TEXT) WHERE id = 2", "Row 2 of the table change cannot be read."),
        ("UPDATE decision SET verdict = '{'", "Row 1 of the table decision cannot be read."),
        ("UPDATE decision SET verdict = '{}'", "Row 1 of the table decision cannot be read."),
        ("UPDATE decision SET facts = 'eA=='", "Row 1 of the table decision cannot be read."),
        ("UPDATE decision SET policy = CAST(x'ff' AS TEXT)", "Row 1 of the table decision cannot be read."),
        ("INSERT INTO copy VALUES (CAST(x'ff' AS TEXT), 0, 'backup')", "The table copy cannot be read"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_table_and_its_row(kept: Journal, statement: str, told: str) -> None:
    """In the present version of a thing and in earlier ones, in history and in decisions."""
    changed(kept, statement)
    assert told in "\n".join(damage(kept))


def test_an_index_that_disagrees_is_told(kept: Journal) -> None:
    """SQLite's own check of the file is part of it."""
    changed(
        kept,
        "PRAGMA writable_schema = 1;"
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'ix_reading_at')"
        " WHERE name = 'ix_session_started'",
    )
    with closing(open_journal(kept.place)) as journal:
        assert damage(journal)[0].startswith("The file is damaged: ")


def test_a_flipped_bit_that_breaks_a_command_is_told_by_doctor(kept: Journal, tmp_path: Path) -> None:
    """Whatever a disk did to the file, reading it ends in a sentence or well, and doctor knows of what ended badly."""
    kept.close()
    whole = Path(kept.place).read_bytes()
    chance = random.Random(7)
    used = [place for place in range(len(whole)) if whole[place]]
    path = tmp_path / "flipped.db"
    slugs, untold = set(), []
    for _ in range(250):
        data = bytearray(whole)
        data[chance.choice(used)] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        try:
            journal = open_journal(str(path))
        except BacklogError as error:
            slugs.add(error.slug)
            continue
        with closing(journal):
            try:
                for kind in KINDS:
                    journal.every(kind)
                export_jsonl(journal)
                journal.plan()
            except BacklogError as error:
                slugs.add(error.slug)
                untold += [] if _told(journal) else [error.what]
    assert "journal-damaged" in slugs
    assert slugs <= {"journal-damaged", "not-a-journal", "journal-newer", "bad-zone"}
    assert [] == untold


def test_a_setting_that_is_none_is_told_by_its_number(kept: Journal) -> None:
    """A plan with a moment that is no time is refused as damaged, and says which row."""
    with kept.change("plan", "medicine", now=NOW) as change:
        change.add(Setting(name="medicine_at", value=json.dumps(seconds(NOW))))
    assert NOW == kept.plan().medicine_at
    with closing(sqlite3.connect(kept.place)) as connection, connection:
        connection.execute("UPDATE setting SET value = '\"yesterday\"' WHERE name = 'medicine_at'")
    with pytest.raises(BacklogError, match="table setting") as refused:
        kept.plan()
    assert "journal-damaged" == refused.value.slug


def _told(journal: Journal) -> bool:
    """Whether doctor finds something."""
    try:
        return bool(damage(journal))
    except BacklogError as error:
        return error.slug == "journal-damaged"


def test_what_is_still_to_come_is_no_damage(journal: Journal) -> None:
    """The clock of this machine may be behind: it is told of, and nobody is sent to a backup."""
    with journal.change("log", "a run", now=NOW) as change:
        change.add(session())
        change.add(reading())
        change.add(Day(day=NOW.date(), sleep_h=7.0))
    long_ago = NOW - timedelta(days=3)
    assert ([], []) == (damage(journal), ahead(journal, now=NOW))
    [said] = ahead(journal, now=long_ago)
    assert said.startswith("3 entries are still to come by this machine's clock, 2026-11-13T11:00:00")


def test_a_clock_that_is_behind_hides_no_damage(kept: Journal) -> None:
    """A score that nobody could have given is told, though it is still to come as well."""
    with closing(sqlite3.connect(kept.place)) as connection, connection:
        connection.execute("UPDATE reading SET score = 99, at = at + 86400 * 3650")
    assert 1 == len(ahead(kept, now=NOW))
    assert any("of the table reading" in said and "99" in said for said in damage(kept))

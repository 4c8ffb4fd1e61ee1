"""Days that several sources tell of: one a date, each adding what nobody said before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from backlog.importers.parsed import Options
from backlog.model.day import Day
from backlog.services.days import note_day
from backlog.services.editing import delete
from backlog.services.exporting import export_jsonl
from backlog.services.imports.plan import ImportResult
from backlog.store.journal import Journal
from tests.make import NOW, ZONE, import_files

DAY = date(2026, 11, 6)
DAYLIO = (
    "full_date,date,weekday,time,mood,activities,scales,note_title,note\n"
    "2026-11-06,November 6,Friday,20:30,meh,work | garden,,,dug the beds\n"
)
BEARABLE = (
    "date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
    "6th November 2026,2026-11-06,Friday,,Sleep,7:30,Asleep,\n"
)


def take(journal: Journal, *texts: str | bytes) -> ImportResult:
    """Import texts as files."""
    files = [(f"{n}.csv", text.encode() if isinstance(text, str) else text) for n, text in enumerate(texts)]
    return import_files(journal, files, Options(now=NOW, zone=ZONE))


def told(journal: Journal) -> list[tuple[float | None, tuple[str, ...], str | None]]:
    """Sleep, tags and note of each day."""
    return [(day.sleep_h, day.tags, day.note) for day in journal.every("day")]


def test_two_diaries_of_one_date_make_one_day(journal: Journal) -> None:
    """At once or one after the other, each adds what it knows; a second time it adds nothing."""
    whole = [(7.5, ("work", "garden"), "dug the beds")]
    take(journal, BEARABLE)
    result = take(journal, DAYLIO)
    assert ((0, 1), whole) == ((result.known, result.filled), told(journal))
    assert "import more of 1 day from 0.csv" == journal.history(1)[0].summary
    result = take(journal, DAYLIO, BEARABLE)
    assert ((2, 0), whole) == ((result.known, result.filled), told(journal))
    journal.undo(None, with_later=False, now=NOW)
    assert [(7.5, (), None)] == told(journal)
    journal.undo(None, with_later=False, now=NOW)
    result = take(journal, DAYLIO, BEARABLE)
    assert ((0, 1), whole) == ((result.known, result.repeated), told(journal))


def test_what_the_person_said_stays(journal: Journal) -> None:
    """A number that was typed; a note is kept beside theirs; tags add up."""
    note_day(journal, DAY, {"sleep_h": 4.0, "note": "tired"}, ("rest",), now=NOW)
    take(journal, BEARABLE, DAYLIO)
    assert [(4.0, ("rest", "work", "garden"), "tired / dug the beds")] == told(journal)


def test_what_the_person_took_out_or_deleted_stays_out(journal: Journal) -> None:
    """Of a day, and the day itself."""
    take(journal, BEARABLE, DAYLIO)
    [day] = journal.every("day")
    with journal.change("edit", "edit", now=NOW) as change:
        change.put(replace(day, sleep_h=None, tags=()))
    take(journal, BEARABLE, DAYLIO)
    assert [(None, (), "dug the beds")] == told(journal)
    delete(journal, [day.id], now=NOW)
    assert (2, []) == (take(journal, BEARABLE, DAYLIO).known, told(journal))


def test_days_come_back_from_an_undo_by_another_import(journal: Journal) -> None:
    """What was undone is as if it had never been."""
    take(journal, BEARABLE)
    journal.undo(None, with_later=False, now=NOW)
    assert 1 == len(take(journal, BEARABLE).added)


def test_a_journal_with_two_days_of_one_date_comes_back_as_it_was(journal: Journal) -> None:
    """Older versions could leave such: an export is lossless all the same."""
    header = b'{"format": "backlog", "schema_version": 1}\n'
    with journal.change("day", "twice", now=NOW) as change:
        change.add_all(
            [Day(id=1, day=DAY, sleep_h=7.0, recorded_at=NOW), Day(id=2, day=DAY, mood=3.0, recorded_at=NOW)]
        )
    exported = export_jsonl(journal)
    assert exported.startswith(header)
    journal.undo(None, with_later=False, now=NOW)
    take(journal, exported)
    assert exported == export_jsonl(journal)

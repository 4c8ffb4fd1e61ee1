"""Importing files: as one change that can be taken back, and never twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backlog.errors import BacklogError
from backlog.importers.diaries.mentions import find
from backlog.importers.parsed import Options, Parsed, Row
from backlog.model.checks import is_owed
from backlog.model.session import Session
from backlog.services.editing import delete
from backlog.services.exporting import export_csv, export_jsonl
from backlog.services.forgetting import numbered
from backlog.services.imports.importing import import_parsed
from backlog.services.imports.plan import ImportResult
from backlog.services.imports.suggesting import Offer, reading_of
from backlog.store.journal import Journal
from tests.make import NOW, ZONE, Store, hours, import_files, parse_files, reading, session

DIARY = "date,start,distance,duration,activity\n2026-11-05,18:00,3,21:00,run\n2026-11-03,18:00,2,14:30,run\n"
PAIN = "at,score\n2026-11-04 07:00,3\n2026-11-04 19:00,2\n"


def take(journal: Journal, *texts: str | bytes, dry_run: bool = False, **fields: Any) -> ImportResult:
    """Import texts as files a.csv, b.csv and so on."""
    files = [
        (f"{name}.csv", text.encode() if isinstance(text, str) else text)
        for name, text in zip("abcdef", texts, strict=False)
    ]
    given: dict[str, Any] = {"now": NOW, "zone": ZONE} | fields
    return import_files(journal, files, Options(**given), dry_run=dry_run)


def type_in(journal: Journal, *values: Session) -> Sequence[int]:
    """Store sessions as `backlog log` does, and return their numbers."""
    with journal.change("log", "log", now=NOW) as change:
        return change.add_all(list(values))


def counted(result: ImportResult) -> tuple[int, int, int, int]:
    """Added, known, matched and possible."""
    return len(result.added), result.known, len(result.matched), len(result.possible)


def test_an_import_is_one_change_and_undo_takes_all_of_it_back(journal: Journal) -> None:
    """Sessions and readings of two files together."""
    take(journal, DIARY, PAIN)
    assert [change.summary for change in journal.history(5)] == ["import 2 sessions, 2 readings from a.csv, b.csv"]
    journal.undo(None, with_later=False, now=NOW)
    assert set(journal.counts().values()) == {0}


def test_numbers_go_with_time(journal: Journal) -> None:
    """The file lists the newest first, the journal numbers the oldest first."""
    result = take(journal, DIARY)
    assert [(row.line, row.value.id) for row in result.added] == [(3, 1), (2, 2)]
    assert [s.distance_m for s in journal.every("session")] == [2000.0, 3000.0]


def test_a_dry_run_writes_nothing_and_says_the_same(store: Store) -> None:
    """Not one row of one table differs afterwards."""
    journal = store.open()
    before = store.tables()
    dry = take(journal, DIARY, PAIN, dry_run=True)
    assert store.tables() == before
    assert counted(take(journal, DIARY, PAIN)) == counted(dry) == (4, 0, 0, 0)
    journal.close()


def test_a_second_import_adds_nothing(journal: Journal) -> None:
    """Not even a change."""
    take(journal, DIARY, PAIN)
    assert counted(take(journal, DIARY, PAIN)) == (0, 4, 0, 0)
    assert len(journal.history(5)) == 1


def test_a_longer_file_adds_only_what_is_new(journal: Journal) -> None:
    """As lists grow."""
    take(journal, DIARY)
    assert counted(take(journal, DIARY + "2026-11-07,18:00,3,21:00,run\n")) == (1, 2, 0, 0)


def test_what_the_person_deleted_stays_deleted(journal: Journal) -> None:
    """A second import does not bring it back."""
    take(journal, DIARY)
    with journal.change("delete", "delete 1", now=NOW) as change:
        change.remove("session", 1)
    assert counted(take(journal, DIARY)) == (0, 2, 0, 0)


def test_what_undo_took_back_can_be_imported_again(journal: Journal) -> None:
    """Undo says that it never should have happened."""
    take(journal, DIARY)
    journal.undo(None, with_later=False, now=NOW)
    assert counted(take(journal, DIARY)) == (2, 0, 0, 0)


def test_what_the_person_edited_stays_edited(journal: Journal) -> None:
    """A second import knows the session again and leaves it."""
    take(journal, DIARY)
    edited = replace(journal.every("session")[0], distance_m=2500.0)
    with journal.change("edit", "edit 1", now=NOW) as change:
        change.put(edited)
    assert counted(take(journal, DIARY)) == (0, 2, 0, 0)
    assert journal.find(1) == edited


def test_a_session_that_was_typed_is_not_added_again(journal: Journal) -> None:
    """What was typed wins, what it lacked is filled in, and a second import knows it."""
    type_in(journal, session("2026-11-03 18:10", 15, duration_s=None, end_estimated=True, surface="grass"))
    text = "date,start,distance,duration,surface\n2026-11-03,18:00,2.1,14:30,asphalt\n"
    assert counted(take(journal, text)) == (0, 0, 1, 0)
    (found,) = journal.every("session")
    assert (found.source, found.distance_m, found.surface, found.duration_s) == ("typed", 2000.0, "grass", 870.0)
    assert counted(take(journal, text)) == (0, 1, 0, 0)


def test_undo_takes_back_what_a_match_filled_in(journal: Journal) -> None:
    """The typed session is as it was typed."""
    type_in(journal, session("2026-11-03 18:10", 15, duration_s=None, end_estimated=True))
    before = journal.every("session")
    take(journal, DIARY)
    journal.undo(None, with_later=False, now=NOW)
    assert journal.every("session") == before


def test_imported_sessions_owe_no_checks(journal: Journal) -> None:
    """They were recorded now, after their windows had closed; yesterday's run still can be rated."""
    take(journal, DIARY, "date,start,distance,duration\n2026-11-15,18:00,3,21:00\n")
    owed = [[is_owed(s, horizon) for horizon in (0, 24, 48)] for s in journal.every("session")]
    assert owed == [[False] * 3, [False] * 3, [False, True, True]]


def own(journal: Journal, tmp_path: Path) -> bytes:
    """What a journal with a session, readings and a plan exports."""
    type_in(journal, session("2026-11-03 18:00"), session("2026-11-14 18:00"))
    with journal.change("pain", "pain", now=NOW) as change:
        change.add_all([reading("2026-11-04 18:00"), reading("2026-11-04 18:00", site="knee")])
    return export_jsonl(journal)


@pytest.fixture
def exported(fresh: Any, tmp_path: Path) -> bytes:
    """The export of another journal."""
    other = fresh("sqlite").open()
    data = own(other, tmp_path)
    other.close()
    return data


def test_its_own_format_into_an_empty_journal_keeps_numbers_and_times(journal: Journal, exported: bytes) -> None:
    """The export of the copy is the export of the original, byte by byte; a new thing gets a new number."""
    take(journal, exported)
    assert export_jsonl(journal) == exported
    assert type_in(journal, session("2026-11-15 18:00")) == [5]


def test_its_own_format_again_adds_nothing(journal: Journal, exported: bytes) -> None:
    """Nor after an edit, nor what was deleted; but after an undo all of it, with its numbers."""
    take(journal, exported)
    assert counted(take(journal, exported)) == (0, 4, 0, 0)
    with journal.change("delete", "delete 2", now=NOW) as change:
        change.remove("session", 2)
    assert counted(take(journal, exported)) == (0, 4, 0, 0)
    journal.undo(None, with_later=False, now=NOW)
    journal.undo(None, with_later=False, now=NOW)
    assert set(journal.counts().values()) == {0}
    assert counted(take(journal, exported)) == (4, 0, 0, 0)
    assert export_jsonl(journal) == exported


def test_its_own_format_into_its_own_journal_adds_nothing(journal: Journal, tmp_path: Path) -> None:
    """An old export holds nothing that is not there, even where it was edited since."""
    data = own(journal, tmp_path)
    with journal.change("edit", "edit 1", now=NOW) as change:
        change.put(replace(journal.every("session")[0], distance_m=9000.0))
    assert counted(take(journal, data)) == (0, 4, 0, 0)


def test_its_own_format_joins_another_journal_under_new_numbers(journal: Journal, exported: bytes) -> None:
    """The numbers here belong to other things; a second import still adds nothing."""
    type_in(journal, session("2026-11-10 18:00"))
    assert counted(take(journal, exported)) == (4, 0, 0, 0)
    assert [(s.id, s.source) for s in journal.every("session")] == [(1, "typed"), (2, "backlog"), (3, "backlog")]
    assert counted(take(journal, exported)) == (0, 4, 0, 0)


def test_numbers_that_ever_meant_something_else_are_not_taken(journal: Journal, exported: bytes) -> None:
    """A journal that was emptied by deleting still knows what its numbers were."""
    type_in(journal, session("2026-11-10 18:00", recorded_at=NOW - hours(1)))
    with journal.change("delete", "delete 1", now=NOW) as change:
        change.remove("session", 1)
    take(journal, exported)
    assert [s.id for s in journal.every("session")] == [2, 3]


def test_kept_and_new_numbers_do_not_meet(journal: Journal, exported: bytes) -> None:
    """One import of its own format and of a diary."""
    take(journal, exported, DIARY.replace("-05", "-09").replace("-03", "-08"))
    assert [value.id for kind in ("session", "reading") for value in journal.every(kind)] == [1, 2, 5, 6, 3, 4]


def recording(start: str = "2026-11-03 18:01", **fields: Any) -> Parsed:
    """What a watch's file says of one run of 2 km."""
    given: dict[str, Any] = {"source": "fit", "source_key": start, "distance_m": 2040.0, "cadence": 170.0} | fields
    return Parsed(file="run.fit", kind="a FIT recording", rows=(Row("run.fit", None, session(start, 14.5, **given)),))


def bring(journal: Journal, *files: Parsed) -> ImportResult:
    """Import what files were found to hold."""
    return import_parsed(journal, files, (), now=NOW)


def told(journal: Journal, number: int) -> list[tuple[str, str, Any]]:
    """File, source and distance of what else told of a session."""
    return [(origin.file, origin.source, origin.told.get("distance_m")) for origin in journal.origins(number)]


def test_a_list_and_a_recording_of_one_run_are_one_session(journal: Journal) -> None:
    """The recording is the better one, and what the list said is kept beside it, whichever comes first."""
    for order in (0, 1):
        listed = parse_files([("list.csv", DIARY.encode())], Options(now=NOW, zone=ZONE))[0]
        for file in (listed, [recording()])[:: 1 if order else -1]:
            bring(journal, *file)
        first = next(s for s in journal.every("session") if s.day.day == 3)
        assert (2, 2040.0, 170.0, "fit") == (
            len(journal.every("session")),
            first.distance_m,
            first.cadence,
            first.source,
        )
        # The name of a file that came first is not kept with the session that it became.
        assert [("" if order else "list.csv", "csv", 2000.0)] == told(journal, first.id)
        assert (0, 3, 0, 0) == counted(bring(journal, *listed, recording()))
        while journal.counts()["session"]:
            journal.undo(None, with_later=True, now=NOW)
        assert 0 == journal.counts()["origin"]


def test_two_files_of_one_import_are_matched_too(journal: Journal) -> None:
    """As a folder with a list and the recordings it lists is."""
    listed = parse_files([("list.csv", DIARY.encode())], Options(now=NOW, zone=ZONE))[0]
    assert (2, 0, 1, 0) == counted(bring(journal, *listed, recording()))
    [run] = [s for s in journal.every("session") if s.source == "fit"]
    assert [("list.csv", "csv", 2000.0)] == told(journal, run.id)


def test_what_was_typed_stays_and_the_recording_is_kept_beside_it(journal: Journal) -> None:
    """Only what the person did not say is added."""
    [number] = type_in(journal, session("2026-11-03 18:00", 15, note="mine"))
    bring(journal, recording(note="theirs"))
    [run] = journal.every("session")
    assert ("typed", 2000.0, "mine", 170.0) == (run.source, run.distance_m, run.note, run.cadence)
    assert [("run.fit", "fit", 2040.0)] == told(journal, number)
    assert (0, 1, 0, 0) == counted(bring(journal, recording(note="theirs")))


def test_what_was_edited_after_an_import_stays(journal: Journal) -> None:
    """The better source changes the rest."""
    take(journal, DIARY)
    run = next(s for s in journal.every("session") if s.day.day == 3)
    with journal.change("edit", "edit", now=NOW) as change:
        change.put(replace(run, distance_m=1900.0))
    bring(journal, recording())
    after = journal.find(run.id)
    assert isinstance(after, Session)
    assert (1900.0, 870.0, "fit") == (after.distance_m, after.duration_s, after.source)


def test_an_undone_import_of_a_better_source_gives_the_worse_one_back(journal: Journal) -> None:
    """As it was, with nothing beside it."""
    take(journal, DIARY)
    before = journal.every("session")
    bring(journal, recording())
    journal.undo(None, with_later=False, now=NOW)
    assert (before, 0) == (journal.every("session"), journal.counts()["origin"])
    assert (0, 0, 1, 0) == counted(bring(journal, recording()))


def test_a_deleted_session_does_not_come_back_by_another_of_its_files(journal: Journal) -> None:
    """Neither by its own nor by the one that was kept beside it."""
    listed = parse_files([("list.csv", DIARY.encode())], Options(now=NOW, zone=ZONE))[0]
    bring(journal, *listed, recording())
    [run] = [s for s in journal.every("session") if s.source == "fit"]
    delete(journal, [run.id], now=NOW)
    assert ("", 0) == (export_jsonl(journal).decode().partition("2026-11-03")[1], journal.counts()["origin"])
    assert (0, 3, 0, 0) == counted(bring(journal, *listed, recording()))
    journal.undo(None, with_later=False, now=NOW)
    assert [("list.csv", "csv", 2000.0)] == told(journal, run.id)


def test_what_was_beside_a_session_comes_along_to_a_journal_that_has_others(fresh: Callable[[str], Store]) -> None:
    """It stands beside the session's new number, and a second time brings nothing."""
    one, other = fresh("sqlite").open(), fresh("sqlite").open()
    bring(one, *parse_files([("list.csv", DIARY.encode())], Options(now=NOW, zone=ZONE))[0], recording())
    exported = export_jsonl(one)
    type_in(other, *(session("2026-10-01 18:00", id=0) for _ in range(1)))
    assert (2, 0, 0, 0) == counted(take(other, exported))
    [run] = [s for s in other.every("session") if s.cadence]
    assert [("list.csv", "csv", 2000.0)] == told(other, run.id)
    assert (0, 3, 0, 0) == counted(take(other, exported))
    one.close()
    other.close()


def test_forgetting_a_session_forgets_all_that_told_of_it(journal: Journal) -> None:
    """Nothing of it is left in any version."""
    bring(journal, *parse_files([("list.csv", DIARY.encode())], Options(now=NOW, zone=ZONE))[0], recording())
    [run] = [s for s in journal.every("session") if s.source == "fit"]
    journal.forget(numbered([run.id])(journal))
    assert ([], {"csv"}) == (journal.all_numbers("origin"), {s.source for s in journal.every("session")})


def test_an_undone_edit_and_an_undone_import_are_no_edits(journal: Journal) -> None:
    """Import, undo and import again is the same as importing."""
    take(journal, DIARY)
    run = next(s for s in journal.every("session") if s.day.day == 3)
    with journal.change("edit", "edit", now=NOW) as change:
        change.put(replace(run, distance_m=1900.0))
    journal.undo(None, with_later=False, now=NOW)
    bring(journal, recording())
    journal.undo(None, with_later=False, now=NOW)
    bring(journal, recording())
    after = journal.find(run.id)
    assert isinstance(after, Session)
    assert 2040.0 == after.distance_m


def test_an_import_is_not_undone_under_what_a_later_one_put_beside_it(journal: Journal) -> None:
    """With the later one it is, and then both can be imported again."""
    bring(journal, recording())
    listed = parse_files([("list.csv", DIARY.encode())], Options(now=NOW, zone=ZONE))[0]
    bring(journal, *listed)
    with pytest.raises(BacklogError) as refused:
        journal.undo(1, with_later=False, now=NOW)
    assert "later-changes" == refused.value.slug
    journal.undo(1, with_later=True, now=NOW)
    assert {0} == set(journal.counts().values())
    assert (2, 0, 1, 0) == counted(bring(journal, *listed, recording()))


def test_an_export_and_a_recording_of_the_same_run_make_one_session(fresh: Callable[[str], Store]) -> None:
    """Into an empty journal, where the export keeps its numbers: the same key, or the same run by another file."""
    one = fresh("sqlite").open()
    bring(one, recording())
    exported = export_jsonl(one)
    for more in (recording(), recording(source="gpx", source_key="other", distance_m=2010.0)):
        other = fresh("sqlite").open()
        files = parse_files([("e.jsonl", exported)], Options(now=NOW, zone=ZONE))[0]
        bring(other, *files, more)
        assert [2040.0] == [s.distance_m for s in other.every("session")]
        other.close()
    one.close()


def test_tables_of_sessions_and_of_what_was_beside_them_belong_together(fresh: Callable[[str], Store]) -> None:
    """Into a journal that has others; and what is beside no session is refused with its line."""
    one, other = fresh("sqlite").open(), fresh("sqlite").open()
    bring(one, *parse_files([("list.csv", DIARY.encode())], Options(now=NOW, zone=ZONE))[0], recording())
    tables = [(f"{kind}.csv", export_csv(one, kind)) for kind in ("session", "origin")]
    type_in(other, session("2026-10-01 18:00"))
    alone = import_files(other, tables[1:], Options(now=NOW, zone=ZONE))
    [problem] = alone.problems
    assert (2, True) == (problem.line, "which is not there" in problem.what)
    import_files(other, tables, Options(now=NOW, zone=ZONE))
    [run] = [s for s in other.every("session") if s.cadence]
    assert [("list.csv", "csv", 2000.0)] == told(other, run.id)
    one.close()
    other.close()


def test_two_exports_at_once_do_not_mix_up_what_told_of_whom(fresh: Callable[[str], Store]) -> None:
    """The second journal's number of the session is a stranger's here; a second time nothing is added."""
    one, other, here = (fresh("sqlite").open() for _ in "abc")
    listed, [watch] = parse_files([("list.csv", DIARY.encode())], Options(now=NOW, zone=ZONE))[0], [recording()]
    bring(one, watch)
    type_in(other, session("2026-09-01 10:00"))
    bring(other, *listed, watch)
    type_in(here, *(session(f"2026-09-0{day} 10:00") for day in range(2, 9)))
    exports = [(name, export_jsonl(journal)) for name, journal in (("p", one), ("q", other))]
    import_files(here, exports, Options(now=NOW, zone=ZONE))
    [origin] = here.every("origin")
    assert ["fit"] == [run.source for run in here.every("session") if run.id == origin.session]
    after = export_jsonl(here)
    import_files(here, exports, Options(now=NOW, zone=ZONE))
    assert after == export_jsonl(here)


def test_a_journal_told_twice_over_loses_nothing(fresh: Callable[[str], Store]) -> None:
    """A folder of tables and JSON Lines of the same journal in one command: each session once, with what told of it."""
    one, here = fresh("sqlite").open(), fresh("sqlite").open()
    bring(one, *parse_files([("list.csv", DIARY.encode())], Options(now=NOW, zone=ZONE))[0], recording())
    type_in(here, session("2026-09-01 10:00"))
    files = [(f"{kind}.csv", export_csv(one, kind)) for kind in ("session", "origin")] + [("e", export_jsonl(one))]
    result = import_files(here, files, Options(now=NOW, zone=ZONE))
    assert ((), 1) == (result.problems, here.counts()["origin"])
    after = export_jsonl(here)
    import_files(here, files, Options(now=NOW, zone=ZONE))
    assert after == export_jsonl(here)


def test_what_a_telling_said_of_nought_is_kept(journal: Journal) -> None:
    """Nought is what it said; what it did not say is not there."""
    with journal.change("log", "a run", now=NOW) as change:
        change.add(session("2026-11-03 18:05", 15, note="mine"))
    take(journal, "date,start,distance,duration,activity,effort\n2026-11-03,18:00,2,14:30,run,0\n")
    [origin] = journal.every("origin")
    assert (0.0, False) == (origin.told["effort"], "during" in origin.told)


def test_two_typed_sessions_have_a_rating_each(journal: Journal) -> None:
    """The pain that their notes tell of, scored by the person, is two readings, and at a second import none more."""
    with journal.change("log", "two runs", now=NOW) as change:
        change.add_all([session(f"2026-11-0{day} 18:05", 15, note="back sore") for day in (3, 5)])
    for expected in ((2, 0), (0, 2)):
        sessions = journal.every("session")
        rows = [Row("a.csv", number, one) for number, one in enumerate(sessions)]
        offered = [
            Offer(row=row, session=one, mention=find("back sore")[0]) for row, one in zip(rows, sessions, strict=True)
        ]
        said = tuple(Row("a.csv", None, reading_of(offer, "back", 3.0)) for offer in offered)
        result = import_parsed(journal, [Parsed(file="a.csv", kind="a diary", rows=said)], (), now=NOW)
        assert expected == (len(result.added), result.known)

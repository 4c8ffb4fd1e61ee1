"""The one command that forgets: in the journal, and in the copies that backlog made of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backlog.cli.common import App
from backlog.errors import BacklogError
from backlog.files import UNFINISHED, Kind, Output
from backlog.store.opening import open_journal
from backlog.store.sqlite import SqliteDriver
from tests.cli.conftest import Person
from tests.make import Store
from tests.store.test_migrations import put

SECRETS = ("SECRETNOTE", "SECRETSHOE", "SECRETPAIN", "SECRETDAY", "SECRETTAG")
#: Session 1, erased.
ERASED = "Erased 1 entry (1: run 2 km (1.24 mi) in 14:00 on grass; today 17:46 to 18:00)."
OUT_OF_REACH = "Copies that you made yourself, exports and disk backups are out of my reach."


@pytest.fixture
def ran(me: Person) -> Person:
    """Somebody with a run, session 1, and a rating, reading 2."""
    me("log run 2km --duration 14:00 --surface grass --note SECRETNOTE")
    me("pain 3")
    return me


def backed_up(person: Person, name: str = "backup.db") -> Path:
    """Where a backup was made."""
    assert (f"Wrote {name}\n", 0) == person.types(f"backup {name}")[1:]
    return person.db.parent / name


def test_forget_leaves_no_trace_in_the_file(me: Person) -> None:
    """Not in an older version, not in the history, not in a decision, not in the file's free pages."""
    me("log run 2km --duration 14:00 --note SECRETNOTE --shoes SECRETSHOE")
    me("edit 1 --note 'SECRETNOTE again'")
    me("pain 3 --note SECRETPAIN")
    me("day --note SECRETDAY --tag SECRETTAG")
    me("advise")
    assert all(secret.encode() in me.db.read_bytes() for secret in SECRETS)
    assert ["There is nothing to forget there."] == me("forget --before 2026-11-16 --yes")
    assert [
        (
            "Erased 3 entries (1: run 2 km (1.24 mi) in 14:00; today 17:46 to 18:00; 2: back pain 3, today 18:00; "
            "3: day 2026-11-16)."
        ),
        OUT_OF_REACH,
    ] == me("forget 1 2 3 --yes")
    assert not [secret for secret in SECRETS if secret.encode() in me.db.read_bytes()]
    assert ("Nothing in the journal has the number 1. See `backlog list`. [unknown-id]", 1) == me.refused("show 1")


def test_an_undo_after_it_does_not_read_as_its_undo(ran: Person) -> None:
    """What is taken back is another change: by its name, or without one where the same change had written both."""
    ran("log walk 1km --duration 10:00 --before 3")
    ran("edit 3 --note x")
    ran("undo")
    ran("forget 1 4 --yes")
    history = [line.split(maxsplit=3)[3] for line in ran("history")]
    assert ["forgotten", "edit 3: note  (taken back by 5)", "forgotten", "pain back 3 (2)", "forgotten"] == history
    assert ran("undo") == ["Took back 3, whose wording was erased; what `forget` erased stays erased."]
    assert ran("redo") == ["Did again 3, whose wording was erased; what `forget` erased stays erased."]
    assert ran("undo 2") == ["Took back 2: pain back 3 (2)"]


def test_forget_needs_somebody_to_ask(ran: Person) -> None:
    """Without a terminal nothing is erased."""
    said, status = ran.refused("forget 1")
    assert (1, True) == (status, said.endswith("Add --yes if you mean it. [confirmation-needed]"))
    assert "session 1" == ran("show 1")[0]


def test_forget_needs_to_know_what(ran: Person) -> None:
    """Exactly one of numbers, a date, everything."""
    for line in ("forget", "forget 1 --everything", "forget --everything --before 2026-01-01"):
        assert (
            "Say what to forget. Give numbers, or --before DATE, or --everything. [ambiguous-id]",
            2,
        ) == ran.refused(line)


def test_forget_everything(ran: Person) -> None:
    """An empty journal that still works, and numbers that are never used again."""
    ran("forget --everything --yes")
    assert "There is no session yet. Log one: backlog log run 2km" == ran("list")[0]
    assert "Logged 3:" == ran("log run 2km --duration 14:00")[0][:9]


def test_it_names_the_backups_that_still_hold_it(ran: Person) -> None:
    """Those that were made before it was logged are not named."""
    early = backed_up(ran, "early.db")
    ran("log run 1km --duration 7:00 --note LATE")
    late = backed_up(ran, "late.db")
    assert [
        "Erased 1 entry (3: run 1 km (0.62 mi) in 7:00; today 17:53 to 18:00).",
        f"{late}, which backlog made, holds 1 entry still; --copies erases there too.",
        OUT_OF_REACH,
    ] == ran("forget 3 --yes")
    assert [False, True] == [b"LATE" in path.read_bytes() for path in (early, late)]


@pytest.mark.parametrize("later", [False, True])
def test_with_copies_it_is_erased_there_too(ran: Person, later: bool) -> None:
    """In one go, or when it was erased in the journal already; what else a backup holds stays."""
    path = backed_up(ran)
    if later:
        ran("forget 1 --yes")
    assert ([] if later else [ERASED]) + [f"Erased 1 entry in {path}", OUT_OF_REACH] == ran("forget 1 --copies --yes")
    assert b"SECRETNOTE" not in path.read_bytes()
    assert "reading 2" == ran(f"--db {path} show 2")[0]
    assert ["There is nothing to forget there."] == ran("forget 1 --copies --yes")


def test_everything_is_erased_in_each_copy(ran: Person) -> None:
    """What a backup holds, and not only what the journal holds still."""
    path = backed_up(ran)
    ran("forget 1 --yes")
    erased = "Erased 1 entry (2: back pain 3, today 18:00)."
    assert [erased, f"Erased 2 entries in {path}", OUT_OF_REACH] == ran("forget --everything --copies --yes")
    for place in (ran.db, path):
        with closing(open_journal(str(place))) as journal:
            assert {0} == set(journal.counts().values())


def test_the_copy_of_an_old_schema_is_named_and_erased_in(me: Person) -> None:
    """Before a migration it is made without being asked for, so it must be found without being asked for."""
    put(Store("sqlite", str(me.db)), "v1-full")
    me.types("due")
    copy = me.db.with_name("journal.schema-1.20261116T170000Z.db")
    before = copy.read_bytes()
    assert b"so far" in before
    assert f"{copy}, which backlog made, holds 1 entry still; --copies erases there too." in me("forget 6 --yes")
    assert before == copy.read_bytes()
    me("forget 6 --copies --yes")
    assert b"so far" not in copy.read_bytes()
    assert sorted([me.db, copy]) == sorted(path for path in me.db.parent.iterdir() if path.is_file())


def test_a_copy_that_is_gone_is_named_until_it_is_there_again(ran: Person) -> None:
    """Its folder is there and it is not: the person removed it, moved it, or it is on a stick that is not mounted."""
    paths = [backed_up(ran, f"{name}.db") for name in "abcd"]
    away = [path.rename(path.with_suffix(".away")) for path in paths]
    named = ", ".join(map(str, paths[:3]))
    gone = f"Not where backlog made them any more: {named} and 1 more. A moved copy may hold it still."
    ran.types("forget 1")
    assert [ERASED, gone, OUT_OF_REACH] == ran("forget 1 --yes")
    away[0].rename(paths[0])
    assert f"Erased 1 entry in {paths[0]}" == ran("forget 1 --copies --yes")[0]


def test_what_a_killed_backup_left_is_removed(ran: Person) -> None:
    """It is a copy of the whole journal, under a name that nobody looks for."""
    left = backed_up(ran).rename(ran.db.with_name(f".backup.db.abcd1234{UNFINISHED}"))
    assert b"SECRETNOTE" in left.read_bytes()
    ran("forget 1 --yes")
    assert not left.exists()


@pytest.mark.parametrize("line", ["forget 1 --yes", "doctor"])
def test_what_any_killed_command_left_beside_the_journal_is_removed(
    ran: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """An export that nobody makes again, and the copy that an import of an older journal read from."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "elsewhere"))
    aside = tmp_path / "elsewhere" / f"backlog-abcd1234{UNFINISHED}"
    aside.mkdir(parents=True)
    left = [aside / "journal.db", ran.db.with_name(f".runs.csv.abcd1234{UNFINISHED}")]
    left.append(ran.db.with_name(f".backup.db.abcd1234{UNFINISHED}-journal"))
    for path in left:
        path.write_bytes(b"SECRETNOTE")
    assert 0 == ran.types(line).status
    assert not [path for path in left if path.exists()]


@pytest.mark.parametrize("older", [False, True])
def test_a_backup_that_is_being_written_may_hold_it(ran: Person, older: bool) -> None:
    """Whoever forgets meanwhile is told, and the copy is named once it can be looked into."""
    kind = Kind("backup of a journal", lambda _: True)
    path = backed_up(ran)
    whole = path.read_bytes()
    if not older:
        path.unlink()
    with Output(path, kind).filling() as unfinished:
        unfinished.write_bytes(whole)
        assert [ERASED, f"{path} cannot be looked into now, and may hold it still.", OUT_OF_REACH] == ran(
            "forget 1 --yes"
        )
    assert [f"Erased 1 entry in {path}", OUT_OF_REACH] == ran("forget 1 --copies --yes")


def test_a_copy_that_nobody_can_look_into_may_hold_it(ran: Person, tmp_path: Path) -> None:
    """On a stick that is not there, or damaged."""
    (tmp_path / "stick").mkdir()
    away, damaged = backed_up(ran, "stick/backup.db"), backed_up(ran, "damaged.db")
    (tmp_path / "stick").rename(tmp_path / "pocket")
    damaged.write_bytes(damaged.read_bytes()[:4096] + b"\xa5" * 40960)
    assert [
        ERASED,
        *(f"{path} cannot be looked into now, and may hold it still." for path in (damaged, away)),
        OUT_OF_REACH,
    ] == ran("forget 1 --copies --yes")


def test_what_became_another_journal_is_left_alone(ran: Person) -> None:
    """A backup that was written to since has numbers of its own: 3 there is not 3 here; 1 is, and that is said."""
    path = backed_up(ran)
    ran.at("2026-11-16 19:00")
    ran(f"--db {path} log walk 1km --duration 10:00 --note THEIRS")
    ran.at("2026-11-16 19:30")
    ran("log run 1km --duration 7:00 --note MINE")
    assert 2 == len(ran("forget 3 --copies --yes"))
    grown = f"{path} was written to since backlog made it, and may hold it still."
    for _ in range(2):
        assert [grown] == [line for line in ran("forget 1 --copies --yes") if "backup.db" in line]
    assert all(note in path.read_bytes() for note in (b"THEIRS", b"SECRETNOTE"))


def test_a_backup_that_is_the_journal_now_is_erased_in_once(ran: Person) -> None:
    """It remembers itself as a copy."""
    path = backed_up(ran)
    assert [ERASED, OUT_OF_REACH] == ran(f"--db {path} forget 1 --copies --yes")


def test_what_is_left_to_do_is_said_and_done_by_the_next_command(ran: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Erased is erased, exit 0; doctor tells of the rest while it cannot be done."""

    def full(_: object) -> None:
        raise BacklogError("disk-full", "Full; nothing was changed.", "")

    with monkeypatch.context() as broken:
        broken.setattr(SqliteDriver, "compact", full)
        assert [
            ERASED,
            "Left to do: to give back the space where it stood, since the disk is full; the next command tries again.",
            OUT_OF_REACH,
        ] == ran("forget 1 --yes")
        assert "The space of what was forgotten is still to be given back" in ran.types("doctor").out
    assert "All is well." == ran("doctor")[-1]


def test_a_copy_that_cannot_be_written_to_does_not_keep_the_others(ran: Person) -> None:
    """It is named, with the reason, and the command ends with 1; typed again it erases there too."""
    paths = [backed_up(ran, name) for name in ("one.db", "two.db")]
    other = sqlite3.connect(paths[0], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    done = ran.types("forget 1 --copies --yes")
    other.close()
    assert 1 == done.status
    assert [
        f"Not erased in {paths[0]}: another process uses the journal. Type it again later.",
        f"Erased 1 entry in {paths[1]}",
        f"{paths[0]}, which backlog made, holds 1 entry still; --copies erases there too.",
    ] == done.out.splitlines()[1:-1]
    assert [f"Erased 1 entry in {paths[0]}", OUT_OF_REACH] == ran("forget 1 --copies --yes")


def test_a_backup_made_while_the_person_is_asked_is_found(ran: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copies are looked for again once the entry is erased."""
    made: list[Path] = []

    def confirmed(app: App, question: str) -> None:
        if not made:
            made.append(backed_up(ran, "late.db"))

    monkeypatch.setattr(App, "confirm", confirmed)
    said = ran.types("forget 1 --copies").out
    assert f"Erased 1 entry in {made[0]}" in said.splitlines()
    assert b"SECRETNOTE" not in made[0].read_bytes()


def test_a_day_is_before_a_date_wherever_the_person_lives(me: Person) -> None:
    """East of the date line noon in UTC is tomorrow."""
    me.at("2026-11-16 18:00", "Pacific/Auckland")
    me("day 2026-11-15 --note SECRET")
    me("day 2026-11-16 --note kept")
    assert "Erased 1 entry (1: day 2026-11-15)." == me("forget --before 2026-11-16 --yes")[0]
    assert ["kept"] == [day["note"] for day in [me.json("show 2")["entry"]]]

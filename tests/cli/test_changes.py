"""Nothing is lost: edit, delete, undo, redo, history, show."""

from __future__ import annotations

from contextlib import closing

import pytest

from backlog.store.opening import open_journal
from tests.cli.conftest import Person
from tests.make import NOW, session


@pytest.fixture
def ran(me: Person) -> Person:
    """Somebody with a run, session 1, and a rating, reading 2."""
    me("log run 2km --duration 14:00 --surface grass --note windy")
    me("pain 3")
    return me


def test_edit_says_what_it_is_now(ran: Person) -> None:
    """By number or as `last`; the start follows the duration of what was logged as it ended."""
    assert [
        "Edited 1: run 2 km (1.24 mi) in 13:00 on asphalt; today 17:47 to 18:00. `backlog undo` takes it back.",
        (
            "  Changed: started at today 17:47 (Europe/Berlin) (was today 17:46 (Europe/Berlin)), "
            "duration 13:00 (was 14:00), surface asphalt (was grass)."
        ),
    ] == ran("edit 1 --surface asphalt --duration 13:00")
    assert [
        "Edited 1: run 2 km (1.24 mi) in 13:00; today 17:47 to 18:00. `backlog undo` takes it back.",
        "  Changed: surface unknown (was asphalt), note unknown (was windy).",
    ] == ran("edit last --clear surface --clear note")
    assert [
        "Edited 1: walk 2 km (1.24 mi) in 13:00; yesterday 18:00 to 18:13. `backlog undo` takes it back.",
        (
            "  Changed: started at yesterday 18:00 (Europe/Berlin) (was today 17:47 (Europe/Berlin)), "
            "activity walk (was run)."
        ),
    ] == ran("edit last --activity walk --at 'yesterday 18:00'")


def test_a_reading_is_edited_too(ran: Person) -> None:
    """Its score, moment, place and note."""
    assert [
        "Edited 2: back pain 4, today 18:00. `backlog undo` takes it back.",
        "  Changed: score 4 (was 3), flare yes (was unknown), note stiff (was unknown).",
    ] == ran("edit 2 --score 4 --note stiff --flare")
    assert (
        "Edited 2: calf pain 1, today 17:30. `backlog undo` takes it back."
        == (ran("edit 2 --site calf 1 --at 17:30")[0])
    )
    assert "  note            stiff" in ran("show 2")


def test_edit_changes_one_site_and_leaves_the_others(ran: Person) -> None:
    """Pain at a site is added, changed and taken away alone; the answer says which, and undo brings it back."""
    said = [
        ran("edit 1 --site knee 3 --site calf 2")[1],
        ran("edit 1 --site calf 0")[1],
        ran("edit 1 --site foot 1 --clear knee")[1],
    ]
    assert [
        "  Changed: calf 2 (was unknown), knee 3 (was unknown).",
        "  Changed: calf 0 (was 2).",
        "  Changed: foot 1 (was unknown), knee unknown (was 3).",
    ] == said
    assert "  during sites    calf 0, foot 1" in ran("show 1")
    ran("undo")
    assert "  during sites    calf 0, knee 3" in ran("show 1")
    assert (
        "  Changed: calf unknown (was 0), hip-groin 4 (was unknown), knee unknown (was 3)."
        == (ran("edit 1 --clear sites --site hip-groin 4")[1])
    )


def test_last_is_what_was_logged_last(me: Person) -> None:
    """A slip of a score is deleted as such, not the run before it; a run, not the pain before it that came with it.

    To edit, it is the last that has the field.
    """
    me("log run 2km --duration 14:00 --before 3")
    assert "session 1" == me("show last")[0]
    me("pain 9")
    assert ["Edited 1:", "Edited 3:", "Edited 3:"] == [
        me(f"edit last {what}")[0][:9] for what in ("--surface grass", "--score 8", "--note slip")
    ]
    assert ["Deleted 3: back pain 8, today 18:00. `backlog undo` brings it back."] == me("delete last")
    assert "Deleted 1: run 2 km (1.24 mi) in 14:00 on grass; today" == me("delete last")[0][:54]
    assert "Deleted 2: back pain 3" == me("delete last")[0][:22]
    for line in ("delete last", "show last", "edit last --note x"):
        assert (
            "Nothing of that kind has been logged yet. Log a run, or your pain: `backlog pain 3`. [unknown-id]",
            2,
        ) == me.refused(line)


def test_show_says_what_each_version_was(ran: Person) -> None:
    """Which changes wrote and ended it, and in what it differs from now."""
    ran("edit 1 --surface asphalt --clear note")
    assert [
        "  version         written by change 1, ended by change 3: surface grass, note windy",
        "  version         written by change 3, holds now",
    ] == ran("show 1")[-2:]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("edit 1", "Nothing would change in entry 1. See `backlog show 1`. [nothing-to-say]"),
        ("edit 1 --surface grass", "Nothing would change in entry 1. See `backlog show 1`. [nothing-to-say]"),
        ("edit 1 --score 3", "A session has no score. See `backlog show 1`. [bad-option]"),
        ("edit 2 --surface grass", "A reading has no surface. See `backlog show 2`. [bad-option]"),
        ("edit 2 --distance 3km", "A reading has no distance. See `backlog show 2`. [bad-option]"),
        ("edit 2 --site calf 1 --site foot 1", "Reading 2 is of one place. Name one --site. [bad-option]"),
        ("edit 1 --at '2026-11-17 18:00'", ("'2026-11-17 18:00' means tomorrow 18:00, which is still to come. "
                                           "Log it when it has happened. [future-time]")),
    ],
)  # fmt: skip
def test_edits_that_make_no_sense(ran: Person, line: str, said: str) -> None:
    """Each is one sentence, and changes nothing."""
    assert (said, 2) == ran.refused(line)
    assert 2 == len(ran("history"))


def test_an_unlikely_edit_is_confirmed(ran: Person) -> None:
    """A slip in the distance is asked about, as in `log`; the entry's own old distance is no measure."""
    ran("log run 1km --duration 7:00 --at -3d")
    said, status = ran.refused("edit 1 --distance 2.5km")
    assert (1, True) == (
        status,
        said.startswith("2.5 km is more than twice your longest run of the last 30 days (1 km)."),
    )
    assert ran("edit 1 --distance 2.5km --yes")[0].startswith("Edited 1: run 2.5 km")


def test_deleted_is_not_lost(ran: Person) -> None:
    """It is gone from the list, still shown by number, and undo brings it back."""
    assert [
        ("Deleted 1: run 2 km (1.24 mi) in 14:00 on grass; today 17:46 to 18:00. `backlog undo` brings it back.")
    ] == ran("delete 1")
    assert ["There is no session yet. Log one: backlog log run 2km"] == ran("list")
    assert "session 1 (deleted)" == ran("show 1")[0]
    assert ["Took back 3: delete 1"] == ran("undo")
    assert "session 1" == ran("show 1")[0]


def test_several_are_deleted_only_when_confirmed(ran: Person) -> None:
    """As one change."""
    assert (
        (
            "Delete 2 entries? I did nothing, because nobody could be asked. Add --yes if you mean it. "
            "[confirmation-needed]"
        ),
        1,
    ) == ran.refused("delete 1 2")
    assert [
        "Deleted 1: run 2 km (1.24 mi) in 14:00 on grass; today 17:46 to 18:00.",
        "Deleted 2: back pain 3, today 18:00.",
        "`backlog undo` brings them back.",
    ] == ran("delete 1 2 --yes")
    assert ["Took back 3: delete 1, 2"] == ran("undo")


def test_answers_are_not_deleted(begun: Person) -> None:
    """A red flag and a screening are no entries to strike out; neither are settings."""
    begun("flags --yes-to bladder")
    assert (
        "Entry 7 is a flag, which is not deleted. A red flag is cleared with `backlog flags --clear`. [bad-option]",
        2,
    ) == (begun.refused("delete 7 --yes"))
    assert 2 == begun.refused("delete 1")[1]
    assert 2 == begun.refused("delete 2")[1]


def test_undo_goes_back_step_by_step_and_redo_forward(ran: Person) -> None:
    """Pressed twice it goes two steps back; what is undone says so."""
    ran("undo")
    assert ["Took back 1: log run 2 km (1.24 mi) in 14:00 on grass (1)"] == ran("undo")
    assert [
        "    4  today 18:00           took back 1: log run 2 km (1.24 mi) in 14:00 on grass (1)",
        "    3  today 18:00           took back 2: pain back 3 (2)",
        "    2  today 18:00           pain back 3 (2)  (taken back by 3)",
        "    1  today 18:00           log run 2 km (1.24 mi) in 14:00 on grass (1)  (taken back by 4)",
    ] == ran("history")
    assert ("There is no change left to undo. See `backlog history`. [nothing-to-undo]", 1) == ran.refused("undo")
    ran("redo")
    ran("redo")
    assert 1 == len(ran.json("list")["sessions"])
    assert ("There is no undo to reverse. See `backlog history`. [nothing-to-undo]", 1) == ran.refused("redo")


def test_an_earlier_change_is_undone_with_the_later_ones(ran: Person) -> None:
    """Alone it is refused, and the later changes are named; --with-later takes all back as one change."""
    ran("edit 1 --surface asphalt")
    assert (
        (
            "Later changes touched the same entries as change 1: 3 (edit 1: surface). "
            "Undo those first, or add --with-later to take them back too. [later-changes]"
        ),
        1,
    ) == ran.refused("undo 1")
    assert ["Took back 1: log run 2 km (1.24 mi) in 14:00 on grass (1)", "Took back 3: edit 1: surface"] == ran(
        "undo 1 --with-later"
    )
    ran("redo")
    assert "  surface         asphalt" in ran("show 1")


def test_redo_after_other_changes(ran: Person) -> None:
    """Something new ends what `redo` does unasked; it is done by its number, unless the same entry was changed."""
    ran("edit 1 --surface asphalt")
    ran("undo")
    ran("pain 4")
    assert (
        (
            "Change 5 (pain back 4 (3)) came after the last undo. "
            "If you want 3 (edit 1: surface) again: backlog redo 3. [later-changes]"
        ),
        1,
    ) == ran.refused("redo")
    assert ["Did again 3: edit 1: surface"] == ran("redo 3")
    assert ("Change 3 was not taken back. See `backlog history`. [nothing-to-undo]", 1) == ran.refused("redo 3")
    ran("undo 3")
    ran("edit 1 --surface trail")
    assert (
        (
            "Change 8 (edit 1: surface) came after the undo and touched the same entries. "
            "It stands; make the earlier change anew if you want it. [later-changes]"
        ),
        1,
    ) == ran.refused("redo 3")


@pytest.mark.parametrize(
    ("line", "said", "status"),
    [
        ("undo 99", "There is no change 99. See `backlog history`. [unknown-id]", 1),
        ("show 99", "Nothing in the journal has the number 99. See `backlog list`. [unknown-id]", 1),
        ("show x", "'x' is not the number of an entry. See the numbers in `backlog list`. [unknown-id]", 1),
        ("edit 99 --note x", ("Nothing in the journal has the number 99. See `backlog list`, "
                             "or `backlog history` if it was deleted. [unknown-id]"), 1),
        ("undo 99999999999999999999", ("Invalid value for '[CHANGE]': 99999999999999999999 is not in the range "
                                      "1<=x<=1000000000. See `backlog undo --help`. [usage]"), 2),
    ],
)  # fmt: skip
def test_numbers_that_name_nothing(ran: Person, line: str, said: str, status: int) -> None:
    """Each is one sentence."""
    assert (said, status) == ran.refused(line)


def test_history_shows_so_many(ran: Person) -> None:
    """Newest first."""
    assert ["    2  today 18:00           pain back 3 (2)"] == ran("history --most 1")


def test_a_change_that_is_still_to_come_is_no_change(ran: Person) -> None:
    """Neither the number of the undo that is being made, nor one beyond it."""
    for line in ("undo 3", "redo 3", "undo 4"):
        number = line.split()[1]
        assert (f"There is no change {number}. See `backlog history`. [unknown-id]", 1) == ran.refused(line)


def test_a_measured_end_stays_when_something_else_is_corrected(me: Person) -> None:
    """A hike of eight hours, half of them pauses: only a duration moves its end; another start takes it along."""
    hike = session("2026-11-16 06:00", 480, activity="walk", distance_m=18_000.0, duration_s=16_200.0)
    with closing(open_journal(str(me.db), create=True)) as journal, journal.change("import", "a", now=NOW) as change:
        number = change.add(hike)

    def times() -> list[str]:
        entry = me.json(f"show {number}")["entry"]
        return [entry[name][11:16] for name in ("started_at", "ended_at")]

    assert ["06:00", "14:00"] == times()
    me(f"edit {number} --distance 17.9km --activity uphill-walk")
    assert ["06:00", "14:00"] == times()
    me(f"edit {number} --at '2026-11-16 07:00'")
    assert ["07:00", "15:00"] == times()
    me(f"edit {number} --duration 5h")
    assert ["07:00", "12:00"] == times()


def test_a_run_that_was_logged_as_it_ended_keeps_its_end(me: Person) -> None:
    """Its start was assumed from the distance, and is assumed anew."""
    me("pain 5")
    me.at("2026-11-16 18:40")
    me("log run 8km --yes")
    started, ended = (me.json("show 2")["entry"][name] for name in ("started_at", "ended_at"))
    me("edit 2 --distance 0.8km")
    entry = me.json("show 2")["entry"]
    assert ("2026-11-16T18:40:00+01:00", ended) == (ended, entry["ended_at"])
    assert started < entry["started_at"]


def test_a_site_of_the_last_reading_is_corrected_there(ran: Person) -> None:
    """Not on the run before it; where the last reading is of another place, its number is asked for."""
    ran("pain --site calf 2")
    assert "Edited 3: calf pain 6, today 18:00." == ran("edit last --site calf 6")[0][:35]
    assert (
        "Reading 3, the last entry, is of calf. Name the entry: backlog edit NUMBER --site knee N. [bad-option]",
        2,
    ) == ran.refused("edit last --site knee 6")
    ran("pain 3")
    assert "Edited 1:" == ran("edit last --site knee 6")[0][:9]


def test_the_start_of_a_run_is_kept_if_it_was_said(me: Person) -> None:
    """Whether its assumed end was cut to now or not; a run that was logged as it ended keeps the end instead."""
    me("log run 10km --at 17:50 --yes")
    assert "today 17:50 to" in me("edit last --distance 2km")[0]
    me("log run 2km --duration 6:10")
    assert "today 17:33 to 18:00" in me("edit last --duration 26:10")[0]

"""What a journal keeps and gives back, by each of the two ways to one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backlog.errors import BacklogError
from backlog.model.day import Day
from backlog.model.facts import kind_of
from backlog.model.origin import Origin
from backlog.model.plan import Pause, Plan, Setting
from backlog.model.screening import Flag, Screening
from backlog.model.session import Reading, Session
from backlog.store.journal import Journal
from backlog.store.migrations import VERSION
from tests.make import NOW, Store, hours, moment, reading, session

if TYPE_CHECKING:
    from backlog.model.facts import Fact

FULL_SESSION = session(
    "2026-11-16 18:30",
    25,
    activity="other",
    sport="Nordic walking 🥾",
    end_estimated=True,
    approximate=True,
    ascent_m=12.5,
    surface="grass",
    strike="forefoot",
    forefoot_share=0.75,
    shoes="Old blue ones",
    effort=3.5,
    during=2.0,
    during_sites={"knee": 1.0, "calf": 2.5},
    mood_before=4.0,
    mood_after=7.0,
    steps=3120,
    cadence=172.5,
    intervals="6x60/120",
    note="wet\nbut fine — 'quoted' \"twice\"; naïve 🌧️",
    source="csv",
    source_key="a:1",
    prescribed_m=800.0,
    prescribed_s=612.5,
)
FULL_READING = reading(
    "2026-11-17 07:30",
    3.5,
    site="radiating-leg",
    flare=True,
    medicated=False,
    reaches="knee",
    approximate=True,
    note="x" * 10_000,
    source="csv",
    source_key="b",
)


def add(journal: Journal, *values: Fact) -> list[int]:
    """Store each value in a change of its own and return their numbers."""
    numbers = []
    for value in values:
        with journal.change("log", "added", now=NOW) as writer:
            numbers.append(writer.add(value))
    return numbers


def numbers(journal: Journal) -> list[int]:
    """The numbers of the sessions that there are now."""
    return [found.id for found in journal.every("session")]


@pytest.mark.parametrize(
    "value",
    [
        FULL_SESSION,
        session(distance_m=None, duration_s=None),
        FULL_READING,
        reading(score=None, flare=False),
        Day(day=date(2026, 11, 16), sleep_h=7.5, tags=("travel", "späť"), lifting=2.0, note="moved house"),
        Setting(name="goal_m", value="5000"),
        Pause(first=date(2026, 12, 24), last=date(2027, 1, 2), reason="flu"),
        Screening(at=NOW, zone="Asia/Kolkata", kind="review", who="Dr Who"),
        Flag(flag="night-pain", opened_at=NOW, zone="UTC", cleared_at=NOW + hours(3), cleared_by="GP"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_comes_back_as_it_went_in(
    journal: Journal, value: Session | Reading | Day | Setting | Pause | Screening | Flag
) -> None:
    """Every field of every kind survives storing, those that are not known included."""
    [number] = add(journal, value)
    assert replace(value, id=number) == journal.find(number)


def test_missing_is_never_zero(journal: Journal) -> None:
    """A score of 0 and no score are two things, and so are no flare and a flare not asked about."""
    a, b = add(journal, reading(score=0.0, flare=False), reading(score=None, flare=None))
    first, second = journal.find(a), journal.find(b)
    assert isinstance(first, Reading)
    assert isinstance(second, Reading)
    assert [(0.0, False), (None, None)] == [(first.score, first.flare), (second.score, second.flare)]


def test_numbers_are_given_out_once_and_never_again(journal: Journal) -> None:
    """Deleting and undoing free no number: a number means one thing for ever."""
    [first] = add(journal, session())
    with journal.change("delete", "deleted", now=NOW) as writer:
        writer.remove("session", first)
    [second] = add(journal, session())
    journal.undo(None, with_later=False, now=NOW)
    [third] = add(journal, reading())
    journal.forget([("reading", third)])
    [fourth] = add(journal, session())
    assert [1, 2, 3, 4] == [first, second, third, fourth]


def test_a_value_that_brings_a_number_keeps_it(journal: Journal) -> None:
    """An own export comes back with its numbers, and new ones continue after the highest."""
    with journal.change("import", "imported", now=NOW) as writer:
        written = writer.add_all([session(id=40), session(), session(id=7)])
    assert ([40, 1, 7], [41]) == (written, add(journal, session()))


def test_putting_keeps_the_number_and_the_old_version(journal: Journal) -> None:
    """An edit is a new version of the same thing."""
    [number] = add(journal, session(surface="road"))
    with journal.change("edit", "edited", now=NOW) as writer:
        writer.put(session(id=number, surface="grass"))
    kind, versions = journal.find_ended(number)
    found = [(written, ended, value.surface) for written, ended, value in versions if isinstance(value, Session)]
    assert ("session", [(1, 2, "road"), (2, None, "grass")]) == (kind, found)


def test_the_last_state_inside_one_change_is_the_one_that_counts(journal: Journal) -> None:
    """Adding, changing and changing again in one change leaves one version; undo takes all of it back."""
    with journal.change("import", "imported", now=NOW) as writer:
        number = writer.add(session(note="first"))
        writer.put(session(id=number, note="second"))
        writer.put(session(id=number, note="third"))
        gone = writer.add(session(note="gone"))
        writer.remove("session", gone)
    assert [(number, "third")] == [(found.id, found.note) for found in journal.every("session")]
    journal.undo(None, with_later=False, now=NOW)
    assert [] == numbers(journal)


def test_a_moment_inside_a_change_holds_what_it_wrote_and_does_not_end_it(journal: Journal) -> None:
    """What reads several things at once may be asked by whoever is amid a change; all of the change is kept."""
    with journal.change("log", "two", now=NOW) as writer:
        writer.add(session(note="before"))
        with journal.snapshot() as then:
            assert ["before"] == [found.note for found in then.every("session")]
        writer.add(session(note="after"))
    assert ["before", "after"] == [found.note for found in journal.every("session")]
    assert [1] == [change.id for change in journal.history(10)]


def test_a_change_that_fails_leaves_no_trace(store: Store) -> None:
    """All of a change is kept or none of it, its number included."""
    journal = store.open()
    before = store.tables()
    with pytest.raises(ZeroDivisionError), journal.change("log", "added", now=NOW) as writer:
        writer.add(session())
        raise ZeroDivisionError
    after = store.tables()
    journal.close()
    assert before == after


def test_a_change_that_writes_nothing_is_not_kept(store: Store) -> None:
    """History holds only what changed something."""
    journal = store.open()
    before = store.tables()
    with journal.change("import", "nothing new", now=NOW) as writer:
        assert [] == writer.add_all([])
    after = store.tables()
    journal.close()
    assert before == after


def test_undo_twice_goes_two_steps_back_and_redo_two_forward(journal: Journal) -> None:
    """Undo takes the newest change that is in force; redo reverses the last undo."""
    a, b = add(journal, session(), session())
    states = [numbers(journal)]
    for step in (journal.undo, journal.undo):
        step(None, with_later=False, now=NOW)
        states.append(numbers(journal))
    for _ in range(2):
        journal.redo(now=NOW)
        states.append(numbers(journal))
    assert [[a, b], [a], [], [a], [a, b]] == states


def test_undo_after_redo_takes_back_what_the_redo_brought(journal: Journal) -> None:
    """The redo is what was done last: not the newest number, and all of what one undo had taken."""
    a, b = add(journal, session(), session())
    with journal.change("edit", "edited", now=NOW) as writer:
        writer.put(session(id=a, note="edited"))
    journal.undo(1, with_later=True, now=NOW)
    [c] = add(journal, session())
    states = []
    for _ in range(2):
        states += [([change.id for change in journal.redo(3, now=NOW)], numbers(journal))]
        states += [([change.id for change in journal.undo(None, with_later=False, now=NOW)], numbers(journal))]
    assert [([1, 3], [a, b, c]), ([1, 3], [b, c])] * 2 == states
    assert [5] == [change.id for change in journal.undo(None, with_later=False, now=NOW)]


def test_a_redo_goes_no_further_than_what_was_done_after_the_undo(journal: Journal) -> None:
    """Undo, a new thing, undo: the new thing comes back and nothing older does, unless it is named."""
    a, b = add(journal, session(), session())
    journal.undo(None, with_later=False, now=NOW)
    [c] = add(journal, session())
    journal.undo(None, with_later=False, now=NOW)
    journal.redo(now=NOW)
    assert [a, c] == numbers(journal)
    with pytest.raises(BacklogError, match=r"^Change 4 .* after the last undo\. .*: backlog redo 2\.") as refused:
        journal.redo(now=NOW)
    assert ("later-changes", [a, c]) == (refused.value.slug, numbers(journal))
    journal.redo(2, now=NOW)
    assert [a, b, c] == numbers(journal)


def test_with_nothing_left_undo_and_redo_say_so(journal: Journal) -> None:
    """An empty journal, and one in which everything is undone, have nothing to undo; a fresh one nothing to redo."""
    with pytest.raises(BacklogError) as undone:
        journal.undo(None, with_later=False, now=NOW)
    with pytest.raises(BacklogError) as redone:
        journal.redo(now=NOW)
    assert ("nothing-to-undo", "nothing-to-undo") == (undone.value.slug, redone.value.slug)


@pytest.mark.parametrize("number", [2, 1], ids=["an undo", "an undone change"])
def test_what_is_not_in_force_cannot_be_undone(journal: Journal, number: int) -> None:
    """Naming an undo, or a change that was undone, is refused."""
    add(journal, session())
    journal.undo(None, with_later=False, now=NOW)
    with pytest.raises(BacklogError) as refused:
        journal.undo(number, with_later=False, now=NOW)
    assert refused.value.slug == "nothing-to-undo"


def test_an_unknown_change_cannot_be_undone(journal: Journal) -> None:
    """`undo 99` names what it looked for."""
    with pytest.raises(BacklogError, match="no change 99") as refused:
        journal.undo(99, with_later=False, now=NOW)
    assert refused.value.slug == "unknown-id"


def test_an_earlier_change_is_undone_alone_if_nothing_later_touched_its_things(journal: Journal) -> None:
    """Undoing the first of two independent changes leaves the second."""
    _, b = add(journal, session(), session())
    assert [1] == [change.id for change in journal.undo(1, with_later=False, now=NOW)]
    assert [b] == numbers(journal)


def test_later_changes_to_the_same_things_are_listed_and_taken_back_only_when_asked(journal: Journal) -> None:
    """A chain of edits (1 touched A, 2 touched A and B, 3 touched B) comes back as one change, and redo restores it."""
    a, b = add(journal, session(), session())
    with journal.change("edit", "both", now=NOW) as writer:
        writer.put(session(id=a, note="A2"))
        writer.put(session(id=b, note="B2"))
    with journal.change("edit", "second again", now=NOW) as writer:
        writer.put(session(id=b, note="B3"))
    with pytest.raises(BacklogError, match=r"3 \(both\); 4 \(second again\)") as refused:
        journal.undo(1, with_later=False, now=NOW)
    assert refused.value.slug == "later-changes"
    assert [1, 3, 4] == [change.id for change in journal.undo(1, with_later=True, now=NOW)]
    assert [(b, None)] == [(found.id, found.note) for found in journal.every("session")]
    assert [1, 3, 4] == [change.id for change in journal.redo(now=NOW)]
    assert [(a, "A2"), (b, "B3")] == [(found.id, found.note) for found in journal.every("session")]


def test_redo_is_refused_once_its_things_were_changed_again(journal: Journal) -> None:
    """What was edited after the undo is not overwritten by a redo."""
    [a] = add(journal, session(note="one"))
    with journal.change("edit", "two", now=NOW) as writer:
        writer.put(session(id=a, note="two"))
    journal.undo(None, with_later=False, now=NOW)
    with journal.change("edit", "three", now=NOW) as writer:
        writer.put(session(id=a, note="three"))
    with pytest.raises(BacklogError, match=r"Change 4 \(three\) came after the undo and touched") as refused:
        journal.redo(2, now=NOW)
    assert ("later-changes", ["three"]) == (refused.value.slug, [found.note for found in journal.every("session")])


@pytest.mark.parametrize(
    ("once", "anew"),
    [
        (Day(day=date(2026, 11, 3), sleep_h=7.0), Day(day=date(2026, 11, 3), sleep_h=4.0)),
        (Setting(name="goal", value="5000"), Setting(name="goal", value="10000")),
        (Flag(flag="chest", opened_at=NOW), Flag(flag="chest", opened_at=NOW + hours(1))),
        (session(source="strava", source_key="1"), session(source="strava", source_key="1", note="anew")),
        (reading(source="csv", source_key="1"), reading(score=4.0, source="csv", source_key="1")),
    ],
)
def test_nothing_comes_back_beside_what_was_entered_anew(journal: Journal, once: Fact, anew: Fact) -> None:
    """A date has one day, a name one setting, a source's key one thing, whether by redo or by undo of a deletion."""
    add(journal, once)
    journal.undo(None, with_later=False, now=NOW)
    [number] = add(journal, anew)
    with pytest.raises(BacklogError, match=r"^Change 1 \(.*\) cannot .* entered anew, as entry 2\.") as redone:
        journal.redo(1, now=NOW)
    with journal.change("delete", "gone", now=NOW) as writer:
        writer.remove(kind_of(anew), number)
    [third] = add(journal, anew)
    with pytest.raises(BacklogError, match=r"^Change 4 \(gone\) cannot .* as entry 3\.") as undone:
        journal.undo(4, with_later=False, now=NOW)
    assert ["later-changes"] * 2 == [redone.value.slug, undone.value.slug]
    assert [replace(anew, id=third)] == journal.every(kind_of(anew))


@pytest.mark.parametrize("value", [session(), Day(day=date(2026, 11, 3)), Setting(name="goal_m", value="5000")])
@pytest.mark.parametrize("way", ["delete", "undo", "forget"])
def test_what_is_gone_is_not_written_to(journal: Journal, value: Fact, way: str) -> None:
    """Deleted, taken back or erased: a new version is refused, and so is its end; nothing comes back by it."""
    [number] = add(journal, value)
    if way == "delete":
        with journal.change("delete", "gone", now=NOW) as writer:
            writer.remove(kind_of(value), number)
    elif way == "undo":
        journal.undo(None, with_later=False, now=NOW)
    else:
        journal.forget([(kind_of(value), number)])
    said = f"^Entry {number} is not in the journal any more; nothing was changed"
    with pytest.raises(BacklogError, match=said) as put, journal.change("edit", "edited", now=NOW) as writer:
        writer.put(replace(value, id=number))
    with pytest.raises(BacklogError) as removed, journal.change("delete", "again", now=NOW) as writer:
        writer.remove(kind_of(value), number)
    assert ["entry-gone"] * 2 == [put.value.slug, removed.value.slug]
    assert [] == journal.every(kind_of(value))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Day(day=date(2026, 11, 3), sleep_h=7.0), "a day 2026-11-03"),
        (Setting(name="goal_m", value="5000"), "a setting goal m"),
        (Pause(first=date(2026, 11, 3), last=date(2026, 11, 9)), "a pause from 2026-11-03"),
        (Flag(flag="chest", opened_at=NOW), "an open flag chest"),
        (session(source="strava", source_key="1"), "a session with the key 1 of strava"),
        (reading(source="csv", source_key="1"), "a reading with the key 1 of csv"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_change_puts_twice_into_the_journal_what_is_there_once(journal: Journal, value: Fact, words: str) -> None:
    """Added or edited into it: the change is refused whole, names what is there, and says what to do."""
    [held] = add(journal, value)
    with pytest.raises(BacklogError) as refused, journal.change("log", "twice", now=NOW) as writer:
        writer.add(session())
        writer.add(value)
    assert "entry-twice" == refused.value.slug
    assert f"There is {words} already, entry {held}; nothing was changed. See `backlog show {held}`." == str(
        refused.value
    )
    assert [replace(value, id=held)] == [found for kind in journal.counts() for found in journal.every(kind)]


def test_a_version_may_keep_what_its_thing_has_and_take_what_nobody_has(journal: Journal) -> None:
    """A day keeps its date through an edit; a flag that is cleared may be answered with yes again."""
    day, flag = add(journal, Day(day=date(2026, 11, 3)), Flag(flag="chest", opened_at=NOW))
    with journal.change("day", "both", now=NOW) as writer:
        writer.put(Day(id=day, day=date(2026, 11, 4)))
        writer.add(Day(day=date(2026, 11, 3)))
        writer.put(Flag(id=flag, flag="chest", opened_at=NOW, cleared_at=NOW))
        writer.add(Flag(flag="chest", opened_at=NOW))
    assert {"day": 2, "flag": 2} == {kind: number for kind, number in journal.counts().items() if number}


def test_what_told_of_an_edited_session_under_its_own_key_is_no_twin(journal: Journal) -> None:
    """A better file took the key over, and later one the key that the origin has: deleted, it comes back."""
    [run] = add(journal, session(source="gpx", source_key="1"))
    add(journal, Origin(session=run, file="a.gpx", source="gpx", source_key="1", told={}, recorded_at=NOW))
    with journal.change("delete", "gone", now=NOW) as writer:
        writer.remove("session", run)
    add(journal, reading())
    journal.undo(3, with_later=False, now=NOW)
    assert [run] == [found.id for found in journal.every("session")]


def test_what_was_typed_twice_comes_back_twice(journal: Journal) -> None:
    """Two runs typed alike are two runs."""
    add(journal, session())
    journal.undo(None, with_later=False, now=NOW)
    [second] = add(journal, session())
    journal.redo(1, now=NOW)
    assert 2 == len(journal.every("session"))
    assert second == journal.every("session")[-1].id


def test_what_told_of_a_session_does_not_come_back_without_it(journal: Journal) -> None:
    """The session was deleted after its origin was taken back."""
    [run] = add(journal, session())
    add(journal, Origin(session=run, file="a.gpx", source="gpx", source_key="1", told={}, recorded_at=NOW))
    journal.undo(None, with_later=False, now=NOW)
    with journal.change("delete", "gone", now=NOW) as writer:
        writer.remove("session", run)
    with pytest.raises(BacklogError, match=r"it told of session 1, which is gone"):
        journal.redo(2, now=NOW)
    assert [] == journal.every("origin")


def test_what_was_known_stays_known(journal: Journal) -> None:
    """Reading as known after each change gives the state of then, whatever was edited, deleted or undone since."""
    [a] = add(journal, session(note="one"))
    with journal.change("edit", "two", now=NOW) as writer:
        writer.put(session(id=a, note="two"))
    with journal.change("delete", "deleted", now=NOW) as writer:
        writer.remove("session", a)
    journal.undo(None, with_later=False, now=NOW)
    found = [[s.note for s in journal.every("session", known=known)] for known in range(5)]
    assert [[], ["one"], ["two"], [], ["two"]] == found


def test_history_is_newest_first_and_marks_what_was_undone(journal: Journal) -> None:
    """Each line says what it did; an undone change names the undo, and a redo takes the mark away."""
    add(journal, session())
    with journal.change("log", "draft", now=NOW) as writer:
        writer.add(session())
        writer.summary = "2 km run"
    journal.undo(None, with_later=False, now=NOW)
    lines = [(c.id, c.kind, c.summary, c.undone_by) for c in journal.history(10)]
    assert [
        (3, "undo", "took back 2: 2 km run", None),
        (2, "do", "2 km run", 3),
        (1, "do", "added", None),
    ] == lines
    journal.redo(now=NOW)
    lines = [(c.id, c.kind, c.summary, c.undone_by) for c in journal.history(3)]
    assert [
        (4, "redo", "did again 2: 2 km run", None),
        (3, "undo", "took back 2: 2 km run", 4),
        (2, "do", "2 km run", None),
    ] == lines


def test_history_goes_by_number_when_the_clock_jumps_back(journal: Journal) -> None:
    """A change made at 11:00 after one made at 12:00 is the newer one, for history and for undo."""
    for at, note in ((NOW, "first"), (NOW - hours(1), "second")):
        with journal.change("log", note, now=at) as writer:
            writer.add(session(note=note))
    assert [2, 1] == [change.id for change in journal.history(10)]
    assert [2] == [change.id for change in journal.undo(None, with_later=False, now=NOW - hours(1))]


def test_nothing_is_known_before_it_was_recorded_when_the_clock_jumps_back(journal: Journal) -> None:
    """Recorded at 12, 11 and 13 o'clock: at 11:30 the first was still to come, and so was what came after it.

    Where it is 11:45 now, the clock was wrong when it showed 12 and 13, and those two times say nothing.
    """
    for hour, note in ((0, "first"), (-1, "second"), (1, "third")):
        with journal.change("log", note, now=NOW + hours(hour)) as writer:
            writer.add(session(note=note))
    later = [journal.known_at(NOW + hours(h), now=NOW + hours(2)) for h in (-0.5, -1 / 3600, 0, 0.5, 1)]
    assert [0, 0, 2, 2, 3] == later
    assert 3 == journal.known_at(NOW - hours(0.5), now=NOW - hours(0.25))


def test_spans_include_both_ends(journal: Journal) -> None:
    """A second inside is in, a second outside is out: for starts, ends, readings and days."""
    add(journal, session("2026-11-16 18:00", 15), reading("2026-11-16 18:15"), Day(day=date(2026, 11, 16)))
    start, end, second = moment("2026-11-16 18:00"), moment("2026-11-16 18:15"), hours(1 / 3600)
    assert [1, 1, 0, 0] == [
        len(journal.sessions(*span))
        for span in ((start, end), (start - second, start), (start + second, end), (start - hours(1), start - second))
    ]
    assert [1, 0] == [len(journal.sessions_ended(since, end)) for since in (end, end + second)]
    assert [1, 0] == [len(journal.readings(end, until)) for until in (end, end - second)]
    days = [journal.days(date(2026, 11, 16), date(2026, 11, d)) for d in (16, 15)]
    assert [1, 0] == [len(found) for found in days]


def test_the_latest_come_newest_first(journal: Journal) -> None:
    """The last runs by an instant: no later ones, no other activities where one is asked for."""
    run, walk, late = add(
        journal,
        session("2026-11-16 18:00"),
        session("2026-11-17 18:00", activity="walk"),
        session("2026-11-18 18:00"),
    )
    until = moment("2026-11-17 18:00")
    assert [walk, run] == [found.id for found in journal.latest_sessions(5, until)]
    assert [run] == [found.id for found in journal.latest_sessions(5, until, "run")]
    assert [late] == [found.id for found in journal.latest_sessions(1, moment("2026-11-19 00:00"))]


def test_the_plan_has_defaults_until_something_is_set(journal: Journal) -> None:
    """Settings are the plan's fields; pauses belong to it; names it does not know are left alone."""
    assert Plan() == journal.plan()
    pause = Pause(first=date(2026, 12, 24), last=date(2027, 1, 2))
    numbers = add(
        journal,
        Setting(name="units", value='"mi"'),
        Setting(name="activities", value='["run", "bike"]'),
        Setting(name="usual_pain_at", value="1763290800"),
        Setting(name="no-such-field", value="1"),
        pause,
    )
    expected = Plan(
        units="mi",
        activities=("run", "bike"),
        usual_pain_at=moment("2025-11-16 12:00"),
        pauses=(replace(pause, id=numbers[-1]),),
    )
    assert expected == journal.plan()
    assert Plan() == journal.plan(known=0)


def test_counts_say_how_much_there_is_now(journal: Journal) -> None:
    """Ended versions are not counted."""
    [a, *_] = add(journal, session(), session(), reading(), Flag(flag="fever", opened_at=NOW))
    with journal.change("delete", "deleted", now=NOW) as writer:
        writer.remove("session", a)
    expected = {"session": 1, "reading": 1, "day": 0, "setting": 0, "pause": 0, "screening": 0, "flag": 1, "origin": 0}
    assert expected == journal.counts()


def test_an_origin_is_found_by_its_session_and_goes_with_the_import_that_brought_it(journal: Journal) -> None:
    """What it told comes back as it was; an undo takes it along."""
    (run,) = add(journal, session())
    told = {"distance_m": 4400.2, "note": "Corenc, midi", "surface": None}
    with journal.change("import", "import run.gpx", now=NOW) as writer:
        number = writer.add(Origin(session=run, file="run.gpx", source="gpx", source_key="k", told=told))
    assert [(run, "run.gpx", told)] == [(o.session, o.file, dict(o.told)) for o in journal.origins(run)]
    assert {("gpx", "k"): number} == journal.sources("origin")
    journal.undo(None, with_later=False, now=NOW)
    assert ([], {}) == (journal.origins(run), journal.sources("origin"))
    assert [number] == journal.origin_numbers(run)


def test_what_a_person_deleted_is_not_imported_again_but_what_undo_took_back_is(journal: Journal) -> None:
    """Sources list current things and deleted ones, and not those whose import was undone."""
    for key in ("kept", "deleted", "undone"):
        with journal.change("import", key, now=NOW) as writer:
            writer.add(session(source="gpx", source_key=key))
    journal.undo(None, with_later=False, now=NOW)
    with journal.change("delete", "deleted", now=NOW) as writer:
        writer.remove("session", 2)
    assert {("gpx", "kept"): 1, ("gpx", "deleted"): 2} == journal.sources("session")
    journal.undo(None, with_later=False, now=NOW)
    journal.redo(now=NOW)
    assert {("gpx", "kept"): 1, ("gpx", "deleted"): 2} == journal.sources("session")


def test_an_undone_delete_of_an_undone_import_is_free_to_come_again(journal: Journal) -> None:
    """Taking back an import together with the deletion after it frees its keys."""
    with journal.change("import", "imported", now=NOW) as writer:
        number = writer.add(session(source="gpx", source_key="a"))
    with journal.change("delete", "deleted", now=NOW) as writer:
        writer.remove("session", number)
    journal.undo(1, with_later=True, now=NOW)
    assert {} == journal.sources("session")


def test_shoes_have_their_own_total(journal: Journal) -> None:
    """Per pair: sessions, metres, first and last day; a session without a distance counts as a session."""
    add(
        journal,
        session("2026-11-16 18:00", shoes="blue"),
        session("2026-11-18 18:00", shoes="blue", distance_m=None),
        session("2026-11-17 18:00"),
    )
    assert [("blue", 2, 2000.0, "2026-11-16", "2026-11-18")] == journal.shoes()


def test_an_unknown_number_is_refused_in_one_sentence(journal: Journal) -> None:
    """Neither now nor ever: two sentences, one slug."""
    with pytest.raises(BacklogError) as now:
        journal.find(7)
    with pytest.raises(BacklogError) as ever:
        journal.find_ended(7)
    with pytest.raises(BacklogError) as decided:
        journal.decision(7)
    assert {"unknown-id"} == {now.value.slug, ever.value.slug, decided.value.slug}


def test_decisions_are_kept_once_and_are_no_changes(journal: Journal) -> None:
    """The same verdict on the same facts is one record; each knows the last change it could know of."""
    add(journal, session())
    said = [{"verdict": word, "action": None, "next": None, "reasons": list[str]()} for word in "ab"]
    a, b = said
    first = journal.keep_decision(NOW, "1", "same", "{}", json.dumps(a))
    again = journal.keep_decision(NOW + hours(1), "1", "same", "{}", json.dumps(a))
    other = journal.keep_decision(NOW + hours(2), "1", "other", "{}", json.dumps(b))
    assert (1, 1, 2) == (first, again, other)
    assert 1 == journal.decision(1).known
    assert [] == journal.decisions(NOW, NOW + hours(2), known=0)
    assert journal.decisions(NOW, NOW + hours(2), known=1) == journal.decisions(NOW, NOW + hours(2))
    found = journal.decisions(NOW, NOW + hours(2))
    assert [(1, NOW, a), (2, NOW + hours(2), b)] == found
    assert 1 == len(journal.history(10))


def test_the_same_answer_is_said_anew_after_a_day(journal: Journal) -> None:
    """Within a day it is the same record, to the second; what was asked for must have a date to count."""
    asked = [journal.keep_decision(NOW + hours(n), "1", "same", "{}", "{}") for n in (0, 24 - 1 / 3600, 24, 25, 48)]
    assert [1, 1, 2, 2, 3] == asked


def test_what_was_asked_last_is_the_newest_of_the_span(journal: Journal) -> None:
    """Both ends included; the later of two is meant, also where that one names nothing to do; the other way counts."""
    for n, metres in ((0, 800), (2, 900), (4, None)):
        step = None if metres is None else {"activity": "run", "distance_m": metres}
        walk = {"activity": "walk", "distance_m": 0}
        ways = {"next": walk, "or": step} if n == 2 else {"next": step}
        said = {"verdict": "decision", "action": None, "reasons": list[str]()} | ways
        journal.keep_decision(NOW + hours(n), "1", str(n), "{}", json.dumps(said))
    spans = ((0, 1), (1, 2), (0, 3.9), (0, 4), (5, 6), (-2, -1))
    found = [journal.asked_last(NOW + hours(since), NOW + hours(until)) for since, until in spans]
    assert [[800], [0, 900], [0, 900], [], [], []] == [[asked["distance_m"] for asked in ways] for ways in found]


def test_forget_removes_every_version_and_every_word_about_it(store: Store) -> None:
    """Nothing of the thing is left in any table: not in an old version, a summary or a decision."""
    journal = store.open()
    a, b = add(journal, session(note="SECRET"), session(note="kept"))
    with journal.change("edit", "SECRET edited", now=NOW) as writer:
        writer.put(session(id=a, note="SECRET again"))
    journal.keep_decision(NOW, "1", "x", '"SECRET"', "{}")
    journal.forget([("session", a)])
    found = numbers(journal), journal.all_numbers("session")
    journal.close()
    assert ([b], [b]) == found
    assert "SECRET" not in repr(store.tables())


def test_forget_leaves_no_bytes_in_the_file(fresh: Callable[[str], Store]) -> None:
    """A SQLite journal is rewritten, so that the forgotten words are not in the file any more."""
    store = fresh("sqlite")
    file = Path(store.place)
    journal = store.open()
    [a] = add(journal, session(note="SECRET" * 500))
    assert b"SECRET" in file.read_bytes()
    journal.forget([("session", a)])
    journal.close()
    assert b"SECRET" not in file.read_bytes()


def test_undo_passes_over_what_was_forgotten(journal: Journal) -> None:
    """A change of which nothing is left is no step for undo or redo; earlier ones still are."""
    a, b, c = add(journal, session(), session(), session())
    journal.undo(None, with_later=False, now=NOW)
    journal.forget([("session", b), ("session", c)])
    with pytest.raises(BacklogError) as refused:
        journal.redo(now=NOW)
    assert refused.value.slug == "nothing-to-undo"
    assert [1] == [change.id for change in journal.undo(None, with_later=False, now=NOW)]
    assert [] == numbers(journal)
    journal.redo(now=NOW)
    assert [a] == numbers(journal)


def test_a_sound_journal_says_ok(journal: Journal) -> None:
    """What `doctor` asks: integrity and schema version."""
    assert ("ok", VERSION) == (journal.integrity(), journal.schema_version())

"""The loop that a person lives in: start, log, pain, due, advise, week, chart, undo."""

from __future__ import annotations

from dataclasses import replace

from backlog.cli.start import typed_as
from backlog.model.decision import Prescription
from tests.cli.conftest import Person


def test_who_does_not_run_is_shown_how_to_log_what_is_asked_for(me: Person) -> None:
    """A walk in minutes; and whoever counts in miles sees miles."""
    asked = "start --no-red-flags --usual-pain 3 --activities walk"
    assert ["Next: walk 13 min.", "After a session:  backlog log walk --duration 13min"] == [
        line for line in me(asked) if line.startswith(("Next", "After"))
    ]
    asked = "start --no-red-flags --activities run,walk --surfaces asphalt --units mi"
    assert "After a session:  backlog log run 0.5mi --surface asphalt" in me(asked)


def test_a_walk_and_run_is_logged_by_its_pieces() -> None:
    """How far it all went says little of how far was run."""
    tried = Prescription(activity="run", distance_m=500.0, surface="grass", intervals="5x60/120")
    assert "run --duration 15min --intervals 5x60s/120s" == typed_as(tried, "km")
    assert "run 500m --surface grass" == typed_as(replace(tried, intervals=None), "km")


def test_a_first_week(me: Person) -> None:
    """From nothing to the first increase: each command says what it stored, and what comes next."""
    assert [
        "Start: run 800 m on grass.",
        "  - A brief run to build on, which may be walk and run, on something soft.",
        "(decision 1; more with: backlog why)",
        "Rate your pain for a few mornings before the first session, if you can: it shows what is usual for you.",
        "  backlog pain 3",
        "After a session:  backlog log run 800m --surface grass",
        "What is open:     backlog due",
    ] == me("start --no-red-flags --usual-pain 3 --surfaces grass,asphalt")

    me.at("2026-11-17 18:06")
    assert [
        "Logged 5: run 800 m (0.5 mi) in 6:00 on grass, forefoot, pain during 2; today 18:00 to 18:06.",
        "This week: 800 m on foot, 1 session.",
        (
            "How is your back, now, tomorrow 18:06 and Thu 19 Nov 18:06? The mornings count too. "
            "Answer with: backlog pain N"
        ),
    ] == me("log run 800m --duration 6:00 --surface grass --strike forefoot --during 2")
    assert [
        "Logged 6: back pain 3, today 18:06.",
        "  It counts for right after the run of today 18:00.",
    ] == me("pain 3")
    assert [
        "Next: tomorrow 18:06, the day after the run of today 18:00; from tomorrow 02:06 on it counts.",
        "Next: Thu 19 Nov 18:06, two days after the run of today 18:00; from Thu 19 Nov 02:06 on it counts.",
    ] == me("due")
    assert "pending" == me.json("advise")["verdict"]

    me.at("2026-11-18 18:00")("pain 3")
    me.at("2026-11-19 18:00")
    assert [
        "Logged 8: back pain 2, today 18:00.",
        "  It counts for two days after the run of Tue 17 Nov 18:00.",
    ] == me("pain 2")
    assert ["No pain check is open."] == me("due")
    assert "Increase: run 900 m on grass, forefoot" in me("advise")[0]
    assert any(line.startswith("  - A clear reaction to 900 m: ") for line in me("why"))

    assert [
        "week of       on foot km  sessions  other min      0 h     24 h     48 h  missed",
        "16 Nov 2026*         0.8         1          ·  3.0 (1)  3.0 (1)  2.0 (1)       ·",
        "Pain: mean of the answers (how many). * still running.",
    ] == me("week")
    assert "Distance and pain" in me("chart --terminal")[0]
    assert [f"Drew 1 week to {me.db.parent / 'week.svg'}"] == me("chart --out week.svg")
    assert (me.db.parent / "week.svg").read_text(encoding="utf-8").startswith("<?xml")

    assert ["Took back 5: pain back 2 (8)"] == me("undo")
    assert ["Took back 4: pain back 3 (7)"] == me("undo")
    assert ["Did again 4: pain back 3 (7)"] == me("redo")
    assert ["Did again 5: pain back 2 (8)"] == me("redo")


def test_start_is_one_change(me: Person) -> None:
    """One undo takes the whole first minute back, red-flag answers included."""
    me("start --no-red-flags --usual-pain 3 --goal 5km")
    assert ["Took back 1: start: red flags none, goal, usual pain"] == me("undo")
    assert {"open": [], "last_screening": None} == me.json("flags --list")
    assert me.json("plan")["plan"]["goal_m"] is None


def test_start_again_changes_only_what_is_said_anew(begun: Person) -> None:
    """A second start keeps what it is not told about."""
    begun("start --goal 5km")
    plan = begun.json("plan")["plan"]
    assert (3.0, ["run", "walk", "stationary-bike"], 5000.0) == (plan["usual_pain"], plan["activities"], plan["goal_m"])


def test_start_with_a_red_flag_offers_no_activity(me: Person) -> None:
    """Whom to see and how soon, that logging still works, and nothing to do meanwhile."""
    said = me("start --red-flag bladder --usual-pain 3")
    assert "Stop: a red flag is open, so there is no advice on activity." == said[0]
    assert "Go to an emergency department now. Logging still works." in said[1]
    assert 3 == len(said)


def test_start_without_a_terminal_never_asks(me: Person) -> None:
    """Nothing said: a journal is made, and the questions stay open."""
    assert "Not yet: first the red-flag questions." == me("start")[0]


def test_no_command_needs_start(me: Person) -> None:
    """The first word to backlog may be a session, or pain."""
    assert "Logged 1: back pain 3, today 18:00." == me("pain 3")[0]
    assert "Logged 2: run 2 km (1.24 mi) in 14:00; today 17:46 to 18:00." == me("log run 2km --duration 14:00")[0]


def test_reading_commands_say_that_there_is_no_journal_and_make_none(me: Person) -> None:
    """Looking never makes a file."""
    for line in (
        "due", "advise", "week", "list", "history", "chart --terminal", "show 1", "undo", "redo", "delete 1",
        "edit 1 --note x", "log --again", "pain", "day", "forget 1", "list --shoes",
    ):  # fmt: skip
        assert (
            (
                f"There is no journal yet at {me.db}. Begin with `backlog start`, or just log something: "
                "`backlog log run 2km`. [journal-missing]"
            ),
            1,
        ) == me.refused(line), line
    for line in ("plan", "flags --list", "log run 2km --dry-run", "doctor", "due --prompt"):
        me(line)
    assert not me.db.exists()


def test_words_that_cannot_be_understood_make_no_journal(me: Person) -> None:
    """A slip in the very first command leaves no file behind."""
    for line in ("log run 2lm", "log run 2km --at 25:00", "pain 11", "day --sleep 30", "plan --goal far"):
        me.refused(line)
    assert not me.db.exists()

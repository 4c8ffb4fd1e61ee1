"""The JSON that others build on: keys may be added, never renamed; absent values are null."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Person


def keys(found: Any) -> set[str]:
    """The keys of an object."""
    return set(found)


@pytest.fixture
def week(begun: Person) -> Person:
    """A run on Monday with all three answers, a ride on Tuesday, and it is Thursday."""
    begun.at("2026-11-16 18:10")("log run 800m --duration 6:00 --surface grass --during 2 --site calf 1")
    begun("pain 3")
    begun.at("2026-11-17 18:10")("pain 4 --site calf 2")
    begun.at("2026-11-17 18:40")("log stationary-bike --duration 25min")
    begun.at("2026-11-18 18:10")("pain 2")
    return begun.at("2026-11-19 08:00")


def test_advise_with_a_decision(week: Person) -> None:
    """Verdict, action, the next session in metres, and reasons with their codes."""
    found = week.json("advise")
    assert keys(found) >= {"verdict", "action", "next", "meanwhile", "pending_until", "reasons"}
    assert ("decision", None, None) == (found["verdict"], found["meanwhile"], found["pending_until"])
    assert found["action"] in {"start", "increase", "hold", "reduce", "switch", "return"}
    assert keys(found["next"]) >= {"activity", "surface", "strike", "distance_m", "duration_s", "not_before"}
    assert ("run", "grass", None) == (found["next"]["activity"], found["next"]["surface"], found["next"]["strike"])
    assert all(isinstance(reason["code"], str) for reason in found["reasons"])
    assert isinstance(found["id"], int)


def test_advise_pending(begun: Person) -> None:
    """No action and no next session; until when, and what may be done meanwhile."""
    begun("log run 800m --duration 6:00")
    found = begun.json("advise")
    assert ("pending", None, None, "2026-11-19T00:00:00+01:00") == (
        found["verdict"], found["action"], found["next"], found["pending_until"],
    )  # fmt: skip
    assert "walk" == found["meanwhile"]["activity"]


def test_advise_with_a_red_flag(begun: Person) -> None:
    """A stop offers nothing to do."""
    begun("flags --yes-to bladder")
    found = begun.json("advise")
    assert ("stop", None, None, None, None) == (
        found["verdict"], found["action"], found["next"], found["meanwhile"], found["pending_until"],
    )  # fmt: skip


def test_a_pretended_moment_stores_no_decision(week: Person) -> None:
    """`--on` and `--known` only look, so the answer has no number."""
    assert week.json("advise --on 2026-11-18")["id"] is None
    assert week.json("advise --known 2026-11-18")["id"] is None


def test_the_same_verdict_on_the_same_facts_is_stored_once(week: Person) -> None:
    """Asking twice makes one decision."""
    assert week.json("advise")["id"] == week.json("advise")["id"]


def test_due(begun: Person) -> None:
    """Each open check with its bounds, its target and its state."""
    begun("log run 800m --duration 6:00")
    assert {
        "checks": [
            {"session": 6, "horizon_h": 0, "opens_at": "2026-11-16T18:00:00+01:00",
             "due_at": "2026-11-16T18:00:00+01:00",
             "closes_at": "2026-11-16T21:00:00+01:00", "state": "due"},
            {"session": 6, "horizon_h": 24, "opens_at": "2026-11-17T02:00:00+01:00",
             "due_at": "2026-11-17T18:00:00+01:00", "closes_at": "2026-11-18T02:00:00+01:00", "state": "upcoming"},
            {"session": 6, "horizon_h": 48, "opens_at": "2026-11-18T02:00:00+01:00",
             "due_at": "2026-11-18T18:00:00+01:00", "closes_at": "2026-11-19T12:00:00+01:00", "state": "upcoming"},
        ]
    } == begun.json("due")  # fmt: skip
    begun.at("2026-11-18 01:59")
    assert ["late", "upcoming"] == [check["state"] for check in begun.json("due")["checks"]]
    begun.at("2026-11-18 02:00")
    assert ["due"] == [check["state"] for check in begun.json("due")["checks"]]


def test_week(week: Person) -> None:
    """Metres on foot, metres and minutes by activity, mean pain with how many, and what was missed."""
    (found,) = week.json("week")["weeks"]
    assert keys(found) >= {
        "start", "finished", "distance_m", "by_activity", "minutes_by_activity", "sessions", "pain", "missing_checks",
    }  # fmt: skip
    assert ("2026-11-16", False, 800.0, {"run": 800.0}, {"run": 6.0, "stationary-bike": 25.0}, 2) == (
        found["start"], found["finished"], found["distance_m"], found["by_activity"], found["minutes_by_activity"],
        found["sessions"],
    )  # fmt: skip
    # Wednesday's 2 answers the run's 48 h check and the ride's 24 h check.
    assert {"0": {"mean": 3.0, "n": 1}, "24": {"mean": 3.0, "n": 2}, "48": {"mean": 2.0, "n": 1}} == found["pain"]
    assert 1 == found["missing_checks"]


def test_a_week_without_answers_has_no_mean(begun: Person) -> None:
    """Missing is null, never zero; windows that closed unanswered are counted."""
    begun("log run 800m --duration 6:00")
    begun.at("2026-11-23 18:00")
    first, second = begun.json("week")["weeks"]
    assert {"0": {"mean": None, "n": 0}, "24": {"mean": None, "n": 0}, "48": {"mean": None, "n": 0}} == first["pain"]
    assert (True, 3, False, 0) == (
        first["finished"], first["missing_checks"], second["finished"], second["sessions"],
    )  # fmt: skip


def test_list(week: Person) -> None:
    """Every field of a session, its checks, and what other sites said."""
    run, ride = week.json("list")["sessions"]
    assert keys(run) >= {
        "id", "started_at", "ended_at", "zone", "activity", "sport", "distance_m", "duration_s", "ascent_m", "surface",
        "strike", "forefoot_share", "shoes", "effort", "during", "mood_before", "mood_after", "steps", "cadence",
        "intervals", "note", "source", "recorded_at", "prescribed_m", "prescribed_s", "checks", "sites",
    }  # fmt: skip
    assert ("2026-11-16T18:04:00+01:00", "run", 800.0, 360.0, "grass", None) == (
        run["started_at"], run["activity"], run["distance_m"], run["duration_s"], run["surface"], run["strike"],
    )  # fmt: skip
    after = {"score": 4.0, "lag_h": 24.0, "timing": "on_time", "after_another": False}
    assert after.items() <= run["checks"]["24"].items()
    assert {"calf": {"during": 1.0, "24": 2.0, "48": None}} == run["sites"]
    assert None is ride["checks"]["48"]
    assert ride["distance_m"] is None


def test_an_answer_after_another_session_says_so(week: Person) -> None:
    """Wednesday's answer to Monday's run came after Tuesday's ride."""
    assert week.json("list")["sessions"][0]["checks"]["48"]["after_another"] is True


def test_a_list_that_ends_before_the_other_session_says_so_too(begun: Person) -> None:
    """Thursday's early ride lies between Monday night's run and its late answer, and beyond the span."""
    begun.at("2026-11-16 23:50")("log run 1km --duration 7:00")
    begun.at("2026-11-19 08:00")("log stationary-bike --duration 20:00")
    begun.at("2026-11-19 12:00")("pain 4")
    (run,) = begun.json("list --from 2026-11-16 --to 2026-11-16")["sessions"]
    assert run["checks"]["48"]["after_another"] is True


def test_log(begun: Person) -> None:
    """The number, the session, the checks that it opens."""
    found = begun.json("log run 800m --duration 6:00 --before 2")
    assert (6, 7, 800.0, [0, 24, 48]) == (
        found["id"], found["before"], found["session"]["distance_m"], [c["horizon_h"] for c in found["checks"]],
    )  # fmt: skip


def test_a_dry_run_has_no_number(begun: Person) -> None:
    """What would be stored, and nothing is."""
    found = begun.json("log run 800m --duration 6:00 --dry-run")
    assert (None, 800.0) == (found["id"], found["session"]["distance_m"])
    assert [] == begun.json("list")["sessions"]


def test_pain(begun: Person) -> None:
    """The number, and which checks it answers."""
    begun("log run 800m --duration 6:00")
    found = begun.json("pain 3 --site calf 1")
    assert (7, [7, 8], [{"session": 6, "horizon_h": 0, "timing": "on_time"}]) == (
        found["id"], found["ids"], found["answers"],
    )  # fmt: skip


def test_pain_without_a_number(begun: Person) -> None:
    """What it would answer; nothing has a number yet."""
    begun("log run 800m --duration 6:00")
    assert {"id": None, "answers": [{"session": 6, "horizon_h": 0, "timing": "on_time"}]} == begun.json("pain")


def test_everything_else_that_reads(week: Person) -> None:
    """Every reading command answers as JSON with its own word for what it found."""
    week("day --sleep 7.5")
    for line, word in (
        ("history", "changes"), ("list --shoes", "shoes"), ("show last", "versions"), ("plan", "plan"), ("day", "day"),
        ("doctor", "checks"), ("flags --list", "open"), ("why", "decision"),
    ):  # fmt: skip
        if line != "why":
            assert word in week.json(line), line


def test_everything_that_writes_answers_with_numbers(week: Person) -> None:
    """Undo and redo name the changes, edit and delete the entries."""
    assert 6 == week.json("edit 6 --surface trail")["id"]
    assert {"deleted": [6]} == week.json("delete 6")
    assert ["delete 6"] == [change["summary"] for change in week.json("undo")["changes"]]
    assert ["delete 6"] == [change["summary"] for change in week.json("redo")["changes"]]
    assert 5.0 == week.json("day --stress 5")["day"]["stress"]
    assert "stop" == week.json("start --red-flag chest")["verdict"]


def test_times_carry_their_offset(week: Person) -> None:
    """ISO to the second, with the offset of the zone: summer and winter differ."""
    week("log run 800m --duration 6:00 --at '2026-07-01 18:00'")
    assert "2026-07-01T18:00:00+02:00" == week.json("list")["sessions"][0]["started_at"]


def test_control_characters_are_escaped(begun: Person) -> None:
    """A note may hold an escape character; the terminal that shows the JSON never gets it raw."""
    begun("log run 800m --duration 6:00 --note", "\x1b[31mred \x9b bell\a")
    raw = "\n".join(begun("show last --json"))
    assert not {"\x1b", "\x9b", "\a"} & set(raw)
    assert "\x1b[31mred \x9b bell\a" == begun.json("show last")["entry"]["note"]

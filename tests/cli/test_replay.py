"""`backlog replay`: old decisions under today's policy, as it is typed."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from backlog.cli import progress
from backlog.rules.thresholds import POLICY
from backlog.services.advice import _packed
from backlog.store.opening import open_journal
from tests.cli.conftest import Person


def retold(me: Person, number: int, *, policy: str | None = None, facts: str | None = None, **verdict: object) -> None:
    """Pretend that a stored decision had said something else, or that another policy had made it."""
    journal = open_journal(str(me.db))
    kept = journal.decision(number)
    said = json.dumps(json.loads(kept.verdict) | verdict)
    journal.keep_decision(kept.at, policy or kept.policy, f"another {said}", facts or kept.facts, said)
    journal.close()


@pytest.fixture
def fortnight(begun: Person) -> Person:
    """Somebody with a run, its checks, and a decision after each."""
    begun("log run 2km --duration 14:00 --surface grass")
    begun("advise")
    for day in (17, 18):
        begun.at(f"2026-11-{day} 18:00")("pain 3")
        begun("advise")
    return begun


def test_a_journal_without_decisions_says_so(me: Person) -> None:
    """In one sentence, and as JSON in numbers."""
    me("log run 2km --duration 14:00")
    assert ["No decision is kept yet: `backlog advise` keeps what it says."] == me("replay")
    assert ["No decision is kept yet: `backlog advise` keeps what it says."] == me("replay --all")
    assert {"policy": POLICY, "count": 0, "differ": 0, "unreadable": 0, "decisions": []} == me.json("replay")


def test_no_journal_is_refused(me: Person) -> None:
    """As everywhere."""
    assert "[journal-missing]" in me.refused("replay")[0]


def test_the_same_policy_says_the_same(fortnight: Person) -> None:
    """Whatever was recorded since: each is judged from what was known then."""
    fortnight("edit last --distance 400m")
    fortnight("log run 5km --duration 40:00 --at '2026-11-17 07:00' --yes")
    assert ["4 decisions, none would differ."] == fortnight("replay")
    assert [
        "no  date         then             because     today     because",
        " 1  16 Nov 2026  start 800 m      brief_run   the same  brief_run",
        " 2  16 Nov 2026  pending          check_open  the same  check_open",
        " 3  17 Nov 2026  pending          check_open  the same  check_open",
        " 4  18 Nov 2026  increase 2.2 km  tolerated   the same  tolerated",
        "4 decisions, none would differ.",
    ] == fortnight("replay --all")


def test_what_would_differ_is_listed_with_both(fortnight: Person) -> None:
    """And with the policy that had said it, where that was another."""
    retold(fortnight, 4, policy="0", action="hold", next={"activity": "run", "distance_m": 2000.0}, reasons=[])
    assert [
        "no  date         then       because  today            because    policy",
        " 5  18 Nov 2026  hold 2 km  ·        increase 2.2 km  tolerated  0",
        f"5 decisions, 1 would differ. Made by another policy than today's, {POLICY}: 1.",
    ] == fortnight("replay")
    assert f"Then, policy 0 said hold 2 km; today's policy {POLICY} says:" == fortnight("why 5")[0]
    assert ("hold", "increase") == tuple(fortnight.json("why 5")[name]["action"] for name in ("verdict", "today"))
    assert fortnight.json("why 4")["today"] is None
    found = fortnight.json("replay")
    assert (5, 1, 0) == (found["count"], found["differ"], found["unreadable"])
    assert [
        {
            "id": 5,
            "at": "2026-11-18T18:00:00+01:00",
            "policy": "0",
            "differs": True,
            "then": {
                "verdict": "decision", "action": "hold", "activity": "run", "distance_m": 2000.0, "duration_s": None,
                "intervals": None, "or_intervals": None, "reason": None,
            },
            "today": {
                "verdict": "decision", "action": "increase", "activity": "run", "distance_m": 2200.0,
                "duration_s": None, "intervals": None, "or_intervals": None, "reason": "tolerated",
            },
        }
    ] == found["decisions"]  # fmt: skip
    assert [False, False, False, False, True] == [row["differs"] for row in fortnight.json("replay --all")["decisions"]]


def test_other_activities_and_none_have_their_words(fortnight: Person) -> None:
    """Minutes instead of metres, and no running at all; that only the reason is another is no difference."""
    retold(fortnight, 4, action="switch", next={"activity": "stationary-bike", "duration_s": 1200.0})
    retold(fortnight, 4, action="reduce", next=None)
    retold(fortnight, 4, reasons=[{"code": "at_goal"}])
    assert ["switch stationary bike 20 min", "reduce, no running"] == [
        line[17:].split("  ")[0] for line in fortnight("replay")[1:-1]
    ]


def test_the_second_way_counts_and_todays_reasons_can_be_read(fortnight: Person) -> None:
    """Something easy is not something easy or a walk and run; `--reasons` says each verdict of today in full."""
    tried: object = {"activity": "run", "distance_m": 500.0, "intervals": "5x60/120"}
    beside: dict[str, Any] = {"or": tried}
    retold(fortnight, 4, action="hold", next={"activity": "walk", "duration_s": 600.0}, **beside)
    retold(fortnight, 4, action="return", next=tried)
    retold(fortnight, 4, **beside)
    assert ["hold walk 10 min, or walk and run", "return walk and run", "increase 2.2 km, or walk and run"] == [
        line[17:].split("  ")[0] for line in fortnight("replay")[1:-1]
    ]
    assert ["", "7, 18 Nov 2026:", "Increase: run 2.2 km on grass.", "  - Your last run went well."] == fortnight(
        "replay --reasons"
    )[-5:-1]


def test_a_decision_in_a_form_that_cannot_be_read_is_listed(fortnight: Person) -> None:
    """The others are judged all the same."""
    retold(fortnight, 4, facts=_packed('{"zone": "Europe/Berlin", "sessions": [{"shape": "of old"}]}'))
    assert [
        " 5  18 Nov 2026  increase 2.2 km  tolerated  cannot be read  ·",
        "5 decisions, none would differ. 1 cannot be read.",
    ] == fortnight("replay")[1:]
    found = fortnight.json("replay")
    assert (1, None) == (found["unreadable"], found["decisions"][0]["today"])


def test_a_long_replay_tells_how_far_it_is(fortnight: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """To a person at a terminal, after a second; a file gets nothing of it."""
    monkeypatch.setattr(progress, "QUIET_S", -1.0)
    assert "" == fortnight.types("replay").err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    done = fortnight.types("replay")
    assert " 3 of 4 decisions judged again" in done.err
    assert "4 decisions, none would differ.\n" == done.out


def test_replaying_changes_nothing(fortnight: Person) -> None:
    """No decision is added."""
    before = fortnight.db.read_bytes()
    fortnight("replay --all")
    assert before == fortnight.db.read_bytes()


def test_what_another_policy_decided_alike_is_another_decision(begun: Person) -> None:
    """The same verdict on the same facts is kept again when the policy has changed, and only then."""
    with pytest.MonkeyPatch.context() as before:
        before.setattr("backlog.services.advice.POLICY", "1999.1")
        begun("advise")
        begun("advise")
    begun("advise")
    begun("advise")
    assert [POLICY, "1999.1", POLICY] == [kept["policy"] for kept in begun.json("replay --all")["decisions"]]

"""The door for notebooks: verdicts from values in memory, a journal as frames."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given

from backlog import api
from backlog.api import (
    BacklogError,
    Decision,
    JournalFrames,
    Pause,
    Pending,
    Person,
    Reading,
    Session,
    Stop,
    Verdict,
    advise,
    explain,
    open_journal,
)
from backlog.model.case import Case
from backlog.model.day import Day
from backlog.model.plan import Setting
from backlog.model.reasons import RedFlag, Tolerated
from backlog.model.screening import Screening
from backlog.model.session import EPOCH
from backlog.report.frames import days_frame
from backlog.services import advice
from backlog.store.migrations import VERSION
from backlog.store.opening import open_to_read
from tests.cases import NOW, ago, pain, run, stories
from tests.make import ZONE, Store, moment, reading, session

BERLIN = ZoneInfo(ZONE)
SCREENED = Person(usual_pain=2, screened_at=ago(1))


# A verdict from values


def test_a_line_in_a_notebook_is_enough() -> None:
    """A start, a distance, a score and an answered screening: the rest is derived."""
    verdict = advise(
        [Session(started_at=ago(48), distance_m=2000, surface="grass")],
        [Reading(at=ago(24), score=2), Reading(at=NOW, score=2)],
        SCREENED,
        NOW,
    )
    assert isinstance(verdict, Decision)
    assert verdict.next is not None
    assert ("increase", 2200.0, "grass") == (verdict.action, verdict.next.distance_m, verdict.next.surface)
    assert [1] == [reason.session for reason in verdict.reasons if isinstance(reason, Tolerated)]


def test_without_a_screening_there_is_no_distance() -> None:
    """Nor with one that is still to come; a red flag stops everything."""
    runs = [Session(started_at=ago(48), distance_m=2000)]
    for plan in (Person(usual_pain=2), Person(usual_pain=2, screened_at=NOW + timedelta(seconds=1))):
        verdict = advise(runs, [Reading(at=NOW, score=2)], plan, NOW)
        assert isinstance(verdict, Pending)
        assert ["screening"] == [reason.code for reason in verdict.reasons]
    stopped = advise(runs, [], replace(SCREENED, flags=("bladder",)), NOW)
    assert stopped == Stop(
        reasons=(RedFlag(flag="bladder", group="emergency", opened_at=ago(1)),), evidence=stopped.evidence
    )


def test_one_old_screening_is_due_again_and_a_tuple_tells_of_all() -> None:
    """The last one counts; their order does not."""
    old = advise([], [], replace(SCREENED, screened_at=ago(24 * 32)), NOW)
    assert isinstance(old, Pending)
    both = advise([], [], replace(SCREENED, screened_at=(ago(1), ago(24 * 32))), NOW)
    assert isinstance(both, Decision)


def test_a_review_lifts_a_soft_stop() -> None:
    """Severe pain asks for a professional until one had a look."""
    told = [Reading(at=ago(80), score=9), Reading(at=ago(50), score=2)]
    plan = replace(SCREENED, screened_at=(ago(900), ago(79), ago(1)))
    unseen, seen = (advise([], told, given_plan, NOW) for given_plan in (plan, replace(plan, reviewed_at=ago(40))))
    assert "see_clinician" in [reason.code for reason in unseen.reasons]
    assert "see_clinician" not in [reason.code for reason in seen.reasons]


def person_of(case: Case) -> Person:
    """The plan of a case as the door takes it."""
    wishes = {field.name: getattr(case.plan, field.name) for field in fields(case.plan)}
    return Person(**wishes, screened_at=tuple(s.at for s in case.screenings), zone=str(case.zone))


@given(stories().filter(lambda case: not case.retrospective))
def test_the_verdict_is_that_of_the_same_case(case: Case) -> None:
    """Same facts, same plan, same moment: the estimate and the rules are the same, to the last number."""
    assert advice.judge(case)[1] == advise(case.sessions, case.readings, person_of(case), case.now)


@given(stories().filter(lambda case: not case.retrospective))
def test_what_is_left_out_is_derived_as_if_it_had_been_given(case: Case) -> None:
    """Numbers in the order given, ends from durations, times recorded: those that a journal would hold."""
    whole = [replace(s, zone=str(case.zone), day=s.started_at.astimezone(case.zone).date()) for s in case.sessions]
    bare = [replace(s, id=0, ended_at=EPOCH, recorded_at=EPOCH, day=date(1970, 1, 1)) for s in case.sessions]
    told = [replace(r, id=0, recorded_at=EPOCH, day=date(1970, 1, 1)) for r in case.readings]
    expected = advise(whole, case.readings, person_of(case), case.now)
    assert expected == advise(bare, told, person_of(case), case.now)


def test_a_journal_says_the_same(tmp_path: Path) -> None:
    """What `backlog advise` would say of the facts that it holds."""
    journal = Store("sqlite", str(tmp_path / "journal.db")).open()
    runs, told = [run(98), run(49, 2100.0)], [pain(74, 3.0), pain(50, 2.5), pain(25, 3.0), pain(1, 2.0)]
    with journal.change("log", "facts", now=NOW) as writer:
        writer.add(Screening(at=ago(900)))
        writer.add(Screening(at=ago(100)))
        writer.add(Setting(name="usual_pain", value="2"))
        writer.add(Setting(name="goal_m", value="5000"))
        writer.add_all(runs)
        writer.add_all(told)
    kept = advice.advise(journal, ZONE, now=NOW).verdict
    sessions, readings = journal.sessions(ago(999), NOW), journal.readings(ago(999), NOW)
    journal.close()
    plan = Person(usual_pain=2.0, goal_m=5000.0, screened_at=(ago(900), ago(100)), zone=ZONE)
    assert kept == advise(sessions, readings, plan, NOW)
    assert kept.evidence.runs == 2


def test_what_is_passed_in_is_not_changed() -> None:
    """The same values can be asked about again, at another moment."""
    runs, told = [Session(started_at=ago(48), distance_m=2000)], [Reading(at=ago(20), score=2)]
    before = deepcopy((runs, told))
    first = advise(runs, told, SCREENED, NOW)
    assert (first, before) == (advise(iter(runs), iter(told), SCREENED, NOW), (runs, told))


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """The cases that are judged, in their order."""
    found: list[Case] = []

    def judge(case: Case) -> tuple[Case, Verdict]:
        found.append(case)
        return advice.judge(case)

    monkeypatch.setattr(api, "judge", judge)
    return found


def test_complete_values_are_not_copied(judged: list[Case]) -> None:
    """Who asks thousands of times gives them whole, and pays for no look at them."""
    whole, told = replace(run(50), id=7), replace(pain(2), id=8)
    advise([whole], [told], SCREENED, NOW)
    assert judged[0].sessions[0] is whole
    assert judged[0].readings[0] is told


def test_numbers_pass_those_that_are_taken(judged: list[Case]) -> None:
    """No two things have one number, whether it was given or not."""
    runs = [Session(started_at=ago(hours), id=number) for hours, number in ((90, 0), (60, 1), (30, 0), (20, 1002))]
    advise(runs, [Reading(at=ago(hours), score=1) for hours in (5, 4)], SCREENED, NOW)
    (case,) = judged
    assert [2, 1, 3, 1002] == [s.id for s in case.sessions]
    assert [1001, 1003] == [r.id for r in case.readings]


def test_ends_days_and_zones_are_derived(judged: list[Case]) -> None:
    """From the duration, else from the distance at 8 minutes a kilometre; the date is the one of the person's zone."""
    start = datetime(2026, 11, 14, 23, 30, tzinfo=UTC)
    runs = [
        Session(started_at=start, duration_s=600, distance_m=2000),
        Session(started_at=start, distance_m=2000),
        Session(started_at=start, zone="America/New_York", activity="strength"),
    ]
    advise(runs, [Reading(at=start, score=1)], replace(SCREENED, zone=ZONE), NOW)
    (case,) = judged
    assert [10, 16, 0] == [(s.ended_at - s.started_at).total_seconds() / 60 for s in case.sessions]
    assert [False, True, True] == [s.end_estimated for s in case.sessions]
    assert [15, 15, 14] == [s.day.day for s in case.sessions]
    assert ["Europe/Berlin", "Europe/Berlin", "America/New_York"] == [s.zone for s in case.sessions]
    assert [s.ended_at for s in case.sessions] == [s.recorded_at for s in case.sessions]
    assert (15, start, BERLIN) == (case.readings[0].day.day, case.readings[0].recorded_at, case.zone)


@pytest.mark.parametrize(("zone", "day"), [(BERLIN, 15), (UTC, 14), (timezone(timedelta(hours=1)), 14)])
def test_the_zone_is_that_of_now_if_nothing_else_is_said(zone: tzinfo, day: int, judged: list[Case]) -> None:
    """A fixed offset is no zone."""
    advise([], [Reading(at=datetime(2026, 11, 14, 23, 30, tzinfo=UTC), score=1)], SCREENED, NOW.astimezone(zone))
    assert day == judged[0].readings[0].day.day


def test_a_night_in_which_the_clocks_change_lasts_as_long_as_it_lasts() -> None:
    """Times of one zone that are not UTC are told apart by elapsed time, not by the wall clock."""
    start = datetime(2026, 10, 24, 3, tzinfo=BERLIN)
    now = datetime(2026, 10, 26, 8, 30, tzinfo=BERLIN)
    run_then, told = Session(started_at=start, duration_s=600), [Reading(at=start + timedelta(hours=25), score=2)]
    plan = Person(usual_pain=2, screened_at=start)
    utc = [replace(r, at=r.at.astimezone(UTC)) for r in told]
    expected = advise([replace(run_then, started_at=start.astimezone(UTC))], utc, replace(plan, zone=ZONE), now)
    assert expected == advise([run_then], told, plan, now)
    assert isinstance(expected, Decision), "54 h have passed, though the clock on the wall says 53"


def test_what_comes_after_now_is_not_used() -> None:
    """A whole diary can be asked about at any of its moments; what is older than half a year plays no part either."""
    runs, told = [Session(started_at=ago(48), distance_m=2000)], [Reading(at=ago(20), score=2)]
    later = [Session(started_at=NOW + timedelta(hours=1), distance_m=9000), *runs]
    older = [*told, Reading(at=NOW + timedelta(hours=1), score=9), Reading(at=ago(183 * 24), score=9)]
    alone, among = advise(runs, told, SCREENED, NOW), advise(later, older, SCREENED, NOW)
    assert (alone.verdict, alone.evidence.runs) == (among.verdict, among.evidence.runs)
    assert [reason.code for reason in alone.reasons] == [reason.code for reason in among.reasons]


NAIVE = datetime(2026, 11, 15)


@pytest.mark.parametrize(
    ("slug", "how"),
    [
        ("naive-time", {"now": NAIVE}),
        ("naive-time", {"sessions": [Session(started_at=NAIVE)]}),
        ("naive-time", {"sessions": [Session(started_at=NOW, ended_at=NAIVE)]}),
        ("naive-time", {"readings": [Reading(at=NAIVE, score=1)]}),
        ("naive-time", {"readings": [Reading(at=NOW, recorded_at=NAIVE)]}),
        ("naive-time", {"person": Person(screened_at=NAIVE)}),
        ("naive-time", {"person": Person(screened_at=(NOW, NAIVE))}),
        ("naive-time", {"person": Person(reviewed_at=NAIVE)}),
        ("naive-time", {"person": Person(usual_pain=2, usual_pain_at=NAIVE)}),
        ("bad-time", {"sessions": [Session(distance_m=2000)]}),
        ("bad-time", {"readings": [Reading(score=2)]}),
        ("bad-time", {"sessions": [Session(started_at=NOW, ended_at=ago(1))]}),
        ("bad-time", {"sessions": [Session(started_at=NOW, day=date(2026, 11, 2))]}),
        ("bad-zone", {"sessions": [Session(started_at=NOW, zone="Europe/Nowhere")]}),
        ("bad-zone", {"person": Person(zone="Europe/Nowhere")}),
        ("bad-number", {"readings": [Reading(at=NOW, score=11)]}),
        ("bad-number", {"readings": [Reading(at=NOW, score=float("nan"))]}),
        ("bad-number", {"sessions": [Session(started_at=NOW, distance_m=-1)]}),
        ("bad-number", {"sessions": [Session(started_at=NOW, id=4)], "readings": [Reading(at=NOW, id=4)]}),
        ("bad-score", {"person": Person(usual_pain=12)}),
        ("bad-number", {"person": Person(goal_m=-1)}),
        ("bad-number", {"person": Person(goal_m=float("nan"))}),
        ("bad-number", {"person": Person(longest_s=0)}),
        ("bad-number", {"person": Person(reaction_limit=0)}),
        ("bad-number", {"person": Person(reaction_limit=0.51)}),
        ("bad-number", {"person": Person(reaction_limit=float("nan"))}),
        ("activity-unknown", {"sessions": [Session(started_at=NOW, activity="jog")]}),
        ("activity-unknown", {"person": Person(activities=("jog",))}),
        ("surface-unknown", {"sessions": [Session(started_at=NOW, surface="gras")]}),
        ("surface-unknown", {"person": Person(surfaces=("gras",))}),
        ("bad-option", {"person": Person(medicine="daily")}),
        ("naive-time", {"person": Person(marked_until=NOW.replace(tzinfo=None))}),
        ("strike-unknown", {"sessions": [Session(started_at=NOW, strike="toe")]}),
        ("site-unknown", {"readings": [Reading(at=NOW, site="elbow", score=1)]}),
        ("bad-option", {"person": Person(flags=("none",))}),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(slug: str, how: dict[str, Any]) -> None:
    """By an error of the one family, with the slug of its meaning."""
    asked: dict[str, Any] = {"sessions": [], "readings": [], "person": SCREENED, "now": NOW} | how
    with pytest.raises(BacklogError) as refused:
        advise(**asked)
    assert slug == refused.value.slug


@pytest.mark.parametrize("limit", [0.01, 0.5])
def test_the_limits_that_a_plan_can_have_are_taken(limit: float) -> None:
    """As `backlog plan --limit` takes them."""
    assert advise([], [], replace(SCREENED, reaction_limit=limit), NOW).verdict == "decision"


def test_a_naive_time_is_refused_with_what_to_do() -> None:
    """The sentence names the value and the remedy."""
    with pytest.raises(
        BacklogError, match=r"started_at of Session 2 is 2026-11-15 00:00:00, which has no zone.*tzinfo="
    ):
        advise([Session(started_at=NOW), Session(started_at=NAIVE)], [], SCREENED, NOW)


def test_a_verdict_is_explained_in_sentences() -> None:
    """On the person's clock, in their units; without a zone in UTC, which is said."""
    verdict = advise([run(30)], [pain(6)], SCREENED, NOW)
    assert [
        "Not yet: I plan the next run once I know how your back is, Tue 17 Nov 2026 18:00 UTC at the latest.",
        (
            "What a session does is often felt a day or two later. From Mon 16 Nov 2026 20:00 UTC on, type how your "
            "back is (backlog pain 3)."
        ),
        "Meanwhile, if you like: walk 10 min, not before Mon 16 Nov 2026 18:00 UTC.",
    ] == explain(verdict)
    assert (
        "Not yet: I plan the next run once I know how your back is, tomorrow 19:00 at the latest."
        == (explain(verdict, now=NOW.astimezone(BERLIN))[0])
    )
    far = advise([run(60)], [pain(36), pain(12)], SCREENED, NOW)
    assert "Increase: run 1.37 mi on grass." == explain(far, replace(SCREENED, units="mi", zone=ZONE), NOW)[0]


def test_the_tablet_of_every_day_is_no_extra_dose_here_either() -> None:
    """Readings that were marked for it say what unmarked ones say."""
    runs = [run(hours) for hours in (204, 132, 60)]
    said = [pain(hours) for hours in (180, 156, 108, 84, 36, 12)]
    marked = [replace(reading, medicated=True) for reading in said]
    regular = replace(SCREENED, medicine="regular", marked_until=NOW)
    assert advise(runs, said, SCREENED, NOW) == advise(runs, marked, regular, NOW)
    assert advise(runs, said, SCREENED, NOW) != advise(runs, marked, SCREENED, NOW)


def test_a_pause_and_a_goal_are_heeded() -> None:
    """The plan of a journal, all of it, is the plan here."""
    today = NOW.date()
    paused = advise([], [], replace(SCREENED, pauses=(Pause(first=today, last=today + timedelta(days=3)),)), NOW)
    assert "paused" in [reason.code for reason in paused.reasons]
    goal = advise([run(60)], [pain(36), pain(12)], replace(SCREENED, goal_m=2000), NOW)
    assert "at_goal" in [reason.code for reason in goal.reasons]


def test_the_door_opens_light() -> None:
    """A verdict loads no frame, no picture and no database."""
    program = """
import json, sys
from datetime import UTC, datetime
from backlog.api import Person, Reading, Session, advise, explain
now = datetime(2026, 11, 16, tzinfo=UTC)
explain(advise([Session(started_at=now)], [Reading(at=now, score=2)], Person(screened_at=now), now))
print(json.dumps(sorted(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    heavy = {"pandas", "matplotlib", "sqlalchemy", "psycopg", "click"}
    assert set() == heavy & {name.split(".")[0] for name in json.loads(done.stdout)}


def test_the_example_runs() -> None:
    """A runner who follows every verdict comes to what they tolerate."""
    script = Path(__file__).parents[1] / "examples" / "follow_the_advice.py"
    done = subprocess.run([sys.executable, script, "1500"], capture_output=True, text=True, check=True, timeout=60)
    assert re.fullmatch(r"\d+ runs; the longest was \d+ m, and 1500 m were tolerated\.", done.stdout.splitlines()[-1])


# A journal as frames


@pytest.fixture
def kept(store: Store) -> Store:
    """A run with a sore knee, a bike ride, a run of unknown length far from home; readings, and two days' notes."""
    late = moment("2026-12-24 01:00")
    journal = store.open()
    with journal.change("log", "facts", now=NOW) as writer:
        writer.add(session("2026-11-10 18:00", during=2.0, during_sites={"knee": 1.0}, surface="grass", steps=2200))
        writer.add(session("2026-11-11 18:00", 30, activity="stationary-bike", distance_m=None))
        writer.add(session("2026-11-13 23:30", 20, zone="America/New_York", distance_m=None, recorded_at=late))
        writer.add(reading("2026-11-10 18:20", 3.0))
        writer.add(reading("2026-11-11 20:15", 4.0, medicated=True))
        writer.add(reading("2026-11-11 20:15", 2.0, site="knee"))
        writer.add(Day(day=date(2026, 11, 9), sleep_h=7.5, tags=("travel", "rain"), recorded_at=NOW))
        writer.add(Day(day=date(2026, 11, 12), stress=6.0, recorded_at=NOW))
    journal.close()
    return store


@pytest.fixture
def frames(kept: Store) -> Callable[[], JournalFrames]:
    """Opens it for reading."""
    return lambda: open_journal(kept.place)


def column(frame: pd.DataFrame, name: str) -> list[Any]:
    """The values of a column; what is missing is None."""
    return [None if pd.isna(value) else value for value in frame[name]]


def test_sessions_as_a_frame(frames: Callable[[], JournalFrames]) -> None:
    """One row each; instants in UTC, the date where it was, nothing made up."""
    with frames() as journal:
        found = journal.sessions()
    assert [1, 2, 3] == column(found, "id")
    assert [2000.0, None, None] == column(found, "distance_m")
    assert [2200, None, None] == column(found, "steps")
    assert [1.0, None, None] == column(found, "during_knee")
    assert ["grass", None, None] == column(found, "surface")
    assert pd.Timestamp("2026-11-10 17:00", tz="UTC") == found["started_at"][0]
    assert ("America/New_York", pd.Timestamp("2026-11-13")) == (found["zone"][2], found["day"][2])
    assert pd.Timestamp("2026-11-14 04:30", tz="UTC") == found["started_at"][2]


def test_readings_as_a_frame(frames: Callable[[], JournalFrames]) -> None:
    """Of all sites; what was not asked is not no."""
    with frames() as journal:
        found = journal.readings()
    assert ["back", "back", "knee"] == column(found, "site")
    assert [3.0, 4.0, 2.0] == column(found, "score")
    assert [None, True, None] == column(found, "medicated")
    assert [None, None, None] == column(found, "flare")


def test_checks_as_a_frame(frames: Callable[[], JournalFrames]) -> None:
    """Three rows a session, each with where it stands."""
    with frames() as journal:
        then = journal.checks(moment("2026-11-12 07:00"))
        found = journal.checks(NOW)
    assert ["answered", "answered", "due", "answered", "due", "upcoming"] == column(then, "state")
    assert ["answered", "answered", "missed", "answered", "missed", "missed"] == column(found, "state")[:6]
    assert ["not_expected"] * 3 == column(found, "state")[6:]
    assert [0, 24, 48] * 3 == column(found, "horizon_h")
    assert [3.0, 4.0, None, 4.0] == column(found, "score")[:4]
    assert [0.0833, 26.0, None, 1.75] == [lag and round(lag, 4) for lag in column(found, "lag_h")[:4]]
    assert ["on_time", "on_time", None, "on_time"] == column(found, "timing")[:4]
    assert [False, True, None, False] == column(found, "after_another")[:4]
    assert pd.Timestamp("2026-11-12 17:15", tz="UTC") == found["due_at"][2]


def test_days_as_a_frame(frames: Callable[[], JournalFrames]) -> None:
    """Every date from the first fact to the last; a distance that is not known makes its day unknown, not 0."""
    with frames() as journal:
        found = journal.days()
    assert [9, 10, 11, 12, 13] == [day.day for day in found["day"]]
    assert [0.0, 2000.0, 0.0, 0.0, None] == column(found, "on_foot_m")
    assert [0.0, 0.0, 30.0, 0.0, 0.0] == column(found, "other_min")
    assert [0, 1, 1, 0, 1] == column(found, "sessions")
    assert [None, 3.0, 4.0, None, None] == column(found, "back_worst")
    assert [None, 3.0, 4.0, None, None] == column(found, "back_mean")
    assert [0, 1, 1, 0, 0] == column(found, "readings")
    assert [7.5, None, None, None, None] == column(found, "sleep_h")
    assert [None, None, None, 6.0, None] == column(found, "stress")
    assert ["travel rain", None, None, None, None] == column(found, "tags")


def test_sums_of_a_day_are_the_same_with_every_python() -> None:
    """Seven runs of 2000.7 m and ten ratings of 0.1, which `sum` did not add exactly before Python 3.12."""
    runs, ratings = [run(1, 2000.7)] * 7, [pain(1, 0.1)] * 10
    found = days_frame(runs, ratings, [])
    assert ([14_004.9], [0.1]) == (column(found, "on_foot_m"), column(found, "back_mean"))


KINDS = ("sessions", "readings", "checks", "days")


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_journal_has_the_same_columns(kind: str, kept: Store, tmp_path: Path) -> None:
    """With the same types, so that a notebook runs before there is anything."""
    Store("sqlite", str(tmp_path / "empty.db")).open().close()
    with open_journal(tmp_path / "empty.db") as empty, open_journal(kept.place) as full:
        nothing, something = getattr(empty, kind)(), getattr(full, kind)()
    assert len(nothing) == 0
    assert list(something.dtypes.items()) == list(nothing.dtypes.items())


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_explained(kind: str, frames: Callable[[], JournalFrames]) -> None:
    """In the help of the method, which names no other."""
    with frames() as journal:
        columns = set(getattr(journal, kind)().columns)
    said = set(re.findall(r"`([a-z_]+)`", getattr(JournalFrames, kind).__doc__ or ""))
    tokens = {"answered", "upcoming", "due", "late", "missed", "not_expected", "early", "on_time", "back", "now"}
    assert columns == said - (tokens - columns)


def test_reading_writes_nothing(kept: Store) -> None:
    """Neither the frames nor whoever gets hold of the journal behind them."""
    before = kept.tables()
    journal = open_to_read(kept.place)
    with pytest.raises(BacklogError) as refused, journal.change("log", "more", now=NOW) as writer:
        writer.add(session())
    journal.close()
    assert "journal-unwritable" == refused.value.slug
    assert before == kept.tables()


def test_an_older_journal_is_left_as_it_is(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader does not bring it up to date; it says what does."""
    monkeypatch.setattr("backlog.store.opening.VERSION", VERSION + 1)
    before = kept.tables()
    with pytest.raises(BacklogError, match=rf"older backlog \(schema {VERSION}, .*left alone\. Any command") as refused:
        open_journal(kept.place)
    assert ("journal-older", before) == (refused.value.slug, kept.tables())


def test_a_missing_journal_is_not_made(tmp_path: Path, fresh: Callable[[str], Store]) -> None:
    """Nor is a file that is not one touched."""
    for place in (tmp_path / "none.db", tmp_path / "empty.db"):
        (tmp_path / "empty.db").touch()
        with pytest.raises(BacklogError) as refused:
            open_journal(place)
        assert "journal-missing" == refused.value.slug
    (tmp_path / "strange.db").write_text("These are letters, and no journal at all." * 99)
    with pytest.raises(BacklogError) as refused:
        open_journal(tmp_path / "strange.db")
    assert "not-a-journal" == refused.value.slug
    assert ["empty.db", "strange.db"] == sorted(path.name for path in tmp_path.iterdir())


def test_an_empty_server_is_left_empty(fresh: Callable[[str], Store]) -> None:
    """As a missing file is."""
    with pytest.raises(BacklogError) as refused:
        open_journal(fresh("postgresql").place)
    assert "journal-missing" == refused.value.slug


def test_the_journal_is_the_one_that_the_commands_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment before the default."""
    journal = Store("sqlite", str(tmp_path / "mine.db")).open()
    with journal.change("log", "run", now=NOW) as writer:
        writer.add(session())
    journal.close()
    with pytest.raises(BacklogError):
        open_journal()
    monkeypatch.setenv("BACKLOG_DB", str(tmp_path / "mine.db"))
    with open_journal() as found:
        assert 1 == len(found.sessions())

"""What holds of every verdict, whatever the case."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.model.case import Case
from backlog.model.decision import Decision, Evidence, Verdict
from backlog.model.dose import running_m
from backlog.model.reasons import AtGoal, Bound, HarmSeen, Reason
from backlog.model.screening import Flag
from backlog.model.session import Reading, Session
from backlog.rules.decide import ORDER, ruling
from backlog.rules.explain import explain
from backlog.rules.headline import Voice, headline
from backlog.services.advice import judge
from backlog.services.casefile import case_json, read_case, verdict_json
from backlog.stats.lately import LAST
from tests.cases import NOW, ago, case, decided, pain, run, stories
from tools.monotone import AFTER, RANKS, bolder, boldness

VOICE = Voice("km", NOW, lambda at: f"{at:%a %H:%M}")
EVIDENCE = Evidence(usual=2, usual_low=0.5, usual_high=3.5, sd=1.2)


def facts(given_case: Case, change: Any) -> Case:
    """The case with every reading changed."""
    return replace(given_case, readings=tuple(change(reading) for reading in given_case.readings))


@given(stories(), st.integers(1, 8))
def test_more_pain_is_never_bolder(story: Case, points: int) -> None:
    """Raising a reading never makes the verdict bolder; one before the last three runs, if usual stays what it was."""
    story = replace(story, retrospective=True)
    for chosen in story.readings:
        worse = facts(
            story, lambda r, chosen=chosen: replace(r, score=min(10.0, r.score + points)) if r is chosen else r
        )
        before, after = judge(story)[0].tolerance, judge(worse)[0].tolerance
        if (before.usual, before.sd) == (after.usual, after.sd):
            assert not bolder(decided(story), decided(worse))
        else:
            assert not after_the_last_runs(story, chosen)


def after_the_last_runs(story: Case, chosen: Reading) -> bool:
    """Whether a reading is one of the days after one of the last three runs."""
    runs = sorted(
        (s for s in story.sessions if s.activity == "run" and running_m(s) is not None), key=lambda s: s.started_at
    )
    return any(s.ended_at <= chosen.at <= s.ended_at + AFTER for s in runs[-LAST:])


@pytest.mark.slow
@given(stories())
def test_a_flare_is_never_bolder(story: Case) -> None:
    """A flare where there was none never makes the verdict bolder."""
    story = replace(story, retrospective=True)
    for chosen in story.readings:
        worse = facts(story, lambda r, chosen=chosen: replace(r, flare=True) if r is chosen else r)
        assert not bolder(decided(story), decided(worse))


@given(stories(), st.sampled_from(["knee", "hip-groin", "calf", "radiating-leg"]), st.integers(0, 10).map(float))
def test_pain_felt_elsewhere_is_never_bolder(story: Case, site: str, score: float) -> None:
    """Pain elsewhere during the last run never makes the verdict bolder."""
    story = replace(story, retrospective=True)
    last = max((s.started_at for s in story.sessions if s.activity == "run"), default=None)
    sessions = tuple(replace(s, during_sites={site: score}) if s.started_at == last else s for s in story.sessions)
    assert not bolder(decided(story), decided(replace(story, sessions=sessions)))


@given(stories(), st.integers(-60, 60))
def test_shifting_all_times_by_whole_weeks_changes_nothing(story: Case, weeks: int) -> None:
    """A verdict knows no calendar: the same story other weeks is the same verdict."""
    story = replace(story, zone=UTC)
    by = timedelta(weeks=weeks)
    moved = shifted(story, by)
    assert plain(decided(story), timedelta(0)) == plain(decided(moved), by)


def shifted(story: Case, by: timedelta) -> Case:
    """The case with every time and date moved."""

    def move(value: Any) -> Any:
        return replace(value, **{name: getattr(value, name) + by for name in vars(value)
                                 if name in {"started_at", "ended_at", "at", "day", "recorded_at"}})  # fmt: skip

    plan = replace(story.plan, usual_pain_at=story.plan.usual_pain_at and story.plan.usual_pain_at + by)
    return replace(
        story,
        now=story.now + by,
        plan=plan,
        sessions=tuple(map(move, story.sessions)),
        readings=tuple(map(move, story.readings)),
        screenings=tuple(map(move, story.screenings)),
    )


def plain(verdict: Verdict, by: timedelta) -> Any:
    """The verdict as JSON, its times moved back."""

    def back(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: back(item) for key, item in value.items()}
        if isinstance(value, list):
            return [back(item) for item in value]
        if isinstance(value, str) and value[:2] == "20":
            return (datetime.fromisoformat(value) - by).isoformat()
        return value

    return back(verdict_json(verdict, "UTC"))


@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(story: Case, random: Any) -> None:
    """Sessions and readings may come in any order."""
    sessions, readings = list(story.sessions), list(story.readings)
    random.shuffle(sessions)
    random.shuffle(readings)
    assert decided(story) == decided(replace(story, sessions=sessions, readings=readings))


@given(stories())
def test_a_case_survives_its_file(story: Case) -> None:
    """Case, to JSON, to text, and back is the same verdict."""
    found = json.loads(json.dumps(case_json(story)))
    assert decided(story) == decided(read_case(found)[0])


@given(stories())
def test_no_run_is_prescribed_beyond_a_limit(story: Case) -> None:
    """Never above the cap, the goal or the longest session; less is never more than the base."""
    verdict = decided(story)
    if not isinstance(verdict, Decision) or verdict.next is None or verdict.next.activity != "run":
        return
    metres = verdict.next.distance_m or 0.0
    most = [verdict.evidence.cap_m, story.plan.goal_m]
    most += [verdict.evidence.base_m] if verdict.action in {"reduce", "hold", "return"} else []
    assert all(metres <= limit for limit in most if limit is not None)
    assert metres % 50 == 0
    assert metres > 0


@given(stories())
def test_no_run_while_harm_is_unsettled(story: Case) -> None:
    """Whoever is told of harm is not told to run; and nobody is told to run meanwhile."""
    verdict = decided(story)
    told = {reason.code for reason in verdict.reasons}
    if told & {"harm_seen", "site_harm", "radiating", "screening", "red_flag"}:
        assert getattr(verdict, "next", None) is None
    assert getattr(getattr(verdict, "meanwhile", None), "activity", "walk") != "run"


@given(stories())
def test_meanwhile_is_nothing_new(story: Case) -> None:
    """What may be done meanwhile is an easy walk, or something that the person has done."""
    meanwhile = getattr(decided(story), "meanwhile", None)
    if meanwhile is not None:
        assert meanwhile.activity in {"walk"} | {session.activity for session in story.sessions}


@given(stories(), st.sampled_from(["bladder", "chest"]))
def test_a_red_flag_always_stops(story: Case, flag: str) -> None:
    """An open red flag is a stop, whatever else is there."""
    flagged = replace(story, flags=(Flag(id=1, flag=flag, opened_at=ago(1)),))
    assert decided(flagged).verdict == "stop"


@given(stories())
def test_every_verdict_can_be_said(story: Case) -> None:
    """Every verdict has a headline, every reason a sentence, and both fit into JSON."""
    verdict = decided(story)
    assert headline(verdict, VOICE).endswith(".")
    assert all(explain(reason, VOICE) for reason in verdict.reasons)
    assert json.loads(json.dumps(verdict_json(verdict, "UTC")))["verdict"] == verdict.verdict


@given(stories())
def test_every_verdict_has_a_reason(story: Case) -> None:
    """Nobody is told what to do without being told why, and nothing is said twice."""
    reasons = decided(story).reasons
    assert reasons
    assert [reason for at, reason in enumerate(reasons) if reason in reasons[:at]] == []


@given(stories())
def test_the_rule_that_spoke_is_named(story: Case) -> None:
    """A ruling is a verdict with the name of a rule in ORDER."""
    found = ruling(judge(story)[0])
    assert found.rule in {rule.__name__ for rule in ORDER}
    assert found.verdict == decided(story)


def sample(kind: type[Any]) -> Any:
    """A reason of a kind with some value in every field."""
    values = {"str": "calf", "int": 1, "float": 1.0, "bool": True, "datetime": NOW, "tuple[int, ...]": (1, 2)}
    special = {("BenignSpell", "days"): 20, ("ScreeningDue", "cause"): "pain", ("Bound", "name"): "cap"}
    return kind(**{
        name: special.get((kind.__name__, name), values[str(wanted).split(" | ", maxsplit=1)[0]])
        for name, wanted in kind.__annotations__.items()
        if name != "code"
    })  # fmt: skip


@pytest.mark.parametrize("kind", get_args(Reason), ids=lambda kind: kind.__name__)
def test_every_reason_can_be_worded(kind: type[Any]) -> None:
    """Every reason has a sentence, and its numbers fit into JSON."""
    reason = sample(kind)
    verdict = Decision(action="hold", next=None, reasons=(reason,), evidence=EVIDENCE)
    assert len(explain(reason, VOICE).split()) > 4
    assert verdict_json(verdict, "UTC")["reasons"][0]["code"] == kind.code


def test_equality_covers_reasons() -> None:
    """Two verdicts that differ in a number of a reason are not equal."""
    one, other = (
        Decision(action="hold", next=None, reasons=(AtGoal(goal_m=metres),), evidence=EVIDENCE)
        for metres in (2000.0, 2001.0)
    )
    assert one != other


def test_a_person_at_1800_metres_is_never_sent_2_km_and_more() -> None:
    """10 % over 1.8 km is 1,950 m on the grid."""
    runs: list[Session] = [run(hours, 1800.0) for hours in (216, 144, 72)]
    readings: list[Reading] = [pain(end - lag) for end in (216, 144, 72) for lag in (24, 48)]
    verdict = decided(case(runs, readings))
    assert isinstance(verdict, Decision)
    assert verdict.next is not None
    assert 1950.0 == verdict.next.distance_m
    assert {"cap"} == {reason.name for reason in verdict.reasons if isinstance(reason, Bound)}
    assert not any(isinstance(reason, HarmSeen) for reason in verdict.reasons)


@given(stories(), st.sampled_from(["knee", "calf", "foot"]), st.integers(5, 10).map(float))
def test_severe_pain_elsewhere_forbids_running_whenever_it_is_told(story: Case, site: str, score: float) -> None:
    """Five or more, told now, with or without a run before it: no run is next."""
    story = replace(story, retrospective=True)
    told = Reading(id=9_999, at=story.now, site=site, score=score, recorded_at=story.now)
    said = decided(replace(story, readings=(*story.readings, told)))
    assert boldness(said)[0] <= RANKS["reduce"]
    assert 0.0 == boldness(said)[1]

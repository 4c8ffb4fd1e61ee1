"""No line of a verdict contradicts another, nor its own odds: over the verdicts of made-up lives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import pytest

from backlog.cli.why import known
from backlog.model.case import Case
from backlog.model.decision import Decision, Prescription, Verdict
from backlog.model.plan import Plan
from backlog.model.reasons import BeyondLimit, Expected, FloorTooMuch, HarmSeen, Raised, Tolerated
from backlog.report.verdicts import lines
from backlog.rules.decide import decide
from backlog.rules.headline import Voice
from backlog.rules.review import changed
from backlog.rules.verdicts import last_dose
from backlog.rules.view import View
from backlog.services.capacity import next_run
from backlog.services.why import inputs
from backlog.simulate.backlog_policy import Advised, followed
from backlog.simulate.diary import Diary, Step, Told
from backlog.simulate.draws import draw, stream
from backlog.simulate.kinds import KINDS, draw_runner
from backlog.simulate.life import live
from backlog.simulate.timetable import START
from tests.rules.test_explain import UNSAID
from tools.monotone import bolder

#: A life is followed for so long, and so many of each kind.
WEEKS, EACH = timedelta(weeks=6), 4
#: Codes that speak against going further.
AGAINST = {"beyond_limit", "changed", "likely_to_hurt", "raised", "harm_seen", "floor_too_much"}
DISTANCE = re.compile(r"\b[\d.]+ k?m\b")


@cache
def verdicts(kind: str, number: int) -> list[tuple[Case, Verdict]]:
    """Every verdict on the first weeks of a runner who obeys, each with its case."""
    found: list[tuple[Case, Verdict]] = []

    def maker(told: Told) -> object:
        advised = Advised(told, Plan().reaction_limit)

        def policy(diary: Diary, now: datetime) -> Step:
            if now >= START + WEEKS:
                return Step("stop", None)
            found.append(advised.advice(diary, now))
            return followed(*found[-1])

        return policy

    runner = draw_runner(kind, stream(29, kind, number, "runner"))
    live(runner, draw(runner, stream(29, kind, number, "luck")), maker)  # type: ignore[arg-type]
    return found


def contradictions(case: Case, verdict: Verdict) -> Iterator[str]:
    """What two lines of a verdict, or a line and its odds, say against each other."""
    view, codes = View(case), {reason.code for reason in verdict.reasons}
    voice = Voice("km", case.now, lambda at: f"{at:%a %H:%M}")
    following: Prescription | None = getattr(verdict, "next", None)
    running = following.distance_m if following is not None and following.activity == "run" else None
    for reason in verdict.reasons:
        match reason:
            case Expected(distance_m=metres) if metres != running:
                yield f"the risk of {metres} m beside a next run of {running} m"
            case BeyondLimit() if reason.limit_m >= reason.last_m:
                yield "a last run beyond a limit that it is not beyond"
            case BeyondLimit() if running is not None and running > max(500.0, reason.limit_m):
                yield "a next run beyond the limit that the last was beyond"
            case HarmSeen() if running is not None:
                yield "a run while harm has not settled"
            case FloorTooMuch() if reason.probability <= reason.limit:
                yield "a switch against its own odds"
    first = verdict.reasons[0].code
    if changed(view) is not None and first != "changed" and not codes & {"red_flag", "screening"}:
        yield "something else before that running has begun to hurt"
    if {"changed", "expected"} <= codes:
        yield "the odds of all runs beside that running has begun to hurt"
    sessions = [reason.session for reason in verdict.reasons if isinstance(reason, Raised | Tolerated)]
    if len(sessions) > len(set(sessions)):
        yield "a run that was raised and went well"
    if isinstance(verdict, Decision):
        yield from of_a_decision(view, verdict, codes, running)
    drawn = next_run(verdict, case.tolerance, case.now)
    if drawn is not None and (drawn.metres != running or (following is not None and following.intervals)):
        yield "another next run on the chart, or the odds of a return"
    said = lines(verdict, voice)
    for words in said[1:]:
        if "%" in words or UNSAID.search(words):
            yield f"what is not said at first: {words}"
    far = {words for line in said for words in DISTANCE.findall(line)}
    if far - {voice.far(running or 0.0)}:
        yield f"more than one distance: {far}"
    given = inputs(view, verdict)
    told = " ".join(known(verdict.evidence, voice, given))
    if "next to none" in told and any(one.get("raised") or one.get("harmful") for one in given):
        yield "no comfort beside a run that was raised or went badly"
    if codes & {"likely_to_hurt", "floor_too_much"} and "well; the same once more" in " ".join(said):
        yield "a run that seems to have gone well beside that the next is likely to hurt"


def of_a_decision(view: View, verdict: Decision, codes: set[str], running: float | None) -> Iterator[str]:
    """What an action says against its reasons, its odds and its distance."""
    floor = view.tolerance.floor
    likely = floor is not None and view.answered_once and floor.p_too_much > 0.5
    brief = verdict.next is not None and verdict.next.intervals is not None
    if running is not None and likely and not brief:
        yield "a run though even the shortest is likely to hurt"
    if verdict.action == "increase" and codes & AGAINST:
        yield f"an increase beside {codes & AGAINST}"
    if verdict.action == "increase" and view.runs[-1].sore:
        yield "an increase after days that were sorer than usual"
    if verdict.action == "increase" and (running or 0.0) <= last_dose(view):
        yield "an increase that is none"
    if verdict.action == "reduce" and running is not None and view.base is not None and running > last_dose(view):
        yield "a reduction that is none"
    if (verdict.action == "switch") != (verdict.firm is not None):
        yield "firm is said of a switch and of nothing else"
    if verdict.firm and verdict.or_ is not None:
        yield "a way to run beside a firm switch"
    if verdict.or_ is not None and not verdict.or_.intervals:
        yield "another way that is no walk and run"
    if brief and codes & {"expected"}:
        yield "the odds of a return"


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_lines_contradict_each_other(kind: str) -> None:
    """Neither in their facts nor in their words, in all verdicts of the first weeks of some runners of every kind."""
    found = [
        (number, case.now, words)
        for number in range(EACH)
        for case, verdict in verdicts(kind, number)
        for words in contradictions(case, verdict)
    ]
    assert [] == found


@pytest.mark.parametrize("kind", KINDS)
def test_more_pain_at_any_time_is_never_bolder_to_the_rules(kind: str) -> None:
    """With what the numbers say held fixed, also where days have gone by since: time opens nothing that pain closes."""
    chance = stream(29, kind, "worse")
    for case, _ in (pair for number in range(EACH) for pair in verdicts(kind, number)):
        now = case.now + timedelta(days=chance.choice((0, 1, 3, 5, 9, 15)))
        calm = replace(case, now=now)
        lately = [r for r in case.readings if now - r.at < timedelta(days=25)]
        if lately:
            one, points, flare = chance.choice(lately), chance.choice((1, 3, 5, 8)), chance.random() < 0.3
            worse = replace(one, score=min(10.0, (one.score or 0.0) + points), flare=flare or one.flare)
            sore = replace(calm, readings=tuple(worse if r is one else r for r in case.readings))
            assert not bolder(decide(calm), decide(sore)), (one.at, points, flare)

"""Harm that was seen: what may be done meanwhile, when a step is taken all the same, and what is said beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from backlog.model.case import Case
from backlog.model.decision import Decision, Verdict
from backlog.model.reasons import HarmByTime, HarmSeen, Radiating, Reason, SeeClinician, SiteHarm
from backlog.model.screening import Screening
from backlog.model.session import Reading, Session
from backlog.rules.explain import explain
from backlog.rules.headline import Voice
from backlog.rules.view import View
from backlog.services.advice import judge
from tests.cases import NOW, ago, case, pain, run

#: Usual 2, harm from 6 on, the usual range up to 3.5, a step up to 4.5; no limit asks for less.
STEADY = {"usual": 2.0, "sd": 1.2, "low": 0.5, "high": 3.5, "limit_m": None, "floor": None}
ENDS = (564, 492, 420)
RUNS = [run(end) for end in ENDS]
PAIN = [pain(end - lag) for end in ENDS for lag in (24, 48)]
VOICE = Voice("km", NOW, lambda at: f"{at:%a %H:%M}")


def said(given: Case) -> Verdict:
    """The verdict, in a tolerance whose numbers are round."""
    return judge(given, STEADY)[1]


def found(given: Case, kind: type[Reason]) -> list[Any]:
    """The reasons of a kind in the verdict."""
    return [reason for reason in said(given).reasons if isinstance(reason, kind)]


@pytest.mark.parametrize(
    ("hours", "score", "minutes"),
    [(71.9, 8.0, 20), (72, 8.0, 40), (5, None, 40)],
    ids=["fresh", "three-days-old", "a-knee-instead"],
)
def test_what_is_done_meanwhile_is_halved_while_harm_is_fresh(hours: float, score: float | None, minutes: int) -> None:
    """Of forty minutes of walking that went well: for three days, and for the back alone."""
    walk = run(300, None, activity="walk", duration_s=2400.0)
    harmed = pain(5, 7.0, site="knee") if score is None else pain(hours, score)
    verdict = said(case([*RUNS, walk], [*PAIN, pain(276), harmed]))
    assert isinstance(verdict, Decision)
    assert verdict.meanwhile is not None
    assert ("walk", minutes * 60) == (verdict.meanwhile.activity, verdict.meanwhile.duration_s)


@pytest.mark.parametrize(
    ("hours", "since", "reviewed", "causes"),
    [
        (336, [pain(300, 4.0)], None, ["unsettled"]),
        (335.9, [pain(300, 4.0)], None, []),
        (336, [pain(300, 4.0)], 100.0, []),
        (336, [pain(300, 4.0)], 340.0, ["unsettled"]),
    ],
    ids=["a-fortnight", "less", "reviewed-since", "reviewed-before"],
)
def test_harm_that_has_not_settled_in_a_fortnight_asks_for_a_look(
    hours: float, since: Sequence[Reading], reviewed: float | None, causes: list[str]
) -> None:
    """Though a step is taken before that, the back being nearly as usual; not where somebody has looked since."""
    asked = [Screening(at=ago(1)), *([Screening(at=ago(reviewed), kind="review")] if reviewed else [])]
    given = case(RUNS, [*PAIN, pain(hours, 7.0), *since], screenings=asked)
    assert causes == [reason.cause for reason in found(given, SeeClinician)]
    assert 1 == len(found(given, HarmByTime))


def test_a_flare_that_lasts_is_asked_about_once() -> None:
    """Beside it nothing is said of later harm that has not settled."""
    given = case(RUNS, [*PAIN, pain(371, 4.0, flare=True), pain(340, 7.0), pain(300, 4.0)])
    assert ["flare"] == [reason.cause for reason in found(given, SeeClinician)]


@pytest.mark.parametrize(
    ("began", "spoken"),
    [(48, ("reduce", 1000.0)), (72, ("reduce", 1000.0)), (24, ("reduce", 1000.0)), (-24, ("reduce", 1000.0))],
)
def test_harm_by_time_is_told_once_wherever_the_last_run_lies(began: float, spoken: tuple[str, float]) -> None:
    """A flare 120 h ago, the back nearly as usual since, and a run that began so many hours after it, untold of."""
    runs = [*RUNS, run(120 - began - 0.25)]
    verdict = said(case(runs, [*PAIN, pain(120, 4.0, flare=True), pain(119, 4.0)]))
    assert isinstance(verdict, Decision)
    assert verdict.next is not None
    assert spoken == (verdict.action, verdict.next.distance_m)
    (reason,) = [reason for reason in verdict.reasons if isinstance(reason, HarmByTime)]
    assert (1007, ago(120), True, 5, 0.5) == (reason.reading, reason.at, reason.flare, reason.days, reason.factor)


def test_a_run_begun_before_harm_settled_speaks_for_itself_once_something_is_told_of_it() -> None:
    """It began three days after the flare; its next check is waited for."""
    told = [*PAIN, pain(120, 4.0, flare=True), pain(119, 4.0), pain(30, 4.0)]
    assert "pending" == said(case([*RUNS, run(47.75)], told)).verdict


@pytest.mark.parametrize(("score", "harmful"), [(5.0, True), (4.9, False)])
def test_a_knee_that_hurt_on_a_walk_forbids_running(score: float, harmful: bool) -> None:
    """From 5 on; neither a run nor a reading is to be named."""
    walk = run(50, None, activity="walk", during_sites={"knee": score})
    told = found(case([*RUNS, walk], PAIN), SiteHarm)
    assert ([SiteHarm(site="knee", score=5.0, limit=5.0, twice=False)] if harmful else []) == told


@pytest.mark.parametrize(
    ("medicated", "harms"), [(False, {"back": False, "knee": False}), (True, {"back": True, "knee": True})]
)
def test_a_low_number_under_an_extra_dose_settles_nothing(*, medicated: bool, harms: dict[str, bool]) -> None:
    """Pain was at least that: neither the back's bad day nor a knee's is over by it; without the dose both are."""
    for site, bad in harms.items():
        given = case(RUNS, [*PAIN, pain(20, 8.0, site=site), pain(5, 2.0, site=site, medicated=medicated)])
        assert bad == bool([*found(given, HarmSeen), *found(given, SiteHarm)])


@pytest.mark.parametrize(("score", "settled"), [(2.0, True), (3.0, False)])
def test_a_high_number_under_an_extra_dose_takes_back_what_had_settled(score: float, *, settled: bool) -> None:
    """A knee was at 2 and is now at least at 3."""
    knee = [pain(hours, told, site="knee") for hours, told in ((20, 8.0), (10, 2.0))]
    given = case(RUNS, [*PAIN, *knee, pain(5, score, site="knee", medicated=True)])
    assert settled is (not found(given, SiteHarm))


@pytest.mark.parametrize(("medicated", "near"), [(False, True), (True, False)])
def test_three_days_after_harm_an_extra_dose_brings_no_run_nearer(*, medicated: bool, near: bool) -> None:
    """At 4.5, a point above the usual range, half of the last distance is asked for; not where a tablet made it 4.5."""
    given = case(RUNS, [*PAIN, pain(80, 8.0), pain(5, 4.5, medicated=medicated)])
    assert near == bool(found(given, HarmByTime))


def leg(hours_ago: float, score: float, *, medicated: bool = False) -> Reading:
    """Pain down the leg."""
    return pain(hours_ago, score, site="radiating-leg", medicated=medicated)


@pytest.mark.parametrize(
    ("since", "walk", "calm"),
    [
        ([leg(10, 3.0)], None, True),
        ([leg(10, 3.0), pain(9, 5.0)], None, True),
        ([leg(0, 3.0)], None, True),
        ([leg(168, 4.0), leg(10, 3.0)], None, True),
        ([leg(167.9, 4.0), leg(10, 3.0)], None, False),
        ([leg(168, 3.0)], None, False),
        ([], None, False),
        ([], 3.0, True),
        ([leg(10, 3.0)], 4.0, False),
        ([leg(10, 3.0, medicated=True)], None, False),
        ([leg(10, 0.0, medicated=True)], None, False),
        ([leg(20, 3.0), leg(10, 3.1, medicated=True)], None, False),
    ],
)
def test_pain_down_the_leg_is_calm_by_what_was_told_of_it_in_the_last_week(
    since: Sequence[Reading], walk: float | None, calm: bool
) -> None:
    """Two hundred hours after it came: by readings of the leg, and by what was felt there during a walk."""
    felt = [] if walk is None else [run(20, None, activity="walk", during_sites={"radiating-leg": walk})]
    (reason,) = found(case([*RUNS, *felt], [*PAIN, leg(200, 3.0), *since]), Radiating)
    assert (1007, None, calm) == (reason.reading, reason.session, reason.calm)


def test_the_only_run_since_the_leg_was_calm_speaks_for_itself() -> None:
    """Ten days after the pain came, a week of it at 2."""
    told = [leg(300, 2.0), leg(200, 2.0), leg(100, 2.0)]
    first: list[Session] = [run(60)]
    assert [] == found(case(first, told), Radiating)
    assert 1 == len(found(case([replace(run(330))], told), Radiating))


@pytest.mark.parametrize(
    ("days", "calm"), [([6.0, *[3.0] * 6], True), ([6.0, *[3.0] * 5], False), ([6.0, *[3.1] * 10], False)]
)
def test_a_leg_that_was_strong_once_is_judged_by_its_own_rule(days: Sequence[float], *, calm: bool) -> None:
    """A score a day: at 6 on the first, and a week at 3 or less leaves walk and run open; it need not be 2."""
    told = [leg(24 * (len(days) - day), score) for day, score in enumerate(days)]
    given = case([run(24 * len(days) + 72)], told)
    assert ([calm], []) == ([reason.calm for reason in found(given, Radiating)], found(given, SiteHarm))


@pytest.mark.parametrize(
    ("since", "reviewed", "forbids"),
    [
        ([], 20, True),
        ([leg(9, 3.1)], 20, True),
        ([leg(9, 3.0)], 20, False),
        ([leg(9, 3.0)], None, True),
        ([leg(9, 0.0)], None, False),
    ],
)
def test_a_leg_that_is_strong_again_is_no_news_and_forbids_running(
    since: Sequence[Reading], reviewed: float | None, *, forbids: bool
) -> None:
    """Pain told of 60 days ago as well: now at 5, until it is gone; or at most at 3, and somebody has looked."""
    asked = [Screening(at=ago(1)), *([Screening(at=ago(reviewed), kind="review")] if reviewed else [])]
    told = [leg(1440, 1.0), leg(1430, 0.0), leg(30, 5.0), *since]
    reasons = found(case(RUNS, [*PAIN, *told], screenings=asked), Radiating)
    assert ([(1009, 5.0, False)] if forbids else []) == [(one.reading, one.again, one.calm) for one in reasons]
    assert not forbids or explain(reasons[0], VOICE).startswith("The leg was at 5: walking as you like, no running yet")


@pytest.mark.parametrize(("scores", "forbids"), [((3.0, 3.0), False), ((3.0, 3.1), True), ((2.9, 4.9), False)])
def test_a_leg_that_was_felt_with_two_runs_running_forbids_more(scores: tuple[float, float], *, forbids: bool) -> None:
    """From 3 on with both, and above 3 with the last: at 3 a leg is mild, whatever a knee would be."""
    runs = [RUNS[0], *(replace(r, during_sites={"radiating-leg": s}) for r, s in zip(RUNS[1:], scores, strict=True))]
    known = [leg(1440, 1.0), leg(1430, 0.0)]
    reasons = found(case(runs, [*PAIN, *known]), Radiating)
    assert ([(3, scores[1])] if forbids else []) == [(one.session, one.again) for one in reasons]


@pytest.mark.parametrize(("score", "settled"), [(3.0, True), (6.0, False)])
def test_a_bad_day_has_settled_where_pain_is_what_was_usual_before_it(score: float, *, settled: bool) -> None:
    """A week of sixes after it does not make six what is usual, however much the range has widened by then."""
    said = [*PAIN, pain(190, 8.0), *(pain(180 - 24 * day, score) for day in range(7))]
    whole, verdict = judge(case(RUNS, said))
    assert settled is (not [r for r in verdict.reasons if isinstance(r, HarmSeen | HarmByTime)])
    assert settled or whole.tolerance.high > 5


FLARE = pain(360, 5.0, flare=True)


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [((5.0, 5.0), ("reduce", 500.0)), ((3.0, 3.0), ("hold", 1000.0)), ((), ("reduce", 500.0))],
    ids=["raised", "settled", "unanswered"],
)
def test_a_run_after_a_flare_speaks_for_itself_once_it_is_answered(
    answers: tuple[float, ...], verdict: tuple[str, float]
) -> None:
    """Four days after it: better answers are never followed by less than worse ones, or none."""
    runs = [*RUNS, run(360 - 96, 1000.0)]
    given = case(runs, [*PAIN, FLARE, *(pain(360 - 96 - 24 * n, score) for n, score in enumerate(answers, 1))])
    now = NOW - timedelta(hours=360 - 96 - 54)
    told = said(replace(given, now=now, screenings=(Screening(at=now),)))
    assert isinstance(told, Decision)
    assert told.next is not None
    assert verdict == (told.action, told.next.distance_m)


def test_a_later_bad_day_that_has_settled_hides_none_that_has_not() -> None:
    """Each by what was usual before it: the newest unsettled one speaks."""
    whole, _ = judge(case(RUNS, [*PAIN, pain(100, 7.0), pain(60, 5.0), pain(50, 8.0), pain(40, 5.0)]), STEADY)
    told = {1: NOW - timedelta(hours=120), 2: NOW - timedelta(hours=55)}
    view = View(replace(whole, tolerance=replace(whole.tolerance, highs=((told[1], 3.5), (told[2], 5.5)))))
    assert view.settled_by(NOW - timedelta(hours=50)) is not None
    assert view.unsettled is not None
    assert 7.0 == view.unsettled.score


def test_harm_without_any_run_that_has_settled_is_no_news() -> None:
    """There is a first run to begin with."""
    verdict = said(case([], [pain(50, 7.0), pain(30)]))
    assert ("start", ["brief_run"]) == (getattr(verdict, "action", None), [r.code for r in verdict.reasons][:1])


def test_the_only_run_can_have_hurt() -> None:
    """The last of one run is the first."""
    (reason,) = [r for r in said(case([run(72, during=9.0)], [pain(48), pain(24)])).reasons if r.code == "during_high"]
    assert (1, 9.0, False) == (reason.session, reason.score, reason.twice)  # type: ignore[union-attr]

"""Where running begins again, and what every verdict rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from backlog.model.decision import Action, Decision
from backlog.model.reasons import BriefRun, LayOff, Reason, SiteSettled
from backlog.model.session import Session
from backlog.model.tolerance import Changed, FloorTest, Response, Risk, Tolerance
from backlog.rules.decide import decide
from backlog.rules.limits import Asked
from backlog.rules.verdicts import beginning, evidence, last_done, last_tolerated, reduced
from backlog.rules.verdicts import run as run_as
from backlog.rules.view import View
from tests.cases import case, pain, run

WELL = Response(value=0.0, worst=0.0, scale=1.0, n=2, p_reaction=0.1)
BADLY = Response(value=2.0, worst=2.0, scale=1.0, n=2, p_reaction=0.9)


def view(runs: Sequence[Session], went: Sequence[Response], **known: object) -> View:
    """Runs that were answered with the usual 2, of each of which the numbers say how it went."""
    hours = [(one.started_at - runs[0].started_at).total_seconds() / 3600 for one in runs]
    first = (case().now - runs[0].ended_at).total_seconds() / 3600 if runs else 0.0
    readings = [pain(first - at - lag) for at in hours for lag in (24, 48)]
    told = {"responses": dict(enumerate(went, 1))} | known
    return View(replace(case(runs, readings), tolerance=Tolerance(**told)))  # type: ignore[arg-type]


def days_ago(days: float, metres: float | None, **fields: object) -> Session:
    """A run that ended so many days ago."""
    return run(24 * days, metres, **fields)


@pytest.mark.parametrize(
    ("went", "metres"), [((WELL, WELL, BADLY), 1000.0), ((WELL, BADLY, BADLY), 1000.0), ((WELL, BADLY, WELL), 1800.0)]
)
def test_a_run_that_went_badly_is_not_passed_over_on_the_way_to_one_that_went_well(
    went: Sequence[Response], metres: float
) -> None:
    """After 2 km, 1 km and 1.8 km: whether the kilometre was good or bad, no more than that comes after a bad day."""
    runs = [days_ago(days, far) for days, far in ((10, 2000.0), (7, 1000.0), (4, 1800.0))]
    assert metres == last_tolerated(view(runs, went))


@pytest.mark.parametrize(
    ("runs", "went", "asked", "reason"),
    [
        ([], [], Asked(800.0, anew=True), BriefRun(distance_m=800.0)),
        ([days_ago(3, 2000.0)], [BADLY], Asked(800.0, anew=True), BriefRun(distance_m=800.0)),
        ([days_ago(3, 600.0)], [BADLY], Asked(600.0, anew=True), BriefRun(distance_m=600.0)),
        ([days_ago(3, None, duration_s=None)], [WELL], Asked(800.0, anew=True), BriefRun(distance_m=800.0)),
        ([days_ago(3, 400.0, intervals="4x60/120")], [WELL], Asked(500.0, anew=True), BriefRun(distance_m=500.0)),
        ([days_ago(40, 2000.0)], [WELL], Asked(1000.0, anew=False), LayOff(days=40, last_m=2000.0, half=True)),
        ([days_ago(70, 2000.0)], [WELL], Asked(800.0, anew=True), LayOff(days=70, last_m=2000.0, half=False)),
        (
            [days_ago(40, 2000.0), days_ago(38, 600.0)],
            [WELL, BADLY],
            Asked(300.0, anew=False),
            LayOff(days=40, last_m=2000.0, half=True),
        ),
        (
            [days_ago(40, 2000.0), days_ago(38, 1200.0)],
            [WELL, BADLY],
            Asked(600.0, anew=False),
            LayOff(days=40, last_m=2000.0, half=True),
        ),
        (
            [days_ago(40, 2000.0), days_ago(29, 600.0)],
            [WELL, BADLY],
            Asked(600.0, anew=False),
            LayOff(days=40, last_m=2000.0, half=True),
        ),
        ([days_ago(40, 1200.0)], [BADLY], Asked(600.0, anew=True), BriefRun(distance_m=600.0)),
        (
            [days_ago(75, 600.0), days_ago(40, 2000.0)],
            [BADLY, WELL],
            Asked(1000.0, anew=False),
            LayOff(days=40, last_m=2000.0, half=True),
        ),
    ],
    ids=[
        "never",
        "badly",
        "a-short-one-badly",
        "of-unknown-length",
        "inside-a-walk",
        "half",
        "brief",
        "half-of-a-short-one-that-went-badly",
        "half-of-what-went-badly-since",
        "badly-of-late",
        "badly-before-a-lay-off",
        "badly-before-it-went-well",
    ],
)
def test_running_begins_again_with_half_or_a_brief_run_and_no_further_than_went_badly_since(
    runs: Sequence[Session], went: Sequence[Response], asked: Asked, reason: Reason
) -> None:
    """Half of the last that went well where that is under sixty days ago, else a brief run on something soft."""
    assert (asked, reason) == beginning(view(runs, went))


def test_a_reduced_distance_is_no_further_than_running_would_begin_with() -> None:
    """Where no run of the last thirty days went well; where one did, it is what was asked for."""
    new, known = view([days_ago(3, 2000.0)], [BADLY]), view([days_ago(3, 2000.0)], [WELL])
    assert [800.0, 700.0, 1600.0] == [reduced(new, 1600.0), reduced(new, 700.0), reduced(known, 1600.0)]


def test_the_last_run_of_known_length_is_the_last() -> None:
    """Without any it is the brief run."""
    runs = [days_ago(9, 1200.0), days_ago(6, 1500.0), days_ago(3, None, duration_s=None)]
    assert [1500.0, 800.0] == [last_done(view(runs, [WELL] * 3)), last_done(view(runs[2:], [WELL]))]


@pytest.mark.parametrize(
    ("limit_m", "since_m", "over", "told"),
    [
        (2000.0, 1000.0, False, 1000.0),
        (800.0, 1000.0, False, 800.0),
        (2000.0, 1000.0, True, 2000.0),
        (None, 1000.0, False, None),
    ],
)
def test_the_limit_of_the_evidence_is_the_lower_one_where_running_has_begun_to_hurt(
    limit_m: float | None, since_m: float, over: bool, told: float | None
) -> None:
    """Once that is over, it is the limit of all runs again."""
    began = Changed(session=1, runs=2, probability=0.96, limit_m=since_m, p_floor=0.1, over=over)
    assert told == evidence(view([days_ago(3, 2000.0)], [WELL], limit_m=limit_m, changed=began)).limit_m


def test_where_a_run_would_likely_hurt_and_walking_did_the_substitute_is_next() -> None:
    """The bike, of which nothing bad is known; and a little walk and run is the other way."""
    likely = FloorTest(runs=3, mean=1.0, scale=0.5, p_too_much=0.6)
    walk = run(240, None, activity="walk")
    given = view([walk, days_ago(3, 2000.0)], [BADLY, WELL], floor=likely).case
    said = decide(replace(given, plan=replace(given.plan, activities=("run", "walk", "bike"))))
    assert isinstance(said, Decision)
    assert said.next is not None
    assert said.or_ is not None
    assert ("bike", "run", 1) == (said.next.activity, said.or_.activity, said.evidence.runs)


@pytest.mark.parametrize(
    ("metres", "went", "pieces", "codes"),
    [
        (500.0, BADLY, "5x60/120", []),
        (550.0, BADLY, None, ["expected"]),
        (500.0, WELL, None, ["expected"]),
    ],
    ids=["held", "further", "not-felt"],
)
def test_a_walk_and_run_that_was_felt_is_held_in_pieces_and_without_the_odds_of_a_run(
    metres: float, went: Response, pieces: str | None, codes: list[str]
) -> None:
    """Of at most half a kilometre; the odds that are known are those of runs without a walk."""
    risk = (Risk(500.0, 0.01, 0.1), Risk(5000.0, 0.2, 0.6))
    tried = days_ago(3, 500.0, intervals="5x60/120", prescribed_m=500.0)
    said = run_as(view([tried], [went], risk=risk), "hold", Asked(metres), [])
    assert said.next is not None
    assert (pieces, codes) == (said.next.intervals, [r.code for r in said.reasons if r.code != "bound"])


@pytest.mark.parametrize(
    ("action", "last", "told"),
    [
        ("reduce", {"metres": 550.0}, ("reduce", None, 0.5)),
        ("reduce", {"metres": 500.0}, ("reduce", "5x60/120", 0.5)),
        ("reduce", {"metres": 499.0}, ("hold", "5x60/120", 1.0)),
        ("reduce", {"metres": 1200.0, "intervals": "5x60/120"}, ("hold", "5x60/120", 1.0)),
        ("reduce", {"metres": 1800.0, "intervals": "8x60/120"}, ("reduce", "5x60/120", 0.5)),
        ("hold", {"metres": 500.0}, ("hold", None, 0.5)),
        ("hold", {"metres": 499.0}, ("hold", "5x60/120", 0.5)),
        ("start", {"metres": 499.0}, ("start", None, 0.5)),
    ],
    ids=["longer", "as-short", "shorter", "in-pieces", "in-more-pieces", "held", "a-shorter-one-held", "begun"],
)
def test_what_is_no_less_than_the_last_run_is_in_pieces_and_no_reduction(
    action: Action, last: dict[str, Any], told: tuple[str, str | None, float]
) -> None:
    """Half of the last run is asked for, which went well, and half a kilometre is the least."""
    metres, how = last["metres"], {name: value for name, value in last.items() if name != "metres"}
    ran = days_ago(3, metres, **how)
    why = SiteSettled(session=1, site="knee", score=5.0, factor=0.5)
    said = run_as(view([ran], [WELL]), action, Asked(250.0), [why])
    assert said.next is not None
    (kept,) = [reason for reason in said.reasons if isinstance(reason, SiteSettled)]
    assert (500.0, told) == (said.next.distance_m, (said.action, said.next.intervals, kept.factor))


@pytest.mark.parametrize(
    ("intervals", "hours", "told"),
    [("5x60/120", 40, None), ("5x60/120", 54, "hold"), (None, 40, "reduce")],
    ids=["a-hold-waits", "no-longer", "less-does-not"],
)
def test_an_open_check_delays_less_only_where_it_is_none(intervals: str | None, hours: float, told: str | None) -> None:
    """Both runs hurt as they went, and the first was answered."""
    runs = [run(end, 500.0, intervals=intervals, distance_m=1500.0 if intervals else 500.0, during=9.0)
            for end in (hours + 100, hours)]  # fmt: skip
    given = view(runs, [WELL, WELL]).case
    verdict = decide(replace(given, readings=given.readings[:2]))
    assert told == (verdict.action if isinstance(verdict, Decision) else None)
    assert ("check_open" if told is None else "during_high") == verdict.reasons[0].code

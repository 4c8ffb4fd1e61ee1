"""What sessions count as, before any rule looks at them."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from backlog.model.plan import Pause, Plan
from backlog.rules.view import View
from backlog.services.advice import judge
from tests.cases import NOW, case, pain, run


@pytest.mark.parametrize(
    ("zone", "waits"), [("Pacific/Auckland", True), ("UTC", False), ("America/St_Johns", False)]
)  # fmt: skip
def test_a_pause_is_of_dates_where_the_person_is(zone: str, waits: bool) -> None:
    """It is 18 o'clock on Monday in London, and Tuesday morning in New Zealand: a pause of Tuesday has begun there."""
    tuesday = NOW.date() + timedelta(days=1)
    plan = Plan(pauses=(Pause(first=tuesday, last=tuesday),))
    assert waits is (View(case(plan=plan, zone=ZoneInfo(zone))).resumes is not None)


@pytest.mark.parametrize(("minutes", "counts", "ratio"), [(22.0, 20.0, 1.1), (23.0, 23.0, 1.15), (18.0, 20.0, 0.9)])
def test_a_walk_about_as_long_as_was_prescribed_counts_as_that(minutes: float, counts: float, ratio: float) -> None:
    """Twenty minutes were prescribed: within a tenth either way."""
    walk = run(50, None, activity="walk", duration_s=minutes * 60, prescribed_s=1200.0)
    (done,) = View(case([walk])).done("walk")
    assert (counts, ratio) == (done.dose, done.ratio)


@pytest.mark.parametrize(
    ("intervals", "metres", "prescribed", "counts", "ratio"),
    [
        ("5x60/120", 1200.0, 500.0, 500.0, 1.0),
        ("2x60/120", 1200.0, 500.0, 200.0, 0.4),
        ("5x60/120", 1200.0, 2000.0, 500.0, 0.25),
        ("10x60/120", 2400.0, 500.0, 500.0, 2.0),
        ("5x60/120", None, 500.0, 500.0, 1.0),
        ("5x60/120", 300.0, 500.0, 300.0, 0.6),
        ("5x60/120", 1200.0, None, 500.0, None),
        ("2x60/120", 1200.0, None, 200.0, None),
        ("10x30/60", 1200.0, 500.0, 500.0, 1.0),
        ("5x60/180", 1500.0, 500.0, 500.0, 1.0),
        ("5x61/122", 1200.0, 500.0, 400.0, 0.8),
        ("5x60/119", 1790.0, None, 600.0, None),
    ],
    ids=["as-asked", "fewer", "asked-to-run", "more", "no-watch", "shorter-than-that", "unasked", "unasked-fewer",
         "briefer", "more-walking", "longer-pieces", "less-walking"],
)  # fmt: skip
def test_a_walk_and_run_counts_as_the_pieces_that_were_done(
    intervals: str, metres: float | None, prescribed: float | None, counts: float, ratio: float | None
) -> None:
    """A hundred metres a minute and at most what was asked, in pieces of a minute at most with two walked to each.

    Of anything else it is the share of the way that the time run makes up.
    """
    (done,) = View(case([run(50, metres, intervals=intervals, prescribed_m=prescribed)])).runs
    assert (counts, ratio) == (done.dose, done.ratio)


@pytest.mark.parametrize(("activity", "first", "second", "counts"), [("run", 500, 5000, 600), ("walk", 20, 60, 22)])
def test_a_session_counts_at_most_at_the_cap_of_its_day(
    activity: str, first: float, second: float, counts: float
) -> None:
    """Metres of a run, minutes of anything else: the second is far beyond a step from the first, which is its base."""
    sessions = [
        run(hours, amount if activity == "run" else None, activity=activity, duration_s=amount * 60)
        for hours, amount in ((200, first), (100, second))
    ]
    found = View(judge(case(sessions, [pain(176), pain(152)]))[0])
    assert [(None, first), (first, counts)] == [(done.base, done.counted) for done in found.done(activity)]

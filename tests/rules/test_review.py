"""When somebody should look, and how often that is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from backlog.model.plan import Plan
from backlog.model.reasons import FindBaseline, SeeClinician
from backlog.model.screening import Screening
from backlog.model.session import Reading, Session
from backlog.model.tolerance import Tolerance
from backlog.rules.review import advised, soft_stop
from backlog.rules.view import View
from tests.cases import ago, case, pain, run


def flare(hours_ago: float) -> Reading:
    """One told with a 4; the usual range ends at 3.5."""
    return pain(hours_ago, 4.0, flare=True)


@pytest.mark.parametrize(
    ("readings", "reviewed", "told"),
    [
        ([flare(300), pain(100)], None, SeeClinician(cause="flare", reading=1001, score=4.0, days=8)),
        ([flare(300), pain(100)], 301, SeeClinician(cause="flare", reading=1001, score=4.0, days=8)),
        ([flare(300), pain(100)], 299, None),
        ([flare(600), pain(590), flare(300), pain(100)], None,
         SeeClinician(cause="flare", reading=1003, score=4.0, days=8)),
    ],
    ids=["long", "reviewed-before", "reviewed-since", "after-a-short-one"],
)  # fmt: skip
def test_a_flare_that_took_a_week_or_more_asks_for_a_look(
    readings: Sequence[Reading], reviewed: float | None, told: SeeClinician | None
) -> None:
    """Unless somebody has looked since; it settled eight days after it came, and four days ago."""
    asked = [Screening(at=ago(1)), *([Screening(at=ago(reviewed), kind="review")] if reviewed else [])]
    assert told == soft_stop(View(case(readings=readings, screenings=asked)))


def beside(sessions: Sequence[Session], **fields: object) -> list[str]:
    """The causes of a review that are told beside a verdict; the back has been at 5 for ten weeks."""
    plan = Plan(usual_pain=2.0, usual_pain_at=ago(24 * 40))
    given = case(sessions, [pain(24 * day + 1, 5.0) for day in range(70)], plan=plan, **fields)
    return [reason.cause for reason in advised(View(given), ()) if isinstance(reason, SeeClinician)]


@pytest.mark.parametrize(
    ("sessions", "causes"),
    [
        ([], ["no_improvement"]),
        ([run(24 * 9 - 0.25)], []),
        ([run(24 * 9 - 0.26)], []),
        ([run(24 * 9 - 0.24)], ["no_improvement"]),
        ([run(-0.25)], ["no_improvement"]),
    ],
    ids=["none", "begun-on-the-day", "begun-since", "begun-before", "begins-now"],
)
def test_that_nothing_got_better_is_told_until_a_session_of_each_31_days_was_begun_with_it(
    sessions: Sequence[Session], causes: list[str]
) -> None:
    """Counted from when usual pain was told, forty days ago: the second 31 days began nine days ago."""
    assert causes == beside(sessions)


@pytest.mark.parametrize("sessions", [[], [run(300)]])
def test_a_gap_without_runs_is_offered_only_to_who_has_begun(sessions: Sequence[Session]) -> None:
    """In the sixth week, with nothing that tells usual pain from reactions."""
    given = case(sessions, plan=Plan(usual_pain=2.0, usual_pain_at=ago(24 * 42)))
    told = advised(View(replace(given, tolerance=Tolerance())), ())
    assert ([FindBaseline(readings=0, needed=3, days=4)] if sessions else []) == list(told)

"""Single moments and single runs on which a rule turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from backlog.model.case import Case
from backlog.model.decision import Decision, Pending, Prescription
from backlog.model.plan import Pause, Plan
from backlog.model.reasons import Bound, HarmSettled, Paused, Raised, Reason, SeeClinician
from backlog.model.screening import Flag, Screening
from backlog.model.session import Reading
from backlog.model.tolerance import Changed, FloorTest, Response
from backlog.rules.decide import ruling
from backlog.rules.limits import not_before
from backlog.rules.redflags import screening_due
from backlog.rules.thresholds import RUN_REST
from backlog.rules.view import View
from backlog.services.advice import judge
from tests.cases import NOW, ago, case, decided, pain, run

ENDS = (216, 144, 72)
RUNS = [run(end) for end in ENDS]
PAIN = [pain(end - lag) for end in ENDS for lag in (24, 48)]


def reason(given: Case, code: str) -> Any:
    """The reason of that code in the verdict; None if it is not given."""
    found: list[Reason] = [r for r in decided(given).reasons if r.code == code]
    return found[0] if found else None


def following(given: Case) -> Prescription:
    """The next session of the verdict."""
    verdict = decided(given)
    assert isinstance(verdict, Decision)
    assert verdict.next is not None
    return verdict.next


def view(given: Case) -> View:
    """A case as the rules see it."""
    return View(judge(given)[0])


def test_the_last_harm_counts() -> None:
    """The first flare settled, the second has not."""
    flares = [pain(60, 3.0, flare=True), pain(50), pain(5, 3.0, flare=True)]
    assert 1009 == reason(case(RUNS, [*PAIN, *flares]), "harm_seen").reading


def test_a_run_begun_when_harm_settled_came_before_the_settling() -> None:
    """Only a run begun after it is judged by itself; where one reading alone says that it was over, it is repeated."""
    flare = pain(80, 3.0, flare=True)
    said = [(pain(72.25),), (pain(72.3),), (pain(72.3), pain(72.25)), (pain(73), pain(72.3))]
    found = [reason(case(RUNS, [*PAIN, flare, *calm]), "harm_settled") for calm in said]
    assert [0.5, 1.0, 1.0, None] == [settled and settled.factor for settled in found]


def test_harm_settled_says_whose_pain_it_was() -> None:
    """A flare told with the knee's score has no score of the back; without a flare all of the distance remains."""
    knee = reason(case(RUNS, [*PAIN, pain(5, 1.0, site="knee", flare=True), pain(2)]), "harm_settled")
    back = reason(case(RUNS, [*PAIN, pain(5, 6.9), pain(2)]), "harm_settled")
    assert [(None, 0.5), (6.9, 1.0)] == [(r.score, r.factor) for r in (knee, back)]


def test_the_last_run_decides_between_all_and_part_of_the_distance() -> None:
    """The run before the last was raised; the last was not."""
    answers = [*PAIN[:2], pain(120, 5.0), pain(96, 5.0), *PAIN[4:]]
    steady = {"usual": 2.0, "sd": 1.2, "low": 0.5, "high": 3.5, "limit_m": None}
    said = judge(case(RUNS, [*answers, pain(5, 6.9), pain(2)]), steady)[1]
    assert [1.0] == [r.factor for r in said.reasons if isinstance(r, HarmSettled)]


@pytest.mark.parametrize("between", [None, 1.0])
def test_during_tells_of_the_last_run(between: float | None) -> None:
    """By its number; the first of three is not looked at."""
    hard = [replace(r, during=during) for r, during in zip(RUNS, (9.0, between, 9.0), strict=True)]
    found = reason(case(hard, PAIN), "during_high")
    assert (3, False) == (found.session, found.twice)


@pytest.mark.parametrize(
    ("after", "score"),
    [
        ([(0.2, 3.0, None), (2.0, 6.0, None)], 6.0),
        ([(0.2, 6.0, None), (2.0, 3.0, None)], 6.0),
        ([(0.0, 6.0, None), (2.0, 3.0, None)], 6.0),
        ([(0.2, 3.0, None), (3.0, 6.0, None)], 6.0),
        ([(0.2, 3.0, None), (3.01, 6.0, None)], None),
        ([(0.2, 6.0, None), (0.3, 3.0, True)], 6.0),
        ([(0.2, 3.0, None), (0.3, 6.0, True)], 6.0),
        ([(0.2, 3.0, None), (2.0, 3.0, None)], None),
    ],
    ids=["later", "first", "at-its-end", "at-three-hours", "too-late", "an-extra-dose-lower", "an-extra-dose-higher",
         "none"],
)  # fmt: skip
def test_the_worst_of_the_three_hours_after_a_run_counts(
    after: list[tuple[float, float, bool | None]], score: float | None
) -> None:
    """Not the rating nearest to its end; and under an extra dose pain was at least what was said."""
    told = [pain(72 - hours, said, medicated=extra) for hours, said, extra in after]
    found = reason(case(RUNS, [*PAIN, *told]), "during_high")
    assert score == (found and found.score)


def test_a_knee_that_is_well_right_after_the_run_has_settled() -> None:
    """Its newest reading since the end counts, the end included."""
    felt = [*RUNS[:2], replace(RUNS[2], during_sites={"knee": 5.0})]
    assert reason(case(felt, [*PAIN, pain(72, 2.0, site="knee")]), "site_settled") is not None
    assert reason(case(felt, [*PAIN, pain(72.01, 2.0, site="knee")]), "site_harm") is not None


def test_radiating_pain_is_gone_only_by_a_later_reading() -> None:
    """A zero told at the same moment does not take it back."""
    legs = [pain(5, 0.0, site="radiating-leg"), pain(5, 3.0, site="radiating-leg")]
    assert reason(case(RUNS, [*PAIN, *legs]), "radiating") is not None


@pytest.mark.parametrize("began", [48, 72.25])
def test_a_session_at_the_moment_of_an_answer_does_not_confuse_it(began: float) -> None:
    """Nor does one that began with the run; one between the two does."""
    found = [
        reason(case([*RUNS, run(hours - 0.25, None, activity="stairs")], PAIN), "not_enough")
        for hours in (began, (began + 48.1) / 2)
    ]
    assert [None, "after_another"] == [r and r.cause for r in found]


@pytest.mark.parametrize(
    ("longest", "metres", "bound"), [(959.9, 1950.0, True), (960.0, 2000.0, True), (1056.0, 2200.0, False)]
)
def test_the_longest_session_is_counted_at_the_assumed_pace(longest: float, metres: float, bound: bool) -> None:
    """8 min per kilometre until the person's own is known: 960 s are 2 km."""
    runs = [replace(r, duration_s=None) for r in RUNS]
    given = case(runs, PAIN, plan=Plan(usual_pain=2.0, longest_s=longest))
    found = reason(given, "bound")
    assert (metres, bound) == (following(given).distance_m, found is not None and found.name == "longest")


@pytest.mark.parametrize(
    ("longest", "minutes", "cut"), [(900.0, 13, None), (780.0, 13, None), (779.0, 12, 779 / 60), (30.0, 1, 0.5)]
)
def test_the_longest_session_bounds_other_activities_too(longest: float, minutes: int, cut: float | None) -> None:
    """In whole minutes, at least one; and only what is cut is told."""
    given = case(plan=Plan(usual_pain=2.0, longest_s=longest, activities=("walk",)))
    bound = None if cut is None else Bound(name="longest", unit="min", asked=13.0, allowed=cut, base=None)
    assert (minutes * 60, bound) == (following(given).duration_s, reason(given, "bound"))


def test_the_longest_session_is_counted_at_the_persons_own_pace() -> None:
    """Ten minutes at 5 min per kilometre are 2 km."""
    runs = [replace(r, duration_s=600.0) for r in RUNS]
    assert 2000.0 == following(case(runs, PAIN, plan=Plan(usual_pain=2.0, longest_s=600.0))).distance_m


def test_whose_runs_are_as_long_as_the_longest_session_is_cut_by_nothing() -> None:
    """13 min at the pace of 2.2 km in 13 min are 2.2 km, whatever binary fractions make of it."""
    assert 780 / (780 / 2200 * 1000) * 1000 < 2200
    runs = [replace(r, distance_m=2200.0, duration_s=780.0) for r in RUNS]
    given = case(runs, PAIN, plan=Plan(usual_pain=2.0, goal_m=2200.0, longest_s=780.0))
    assert (2200.0, None) == (following(given).distance_m, reason(given, "bound"))


def test_harm_belongs_to_a_run_until_its_last_check_closes() -> None:
    """66 h after the end, and no longer."""
    found = [view(case([run(100)], [pain(100 - lag, 9.0)])).runs[0].harmful for lag in (66, 66.01)]
    assert [True, False] == found


def test_a_run_that_begins_now_is_not_its_own_base() -> None:
    """What begins now is seen; what lies in its past is before it."""
    now = replace(run(-0.25), distance_m=9000.0)
    found = view(case([*RUNS, now], [*PAIN, pain(0)]))
    assert (4, 2000.0, 7) == (len(found.runs), found.base, len(found.readings))


def test_back_readings_come_last_of_a_moment() -> None:
    """A flare told with two scores is told by the back's."""
    both = [pain(5, 4.0, flare=True), pain(5, 1.0, site="knee", flare=True)]
    assert 4.0 == reason(case(RUNS, [*PAIN, *both]), "harm_seen").score


def test_strike_is_compared_with_the_last_known_one() -> None:
    """Forefoot after forefoot is no change, whatever came before."""
    strikes = ("heel", "forefoot", None, "forefoot")
    runs = [replace(run(end), strike=strike) for end, strike in zip((288, 216, 144, 72), strikes, strict=True)]
    assert [False, True, False, False] == [done.increase for done in view(case(runs)).runs]


def test_pauses_that_touch_are_one() -> None:
    """The first and the last date of a pause belong to it."""
    day = NOW.date()
    days = [(day - timedelta(days=2), day), (day + timedelta(days=1), day + timedelta(days=1))]
    plan = Plan(pauses=tuple(Pause(first=first, last=last) for first, last in days))
    found = view(case(plan=plan, zone=ZoneInfo("Europe/Berlin"))).resumes
    assert "2026-11-18T00:00:00+01:00" == (found and found.astimezone(ZoneInfo("Europe/Berlin")).isoformat())
    assert (
        view(case(plan=Plan(pauses=(Pause(first=day + timedelta(days=1), last=day + timedelta(days=5)),)))).resumes
        is None
    )


@pytest.mark.parametrize(("ended", "waits"), [(40, False), (40.25, True)])
def test_only_a_pause_that_outlasts_the_rest_is_told(ended: float, waits: bool) -> None:
    """A rest of 46 h that ends at midnight, as the pause does, or a quarter of an hour earlier."""
    plan = Plan(pauses=(Pause(first=NOW.date(), last=NOW.date()),))
    found = view(case([run(ended)], plan=plan))
    midnight = ago(-6)
    assert (midnight, [Paused(until=midnight)] if waits else []) == not_before(found, found.runs, RUN_REST)


def test_only_questions_answered_by_now_count() -> None:
    """The newest of them; one answered this moment counts, a review does not."""
    asked = [Screening(at=at, kind=kind) for at, kind in ((ago(-5), "screening"), (NOW, "review"))]
    assert "never" == reason(case(RUNS, PAIN, screenings=asked), "screening").cause
    assert reason(case(RUNS, PAIN, screenings=[Screening(at=NOW), Screening(at=ago(2000))]), "screening") is None


def test_severe_pain_at_the_moment_of_the_answers_was_before_them() -> None:
    """Only later pain asks again."""
    severe = [*PAIN, pain(5, 8.0), pain(3)]
    found = [reason(case(RUNS, severe, screenings=[Screening(at=ago(at))]), "screening") for at in (5, 5.01)]
    assert [None, "pain"] == [r and r.cause for r in found]


def test_the_newest_severe_reading_is_named() -> None:
    """With the moment it was told."""
    found = reason(
        case(RUNS, [*PAIN, pain(9, 8.0), pain(5, 8.0), pain(3)], screenings=[Screening(at=ago(50))]), "screening"
    )
    assert (1008, ago(5)) == (found.reading, found.told_at)


def test_pending_until_54_h() -> None:
    """Of the last run, not of the one before."""
    verdict = decided(case([run(80), run(30)], [pain(56), pain(32)]))
    assert isinstance(verdict, Pending)
    assert ago(30) + timedelta(hours=54) == verdict.until


def test_a_flag_is_open_from_its_moment_until_it_is_cleared() -> None:
    """Both moments included and excluded like that."""
    flags = [
        Flag(id=1, flag="chest", opened_at=NOW),
        Flag(id=2, flag="chest", opened_at=ago(5), cleared_at=NOW),
        Flag(id=3, flag="chest", opened_at=ago(-1)),
    ]
    assert ["stop", "decision", "decision"] == [decided(case(RUNS, PAIN, flags=[flag])).verdict for flag in flags]


def test_radiating_pain_told_with_the_answers_is_covered_by_them() -> None:
    """Only later pain asks the questions again."""
    legs = [*PAIN, pain(5, 3.0, site="radiating-leg")]
    found = [reason(case(RUNS, legs, screenings=[Screening(at=ago(at))]), "screening") for at in (5, 5.01)]
    assert [None, "radiating"] == [r and r.cause for r in found]


@pytest.mark.parametrize(
    ("old", "new", "after", "asks"),
    [
        (6.0, 7.0, 5, True),
        (8.0, 8.0, 5, False),
        (8.0, 8.1, 5, True),
        (9.0, 8.0, 5, False),
        (8.0, 8.0, 167.9, False),
        (8.0, 8.0, 168, True),
    ],
)
def test_severe_pain_asks_again_within_a_week_where_it_is_more(
    old: float, new: float, after: float, *, asks: bool
) -> None:
    """Than what the last answers were asked for, so many hours ago; old pain that was not severe asked for none."""
    given = case(RUNS, [*PAIN, pain(171, old), pain(170 - after, new)], screenings=[Screening(at=ago(170))])
    assert asks is (screening_due(View(given)) is not None)


@given_any(st.integers(0, 20), st.integers(0, 20), st.integers(1, 20), st.integers(2, 240))
def test_more_old_pain_takes_no_question_away(old: int, more: int, new: int, hours: int) -> None:
    """While what is told now is still more than what the last answers were asked for."""
    told = sorted([min(old, new - 1), min(more, new - 1)])
    calm, sore = (
        case([], [pain(hours + 1, score / 2), pain(1, new / 2)], screenings=[Screening(at=ago(hours))])
        for score in told
    )
    assert screening_due(View(calm)) is None or screening_due(View(sore)) is not None


def test_only_severe_pain_since_the_answers_before_last_made_the_last_be_asked() -> None:
    """Severe pain at the moment of the answers before last was answered then."""
    asked = [Screening(at=ago(at)) for at in (900, 200, 100)]
    severe = [*PAIN, pain(200, 8.0), pain(199), pain(5, 8.0), pain(3)]
    assert "pain" == reason(case(RUNS, severe, screenings=asked), "screening").cause


@pytest.mark.parametrize(("reviewed", "seen"), [(10, True), (9.99, False), (0, False), (-1, True)])
def test_a_review_counts_after_the_pain_and_by_now(reviewed: float, seen: bool) -> None:
    """One at the very moment of the pain did not look at it."""
    screenings = [Screening(at=ago(1)), Screening(at=ago(reviewed), kind="review")]
    given = case(RUNS, [*PAIN, pain(10, 9.0), pain(9.5)], screenings=screenings)
    assert seen is (reason(given, "see_clinician") is not None)


def test_the_newest_severe_pain_is_what_a_review_must_come_after() -> None:
    """The one before it was looked at."""
    screenings = [Screening(at=ago(1)), Screening(at=ago(30), kind="review")]
    given = case(RUNS, [*PAIN, pain(40, 10.0), pain(10, 9.5), pain(9)], screenings=screenings)
    steady = {"usual": 2.0, "sd": 1.2, "low": 0.5, "high": 3.5, "limit_m": None}
    said = judge(given, steady)[1]
    assert [(1008, 9.5)] == [(r.reading, r.score) for r in said.reasons if isinstance(r, SeeClinician)]


def test_a_flare_settles_only_by_a_later_reading() -> None:
    """A calm score at the same moment does not settle it."""
    assert reason(case(RUNS, [*PAIN, pain(5, flare=True), pain(5, 1.0)]), "harm_seen") is not None


def test_a_long_flare_is_forgotten_a_week_after_it_settled() -> None:
    """Exactly a week is enough."""
    found = [
        reason(case(RUNS, [pain(400, 4.0, flare=True), pain(at), *PAIN[2:]]), "see_clinician") for at in (168, 167.99)
    ]
    assert [None, "flare"] == [r and r.cause for r in found]


@pytest.mark.parametrize(("unanswered", "told"), [(1, None), (2, True)])
def test_half_the_median_needs_more_unanswered_runs_than_answered(unanswered: int, told: bool | None) -> None:
    """One each is no history."""
    runs = [*(run(300 + 100 * n) for n in range(unanswered)), run(100)]
    # Without a limit of the model: where it has fallen, less is asked for before anything else.
    said = judge(case(runs, [pain(76, 5.5), pain(52, 5.5)]), {"limit_m": None, "floor": None})[1]
    found: Any = next((r for r in said.reasons if r.code == "no_pain_known"), None)
    assert told is (found and found.halved)


def test_a_run_of_exactly_30_days_ago_is_one_of_which_no_pain_is_known() -> None:
    """A little longer ago, it is not."""
    found = [reason(case([run(720 - 0.25 + late)]), "no_pain_known") for late in (0, 0.01)]
    assert [1, None] == [r and r.runs for r in found]


def test_missing_answers_are_those_of_the_last_run() -> None:
    """And the evidence names it."""
    given = case(RUNS, PAIN[:5])
    assert 3 == reason(given, "missing_answers").session
    assert 3 == decided(given).evidence.last_session


def without_limit(given: Case) -> Decision:
    """The verdict where the model knows no limit and no floor, so that it alone asks for nothing less."""
    found = judge(given)[0]
    verdict = ruling(replace(found, tolerance=replace(found.tolerance, limit_m=None, floor=None))).verdict
    assert isinstance(verdict, Decision)
    return verdict


def test_a_hold_repeats_the_last_run_and_after_harm_the_last_that_was_tolerated() -> None:
    """2 km, 1.6 km, 2 km: an answer is missing after the last, or severe pain came after it and settled."""
    runs = [run(216, 2000.0), run(144, 1600.0), run(72, 2000.0)]
    unanswered, harmed = case(runs, PAIN[:-1]), case(runs, [*PAIN, pain(70, 6.9), pain(60)])
    assert [2000.0, 1600.0] == [following(given).distance_m for given in (unanswered, harmed)]


def test_who_begins_again_and_may_not_increase_holds() -> None:
    """The only run was raised, and is no base; a run longer ago than a base lasts is a new start."""
    raised = without_limit(case([run(72, 800.0)], [pain(48, 5.0), pain(24, 5.0)]))
    start = without_limit(case([run(72 + 24 * 30)], [pain(48 + 24 * 30), pain(24 + 24 * 30)]))
    assert ["hold", "start"] == [raised.action, start.action]
    assert ["raised", "brief_run"] == [reason.code for reason in raised.reasons][:2]


def test_an_answer_under_painkillers_is_none_of_the_two_thirds_that_an_increase_needs() -> None:
    """Four of six checks were answered; that one of the four was under painkillers leaves three."""
    told = PAIN[2:]
    assert reason(case(RUNS, told), "missing_answers") is None
    few = reason(case(RUNS, [replace(told[0], medicated=True), *told[1:]]), "missing_answers")
    assert (3, 6, 4) == (few.answered, few.asked, few.needed)


QUIET = Response(value=0.0, worst=0.0, scale=1.0, n=2, p_reaction=0.1)
LAST = Response(value=1.5, worst=3.0, scale=0.5, n=2, p_reaction=0.7)


def told(given: Case, **known: Any) -> Any:
    """What is said of a last run that was raised, in a tolerance whose usual range ends at 3.5; None if it was not."""
    fixed = {"usual": 2.0, "sd": 1.2, "low": 0.5, "high": 3.5, "limit_m": None, "floor": None} | known
    return next((r for r in judge(given, fixed)[1].reasons if isinstance(r, Raised)), None)


@pytest.mark.parametrize(
    ("felt", "worst", "then"),
    [
        ([(8, 5.0)], (5.0, 8), None),
        ([(7.9, 5.0), (9, 4.0)], (4.0, 9), None),
        ([(72, 5.0)], (5.0, 72), None),
        ([(72.1, 5.0)], None, None),
        ([(9, None), (24, 5.5), (48, 5.0), (60, 3.5), (80, 3.0)], (5.5, 24), (3.5, 60)),
        ([(24, 5.5), (48, 5.0), (54, 4.5), (60, 4.0)], (5.5, 24), (4.0, 60)),
        ([(24, 5.5), (48, 5.5)], (5.5, 48), None),
        ([(24, 3.0), (24, 5.5)], (5.5, 24), None),
        ([(48, 5.5), (80, 5.5)], (5.5, 48), None),
    ],
)
def test_after_a_raised_run_its_worst_day_is_told_and_its_end(
    felt: list[tuple[float, float | None]], worst: tuple[float, float] | None, then: tuple[float, float] | None
) -> None:
    """The last of the worst of 8 to 72 h; then the first score in the usual range since, or else the last lower one."""
    readings = [pain(100 - lag, score) for lag, score in felt]
    found = told(case([run(244), run(100)], [pain(220), pain(196), *readings]), responses={2: LAST})
    assert (2, 1.5, 0.7, ago(100.25)) == (found.session, found.response, found.probability, found.at)
    expected = [(score, ago(100 - lag)) if lag else (None, None) for score, lag in (worst or (0, 0), then or (0, 0))]
    assert expected == [(found.worst, found.worst_at), (found.then, found.then_at)]


def test_a_flare_is_told_of_a_run_of_which_the_model_says_nothing() -> None:
    """Then there is no response and no probability."""
    likely = FloorTest(runs=2, mean=1.0, scale=0.5, p_too_much=0.6)
    given = case([run(244), run(100)], [pain(76, 3.0, flare=True), pain(52)])
    found = told(given, responses={1: LAST}, floor=likely)
    assert (True, None, None, 3.0) == (found.flare, found.response, found.probability, found.worst)


@pytest.mark.parametrize(
    ("metres", "doubted", "raised"),
    [(2000.0, 1700.0, False), (2000.0, 1699.9, True), (500.0, 50.0, False), (550.0, 50.0, True), (2000.0, None, False)],
)
def test_a_limit_that_was_once_clearly_under_the_last_run_forbids_an_increase(
    metres: float, doubted: float | None, raised: bool
) -> None:
    """By more than 15 %, and not where the run was the shortest that there is."""
    given = case([replace(one, distance_m=metres) for one in RUNS], PAIN)
    assert raised is (told(given, doubted_m=doubted) is not None)


def test_a_raised_run_is_repeated_unless_harm_came_with_it() -> None:
    """2 km, 1.6 km, 2 km, of which the last was raised: 2 km again."""
    runs = [run(216, 2000.0), run(144, 1600.0), run(72, 2000.0)]
    said = judge(case(runs, PAIN), {"responses": {3: LAST}, "limit_m": None, "floor": None})[1]
    assert isinstance(said, Decision)
    assert said.next is not None
    assert ("hold", 2000.0) == (said.action, said.next.distance_m)


@pytest.mark.parametrize(("first", "numbers"), [(145, None), (121, (2, 3))])
def test_the_seven_days_of_two_increases_end_with_the_next_run(first: float, numbers: tuple[int, int] | None) -> None:
    """It may be tomorrow at the earliest: of an increase six days ago it is the eighth day."""
    runs = [run(300, 1000.0), run(first, 1100.0), run(33, 1200.0)]
    readings = [pain(hours) for hours in (276, 252, first - 24, first - 48, 9, 1)]
    found = reason(case(runs, readings), "two_increases")
    assert numbers == (found and found.sessions)


@pytest.mark.parametrize("why", ["changed", "beyond_limit"])
@pytest.mark.parametrize(
    ("last_m", "limit_m", "spoken"),
    [
        (2000.0, 1700.0, ("hold", 1700.0)),
        (2000.0, 1699.9, ("reduce", 1650.0)),
        (500.0, 300.0, ("hold", 500.0)),
        (550.0, 300.0, ("reduce", 500.0)),
    ],
)
def test_a_limit_asks_for_less_where_it_is_clearly_under_the_last_run(
    why: str, last_m: float, limit_m: float, spoken: tuple[str, float]
) -> None:
    """By more than 15 %, and never under the shortest run: by all runs, or by those since running began to hurt."""
    began = Changed(session=2, runs=2, probability=0.96, limit_m=limit_m, p_floor=0.1)
    known = {"changed": began, "limit_m": limit_m} if why == "changed" else {"limit_m": limit_m}
    given = case([replace(one, distance_m=last_m) for one in RUNS], PAIN)
    said = judge(given, {"responses": {3: LAST}, "floor": None} | known)[1]
    assert isinstance(said, Decision)
    assert said.next is not None
    assert spoken == (said.action, said.next.distance_m)
    assert (spoken[0] == "reduce" or why == "changed") is any(r.code == why for r in said.reasons)


def test_a_change_since_a_run_that_the_case_does_not_hold_is_not_told() -> None:
    """As in a case file that was cut."""
    began = Changed(session=99, runs=2, probability=0.96, limit_m=1000.0, p_floor=0.1)
    assert "changed" not in [r.code for r in judge(case(RUNS, PAIN), {"changed": began})[1].reasons]


@pytest.mark.parametrize(
    ("limit_m", "spoken"),
    [
        (1700.0, ("hold", ["likely_to_hurt", "raised", "not_enough"])),
        (1600.0, ("reduce", ["likely_to_hurt", "raised"])),
    ],
)
def test_what_holds_is_told_beside_a_likely_reaction_unless_something_asks_for_less(
    limit_m: float, spoken: tuple[str, list[str]]
) -> None:
    """Answers that came after stairs are no news to somebody who is asked for less than the 2 km of the last run."""
    likely = FloorTest(runs=3, mean=1.0, scale=0.5, p_too_much=0.6)
    given = case([*RUNS, run(60, None, activity="stairs")], PAIN)
    said = judge(given, {"responses": {3: LAST}, "floor": likely, "limit_m": limit_m, "doubted_m": None})[1]
    assert spoken == (getattr(said, "action", None), [r.code for r in said.reasons])


@pytest.mark.parametrize(("doubted_m", "p", "told"), [(500.0, 0.5, False), (500.0, 0.51, True), (None, 0.5, False)])
def test_a_run_that_seems_to_have_gone_well_is_not_told_beside_a_likely_reaction(
    doubted_m: float | None, p: float, *, told: bool
) -> None:
    """That the same once more would make it surer is no news to somebody who is offered something else."""
    likely = FloorTest(runs=3, mean=1.0, scale=0.5, p_too_much=0.6)
    responses = {3: replace(LAST, value=0.0, worst=0.0, p_reaction=p)}
    said = judge(case(RUNS, PAIN), {"responses": responses, "floor": likely, "limit_m": None, "doubted_m": doubted_m})[
        1
    ]
    assert ["likely_to_hurt", *(["raised"] if told else [])] == [r.code for r in said.reasons]


@pytest.mark.parametrize(
    ("readings", "rule", "codes"),
    [
        (PAIN, "increase", []),
        ([*PAIN, pain(30, 9.0), pain(26)], "screening", ["screening", "see_clinician"]),
        ([*PAIN, pain(5, 9.0)], "screening", ["screening", "harm_seen", "see_clinician"]),
    ],
)
def test_the_questions_come_first_and_what_was_seen_is_told_beside(
    readings: list[Reading], rule: str, codes: list[str]
) -> None:
    """The rule that spoke is named, and severe pain is told whether it has settled or not."""
    asked = [Screening(at=ago(50))]
    found = ruling(judge(case(RUNS, readings, screenings=asked), {"limit_m": None, "floor": None})[0])
    assert rule == found.rule
    assert codes == [r.code for r in found.verdict.reasons if rule == "screening"]


@pytest.mark.parametrize(
    ("last", "codes"),
    [
        ([], ["beyond_limit"]),
        ([pain(48, medicated=True), pain(24, medicated=True)], ["not_enough", "beyond_limit"]),
        ([pain(48, medicated=True), pain(24)], ["beyond_limit"]),
    ],
    ids=["untold", "under-medicine", "one-without"],
)
def test_a_last_run_told_of_under_an_extra_dose_alone_is_not_laid_to_its_length(
    last: list[Reading], codes: list[str]
) -> None:
    """A limit of 1.6 km asks for less than 2 km all the same."""
    said = judge(
        case(RUNS, [*PAIN[:4], *last]), {"responses": {1: QUIET}, "limit_m": 1600.0, "floor": None, "risk": ()}
    )[1]
    assert ("reduce", codes) == (getattr(said, "action", None), [r.code for r in said.reasons])


def test_a_flag_that_is_not_asked_about_any_more_is_for_a_clinician() -> None:
    """As one from a journal of an older version."""
    flags = [Flag(id=1, flag="numb-hands", opened_at=NOW)]
    found = reason(case(RUNS, PAIN, flags=flags), "red_flag")
    assert ("numb-hands", "clinician", NOW) == (found.flag, found.group, found.opened_at)


def test_new_pain_down_the_leg_that_asks_the_questions_is_named() -> None:
    """With the moment it was told."""
    legs = [*PAIN, pain(5, 3.0, site="radiating-leg")]
    found = reason(case(RUNS, legs, screenings=[Screening(at=ago(50))]), "screening")
    assert ("radiating", 1007, ago(5), ago(50)) == (found.cause, found.reading, found.told_at, found.last_at)

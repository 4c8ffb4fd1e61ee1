"""What is offered instead of running, and while a verdict waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backlog.model.case import Case
from backlog.model.decision import Prescription
from backlog.model.plan import Plan
from backlog.model.reasons import Bound, Substitute
from backlog.model.session import Session
from backlog.model.tolerance import Tolerance
from backlog.rules.substitute import hurts, meanwhile, substitute, substitute_of
from backlog.rules.view import View
from backlog.services.advice import judge
from tests.cases import ago, case, pain, run

HOME = Plan(usual_pain=2.0, usual_pain_at=ago(900), activities=("run", "walk", "bike", "swim"))


def view(given: Case) -> View:
    """A case as the rules see it, with what the numbers say."""
    return View(judge(given)[0])


def minutes(prescription: Prescription | None) -> tuple[str, float] | None:
    """Activity and minutes of a prescription."""
    return None if prescription is None else (prescription.activity, (prescription.duration_s or 0) / 60)


def spent(hours_ago: float, activity: str, length: float) -> Session:
    """A session of another activity, so many minutes long."""
    return run(hours_ago, None, activity=activity, duration_s=length * 60)


def test_meanwhile_is_the_last_tolerated_easy_activity() -> None:
    """As long as the last tolerated one was, at least ten minutes."""
    given = case([spent(300, "bike", 40), spent(200, "swim", 25)], [pain(276), pain(176)])
    assert ("swim", 25) == minutes(meanwhile(view(given)))


def test_meanwhile_is_never_an_activity_that_last_went_badly() -> None:
    """The bike was tolerated once, and then was not."""
    given = case([spent(300, "bike", 40), spent(200, "bike", 40)], [pain(276), pain(176, 9.0), pain(100)])
    assert ("walk", 10) == minutes(meanwhile(view(given)))


def test_meanwhile_is_never_of_high_impact() -> None:
    """Stairs are not offered, however well they went."""
    given = case([spent(300, "stairs", 40)], [pain(276)])
    assert ("walk", 10) == minutes(meanwhile(view(given)))


def test_meanwhile_after_a_long_while_is_easy_again() -> None:
    """What was tolerated more than 30 days ago is begun again with ten minutes."""
    given = case([spent(800, "bike", 40)], [pain(776)])
    assert ("bike", 10) == minutes(meanwhile(view(given)))


def test_meanwhile_is_as_long_as_the_last_tolerated_one_and_not_as_the_longest() -> None:
    """Forty minutes a week ago do not make of twenty more than twenty."""
    given = case([spent(300, "bike", 40), spent(200, "bike", 20), spent(20, "bike", 60)], [pain(276), pain(176)])
    assert ("bike", 20) == minutes(meanwhile(view(given)))


def test_where_walking_hurts_and_nothing_else_is_known_there_is_nothing_meanwhile() -> None:
    """A walk that went badly, with nothing that could be counted against a run."""
    assert meanwhile(view(case([spent(200, "walk", 20)], [pain(176, 9.0)]))) is None


@pytest.mark.parametrize(("first", "second", "bad"), [(2, 9, True), (9, 2, False), (None, 9, True), (9, None, True)])
def test_walking_hurts_where_the_last_known_walk_did(first: float | None, second: float | None, bad: bool) -> None:
    """A walk of which nothing is known says nothing."""
    walks = [spent(400, "walk", 20), spent(200, "walk", 20)]
    readings = [pain(at, score) for at, score in ((376, first), (176, second)) if score is not None]
    assert bad is hurts(view(case(walks, readings)), "walk")


@pytest.mark.parametrize(("run_at", "bad"), [(200.25, False), (296.24, False), (296.25, True)])
def test_a_walk_while_a_run_may_still_be_felt_says_nothing_of_walking(run_at: float, bad: bool) -> None:
    """From the end of a run its reaction may last; what comes 96 hours after it is the walk's own."""
    given = case([run(run_at), spent(200, "walk", 20)], [pain(176, 9.0)])
    assert bad is hurts(view(given), "walk")


def test_a_substitute_is_what_was_begun_since_the_last_run() -> None:
    """Not what was done before it."""
    given = case([spent(300, "swim", 20), run(200), spent(100, "bike", 20)], plan=HOME)
    assert "bike" == substitute_of(view(given))


def test_a_substitute_is_not_what_was_done_with_the_last_run() -> None:
    """The bike ride began when the run did."""
    given = case([run(200), spent(200, "bike", 20)], plan=HOME)
    assert "walk" == substitute_of(view(given))


def test_a_substitute_follows_wishes_among_what_is_available() -> None:
    """Rowing is never the first; swimming is wished for."""
    assert "swim" == substitute_of(view(case(plan=replace(HOME, prefer=("row", "elliptical", "swim", "bike")))))


def test_walking_is_always_there() -> None:
    """Whatever a plan names."""
    assert "walk" == substitute_of(view(case(plan=replace(HOME, activities=("run", "bike")))))


@pytest.mark.parametrize(("known", "most"), [({"walk": 11.0}, 11), ({"bike": 11.0}, 13)])
def test_a_substitute_is_no_longer_than_what_is_known_to_go_well(known: dict[str, float], most: float) -> None:
    """Of itself; of other activities it says nothing."""
    found = replace(judge(case())[0], tolerance=Tolerance(others_min=known))
    assert ("walk", most) == minutes(substitute(View(found))[0])


def test_a_substitute_that_went_badly_gives_way() -> None:
    """To the next that has not."""
    given = case([run(300), spent(200, "walk", 20)], [pain(176, 9.0)], plan=HOME)
    assert "bike" == substitute_of(view(given))


def test_where_all_went_badly_the_first_is_done_less() -> None:
    """A fifth less than it was, on a plan with nothing else."""
    given = case([run(300), spent(200, "walk", 15)], [pain(176, 9.0)], plan=replace(HOME, activities=("run",)))
    assert ("walk", 12) == minutes(substitute(view(given))[0])


def test_the_least_of_equal_dose_and_a_fifth_less() -> None:
    """After 14 min that went badly, 11 min."""
    given = case([run(300), spent(200, "walk", 14)], [pain(176, 9.0)], plan=replace(HOME, activities=("run",)))
    assert ("walk", 11) == minutes(substitute(view(given))[0])


def test_a_substitute_equals_the_last_tolerated_run() -> None:
    """Six minutes of running are twelve of walking; without any, the brief run's 6.4 are thirteen."""
    ran = case(
        [run(300, duration_s=900.0), run(200, duration_s=360.0), run(100)], [pain(276), pain(176), pain(76, 9.0)]
    )
    assert [12, 13] == [(minutes(substitute(view(given))[0]) or ("", 0))[1] for given in (ran, case())]


def test_a_substitute_says_its_numbers() -> None:
    """And what bound it, only where something did."""
    given = case([run(300, duration_s=900.0), spent(100, "walk", 20)], [pain(276), pain(76)])
    told, bound = substitute(view(given))[1]
    equal = 15 * 7.8 / 3.8
    assert isinstance(told, Substitute)
    assert isinstance(bound, Bound)
    assert ("walk", 22, 20) == (told.activity, told.minutes, told.longest_minutes)
    assert ("cap", "min", 22, 20) == (bound.name, bound.unit, bound.allowed, bound.base)
    assert [equal, equal] == pytest.approx([told.equal_minutes, bound.asked])


@pytest.mark.parametrize(("first", "minutes_next"), [(15.0, 13), (12.0, 12)])
def test_while_a_check_is_open_nothing_is_added(first: float, minutes_next: int) -> None:
    """The first walk goes on at its length, or at what equals the last run; one that went well at that."""
    new = case([run(300), spent(20, "walk", first)])
    known = case([run(300, duration_s=900.0), spent(200, "walk", 12), spent(20, "walk", 20)], [pain(276), pain(176)])
    found, told = substitute(view(new))
    assert ("walk", minutes_next) == minutes(found)
    assert "check_open" == told[-1].code
    assert ("walk", 12) == minutes(substitute(view(known))[0])


def test_while_a_check_is_open_a_walk_of_unknown_length_adds_nothing_either() -> None:
    """What is next is as long as one that is new."""
    found, told = substitute(view(case([run(20, None, activity="walk", duration_s=None)])))
    assert (("walk", 13), "check_open") == (minutes(found), told[-1].code)


def test_the_brief_run_takes_six_minutes_and_24_seconds() -> None:
    """800 m at 8 min per kilometre: what a substitute equals before any run was tolerated."""
    told = substitute(view(case()))[1][0]
    assert isinstance(told, Substitute)
    assert 6.4 * 7.8 / 3.8 == pytest.approx(told.equal_minutes)


def test_a_substitute_begun_as_the_last_run_ended_is_not_yet_begun_since() -> None:
    """It belongs to the run."""
    given = case([run(200), run(199.75, None, activity="bike")], plan=HOME)
    assert "walk" == substitute_of(view(given))


def test_the_newest_substitute_since_the_newest_run_goes_on() -> None:
    """Not the one before it, nor the one before that run."""
    sessions = [run(500), spent(400, "swim", 20), run(300), spent(200, "bike", 20), spent(100, "walk", 20)]
    assert "walk" == substitute_of(view(case(sessions, plan=replace(HOME, prefer=("swim",)))))
    assert "bike" == substitute_of(view(case(sessions[:4], plan=replace(HOME, prefer=("swim",)))))


def test_a_substitute_that_goes_badly_gives_way_to_wishes_first() -> None:
    """Not to the one that was begun before it."""
    sessions = [run(300), spent(250, "bike", 20), spent(100, "walk", 20)]
    given = case(sessions, [pain(226), pain(76, 9.0)], plan=replace(HOME, prefer=("swim",)))
    assert "swim" == substitute_of(view(given))


def test_how_it_last_went_counts_and_not_how_it_first_went() -> None:
    """Bad at first and good since is good; the other way round it is bad, and less is done."""
    twice = [run(500), spent(400, "walk", 20), spent(200, "walk", 15)]
    plan = replace(HOME, activities=("run",))
    better = substitute(view(case(twice, [pain(376, 9.0), pain(176)], plan=plan)))[0]
    worse = substitute(view(case(twice, [pain(376), pain(176, 9.0)], plan=plan)))[0]
    assert [("walk", 13), ("walk", 12)] == [minutes(better), minutes(worse)]


def test_where_everything_went_badly_the_newest_goes_on() -> None:
    """There has to be something."""
    sessions = [run(500), spent(400, "walk", 20), spent(200, "bike", 20)]
    given = case(sessions, [pain(376, 9.0), pain(176, 9.0)], plan=replace(HOME, activities=("run", "bike")))
    assert "bike" == substitute_of(view(given))


def test_what_is_exactly_at_its_cap_was_not_cut() -> None:
    """Ten minutes are always allowed, and ten are asked for."""
    ran = run(300, duration_s=10 * 3.8 / 7.8 * 60)
    told = substitute(view(case([ran, spent(100, "walk", 8)], [pain(276), pain(76)])))[1]
    assert ["substitute"] == [reason.code for reason in told]

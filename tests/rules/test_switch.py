"""When running gives way to something else, how firmly, and when it is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from backlog.model.decision import Decision
from backlog.model.reasons import BenignSpell, FloorTooMuch, HasChanged
from backlog.model.session import Reading, Session
from backlog.model.tolerance import Changed, FloorTest, Response, Tolerance
from backlog.rules.switch import is_firm, switch, too_much
from backlog.rules.view import View
from tests.cases import ago, case, pain, run

FLOOR = FloorTest(runs=3, mean=2.0, scale=0.5, p_too_much=0.97, p_clear=0.2)
QUIET = Response(value=0.0, worst=0.0, scale=1.0, n=2, p_reaction=0.1)
RAISED, SORER = replace(QUIET, p_reaction=0.9), replace(QUIET, value=1.0, p_reaction=0.4)
RUNS = [run(hours, 800.0) for hours in (480, 408, 336)]


def view(sessions: Sequence[Session], readings: Sequence[Reading] = (), floor: FloorTest = FLOOR) -> View:
    """Somebody of whom the numbers say that the floor is too much; every session went well as far as they tell."""
    quiet = dict.fromkeys(range(1, len(sessions) + 1), QUIET)
    return View(replace(case(sessions, readings), tolerance=Tolerance(floor=floor, responses=quiet)))


def spell(sessions: Sequence[Session], readings: Sequence[Reading] = ()) -> BenignSpell:
    """How long and how quiet it has been, as the verdict says."""
    verdict = switch(view(sessions, readings))
    assert verdict is not None
    (found,) = [reason for reason in verdict.reasons if isinstance(reason, BenignSpell)]
    return found


@pytest.mark.parametrize(
    ("now", "then", "found"),
    [
        (0.95, None, False),
        (0.951, None, True),
        (0.95, 0.95, False),
        (0.95, 0.951, True),
        (0.5, 0.951, False),
        (0.51, 0.951, True),
    ],
)
def test_the_floor_is_too_much_beyond_nineteen_in_twenty_and_stays_so_beyond_one_half(
    now: float, then: float | None, found: bool
) -> None:
    """By what is known now, or was when the last run had been answered; exactly on a bound it is not."""
    said = too_much(view(RUNS, floor=replace(FLOOR, p_too_much=now, p_then=then)))
    assert found is (said is not None)
    if said is not None:
        assert (now, 0.95 if now > 0.95 else 0.5) == (said.probability, said.limit)


@pytest.mark.parametrize(("p_clear", "firm"), [(0.5, False), (0.51, True)])
def test_a_switch_since_running_began_to_hurt_has_the_odds_of_the_runs_since(p_clear: float, *, firm: bool) -> None:
    """Not those of all runs, by which half a kilometre is well; it is firm where a clear reaction is likely since."""
    began = Changed(session=1, runs=3, probability=0.99, limit_m=500.0, p_floor=0.98, p_clear=p_clear)
    seen = view(RUNS, floor=replace(FLOOR, p_too_much=0.05, p_clear=0.01))
    seen.tolerance = replace(seen.tolerance, changed=began)
    verdict = switch(seen)
    assert isinstance(verdict, Decision)
    first, why = verdict.reasons[:2]
    assert isinstance(first, HasChanged)
    assert isinstance(why, FloorTooMuch)
    assert (0.98, 0.95, p_clear) == (why.probability, why.limit, why.p_clear)
    assert firm is verdict.firm


@pytest.mark.parametrize(("earlier", "firm"), [(timedelta(0), True), (timedelta(minutes=1), False)])
def test_a_switch_is_firm_where_a_flare_came_in_the_last_thirty_days_of_running(earlier: timedelta, firm: bool) -> None:
    """Counted back from the start of the last run, and no further than that."""
    last = run(48, 800.0)
    flared = replace(last, started_at=last.started_at - timedelta(days=30) - earlier,
                     ended_at=last.ended_at - timedelta(days=30) - earlier)  # fmt: skip
    felt = Reading(at=flared.ended_at + timedelta(hours=24), day=flared.day, score=3.0, flare=True)
    found = view([flared, run(240, 800.0), last], [felt])
    said = too_much(found)
    assert said is not None
    assert firm is is_firm(found, said)


@pytest.mark.parametrize(
    ("runs", "needed"),
    [
        ([(55, RAISED), (50, RAISED), (36, RAISED)], 28),
        ([(55, RAISED), (50, RAISED), (36.01, RAISED), (36, RAISED)], 14),
        ([(55, QUIET), (50, QUIET), (36, RAISED)], 14),
        ([(80.01, RAISED), (70, QUIET), (60, QUIET), (50, QUIET), (36, RAISED)], 14),
        ([(80, RAISED), (70, QUIET), (60, QUIET), (50, QUIET), (36, RAISED)], 28),
        ([(55, RAISED), (50, RAISED), (36, QUIET)], 14),
        ([(55, RAISED), (50, RAISED), (36, None)], 14),
        ([(55, RAISED), (50, RAISED), (36, QUIET), (30, QUIET), (20, RAISED)], 28),
        ([(90, RAISED), (76, QUIET), (65, QUIET), (55, QUIET), (46.01, RAISED)], 28),
        ([(90, RAISED), (76, QUIET), (65, QUIET), (55, QUIET), (46, RAISED)], 14),
        ([(90, RAISED), (76, RAISED), (50, RAISED), (36, RAISED)], 42),
        ([(55, SORER), (50, SORER), (36, SORER)], 28),
    ],
    ids=["in-vain", "sooner", "a-holiday", "sore-long-before", "sore-thirty-days-before", "it-went-well", "untold",
         "soon-sore", "sore-within-thirty-days", "well-for-thirty-days", "thrice", "not-for-sure"],
)  # fmt: skip
def test_who_left_running_and_tried_again_in_vain_waits_twice_as_long(
    runs: list[tuple[float, Response | None]], needed: int
) -> None:
    """By days ago and how each went; a pause of a fortnight alone was no try, and one that went well not in vain."""
    seen = view([run(24 * days, 800.0) for days, _ in runs])
    went = {number: response for number, (_, response) in enumerate(runs, 1) if response is not None}
    seen.tolerance = replace(seen.tolerance, responses=went)
    verdict = switch(seen)
    assert verdict is not None
    assert [needed] == [reason.days_needed for reason in verdict.reasons if isinstance(reason, BenignSpell)]


@pytest.mark.parametrize(
    ("other", "counted"),
    [
        (run(335.75, None, activity="walk"), 1),
        (run(335.76, None, activity="walk"), 0),
        (run(300, None, activity="strength"), 0),
    ],
    ids=["as-the-run-ended", "before-it-ended", "unchecked"],
)
def test_what_was_done_since_the_last_run_and_can_be_felt_counts_towards_the_way_back(
    other: Session, counted: int
) -> None:
    """From its end on; strength and its like are not asked about. A day later the back was as usual."""
    told = Reading(at=other.ended_at + timedelta(hours=24), day=other.day, score=2.0)
    assert counted == spell([*RUNS, other], [told]).sessions


@pytest.mark.parametrize(("extra", "raised", "counted"), [(None, False, 1), (True, False, 0), (None, True, 0)])
def test_a_walk_went_well_where_that_was_told_without_an_extra_dose(
    extra: bool | None, raised: bool, counted: int
) -> None:
    """Of a walk that is not known to have gone badly no more is known than that."""
    seen = view([*RUNS, run(200, None, activity="walk")], [pain(176, medicated=extra)])
    went = RAISED if raised else QUIET
    seen.tolerance = replace(seen.tolerance, responses={**seen.tolerance.responses, 4: went})
    verdict = switch(seen)
    assert verdict is not None
    assert [counted] == [reason.sessions for reason in verdict.reasons if isinstance(reason, BenignSpell)]


def test_a_run_of_no_length_is_no_session_since_itself() -> None:
    """As one from a watch that told no duration."""
    last = run(336, 800.0)
    assert 0 == spell([*RUNS[:2], replace(last, started_at=last.ended_at)]).sessions


@pytest.mark.parametrize(("site", "quiet"), [("back", False), ("knee", True)])
def test_how_quiet_it_was_is_told_by_the_back(site: str, quiet: bool) -> None:
    """Somebody's usual is 2, and the mean of 2 and 4.9 is more than a point above it."""
    assert quiet is spell(RUNS, [pain(50), pain(26, 4.9, site=site)]).quiet


@pytest.mark.parametrize(
    ("said", "quiet"),
    [
        ([], False),
        ([pain(336.01)], False),
        ([pain(336)], True),
        ([pain(50, medicated=True)], False),
        ([pain(50, 3.0), pain(26, 4.0), pain(20, 0.0, medicated=True)], False),
        ([pain(50, 3.0), pain(26, 3.0), pain(20, 6.0, medicated=True)], False),
        ([pain(50, 3.0), pain(26, 3.0), pain(20, 0.0, medicated=True)], True),
    ],
    ids=["nothing", "before-it", "once", "extra-alone", "extra-lower", "extra-higher", "beside-an-extra"],
)
def test_a_fortnight_is_steady_only_by_what_was_told_of_it(said: Sequence[Reading], quiet: bool) -> None:
    """Once at least and at most at 3; under an extra dose pain was at least what was said."""
    assert quiet is spell(RUNS, said).quiet


def test_the_evidence_is_of_all_runs() -> None:
    """Whether running is left or taken up again."""
    walks = [run(hours, None, activity="walk") for hours in (300, 250, 200)]
    rated = [pain(hours - 24) for hours in (300, 250, 200)]
    told = [switch(view(sessions, rated)) for sessions in (RUNS, [*RUNS, *walks])]
    assert [("switch", 3, ago(336.25)), ("return", 3, ago(336.25))] == [
        (getattr(one, "action", None), one and one.evidence.runs, RUNS[2].started_at) for one in told
    ]

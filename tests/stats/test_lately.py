"""The last three runs, judged by what was believed before the first of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.stats.belief import Belief
from backlog.stats.grid import GONE_D
from backlog.stats.kalman import Dose, Rating
from backlog.stats.lately import LAST, Lately, lately
from backlog.stats.posterior import Posterior, Start, followed
from backlog.stats.told import TELLS_D

START, LIMIT = Start(usual=2.0, error=0.5), 0.10
Event = Dose | Rating
#: Days with a run, and the hours after it at which there are ratings.
RUNS, EVERY_D = 8, 3.0


def life(*scores: float) -> list[Event]:
    """Runs of 2 km every third day with a score on the next day and the day after; the last so many scores differ."""
    lags = (1.0, 2.0)
    given_ = [2.0] * (RUNS * len(lags) - len(scores)) + [*scores]
    found: list[Event] = [Dose(EVERY_D * n, 2000.0) for n in range(RUNS)]
    moments = [EVERY_D * n + lag for n in range(RUNS) for lag in lags]
    found += [Rating(at, score) for at, score in zip(moments, given_, strict=True)]
    return ordered(found)


def ordered(events: list[Event]) -> list[Event]:
    """In order of time, a run before a rating of the same moment."""
    return sorted(events, key=lambda e: (e.at, isinstance(e, Rating)))


def followed_by(events: list[Event], before: Posterior | None = None) -> Lately:
    """What all events say."""
    return lately(before, START, LIMIT, events)[1]


@given(st.lists(st.integers(0, 10).map(float), min_size=2 * LAST, max_size=2 * LAST))
def test_what_is_usual_for_the_last_runs_is_what_was_before_them(scores: list[float]) -> None:
    """Whatever is said after them: usual, its error, the SD and the expected course are those of before the first."""
    known, calm = followed_by(life(*scores)), followed_by(life())
    assert known.base.level() == calm.base.level()
    for one, other in zip(known.told[-LAST:], calm.told[-LAST:], strict=True):
        assert one.before[:5] == other.before[:5]
        assert one.before.courses.tolist() == other.before.courses.tolist()
        assert one.before.weights.tolist() == other.before.weights.tolist()
    assert known.before_m == calm.before_m


def test_the_run_before_the_last_three_is_learned_from() -> None:
    """Its scores move what is usual and the limit before; those of the third-last do not."""
    fourth, third = (followed_by(life(*[6.0] * 2, *[2.0] * (2 * n))) for n in (LAST, LAST - 1))
    calm = followed_by(life())
    assert fourth.base.level() != calm.base.level() == third.base.level()
    assert fourth.before_m < calm.before_m == third.before_m


@pytest.mark.parametrize(("lag", "moves"), [(GONE_D, True), (GONE_D - 0.01, False)])
def test_a_reading_clear_of_every_run_moves_what_is_usual(lag: float, *, moves: bool) -> None:
    """Four days after the last run, and not a quarter of an hour sooner; nothing of what was told of the runs moves."""
    events = life(6.0, 6.0)
    calm, later = followed_by(events), followed_by([*events, Rating(EVERY_D * (RUNS - 1) + lag, 5.0)])
    assert moves == (later.clear.level()[0] > calm.clear.level()[0])
    assert moves == (later.clear is not later.base)
    assert calm.base.level() == later.base.level()
    assert [one.rise for one in calm.told] == [one.rise for one in later.told]
    assert calm.then.longest() == later.then.longest()


def test_the_last_runs_count() -> None:
    """Pain after them lowers the limit, and quiet ones raise what was believed before them."""
    sore, calm = followed_by(life(*[6.0] * (2 * LAST))), followed_by(life())
    assert sore.now.longest() < sore.before_m == calm.before_m <= calm.now.longest()
    assert sore.now.p_floor() > calm.now.p_floor()


@given(st.lists(st.integers(0, 10).map(float), min_size=2 * LAST, max_size=2 * LAST), st.integers(1, 20))
def test_what_was_followed_makes_no_difference(scores: list[float], told: int) -> None:
    """With what was remembered after any number of events, and without: the same numbers to the last digit."""
    events = life(*scores)
    memory, _ = lately(None, START, LIMIT, events[:told])
    known, anew = followed_by(events, memory), followed_by(events)
    assert known.now.longest() == anew.now.longest()
    assert known.now.p_floor() == anew.now.p_floor()
    assert [one.rise for one in known.told] == [one.rise for one in anew.told]
    assert known.clear.level() == anew.clear.level()


@pytest.mark.parametrize("back", range(LAST))
def test_a_doubt_is_what_is_believed_without_one_reading(back: int) -> None:
    """Without a score after any of the last three runs, low or high, as if it had not been said."""
    scores = [2.0] * (2 * LAST)
    scores[2 * back : 2 * back + 2] = [5.0, 1.0]
    known = followed_by(life(*scores))
    dose, doubts = known.doses[-LAST:][back], [Belief(known.then.frame, one).longest() for one in known.then.doubts]
    for lag in (1.0, 2.0):
        rest = [e for e in life(*scores) if not (isinstance(e, Rating) and e.at == dose.at + lag)]
        without = followed_by(rest).then.longest()
        assert any(without == pytest.approx(doubt) for doubt in doubts)
    assert min(doubts) == pytest.approx(known.then.doubted())
    assert min(doubts) < known.then.longest()


@pytest.mark.parametrize(("lag", "counts"), [(TELLS_D, True), (TELLS_D + 0.01, False)])
def test_the_readings_of_three_days_tell_of_a_run(lag: float, *, counts: bool) -> None:
    """One later is none of them."""
    found = followed_by([Dose(0.0, 1000.0), Rating(lag, 4.0)])
    assert counts == bool(found.told[0].readings)


@pytest.mark.parametrize(("at", "whose"), [(1.99, 0), (2.0, 1), (2.01, 1)])
def test_a_reading_is_told_of_the_run_before_it(at: float, whose: int) -> None:
    """From the end of the next run on it is that one's; what the earlier one is expected to have left is taken off."""
    found = followed_by([Dose(0.0, 2000.0), *ordered([Dose(2.0, 2000.0), Rating(at, 4.0)])])
    assert [whose == 0, whose == 1] == [bool(one.readings) for one in found.told]
    assert (whose == 1) == any(left > 0 for one in found.told for left in one.left)


def test_with_three_runs_or_less_what_was_said_at_the_start_is_before_them() -> None:
    """Nobody is without a before; the readings before the first run belong to it."""
    early = [Rating(0.1 * n - 5, 4.0) for n in range(20)]
    events: list[Event] = [*early, Dose(0.0, 1000.0), Rating(1.0, 9.0)]
    assert followed_by(events).base.level() == followed(None, START, LIMIT, early).level()
    assert followed_by(events).before_m == pytest.approx(followed(None, START, LIMIT, early).belief().longest())

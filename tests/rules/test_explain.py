"""How a risk is worded, where its numbers come near an end."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backlog.model.decision import Prescription
from backlog.model.reasons import BeyondLimit, Bound, Expected, Raised, SiteRaised, Tolerated
from backlog.rules.explain import explain
from backlog.rules.headline import Voice, session

VOICE = Voice("km", datetime(2026, 11, 20, tzinfo=UTC), str)


def expected(*, probability: float, runs: int = 9, mean: float = 0.4, metres: float = 2200.0) -> str:
    """The sentence about the risk of the next run, with a limit of 10 %."""
    return explain(
        Expected(runs=runs, mean=mean, usual=2.8, distance_m=metres, probability=probability, limit=0.1), VOICE
    )


def test_what_was_seen_and_the_risk_of_the_next_run() -> None:
    """Two sentences; one run is told of by its own reason, so then only the risk is left."""
    seen = "After your last 9 runs, pain the next two days was on average 0.4 above your usual 2.8. "
    risk = "At 2.2 km I expect a clear reaction with a probability of about 6%; your limit is 10%."
    assert seen + risk == expected(probability=0.06)
    assert risk == expected(probability=0.06, runs=1)


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.0, "of under 1%;"),
        (0.0099, "of under 1%;"),
        (0.01, "of about 1%;"),
        (0.99, "of about 99%;"),
        (1, "of over 99%;"),
    ],
)
def test_no_probability_is_none_or_certain(probability: float, said: str) -> None:
    """Under 1 % and over 99 %."""
    assert said in expected(probability=probability)


@pytest.mark.parametrize(
    ("probability", "metres", "end"),
    [
        (0.1, 2200.0, "about 10%; your limit is 10%."),
        (0.104, 2200.0, "about 10%; your limit is 10%."),
        (0.12, 2200.0, "about 12%; that is over your limit of 10%."),
        (0.12, 500.0, "about 12%; that is over your limit of 10%, but no run is shorter."),
    ],
)
def test_a_risk_over_the_limit_is_said_where_the_figures_show_it(probability: float, metres: float, end: str) -> None:
    """Not where both read the same."""
    assert expected(probability=probability, metres=metres).endswith(end)


@pytest.mark.parametrize("mean", [0.04, -0.04, -0.0, 0.0])
def test_next_to_nothing_is_level(mean: float) -> None:
    """Never 0.0 above, nor -0.0."""
    assert "on average level with your usual 2.8." in expected(probability=0.06, mean=mean)


@pytest.mark.parametrize(
    ("limit_m", "end"),
    [(1370.0, "up to 1.35 km it is not."), (336.0, "up to 300 m it is not."), (20.0, "does not help.")],
)
def test_a_limit_is_said_on_the_grid(limit_m: float, end: str) -> None:
    """As distances are prescribed."""
    assert explain(BeyondLimit(last_m=2200.0, limit_m=limit_m, limit=0.1), VOICE).endswith(end)


def test_unlikely_is_said_only_of_what_is() -> None:
    """Four in ten is less likely than not, and no more."""

    def said(probability: float) -> str:
        return explain(Tolerated(session=1, response=0.5, scale=1.0, probability=probability, usual=3.0), VOICE)

    assert said(0.13).endswith("a real reaction is unlikely (13%).")
    assert said(0.4).endswith("a real reaction is less likely than not (40%).")


def test_a_raised_response_names_usual_once() -> None:
    """With its number beside it."""
    raised = Raised(session=4, response=2.7, probability=0.75, flare=False, usual=3.3)
    assert explain(raised, VOICE).startswith("After run 4, pain the next two days was 2.7 above your usual 3.3; ")


@pytest.mark.parametrize("name", ["cap", "reaction", "goal", "longest", "floor", "overrun"])
def test_every_bound_has_its_words(name: str) -> None:
    """Whatever cut the distance."""
    assert explain(Bound(name=name, unit="m", asked=900.0, allowed=800.0, base=None), VOICE).startswith("Asked 900 m, ")


@pytest.mark.parametrize(
    ("mean", "words"),
    [(0.05, "0.1 above"), (0.049, "level with"), (-0.049, "level with"), (-0.05, "0.1 below"), (-1.2, "1.2 below")],
)
def test_a_difference_is_above_or_below(mean: float, words: str) -> None:
    """From a twentieth of a point on, either way."""
    assert f"was on average {words} your usual 2.8." in expected(probability=0.06, mean=mean)


@pytest.mark.parametrize(("site", "words"), [("other", "another place"), ("hip-groin", "hip or groin")])
def test_a_site_is_told_in_words(site: str, words: str) -> None:
    """Not by its token."""
    said = SiteRaised(session=3, site=site, score=4.0, limit=3.0)
    assert words in explain(said, VOICE)
    assert site not in explain(said, VOICE).split()


def test_a_session_is_told_in_words_and_minutes() -> None:
    """Not by its token, which has a hyphen, nor by seconds."""
    asked = Prescription(activity="stationary-bike", duration_s=1800.0)
    assert "stationary bike 30 min" == session(asked, VOICE)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("overrun", "you ran that much farther than was allowed, so less is asked"),
    ],
)
def test_why_less_is_allowed_than_asked(name: str, why: str) -> None:
    """In words of the runner's."""
    bound = Bound(name=name, unit="m", asked=2200.0, allowed=2000.0, base=None)
    assert why in explain(bound, VOICE)

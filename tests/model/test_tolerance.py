"""The risk of a distance, from those of the candidates around it."""

from __future__ import annotations

import pytest

from backlog.model.tolerance import Risk, Tolerance

TOLD = (Risk(1000.0, 0.1, 0.2), Risk(2000.0, 0.3, 0.6), Risk(4000.0, 0.4, 0.8))


@pytest.mark.parametrize(
    ("metres", "clear", "some"),
    [
        (500.0, 0.1, 0.2),
        (1000.0, 0.1, 0.2),
        (1500.0, 0.2, 0.4),
        (2000.0, 0.3, 0.6),
        (3000.0, 0.35, 0.7),
        (4000.0, 0.4, 0.8),
        (9000.0, 0.4, 0.8),
    ],
)
def test_a_risk_lies_on_the_line_between_two_candidates(metres: float, clear: float, some: float) -> None:
    """And beyond the first and the last it is theirs."""
    assert Risk(metres, clear, some) == Tolerance(risk=TOLD).risk_at(metres)


def test_one_candidate_is_the_risk_of_every_distance_and_none_of_none() -> None:
    """Nothing is divided by a distance of 0."""
    assert Risk(3000.0, 0.1, 0.2) == Tolerance(risk=TOLD[:1]).risk_at(3000.0)
    assert Tolerance().risk_at(3000.0) is None

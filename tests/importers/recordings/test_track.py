"""The way between two places."""

from __future__ import annotations

import pytest

from backlog.importers.recordings.track import metres_between


@pytest.mark.parametrize(
    ("here", "there", "kilometres"),
    [
        # C. Veness, Movable Type Scripts, Calculate distance: Land's End to John o' Groats.
        ((50.06639, -5.71472), (58.64389, -3.07000), 968.9),
        # E. Williams, Aviation Formulary: Los Angeles to New York, 2144 nautical miles of 1852 m.
        ((33 + 57 / 60, -(118 + 24 / 60)), (40 + 38 / 60, -(73 + 47 / 60)), 2144 * 1.852),
    ],
)
def test_published_distances_are_met(here: tuple[float, float], there: tuple[float, float], kilometres: float) -> None:
    """To a tenth of a percent, since their spheres differ by a few kilometres in radius; and both ways alike."""
    assert pytest.approx(kilometres * 1000, rel=1e-3) == metres_between(here, there)
    assert metres_between(here, there) == pytest.approx(metres_between(there, here))


def test_a_quarter_of_the_globe_is_ten_thousand_kilometres() -> None:
    """What the metre was once made from; and a step of a centimetre is not lost."""
    assert pytest.approx(10_007_557, abs=1) == metres_between((0.0, 0.0), (90.0, 0.0))
    assert pytest.approx(0.0111, abs=1e-4) == metres_between((52.5, 13.4), (52.5 + 1e-7, 13.4))
    assert metres_between((52.5, 13.4), (52.5, 13.4)) == 0.0

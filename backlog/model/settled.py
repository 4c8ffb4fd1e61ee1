"""Where numbers become a decision they are cut to so many places, so that every machine decides the same.

Two machines, or two versions of a library, differ in the last bits of an exponential, a logarithm or a sum; some 1e-14
of a point by the end of a year of readings. What is compared, stored or shown is cut far above that and far below what
a person could mean. See docs/decisions/0043-settled-numbers.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import floor
from typing import Any

#: Decimal places of points, probabilities, minutes and ratios: a millionth; and of metres: a millimetre.
PLACES, METRE_PLACES = 6, 3


def settled(value: float) -> float:
    """Points, a probability, minutes or a ratio to the millionth; never a negative zero."""
    return round(float(value), PLACES) + 0.0


def settled_m(metres: float) -> float:
    """Metres to the millimetre."""
    return round(float(metres), METRE_PLACES) + 0.0


def whole(value: float) -> int:
    """Rounded down, but for what is a whole number within a millionth: 1.1 x 2000 m are 44 steps of 50 m."""
    return floor(settled(value))


class Settled:
    """A frozen dataclass whose floats are settled when it is made, those in its rows and mappings too."""

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            object.__setattr__(self, name, _settle(name, value))


def _settle(name: str, value: Any) -> Any:
    if isinstance(value, float):
        return settled_m(value) if name.endswith("_m") or name == "metres" else settled(value)
    if isinstance(value, tuple | list):
        if hasattr(value, "_fields"):
            return type(value)(*map(_settle, value._fields, value))
        return tuple(_settle(name, each) for each in value)
    if isinstance(value, Mapping):
        return {key: _settle(name, each) for key, each in value.items()}
    return value

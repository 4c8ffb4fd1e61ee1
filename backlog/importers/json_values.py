"""Values where anything may stand, as in a JSON object: what is not of the kind wanted is missing."""

from __future__ import annotations

import math
from collections.abc import Mapping


def finite(value: object) -> float | None:
    """The number that a value is, if it is a finite one; None for anything else, such as a truth value."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value) + 0.0  # which makes -0 a 0
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def text_in(held: Mapping[str, object], name: str) -> str | None:
    """The text without surrounding white space; None for anything else, and for an empty one."""
    value = held.get(name)
    return (value.strip() or None) if isinstance(value, str) else None

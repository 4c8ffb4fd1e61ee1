"""Scales that do not go from 0 to 10: stretched where the person says which, asked about where they only look so."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from backlog.errors import InputError
from backlog.model import units

#: Fewer ratings than these say nothing of where a scale ends.
ENOUGH = 20
#: Where scales that are shorter than 0-10 end.
SHORT_ENDS = (3, 4, 5)

_OUT_OF = re.compile(r"(?<!\s)\s*+/\s*+\d++(?:[.,]\d++)?$")


def stretched(value: float, scale: tuple[float, float]) -> float:
    """The value in tenths of the way from the first end of its scale (no pain) to the second (the worst).

    A scale whose first end is the higher one is reversed: with (10, 0) a 10 becomes 0.
    InputError `bad-score` for a value outside it, `bad-option` for a scale without two different ends.
    """
    none, worst = scale
    if none == worst or not (math.isfinite(none) and math.isfinite(worst)):
        raise InputError("bad-option", f"{none:g} to {worst:g} is no scale.", "Give both of its ends, such as 0-4.")
    share = (value - none) / (worst - none)
    if not 0 <= share <= 1:
        raise InputError.of("bad-score.off-the-scale", value=value, none=none, worst=worst)
    return 10 * share


def read_score(text: str, scale: tuple[float, float] | None, what: str = "pain") -> float:
    """The score from 0 to 10 of a cell such as `3`, `3,4` or `3/10`, stretched if it is of another scale.

    InputError `bad-score`.
    """
    if scale is None:
        return units.parse_score(text, what)
    try:
        value = _number(text)
    except ValueError:
        raise InputError.of("bad-score.off-the-range", text=text, what=what, low=scale[0], high=scale[1]) from None
    return stretched(value, scale)


def written(text: str) -> str:
    """The number of a cell as it is written, whatever its scale: what tells two ratings of a day apart."""
    try:
        return str(_number(text))
    except ValueError:
        return text


def _number(text: str) -> float:
    """The number of `3`, `3,4` or `3/5`; ValueError."""
    return units.number(_OUT_OF.sub("", text))


def remark(scale: tuple[float, float]) -> str:
    """What to say of ratings that were stretched."""
    return f"Its ratings were stretched from {scale[0]:g}-{scale[1]:g} to 0-10, as --scale says."


def question(scores: Sequence[float]) -> str | None:
    """What to ask of ratings that were taken as they stand, though their scale may be a shorter one; None if nothing.

    It may be a person whose pain is mild: nothing is changed unasked.
    """
    if len(scores) < ENOUGH or not 0 < max(scores) <= SHORT_ENDS[-1]:
        return None
    ends = [str(end) for end in SHORT_ENDS if end >= max(scores)]
    listed = " or ".join([", ".join(ends[:-1]), ends[-1]] if len(ends) > 1 else ends)
    others = f" (or {', '.join(f'0-{end}' for end in ends[1:])})" if len(ends) > 1 else ""
    return (
        f"The highest of {len(scores)} ratings is {max(scores):g}: if the scale ends at {listed}, "
        f"say so with --scale 0-{ends[0]}{others}, after an undo if this is stored."
    )


def left_out(count: int) -> str:
    """The remark about rows without a score, which are never a 0."""
    if count == 1:
        return "1 row has no score: left out; it was not counted as 0."
    return f"{count} rows have no score: left out; they were not counted as 0."

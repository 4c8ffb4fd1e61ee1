"""The name at the head of a column: its plain words, and the unit that it gives."""

from __future__ import annotations

import re

#: No name is longer: it is a note, or damage, and the column is one that nobody knows.
LONGEST = 1000
_UNITS = re.compile(
    r"km|kilomet(?:re|er)s?|mi|miles?|m|met(?:re|er)s?|ft|feet|yd|s|secs?|seconds|min|mins|minutes|h|hrs?|hours"
)


def read_name(header: str) -> tuple[str, str | None]:
    """The plain name and the unit of `Distance (mi)`, `distance_km`, `startTime` or `Climb [ft]`; `` if too long."""
    if len(header) > LONGEST:
        return "", None
    plain = re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])", " ", re.sub(r"#\d+$", "", header)).lower()
    name, unit = _bracketed(plain.strip())
    words = re.sub(r"[\s_\-/.:,]+", " ", name).split()
    if unit is None and len(words) > 1 and _UNITS.fullmatch(words[-1]):
        unit = words.pop()
    return " ".join(words), unit


def _bracketed(plain: str) -> tuple[str, str | None]:
    """What stands before the brackets at the end, and in them; None where there are none."""
    if plain[-1:] not in {")", "]"}:
        return plain, None
    inside = max(plain.rfind(mark, 0, -1) for mark in ")]") + 1
    begin = min((at for mark in "([" if (at := plain.find(mark, inside)) >= 0), default=-1)
    return (plain, None) if begin < 0 else (plain[:begin], plain[begin + 1 : -1].strip())

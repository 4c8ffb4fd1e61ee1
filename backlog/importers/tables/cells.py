"""Cells to amounts: numbers with either decimal mark, durations, scores, yes and no. A missing cell is None."""

from __future__ import annotations

import re
from collections.abc import Iterable

from backlog.errors import InputError
from backlog.model import units

MISSING = frozenset({"", "-", "--", "---", "–", "—", "n/a", "na", "nan", "null", "?", "<undefined>"})
HIGHEST_CLIMB_M = 20_000.0
YES = frozenset({"yes", "y", "true", "1", "x", "✓", "ja", "oui", "sí", "si"})
NO = frozenset({"no", "n", "false", "0", "nein", "non"})

_GROUPED = {",": re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?"), ".": re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")}
_SECONDS = {
    unit: seconds
    for words, seconds in {
        "s sec secs second seconds": 1.0,
        "m min mins minute minutes": 60.0,
        "h hr hrs hour hours": 3600.0,
        "ms": 0.001,
    }.items()
    for unit in words.split()
}
_HOURS_MINUTES = re.compile(r"(\d{1,2}):(\d{2})")


def present(cell: str) -> str | None:
    """The cell without surrounding white space; None if it says that there is nothing."""
    text = cell.replace("\u00a0", " ").strip()
    return None if text.lower() in MISSING else text


def grouping(cells: Iterable[str]) -> str:
    """The mark that groups thousands in a column: `,` or `.`, or nothing.

    A mark groups only where the other one stands in the column too and it never stands like a decimal mark.
    """
    digits = [re.sub(r"[^\d.,]", "", cell) for cell in cells]
    for mark, other in ((",", "."), (".", ",")):
        marked = [text for text in digits if mark in text]
        if marked and any(other in text for text in digits) and all(_GROUPED[mark].fullmatch(text) for text in marked):
            return mark
    return ""


def ungrouped(text: str, group: str) -> str:
    """The text of a number without marks or blanks between its thousands."""
    text = re.sub(r"(?<=\d)[ \u202f\u2009'’](?=\d{3})", "", text)
    return text.replace(group, "") if group else text


def duration(text: str, unit: str | None) -> float:
    """Seconds of `h:mm:ss`, `mm:ss`, `25min`, or of a bare number in `unit` (minutes, if it names none).

    With the unit `h:mm` two parts are hours and minutes. InputError `bad-duration`.
    """
    clock = _HOURS_MINUTES.fullmatch(text)
    if clock and (unit or "").replace("hh", "h") == "h:mm":
        return units.parse_duration(f"{clock[1]}:{clock[2]}:00")
    try:
        seconds = units.number(text) * _SECONDS.get(unit or "min", 60.0)
    except ValueError:
        return units.parse_duration(text)
    if not 0 < seconds <= units.LONGEST_S:
        raise InputError.of("bad-duration.cell-impossible", text=text, unit=unit or "minutes")
    return seconds


def climb(text: str, unit: str) -> float:
    """Metres climbed; a bare number counts in `unit`. InputError `bad-number`."""
    match = re.fullmatch(r"\s*+([+-]?[\d.,]++)\s*+([a-z]*+)\s*+", text, re.IGNORECASE)
    factor = units.METRES.get((match[2] or unit).lower()) if match else None
    if match is None or factor is None:
        raise InputError("bad-number", f"{text!r} is not a climb.", "Write metres or feet, such as 70 or 230 ft.")
    return units.parse_amount(match[1], "climb", 0, HIGHEST_CLIMB_M / factor) * factor


def share(text: str) -> float:
    """A share 0-1 of `40%`, `40` or `0.4`; InputError `bad-number`."""
    value = units.parse_amount(text.rstrip("% "), "share", 0, 100)
    return value / 100 if value > 1 or "%" in text else value


def whole(text: str, what: str, most: int) -> int:
    """A whole number, with or without marks between its thousands; InputError `bad-number`."""
    plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", text)
    return int(units.parse_amount(plain.removesuffix(".0"), what, 0, most))


def yes_or_no(text: str, what: str) -> bool:
    """True or False of yes, no, true, false, 1, 0, x; InputError `bad-option`."""
    word = text.lower()
    if word not in YES | NO:
        raise InputError("bad-option", f"{text!r} is neither yes nor no for {what}.", "Write yes or no.")
    return word in YES

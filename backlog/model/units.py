"""Reading and writing of distances, durations, scores and other amounts that a person types."""

from __future__ import annotations

import re

from backlog.errors import InputError

METRES = (
    dict.fromkeys(("km", "k", "kilometre", "kilometres", "kilometer", "kilometers"), 1000.0)
    | dict.fromkeys(("m", "metre", "metres", "meter", "meters"), 1.0)
    | dict.fromkeys(("mi", "mile", "miles"), 1609.344)
    | {"ft": 0.3048, "feet": 0.3048, "yd": 0.9144}
)
LONGEST_M = 1_000_000.0
LONGEST_S = 72 * 3600.0
#: Metres per second: nobody runs faster (the 100 m in 9.58 s of Berlin, 2009, are 10.44 on average).
FASTEST_ON_FOOT = 10.5
#: On foot in one session it is more likely a slip, and is asked about.
UNUSUAL_ON_FOOT_M = 100_000.0
LONGEST_NOTE = 10_000

# Patterns stay text and are compiled when first used: most commands need few of them, and start sooner.
# None gives back what it took (`*+`): a long cell of blanks or digits is read once.
_NUMBER = r"[+-]?\d++(?:[.,]\d++)?"
_AMOUNT = rf"^\s*+({_NUMBER})\s*+([a-z]*+)\s*+$"
_CLOCK = r"^(?:(\d{1,3}):)?(\d{1,3}):(\d{2}(?:[.,]\d++)?)$"
_PARTS = (
    r"^(?:(\d++(?:[.,]\d++)?)\s*+h(?:ours?|rs?)?)?\s*+(?:(\d++(?:[.,]\d++)?)\s*+(?:m|min|mins|minutes?|$))?"
    r"\s*+(?:(\d++(?:[.,]\d++)?)\s*+s(?:ec|ecs|econds?)?)?$"
)
#: Nobody measures so few metres to the millimetre: the mark stands between thousands. What is more, a program wrote.
MOST_IN_MILLIMETRES = 100.0
_INTERVALS = r"^(\d{1,4})\s*+x\s*+([^/]++)/\s*+([^/]++)$"


def number(text: str) -> float:
    """A number with a point or a decimal comma; ValueError if it is neither."""
    if not re.fullmatch(_NUMBER, text.strip()):
        raise ValueError(text)
    return float(text.strip().replace(",", ".")) + 0.0  # which makes -0 a 0


def parse_distance(text: str, units: str = "km") -> float:
    """Metres from `2km`, `3.1mi`, `800m`, `3,5 km`; a bare number counts in `units`, km or mi.

    InputError `bad-distance` for zero, for a unit that is none, and beyond 1,000 km.
    """
    match = re.match(_AMOUNT, text, re.IGNORECASE)
    if not match:
        raise InputError("bad-distance", f"I cannot read {text!r} as a distance.", "Try 2km, 800m, 3.1mi or 3,5km.")
    unit = (match[2] or units).lower()
    if unit not in METRES:
        raise InputError("bad-distance", f"{match[2]!r} in {text!r} is not a unit of distance.", "Use km, m or mi.")
    metres = number(match[1]) * METRES[unit]
    if METRES[unit] <= 1 and re.search(r",\d{3}$|^\d{1,3}\.\d{3}$", match[1]) and metres < MOST_IN_MILLIMETRES:
        digits = re.sub("[.,]", "", match[1])
        raise InputError.of("bad-distance.a-thousand", text=text.strip(), digits=digits, unit=unit)
    if not 0 < metres <= LONGEST_M:
        raise InputError.of("bad-distance.impossible", text=text.strip())
    return metres


def parse_duration(text: str) -> float:
    """Seconds from `14:30` (minutes and seconds), `1:05:00`, `25min`, `1h10`, `90s`; InputError `bad-duration`."""
    words = text.strip()
    clock, parts = re.match(_CLOCK, words), re.match(_PARTS, words, re.IGNORECASE)
    if clock:
        hours, minutes, secs = float(clock[1] or 0), float(clock[2]), float(clock[3].replace(",", "."))
        if secs >= 60 or (clock[1] and minutes >= 60):
            clock = parts = None
    elif parts and words and not words.replace(",", "").replace(".", "").isdigit():
        hours, minutes, secs = (float((part or "0").replace(",", ".")) for part in parts.groups())
    else:
        parts = None
    if not (clock or parts):
        raise InputError("bad-duration", f"I cannot read {text!r} as a duration.", "Try 14:30, 25min, 1h10 or 1:05:00.")
    total = hours * 3600 + minutes * 60 + secs
    if not 0 < total <= LONGEST_S:
        raise InputError.of("bad-duration.impossible", words=words)
    return float(total)


def parse_score(text: str, what: str = "pain") -> float:
    """A number from 0 to 10, `3`, `3,5` or `3/10`; InputError `bad-score`."""
    head, slash, most = text.rpartition("/")
    try:
        score = number(head if slash and most.strip() == "10" else text)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 10:
        raise InputError.of("bad-score.unclear", text=text, what=what)
    return score


def parse_amount(text: str, what: str, low: float, high: float) -> float:
    """A number in a range, bounds included; InputError `bad-number`."""
    try:
        value = number(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise InputError.of("bad-number.unclear", text=text, what=what, low=low, high=high)
    return value


def parse_hours(text: str, what: str) -> float:
    """Hours in a day from `7.5`, `7h30`, `7:30` or `450min`; InputError `bad-number` outside 0 to 24."""
    try:
        hours = number(text)
    except ValueError:
        clock = re.fullmatch(r"(\d{1,2}):([0-5]\d)", text.strip())
        hours = int(clock[1]) + int(clock[2]) / 60 if clock else parse_duration(text) / 3600
    if not 0 <= hours <= 24:
        raise InputError("bad-number", f"{text!r} hours for {what} do not fit into a day.", "Give 0 to 24 hours.")
    return hours


def parse_intervals(text: str) -> str:
    """The normal form `6x60/120` (times, running s, walking s) of `6x1min/2min`; InputError `bad-intervals`."""
    match = re.match(_INTERVALS, text.strip(), re.IGNORECASE)
    try:
        if match:
            normal = f"{int(match[1])}x{parse_duration(match[2]):g}/{parse_duration(match[3]):g}"
            if is_intervals(normal):
                return normal
    except InputError:
        pass
    raise InputError.of("bad-intervals.unclear", text=text)


def is_intervals(text: str) -> bool:
    """Whether the text is the normal form of parse_intervals: 1 to 200 times, some running and some walking."""
    match = re.fullmatch(r"(\d{1,3})x(\d{1,6}(?:\.\d{1,6})?)/(\d{1,6}(?:\.\d{1,6})?)", text)
    return match is not None and 1 <= int(match[1]) <= 200 and float(match[2]) > 0 and float(match[3]) > 0


def interval_parts(intervals: str) -> tuple[int, float, float]:
    """Times, seconds run and seconds walked, from the normal form of parse_intervals."""
    times, running, walking = intervals.replace("/", "x").split("x")
    return int(times), float(running), float(walking)


def running_share(intervals: str) -> float:
    """The share of the time that was run, from the normal form of parse_intervals."""
    _, running, walking = interval_parts(intervals)
    return running / (running + walking)


def parse_text(text: str, what: str = "note") -> str | None:
    """The text without surrounding white space; None if nothing is left; InputError `bad-text` if too long."""
    words = text.strip()
    if len(words) > LONGEST_NOTE:
        raise InputError("bad-text", f"The {what} has {len(words)} characters.", f"Keep it to {LONGEST_NOTE}.")
    try:
        # Where the system's language is C, what was typed comes byte by byte.
        words = words.encode(errors="surrogateescape").decode()
        if "\x00" in words:
            raise ValueError
    except ValueError:
        raise InputError.of("bad-text.character", what=what) from None
    return words or None


def parse_token(text: str, allowed: tuple[str, ...], slug: str) -> str:
    """The token meant: itself, in any case, with blanks or underscores for hyphens, or a prefix that fits only one."""
    word = re.sub(r"[\s_]+", "-", text.strip().lower())
    fits = [token for token in allowed if token.startswith(word)] if word else []
    if word in allowed:
        return word
    if len(fits) == 1:
        return fits[0]
    what = slug.removesuffix("-unknown")
    raise InputError(
        slug,
        f"{text!r} is not {'an' if what[0] in 'aeiou' else 'a'} {what} that I know.",
        f"Use one of: {', '.join(allowed)}.",
    )


def in_units(metres: float, units: str = "km") -> float:
    """The distance as a number in km or mi."""
    return metres / METRES[units]


def show_distance(metres: float, units: str = "km") -> str:
    """`2.2 km`, `800 m`, `1.37 mi`: up to two decimals, none that are zero."""
    if units == "km" and metres < 1000:
        return f"{metres:.0f} m"
    return f"{in_units(metres, units):.2f}".rstrip("0").rstrip(".") + f" {units}"


def show_both(metres: float, units: str = "km") -> str:
    """The distance in the person's unit with the other one behind it: `3 km (1.86 mi)`."""
    other = "mi" if units == "km" else "km"
    return f"{show_distance(metres, units)} ({show_distance(metres, other)})"


def show_duration(seconds: float) -> str:
    """`14:30`, `1:05:00`."""
    total = round(seconds)
    hours, minutes, secs = total // 3600, total % 3600 // 60, total % 60
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def show_score(score: float) -> str:
    """`3`, `3.4`: at most one decimal."""
    return f"{score:.1f}".removesuffix(".0")


def plain_name(field: str) -> str:
    """A field as a person calls it, without its unit: `sleep` for `sleep_h`."""
    if field.startswith("prescribed"):
        return "asked"
    return field.removesuffix("_m").removesuffix("_s").removesuffix("_h").replace("_", " ")

"""The options that describe a session, for `log` and `edit`: declared once, read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backlog.cli.common import Command, among, site_option
from backlog.errors import InputError
from backlog.model import tokens, units


def _score(what: str) -> Callable[[str, str], float]:
    return lambda text, _: units.parse_score(text, what)


def _token(field: str, allowed: tuple[str, ...], slug: str) -> tuple[str, Callable[[str, str], str], str, str]:
    words = f"{', '.join(allowed[:-1])} or {allowed[-1]}."
    return field, lambda text, _: units.parse_token(text, allowed, slug), field.upper(), words


#: option -> (field, reader of its text, what it takes, help)
FIELDS: dict[str, tuple[str, Callable[[str, str], Any], str, str]] = {
    "duration": ("duration_s", lambda text, _: units.parse_duration(text), "TIME", "Time taken: 14:30, 25min, 1h10."),
    "surface": _token("surface", tokens.SURFACES, "surface-unknown"),
    "strike": _token("strike", tokens.STRIKES, "strike-unknown"),
    "during": ("during", _score("pain during the session"), "0-10", "Highest back pain during it."),
    "effort": ("effort", _score("effort"), "0-10", "How hard it was."),
    "shoes": ("shoes", lambda text, _: units.parse_text(text, "shoes"), "NAME", "Shoes, by any name."),
    "forefoot": (
        "forefoot_share",
        lambda text, _: units.parse_amount(text.rstrip("% "), "forefoot share", 0, 100) / 100,
        "PERCENT",
        "Share of the distance on the forefoot.",
    ),
    "ascent": (
        "ascent_m",
        lambda text, unit: (
            0.0 if text.strip(" m") == "0" else units.parse_distance(text, "m" if unit == "km" else "ft")
        ),
        "DISTANCE",
        "Metres climbed: 40m, 130ft.",
    ),
    "mood-before": ("mood_before", _score("mood"), "0-10", "Mood before."),
    "mood-after": ("mood_after", _score("mood"), "0-10", "Mood after."),
    "steps": ("steps", lambda text, _: int(units.parse_amount(text, "steps", 0, 500_000)), "N", "Steps taken."),
    "cadence": ("cadence", lambda text, _: units.parse_amount(text, "cadence", 20, 300), "N", "Steps per minute."),
    "intervals": ("intervals", lambda text, _: units.parse_intervals(text), "INTERVALS", "Run/walk: 6x1min/2min."),
    "note": ("note", lambda text, _: units.parse_text(text), "TEXT", "Anything else."),
}


#: option -> the words that the shell completes
WORDS = {"surface": tokens.SURFACES, "strike": tokens.STRIKES}


def session_options(command: Command) -> Command:
    """Add every option that describes a session."""
    command = site_option("Highest pain elsewhere during it: --site calf 2.")(command)
    for option, (_, _, takes, words) in reversed(FIELDS.items()):
        command = among(WORDS.get(option, ()), f"--{option}", takes=takes, help=words)(command)
    return command


def read_fields(raw: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """The session fields that were given, read and checked; `unit` is the person's, km or mi."""
    found: dict[str, Any] = {}
    for option, (field, read, _, _) in FIELDS.items():
        text = raw.get(option.replace("-", "_"))
        if text is not None:
            found[field] = read(text, unit)
    if raw.get("sites"):
        found["during_sites"] = read_sites(raw["sites"])
    return found


def read_sites(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Scores by site; the back has its own option."""
    sites = {
        units.parse_token(site, tokens.SITES, "site-unknown"): units.parse_score(score, site) for site, score in pairs
    }
    if "back" in sites:
        raise InputError("bad-option", "The back's pain during a session is --during.", "Write --during N.")
    return sites

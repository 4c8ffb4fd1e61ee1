"""What the name that a person or a device gave a recording says: an activity, a note, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from backlog.importers.activities import activity_of, activity_of_kind, in_english
from backlog.importers.data import data
from backlog.model import units

_NAMES = data("names")
_WORD = re.compile(r"[^\W\d_]+")
#: Words for an activity that in a name more often mean a place, an event or something else.
_AMBIGUOUS = frozenset(_NAMES["ambiguous"])
_TAG = re.compile(r"<[^<>]{0,500}>")
#: What devices and programs call what nobody named.
_NOTHING = re.compile(rf"\b(?:{'|'.join(_NAMES['nothing'])})\b")
#: The times of day in the names that Strava gives by itself, before or after the kind.
_TIME_OF_DAY = re.compile(
    rf"\b(?:{'|'.join(_NAMES['times_of_day'])})\b|\b(?:{'|'.join(_NAMES['times_before'])})(?=\w)", re.IGNORECASE
)


def named_activity(name: str) -> str | None:
    """The words of a name that say what was done (`run` of `Run avec Nico`), in as many words as possible.

    None where none does, or where they say different things.
    """
    words = _WORD.findall(name.lower())[:100]
    found: dict[str, str] = {}
    at = 0
    while at < len(words):
        for length in (3, 2, 1):
            phrase = " ".join(words[at : at + length])
            activity = activity_of(phrase)[0]
            if activity != "other" and phrase not in _AMBIGUOUS:
                found[activity] = max(found.get(activity, ""), phrase, key=len)
                at += length - 1
                break
        at += 1
    return next(iter(found.values())) if len(found) == 1 else None


def without_time_of_day(name: str) -> str | None:
    """`Run` of `Morning Run` or `Run matinal`; None for a name with no time of day, or several."""
    rest, times = _TIME_OF_DAY.subn(" ", name)
    return " ".join(rest.split()) if times == 1 else None


def note_of(texts: Iterable[str | None], file: str) -> str | None:
    """The texts as one note, without those that say nothing: a date, the file's name, a device's own, the activity."""
    kept: dict[str, None] = {}
    for text in texts:
        words = " ".join(_TAG.sub(" ", text or "").split())
        if words and not _says_nothing(words, PurePath(file)):
            kept[words] = None
    note = "; ".join(kept)
    return note[: units.LONGEST_NOTE].strip() or None


def _says_nothing(words: str, file: PurePath) -> bool:
    plain = words.casefold()
    if plain in {file.name.casefold(), file.stem.casefold()}:
        return True
    kind = without_time_of_day(words)
    if kind is not None and activity_of_kind(in_english(kind))[0] != "other":
        return True
    # The T and the Z of 2026-11-16T12:00:00Z.
    rest = _NOTHING.sub(" ", re.sub(r"(?<=\d)[tz](?![a-z])", " ", plain.replace("_", " ")))
    left = " ".join(_WORD.findall(rest))
    return not left or activity_of(left)[0] != "other" or (" " not in words and named_activity(words) is not None)

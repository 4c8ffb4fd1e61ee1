"""Activities as watches and bike computers record them: FIT files.

Foot strike stands in no field of FIT's own profile.
The one sensor whose numbers have a published meaning is RunScribe: its data field for Garmin watches (Scribe Labs,
garmin-connect-iq-runscribe-light, source/RunScribeDataField.mc, MIT) writes `FS_L` and `FS_R`, or their mean as `FS`
(`currFSType` in its first version), into each record: 1 to 16, and 0 while it has no sensor.
Its bands stand in fit_track.py, with their source.
It is believed only beside that data field's braking forces, since `FS` alone could be anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from backlog.errors import InputError
from backlog.importers.content import File
from backlog.importers.data import data
from backlog.importers.parsed import Collected, Options, Parsed
from backlog.importers.recording import Recording, take
from backlog.importers.recordings.fit_messages import Message, Part, parts_of
from backlog.importers.recordings.fit_sessions import ADDED_UP, TRANSITION, rebuilt, recorded
from backlog.importers.recordings.fit_track import BEGINNING, Track

SOURCE = "fit"
#: Makers' names that say nothing to a person.
_NAMELESS = frozenset({"development", "dynastream", "dynastream_oem"})
_LONGEST_NAME = 40
_COPY_AGAIN = "Copy it from the device again."


@dataclass(kw_only=True)
class _Held:
    """What has been taken from the parts of a file so far; the recordings by when and what they are."""

    recordings: dict[tuple[object, ...], Recording] = field(default_factory=dict)
    transitions: int = 0
    summed_up: int = 0
    added_up: bool = False

    def add(self, recording: Recording | None, track: Track) -> None:
        """Keep it once: the same session stands twice in some chains."""
        if recording is not None:
            self.recordings[recording.start, recording.kind, recording.detail] = recording
            self.added_up |= track.added_up and recording.distance_m == track.metres


def read(file: File, options: Options) -> Parsed:
    """The sessions of the file; InputError `bad-import` if it is no activity, or holds none."""
    # What is still to come a day from now, nobody's clock says: the device's jumped.
    latest = int((options.now + timedelta(days=1) - BEGINNING).total_seconds())
    parts = list(parts_of(file.data))
    held = _Held()
    for part in parts:
        _take(part, latest, held)
    if not held.recordings and not held.transitions:
        raise _refusal(parts, file.name)
    found = Collected(file.name)
    found.remark(*_remarks(held))
    for recording in held.recordings.values():
        with found.row():
            take(found, recording, options, source=SOURCE)
    _tell_damage(parts, held, found)
    return found.parsed(_kind(parts))


def _take(part: Part, latest: int, held: _Held) -> None:
    """Add the sessions of one part; one is rebuilt from the records of an activity that has none."""
    for message in part.sessions:
        if message.get("sport") == TRANSITION:
            held.transitions += 1
            continue
        held.summed_up += 1
        held.add(*recorded(message, part, latest))
    if not part.sessions and _type(part.file_id) in {"", "activity"}:
        held.add(*rebuilt(part, latest))


def _remarks(held: _Held) -> Iterator[str]:
    if held.transitions == 1:
        yield "1 transition between sports was left out."
    elif held.transitions:
        yield f"{held.transitions} transitions between sports were left out."
    if held.added_up:
        yield ADDED_UP


def _tell_damage(parts: Sequence[Part], held: _Held, found: Collected) -> None:
    """What was not read, or was read from elsewhere: nothing that was taken is lost by it."""
    many = len(held.recordings)
    read = "1 session" if many == 1 else f"{many} sessions"
    points = sum(len(part.points) for part in parts)
    if not held.summed_up and many:
        why = "is cut off before its summary" if any(part.damaged for part in parts) else "has no summary"
        what = f"The file {why}: {read} could be rebuilt from {points} points."
        todo = "Copy it from the device again; if it stays so, compare distance and time with the device."
    elif any(part.damaged for part in parts):
        what = f"The file is cut off or damaged: {read} could be read from it."
        todo = "Nothing to do if that is all you did; otherwise copy the file from the device again."
    else:
        return
    found.problem(what, todo, lost=False)


def _refusal(parts: Sequence[Part], file: str) -> InputError:
    """Why there is nothing to take."""
    for part in parts:
        words = data("refused")["fit"].get(_type(part.file_id))
        if words is not None:
            return InputError.of("bad-import.something-else", file=file, words=words)
    if any(part.file_id for part in parts) and not any(_is_activity(part) for part in parts):
        return InputError.of("bad-import.no-activity", file=file)
    if any(part.damaged for part in parts):
        return InputError("bad-import", f"{file} is damaged: no session can be read from it.", _COPY_AGAIN)
    return InputError.of("bad-import.empty-recording", file=file)


def _is_activity(part: Part) -> bool:
    return _type(part.file_id) == "activity" or bool(part.sessions or part.points or part.laps)


def _type(file_id: Message) -> str:
    """The type that a file gives itself: empty where it has none; a number of an unknown one is `0` to `255`."""
    found = file_id.get("type")
    return "" if found is None else str(found)


def _kind(parts: Sequence[Part]) -> str:
    """`a FIT file of a Garmin fr920xt`, as far as the file names its maker."""
    for part in parts:
        maker, product = part.file_id.get("manufacturer"), part.file_id.get("product_name")
        if not isinstance(maker, str) or maker in _NAMELESS:
            continue
        if not isinstance(product, str):
            product = part.file_id.get("product")
        name = _spoken(maker).title()
        if isinstance(product, str):
            model = _spoken(product)
            name = model if model.lower().startswith(name.lower()) else f"{name} {model}"
        return f"a FIT file of {'an' if name[:1] in 'AEIOU' else 'a'} {name[:_LONGEST_NAME]}"
    return "a FIT recording"


def _spoken(name: str) -> str:
    """A name of the profile, or of the file, as it can stand in a sentence."""
    return "".join(letter for letter in name.replace("_", " ") if letter.isprintable())

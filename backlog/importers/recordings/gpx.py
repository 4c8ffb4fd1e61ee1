"""GPX, the tracks of receivers, watches and phones: where somebody was and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from backlog.importers.activities import activity_of_kind, in_english
from backlog.importers.content import File
from backlog.importers.moments import instant
from backlog.importers.parsed import Collected, Options, Parsed
from backlog.importers.recording import Recording, take
from backlog.importers.recordings import xml_text
from backlog.importers.recordings.track import Piece, Point, Segments, cadence_of, first_position, pieces, point
from backlog.importers.recordings.xml_text import local, number_of, text_of
from backlog.importers.titles import named_activity, note_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

SOURCE = "gpx"
#: Tracks of one kind that follow within it are one session: a receiver that was switched off and on.
SWITCHED_OFF = timedelta(hours=1)
#: Tracks that overlap by more than this are the same way told twice.
OVERLAP = timedelta(minutes=1)
_TAGS = ("trkpt", "name", "type", "desc", "cmt", "extensions", "rtept", "wpt")
#: The numbers that Strava wrote as a track's type, as programs that read them agree; it publishes no list.
_STRAVA = {"1": "ride", "2": "skiing", "4": "hike", "9": "run", "10": "walk", "16": "swim", "23": "rowing"}
#: Elements of a track's extensions in which programs say the kind.
_KINDS = frozenset({"activity", "activitytype", "activity_type", "sport", "sporttype"})
_CADENCE = frozenset({"cad", "cadence"})


@dataclass(eq=False)
class _Track(Segments):
    """One track as it stands, its segments in the file's order."""

    element: Element | None = None
    type: str = ""
    names: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Its own word for the sport; empty where it has none."""
        word = _STRAVA.get(self.type, self.type)
        return in_english(word) if any(map(str.isalpha, word)) else ""


@dataclass
class _Way:
    """Pieces that are one session, the tracks that they come from, and their kind."""

    kind: str
    pieces: list[Piece]
    tracks: list[_Track]
    points: int


def read(file: File, options: Options) -> Parsed:
    """The sessions of the tracks.

    InputError `bad-import`: it is not XML, declares entities, or holds no track with times.
    """
    events = xml_text.Events(file, _TAGS)
    tracks, others = _read(events)
    found = Collected(file.name)
    ways: list[_Way] = []
    untimed = 0
    for track in tracks:
        parts, dropped = pieces(track.segments)
        untimed += bool(track.segments) and not parts
        if dropped:
            what = f"{dropped} of {sum(map(len, track.segments))} points have a time that does not fit the others"
            found.problem(f"{what}: left out.", "Check the time and the distance of the session.", lost=False)
        ways += [_Way(track.kind, [part], [track], part.points) for part in parts]
    if not ways:
        raise xml_text.nothing(file, _why(others, untimed=bool(untimed), cut=events.cut))
    if untimed:
        what = f"{untimed} of its {len(tracks)} tracks {'has' if untimed == 1 else 'have'} no times: left out."
        found.problem(what, "`backlog log` what you did there, if it is not in the other tracks.", lost=False)
    events.tell_if_cut(found)
    for way in _joined(ways, found):
        with found.row():
            take(found, _recording(way, file.name), options, source=SOURCE)
    return found.parsed("GPX, a recorded track")


def _read(found: Iterable[Element]) -> tuple[list[_Track], Counter[str]]:
    """The tracks, and how many other points there are."""
    tracks: list[_Track] = []
    others: Counter[str] = Counter()
    for element in found:
        name = local(element)
        if name in {"rtept", "wpt"}:
            others[name] += 1
            continue
        parent = element.getparent()
        above = next((a for a in element.iterancestors() if local(a) == "trk"), None)
        if name != "trkpt" and (above is None or parent is not above):
            continue
        if not tracks or tracks[-1].element is not above:
            tracks.append(_Track(above))
        track = tracks[-1]
        if name == "trkpt":
            track.add(_point(element), parent)
        elif name == "extensions":
            told = (text_of(inner) for inner in element.iter() if local(inner).lower() in _KINDS)
            track.type = track.type or next(filter(None, told), "")
        elif name == "type":
            track.type = text_of(element) or track.type
        else:
            track.names.append(text_of(element))
    return tracks, others


def _point(element: Element) -> Point:
    at = cadence = None
    for inner in element.iter():
        name = local(inner)
        if name == "time":
            at = instant(text_of(inner))
        elif name in _CADENCE:
            cadence = number_of(inner.text)
    return point(number_of(element.get("lat")), number_of(element.get("lon")), at, cadence=cadence)


def _joined(ways: list[_Way], found: Collected) -> list[_Way]:
    """In order of time, those joined that are one session; of two that tell of one time the one with more points."""
    single: list[_Way] = []
    for way in sorted(ways, key=lambda way: way.pieces[0].start):
        if not single or way.pieces[0].start - single[-1].pieces[-1].end >= -OVERLAP:
            single.append(way)
        elif way.points > single[-1].points:
            single[-1] = way
    joined: list[_Way] = []
    for way in single:
        last = joined[-1] if joined else None
        if last is None or way.pieces[0].start - last.pieces[-1].end >= SWITCHED_OFF or way.kind != last.kind:
            joined.append(way)
        else:
            last.pieces += way.pieces
            last.points += way.points
            last.tracks += way.tracks
    if copies := len(ways) - len(single):
        what = "Two of its tracks are of the same time: the one with fewer points was left out."
        if copies > 1:
            what = "Some of its tracks are of the same time: of two the one with fewer points was left out."
        found.problem(what, "If they are two activities, `backlog log` the other one.", lost=False)
    return joined


def _recording(way: _Way, file: str) -> Recording:
    start, end = way.pieces[0].start, way.pieces[-1].end
    segments = [segment for piece in way.pieces for segment in piece.segments]
    names = list(dict.fromkeys(name for track in way.tracks for name in track.names))
    kind = way.kind or next(filter(None, map(named_activity, names)), "")
    lengths = [piece.metres for piece in way.pieces]
    whole = start.replace(microsecond=0).astimezone(UTC)
    return Recording(
        kind=kind,
        start=start,
        timer_s=sum(piece.seconds for piece in way.pieces),
        elapsed_s=(end - start).total_seconds(),
        distance_m=sum(length or 0.0 for length in lengths) if any(length is not None for length in lengths) else None,
        # No ascent: a file does not say whether its heights are a barometer's, a map's or the satellites', and by the
        # last of these a flat run climbs a hundred metres.
        cadence=cadence_of((at.cadence for segment in segments for at in segment), activity_of_kind(kind)[0]),
        note=note_of(names, file),
        position=first_position(segments),
        offset=start.utcoffset() or None,
        moved=True,
        # Without the kind: the same track is exported as `9`, as `running`, or known only by a name that may change.
        key=f"{whole.isoformat()}|track",
    )


def _why(others: Counter[str], *, untimed: bool, cut: bool) -> str:
    """Why nothing is to be taken."""
    if untimed:
        return "holds a track without times, such as one that was drawn on a map"
    if others["rtept"]:
        return "is a planned route: it has no times"
    if others["wpt"]:
        return "holds only places (waypoints), no track"
    return "breaks off before its first track" if cut else "holds no track"

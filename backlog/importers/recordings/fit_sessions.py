"""One session of a FIT file: from the device's own summary, or from its records where that is missing."""

from __future__ import annotations

from datetime import timedelta
from math import fsum

from backlog.importers.json_values import finite
from backlog.importers.recording import MOST_STRIDES, Recording
from backlog.importers.recordings.fit_messages import Message, Part, moment, place
from backlog.importers.recordings.fit_track import FIRST_TIME, Track, instant, track_of, within

#: Between sports of a triathlon: no session.
TRANSITION = "transition"
#: Said once a file where a distance was missing.
ADDED_UP = "It holds no distance: the metres between its positions were added up."

_ON_FOOT = frozenset({"running", "walking", "hiking"})
_STEP_OF_OFFSET = 15 * 60
_LARGEST_OFFSET = 14 * 3600


def recorded(message: Message, part: Part, latest: int) -> tuple[Recording | None, Track]:
    """The session that a device summed up; None if nothing in the file says when it was.

    `latest` is the last FIT time that can be believed.
    """
    timer, elapsed = finite(message.get("total_timer_time")), finite(message.get("total_elapsed_time"))
    ended = _believed(message.get("timestamp"), latest)
    said = moment(message.get("start_time"))
    start = _believed(said, latest)
    if elapsed is None and start is not None and ended is not None and ended > start:
        elapsed = float(ended - start)
    points = part.points
    if len(part.sessions) > 1 and start is not None:
        points = within(points, start, start + round(max(timer or 0.0, elapsed or 0.0)))
    track = track_of(points, latest)
    if start is None:
        start = _other_start(track, part, latest, ended, elapsed)
    if start is None:
        # A time that cannot be is better refused as such than passed over in silence.
        start = said if said is not None and said >= FIRST_TIME else None
    if start is None:
        return None, track
    if timer is None and elapsed is None:
        elapsed = track.active_s
    distance = finite(message.get("total_distance"))
    kind, detail = _sport(message)
    on_foot = kind in _ON_FOOT
    return (
        Recording(
            kind=kind,
            detail=detail,
            start=instant(start),
            timer_s=timer,
            elapsed_s=elapsed,
            distance_m=distance or track.metres or distance,
            ascent_m=finite(message.get("total_ascent")),
            steps=_steps(message, timer or elapsed) if on_foot else None,
            cadence=_cadence(message) if on_foot else None,
            strike=track.strike,
            forefoot_share=track.forefoot_share,
            effort=_effort(message),
            position=track.place or place(message.get("start_position_lat"), message.get("start_position_long")),
            offset=_offset(part),
            moved=track.place is not None,
        ),
        track,
    )


def rebuilt(part: Part, latest: int) -> tuple[Recording | None, Track]:
    """The session of records and laps that nothing sums up; None if they tell no time that passed."""
    track = track_of(part.points, latest)
    timers = [finite(lap.get("total_timer_time")) for lap in part.laps]
    timer = fsum(found for found in timers if found is not None) or None
    starts = [start for lap in part.laps if (start := _believed(lap.get("start_time"), latest)) is not None]
    start = track.first if track.first is not None else min(starts, default=None)
    active = track.active_s or timer
    if start is None or not active:
        return None, track
    metres = [finite(lap.get("total_distance")) for lap in part.laps]
    message = next((told for told in (*part.sports, *part.laps) if "sport" in told), {})
    kind, detail = _sport(message)
    return (
        Recording(
            kind=kind,
            detail=detail,
            start=instant(start),
            timer_s=active,
            elapsed_s=float(track.last - start) if track.last is not None and track.last > start else None,
            distance_m=track.metres or fsum(found for found in metres if found is not None) or None,
            strike=track.strike,
            forefoot_share=track.forefoot_share,
            position=track.place,
            offset=_offset(part),
            moved=track.place is not None,
        ),
        track,
    )


def _believed(value: object, latest: int) -> int | None:
    found = moment(value)
    return found if found is not None and FIRST_TIME <= found <= latest else None


def _other_start(track: Track, part: Part, latest: int, ended: int | None, elapsed: float | None) -> int | None:
    """When it began, if its summary says nothing that can be believed."""
    if track.first is not None:
        return track.first
    for lap in part.laps:
        start = _believed(lap.get("start_time"), latest)
        if start is not None:
            return start
    return ended - round(elapsed) if ended is not None and elapsed is not None and 0 < elapsed < ended else None


def _sport(message: Message) -> tuple[str, str]:
    """Sport, and what kind of it; a number is a sport that the profile does not know."""
    sport, detail = message.get("sport"), message.get("sub_sport")
    kind = sport if isinstance(sport, str) else f"sport {sport}" if isinstance(sport, int) else ""
    return kind, detail if isinstance(detail, str) else ""


def _steps(message: Message, seconds: float | None) -> int | None:
    """Steps of both feet: the device counts strides, which are of one foot."""
    strides = finite(message.get("total_cycles"))
    if not strides or strides < 0:
        return None
    if seconds and strides * 60 / seconds > MOST_STRIDES:
        return round(strides)
    return round(2 * (strides + (finite(message.get("total_fractional_cycles")) or 0.0)))


def _cadence(message: Message) -> float | None:
    """Steps a minute of both feet."""
    strides = finite(message.get("avg_cadence"))
    if not strides or strides < 0:
        return None
    strides += finite(message.get("avg_fractional_cadence")) or 0.0
    return strides if strides > MOST_STRIDES else 2 * strides


def _effort(message: Message) -> float | None:
    """0-10; the watch writes ten times what the person chose from 1 to 10, so that 0 is no answer.

    Some watches guess it, and say so in a field of their own (`WORKOUT RPE ESTIMATED`): that is no answer either.
    """
    if any(value and "RPE ESTIMATED" in name.upper() for name, value in message.items()):
        return None
    told = finite(message.get("workout_rpe"))
    return told / 10 if told is not None and 0 < told <= 100 else None


def _offset(part: Part) -> timedelta | None:
    """How far the device's clock was ahead of UTC; None where what it says cannot be one.

    COROS writes UTC as local time: an offset of 0 is believed of Garmin's watches only.
    """
    local, utc = moment(part.activity.get("local_timestamp")), moment(part.activity.get("timestamp"))
    if local is None or utc is None or abs(local - utc) > _LARGEST_OFFSET or (local - utc) % _STEP_OF_OFFSET:
        return None
    if local == utc and part.file_id.get("manufacturer") != "garmin":
        return None
    return timedelta(seconds=local - utc)

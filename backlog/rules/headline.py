"""What a verdict says to do, in a line; why it does is in explain.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, assert_never

from backlog.model import decision as d
from backlog.model.reasons import RunUnavailable
from backlog.model.units import interval_parts, show_distance


class Voice(NamedTuple):
    """How to say distances (km or mi) and times (on the person's clock), and what time it is."""

    units: str
    now: datetime
    time: Callable[[datetime], str]

    def far(self, metres: float) -> str:
        """A distance in the person's unit."""
        return show_distance(metres, self.units)

    def on(self, at: datetime) -> str:
        """The day of a time, without the hour: `today`, `on Thu 20 Nov`."""
        day = self.time(at).partition(":")[0].rpartition(" ")[0]
        return day if day in {"today", "yesterday", "tomorrow"} else f"on {day}"


def headline(verdict: d.Verdict, voice: Voice) -> str:
    """What to do, in a line."""
    match verdict:
        case d.Stop():
            return "Stop: a red flag is open, so there is no advice on activity."
        case d.Pending(until=datetime() as until):
            return f"Not yet: I plan the next run once I know how your back is, {voice.time(until)} at the latest."
        case d.Pending():
            return "Not yet: first the red-flag questions."
        case d.Decision(action="switch", next=d.Prescription() as other, reasons=(RunUnavailable(), *_)):
            return f"Next: {session(other, voice)}."
        case d.Decision(action="switch", firm=False, next=d.Prescription() as other):
            return f"Switch, if you like: {session(other, voice)}."
        case d.Decision(action="hold" | "reduce", next=d.Prescription(activity=activity) as other) if activity != "run":
            return f"For now: {session(other, voice)}."
        case d.Decision(action=action, next=d.Prescription() as prescription):
            return f"{HEADS[action]} {session(prescription, voice)}."
        case d.Decision():
            return "No running for now."
        case _ as never:
            assert_never(never)


HEADS: dict[d.Action, str] = {
    "start": "Start:",
    "increase": "Increase:",
    "hold": "Hold:",
    "reduce": "Reduce:",
    "switch": "Switch:",
    "return": "Try running again:",
}


def session(p: d.Prescription, voice: Voice) -> str:
    """A prescribed session: `run 2.2 km on grass, forefoot, not before Thu 26 Nov 17:30`."""
    words = p.activity.replace("-", " ")
    if p.intervals is not None:
        pieces, running, walking = interval_parts(p.intervals)
        words = f"{pieces} × ({running / 60:g} min easy jog, {walking / 60:g} min walk)"
    elif p.distance_m is not None:
        words += f" {voice.far(p.distance_m)}"
    if p.duration_s is not None:
        words += f" {p.duration_s / 60:.0f} min"
    if p.surface:
        words += f" on {p.surface}"
    if p.strike:
        words += f", {p.strike}"
    later = p.not_before is not None and p.not_before > voice.now
    return words + (f", not before {voice.time(p.not_before)}" if later and p.not_before else "")

"""Weeks and sessions as tables for a terminal; a gap is a dot, never a zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backlog import clock
from backlog.model.checks import Answer
from backlog.model.tokens import HORIZONS, ON_FOOT
from backlog.model.units import in_units, show_distance, show_duration, show_score
from backlog.model.week import PainMean, Week
from backlog.text import visible, width

if TYPE_CHECKING:
    from backlog.services.weekly import Checked

GAP = "·"


def columns(rows: Sequence[Sequence[str]], right: set[int]) -> list[str]:
    """Rows with their columns aligned, those in `right` to the right; trailing blanks cut."""
    widths = [max(width(row[n]) for row in rows) for n in range(len(rows[0]))]
    return [
        "  ".join(_padded(cell, widths[n], right=n in right) for n, cell in enumerate(row)).rstrip() for row in rows
    ]


def _padded(cell: str, wide: int, *, right: bool) -> str:
    blanks = " " * (wide - width(cell))
    return blanks + cell if right else cell + blanks


def week_table(weeks: Sequence[Week], units: str) -> list[str]:
    """One line a week: distance on foot, other minutes, sessions, mean pain (answers), checks missed."""
    head = ["week of", f"on foot {units}", "sessions", "other min", "0 h", "24 h", "48 h", "missed"]
    rows = [head]
    for week in weeks:
        other = sum(spent for activity, spent in week.minutes_by_activity.items() if activity not in ON_FOOT)
        rows.append(
            [
                f"{week.start:%d %b %Y}{'' if week.finished else '*'}",
                _number(in_units(week.distance_m, units)),
                str(week.sessions) if week.sessions else GAP,
                f"{other:.0f}" if other else GAP,
                *(_mean(week.pain[h]) for h in HORIZONS),
                str(week.missing_checks or GAP),
            ]
        )
    lines = columns(rows, {1, 2, 3, 4, 5, 6, 7})
    notes = "Pain: mean of the answers (how many)."
    return [*lines, notes + (" * still running." if any(not week.finished for week in weeks) else "")]


def _number(value: float) -> str:
    return f"{value:.1f}" if value else GAP


def _mean(pain: PainMean) -> str:
    return GAP if pain.mean is None else f"{pain.mean:.1f} ({pain.n})"


def session_table(rows: Sequence[Checked], units: str) -> list[str]:
    """One line a session; marks: ' early or late, + after another session, m medicated, ! flare."""
    table = [["no", "start", "activity", "distance", "time", "surface", "strike", "during", "0 h", "24 h", "48 h"]]
    for row in rows:
        s = row.session
        start = f"{s.day:%a %d %b %Y}" + ("" if s.approximate else f" {clock.local(s.started_at, s.zone):%H:%M}")
        table.append(
            [
                str(s.id),
                start,
                visible(s.sport or s.activity),
                GAP if s.distance_m is None else show_distance(s.distance_m, units),
                GAP if s.duration_s is None else show_duration(s.duration_s),
                s.surface or GAP,
                s.strike or GAP,
                GAP if s.during is None else show_score(s.during),
                *(_answer(row.answers[h]) for h in HORIZONS),
            ]
        )
    lines = columns(table, {0, 3, 4, 7, 8, 9, 10})
    return [*lines, "' early or late   + after another session   m under an extra dose   ! flare"]


def _answer(answer: Answer | None) -> str:
    if answer is None:
        return GAP
    return (
        show_score(answer.score)
        + ("'" if answer.timing != "on_time" else "")
        + ("+" if answer.after_another else "")
        + ("m" if answer.medicated else "")
        + ("!" if answer.flare else "")
    )

"""What a chart of weeks shows, before anybody draws it: its title, its bars, its points and its marks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backlog.model.tokens import ON_FOOT
from backlog.model.units import in_units
from backlog.model.week import Chart, Mark, Week

FOOTER = "Distance was chosen after feeling earlier pain."
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, kw_only=True)
class Bars:
    """The bars of one activity: `amounts` has one number per week, 0 where there was none of it."""

    name: str
    amounts: Sequence[float]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A stack of bars, the lowest first, with the unit in which they count: km, mi or min."""

    heading: str
    unit: str
    stack: Sequence[Bars]

    @property
    def totals(self) -> list[float]:
        """The height of the whole stack, per week."""
        return [sum(amounts) for amounts in zip(*(bars.amounts for bars in self.stack), strict=True)]


def every_week(weeks: Iterable[Week]) -> list[Week]:
    """The weeks in order, with an empty one for each that is left out: a hole is a week too."""
    found: list[Week] = []
    for week in sorted(weeks, key=lambda week: week.start):
        while found and (week.start - found[-1].start).days >= 14:
            found.append(Week(start=found[-1].start + timedelta(days=7)))
        found.append(week)
    return found


def show_day(day: date) -> str:
    """`31 Aug`, the same in every locale."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def show_span(first: date, last: date) -> str:
    """`2 – 8 Nov 2026`, naming month and year twice only where they differ."""
    if first.year != last.year:
        start = f"{show_day(first)} {first.year}"
    else:
        start = str(first.day) if first.month == last.month else show_day(first)
    return f"{start} – {show_day(last)} {last.year}"


def show_activity(token: str) -> str:
    """`uphill walk`."""
    return token.replace("-", " ")


def show_amount(amount: float, unit: str) -> str:
    """The height of a bar: one decimal, two below 1, none for minutes and for nothing."""
    if unit == "min" or not amount:
        return f"{amount:.0f}"
    return f"{amount:.1f}" if amount >= 1 else f"{amount:.2f}"


def title(chart: Chart, weeks: Sequence[Week]) -> str:
    """What is seen and when: `Distance and pain, 31 Aug – 22 Nov 2026`. `weeks` as from every_week."""
    subject = "Distance"
    if chart.activity:
        subject = show_activity(chart.activity).capitalize()
    elif weeks and not any(week.distance_m for week in weeks):
        subject = "Activity"
    if not weeks:
        return f"{subject} and pain"
    return f"{subject} and pain, {show_span(weeks[0].start, weeks[-1].start + timedelta(days=6))}"


def main_panel(chart: Chart, weeks: Sequence[Week]) -> Panel:
    """Distance on foot by activity, or the chart's one activity: in minutes if it has no distance."""
    if chart.activity is None:
        return Panel(heading=f"On foot, {chart.units} a week", unit=chart.units, stack=_on_foot(chart, weeks))
    name = show_activity(chart.activity)
    metres = [week.by_activity.get(chart.activity, 0.0) for week in weeks]
    if any(metres):
        bars = Bars(name=name, amounts=[in_units(amount, chart.units) for amount in metres])
        return Panel(heading=f"{name.capitalize()}, {chart.units} a week", unit=chart.units, stack=[bars])
    minutes = [week.minutes_by_activity.get(chart.activity, 0.0) for week in weeks]
    return Panel(heading=f"{name.capitalize()}, minutes a week", unit="min", stack=[Bars(name=name, amounts=minutes)])


def _on_foot(chart: Chart, weeks: Sequence[Week]) -> list[Bars]:
    """One stack per activity on foot that occurs; metres of no named activity count as `on foot`."""
    stack = {name: [week.by_activity.get(name, 0.0) for week in weeks] for name in ON_FOOT}
    named = [sum(amounts) for amounts in zip(*stack.values(), strict=True)]
    # Half a metre: what the sum of rounded parts may differ by.
    stack["on foot"] = [
        max(0.0, week.distance_m - part) if week.distance_m - part > 0.5 else 0.0
        for week, part in zip(weeks, named, strict=True)
    ]
    return [
        Bars(name=show_activity(name), amounts=[in_units(metres, chart.units) for metres in amounts])
        for name, amounts in stack.items()
        if any(amounts)
    ]


def other_panel(chart: Chart, weeks: Sequence[Week], *, most: int = 3) -> Panel:
    """Minutes of everything that the main panel leaves out: the `most` with most minutes by name, then the rest."""
    names = sorted({name for week in weeks for name in week.minutes_by_activity})
    bars = [
        Bars(name=_other_name(chart, name), amounts=[_minutes_beside(chart, week, name) for week in weeks])
        for name in names
    ]
    bars = sorted((each for each in bars if any(each.amounts)), key=lambda each: -sum(each.amounts))
    if len(bars) > most + 1:
        rest = [sum(amounts) for amounts in zip(*(each.amounts for each in bars[most:]), strict=True)]
        bars = [*bars[:most], Bars(name=f"{len(bars) - most} others", amounts=rest)]
    heading = "Everything else, minutes" if chart.activity or not bars else "Other activities, minutes"
    return Panel(heading=heading, unit="min", stack=bars)


def _minutes_beside(chart: Chart, week: Week, name: str) -> float:
    """The minutes not on the main panel; a walk without a distance has its only trace here."""
    shown = week.by_activity.get(name) and name in ON_FOOT if chart.activity is None else name == chart.activity
    return 0.0 if shown else week.minutes_by_activity.get(name, 0.0)


def _other_name(chart: Chart, name: str) -> str:
    return f"{show_activity(name)}, no {chart.units}" if name in ON_FOOT and not chart.activity else show_activity(name)


def pain_means(weeks: Sequence[Week], horizon: int) -> list[float]:
    """Mean pain per week; not a number where nobody answered, so that whoever draws it leaves a gap."""
    means = [week.pain[horizon].mean if horizon in week.pain else None for week in weeks]
    return [math.nan if mean is None else mean for mean in means]


def answered(week: Week, horizon: int | None = None) -> int:
    """How many checks of the week were answered, at one horizon or at all."""
    return sum(pain.n for hours, pain in week.pain.items() if horizon in (None, hours))


def marks_within(chart: Chart, weeks: Sequence[Week]) -> list[Mark]:
    """The marks inside the weeks, in order of day."""
    if not weeks:
        return []
    first, end = weeks[0].start, weeks[-1].start + timedelta(days=7)
    return sorted((mark for mark in chart.marks if first <= mark.day < end), key=lambda mark: mark.day)

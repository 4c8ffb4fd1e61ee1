"""Published rules that go by pain (evidence.md 3), as far as a diary of the bench lets them.

Pain *during* is not recorded in the bench: the answer right after the run, at 0 h, stands for it too. The next
day's rating, in the morning or at the hour of the run, is the answer to the 24 h check. Without it none of these rules
goes on (the article's needs that at 48 h too), but what is known can already hold or reduce; a missing answer at 0 h is
passed over, none asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import fmean
from typing import ClassVar

from backlog.model.session import Reading
from backlog.rules.thresholds import FLOOR_M
from backlog.simulate.rule import CAP, Instruction, Rule, Seen, Standing, onward
from backlog.simulate.timetable import EVENING_H, hours_since_start

#: Rule 5: more than the one reduces, at most the other advances; the step down is ours.
UNSAFE, SAFE, MONITORED_STEP = 5.0, 2.0, 0.8
#: A rise of the weekly mean, the days in each week that let them be compared; ours.
RISE, DAYS_RATED = 1.0, 3
#: Rule 6: metres of its levels, the least time from start to start, levels up in so many dates, dates off after a sore
#: start; and the rise on the NRS that is sore, which is ours.
DELAWARE_M = (1600.0, 2100.0, 2400.0, 2600.0, 3200.0, 4000.0, 4800.0)
APART, MOST_UP, UP_DATES, OFF, SORE = timedelta(hours=48), 2, 7, 2, 1.0
#: Rule 7: the most during, the step up, and the step down (the middle of 10 to 20 %) after so many in a row.
DURING, ESCULIER_UP, ESCULIER_DOWN, FAILED = 2.0, 1.10, 0.85, 2
#: Rule 8: the alarm, the bound of an increase, both steps, and the alarms in a row that switch.
ALARM, CALM, ARTICLE_UP, ARTICLE_DOWN, ALARMS = 2.0, 0.0, 1.1, 0.7, 3


class PainMonitoring(Rule):
    """Rule 5 (Silbernagel 2007): the worst of during, right after and next morning decides.

    Over 5 reduces, over 2 holds, at most 2 advances by rule 2: to 1.10 x the longest run of 30 days, as done. A weekly
    mean of morning pain that rises holds. Ours: the step down x 0.8, not below 0.5 km; the brief run to begin with,
    and again after 30 days without one; how rising is told (`rising`).
    """

    #: Whether scores are counted from the answer at the start, and not taken as said.
    on_change: ClassVar[bool] = False

    def after(self, stands: Standing, seen: Seen) -> Instruction:
        """Reduce, hold, or go to the cap."""
        worst = (
            max((seen.scores[h] for h in (0, 24) if h in seen.scores), default=0.0) - self._told.usual * self.on_change
        )
        if worst > UNSAFE:
            return Instruction("reduce", Standing(max(FLOOR_M, stands.dose * MONITORED_STEP)))
        if worst > SAFE or 24 not in seen.scores or rising(seen.diary.readings, seen.now):
            return Instruction("hold", stands)
        if seen.longest is None:
            return Instruction("start", self.beginning)
        return onward(stands, Standing(max(FLOOR_M, CAP * seen.longest)))


class PainMonitoringChange(PainMonitoring):
    """Rule 5 on change: the same bounds on the score minus the answer at the start. The variant is ours."""

    on_change = True


class DelawareSoreness(Rule):
    """Rule 6 (Adams 2012): seven levels, 48 h apart, at most two levels up in 7 days.

    Sore in the warm-up and on: 2 days off and a level down. Sore later or the next day: 1 day off, and the same
    again. Not sore: a level up. Ours: sore is 1 point or more above the answer at the start; at 0 h it stands for
    the warm-up; 48 h from start to start, which holds the day off and the four a week; 7 dates that end today.
    """

    beginning = Standing(DELAWARE_M[0])

    def after(self, stands: Standing, seen: Seen) -> Instruction:
        """A level down, the same, or a level up; nothing on a day off."""
        sore = {horizon for horizon, score in seen.scores.items() if score - self._told.usual >= SORE}
        today = seen.now.date()
        if seen.now - seen.last.started_at < APART or (0 in sore and (today - seen.last.day).days <= OFF):
            return Instruction("pending", stands)
        if 0 in sore:
            return Instruction("reduce", self._level(stands, stands.place - 1))
        ups = tuple(day for day in stands.marks if (today - day).days < UP_DATES)
        top = stands.place == len(DELAWARE_M) - 1
        if 24 in sore or 24 not in seen.scores or len(ups) >= MOST_UP or top:
            return Instruction("hold", stands)
        return onward(stands, self._level(stands, stands.place + 1)._replace(marks=(*ups, today)))

    @staticmethod
    def _level(stands: Standing, place: int) -> Standing:
        place = max(0, place)
        return stands._replace(dose=DELAWARE_M[place], place=place)


class Esculier(Rule):
    """Rule 7 (Esculier 2018): at most 2 during, back to the level before within 60 min, no rise next morning.

    All three advance by 10 %; a session that failed one holds; two such in a row reduce. Ours: the brief run to begin
    with; the score right after stands for the one at 60 min; x 0.85, again after each further failure, not below
    0.5 km; a session that cannot be judged (no score before, or none next morning) holds and does not end the row.
    """

    def after(self, stands: Standing, seen: Seen) -> Instruction:
        """Advance, hold or reduce by what failed."""
        failed = self._failed(seen)
        if failed is None:
            return Instruction("hold", stands)
        if not failed:
            return onward(stands, Standing(stands.dose * ESCULIER_UP))
        row = stands.row + 1
        if row < FAILED:
            return Instruction("hold", stands._replace(row=row))
        return Instruction("reduce", Standing(max(FLOOR_M, stands.dose * ESCULIER_DOWN), row=row))

    @staticmethod
    def _failed(seen: Seen) -> bool | None:
        if seen.scores.get(0, 0.0) > DURING:
            return True
        if seen.before is None:
            return None
        if any(seen.scores[horizon] > seen.before for horizon in (0, 24) if horizon in seen.scores):
            return True
        return False if 24 in seen.scores else None


class ArticleNaive(Rule):
    """Rule 8 (the source article, taken at its word): a brief run on a soft surface, and max(24 h, 48 h) - before.

    2 or more is an alarm and x 0.7; three in a row switch; 0 or less is x 1.1; between them hold. Ours: grass; not
    below 0.5 km; one of the two answers can alarm, only both can advance; a run that cannot be judged holds and does
    not end the row; the switch is an easy walk of ten minutes, for good.
    """

    surface = "grass"

    def after(self, stands: Standing, seen: Seen) -> Instruction:
        """By the greatest rise over the score before the run."""
        later = [seen.scores[horizon] for horizon in (24, 48) if horizon in seen.scores]
        if seen.before is None or not later:
            return Instruction("hold", stands)
        rise = max(later) - seen.before
        if rise >= ALARM:
            row = stands.row + 1
            less = Standing(max(FLOOR_M, stands.dose * ARTICLE_DOWN), row=row)
            return Instruction("switch" if row == ALARMS else "reduce", less)
        calm = rise <= CALM and len(later) == 2
        return onward(stands, Standing(stands.dose * ARTICLE_UP if calm else stands.dose))


def rising(readings: Sequence[Reading], now: datetime) -> bool:
    """Whether the mean of the back's daily scores of the 7 dates up to today is 1 above that of the 7 before.

    With at least three in each, and none from after the hour of the run. Our reading: no source says how much is
    rising. Any rise at all would hold nearly every second session of somebody whom running does not hurt, for two such
    means differ by 0.8 (one SD) by chance alone (SD 1.2, autocorrelation 0.35 a day).
    """
    weeks: tuple[list[float], list[float]] = ([], [])
    today = now.date()
    for reading in reversed(readings):
        week = (today - reading.day).days // 7
        if week > 1:
            break
        if hours_since_start(reading.at) % 24 <= EVENING_H and reading.site == "back" and reading.score is not None:
            weeks[week].append(reading.score)
    this, last = weeks
    return min(len(this), len(last)) >= DAYS_RATED and fmean(this) - fmean(last) >= RISE

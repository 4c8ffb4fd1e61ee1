"""Published plans that do not ask about pain (evidence.md 3): they only need an answer to grow.

A plan grows when the last session's 24 or 48 h check is answered, whatever the answer: our reading of "missing
24/48 h answers never advance". Weeks begin on Monday.
"""

from __future__ import annotations

from itertools import takewhile
from math import fsum

from backlog.model.tokens import ASSUMED_PACE
from backlog.rules.thresholds import FLOOR_M
from backlog.simulate.rule import CAP, Instruction, Rule, Seen, Standing, onward

#: Rule 1: the growth of a week, of which so much must have been done, in so many sessions.
WEEKLY, DONE, SESSIONS = 1.10, 0.80, 3
#: Rule 3: minutes of running in nine weeks of three sessions.
C25K_MINUTES = (
    *(8, 8, 8, 9, 9, 9, 9, 9, 9),
    *(16, 16, 16, 15, 16, 20, 18, 20, 25),
    *(25, 25, 25, 28, 28, 28, 30, 30, 30),
)
M_PER_MINUTE = 60_000 / ASSUMED_PACE["run"]
#: Rule 4: 1.4 km a session, and so much more in each of the eleven weeks that follow.
ASTEROID_M, ASTEROID_WEEKLY, ASTEROID_WEEKS = 1400.0, 1.062, 12
#: Rule 9: minutes of a walk in the first week and after 26.
WALK_FROM, WALK_TO, WALK_WEEKS = 10, 30, 26
#: Rule 10: tolerance sessions, the share of their mean to begin with, and the growth of a week (ours).
TOLERANCE_SESSIONS, QUOTA_SHARE, QUOTA_WEEKLY = 3, 0.80, 1.10


class TenPercentWeekly(Rule):
    """Rule 1 (the trial: Buist 2008): the week's metres grow by 10 % if 80 % of last week's were done.

    Ours: three brief runs in the first week; metres as done, also beyond the plan; a week is settled at the first
    session after it, so a week without a session, or whose last answers are missing, leaves the target as it is.
    """

    def after(self, stands: Standing, seen: Seen) -> Instruction:
        """A third of the week's target."""
        if seen.weeks_since(seen.last) == 0:
            return Instruction("hold", stands)
        week = takewhile(lambda session: seen.weeks_since(session) == 1, reversed(seen.diary.sessions))
        done = fsum(session.distance_m or 0.0 for session in week)
        kept = done >= DONE * (SESSIONS * stands.dose)
        return onward(stands, stands._replace(dose=stands.dose * WEEKLY) if kept else stands)


class SessionCap10(Rule):
    """Rule 2 (Schuster Brandt Frandsen 2025): no run is more than 10 % over the longest of the last 30 days.

    Ours: always as far as the rule allows, from a brief run; a brief run again after 30 days without one.
    """

    def after(self, stands: Standing, seen: Seen) -> Instruction:
        """The cap, or the same again (at most the cap) where nothing is answered."""
        if seen.longest is None:
            return Instruction("start", self.beginning)
        cap = max(FLOOR_M, CAP * seen.longest)
        return onward(stands, Standing(cap if seen.answered else min(stands.dose, cap)))


class C25K(Rule):
    """Rule 3 (Couch to 5K): minutes of running per session, three sessions a week, nine weeks.

    Ours: minutes become metres at 8 min/km; the next line of the table follows a session done, so a missed one is
    done next time; an unanswered one is repeated; the last line stays.
    """

    beginning = Standing(C25K_MINUTES[0] * M_PER_MINUTE)

    def after(self, stands: Standing, seen: Seen) -> Instruction:
        """The next line."""
        if not seen.answered:
            return Instruction("hold", stands)
        place = min(stands.place + 1, len(C25K_MINUTES) - 1)
        return onward(stands, Standing(C25K_MINUTES[place] * M_PER_MINUTE, place))


class AsteroidLike(Rule):
    """Rule 4: a surrogate made to match what the ASTEROID trial (Neason 2024) reports; its stage table is not known.

    1.4 km a session, x 1.062 a week, 2.7 km in the twelfth. Ours: by the calendar, attended or not; a missing answer
    keeps the distance, and the next answer lets it catch up; 2.7 km to the end after twelve weeks.
    """

    beginning = Standing(ASTEROID_M)

    def after(self, stands: Standing, seen: Seen) -> Instruction:
        """This week's distance."""
        weeks = min(seen.weeks_since(seen.diary.sessions[0]), ASTEROID_WEEKS - 1)
        return onward(stands, Standing(ASTEROID_M * ASTEROID_WEEKLY**weeks))


class WalkBackLike(Rule):
    """Rule 9 (Pocovi 2024): walking only, linear to 30 minutes in 26 weeks.

    Ours: from 10 minutes; by the calendar, one step a week; a missing answer as in `AsteroidLike`. The trial's five
    walks a week are three here, for the timetable plans no more.
    """

    activity = "walk"
    opening = "increase"
    beginning = Standing(WALK_FROM * 60.0)

    def after(self, stands: Standing, seen: Seen) -> Instruction:
        """This week's minutes."""
        weeks = min(seen.weeks_since(seen.diary.sessions[0]), WALK_WEEKS)
        minutes = WALK_FROM + (WALK_TO - WALK_FROM) * weeks / WALK_WEEKS
        return onward(stands, Standing(60.0 * minutes))


class QuotaGraded(Rule):
    """Rule 10 (time-contingent exercise): 80 % of the mean of three tolerance sessions, then a fixed quota.

    Ours: a tolerance session is a brief run, for nothing stops a virtual runner, and counts as done; the quota grows
    by 10 % a week by the calendar, regardless of pain and attendance; a missing answer as in `AsteroidLike`.
    """

    def after(self, stands: Standing, seen: Seen) -> Instruction:
        """The next tolerance session, or this week's quota."""
        done = seen.diary.sessions
        if len(done) < TOLERANCE_SESSIONS:
            return Instruction("hold", stands)
        mean = fsum(session.distance_m or 0.0 for session in done[:TOLERANCE_SESSIONS]) / TOLERANCE_SESSIONS
        weeks = seen.weeks_since(done[TOLERANCE_SESSIONS]) if len(done) > TOLERANCE_SESSIONS else 0
        return onward(stands, Standing(max(FLOOR_M, QUOTA_SHARE * mean * QUOTA_WEEKLY**weeks)))

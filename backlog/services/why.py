"""Why a verdict is what it is: what it was made from, which rule spoke, what bound it, and what would have flipped it.

Everything here is a pure function of a case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from backlog import clock
from backlog.model import reasons as m
from backlog.model.case import Case
from backlog.model.checks import owes_checks
from backlog.model.decision import Pending, Stop, Verdict
from backlog.model.screening import Flag, Screening
from backlog.model.session import Reading
from backlog.rules.decide import decide, ruling
from backlog.rules.thresholds import BASE_DAYS, PENDING, SITE_SETTLED
from backlog.rules.view import Done, View

#: Answers are tried this far up and down, and distances at these shares of the last run's.
FARTHEST = 10
SHARES = (0.9, 1.1, 0.75, 1.25, 0.5, 2.0)
TICK = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Flip:
    """A change of one fact after which the verdict would have been another.

    `kind` is later, answer, missing, answered, flare, screening, distance, site or cleared; `was` and `becomes` are a
    time, a score, a yes or no, or metres; `session` and `horizon_h` say whose, `site` where, or which flag. `waits` is
    what a pending verdict would wait for, by its reason.
    """

    kind: str
    verdict: str = ""
    action: str | None = None
    waits: str | None = None
    was: Any = None
    becomes: Any = None
    session: int | None = None
    horizon_h: int | None = None
    site: str | None = None


@dataclass(frozen=True, kw_only=True)
class Why:
    """The rule that spoke, the inputs it read (newest last), the limits that bound, and the smallest flip, if any."""

    rule: str
    inputs: Sequence[dict[str, Any]]
    bounds: Sequence[m.Bound]
    flip: Flip | None


def why(case: Case) -> Why:
    """The account of a judged case."""
    rule, verdict = ruling(case)
    return Why(
        rule=rule,
        inputs=inputs(View(case), verdict),
        bounds=[reason for reason in verdict.reasons if isinstance(reason, m.Bound)],
        flip=flip(case, verdict),
    )


def inputs(view: View, verdict: Verdict) -> list[dict[str, Any]]:
    """What was read: the runs of the last 30 days, or else the last one, harm since the first, and what reasons name.

    That is: readings, pain at other sites, red flags, screenings and sessions of other activities.
    """
    since = view.then - BASE_DAYS
    runs = [done for done in view.runs if done.session.started_at >= since] or view.runs[-1:]
    begun = runs[0].session.started_at if runs else since
    harm = [_reading(reading) for reading in view.harm if reading.at >= begun]
    named = [found for reason in verdict.reasons for found in _named(view, reason, begun)]
    whole = {found["id"]: found for found in [*map(_run, runs), *harm, *named]}
    return sorted(whole.values(), key=lambda found: (found["at"], found["id"]))


def _named(view: View, reason: m.Reason, begun: datetime) -> list[dict[str, Any]]:
    """The facts that one reason speaks of."""
    match reason:
        case m.RedFlag():
            return [_flag(flag) for flag in view.case.flags if flag.flag == reason.flag and flag.cleared_at is None]
        case m.ScreeningDue():
            asked = [s for s in view.case.screenings if s.kind == "screening" and s.at == reason.last_at]
            return [_screening(s) for s in asked] + _readings(view, {reason.reading})
        case m.SiteHarm() | m.SiteRaised() | m.SiteSettled():
            return [_reading(r) for r in view.readings if r.site == reason.site and r.at >= begun]
        case m.HarmSettled():
            return _readings(view, {reason.reading, reason.settled_by})
        case m.HarmSeen() | m.HarmByTime() | m.Radiating() | m.SeeClinician():
            return _readings(view, {reason.reading})
        case m.Substitute() | m.BenignSpell():
            since = view.runs[-1].session.ended_at if view.runs else begun
            others = [d for a in view.activities if a != "run" for d in view.done(a)]
            return [_run(d) for d in others if d.session.started_at >= since and owes_checks(d.session)]
        case _:
            return []


def _readings(view: View, numbers: set[int | None]) -> list[dict[str, Any]]:
    return [_reading(reading) for reading in view.readings if reading.id in numbers]


def _flag(flag: Flag) -> dict[str, Any]:
    return {"kind": "flag", "id": flag.id, "at": clock.iso(flag.opened_at, flag.zone), "flag": flag.flag}


def _screening(screening: Screening) -> dict[str, Any]:
    return {"kind": "screening", "id": screening.id, "at": clock.iso(screening.at, screening.zone)}


def _run(done: Done) -> dict[str, Any]:
    return {
        "kind": "session",
        "id": done.session.id,
        "activity": done.session.activity,
        "at": clock.iso(done.session.started_at, done.session.zone),
        "distance_m": done.dose if done.session.activity == "run" else done.session.distance_m,
        "duration_s": done.session.duration_s,
        "during": done.session.during,
        "answers": {str(h): _answer(done, h) for h in done.answers},
        "response": None if done.response is None else done.response.value,
        "worst": None if done.response is None else done.response.worst,
        "p_reaction": None if done.response is None else done.response.p_reaction,
        "raised": done.raised,
        "harmful": done.harmful,
        "sore": done.sore,
        "tolerated": done.tolerated,
        "base_m": done.base,
        "counted_m": done.counted,
        "increase": done.increase,
    }


def _answer(done: Done, horizon: int) -> dict[str, Any] | None:
    answer = done.answers[horizon]
    if answer is None:
        return None
    at = done.session.ended_at + timedelta(hours=answer.lag_h)
    return {"reading": answer.reading, "at": clock.iso(at, done.session.zone), "score": answer.score}


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "kind": "reading",
        "id": reading.id,
        "at": clock.iso(reading.at, reading.zone),
        "site": reading.site,
        "score": reading.score,
        "flare": reading.flare,
    }


def flip(case: Case, verdict: Verdict) -> Flip | None:
    """The first of all changes, in order of size, after which verdict or action is another; None if none is."""
    before, judge = kind_of(verdict), judging(case)
    for draft, changed in changes(case, verdict):
        after = kind_of(judge(changed))
        if after != before:
            return replace(draft, verdict=after[0], action=after[1], waits=after[2])
    return None


def judging(case: Case) -> Callable[[Case], Verdict]:
    """The judge of cases that differ from this one only since its last run ended: all before is followed once."""
    from backlog.stats.tolerance import Memory, estimate

    ends = [session.ended_at for session in case.sessions if session.activity == "run" and session.ended_at <= case.now]
    memory: Memory = {}
    estimate(case.sessions, case.readings, case.plan, now=max(ends, default=case.now) - TICK, memory=memory)

    def judge(changed: Case) -> Verdict:
        known = {site: posterior.copy() for site, posterior in memory.items()}
        tolerance = estimate(changed.sessions, changed.readings, changed.plan, now=changed.now, memory=known)
        return decide(replace(changed, tolerance=tolerance))

    return judge


def kind_of(verdict: Verdict) -> tuple[str, str | None, str | None]:
    """Verdict, action, and what it waits for: the questions and an open check are not the same wait.

    To hold and to reduce are one, `easy`, where what is said first is not a run.
    """
    if isinstance(verdict, Pending):
        return verdict.verdict, None, verdict.reasons[0].code
    if isinstance(verdict, Stop):
        return verdict.verdict, None, None
    easy = verdict.action in ("hold", "reduce") and verdict.next is not None and verdict.next.activity != "run"
    return verdict.verdict, "easy" if easy else verdict.action, None


Changed = tuple[Flip, Case]


def changes(case: Case, verdict: Verdict) -> Iterator[Changed]:
    """Every change that is tried: first what a reason itself waits for, then the smallest first."""
    runs = View(case).runs
    for reason in verdict.reasons:
        yield from _settled(case, reason)
    yield from _later(case, runs)
    if runs:
        yield from _answers(case, runs[-1])
    yield from _flares(case)
    screenings = (*case.screenings, Screening(at=case.now))
    yield Flip(kind="screening", was=False, becomes=True), replace(case, screenings=screenings)
    if runs:
        yield from _distances(case, runs[-1])


def _settled(case: Case, reason: m.Reason) -> Iterator[Changed]:
    """What a reason waits for: pain elsewhere at 2 now, radiating pain at 0, a red flag cleared."""
    match reason:
        case m.SiteHarm():
            draft = Flip(kind="site", was=reason.score, becomes=SITE_SETTLED, site=reason.site)
            yield draft, _with_reading(case, case.now, SITE_SETTLED, reason.site)
        case m.Radiating():
            draft = Flip(kind="site", becomes=0.0, site="radiating-leg")
            yield draft, _with_reading(case, case.now, 0.0, "radiating-leg")
        case m.RedFlag():
            flags = tuple(replace(f, cleared_at=case.now) if f.flag == reason.flag else f for f in case.flags)
            yield Flip(kind="cleared", was=False, becomes=True, site=reason.flag), replace(case, flags=flags)
        case _:
            pass


def _with_reading(case: Case, at: datetime, score: float, site: str = "back") -> Case:
    number = max((reading.id for reading in case.readings), default=0) + 1
    said = Reading(id=number, at=at, site=site, score=score, recorded_at=at)
    return replace(case, readings=(*case.readings, said))


def _later(case: Case, runs: Sequence[Done]) -> Iterator[Changed]:
    """When the last run's 48 h check lapses, and a day later."""
    moments = [done.session.ended_at + PENDING for done in runs[-1:]]
    for at in sorted({*moments, case.now + timedelta(days=1)}):
        if at > case.now:
            yield Flip(kind="later", was=case.now, becomes=at), replace(case, now=at)


def _answers(case: Case, last: Done) -> Iterator[Changed]:
    """The last run's answers at 24 and 48 h: given, a point or more up or down, or not given."""
    for horizon in (24, 48):
        at = last.session.ended_at + timedelta(hours=horizon)
        if last.answers[horizon] is None and at <= case.now:
            usual = case.tolerance.usual
            yield _about(last, horizon, "answered", None, usual), _with_reading(case, at, usual)
    known = [(horizon, answer) for horizon in (24, 48) if (answer := last.answers[horizon]) is not None]
    for points, (horizon, answer), sign in product(range(1, FARTHEST + 1), known, (-1, 1)):
        score = answer.score + sign * points
        if 0 <= score <= 10:
            yield _about(last, horizon, "answer", answer.score, score), _one_reading(case, answer.reading, score=score)
    for horizon, answer in known:
        fewer = tuple(reading for reading in case.readings if reading.id != answer.reading)
        yield _about(last, horizon, "missing", answer.score, None), replace(case, readings=fewer)


def _about(last: Done, horizon: int, kind: str, was: float | None, becomes: float | None) -> Flip:
    return Flip(kind=kind, was=was, becomes=becomes, session=last.session.id, horizon_h=horizon)


def _one_reading(case: Case, number: int, **fields: Any) -> Case:
    return replace(case, readings=tuple(replace(r, **fields) if r.id == number else r for r in case.readings))


def _flares(case: Case) -> Iterator[Changed]:
    """No flare where there were some; a flare with the newest reading of the back where there was none."""
    if any(reading.flare for reading in case.readings):
        none = tuple(replace(reading, flare=False) for reading in case.readings)
        yield Flip(kind="flare", was=True, becomes=False), replace(case, readings=none)
    back = [reading for reading in case.readings if reading.site == "back" and reading.at <= case.now]
    if back:
        newest = max(back, key=lambda reading: (reading.at, reading.id))
        if not newest.flare:
            yield Flip(kind="flare", was=False, becomes=True), _one_reading(case, newest.id, flare=True)


def _distances(case: Case, last: Done) -> Iterator[Changed]:
    metres = last.session.distance_m
    for share in SHARES if metres else ():
        other = replace(last.session, distance_m=share * (metres or 0))
        sessions = tuple(other if session.id == other.id else session for session in case.sessions)
        about = Flip(kind="distance", was=metres, becomes=other.distance_m, session=other.id)
        yield about, replace(case, sessions=sessions)

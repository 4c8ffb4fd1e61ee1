"""Where even the floor of running is probably too much: something else, and the way back."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from backlog.model.checks import WINDOWS, is_owed
from backlog.model.decision import Decision, Verdict
from backlog.model.reasons import BenignSpell, CheckOpen, FloorTooMuch, Reason, RunUnavailable
from backlog.model.spell import Spell, spell_of
from backlog.model.tokens import UNCHECKED
from backlog.rules import thresholds as t
from backlog.rules.limits import Asked
from backlog.rules.review import advice, soft_stop
from backlog.rules.substitute import substitute, under_test
from backlog.rules.verdicts import evidence, run, wait
from backlog.rules.view import Done, View


def switch(view: View) -> Verdict | None:
    """Something else while running is unavailable or too much; a brief run after a benign spell."""
    if "run" not in view.plan.activities:
        return _instead(view, [RunUnavailable()])
    too_much = _too_much(view)
    if too_much is None:
        return None
    spell = _spell(view)
    told = BenignSpell(
        days=(view.now - spell.since).days,
        days_needed=_patience(view),
        sessions=spell.sessions,
        sessions_needed=t.RETURN_SESSIONS,
    )
    if spell.benign(view.now) and (view.now - spell.since).days >= _patience(view) and soft_stop(view) is None:
        return run(view, "return", Asked(t.FLOOR_M, anew=True), [told])
    return _instead(view, [too_much, told])


def _too_much(view: View) -> FloorTooMuch | None:
    floor = view.tolerance.floor
    if not view.runs or floor is None or floor.runs < t.SWITCH_RUNS:
        return None
    # A switch once said stands in the days without runs, unless they show that running was probably not to blame.
    stands = floor.p_then is not None and floor.p_then > t.SWITCH_P and floor.p_too_much > t.SWITCH_KEEP_P
    if floor.p_too_much <= t.SWITCH_P and not stands:
        return None
    return FloorTooMuch(
        runs=floor.runs,
        mean=floor.mean,
        scale=floor.scale,
        probability=floor.p_too_much,
        limit=t.SWITCH_P,
        usual=view.tolerance.usual,
    )


def _patience(view: View) -> int:
    """Days of quiet before running is tried again: twice as many after every time that it was tried in vain."""
    starts = [d.session.started_at for d in view.runs]
    tried = sum((b - a).days >= t.RETURN_DAYS for a, b in pairwise(starts))
    return t.RETURN_DAYS << (1 + tried)


def _spell(view: View) -> Spell:
    """How long and how well other activities have gone since the last run, or since one of them went badly."""
    others = [d for a in view.activities if a != "run" and a not in UNCHECKED for d in view.done(a)]
    answered = [(d.session, d.badly) for d in others if d.response is not None or d.badly]
    return spell_of(view.runs[-1].session.ended_at, answered)


def _instead(view: View, reasons: list[Reason]) -> Verdict:
    trial = under_test(view)
    waiting = check_open(view, trial) if trial else None
    if waiting is not None:
        return wait(view, waiting.until, [waiting, *reasons])
    prescription, more = substitute(view)
    said = [*reasons, *more]
    return Decision(action="switch", next=prescription, reasons=(*said, *advice(view, said)), evidence=evidence(view))


def check_open(view: View, done: Done) -> CheckOpen | None:
    """The 48 h check of a session, if it is owed and neither in nor lapsed."""
    until = done.session.ended_at + t.PENDING
    if done.answers[48] is not None or view.now >= until or not is_owed(done.session, 48, view.pauses):
        return None
    opens = done.session.ended_at + timedelta(hours=WINDOWS[48][0])
    return CheckOpen(session=done.session.id, opens_at=opens, until=until, answerable=view.now >= opens)

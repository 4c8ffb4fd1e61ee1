"""Why a verdict is what it is: every reason in a sentence that a person in pain can repeat, and its numbers beside.

What is possible comes first, a sore spell is told with its end, and no sentence here holds a probability: those are
in `numbers`, for who asks why. No sentence says that something is allowed, or that a back has a limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from backlog.model import reasons as m
from backlog.model.decision import Verdict
from backlog.model.plan import some_limit
from backlog.model.settled import whole
from backlog.model.tolerance import SORE
from backlog.model.units import show_score
from backlog.rules import thresholds as t
from backlog.rules.headline import Voice
from backlog.rules.redflags import EMERGENCY, KNOWN, Question

#: What lies outside is said as under and over these; and from here on a sore spell is not laid to chance.
_ROUNDED, PLAIN = (0.01, 0.99), 0.8
#: So many points on average are a change that is spoken of.
MOVED = 0.5
#: What cut a distance is no news where it grew all the same; that no run is shorter is where it did not.
_UNSAID = {"increase": {"floor", "cap", "regain", "reaction"}, "switch": {"cap"}, "hold": set[str]()}


def first(verdict: Verdict) -> Sequence[m.Reason]:
    """The reasons that are said unasked: not the risk of the next run, nor every ceiling that it came near to."""
    unsaid = _UNSAID.get(getattr(verdict, "action", None) or "", {"floor"})
    if any(isinstance(r, m.Bound) and r.name == "overrun" for r in verdict.reasons):
        # What had cut it before is no longer where it ends.
        unsaid = _UNSAID["increase"]
    said = [
        r
        for r in verdict.reasons
        if not isinstance(r, m.Expected) and not (isinstance(r, m.Bound) and r.name in unsaid)
    ]
    return said or verdict.reasons


def explain(r: m.Reason, voice: Voice) -> str:
    """A reason in plain words."""
    match r:
        case m.RedFlag():
            asked = KNOWN.get(r.flag, Question(r.flag, r.group, r.flag))
            whom = f"See a doctor or physiotherapist {asked.within or 'soon'}, before you go on"
            whom = "Go to an emergency department now" if r.group == EMERGENCY else whom
            return f"You said yes, {voice.time(r.opened_at)}, to: {asked.text} {whom}. Logging still works."
        case m.ScreeningDue():
            return _screening(r, voice)
        case m.Retrospective():
            return "This looks back to before the red-flag questions were first answered, so they are not asked for."
        case m.HarmSeen() | m.HarmByTime() | m.HarmSettled() | m.DuringHigh():
            return _bad_day(r, voice)
        case m.SiteRaised() | m.SiteHarm() | m.SiteSettled() | m.Radiating():
            return _elsewhere(r)
        case m.SeeClinician():
            return _review(r)
        case m.FloorTooMuch() | m.LikelyToHurt() | m.RunUnavailable() | m.Substitute() | m.BenignSpell():
            return _something_else(r)
        case m.Raised() | m.Tolerated() | m.BeyondLimit() | m.HasChanged() | m.Expected():
            return _went(r, voice)
        case m.CheckOpen(answerable=True):
            return "How is your back today? Type a number (backlog pain 3), and I can plan the next one."
        case m.CheckOpen():
            return (
                "What a session does is often felt a day or two later. "
                f"From {voice.time(r.opens_at)} on, type how your back is (backlog pain 3)."
            )
        case m.RunsTooClose() | m.MissingAnswers() | m.NotEnough() | m.NoPainKnown():
            return _unknown(r)
        case m.BriefRun():
            return "A brief run to build on, which may be walk and run, on something soft."
        case m.LayOff():
            again = "half of it" if r.half else "a brief run"
            return f"Your last run to build on was {r.days} days ago: begin again with {again}."
        case m.TwoIncreases():
            return f"You went further {len(r.sessions)} times in the last {r.days} days: no further this time."
        case m.AtGoal():
            return "You are at your goal."
        case m.Bound():
            return _bound(r)
        case m.FindBaseline():
            return (
                f"Of the last 28 days {r.readings} ratings lie away from any run ({r.needed} would do), so what is "
                f"usual for you is uncertain: {r.days} days without a run, rated daily, would show it."
            )
        case m.Paused():
            return f"Your plan is paused; this is for after {voice.time(r.until)}."
        case _ as never:
            assert_never(never)


def _screening(r: m.ScreeningDue, voice: Voice) -> str:
    last = f"They were last answered {voice.time(r.last_at)}." if r.last_at else "They were never answered."
    why = {
        "never": "Before any advice, the red-flag questions.",
        "monthly": f"The red-flag questions are due every {t.SCREENING_LASTS.days} days.",
        "pain": f"Reading {r.reading} was {t.PAIN_TRIGGER:g} or more and at least {t.PAIN_TRIGGER_ABOVE:g} above your "
        "usual: the red-flag questions again.",
        "radiating": "You told of radiating pain that is new or reaches further: the red-flag questions again.",
    }
    return f"{why[r.cause]} {last} Answer them with: backlog flags"


def _bad_day(r: m.HarmSeen | m.HarmByTime | m.HarmSettled | m.DuringHigh, voice: Voice) -> str:
    match r:
        case m.HarmSeen():
            told = "You told of a flare" if r.flare or r.score is None else f"You were at {show_score(r.score)}"
            soon = f" {voice.on(r.step_at)} or after" if r.step_at > voice.now else ""
            return (
                f"{told} {voice.on(r.at)}: a short break from running, walking as you like. "
                f"At {whole(r.usual_high)} or less we go on; at {whole(r.step_below)} or less{soon}, or "
                f"{voice.on(r.try_at)} at the latest, we try a little running again. Nothing is lost in a week."
            )
        case m.HarmByTime(factor=None):
            return (
                f"Your back has been sorer than usual for {r.days} days. A few easy jogging minutes inside a walk are "
                "fine now, if you like; and it is worth letting a physiotherapist or doctor have a look."
            )
        case m.HarmByTime(factor=1.0):
            return f"Since your bad day {r.days} days ago your back has not been as usual: nothing goes further yet."
        case m.HarmByTime():
            return (
                f"Your bad day is {r.days} days ago. A small step back into running is better now than waiting until "
                "everything is as it was."
            )
        case m.HarmSettled():
            what = "Your flare" if r.flare else "Your bad day"
            return f"{what} has settled: {_begin(r.factor)} what last went well, and from there we build again."
        case m.DuringHigh():
            runs = "your last two runs" if r.twice else "your last run"
            return (
                f"It hurt up to {show_score(r.score)} during or right after {runs}: "
                f"{'a gentle one next' if r.twice else 'no more than last time'}."
            )
        case _ as never:
            assert_never(never)


def _begin(factor: float) -> str:
    """How to begin again, by the share that is asked for: the floor of running may make it more than that."""
    return "less than" if factor < 1 else "no more than"


def _elsewhere(r: m.SiteRaised | m.SiteHarm | m.SiteSettled | m.Radiating) -> str:
    match r:
        case m.SiteRaised():
            return f"{_site(r.site)} was at {show_score(r.score)} with your last run: no more than last time."
        case m.SiteHarm():
            came = " after two runs running" if r.twice else " with a run" if r.session else ""
            return (
                f"{_site(r.site)} was at {show_score(r.score)}{came}: no running until it is at {t.SITE_SETTLED:g} or "
                f"less, and whatever does not hurt there meanwhile. Tell me with: backlog pain --site {r.site} N"
            )
        case m.SiteSettled():
            return (
                f"{_site(r.site)} was at {show_score(r.score)} and has settled: {_begin(r.factor)} your last run, and "
                "from there we build again."
            )
        case m.Radiating(calm=True):
            return (
                "The pain in your leg has been mild for a week and goes no further down: a few easy jogging minutes "
                "inside a walk are fine, if you like."
            )
        case m.Radiating():
            reach = f"Pain {f'down to the {r.reaches}' if r.reaches else 'into the leg'}, "
            seen = f"{reach}{f'further than before ({r.before})' if r.before else 'which is new'}"
            seen = seen if r.again is None else f"The leg was at {show_score(r.again)}"
            return (
                f"{seen}: walking as you like, no running yet. Once it has been at {t.LEG_PAIN:g} or "
                f"less for a week and goes no further down, walk and run is fine. Tell me with: backlog pain --site "
                "radiating-leg N. If the leg gets weak or numb, do not wait: backlog flags"
            )
        case _ as never:
            assert_never(never)


def _site(site: str) -> str:
    named = {"hip-groin": "Hip or groin", "radiating-leg": "The leg", "other": "Another place"}
    return named.get(site, f"The {site}")


def _review(r: m.SeeClinician) -> str:
    if r.cause == "no_improvement":
        now, then = r.mean_now or 0.0, r.mean_then or 0.0
        than = "about as it was" if abs(now - then) < MOVED else "a little better than" if now < then else "sorer than"
        return f"Your back is {than} six weeks ago ({now:.1f} now, {then:.1f} then). A professional's review may help."
    why = {
        "flare": f"A flare took {r.days} days or more to settle",
        "unsettled": f"It has not settled for {r.days} days",
    }.get(r.cause, f"You were at {show_score(r.score or 0)} within the last {r.days} days")
    return (
        f"{why}: keep your easy walking, and please let a professional look. "
        "Record it with: backlog flags --reviewed-by WHO"
    )


def _something_else(r: m.FloorTooMuch | m.LikelyToHurt | m.RunUnavailable | m.Substitute | m.BenignSpell) -> str:
    match r:
        case m.FloorTooMuch():
            return (
                "Running keeps leaving you sorer for a day or two. Something else keeps you fit meanwhile, a little "
                "more each week."
            )
        case m.LikelyToHurt():
            return (
                "Just now something easy is the better bet. If you want to run, a few easy jogging minutes inside a "
                "walk are the way to find out."
            )
        case m.RunUnavailable():
            return "Running is not among the activities that you have (backlog plan --activities)."
        case m.Substitute(longest_minutes=None):
            return "It is new, so it is short at first."
        case m.Substitute():
            return f"Your longest that went well in {t.BASE_DAYS.days} days took {r.longest_minutes:.0f} min."
        case m.BenignSpell() if r.days < r.days_needed or r.sessions < r.sessions_needed:
            return (
                f"Then we try a few easy jogging minutes: after {r.days_needed} days ({r.days} so far) with "
                f"{r.sessions_needed} rated sessions that went well ({r.sessions} so far)."
            )
        case m.BenignSpell(quiet=False):
            return "We try a few easy jogging minutes as soon as you have rated your back about as usual for two weeks."
        case m.BenignSpell():
            return (
                f"{r.days} days without a run, and a steady fortnight. Let us find out again, gently: a few easy "
                "jogging minutes inside a walk. If it is sore for a day or two, that is information, not damage."
            )
        case _ as never:
            assert_never(never)


Went = m.Raised | m.Tolerated | m.BeyondLimit | m.HasChanged | m.Expected


def _went(r: Went, voice: Voice) -> str:
    match r:
        case m.Raised(flare=True):
            return "You told of a flare after your last run: no more than last time."
        case m.Raised():
            return _sore(r, voice)
        case m.Tolerated() if r.worst >= t.SEVERE_ABOVE:
            return "One sorer day after your last run; on the whole they were as usual for you."
        case m.Tolerated():
            return "Your last run went well."
        case m.BeyondLimit():
            return "Your last distance looks like a little much for now: a shorter one, and from there we build again."
        case m.HasChanged():
            since = voice.on(r.since).removeprefix("on ")
            return (
                f"Since {since} your back has been sorer after runs than before. That happens, often with sleep, "
                "stress or a busy spell. Nothing goes further for now; once three in a row have gone quietly we go on."
            )
        case m.Expected():
            slight = r.probability <= r.limit and r.some > some_limit(r.limit)
            sorer = f"A {'somewhat' if slight else 'clearly'} sorer day or two after {voice.far(r.distance_m)} is"
            return f"{sorer} {'possible; it would pass' if slight or r.probability > r.limit else 'unlikely'}."
        case _ as never:
            assert_never(never)


def _sore(r: m.Raised, voice: Voice) -> str:
    """The worst of the days after a run, once, and how it ended."""
    told = "Your back was sorer after your last run."
    if r.worst is not None and r.worst_at is not None:
        if r.quiet:
            return "Your last run seems to have gone well; the same once more makes it surer."
        told = f"After your last run: {show_score(r.worst)} {voice.on(r.worst_at)}"
        if r.then is not None and r.then_at is not None:
            again = " again" if r.then < r.usual + SORE else ""
            ended = voice.on(r.then_at)
            told += f", {show_score(r.then)}{again} {'later that day' if ended == voice.on(r.worst_at) else ended}"
        told += "."
    if (r.probability or 0.0) >= PLAIN:
        return f"{told} That usually passes in a day or two."
    if r.runs > 1:
        return f"{told} Your last {r.runs} runs were each followed by sorer days; how the next one goes tells more."
    return f"{told} That can be the run, or just a sore spell; how the next one goes tells more."


def _unknown(r: m.RunsTooClose | m.MissingAnswers | m.NotEnough | m.NoPainKnown) -> str:
    match r:
        case m.RunsTooClose():
            return (
                f"Your last {len(r.sessions)} runs each began within {r.hours:.0f} h of the one before, so I cannot "
                "tell what each did. Two days between runs would show more; no more than last time."
            )
        case m.MissingAnswers():
            last = [] if r.last_48h else ["how your back was two days after the last run was not told"]
            few = f"of {r.asked} ratings after your last runs {r.answered} are in ({r.needed} would do)"
            lacking = [*last, *([few] if r.answered < r.needed else [])]
            return f"To go further, too little is known: {', and '.join(lacking)}."
        case m.NotEnough():
            why = {
                "distance": "how far your last run went is not known",
                "medicated": "the ratings after your last run were under an extra dose of medicine",
            }.get(r.cause, "the ratings after your last run came when another session had begun")
            return f"No further for now, for {why}."
        case m.NoPainKnown(halved=True):
            return (
                f"Of most of your {r.runs} runs in {t.BASE_DAYS.days} days no rating is known, and of none that it "
                "went well: at most half of their middle distance. One rated run changes that."
            )
        case m.NoPainKnown():
            runs = f"{r.runs} run{'s' if r.runs != 1 else ''}"
            return (
                f"You did {runs} in {t.BASE_DAYS.days} days, and no rating of the days after is known: at most their "
                "middle distance. One rated run changes that."
            )
        case _ as never:
            assert_never(never)


def _bound(r: m.Bound) -> str:
    return {
        "cap": f"That is one step beyond your longest that went well in {t.BASE_DAYS.days} days.",
        "regain": "After a shorter run we go up again step by step.",
        "reaction": "This is about as far as is likely to go quietly now. It is where we build from, and no ceiling.",
        "goal": "That is your goal.",
        "longest": "That is the longest session in your plan.",
        "floor": "No run is shorter than this one.",
        "overrun": "Your last runs came out longer than planned, as happens to most of us; so I name a little less.",
    }[r.name]


def _amount(r: m.Bound, amount: float, voice: Voice) -> str:
    return voice.far(amount) if r.unit == "m" else f"{amount:.0f} min"


def numbers(r: m.Reason, voice: Voice) -> str | None:
    """The numbers that a reason rests on, in the words of the model; None where its sentence has them all."""
    match r:
        case m.HarmSeen(score=float(score)) if not r.flare:
            return f"Reading {r.reading} was {show_score(score)}; harm is seen from {show_score(r.limit)} on."
        case m.FloorTooMuch():
            return (
                f"Response after your {r.runs} runs: on average {_signed(r.mean)} your usual {r.usual:.1f} (give or "
                f"take {r.scale:.1f}). A reaction to the shortest run: {percent(r.probability)} (a switch from "
                f"{r.limit:.0%} on); a clear one: {percent(r.p_clear)}."
            )
        case m.LikelyToHurt():
            return f"A reaction to {voice.far(r.distance_m)}: {percent(r.probability)}."
        case m.Raised(response=float(response), probability=float(probability)):
            return (
                f"Response after run {r.session}: {_signed(response)} your usual {r.usual:.1f}; a reaction: "
                f"{percent(probability)}."
            )
        case m.Tolerated():
            return (
                f"Response after run {r.session}: {_signed(r.response)} your usual {r.usual:.1f} (give or take "
                f"{r.scale:.1f}); a reaction: {percent(r.probability)}."
            )
        case m.BeyondLimit():
            within, far = t.on_grid(r.limit_m), voice.far(r.last_m)
            up_to = f"up to {voice.far(within)} it is not" if within else "a shorter run does not help"
            if (r.clear or 0.0) > r.limit:
                return f"A clear reaction to {far} is more probable than the {r.limit:.0%} that you accept; {up_to}."
            if (r.some or 0.0) > some_limit(r.limit):
                more = f"the {some_limit(r.limit):.0%} that go with your {r.limit:.0%} for a clear one"
                return f"Some reaction to {far} is more probable than {more}; {up_to}."
            return f"Where it would be worst, a clear reaction to {far} is more probable than you accept; {up_to}."
        case m.HasChanged():
            return f"That running has begun to hurt: {percent(r.probability)}, from {r.runs} rated runs since."
        case m.Expected():
            seen = f"Response after your last {r.runs} runs: on average {_signed(r.mean)} your usual {r.usual:.1f}. "
            return (
                f"{seen if r.runs > 1 else ''}A clear reaction to {voice.far(r.distance_m)}: {percent(r.probability)} "
                f"(you accept {r.limit:.0%}); any: {percent(r.some)} (at most {some_limit(r.limit):.0%})."
            )
        case m.AtGoal():
            return f"Your goal is {voice.far(r.goal_m)}."
        case m.NoPainKnown():
            return f"The middle distance of your {r.runs} runs is {voice.far(r.median_m)}."
        case m.Bound(base=float(base)):
            return f"The cap over {_amount(r, base, voice)} is {_amount(r, r.allowed, voice)}."
        case m.Substitute():
            return (
                f"Your last run that went well, or else a brief one, is {r.equal_minutes:.0f} min of it in MET-minutes."
            )
        case _:
            return None


def percent(probability: float) -> str:
    """A probability that is never said to be none, nor certain."""
    low, high = _ROUNDED
    return "under 1%" if probability < low else "over 99%" if probability > high else f"{probability:.0%}"


def _signed(points: float) -> str:
    if abs(points) < 0.05:
        return "level with"
    return f"{abs(points):.1f} {'above' if points > 0 else 'below'}"

"""Why a verdict is what it is: every reason in a sentence that a person in pain can repeat."""

from __future__ import annotations

from typing import assert_never

from backlog.model import reasons as m
from backlog.model.units import show_score
from backlog.rules import thresholds as t
from backlog.rules.headline import Voice
from backlog.rules.redflags import EMERGENCY, QUESTIONS

#: What lies outside is said as under and over these; up to UNLIKELY, a reaction is called that.
_ROUNDED, UNLIKELY = (0.01, 0.99), 0.3

ASKED = {question.flag: question.text for question in QUESTIONS}


def explain(r: m.Reason, voice: Voice) -> str:
    """A reason with its numbers, in a sentence."""
    match r:
        case m.RedFlag():
            whom = (
                "Go to an emergency department now"
                if r.group == EMERGENCY
                else "See a doctor or physiotherapist soon, before you go on"
            )
            return (
                f"You said yes, {voice.time(r.opened_at)}, to: {ASKED.get(r.flag, r.flag)} {whom}. Logging still works."
            )
        case m.ScreeningDue():
            return _screening(r, voice)
        case m.Retrospective():
            return "This looks back to before the red-flag questions were first answered, so they are not asked for."
        case m.HarmSeen():
            pain = (
                "was a flare" if r.score is None else f"was {show_score(r.score)}{' with a flare' if r.flare else ''}"
            )
            limit = "" if r.flare else f" (limit {show_score(r.limit)})"
            return (
                f"Reading {r.reading} ({voice.time(r.at)}) {pain}{limit}: no running until a reading "
                f"is back in your usual range, at most {r.usual_high:.1f}."
            )
        case m.HarmSettled():
            what = "The flare" if r.flare else f"The pain of {show_score(r.score or 0)}"
            back = (
                f"{r.factor:g} of your last tolerated distance"
                if r.factor < 1
                else "your last tolerated distance at most"
            )
            return f"{what} (reading {r.reading}) has settled (reading {r.settled_by}): {back} next."
        case m.DuringHigh():
            runs = "the last two runs" if r.twice else f"run {r.session}"
            return (
                f"Pain during or right after {runs} reached {show_score(r.score)} (limit {show_score(r.limit)}): "
                f"{'less' if r.twice else 'no more'} than last time."
            )
        case m.SiteRaised():
            return (
                f"Pain at {_site(r.site)} reached {show_score(r.score)} with run {r.session} "
                f"(limit {show_score(r.limit)}): no increase."
            )
        case m.SiteHarm():
            twice = " after two runs running" if r.twice else ""
            came_with = f" with run {r.session}" if r.session else f" in reading {r.reading}" if r.reading else ""
            return (
                f"Pain at {_site(r.site)} reached {show_score(r.score)}{came_with} (limit "
                f"{show_score(r.limit)}{twice}): no running until it is {t.SITE_SETTLED:g} or less. "
                f"Tell me with: backlog pain --site {r.site} N"
            )
        case m.SiteSettled():
            return (
                f"Pain at {_site(r.site)} reached {show_score(r.score)} and has settled: {r.factor:g} of your last run."
            )
        case m.Radiating():
            reach = f" down to the {r.reaches}" if r.reaches else " into the leg"
            before = f", further than before ({r.before})" if r.before else ", which is new"
            told = f"Session {r.session} brought" if r.reading is None else f"Reading {r.reading} tells of"
            return (
                f"{told} pain radiating{reach}{before}: no running until it is gone "
                "(backlog pain --site radiating-leg 0) or somebody has looked (backlog flags --reviewed-by WHO)."
            )
        case m.SeeClinician():
            return _review(r)
        case m.FloorTooMuch():
            return (
                f"After your {r.runs} runs, pain the next two days was on average {_signed(r.mean)} your usual "
                f"{r.usual:.1f} (give or take {r.scale:.1f}): even the shortest run would bring a reaction with a "
                f"probability of {_percent(r.probability)} (limit {r.limit:.0%})."
            )
        case m.RunUnavailable():
            return "Running is not among your available activities (backlog plan --activities)."
        case m.Substitute(longest_minutes=longest):
            known = f"it is new, so {t.NEW_MINUTES:.0f} min at most"
            if longest is not None:
                known = f"your longest tolerated in {t.BASE_DAYS.days} days was {longest:.0f} min"
            return (
                f"{r.activity.replace('-', ' ').capitalize()} {r.minutes:.0f} min: your last tolerated run equals "
                f"{r.equal_minutes:.0f} min of it, and {known}."
            )
        case m.BenignSpell():
            words = (
                f"{r.days} days ({r.days_needed} needed) and {r.sessions} answered sessions without a raised response "
                f"({r.sessions_needed} needed) on other activities"
            )
            if r.days >= r.days_needed and r.sessions >= r.sessions_needed:
                return f"{words}: time to try a brief run."
            return f"Running can be tried again after a quiet spell: {words} so far."
        case m.Raised(flare=True):
            return f"You reported a flare after run {r.session}: no increase."
        case m.Raised():
            return (
                f"After run {r.session}, pain the next two days was {_signed(r.response or 0.0)} your usual "
                f"{r.usual:.1f}; a real reaction is more likely than not ({_percent(r.probability or 0.0)}): "
                "no increase."
            )
        case m.Tolerated():
            unlikely = "unlikely" if r.probability <= UNLIKELY else "less likely than not"
            return (
                f"After run {r.session}, pain the next two days was {_signed(r.response)} your usual {r.usual:.1f} "
                f"(give or take {r.scale:.1f}): a real reaction is {unlikely} ({_percent(r.probability)})."
            )
        case m.BeyondLimit():
            within = t.on_grid(r.limit_m)
            up_to = f"up to {voice.far(within)} it is not" if within else "a shorter run does not help"
            return (
                f"At {voice.far(r.last_m)} a reaction is more probable than your limit allows "
                f"({r.limit:.0%} for a clear one); {up_to}."
            )
        case m.Expected():
            return _expected(r, voice)
        case m.CheckOpen(answerable=True):
            return f"The 48 h check of session {r.session} is open now: `backlog pain N` answers it."
        case m.CheckOpen():
            return (
                f"The 48 h check of session {r.session} opens {voice.time(r.opens_at)}; pain after a run often comes "
                "a day or two later."
            )
        case m.RunsTooClose():
            return (
                f"The last {len(r.sessions)} runs each began within {r.hours:.0f} h of the one before, so their "
                "effects cannot be told apart: no increase. Two days between runs would show more."
            )
        case m.MissingAnswers():
            last = [] if r.last_48h else [f"the 48 h check of run {r.session} was not answered"]
            few = f"{r.answered} of the last {r.asked} checks at 24 and 48 h were answered without painkillers"
            short = [f"{few} ({r.needed} needed)"] if r.answered < r.needed else []
            return f"Too little is known: {', and '.join([*last, *short])}. No increase."
        case m.NotEnough(cause="distance"):
            return f"How far run {r.session} went is not known: it cannot support an increase."
        case m.NotEnough(cause="medicated"):
            return f"The 48 h answer of run {r.session} was given under an extra dose: it cannot support an increase."
        case m.NotEnough():
            return (
                f"The answers of run {r.session} came after another session had begun: "
                "they alone cannot support an increase."
            )
        case m.NoPainKnown(halved=True):
            return (
                f"Most of your {r.runs} runs of the last {t.BASE_DAYS.days} days have no pain logged, and none is "
                f"known to be tolerated: half their median of {voice.far(r.median_m)}."
            )
        case m.NoPainKnown():
            return (
                f"You did {r.runs} run{'s' if r.runs != 1 else ''} in the last {t.BASE_DAYS.days} days, but no pain at "
                f"24 or 48 h is known of any: nothing above their median of {voice.far(r.median_m)}. "
                "One answered run changes that."
            )
        case m.BriefRun():
            return (
                f"There is no tolerated run to build on yet: a brief one of {voice.far(r.distance_m)}, which may be "
                "walk and run, on something soft."
            )
        case m.LayOff():
            again = "half of it" if r.half else "the brief run"
            return f"Your last tolerated run ({voice.far(r.last_m)}) was {r.days} days ago: begin again with {again}."
        case m.TwoIncreases():
            return f"There were {len(r.sessions)} increases in {r.days} days ({r.most} are the most): hold this time."
        case m.AtGoal():
            return f"You are at your goal of {voice.far(r.goal_m)}."
        case m.Bound():
            return _bound(r, voice)
        case m.FindBaseline():
            return (
                f"Of the last 28 days {r.readings} readings are clear of any run ({r.needed} needed), so your "
                f"usual pain is uncertain: a gap of {r.days} days without a run, rated daily, would show it."
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


def _site(site: str) -> str:
    return {"hip-groin": "hip or groin", "radiating-leg": "the leg", "other": "another place"}.get(site, f"the {site}")


def _review(r: m.SeeClinician) -> str:
    if r.cause == "no_improvement":
        return (
            f"Pain averages {r.mean_now or 0:.1f} now and was {r.mean_then or 0:.1f} six weeks ago: "
            "a professional's review may help."
        )
    why = (
        f"A flare took {r.days} days or more to settle"
        if r.cause == "flare"
        else f"Reading {r.reading} was {show_score(r.score or 0)}, severe and clearly above your usual, "
        f"within the last {r.days} days"
    )
    return (
        f"{why}: nothing more for now, and please let a professional look. "
        "Record it with: backlog flags --reviewed-by WHO"
    )


def _expected(r: m.Expected, voice: Voice) -> str:
    # A single run is told of by its own reason; a mean says more only from two on.
    seen = (
        ""
        if r.runs == 1
        else f"After your last {r.runs} runs, pain the next two days was on average {_signed(r.mean)} your "
        f"usual {r.usual:.1f}. "
    )
    about = "about " if _ROUNDED[0] <= r.probability <= _ROUNDED[1] else ""
    limit = f"your limit is {r.limit:.0%}"
    if round(100 * r.probability) > round(100 * r.limit):
        limit = f"that is over your limit of {r.limit:.0%}" + (
            ", but no run is shorter" if r.distance_m <= t.FLOOR_M else ""
        )
    return (
        f"{seen}At {voice.far(r.distance_m)} I expect a clear reaction with a probability of "
        f"{about}{_percent(r.probability)}; {limit}."
    )


def _percent(probability: float) -> str:
    """A probability that is never said to be none, nor certain."""
    low, high = _ROUNDED
    return "under 1%" if probability < low else "over 99%" if probability > high else f"{probability:.0%}"


def _signed(points: float) -> str:
    if abs(points) < 0.05:
        return "level with"
    return f"{abs(points):.1f} {'above' if points > 0 else 'below'}"


def _bound(r: m.Bound, voice: Voice) -> str:
    # What the cap adds to the base is more than a tenth of a short one.
    over = "one step" if r.base is not None and r.allowed > t.CAP_FACTOR * r.base else f"{t.CAP_FACTOR - 1:.0%}"
    why = {
        "cap": f"{over} over your longest tolerated in {t.BASE_DAYS.days} days ({_amount(r, r.base, voice)})",
        "reaction": "the longest run whose reaction stays within your limit",
        "goal": "your goal",
        "longest": "the longest session in your plan",
        "floor": "the shortest run there is",
        "overrun": "you ran that much farther than was allowed, so less is asked",
    }
    asked = "" if r.asked is None else f"Asked {_amount(r, r.asked, voice)}, "
    words = f"{asked}allowed {_amount(r, r.allowed, voice)}: {why[r.name]}."
    return words[0].upper() + words[1:]


def _amount(r: m.Bound, amount: float | None, voice: Voice) -> str:
    if amount is None:
        return "nothing yet"
    return voice.far(amount) if r.unit == "m" else f"{amount:.0f} min"

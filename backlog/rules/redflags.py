"""The red flags: what is asked, how urgent a yes is, and when the questions are due.

Sources: NICE NG59; Finucane 2020 (JOSPT 50:350). A single flag has poor diagnostic accuracy: a yes means
"let somebody look", never a diagnosis.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from backlog.model.reasons import RedFlag, ScreeningDue
from backlog.model.session import Reading
from backlog.model.settled import settled
from backlog.rules.thresholds import PAIN_TRIGGER, PAIN_TRIGGER_ABOVE, SCREENING_LASTS, TRIGGER_EVERY
from backlog.rules.view import View

EMERGENCY, CLINICIAN = "emergency", "clinician"


class Question(NamedTuple):
    """One red flag: its token, its group, and the question; `within` is how soon a clinician should look, if known."""

    flag: str
    group: str
    text: str
    within: str = ""


_TEXTS = {
    EMERGENCY: {
        "saddle-numbness": (
            "New numbness or altered feeling between the thighs, at the genitals or buttocks, or when wiping?"
        ),
        "bladder": "Trouble starting or stopping urine, not feeling a full bladder, or leaking, that is new?",
        "bowel": "Loss of bowel control?",
        "sexual-numbness": "New numbness during sex?",
        "leg-weakness": (
            "A leg or foot newly weak or getting weaker, weakness in both legs, or a new change in how you walk?"
        ),
    },
    CLINICIAN: {
        "bone-stress": (
            "Pain on one spot of bone (foot, shin, hip or groin) that grows while you run, "
            "or hurts at rest or at night?"
        ),
        "calf-swelling": "A calf that is swollen, hot or sore without effort?",
        "infection": "Fever or a recent infection, a weakened immune system, or injected drugs, with this pain?",
        "cancer-signs": "A history of cancer, weight loss you cannot explain, or constant pain at night?",
        "trauma": "A serious accident, or a small fall with osteoporosis or on steroids?",
        "deformity": "A new change in the shape of your back?",
        "age-of-onset": "Did back pain begin for the first time before 20 or after 55?",
        "morning-stiffness": "Marked stiffness in the morning that lasts?",
        "chest": "Chest pain, fainting or a racing heart on effort?",
        "leg-numbness": "New numbness or tingling below the knee?",
    },
}
_WITHIN = {"leg-numbness": "within two weeks"}
QUESTIONS = tuple(
    Question(flag, group, text, _WITHIN.get(flag, ""))
    for group, asked in _TEXTS.items()
    for flag, text in asked.items()
)
#: What is not asked any more, and may still be open: weakness and numbness were one question.
_RETIRED = Question(
    "nerve", CLINICIAN, "Pain below the knee with new numbness or weakness?", "soon, or now if the leg is weak"
)
KNOWN = {question.flag: question for question in (*QUESTIONS, _RETIRED)}
ASKED = tuple(question.flag for question in QUESTIONS)
GROUPS = {flag: question.group for flag, question in KNOWN.items()}


def open_flags(view: View) -> list[RedFlag]:
    """The open red flags, emergencies first."""
    found = [
        RedFlag(flag=flag.flag, group=GROUPS.get(flag.flag, CLINICIAN), opened_at=flag.opened_at)
        for flag in view.case.flags
        if flag.opened_at <= view.now and (flag.cleared_at is None or flag.cleared_at > view.now)
    ]
    return sorted(found, key=lambda flag: (flag.group != EMERGENCY, flag.opened_at, flag.flag))


def screening_due(view: View) -> ScreeningDue | None:
    """Why the questions are due now, or None: never asked, over 31 days ago, or triggered and not answered since."""
    if view.case.retrospective:
        return None
    asked = sorted(s.at for s in view.case.screenings if s.kind == "screening" and s.at <= view.now)
    if not asked:
        return ScreeningDue(cause="never", last_at=None)
    last = asked[-1]
    leg = next((leg for leg in reversed(view.new_radiating) if leg.at > last), None)
    if leg is not None:
        return ScreeningDue(cause="radiating", last_at=last, told_at=leg.at, reading=leg.reading)
    pain = _pain_trigger(view, asked)
    if pain is not None:
        return ScreeningDue(cause="pain", last_at=last, told_at=pain.at, reading=pain.id)
    return ScreeningDue(cause="monthly", last_at=last) if view.now - last > SCREENING_LASTS else None


def _pain_trigger(view: View, asked: list[datetime]) -> Reading | None:
    """The newest severe pain since the questions; within a week only where it is more than they were asked for."""
    last = asked[-1]
    severe = [(r, r.score) for r in view.back if r.score is not None and r.score >= _trigger(view)]
    before = [score for r, score in severe if r.at <= last and all(at < r.at for at in asked[:-1])]
    most = max(before, default=0.0)
    due = [r for r, score in severe if r.at > last and (score > most or r.at - last >= TRIGGER_EVERY)]
    return due[-1] if due else None


def _trigger(view: View) -> float:
    return max(PAIN_TRIGGER, settled(view.tolerance.usual + PAIN_TRIGGER_ABOVE))

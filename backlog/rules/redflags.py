"""The red flags: what is asked, how urgent a yes is, and when the questions are due.

Sources: NICE NG59; Finucane 2020 (JOSPT 50:350). A single flag has poor diagnostic accuracy: a yes means
"let somebody look", never a diagnosis.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from backlog.model.decision import RedFlag, ScreeningDue
from backlog.model.session import Reading
from backlog.rules.ready import View

EMERGENCY, CLINICIAN = "emergency", "clinician"
SCREENING_LASTS = timedelta(days=31)
PAIN_TRIGGER, PAIN_TRIGGER_ABOVE = 7.0, 2.0
TRIGGER_AT_MOST_EVERY = timedelta(days=7)


class Question(NamedTuple):
    """One red flag: its token, its group, and the question."""

    flag: str
    group: str
    text: str


QUESTIONS = (
    Question("saddle-numbness", EMERGENCY,
             "New numbness or altered feeling between the thighs, at the genitals or buttocks, or when wiping?"),
    Question("bladder", EMERGENCY,
             "Trouble starting or stopping urine, not feeling a full bladder, or leaking, that is new?"),
    Question("bowel", EMERGENCY, "Loss of bowel control?"),
    Question("sexual-numbness", EMERGENCY, "New numbness during sex?"),
    Question("leg-weakness", EMERGENCY, "A leg getting weaker, weakness in both legs, or a new change in how you walk?"),
    Question("bone-stress", CLINICIAN,
             "Pain on one spot of bone (foot, shin, hip or groin) that grows while you run, or hurts at rest or at night?"),
    Question("calf-swelling", CLINICIAN, "A calf that is swollen, hot or sore without effort?"),
    Question("infection", CLINICIAN,
             "Fever or a recent infection, a weakened immune system, or injected drugs, with this pain?"),
    Question("cancer-signs", CLINICIAN,
             "A history of cancer, weight loss you cannot explain, or constant pain at night?"),
    Question("trauma", CLINICIAN, "A serious accident, or a small fall with osteoporosis or on steroids?"),
    Question("deformity", CLINICIAN, "A new change in the shape of your back?"),
    Question("age-of-onset", CLINICIAN, "Did back pain begin for the first time before 20 or after 55?"),
    Question("morning-stiffness", CLINICIAN, "Marked stiffness in the morning that lasts?"),
    Question("chest", CLINICIAN, "Chest pain, fainting or a racing heart on effort?"),
    Question("nerve", CLINICIAN, "Pain below the knee with new numbness or weakness?"),
)
GROUPS = {question.flag: question.group for question in QUESTIONS}


def open_flags(view: View) -> list[RedFlag]:
    """The open red flags, emergencies first."""
    found = [RedFlag(flag=flag.flag, group=GROUPS.get(flag.flag, CLINICIAN), opened_at=flag.opened_at)
             for flag in view.case.flags if flag.opened_at <= view.now
             and (flag.cleared_at is None or flag.cleared_at > view.now)]
    return sorted(found, key=lambda flag: (flag.group != EMERGENCY, flag.opened_at, flag.flag))


def screening_due(view: View) -> ScreeningDue | None:
    """Why the questions are due now, or None: never asked, over 31 days ago, or triggered and not answered since."""
    if view.case.retrospective:
        return None
    asked = [s.at for s in view.case.screenings if s.kind == "screening" and s.at <= view.now]
    last = max(asked, default=None)
    if last is None:
        return ScreeningDue(cause="never", last_at=None, reading=None)
    for cause, reading in _triggers(view):
        if last < reading.at and reading.at - last > (TRIGGER_AT_MOST_EVERY if cause == "pain" else timedelta(0)):
            return ScreeningDue(cause=cause, last_at=last, reading=reading.id)
    if view.now - last > SCREENING_LASTS:
        return ScreeningDue(cause="monthly", last_at=last, reading=None)
    return None


def _triggers(view: View) -> list[tuple[str, Reading]]:
    usual = view.tolerance.usual
    severe = [("pain", r) for r in view.back if r.score is not None and r.score >= PAIN_TRIGGER
              and r.score >= usual + PAIN_TRIGGER_ABOVE]
    return [*severe[-1:], *(("radiating", r) for r, _ in view.new_radiating[-1:])]

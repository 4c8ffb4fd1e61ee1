"""All that the model says about seven made-up lives, figure by figure, as figures.json has it.

Each figure was looked at when it was written; what makes it right is in the other tests of this room. Here nothing may
change unseen: whoever changes a figure on purpose gives the model another version, and writes the file anew with
`python -m tests.stats.test_figures`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from backlog.model.plan import Plan
from backlog.model.session import Reading, Session
from backlog.model.tolerance import Tolerance
from backlog.stats.posterior import Posterior
from backlog.stats.tolerance import Memory, estimate
from tests.cases import NOW, ago, numbered, pain, run

FILE = Path(__file__).with_name("figures.json")
DAY = 24.0
Life = tuple[list[Session], list[Reading], Plan]


def nobody() -> Life:
    """No facts, and pain that is usually 9.5: the range is cut to the scale."""
    return [], [], Plan(usual_pain=9.5)


def who_only_walks() -> Life:
    """Never asked for usual pain; walks every other day and rates 0 to 3 in between; two rides are too few."""
    walks = [run(DAY * day, None, activity="walk", duration_s=60.0 * (10 + day)) for day in (13, 11, 9, 7, 5)]
    rides = [run(DAY * day, None, activity="bike") for day in (12, 8)]
    scores = (0.0, 1.0, 3.0, 2.0, 1.0, 0.0, 2.0, 1.0, 3.0, 1.0)
    return (
        walks + rides,
        [pain(DAY * day + 12, score) for day, score in zip(range(14, 4, -1), scores, strict=True)],
        Plan(),
    )


def whom_everything_hurts() -> Life:
    """Six short runs, 3 points more after each; the answer about usual pain is ten months old, the limit a bold one."""
    runs = [run(DAY * day, 500.0 + 50 * day) for day in (12, 10, 8, 6, 4, 2)]
    said = [pain(DAY * day - lag, 5.0) for day in (12, 10, 8, 6, 4, 2) for lag in (24, 46)]
    quiet = [pain(DAY * day, 2.0) for day in range(40, 13, -3)]
    return runs, quiet + said, Plan(usual_pain=1.0, usual_pain_at=ago(DAY * 300), reaction_limit=0.25)


def who_runs_on_anything() -> Life:
    """Hard and soft, heel and forefoot, a fortnight without; a bad knee, a tablet, both ends of the scale, walks."""
    runs = [
        run(DAY * 90, 2000.0, surface="grass", strike="heel"),
        run(DAY * 87, 2500.0, surface="asphalt", strike="heel"),
        run(DAY * 84, 1500.0, surface="trail", strike="forefoot"),
        run(DAY * 40, 2200.0, surface="concrete", strike="midfoot"),
        run(DAY * 37, None, surface="grass"),
        run(DAY * 34, 3000.0, surface="asphalt", strike="forefoot"),
        run(DAY * 35.5, 2600.0, strike="mixed"),
        run(DAY * 20, 1800.0, surface="grass", strike="heel"),
        run(DAY * 10, 2400.0, surface="asphalt"),
        run(DAY * 3, 2000.0, surface="grass", strike="forefoot"),
        run(0, 2100.0, surface="asphalt", strike="heel"),
        run(-0.25, 900.0),
        run(-2, 5000.0),
    ]
    back = {
        90: (3, 2), 87: (5, 6), 84: (1, 0), 40: (4, 4), 37: (2, 2), 34: (7, 10), 35.5: (3, None), 20: (1, 2),
        10: (None, 4), 3: (2, 2),
    }  # fmt: skip
    said = [
        pain(DAY * day - lag, float(score), medicated=True if (day, lag) in {(34, 25), (10, 47)} else None)
        for day, scores in back.items()
        for lag, score in zip((25, 47), scores, strict=True)
        if score is not None
    ]
    said += [pain(DAY * day, score) for day, score in ((50, 2.0), (48, 3.0), (28, 1.0), (26, 2.0), (5, 0.0), (0, 3.0))]
    said += [pain(DAY * day + 5, score, site="knee") for day, score in ((32, 0.0), (30, 4.0), (9, 2.0))]
    said += [pain(DAY * day + 5, 6.0, site="hip-groin") for day in (33, 8)]
    said += [pain(DAY * day + 5, 0.0, site="shoulder") for day in (33, 8, 7)]
    said += [pain(DAY * 80, 5.0), pain(DAY * 80 + 1, 0.0), pain(DAY * 56, 4.0)]
    walks = [run(DAY * day, None, activity="walk", duration_s=1800.0) for day in (86, 82, 60, 58, 54)]
    return runs + walks, said, Plan(usual_pain=2.0, usual_pain_at=ago(DAY * 100))


def who_goes_on_and_on() -> Life:
    """Sixty quiet runs, longer every time: more than limits are told of."""
    runs = [run(DAY * 2 * n, 1000.0 + 100.0 * (60 - n), surface="trail") for n in range(60, 0, -1)]
    said = [pain(DAY * 2 * n - 24, float(n % 3)) for n in range(60, 0, -1)]
    return runs, said, Plan(usual_pain=1.0, usual_pain_at=ago(DAY * 121))


def whose_pain_is_usually_more_than_said() -> Life:
    """Says 1 at start, and 4 on all the days after it; usual may rise by half a point, and by 0.3 a month."""
    said = [pain(DAY * day, 4.0) for day in range(60, 0, -2)]
    return [run(DAY * 59, 800.0)], said, Plan(usual_pain=1.0, usual_pain_at=ago(DAY * 61))


def who_never_answers() -> Life:
    """Two runs on the heel, and one rating before them."""
    return (
        [run(DAY * 3, 1000.0, strike="heel"), run(DAY, 1100.0, strike="heel")],
        [pain(DAY * 5, 1.0)],
        Plan(usual_pain=1.0),
    )


LIVES: list[Callable[[], Life]] = [
    nobody, who_never_answers, who_only_walks, whom_everything_hurts, who_runs_on_anything, who_goes_on_and_on,
    whose_pain_is_usually_more_than_said,
]  # fmt: skip


def estimated(life: Life, memory: Memory | None = None) -> Tolerance:
    """What the model says of a life at NOW; facts come in no order."""
    sessions, readings, plan = life
    given = numbered(sessions, readings)
    return estimate(given["sessions"][::-1], given["readings"][::-1], plan, now=NOW, memory=memory)


def figures(found: Tolerance) -> dict[str, Any]:
    """A Tolerance as JSON has it, of the tops of the usual range the first and the last."""
    kept = replace(found, highs=(*found.highs[:1], *found.highs[1:][-1:]))
    told: dict[str, Any] = json.loads(json.dumps(asdict(kept), default=_plain))
    return told


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else list(value)  # type: ignore[call-overload]


@pytest.mark.parametrize("life", LIVES)
def test_no_figure_of_a_life_changes_unseen(life: Callable[[], Life]) -> None:
    """Each field of the Tolerance is the one in the file."""
    wanted = json.loads(FILE.read_text(encoding="utf-8"))[life.__name__]
    assert wanted == figures(estimated(life()))


def test_what_was_followed_is_not_followed_again() -> None:
    """With one more reading the same posteriors go on, those of another site and of another activity as well."""
    sessions, readings, plan = who_runs_on_anything()
    memory: Memory = {}
    estimated((sessions, readings, plan), memory)
    before = dict(memory)
    later = estimated((sessions, [*readings, pain(0, 2.0), pain(0, 1.0, site="knee")], plan), memory)
    assert {"back", "knee", "walk"} == {name for name, posterior in memory.items() if posterior is before[name]}
    assert later == estimated((sessions, [*readings, pain(0, 2.0), pain(0, 1.0, site="knee")], plan))


def test_a_copy_is_followed_on_without_its_original() -> None:
    """All that the original says stays as it was, and a copy says the same."""
    memory: Memory = {}
    sessions, readings, plan = who_runs_on_anything()
    estimated((sessions, readings, plan), memory)
    before = json.dumps(_all(memory["back"]), default=str)
    copy = memory["back"].copy()
    assert before == json.dumps(_all(copy), default=str)
    estimated(([*sessions, run(0, 900.0)], readings, plan), {"back": copy})
    estimated(([*sessions, run(0, 9000.0)], readings, plan), {"back": memory["back"].copy()})
    assert before != json.dumps(_all(copy), default=str)
    assert before == json.dumps(_all(memory["back"]), default=str)


def _all(posterior: Posterior) -> dict[str, Any]:
    """Everything that a posterior holds."""
    belief = posterior.belief()
    return {
        "fields": {name: str(value) for name, value in vars(posterior).items() if name != "state"},
        "state": {name: str(value) for name, value in vars(posterior.state).items() if name != "_weights"},
        "says": [*(ask() for ask in (belief.longest, belief.p_floor)), belief.capacity(0.5), posterior.unexplained],
    }


if __name__ == "__main__":
    told = {life.__name__: figures(estimated(life())) for life in LIVES}
    lines = {
        name: ",\n  ".join(f'"{field}": {json.dumps(value)}' for field, value in fields.items())
        for name, fields in told.items()
    }
    text = ",\n ".join(f'"{name}": {{\n  {fields}\n }}' for name, fields in lines.items())
    FILE.write_text(f"{{\n {text}\n}}\n", encoding="utf-8")

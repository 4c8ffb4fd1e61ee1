"""Every file in tests/vectors is decided as it expects, and every threshold owns a pair: on it, and a step beyond."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from backlog.model import checks, dose, tolerance
from backlog.model.reasons import Reason
from backlog.rules import thresholds
from backlog.services.advice import judge
from backlog.services.casefile import differences, read_case, verdict_json

VECTORS = {path.stem: json.loads(path.read_text()) for path in sorted(Path("tests/vectors").glob("*.json"))}

#: threshold -> its vectors: exactly on it, and a step beyond (before, above or below).
RULES = {
    "SCREENING_LASTS": ("screening-lasts-on", "screening-lasts-beyond"),
    "PAIN_TRIGGER": ("pain-trigger-on", "pain-trigger-beyond"),
    "PAIN_TRIGGER_ABOVE": ("pain-trigger-above-on", "pain-trigger-above-beyond"),
    "SAID_AGAIN": ("said-again-on", "said-again-before"),
    "TRIGGER_EVERY": ("trigger-every-on", "trigger-every-beyond"),
    "SEVERE": ("severe-on", "severe-below"),
    "SEVERE_ABOVE": ("severe-above-on", "severe-above-below"),
    "JUMP_ABOVE": ("jump-on", "jump-below"),
    "DURING_ABOVE": ("during-above-on", "during-above-below"),
    "DURING_SEVERE": ("during-severe-on", "during-severe-below"),
    "DURING_SEVERE_ABOVE": ("during-severe-above-on", "during-severe-above-below"),
    "HARM_SDS": ("harm-sds-on", "harm-sds-below"),
    "HARM_FACTOR": ("harm-factor-on", "harm-factor-below"),
    "HARM_REST": ("harm-rest-on", "harm-rest-before"),
    "HARM_ABOVE": ("harm-above-on", "harm-above-beyond", "harm-untold"),
    "HARM_TRY": ("harm-try-on", "harm-try-before", "harm-then-a-run"),
    "REGAIN": ("regain-on", "regain-below"),
    "REGAIN_DAYS": ("regain-days-on", "regain-days-beyond"),
    "SITE_HOLD": ("site-hold-on", "site-hold-below"),
    "SITE_HOLD_ABOVE": ("site-hold-above-on", "site-hold-above-below"),
    "SITE_REDUCE": ("site-reduce-on", "site-reduce-below"),
    "SITE_SETTLED": ("site-settled-on", "site-settled-above"),
    "HIP_GROIN": ("hip-groin-on", "hip-groin-below"),
    "RADIATING_MEMORY": ("radiating-memory-on", "radiating-memory-beyond"),
    "LEG_PAIN": ("leg-pain-on", "leg-pain-beyond", "leg-then-a-run"),
    "LEG_CALM": ("leg-calm-on", "leg-calm-before"),
    "SOFT_PAIN": ("soft-pain-on", "soft-pain-below"),
    "SOFT_SDS": ("soft-sds-on", "soft-sds-below"),
    "SOFT_LASTS": ("soft-lasts-on", "soft-lasts-beyond", "soft-flare-on", "soft-flare-below"),
    "SOFT_HOLDS": ("soft-holds-on", "soft-holds-below"),
    "IMPROVEMENT_SHARE": ("improvement-share-on", "improvement-share-below"),
    "IMPROVEMENT_LEAST": ("improvement-least-on", "improvement-least-below"),
    "IMPROVEMENT_READINGS": ("improvement-readings-on", "improvement-readings-below"),
    "IMPROVEMENT_AFTER": ("improvement-after-on", "improvement-after-beyond"),
    "IMPROVEMENT_SPAN": ("improvement-span-on", "improvement-span-beyond"),
    "LIMIT_SLACK": ("limit-slack-on", "limit-slack-below"),
    "AS_PRESCRIBED": ("as-prescribed-on", "as-prescribed-beyond"),
    "SWITCH_RUNS": ("switch-runs-on", "switch-runs-below"),
    "SWITCH_P": ("switch-p-on", "switch-p-beyond"),
    "SWITCH_KEEP_P": ("switch-keep-on", "switch-keep-beyond"),
    "FIRM_P": ("firm-on", "firm-beyond", "firm-flare"),
    "LIKELY_P": ("likely-on", "likely-beyond", "likely-less", "likely-before-pending"),
    "RETURN_AFTER": ("return-days-on", "return-days-below", "return-again-on", "return-again-below",
                     "return-longest-on", "return-longest-below"),
    "RETURN_SPAN": ("return-span-on", "return-span-beyond", "return-untold"),
    "RETURN_ABOVE": ("return-above-on", "return-above-beyond"),
    "RETURN_SESSIONS": ("return-sessions-on", "return-sessions-below", "return-sessions-medicated"),
    "PENDING": ("pending-on", "pending-beyond", "check-opens-on", "check-opens-before"),
    "TOO_CLOSE": ("too-close-on", "too-close-beyond"),
    "TOO_CLOSE_RUNS": ("too-close-runs-on", "too-close-runs-below"),
    "UNKNOWN_FACTOR": ("unknown-factor-on", "unknown-factor-below"),
    "ANSWERED_SHARE": ("answered-share-on", "answered-share-below", "answered-share-medicated"),
    "ANSWERED_RUNS": ("answered-runs-on", "answered-runs-within"),
    "MOST_INCREASES": ("most-increases-on", "most-increases-below"),
    "INCREASE_DAYS": ("increase-days-on", "increase-days-beyond"),
    "INCREASE_M": ("increase-m-on", "increase-m-below"),
    "EFFORT_JUMP": ("effort-jump-on", "effort-jump-below"),
    "EFFORT_RUNS": ("effort-runs-on", "effort-runs-within"),
    "CAP_FACTOR": ("cap-factor-on", "cap-factor-below"),
    "CAP_STEP_M": ("cap-step-on", "cap-step-below"),
    "GRID_M": ("grid-on", "grid-below"),
    "BASE_DAYS": ("base-days-on", "base-days-beyond"),
    "LAY_OFF_FACTOR": ("lay-off-factor-on", "lay-off-factor-below"),
    "LAY_OFF_LIMIT": ("lay-off-limit-on", "lay-off-limit-beyond"),
    "BRIEF_M": ("brief-on", "brief-below"),
    "FLOOR_M": ("floor-on", "floor-below", "floor-as-before", "floor-in-pieces", "floor-of-a-short-runner"),
    "RUN_REST": ("run-rest-on", "run-rest-passed"),
    "OTHER_REST": ("other-rest-on", "other-rest-before"),
    "QUARTER": ("quarter-on", "quarter-below"),
    "SUBSTITUTE_FACTOR": ("substitute-factor-on", "substitute-factor-below"),
    "NEW_MINUTES": ("new-minutes-on", "new-minutes-below"),
    "LEAST_MINUTES": ("least-minutes-on", "least-minutes-above"),
    "EASY_WALK_MINUTES": ("easy-walk-on", "easy-walk-above"),
    "BASELINE_READINGS": ("baseline-readings-on", "baseline-readings-below"),
    "BASELINE_GAP_DAYS": ("baseline-readings-on", "baseline-readings-below"),
    "BASELINE_EVERY_WEEKS": ("baseline-weeks-on", "baseline-weeks-before", "baseline-weeks-seventh"),
}  # fmt: skip
#: These are counted over runs, and have tests of their own in tests/rules/test_overrun.py.
ELSEWHERE_TESTED = {
    "POLICY", "OVERRUN_RUNS", "OVERRUN_FEWEST", "OVERRUN_LEAST", "OVERRUN_MOST", "WORSE_P", "EXPECTED_RUNS"
}  # fmt: skip
MODEL = {
    "WINDOWS": ("closes-0-on", "closes-0-beyond", "opens-24-on", "opens-24-before", "opens-48-on", "opens-48-before",
                "closes-48-on", "closes-48-beyond"),
    "LAST_CLOSE": ("closes-48-on", "closes-48-beyond"),
    "SHORTEST_CHECKED_S": ("shortest-checked-on", "shortest-checked-below"),
    "GONE": ("site-clear-on", "site-clear-before"),
    "PACE_SESSIONS": ("pace-runs-on", "pace-runs-within"),
    "WALK_RUN_S": ("walk-run-as-prescribed", "walk-run-otherwise"),
    "WALK_RUN_M": ("walk-run-as-prescribed", "walk-run-fewer", "walk-run-pieces"),
    "SHORTEST_RUN_M": ("floor-on", "floor-below"),
    "RAISED_P": ("raised-p-on", "raised-p-beyond"),
    "SORE": ("sore-row-on", "sore-row-below"),
}  # fmt: skip


def decided(found: dict[str, Any]) -> dict[str, Any]:
    """The verdict on a case file, as JSON."""
    case, fixed = read_case(found)
    return verdict_json(judge(case, fixed)[1], found["zone"])


@pytest.mark.parametrize("name", VECTORS)
def test_every_vector_is_decided_as_it_expects(name: str) -> None:
    """A file's "expect" is a part of the verdict on its case."""
    assert [] == differences(VECTORS[name]["expect"], decided(VECTORS[name]))


@pytest.mark.parametrize("name", VECTORS)
def test_every_vector_says_what_it_shows(name: str) -> None:
    """A file says in one sentence what it shows, and expects a verdict, an action, what is next and all reasons."""
    found = VECTORS[name]
    assert found["says"].endswith((".", ","))
    assert {"verdict", "action", "next", "reasons"} <= set(found["expect"])


def constants(module: Any) -> set[str]:
    """The numbers that a module names in capitals, but not those that it only passes on."""
    names = {name for name in vars(module) if name.isupper()}
    return {name for name in names if f"\n{name}" in source(module) or f", {name}" in source(module)}


def source(module: Any) -> str:
    """The text of a module."""
    return "\n" + Path(module.__file__).read_text(encoding="utf-8")


@pytest.mark.parametrize(("modules", "pairs"), [([thresholds], RULES),
                                               ([checks, dose, tolerance], MODEL)])  # fmt: skip
def test_every_threshold_owns_a_pair(modules: list[Any], pairs: dict[str, tuple[str, ...]]) -> None:
    """No number of the policy, of its statistics or of the windows is without vectors on and beyond it."""
    named = {name for module in modules for name in constants(module)} - ELSEWHERE_TESTED
    imported = {"HORIZONS", "UNCHECKED", "ASSUMED_PACE", "MET"}
    if checks not in modules:
        imported = {"HORIZONS", "UNCHECKED", "SHORTEST_RUN_M"}
    assert named - imported == set(pairs)
    assert {name for pair in pairs.values() for name in pair} <= set(VECTORS)
    assert all(len(pair) > 1 for pair in pairs.values())


def test_the_two_of_a_pair_differ() -> None:
    """What stands on a threshold and what stands beyond it are not told the same."""
    alike = [
        pair for pair in [*RULES.values(), *MODEL.values()] if VECTORS[pair[0]]["expect"] == VECTORS[pair[1]]["expect"]
    ]
    assert alike == []


def test_every_reason_stands_in_a_vector() -> None:
    """Every reason that a verdict can give is shown by at least one file."""
    given = {r["code"] if isinstance(r, dict) else r for v in VECTORS.values() for r in v["expect"]["reasons"]}
    assert {kind.code for kind in get_args(Reason)} == given

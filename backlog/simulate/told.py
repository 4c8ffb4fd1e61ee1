"""What a virtual runner tells the policy that they follow."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import NamedTuple


class Told(NamedTuple):
    """The facts that a person would give at the start, and nothing of the truth behind them.

    `usual` is their answer on the NRS at `usual_at`; `activities` are those that they have, running among them;
    `rng` is for a policy that draws, and the same for this person under every policy.
    """

    usual: float
    usual_at: datetime
    activities: tuple[str, ...]
    rng: Random

"""Numbers are cut at one seam, whatever they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import copysign
from typing import NamedTuple

import pytest

from backlog.model.day import Day
from backlog.model.facts import kind_of
from backlog.model.settled import Settled, settled, settled_m, whole
from tests.make import NOW, reading, session


class _Row(NamedTuple):
    metres: float
    share: float


@dataclass(frozen=True)
class _Told(Settled):
    far_m: float
    probability: float
    rows: Sequence[_Row]
    limits_m: Mapping[int, float]
    course: Sequence[tuple[float, float]]
    name: str
    count: int
    missing: float | None = None


def test_every_number_of_a_value_is_cut() -> None:
    """Metres to the millimetre, all else to the millionth; in rows, in mappings and in rows of rows; nothing else."""
    ninths = 1 / 9
    told = _Told(ninths, ninths, [_Row(ninths, ninths)], {7: ninths}, [(ninths, ninths)], "a", 3)
    assert _Told(0.111, 0.111111, (_Row(0.111, 0.111111),), {7: 0.111}, ((0.111111, 0.111111),), "a", 3) == told
    assert (_Row, tuple, int) == (type(told.rows[0]), type(told.course), type(told.count))


@pytest.mark.parametrize("cut", [settled, settled_m])
def test_nought_that_is_cut_has_no_sign(cut: object) -> None:
    """What is a little less than nothing is nothing."""
    assert callable(cut)
    assert copysign(1, cut(-1e-9)) == 1


@pytest.mark.parametrize(("value", "down"), [(43.9999999, 44), (43.9999, 43), (44.9, 44)])
def test_a_whole_number_within_a_millionth_is_that_one(value: float, down: int) -> None:
    """Everything else is rounded down."""
    assert down == whole(value)


def test_a_kind_is_the_name_of_the_table() -> None:
    """Of each of three values."""
    assert ["session", "reading", "day"] == [kind_of(fact) for fact in (session(), reading(), Day(day=NOW.date()))]

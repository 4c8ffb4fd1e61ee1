"""Another machine's arithmetic: every power, exponential, logarithm and sum is off by up to one unit in the last place.

Processors, libraries and versions differ in no more than that, and a figure that changes with it hangs on nothing.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from random import Random
from types import ModuleType
from typing import Any

import numpy as np
import pytest

#: The rooms that compute, and what in them is not exact to the last bit on every machine.
ROOMS = ("backlog.stats", "backlog.simulate")
UFUNCS = {np.exp, np.log, np.log1p, np.power, np.matmul}
FUNCTIONS = ("interp", "geomspace", "bincount", "dot")
OF_MATH = ("exp", "log", "log1p", "pow", "erf", "fsum")
DRAWS = ("gauss", "uniform", "triangular", "gammavariate", "expovariate")


class Nudge:
    """Moves floats, alone or in arrays, to a neighbour or nowhere, by a seed."""

    def __init__(self, seed: int) -> None:
        self.draws = np.random.default_rng(seed)

    def __call__(self, value: Any) -> Any:
        """The value, or what stands next to it; what is no float stays, and so does 0, which no machine misses."""
        if not isinstance(value, np.ndarray | np.floating | float):
            return value
        array = np.asarray(value)
        if array.dtype != np.float64:
            return value
        way = self.draws.integers(-1, 2, array.shape)
        near = np.where((way == 0) | (array == 0), array, np.nextafter(array, np.where(way > 0, np.inf, -np.inf)))
        return near if isinstance(value, np.ndarray) else type(value)(near)


class Near(np.ndarray[Any, Any]):
    """An array that hands on its nudge to all that is computed from it."""

    nudge: Nudge

    def __array_finalize__(self, other: object) -> None:
        if isinstance(other, Near):
            self.nudge = other.nudge

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **given: Any) -> Any:
        plain = [one.view(np.ndarray) if isinstance(one, Near) else one for one in inputs]
        if out is not None:
            given["out"] = tuple(one.view(np.ndarray) if isinstance(one, Near) else one for one in out)
        found = getattr(ufunc, method)(*plain, **given)
        if ufunc in UFUNCS or (ufunc is np.add and method in {"reduce", "accumulate"}):
            moved = self.nudge(found)
            if out is not None:
                given["out"][0][...] = moved
            found = moved
        return out[0] if out is not None else near(found, self.nudge)


def near(value: Any, nudge: Nudge) -> Any:
    """An array as a Near one; anything else stays."""
    if type(value) is not np.ndarray or value.dtype != np.float64:
        return value
    found = value.view(Near)
    found.nudge = nudge
    return found


class NearNumpy:
    """numpy whose arrays are Near, and whose functions are off."""

    def __init__(self, nudge: Nudge) -> None:
        self.nudge = nudge

    def __getattr__(self, name: str) -> Any:
        found = getattr(np, name)
        if isinstance(found, type) or not callable(found) or hasattr(found, "accumulate"):
            return partial(self._called, found) if found in UFUNCS else found
        return partial(self._called, found)

    def _called(self, function: Any, *args: Any, **given: Any) -> Any:
        found = function(*args, **given)
        inexact = function in UFUNCS or function.__name__ in FUNCTIONS
        return near(self.nudge(found) if inexact and not isinstance(found, Near) else found, self.nudge)


class NearFloat(float):
    """A constant that powers are taken of, or that is one."""

    nudge: Nudge

    def __pow__(self, other: Any, modulus: None = None) -> Any:
        return self.nudge(float(self) ** other)

    def __rpow__(self, other: Any, modulus: None = None) -> Any:
        return self.nudge(other ** float(self))


class NearRandom(Random):
    """Draws that are off by as much as their logarithms and cosines may be."""

    nudge: Nudge

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in DRAWS:
            return found
        return lambda *given: self.nudge(found(*given))


def modules() -> list[ModuleType]:
    """Every module of the rooms that compute."""
    rooms = [importlib.import_module(room) for room in ROOMS]
    names = [f"{room.__name__}.{found.name}" for room in rooms for found in pkgutil.iter_modules(room.__path__)]
    return [importlib.import_module(name) for name in names]


@contextmanager
def another_machine(seed: int) -> Iterator[Nudge]:
    """All rooms that compute do so as another machine might, for as long as this lasts."""
    nudge, computing = Nudge(seed), modules()
    kept = [value for module in computing for value in vars(module).values() if hasattr(value, "cache_clear")]
    with pytest.MonkeyPatch.context() as patch:
        for module in computing:
            for name, value in list(vars(module).items()):
                if (moved := _moved(name, value, nudge)) is not None:
                    patch.setattr(module, name, moved)
        for cached in kept:
            cached.cache_clear()
        yield nudge
    for cached in kept:
        cached.cache_clear()


def _moved(name: str, value: Any, nudge: Nudge) -> Any:
    if value is np:
        return NearNumpy(nudge)
    if name in OF_MATH and value is getattr(math, name):
        return lambda *given: nudge(value(*given))
    if value is Random:
        return type("Draws", (NearRandom,), {"nudge": nudge})
    if name.isupper() and isinstance(value, np.ndarray):
        return near(nudge(value), nudge)
    if name.isupper() and type(value) is float:
        return type("Constant", (NearFloat,), {"nudge": nudge})(value)
    return None

"""What is data and no code: names, words and refusals, in TOML files beside the code, each read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any


@cache
def data(name: str) -> dict[str, Any]:
    """The tables of the file `name`.toml of this room."""
    return tomllib.loads(resources.files("backlog.importers").joinpath(f"{name}.toml").read_text("utf-8"))


def by_name(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Name -> what it stands for, of a table of names by what they stand for."""
    return {name: meant for meant, names in table.items() for name in names}

"""The generated pages are fresh and whole."""

from __future__ import annotations

import re
from typing import get_args

import click
import pytest

from backlog.cli.main import COMMANDS, cli
from backlog.errors import refusals
from backlog.model.reasons import Reason
from backlog.store.schema import metadata
from tools.reference import PAGES
from tools.retell import REFERENCE


def sections(name: str) -> set[str]:
    """The second-level headings of a reference page."""
    return set(re.findall(r"^## (.+)$", (REFERENCE / name).read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_what_the_program_says(name: str) -> None:
    """`make docs` writes it anew."""
    assert PAGES[name]() == (REFERENCE / name).read_text(encoding="utf-8")


def test_no_other_page_is_in_the_reference() -> None:
    """Nothing there is written by hand."""
    assert set(PAGES) == {path.name for path in REFERENCE.glob("*")}


def test_every_command_has_its_section() -> None:
    """One heading a command."""
    assert {"backlog", *(f"backlog {name}" for name in COMMANDS)} == sections("cli.md")


def test_every_command_that_answers_json_has_an_example() -> None:
    """`decide` answers as `advise` does, and what `doctor` says differs from machine to machine."""
    root = click.Context(cli, info_name="backlog")
    speaking = {
        name
        for name in COMMANDS
        if (command := cli.get_command(root, name)) and any(p.name == "json" for p in command.params)
    }
    shown = {words.split()[1] for words in sections("json.md")}
    assert speaking == shown | {"decide", "doctor"}


def test_every_slug_has_its_section() -> None:
    """The word in square brackets leads to a heading."""
    assert set(refusals()) == sections("errors.md")


def test_every_reason_has_its_section() -> None:
    """So does the code of a reason."""
    assert {kind.code for kind in get_args(Reason)} == sections("reasons.md")


def test_every_table_has_its_section() -> None:
    """And every table."""
    assert set(metadata.tables) == sections("schema.md")

"""The error family: every sentence has a slug, and every slug a meaning."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import backlog
from backlog.errors import MEANINGS, BacklogError, InputError

SOURCES = sorted(Path(backlog.__file__).parent.rglob("*.py"))

#: Slugs that nothing raises yet.
NOT_YET: set[str] = set()


def slugs_in(path: Path) -> set[str]:
    """Strings in the source that are a slug, the table of meanings itself left out."""
    if path.name == "errors.py":
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in MEANINGS
    }


def raised_in(path: Path) -> list[str]:
    """The literal slugs that errors are made with."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"BacklogError", "InputError"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_slug_that_is_raised_has_a_meaning(path: Path) -> None:
    """A slug without its section in the reference would lead nowhere."""
    assert set() == set(raised_in(path)) - MEANINGS.keys()


def test_every_meaning_belongs_to_an_error_that_can_happen() -> None:
    """The reference explains nothing that nobody can meet."""
    used = {slug for path in SOURCES for slug in slugs_in(path)}
    assert set() == MEANINGS.keys() - used - NOT_YET


def test_what_is_listed_as_not_raised_yet_is_not_raised() -> None:
    """The list of exceptions shrinks by itself."""
    assert set() == NOT_YET & {slug for path in SOURCES for slug in slugs_in(path)}


def test_meanings_are_one_sentence_each_and_in_order() -> None:
    """The table is the reference page: sorted, and each entry ends like a sentence."""
    assert sorted(MEANINGS) == list(MEANINGS)
    assert [] == [slug for slug, words in MEANINGS.items() if not re.fullmatch(r"[A-Z].*\.", words)]
    assert [] == [slug for slug in MEANINGS if not re.fullmatch(r"[a-z]+(-[a-z]+)*", slug)]


def test_an_error_says_what_happened_and_what_to_do() -> None:
    """Its text is both parts; it carries slug and exit status."""
    error = InputError("bad-score", "'11' is not a score for pain.", "Scores go from 0 to 10.")
    assert "'11' is not a score for pain. Scores go from 0 to 10." == str(error)
    assert ("bad-score", 2, 1) == (error.slug, error.status, BacklogError.status)


def test_an_error_without_a_meaning_is_a_bug() -> None:
    """A misspelt slug is found where it is written, not where it is read."""
    with pytest.raises(KeyError):
        BacklogError("no-such-slug", "Something happened.", "Do something.")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("5" * 81, f"'{'5' * 81}'"),
        ("5" * 5000, f"'{'5' * 80}…'"),
        ("it's " * 1000, '"' + "it's " * 16 + '…"'),
        ('it\'s "so" ' * 300, "'" + 'it\\\'s "so" ' * 8 + "…'"),
    ],
)
def test_what_is_quoted_is_shortened(cell: str, shown: str) -> None:
    """A cell of a file may hold anything; a sentence is read by a person."""
    error = InputError("bad-distance", f"It's here: I cannot read {cell!r} as a distance.", "Try 2km.")
    assert f"It's here: I cannot read {shown} as a distance." == error.what
    assert f"{error.what} Try 2km." == str(error)

"""Pages about the code name files, rooms, make targets and constants that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backlog.rules import thresholds
from tools.retell import REFERENCE, ROOT, pages

PAGES = [*pages(), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]


def named(path: Path) -> str:
    """The page's name in the report of the tests."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_file_and_folder_that_a_page_names_exists(path: Path) -> None:
    """Whether it is named from the top of the repository or from inside `backlog/`."""
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"`((?:[a-z_.]+/)*[a-z_]+(?:\.py|/))`", text)
    assert [] == [name for name in found if not (ROOT / name).exists() and not (ROOT / "backlog" / name).exists()]


def test_the_architecture_names_every_room() -> None:
    """A new room gets its line."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in (ROOT / "backlog").glob("*/__init__.py")}
    assert set() == {room for room in rooms if f"`backlog/{room}/`" not in text}


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_make_target_that_a_page_names_exists(path: Path) -> None:
    """`make demo` and its like."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    said = re.findall(r"(?:`|^)make ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert set() == set(said) - targets


def test_every_threshold_stands_in_the_reference() -> None:
    """With its value; a comment above it says why."""
    text = (REFERENCE / "thresholds.md").read_text(encoding="utf-8")
    constants = {name for name in vars(thresholds) if name.isupper()}
    assert set() == {name for name in constants if f"`{name}`" not in text}


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_page_names_nobodys_machine(path: Path) -> None:
    """Folders of one machine mean nothing on another."""
    assert [] == re.findall(r"/(?:home|root|work|Users|tmp)/\w+", path.read_text(encoding="utf-8"))


def test_every_decision_is_in_the_index_and_numbered_once() -> None:
    """In order, with its title."""
    folder = ROOT / "docs" / "decisions"
    index = (folder / "index.md").read_text(encoding="utf-8")
    records = sorted(path for path in folder.glob("*.md") if path.name != "index.md")
    listed = [f"- [{path.read_text(encoding='utf-8').splitlines()[0][2:]}]({path.name})" for path in records]
    assert listed == [line for line in index.splitlines() if line.startswith("- [")]
    numbers = [path.name[:4] for path in records]
    assert sorted(set(numbers)) == numbers

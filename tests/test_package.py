"""What is installed from a wheel is all that the program needs, and not only what stands in a checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
RUN = "import sys, backlog.cli.main as main; print(main.__file__); sys.exit(main.run(sys.argv[1:]))"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a wheel of this tree is unpacked to, as an installer does."""
    tree, folder = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("installed")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    shutil.copytree(ROOT / "backlog", tree / "backlog", ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([sys.executable, "-c", BUILD, tree], cwd=tree, check=True, capture_output=True)
    (wheel,) = tree.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder


def files_of(root: Path) -> set[str]:
    """Every file of the package, without what Python compiled."""
    found = (path.relative_to(root) for path in (root / "backlog").rglob("*") if path.is_file())
    return {str(path) for path in found if "__pycache__" not in path.parts}


def test_a_wheel_holds_every_file_of_the_package(installed: Path) -> None:
    """Data too: SQL, TOML and the example's text."""
    assert files_of(ROOT) == files_of(installed)


def test_what_is_installed_finds_its_data(installed: Path, tmp_path: Path) -> None:
    """A new journal needs the steps of SQL, and a table's columns and activities have their names in TOML."""
    table = tmp_path / "laufen.csv"
    table.write_text("Datum,Strecke (km),Dauer,Aktivität\n2026-11-20 18:30,5,30:00,Laufen\n")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(installed),
        "TZ": "Europe/Berlin",
        "BACKLOG_NOW": "2026-11-27T12:00+01:00",
        "BACKLOG_DB": str(tmp_path / "journal.db"),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    told = []
    for command in (["import", str(table), "--yes"], ["list", "--json"]):
        ran = subprocess.run(
            [sys.executable, "-P", "-c", RUN, *command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        where, _, said = ran.stdout.partition("\n")
        assert Path(where).is_relative_to(installed)
        told.append(said)
    assert '"activity": "run"' in told[1]

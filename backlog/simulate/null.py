"""How often the verdict cries wolf: its false alarms on people whom running does not hurt, and its price in power.

`python -m backlog.simulate.null --people 500 --seed 1` prints the table; `--json` and `--markdown` give other forms.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence

from backlog.simulate.lived import Lived, simulate
from backlog.simulate.measures import Row, table
from backlog.simulate.page import page
from backlog.simulate.tables import Found, as_json, as_text, grids, made_by


def run(people: int, seed: int, jobs: int) -> list[Row]:
    """The table, with progress on stderr where that is a terminal."""
    lived: list[Lived] = []
    for one in simulate(people, seed, jobs=jobs):
        lived.append(one)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{len(lived)}/{people} people" + ("\n" if len(lived) == people else ""))
    return table(lived, seed)


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse, simulate, show."""
    said = parser().parse_args(arguments)
    rows = run(said.people, said.seed, said.jobs)
    if said.json:
        text = json.dumps(as_json(rows, said.people, said.seed), indent=2) + "\n"
    elif said.markdown:
        text = page(Found(rows), said.people, said.seed)
    else:
        text = "\n".join([made_by(said.people, said.seed), "", *map(as_text, grids(Found(rows)))])
    sys.stdout.write(text)


def parser() -> argparse.ArgumentParser:
    """The options."""
    found = argparse.ArgumentParser(
        prog="python -m backlog.simulate.null", description="The false-alarm rate of the verdict, from virtual people."
    )
    found.add_argument("--people", type=_positive, default=500, help="how many (default 500)")
    found.add_argument("--seed", type=int, default=1, help="the same seed gives the same figures (default 1)")
    found.add_argument("--jobs", type=_positive, default=os.cpu_count() or 1, help="processes (default: all cores)")
    form = found.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="every row as JSON")
    form.add_argument("--markdown", action="store_true", help="the page docs/explanation/false-alarms.md")
    return found


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


if __name__ == "__main__":
    main()

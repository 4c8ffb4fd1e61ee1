"""The door from the shell: `backlog`, or `python -m backlog`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    from backlog.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()

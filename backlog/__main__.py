"""The door from the shell: `backlog`, or `python -m backlog`."""

from __future__ import annotations

import gc
import sys

#: Objects made before Python first looks for rings of garbage, 700 by itself: a daily command ends before that, which
#: is a tenth of its time; a large import still has it done.
SELDOM = 100_000


def main() -> None:
    """Run the command line and leave with its exit status."""
    gc.set_threshold(SELDOM)
    from backlog.cli.main import run

    status = run(sys.argv[1:])
    gc.freeze()  # all that is left goes with the process: to look through it once more is another tenth
    sys.exit(status)


if __name__ == "__main__":
    main()

"""`backlog decide`: a case from a file, without a journal."""

from __future__ import annotations

import json
import sys
from math import isfinite
from typing import Any

import click

from backlog import clock
from backlog.cli.common import App, emit, json_option, pass_app, say
from backlog.errors import BacklogError, InputError
from backlog.files import bounded, path_of, read
from backlog.report.verdicts import lines
from backlog.rules.headline import Voice
from backlog.services.advice import judge
from backlog.services.casefile import check_case, differences, read_case, verdict_json

#: Bytes of a case: half a year of three sessions a day takes a tenth of it.
LARGEST_CASE = 4_000_000


@click.command("decide")
@click.argument("file")
@click.option("--check", is_flag=True, help='Compare with the file\'s "expect"; exit 1 where it differs.')
@json_option
@pass_app
def decide_command(app: App, /, file: str, check: bool) -> None:
    """Decide a case from a FILE (- is standard input), without a journal.

    The form of a case is that of `backlog why --case`, which prints one.

    \b
    Examples:
      backlog decide tests/vectors/severe-on.json
      backlog why --case | backlog decide -
      backlog decide --check tests/vectors/severe-on.json
    """
    found = _read(file)
    case, fixed = read_case(found)
    check_case(case)
    case, verdict = judge(case, fixed)
    zone = str(found.get("zone", "UTC"))
    said = verdict_json(verdict, zone)
    if app.json:
        emit(said)
    else:
        say(*lines(verdict, Voice(case.plan.units, case.now, lambda at: clock.spoken(at, zone, now=case.now))))
    if check:
        _compare(file, found.get("expect"), said)


def _read(file: str) -> dict[str, Any]:
    """The JSON object in the file; BacklogError `file-missing`, InputError `bad-case-file`."""
    try:
        data = bounded(sys.stdin.buffer, LARGEST_CASE) if file == "-" else read(path_of(file), LARGEST_CASE)
        found = json.loads(data, parse_constant=_no_number, parse_float=_number)
    except OSError as error:
        raise BacklogError("file-missing", f"{file}: {error.strerror}.", "Check the path.") from None
    except (ValueError, RecursionError) as error:
        raise InputError.of("bad-case-file.not-json", file=file, error=error) from None
    if not isinstance(found, dict):
        raise InputError("bad-case-file", f"{file} holds no JSON object.", "`backlog why --case` prints a case.")
    return found


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _number(text: str) -> float:
    """A finite number."""
    return found if isfinite(found := float(text)) else _no_number(text)


def _compare(file: str, expected: Any, said: dict[str, Any]) -> None:
    """BacklogError `case-differs` where the verdict is not what the file expects."""
    if not isinstance(expected, dict):
        raise InputError("bad-case-file", f'{file} has no "expect" to compare with.', "Leave --check out.")
    found = differences(expected, said)
    if found:
        raise BacklogError("case-differs", f"{file}: {'; '.join(found)}.", "Correct the rule, or the expectation.")
    say(f"{file}: as expected.", err=True)

"""What an import did, or would do, as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING

from backlog import clock
from backlog.importers.parsed import Parsed, Problem
from backlog.importers.recording import ELSEWHERE
from backlog.model import tokens
from backlog.model.session import Reading, Session
from backlog.model.units import plain_name, show_both, show_distance, show_duration, show_score
from backlog.report.tables import GAP, columns
from backlog.text import visible

if TYPE_CHECKING:
    from backlog.services.imports.plan import ImportResult, Pair

#: Beyond so many, the rest is counted.
MOST_FILES = 5
MOST_SHOWN = 20
MOST_ROWS = 200
MOST_LINES = 4
MOST_ALSO = 3


def file_lines(files: Sequence[Parsed]) -> list[str]:
    """Each file and its form; many files by their forms, how many of each. Assumptions follow, each said once."""
    lines = []
    if len(files) <= MOST_FILES:
        for file in files:
            lines.append(f"{visible(file.file)}: {file.kind}, {_count(len(file.rows), 'row')}.")
            lines += [f"  Note: {visible(remark)}" for remark in file.remarks]
            if file.unused:
                lines.append(f"  Not used: {visible(', '.join(file.unused))}.")
        return lines
    rows: Counter[str] = Counter()
    for file in files:
        rows[_form(file)] += len(file.rows)
    for form, many in Counter(_form(file) for file in files).most_common():
        lines.append(f"{_count(many, 'file')}: {visible(form)}, {_count(rows[form], 'row')}.")
    clocks: Counter[str] = Counter()
    said: dict[str, list[str]] = {}
    for file in files:
        for remark in dict.fromkeys(file.remarks):
            elsewhere = ELSEWHERE.match(remark)
            if elsewhere:
                clocks[elsewhere[1]] += 1
            else:
                said.setdefault(remark, []).append(file.file.rpartition("/")[2])
    if clocks:
        many, named = clocks.total(), ", ".join(f"{name} ({n})" for name, n in clocks.most_common())
        lines.append(f"  Note ({_count(many, 'file')}): The clock was elsewhere, and is kept: {named}.")
    for remark, names in sorted(said.items(), key=lambda found: -len(found[1])):
        lines.append(visible(f"  Note ({names[0] if len(names) == 1 else _count(len(names), 'file')}): {remark}"))
    return lines


def _form(file: Parsed) -> str:
    """The form of a file; recordings without the device that made them."""
    word = next((word for word in ("FIT", "GPX", "TCX") if word in file.kind), None)
    return f"{word} recordings" if word else file.kind


def activity_lines(sessions: Sequence[Session], unit: str) -> list[str]:
    """One line per activity: how many, how far, from when to when."""
    lines = []
    for activity in tokens.ACTIVITIES:
        mine = [session for session in sessions if session.activity == activity]
        if not mine:
            continue
        metres = sum(session.distance_m or 0 for session in mine)
        far = f", {show_both(metres, unit)}" if metres else ""
        days = [session.day for session in mine]
        lines.append(f"  {activity}: {len(mine)}{far}, {min(days)} to {max(days)}")
    return lines


def matched_lines(result: ImportResult) -> list[str]:
    """What is the same as a known session, and what may be."""
    lines = []
    mine = [pair for pair in result.matched if pair.known.row is None]
    told = mine if len(mine) <= MOST_FILES else [pair for pair in mine if pair.changed]
    lines += _first(f"  {visible(pair.row.place)} is your session {pair.held.id}: {_gained(pair)}." for pair in told)
    if len(told) < len(mine):
        lines.append(f"  {_count(len(mine) - len(told), 'row')} told of your sessions and added nothing.")
    between = len(result.matched) - len(mine)
    if between:
        lines.append(f"  {_count(between, 'session')} told by two files or more: kept once, with what each knew.")
    lines += _first(
        f"  {visible(pair.row.place)} is {abs(pair.hours_off)} h off: taken as the same, by a clock without a zone."
        for pair in result.matched
        if pair.hours_off
    )
    doubts = dict.fromkeys(f"  Possible duplicate: {_doubt(pair)}; both kept." for pair in result.possible)
    lines += _first(iter(doubts))
    return lines


def plan_table(result: ImportResult, unit: str) -> list[str]:
    """A row for everything that an import would do, the oldest first: when, what, whence, and what becomes of it."""
    same = {id(pair.row): _becomes(pair) for pair in result.matched}
    doubtful = {pair.row.value.source_key for pair in result.possible if isinstance(pair.row.value, Session)}
    rows = [*result.added, *(pair.row for pair in result.matched)]
    cells = []
    for row in rows:
        value = row.value
        what = same.get(id(row), "")
        if isinstance(value, Session):
            becomes = what or ("new, possible duplicate" if value.source_key in doubtful else "new")
            cells.append((value.started_at, [*_session(value, unit), becomes, visible(row.place)]))
        elif isinstance(value, Reading):
            cells.append((value.at, [*_reading(value), "new", visible(row.place)]))
    cells.sort(key=lambda found: found[0])
    if not cells:
        return []
    head = ["start", "what", "distance", "time", "becomes", "from"]
    shown = [words for _, words in cells[:MOST_ROWS]]
    # The folder that all are in says nothing of any of them.
    common = _folder([words[-1] for words in shown])
    shown = [[*words[:-1], words[-1].removeprefix(common)] for words in shown]
    more = len(cells) - len(shown)
    lines = columns([head, *shown], {2, 3})
    return [*lines, f"... and {more} more; --json lists all."] if more > 0 else lines


def _folder(places: Sequence[str]) -> str:
    """The folder that all places are in, with the `/` behind it; empty if there is none."""
    folders = [place.rpartition("/")[0].split("/") for place in places]
    common = "/".join(names[0] for names in takewhile(lambda names: len(set(names)) == 1, zip(*folders, strict=False)))
    return f"{common}/" if common else ""


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Each problem with its place and what to do, then how many there were.

    Lines of one file with the same problem share a sentence; where there are many sentences, files do too.
    """
    groups = _alike(problems, lambda problem: (problem.file, problem.what, problem.todo))
    if len(groups) > MOST_SHOWN:
        groups = _alike(problems, lambda problem: (problem.what.removeprefix(problem.file), problem.todo))
    lines = [visible(_problem(same)) for same in groups[:MOST_SHOWN]]
    more = sum(len(same) for same in groups[MOST_SHOWN:])
    if more:
        lines.append(f"... and {more} more problem{'s' if more > 1 else ''}; --json lists all.")
    lost = sum(problem.lost for problem in problems)
    if lost:
        lines.append(f"{lost} could not be imported.")
    return lines


def _alike(problems: Sequence[Problem], key: Callable[[Problem], Hashable]) -> list[list[Problem]]:
    """Those of one key together, in the order of the first of each."""
    groups: dict[Hashable, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(key(problem), []).append(problem)
    return list(groups.values())


def _problem(same: Sequence[Problem]) -> str:
    """Where, what happened, what to do; a sentence that begins with the file needs no place before it."""
    first = same[0]
    told = first.line is None and first.what.startswith(first.file)
    place = first.place
    here = [problem for problem in same if problem.file == first.file]
    if first.line is not None and len(here) > 1:
        rest = [str(problem.line) for problem in here[1:MOST_LINES]]
        more = len(here) - 1 - len(rest)
        place = ", ".join([place, *rest]) + (f" and {more} more" if more > 0 else "")
    return f"{'' if told else f'{place}: '}{first.what} {first.todo}{_also(same)}"


def _also(same: Sequence[Problem]) -> str:
    """The other files of which the same is to be said."""
    names = list(dict.fromkeys(problem.file for problem in same))[1:]
    if not names:
        return ""
    named = ", ".join(name.rsplit("/", 1)[-1] for name in names[:MOST_ALSO])
    more = f" and {_count(len(names) - MOST_ALSO, 'more file')}" if len(names) > MOST_ALSO else ""
    return f" Also: {named}{more}."


def _session(value: Session, unit: str) -> list[str]:
    return [
        _when(value.started_at, value),
        visible(value.sport or value.activity),
        GAP if value.distance_m is None else show_distance(value.distance_m, unit),
        GAP if value.duration_s is None else show_duration(value.duration_s),
    ]


def _reading(value: Reading) -> list[str]:
    score = GAP if value.score is None else show_score(value.score)
    return [_when(value.at, value), f"pain {value.site} {score}", GAP, GAP]


def _when(at: datetime, value: Session | Reading) -> str:
    return f"{value.day}" if value.approximate else f"{clock.local(at, value.zone):%Y-%m-%d %H:%M}"


def _gained(pair: Pair) -> str:
    """What became of a session that was there."""
    words = [plain_name(name) for name in pair.changed]
    return f"not added again, but it has now {', '.join(words)} from it" if words else "not added again"


def _becomes(pair: Pair) -> str:
    known = pair.known
    if known.row is not None:
        return f"same as {visible(known.row.place.rsplit('/', 1)[-1])}"
    return f"is your session {known.session.id}{', completed' if pair.changed else ''}"


def _doubt(pair: Pair) -> str:
    other = pair.known
    name = f"session {other.session.id}" if other.row is None else visible(other.row.place)
    return f"{visible(pair.row.place)} and {name} of {other.session.day}"


def _first(lines: Iterator[str]) -> list[str]:
    found = list(lines)
    more = len(found) - MOST_SHOWN
    return found if more <= 0 else [*found[:MOST_SHOWN], f"  ... and {more} more."]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"

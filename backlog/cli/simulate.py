"""`backlog simulate`: the advice tried on virtual runners whose true tolerance is known."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from backlog.cli.common import App, emit, json_option, pass_app, say
from backlog.cli.progress import progress
from backlog.errors import InputError
from backlog.files import Output, path_of

if TYPE_CHECKING:
    from backlog.simulate.timetable import Timetable

RUNNERS, MOST_RUNNERS, MOST_JOBS, MOST_SEED = 20, 10_000, 1000, 10**9


class _Named(NamedTuple):
    """What is chosen by name: the names of all, whether a name is of one, and which there are besides."""

    every: Sequence[str]
    there_is: Callable[[str], bool]
    more: Sequence[str]


def _kinds() -> _Named:
    from backlog.simulate.kinds import KINDS, is_kind

    return _Named(tuple(KINDS), is_kind, ("null", "hurts-by-N, turns-N, flares-N (any whole number from 1 to 10)"))


def _policies() -> _Named:
    from backlog.simulate.bench import FIRST_LINE, POLICIES, is_policy

    return _Named(POLICIES, is_policy, (FIRST_LINE, "backlog@0.05 (any limit from 0.01 to 0.5)"))


def _number(flag: str, least: int, most: int, **how: Any) -> Callable[[Any], Any]:
    """An option that takes a whole number in a range."""
    name, slug = flag.removeprefix("--"), "bad-number" if flag == "--seed" else "bad-count"

    def number(_ctx: click.Context, _option: click.Parameter, text: str | None) -> int | None:
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 12) or not least <= int(text) <= most:
            raise InputError(slug, f"{text!r} is not a number for --{name}.", f"Give {least} to {most}.")
        return int(text)

    return click.option(flag, metavar="N", show_default=True, callback=number, **how)


@click.command("simulate")
@_number("--runners", 1, MOST_RUNNERS, help="How many of each kind; 20 unless you say otherwise, or 50 with --bound.")
@_number("--seed", 0, MOST_SEED, default="1", help="The same seed gives the same figures.")
@click.option(
    "--kind",
    "kinds",
    metavar="KIND",
    multiple=True,
    shell_complete=lambda _ctx, _option, begun: [name for name in _kinds().every if name.startswith(begun)],
    help="Only this kind of runner; repeat, or separate by commas. Besides: null, hurts-by-N, turns-N, flares-N.",
)
@click.option(
    "--policy",
    "policies",
    metavar="POLICY",
    multiple=True,
    shell_complete=lambda _ctx, _option, begun: [name for name in _policies().every if name.startswith(begun)],
    help="Only this policy; backlog@0.05 is backlog for people with a limit of 5 %, backlog-first-line for who never "
    "takes the walk and run that is offered beside something easier.",
)
@_number("--jobs", 1, MOST_JOBS, help="How many processes; all cores unless you say otherwise.")
@click.option(
    "--timetable",
    type=click.Choice(["asked", "morning"]),
    default="asked",
    show_default=True,
    help="When pain is rated each day: at the hour of the run, or at 7:00.",
)
@click.option("--bound", is_flag=True, help="Instead: how soon anybody could know who should not run.")
@click.option("--csv", "table", metavar="FILE", help="Also write the rows as CSV.")
@click.option("--out", metavar="FILE", help="Also draw them: .png, .svg or .pdf.")
@json_option
@pass_app
def simulate_command(
    app: App,
    /,
    runners: int | None,
    seed: int,
    kinds: Sequence[str],
    policies: Sequence[str],
    jobs: int | None,
    timetable: Timetable,
    bound: bool,
    table: str | None,
    out: str | None,
) -> None:
    """Try the advice on virtual runners whose true tolerance is known, for 16 weeks, beside other rules.

    Every figure is computed from virtual people; no journal is read, and none is needed.

    \b
    Examples:
      backlog simulate --runners 2 --kind typical,fragile --policy backlog,oracle
      backlog simulate --policy backlog@0.02 --policy backlog@0.10 --out limits.png
      backlog simulate --runners 50 --csv rows.csv --out all.pdf
      backlog simulate --kind null,flares-4,hurts-by-3,turns-3 --policy backlog,oracle
      backlog simulate --bound --runners 200
    """
    if bound:
        _bound(app, kinds, runners, seed, jobs or os.cpu_count() or 1, alone=not (policies or table or out))
        return
    picture, rows = _outputs(app, out, table)
    chosen, followed = _some("kind", kinds, _kinds()), _some("policy", policies, _policies())
    found = _simulated(chosen, followed, runners or RUNNERS, seed, timetable, jobs or os.cpu_count() or 1)
    if app.json:
        emit(found)
    else:
        from backlog.report.simulated import simulated_table

        say(*simulated_table(found))
    if rows is not None:
        from backlog.report.simulated import simulated_csv

        rows.write(simulated_csv(found))
        say(f"Wrote {rows.path.absolute()}", err=True)
    if picture is not None:
        from backlog.report.figure import save_figure
        from backlog.report.frontier import draw_frontier

        save_figure(lambda: draw_frontier(found), picture)
        say(f"Drew {picture.path.absolute()}", err=True)


def _bound(app: App, kinds: Sequence[str], runners: int | None, seed: int, jobs: int, *, alone: bool) -> None:
    """Show the bound of the kinds that should be switched, or of those that are named."""
    from backlog.report.simulated import bound_table
    from backlog.simulate.bound import FEWEST, SHOULD_SWITCH, run

    if not alone:
        raise InputError("bad-option", "A bound has no policy, CSV or picture.", "Leave --policy, --csv and --out out.")
    runners = runners or FEWEST
    if runners < FEWEST:
        raise InputError("bad-count", f"2 % of {runners} runners is nobody.", f"Give --runners {FEWEST} or more.")
    chosen = _some("kind", kinds, _kinds()) if kinds else list(SHOULD_SWITCH)
    found = []
    with progress("Sixteen weeks each") as tell:
        for row in run(chosen, runners, seed, jobs=jobs):
            found.append(row)
            tell(len(found) / len(chosen) / 2, row["kind"])
    if app.json:
        emit({"seed": seed, "rows": found})
    else:
        say(*bound_table(found))


def _outputs(app: App, out: str | None, table: str | None) -> tuple[Output | None, Output | None]:
    """Where picture and table go; refused before hours are spent on what they are to hold."""
    from backlog.report.figure import ending_of
    from backlog.report.palette import DRAWN
    from backlog.report.simulated import ROWS

    if out is not None:
        ending_of(path_of(out))
    return (
        None if out is None else app.output(out, DRAWN),
        None if table is None else app.output(table, ROWS),
    )


def _simulated(
    kinds: Sequence[str], policies: Sequence[str], runners: int, seed: int, timetable: Timetable, jobs: int
) -> dict[str, Any]:
    from backlog.simulate.bench import run
    from backlog.simulate.outcomes import as_json

    with progress("Sixteen weeks each") as tell:
        lives = run(
            kinds,
            policies,
            runners,
            seed,
            timetable,
            jobs=jobs,
            progress=lambda n, of: tell(n / of, f"{n} of {of} runners"),
        )
    return as_json(lives, seed, timetable)


def _some(what: str, texts: Sequence[str], named: _Named) -> list[str]:
    """What was repeated or separated by commas, each once; everything where nothing was said."""
    words = (word.strip().lower() for text in texts for word in text.split(","))
    said = list(dict.fromkeys(filter(None, words))) if texts else list(named.every)
    unknown = next((name for name in said if not named.there_is(name)), None)
    if unknown is not None or not said:
        nobody = f"--{what} names none." if unknown is None else f"I have no {what} {unknown!r}."
        raise InputError("bad-option", nobody, f"There are {', '.join((*named.every, *named.more))}.")
    return said

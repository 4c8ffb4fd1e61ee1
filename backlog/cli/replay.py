"""`backlog replay`: what today's policy would have said to every stored decision's facts."""

from __future__ import annotations

import click

from backlog.cli.common import App, emit, json_option, pass_app, say
from backlog.cli.progress import told
from backlog.report.replays import replay_json, replay_summary, replay_table
from backlog.rules.thresholds import POLICY
from backlog.services.replay import numbers, replay


@click.command("replay")
@click.option("--all", "every", is_flag=True, help="List the decisions that would be the same, too.")
@json_option
@pass_app
def replay_command(app: App, every: bool) -> None:
    """Judge every stored decision again, as known then, and list where today's policy would differ.

    Nothing is stored or changed. `backlog why N` explains decision N.

    \b
    Examples:
      backlog replay
      backlog replay --all
    """
    journal = app.journal()
    rows = [replay(journal, number) for number in told(numbers(journal), "decisions judged again")]
    listed = [row for row in rows if every or row.differs or row.today is None]
    if app.json:
        emit(replay_json(rows, listed, policy=POLICY))
    else:
        say(*replay_table(listed, app.plan.units, policy=POLICY), replay_summary(rows, policy=POLICY))

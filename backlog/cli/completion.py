"""`backlog completion`: the shell's completion script."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from backlog.cli.common import one_of
from backlog.errors import InputError

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", shell_complete=one_of(SHELLS))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for bash, zsh or fish.

    \b
    Examples:
      eval "$(backlog completion bash)"
      backlog completion fish > ~/.config/fish/completions/backlog.fish
    """
    found = get_completion_class(shell) if shell in SHELLS else None
    if found is None:
        raise InputError("bad-option", f"{shell!r} is not a shell I know.", f"Use one of: {', '.join(SHELLS)}.")
    root = ctx.find_root().command
    click.echo(found(root, {}, "backlog", "_BACKLOG_COMPLETE").source())

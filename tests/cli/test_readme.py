"""The README's command lines are those of the command."""

from __future__ import annotations

import shlex

import click
from making.readme import shell_lines

from analysis.cli.main import cli


def test_every_command_line_in_the_readme_is_understood() -> None:
    lines = [line for line in shell_lines() if line.startswith("mangnon ")]
    assert len(lines) >= 5
    for line in lines:
        words = shlex.split(line)[1:]
        command: click.Command = cli
        context = click.Context(cli, info_name="mangnon")
        while isinstance(command, click.Group):
            name, found, words = command.resolve_command(context, words)
            assert found is not None, line
            command = found
            context = click.Context(command, info_name=name, parent=context)
        command.parse_args(context, words)

"""How the command speaks: Vietnamese first, English below, errors as one clear message."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO

import click

from analysis.catalogue import LANGS, text
from analysis.faults import BadInput, Fault
from analysis.settings import project_root

SOME_FAILED, BAD_INPUT, STOPPED = 1, 2, 130


def write(words: str, stream: TextIO) -> None:
    """Write a line; a reader who has seen enough, as ``head`` has, is no fault."""
    try:
        stream.write(f"{words}\n")
        stream.flush()
    except BrokenPipeError:
        # Python flushes once more at its end: what is left has to go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class Spoken(click.Command):
    """A command whose help speaks Vietnamese first and English below."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option:
            option.help = both("help_help")
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx)).replace(
            "OPTIONS", text("cli.options", "vi")
        )
        formatter.write_usage(ctx.command_path, pieces, prefix=text("cli.usage", "vi") + " ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [option.get_help_record(ctx) for option in options]
        with formatter.section(text("cli.options", "vi")):
            formatter.write_dl([record for record in records if record])


class SpokenGroup(Spoken, click.Group):
    """A group of such commands."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        with formatter.section(text("cli.commands", "vi")):
            formatter.write_dl(
                [(name, command.help or "") for name, command in self.commands.items()]
            )


def both(key: str) -> str:
    """Return a catalogue text of ``cli`` in both languages, as help shows it."""
    return f"{text(f'cli.{key}', 'vi')} / {text(f'cli.{key}', 'en')}"


CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
SUBCOMMAND = f"{text('cli.command', 'vi')} …"
lang_option = click.option("--lang", type=click.Choice(LANGS), default="vi", help=both("help_lang"))


def found_root() -> Path:
    """Return the project's folder; ``BadInput`` that names MANGNON_HOME where that is at fault."""
    try:
        return project_root()
    except BadInput:
        home = os.environ.get("MANGNON_HOME")
        if not home:
            raise
        raise BadInput([Fault("cli.bad_home", values={"found": home})]) from None

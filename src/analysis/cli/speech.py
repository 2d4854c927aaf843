"""How the command speaks: Vietnamese first, English below, errors as one clear message."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

import click

from analysis.addresses import is_address, shown_address
from analysis.language import LANGS, BadInput, Fault, Lang, text
from analysis.project import HOME_SETTING, project_address, project_root, with_address

SOME_FAILED, BAD_INPUT, STOPPED = 1, 2, 130
# An example stands beside its words up to this width, and above them beyond it.
_LONGEST_EXAMPLE = 30


def write(words: str, stream: TextIO) -> None:
    """Write a line; a reader who has seen enough, as ``head`` has, is no fault.

    Raises ``OSError`` where it cannot be written, as on a full disk.
    """
    try:
        stream.write(f"{with_address(words)}\n")
        stream.flush()
    except OSError as error:
        # Python flushes once more at its end: what is left has to go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            # Where it goes was said by whoever asked for it: no other place is to be named.
            error.filename = ""
            raise


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
    """A group of such commands, each loaded when it is called.

    ``places`` tells where a command stands (``module:name``) and which text is its help, so that
    the group's own help loads none of them; ``examples`` are whole commands, with their texts.
    """

    def __init__(
        self,
        *given: Any,
        places: Mapping[str, tuple[str, str]] | None = None,
        examples: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        self._places = dict(places or {})
        self._examples = dict(examples or {})

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [*self._places, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._places:
            return super().get_command(ctx, cmd_name)
        module, name = self._places[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        helps = {name: both(key) for name, (_, key) in self._places.items()}
        helps |= {name: command.help or "" for name, command in self.commands.items()}
        with formatter.section(text("cli.commands", "vi")):
            formatter.write_dl(list(helps.items()))
        if self._examples:
            with formatter.section(text("cli.examples", "vi")):
                shown = [(command, both(key)) for command, key in self._examples.items()]
                formatter.write_dl(shown, col_max=_LONGEST_EXAMPLE)


def remedies(faults: Sequence[Fault], lang: Lang) -> list[str]:
    """Return what to do about broken ledgers that the faults name, a line for each."""
    from analysis.ledger import find_repairs

    return [fault.message(lang) for fault in find_repairs(faults)]


def both(key: str) -> str:
    """Return a catalogue text of ``cli`` in both languages, as help shows it."""
    return f"{text(f'cli.{key}', 'vi')} / {text(f'cli.{key}', 'en')}"


CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
SUBCOMMAND = f"{text('cli.command', 'vi')} …"
reports_option = click.option(
    "--reports", metavar=text("cli.folder_or_address", "vi"), help=both("help_reports")
)
lang_option = click.option("--lang", type=click.Choice(LANGS), default="vi", help=both("help_lang"))


def found_root() -> Path:
    """Return the project's folder, which may be written to: ``BadInput`` for one at an address.

    Raises it as ``read_root`` does, too.
    """
    home = os.environ.get(HOME_SETTING, "")
    address = home if is_address(home) else project_address(read_root())
    if address:
        raise BadInput([Fault("cli.read_only", file=shown_address(address))])
    return read_root()


def read_root() -> Path:
    """Return the folder in which the project can be read, fetched where it is at an address.

    Raises ``BadInput`` that names MANGNON_HOME where that is at fault.
    """
    try:
        return project_root()
    except BadInput:
        home = os.environ.get(HOME_SETTING)
        if not home or is_address(home):
            raise
        raise BadInput([Fault("cli.bad_home", values={"found": home})]) from None

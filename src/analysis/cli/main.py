"""The command ``mangnon``."""

from __future__ import annotations

import itertools
import os
import re
import sys
from pathlib import Path
from typing import Any

import click

from analysis.addresses import is_address
from analysis.cli.speech import (
    BAD_INPUT,
    CONTEXT,
    SOME_FAILED,
    STOPPED,
    SUBCOMMAND,
    SpokenGroup,
    both,
    remedies,
    write,
)
from analysis.files import file_fault
from analysis.language import BadInput, Fault, Lang, text
from analysis.project import HOME_SETTING, is_workspace

_MAKE_REPORTS = {"assess", "overview", "run-due", "track-record"}


def main() -> None:
    """Run the command; bad input ends with one clear message and exit code 2."""
    lang = _asked_language(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        # Vietnamese letters have to survive a terminal or a pipe that is not set to UTF-8.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = cli.main(standalone_mode=False, prog_name="mangnon")
    except BadInput as error:
        message = "\n".join([error.message(lang), *remedies(error.faults, lang)])
        code = BAD_INPUT
    except click.exceptions.NoArgsIsHelpError as error:
        write(error.message, sys.stdout)
        sys.exit(0)
    except click.UsageError as error:
        message, code = _usage_message(error, lang), BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        message, code = text("cli.stopped", lang), STOPPED
    except OSError as error:
        of_reports = bool({*sys.argv[1:]} & _MAKE_REPORTS)
        fault = file_fault(error, place=Path.cwd(), of_reports=of_reports)
        message, code = fault.message(lang), SOME_FAILED
    else:
        sys.exit(code)
    write(message, sys.stderr)
    sys.exit(code)


@click.group(
    cls=SpokenGroup,
    context_settings=CONTEXT,
    help=both("help_main"),
    subcommand_metavar=SUBCOMMAND,
    places={
        "init": ("analysis.cli.workspace:init", "help_init"),
        "where": ("analysis.cli.workspace:where", "help_where"),
        "unit": ("analysis.cli.units:unit", "help_unit"),
        "lab": ("analysis.cli.lab:lab", "help_lab"),
        "status": ("analysis.cli.status:status", "help_status"),
        "due": ("analysis.cli.due:due", "help_due"),
        "run-due": ("analysis.cli.due:run_due", "help_run_due"),
        "data": ("analysis.cli.main:data", "help_data_group"),
        "overview": ("analysis.cli.reports:overview", "help_overview"),
        "plan": ("analysis.cli.plans:plan", "help_plan"),
        "assess": ("analysis.cli.reports:assess", "help_assess"),
        "editions": ("analysis.cli.editions:editions", "help_editions"),
        "verify": ("analysis.cli.editions:verify", "help_verify"),
        "track-record": ("analysis.cli.reports:track_record", "help_track_record"),
    },
    examples={
        "mangnon lab": "example_lab",
        "mangnon status ninh-binh": "example_status",
        "mangnon data template ninh-binh --all -o bieu": "example_template",
        "mangnon data import bieu/so-y-te.xlsx": "example_import",
        "mangnon assess ninh-binh": "example_assess",
        "mangnon assess ninh-binh --lang en": "example_english",
    },
)
@click.option("--workspace", metavar=text("cli.folder_or_address", "vi"),
              help=both("help_workspace"))  # fmt: skip
@click.version_option(package_name="mangnon", message="%(version)s", help=both("help_version"))
def cli(workspace: str | None) -> None:
    """Hold the commands together; what is begun from here works in the workspace that is named."""
    if workspace is None:
        return
    if is_address(workspace):
        os.environ[HOME_SETTING] = workspace
        return
    if not is_workspace(Path(workspace)):
        raise BadInput([Fault("cli.no_workspace", values={"found": workspace})])
    os.environ[HOME_SETTING] = str(Path(workspace).resolve())


@click.group(
    cls=SpokenGroup,
    help=both("help_data_group"),
    subcommand_metavar=SUBCOMMAND,
    places={
        "template": ("analysis.cli.template:template_command", "help_template"),
        "import": ("analysis.cli.receive:import_command", "help_import"),
        "undo": ("analysis.cli.receive:undo_command", "help_undo"),
        "repair": ("analysis.cli.repair:repair_command", "help_repair"),
        "history": ("analysis.cli.receive:history_command", "help_history"),
        "check": ("analysis.cli.check:check_command", "help_check"),
        "copy": ("analysis.cli.export:copy_command", "help_copy"),
        "export": ("analysis.cli.export:export_command", "help_export"),
    },
)
def data() -> None:
    """Hold the commands together."""


def help_page() -> str:
    """Return what ``mangnon --help`` shows on the narrowest terminal that is usual."""
    context = cli.make_context("mangnon", [], resilient_parsing=True, terminal_width=80)
    return f"{cli.get_help(context)}\n"


def _asked_language(words: list[str]) -> Lang:
    pairs = itertools.pairwise(words)
    english = any(pair == ("--lang", "en") for pair in pairs) or "--lang=en" in words
    return "en" if english else "vi"


def _usage_message(error: click.UsageError, lang: Lang) -> str:
    command = error.ctx.command_path if error.ctx else "mangnon"
    values: dict[str, Any] = {"command": command, "found": _untold(error.message)}
    key = "usage_other"
    if isinstance(error, click.NoSuchOption):
        key, values["found"] = "no_such_option", _untold(error.option_name)
    elif isinstance(error, click.BadOptionUsage):
        key = "takes_no_value" if "does not take" in error.message else "needs_value"
        values["found"] = error.option_name
    elif extra := re.search(r"unexpected extra argument\w* \((.+)\)", error.message, re.DOTALL):
        key, values["found"] = "too_many_words", _untold(extra[1])
    elif isinstance(error, click.MissingParameter) and error.param:
        key, values["name"] = "missing_word", error.param.metavar or "/".join(error.param.opts)
        if isinstance(error.param, click.Option):
            values["name"] = f"{error.param.opts[0]} {values['name']}"
    elif isinstance(error, click.BadParameter) and error.param:
        key, values["name"] = "bad_value", "/".join(error.param.opts)
        choices = getattr(error.param.type, "choices", None)
        kind = "a_day" if isinstance(error.param.type, click.DateTime) else "a_number"
        values["expected"] = ", ".join(choices) if choices else text(f"cli.{kind}", lang)
    elif error.ctx and isinstance(error.ctx.command, click.Group):
        key, values["known"] = (
            "no_such_command",
            ", ".join(error.ctx.command.list_commands(error.ctx)),
        )
    return text(f"cli.{key}", lang, **values)


def _untold(found: str) -> str:
    """Return words of the command; none where one may be a piece of an address with a password."""
    return "…" if any("://" in word for word in sys.argv) else found


if __name__ == "__main__":
    main()

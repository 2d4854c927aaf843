"""The commands ``mangnon init`` and ``mangnon where``: a workspace made, and the one in use."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from analysis import workspace
from analysis.cli.speech import Spoken, both, lang_option, read_root, write
from analysis.language import Lang, text
from analysis.project import find_project, made_by


@click.command(cls=Spoken, help=both("help_init"))
@click.argument("folder", type=click.Path(path_type=Path), metavar=text("cli.folder", "vi"))
@click.option("--unit", "units", multiple=True, metavar=text("cli.unit", "vi"),
              help=both("help_init_unit"))  # fmt: skip
@lang_option
def init(folder: Path, units: tuple[str, ...], lang: Lang) -> None:
    """Make a workspace whole, or not at all, and tell the next step."""
    made = workspace.make_workspace(folder, units)
    count = sum(path.is_file() for path in made.rglob("*"))
    command = f"mangnon unit check {units[0]}" if units else "mangnon unit list"
    values = {"folder": folder, "files": count, "version": workspace.program_version()}
    write(text("workspace.made", lang, **values), sys.stdout)
    write(text("workspace.made_next", lang, folder=folder, command=command), sys.stdout)


@click.command(cls=Spoken, help=both("help_where"))
@lang_option
@click.pass_context
def where(ctx: click.Context, lang: Lang) -> None:
    """Write which workspace is in use, and why."""
    read_root()
    found = find_project()
    named = ctx.find_root().params.get("workspace") is not None
    why = text(f"workspace.where_{'option' if named else found.why}", lang)
    made = made_by(found.root) or text("workspace.where_untold", lang)
    values = {"why": why, "made": made, "version": workspace.program_version()}
    write(text("workspace.where", lang, folder=found.root, **values), sys.stdout)
    if differing := workspace.changed_reference(found.root):
        files = ", ".join(differing)
        write(text("workspace.notebooks_differ", lang, files=files), sys.stdout)

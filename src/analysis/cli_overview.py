"""The command ``mangnon overview``: all units of an edition side by side."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from analysis.catalogue import Lang, text
from analysis.cli_speech import SOME_FAILED, Spoken, both, found_root, lang_option, write


@click.command(cls=Spoken, help=both("help_overview"))
@click.option("--edition", type=int, metavar=text("cli.year", "vi"), help=both("help_edition"))
@lang_option
@click.option("--data", type=click.Choice(("real", "illustrative")), default="real",
              help=both("help_data"))  # fmt: skip
@click.option("--as-of", default="", metavar=text("cli.day", "vi"), help=both("help_as_of"))
@click.option("--reports", type=click.Path(path_type=Path), metavar=text("cli.folder", "vi"),
              help=both("help_reports"))  # fmt: skip
@click.option("--fresh", is_flag=True, help=both("help_fresh"))
def overview(
    edition: int | None, lang: Lang, data: str, as_of: str, reports: Path | None, fresh: bool
) -> int:
    """Make the overview of all units of an edition and publish it."""
    root = found_root()
    given = {
        "edition": _newest_edition(root) if edition is None else edition,
        "lang": lang,
        "data": data,
        "as_of": as_of,
    }
    return publish_overview(root, given, reports or root / "reports", fresh=fresh)


def _newest_edition(root: Path) -> int:
    from analysis.parameters import load_parameters
    from analysis.units import UNITS_WITH_PLAN

    return max(load_parameters(root, name).edition for name in UNITS_WITH_PLAN)


def publish_overview(root: Path, given: Mapping[str, object], reports: Path, *, fresh: bool) -> int:
    """Make the overview, tell which units are left out and which page to open; the exit code."""
    from analysis.overview_inputs import overview_parameters
    from analysis.overview_runs import make_edition_overview

    checked = overview_parameters(given)
    outcome = make_edition_overview(root, checked, reports, fresh=fresh)
    for fault in outcome.left_out:
        write(fault.message(checked.lang), sys.stderr)
    write(text(f"cli.overview_{outcome.state}", checked.lang, page=outcome.page), sys.stdout)
    return SOME_FAILED if outcome.left_out else 0

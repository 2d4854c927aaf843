"""The command ``mangnon lab``: JupyterLab on the workspace in use."""

from __future__ import annotations

import sys

import click

from analysis.cli.speech import Spoken, both, found_root, lang_option, write
from analysis.language import Lang, text
from analysis.workbench import run_lab


@click.command(cls=Spoken, help=both("help_lab"))
@click.option("--no-browser", is_flag=True, help=both("help_no_browser"))
@lang_option
def lab(no_browser: bool, lang: Lang) -> None:
    """Serve JupyterLab until Ctrl+C, and tell its address."""

    def tell(address: str) -> None:
        write(text("desk.address", lang, address=address), sys.stdout)

    run_lab(found_root(), lang, tell, browser=not no_browser)

"""The command ``mangnon lab``: JupyterLab on the workspace in use."""

from __future__ import annotations

import sys

import click

from analysis import workbench
from analysis.cli.speech import Spoken, both, found_root, lang_option, write
from analysis.language import Lang, text


@click.command(cls=Spoken, help=both("help_lab"))
@click.option("--no-browser", is_flag=True, help=both("help_no_browser"))
@lang_option
def lab(no_browser: bool, lang: Lang) -> None:
    """Serve JupyterLab until Ctrl+C, and tell its address."""

    def tell(address: str) -> None:
        write(text("desk.address", lang, address=address), sys.stdout)

    root = found_root()
    # Before the server's own libraries start threads.
    workbench.warm_kernels()
    workbench.run_lab(root, lang, tell, browser=not no_browser)

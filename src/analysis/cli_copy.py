"""The command ``mangnon data copy``: a whole store into another."""

from __future__ import annotations

import sys

import click

from analysis.catalogue import Lang, text
from analysis.cli_speech import Spoken, both, found_root, lang_option, write


@click.command("copy", cls=Spoken, help=both("help_copy"))
@click.argument("origin", metavar=text("cli.from", "vi"))
@click.argument("target", metavar=text("cli.to", "vi"))
@lang_option
def copy_command(origin: str, target: str, lang: Lang) -> None:
    """Move the ledgers to another store: ``csv``, or the address of a database."""
    from analysis.observations import open_address
    from analysis.store_copy import copy_store

    root = found_root()
    copied = copy_store(open_address(origin, root), open_address(target, root), root)
    key = "ledger.copied" if copied.statements or copied.sources else "ledger.nothing_to_copy"
    values = {"statements": copied.statements, "units": copied.units, "sources": copied.sources}
    write(text(key, lang, **values), sys.stdout)

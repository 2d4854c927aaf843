"""The commands ``mangnon data``: figures in and out of the ledger."""

from __future__ import annotations

import click

from analysis.cli_check import check_command
from analysis.cli_copy import copy_command
from analysis.cli_export import export_command
from analysis.cli_import import history_command, import_command
from analysis.cli_speech import SUBCOMMAND, SpokenGroup, both
from analysis.cli_template import template_command


@click.group(cls=SpokenGroup, help=both("help_data_group"), subcommand_metavar=SUBCOMMAND)
def data() -> None:
    """Hold the commands together."""


data.add_command(template_command)
data.add_command(import_command)
data.add_command(history_command)
data.add_command(check_command)
data.add_command(copy_command)
data.add_command(export_command)

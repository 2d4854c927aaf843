"""The command ``mangnon data template``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.assessment import read_inputs
from analysis.cli.speech import Spoken, both, lang_option, read_root, write
from analysis.intake import agency_name, deadline, find_form, make_forms, write_forms
from analysis.language import BadInput, Fault, Lang, text
from analysis.programme import load_programme
from analysis.publication import check_parameters, load_parameters

if TYPE_CHECKING:
    from analysis.intake import Form


@click.command("template", cls=Spoken, help=both("help_template"))
@click.argument("unit", metavar=text("cli.unit", "vi"))
@click.option("--agency", metavar=text("cli.name", "vi"), help=both("help_agency"))
@click.option("--all", "all_agencies", is_flag=True, help=both("help_all_agencies"))
@click.option("--edition", type=int, metavar=text("cli.year", "vi"), help=both("help_edition"))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar=text("cli.file", "vi"),
              help=both("help_form_output"))  # fmt: skip
@lang_option
def template_command(
    unit: str,
    agency: str | None,
    all_agencies: bool,
    edition: int | None,
    output: Path | None,
    lang: Lang,
) -> None:
    """Write the form of one lead agency, or one form per lead agency."""

    if agency is not None and all_agencies:
        raise BadInput([Fault("forms.agency_and_all")])
    root = read_root()
    programme = load_programme(root)
    programme.reported_unit(unit)
    asked = load_parameters(root, unit).edition if edition is None else edition
    given = {"unit_id": unit, "edition": asked, "lang": lang, "data": "real"}
    check_parameters(given, programme.reported_units, file=None)
    inputs = read_inputs(root, unit, "real")
    forms = make_forms(inputs, asked)
    if all_agencies:
        written = _in_folder(forms, output or Path())
    else:
        form = find_form(forms, inputs.plan, agency)
        written = {output or Path(form.file_name): form}
    write_forms(written)
    write("\n".join(_told(path, form, lang) for path, form in written.items()), sys.stdout)


def _in_folder(forms: list[Form], folder: Path) -> dict[Path, Form]:
    """Return the forms under their names in a folder, which is made if need be."""
    if folder.exists() and not folder.is_dir():
        raise BadInput([Fault("forms.not_a_folder", file=str(folder))])
    folder.mkdir(parents=True, exist_ok=True)
    return {folder / form.file_name: form for form in forms}


def _told(path: Path, form: Form, lang: Lang) -> str:

    agency = agency_name(form, lang) or text("forms.no_agency", lang)
    return text("forms.written", lang, file=path, agency=agency, indicators=form.indicator_count,
                asked=len(form.asked), deadline=deadline(form, lang))  # fmt: skip

"""The command ``mangnon data export``: ledger and results as files for others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.assessment import RESULTS, judge_unit, read_inputs
from analysis.cli.speech import (
    SOME_FAILED,
    Spoken,
    both,
    found_root,
    lang_option,
    read_root,
    remedies,
    write,
)
from analysis.exchange import (
    Names,
    describe_figures,
    describe_results,
    observation_cells,
    result_cells,
    write_csv,
    write_observations,
    write_parquet,
    write_results,
    write_xlsx,
)
from analysis.files import save_export
from analysis.language import LANGS, BadInput, Fault, Lang, text
from analysis.ledger import copy_store, load_ledgers, open_address, open_books, read_as_of
from analysis.programme import Programme, load_programme
from analysis.publication import load_parameters
from analysis.tables import records

if TYPE_CHECKING:
    import pandas as pd

    from analysis.ledger import Books, Ledgers

FORMATS = ("csv", "xlsx", "parquet", "sdmx-csv")
CONTENTS = ("observations", "statements", "results")


@click.command("export", cls=Spoken, help=both("help_export"))
@click.argument("units", nargs=-1, metavar=f"[{text('cli.unit', 'vi')}]...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="csv",
              help=both("help_format"))  # fmt: skip
@click.option("-o", "--output", "target", required=True, type=click.Path(path_type=Path),
              metavar=text("cli.file", "vi"), help=both("help_export_output"))  # fmt: skip
@click.option("--what", type=click.Choice(CONTENTS), default="observations",
              help=both("help_what"))  # fmt: skip
@click.option("--edition", type=int, metavar=text("cli.year", "vi"), help=both("help_edition"))
@click.option("--as-of", default="", metavar=text("cli.day", "vi"), help=both("help_as_of"))
@click.option("--replace", is_flag=True, help=both("help_replace"))
@lang_option
def export_command(
    units: tuple[str, ...],
    form: str,
    target: Path,
    what: str,
    edition: int | None,
    as_of: str,
    replace: bool,
    lang: Lang,
) -> int:
    """Write observations, statements or results of some units, or of all, to a file."""

    if form == "sdmx-csv" and what == "statements":
        raise BadInput([Fault("exchange.no_statements")])
    root = read_root()
    moment = read_as_of(as_of) if as_of else None
    left_out: list[Fault] = []
    if what == "results":
        count, make = _results(root, units, edition, moment, form, left_out)
    else:
        count, make = _figures(root, units, edition, moment, form, what, left_out)
    save_export(target, make, replace=replace)
    for line in [*(fault.message(lang) for fault in left_out), *remedies(left_out, lang)]:
        write(line, sys.stderr)
    write(text("exchange.written", lang, count=count, file=target), sys.stdout)
    return SOME_FAILED if left_out else 0


# How many rows there are, and what writes them to a path.
Made = tuple[int, Callable[[Path], None]]


def _figures(
    root: Path, units: tuple[str, ...], edition: int | None, moment: str | None, form: str,
    what: str, left_out: list[Fault],
) -> Made:  # fmt: skip
    import pandas as pd

    programme, books = load_programme(root), open_books(root)
    ledgers = (
        load_ledgers(units, books, programme, as_of=moment)
        if units
        else _sound_ledgers(books, programme, moment, left_out)
    )
    tables = ledgers.statements if what == "statements" else ledgers.observations
    filled = [table for table in tables.values() if len(table)] or list(tables.values())[:1]
    figures = pd.concat(filled, ignore_index=True)
    if edition is not None:
        figures = figures[figures["year"] <= edition]
    indicators = programme.indicators
    if form == "sdmx-csv":
        return _sdmx_figures(programme, figures, ledgers)
    names = _unit_names(programme)
    table = describe_figures(figures, pd.Series(names), indicators, ledgers.sources)
    return len(table), partial(_write_table, table, form)


def _sound_ledgers(
    books: Books, programme: Programme, moment: str | None, left_out: list[Fault]
) -> Ledgers:
    """Return all ledgers but the broken ones, whose faults are added to ``left_out``."""
    kept = [name for name in books.store.unit_ids() if name in programme.units]
    try:
        return load_ledgers(kept, books, programme, as_of=moment)
    except BadInput as error:
        places = {fault.file for fault in error.faults}
        sound = [name for name in kept if books.store.label(name).as_posix() not in places]
        if not sound or len(sound) == len(kept):
            raise
        left_out.extend(error.faults)
    return load_ledgers(sound, books, programme, as_of=moment)


def _results(
    root: Path, units: tuple[str, ...], edition: int | None, moment: str | None, form: str,
    left_out: list[Fault],
) -> Made:  # fmt: skip
    import pandas as pd

    programme = load_programme(root)
    unknown = [name for name in units if name not in programme.planned_units]
    if unknown:
        known = ", ".join(programme.planned_units)
        raise BadInput(
            Fault("exchange.no_plan", values={"found": name, "known": known}) for name in unknown
        )
    names, indicators = _unit_names(programme), programme.indicators
    tables, cells, received = [], [], []
    for name in units or programme.planned_units:
        year = edition or load_parameters(root, name).edition
        try:
            inputs = read_inputs(root, name, "real", moment)
        except BadInput as error:
            if units:
                raise
            left_out.extend(error.faults)
            continue
        results = RESULTS.validate(judge_unit(inputs, year).results)[list(RESULTS.columns)]
        tables.append(describe_results(results, pd.Series(names), indicators, year))
        received += [table["received"].max() for table in inputs.statements.values() if len(table)]
        if form == "sdmx-csv":
            cells += result_cells(results, year)
    if not tables:
        raise BadInput(left_out)
    if form == "sdmx-csv":
        prepared = _prepared(received)
        return len(cells), lambda path: write_results(
            cells, _names(programme, inputs.sources), path, prepared
        )
    table = pd.concat(tables, ignore_index=True)
    return len(table), partial(_write_table, table, form)


def _sdmx_figures(programme: Programme, figures: pd.DataFrame, ledgers: Ledgers) -> Made:
    names = _names(programme, ledgers.sources)
    measures = {name: each.unit for name, each in programme.known_indicators.items()}
    cells = observation_cells(figures, measures, names)
    tables = ledgers.statements.values()
    prepared = _prepared([table["received"].max() for table in tables if len(table)])
    return len(cells), lambda path: write_observations(cells, names, path, prepared)


def _prepared(received: list[str]) -> datetime:
    """Return when the newest figure came: an export made again says the same."""
    return datetime.fromisoformat(max(received, default="1970-01-01T00:00:00+07:00"))


def _names(programme: Programme, sources: pd.DataFrame) -> Names:
    units = programme.units.items()
    return Names(
        units={unit_id: {lang: unit.name(lang) for lang in LANGS} for unit_id, unit in units},
        indicators=_named(programme.indicators, "indicator_id", "name"),
        sources=_named(sources, "source", "title"),
    )


def _named(table: pd.DataFrame, key: str, what: str) -> dict[str, dict[str, str]]:
    columns = {lang: f"{what}_{lang}" for lang in LANGS}
    return {
        str(row[key]): {lang: str(row[column]) for lang, column in columns.items()}
        for row in records(table)
    }


def _unit_names(programme: Programme) -> dict[str, str]:
    return {unit_id: unit.name_vi for unit_id, unit in programme.units.items()}


def _write_table(table: pd.DataFrame, form: str, path: Path) -> None:

    writers = {
        "csv": write_csv,
        "xlsx": write_xlsx,
        "parquet": write_parquet,
    }
    writers[form](table, path)


@click.command("copy", cls=Spoken, help=both("help_copy"))
@click.argument("origin", metavar=text("cli.from", "vi"))
@click.argument("target", metavar=text("cli.to", "vi"))
@lang_option
def copy_command(origin: str, target: str, lang: Lang) -> int:
    """Move the ledgers to another store: ``csv``, or the address of a database."""

    root = found_root() if target == "csv" else read_root()
    copied = copy_store(
        open_books(root, store=open_address(origin, root)),
        open_address(target, root),
        load_programme(root),
    )
    values = {"statements": copied.statements, "units": copied.units, "sources": copied.sources}
    if copied.statements or copied.sources:
        write(text("ledger.copied", lang, **values), sys.stdout)
    elif not copied.left:
        write(text("ledger.nothing_to_copy", lang), sys.stdout)
    return _tell_left(copied.left, lang) if copied.left else 0


def _tell_left(left: Mapping[str, list[Fault]], lang: Lang) -> int:
    faults = [fault for found in left.values() for fault in found]
    helps = remedies(faults, lang)
    if any(not (fault.file or "").endswith(".csv") for fault in faults):
        helps.append(Fault("ledger.repair_files_only").message(lang))
    lines = [*(fault.message(lang) for fault in faults), *helps]
    values = {"count": len(left), "units": ", ".join(sorted(left))}
    write("\n".join([*lines, text("ledger.left_uncopied", lang, **values)]), sys.stderr)
    return SOME_FAILED

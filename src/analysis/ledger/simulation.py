"""Illustrative figures: a seeded simulation that covers every indicator of a unit's plan.

No figure of a real place goes in. ``parameters/simulation.csv`` gives, per unit and indicator, the
level of ``FIRST_YEAR``, the change per year, the noise (all in the indicator's unit), the years
that have a figure, and the denominator with its change per year:

    level(t)     = start_level + yearly_change · (t - FIRST_YEAR) + noise · z,  z ~ N(0, 1)
    numerator(t) = round(level / scale · denominator(t)), kept within 0 and the denominator
    value(t)     = scale · numerator / denominator, rounded to the indicator's decimals

so that a value is always n/N within rounding, and shares reach exactly 0 and 100 when the level
does. A number of cases has no denominator and is rounded to a whole number. Each series has its
own stream of random numbers, so a new line in the table leaves the other series as they were.

``python -m analysis.simulation`` writes ``data/illustrative`` again, byte for byte.
"""

from __future__ import annotations

import random
import re
import sys
from collections import defaultdict
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.files import replace_text
from analysis.language import BadInput, Fault
from analysis.ledger.books import ILLUSTRATIVE_FOLDER
from analysis.ledger.observations import OBSERVATION_COLUMNS
from analysis.ledger.statements import (
    OBSERVATIONS,
    Row,
    ledger_text,
    number_statements,
)
from analysis.programme import SCALES, SIMULATED, Programme, load_programme
from analysis.project import project_root
from analysis.tables import number_fault, parse_number, read_records

SIMULATION_FILE = Path("parameters", "simulation.csv")
SIMULATION_COLUMNS = (
    "unit_id",
    "indicator_id",
    "years",
    "start_level",
    "yearly_change",
    "noise",
    "denominator",
    "denominator_change",
)
SEED = 2026
FIRST_YEAR = 2016
NOTE = "SỐ LIỆU MINH HỌA"
PUBLISHED = "{year}-11-20"
RECEIVED = f"{PUBLISHED}T08:00:00+07:00"
REVISED_YEAR, REVISED_SHARE, REVISED_BY = 2024, 0.25, 0.02
_YEARS = re.compile(r"[0-9]{4}-[0-9]{4}|[0-9]{4}( [0-9]{4})*")


def simulate_observations(
    simulation: pd.DataFrame, indicators: pd.DataFrame, seed: int
) -> pd.DataFrame:
    """Return the drawn figures, valid under ``OBSERVATIONS`` and sorted by their keys.

    ``simulation`` has the columns of ``parameters/simulation.csv``, ``indicators`` those of
    ``INDICATORS``. The same tables and seed always give the same figures, in whatever order the
    rows of ``simulation`` stand.
    """
    known = indicators.set_index("indicator_id").to_dict("index")
    drawn: list[dict[Hashable, Any]] = []
    for series in simulation.to_dict("records"):
        stream = random.Random(f"{seed}/{series['unit_id']}/{series['indicator_id']}")
        for year in list_years(str(series["years"])):
            figure = _draw_figure(series, known[series["indicator_id"]], year, stream)
            keys = {name: series[name] for name in ("unit_id", "indicator_id")}
            drawn.append(figure | keys | {"year": year})
    frame = pd.DataFrame(drawn).assign(
        nature=SIMULATED, status=SIMULATED, source=SIMULATED, published=None, note=NOTE,
        qualifier=None, boundaries=None,
    )  # fmt: skip
    texts = dict.fromkeys(("published", "qualifier", "boundaries"), "str")
    frame = frame[list(OBSERVATION_COLUMNS)].astype({"year": "Int64", **texts})
    return OBSERVATIONS.validate(
        frame.sort_values(["unit_id", "indicator_id", "year"], ignore_index=True)
    )


def load_simulation(root: Path, programme: Programme) -> pd.DataFrame:
    """Return the simulation table; ``denominator`` is empty for numbers of cases.

    Raises ``BadInput`` when the file is absent or broken, with every fault.
    """
    records, faults = read_records(root, SIMULATION_FILE, SIMULATION_COLUMNS)
    units = {name: each.unit for name, each in programme.known_indicators.items()}
    place = SIMULATION_FILE.as_posix()
    for record in records:
        cells, row = record.cells, record.row
        if cells["indicator_id"] not in units:
            values = {"found": cells["indicator_id"], "known": ", ".join(sorted(units))}
            fault = Fault("observations.unknown_indicator", place, row, "indicator_id", values)
            faults.append(fault)
        if not _YEARS.fullmatch(cells["years"]):
            values = {"found": cells["years"]}
            faults.append(Fault("observations.not_years", place, row, "years", values))
        for column in SIMULATION_COLUMNS[3:]:
            uncounted = column.startswith("denominator") and not cells[column]
            optional = uncounted and units.get(cells["indicator_id"]) == "cases"
            if not optional and parse_number(cells[column]) is None:
                faults.append(number_fault(cells[column], SIMULATION_FILE, row, column))
    if faults:
        raise BadInput(faults)
    frame = pd.DataFrame([record.cells for record in records], columns=SIMULATION_COLUMNS)
    numbers = {column: pd.to_numeric(frame[column]) for column in SIMULATION_COLUMNS[3:]}
    return frame.assign(**numbers)


def list_years(years: str) -> list[int]:
    """Return the years of ``2016-2025`` (both ends included) or ``2016 2018 2020``."""
    first, dash, last = years.partition("-")
    if dash:
        return list(range(int(first), int(last) + 1))
    return [int(year) for year in years.split()]


def write_illustrative(root: Path) -> list[Path]:
    """Write one ledger per simulated unit and return their paths.

    Each file is written beside its place and then moved, so a reader never meets half of one.
    """
    programme = load_programme(root)
    indicators, boundaries = programme.indicators, programme.boundaries
    drawn = simulate_observations(load_simulation(root, programme), indicators, SEED)
    founded = boundaries.groupby("unit_id")["valid_from"].max().str[:4].astype(int).to_dict()
    folder = root / ILLUSTRATIVE_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _write_ledger(
            folder / f"{unit_id}.csv",
            state_figures(figures, indicators, founded.get(str(unit_id), FIRST_YEAR)),
        )
        for unit_id, figures in drawn.groupby("unit_id", sort=True)
    ]


def state_figures(figures: pd.DataFrame, indicators: pd.DataFrame, founded: int) -> list[Row]:
    """Return one unit's ``figures`` (``OBSERVATIONS``) as the statements of its ledger.

    The figure of a year is received in November of the next one, or in the year ``founded`` of
    the unit, which then states the years before for its own territory. For some series that of
    ``REVISED_YEAR`` is stated a little off at first and revised a year later.
    """
    about = indicators.set_index("indicator_id").to_dict("index")
    received: dict[int, list[Row]] = defaultdict(list)
    for figure in figures.to_dict("records"):
        year, indicator = int(figure["year"]), about[figure["indicator_id"]]
        first = _first_stated(figure, indicator)
        stated = max(year + 1, founded)
        if first:
            received[stated].append(_as_row(first, stated, indicator))
        last = stated + 1 if first else stated
        received[last].append(_as_row(figure, last, indicator))
    ledger: list[Row] = []
    for year in sorted(received):
        ledger += number_statements(received[year], ledger, RECEIVED.format(year=year))
    return ledger


def _first_stated(
    figure: dict[Hashable, Any], indicator: dict[Hashable, Any]
) -> dict[Hashable, Any] | None:
    """Return the figure as it was stated before its revision, or None when it never was."""
    stream = random.Random(f"{SEED}/{figure['unit_id']}/{figure['indicator_id']}/revision")
    revised = figure["year"] == REVISED_YEAR and stream.random() < REVISED_SHARE
    if not revised or pd.isna(figure["numerator"]):
        return None
    denominator = int(figure["denominator"])
    off = round(figure["numerator"] * (1 + REVISED_BY * stream.gauss()))
    return figure | _counted(min(off, denominator), denominator, indicator)


def _as_row(figure: Mapping[Hashable, Any], year: int, indicator: Mapping[Hashable, Any]) -> Row:
    texts = {str(name): "" if pd.isna(cell) else str(cell) for name, cell in figure.items()}
    for name in ("numerator", "denominator"):
        texts[name] = texts[name].removesuffix(".0")
    value = f"{figure['value']:.{indicator['decimals']}f}"
    return texts | {"value": value, "published": PUBLISHED.format(year=year)}


def _write_ledger(path: Path, ledger: list[Row]) -> Path:
    replace_text(path, ledger_text(ledger))
    return path


def _draw_figure(
    series: Mapping[Hashable, Any],
    indicator: Mapping[Hashable, Any],
    year: int,
    stream: random.Random,
) -> dict[Hashable, Any]:
    elapsed = year - FIRST_YEAR
    level = series["start_level"] + series["yearly_change"] * elapsed
    level = max(level + series["noise"] * stream.gauss(), 0.0)
    if pd.isna(series["denominator"]):
        return {"value": float(round(level)), "numerator": None, "denominator": None}
    scale = SCALES[indicator["unit"]]
    denominator = int(series["denominator"] + series["denominator_change"] * elapsed)
    numerator = min(round(level / scale * denominator), denominator)
    return _counted(numerator, denominator, indicator)


def _counted(
    numerator: int, denominator: int, indicator: Mapping[Hashable, Any]
) -> dict[Hashable, Any]:
    value = SCALES[indicator["unit"]] * numerator / denominator
    value = round(value, int(indicator["decimals"]))
    return {"value": value, "numerator": float(numerator), "denominator": float(denominator)}


def main() -> int:
    """Write the illustrative ledgers again and name them; 2 when the parameters are broken."""
    try:
        written = write_illustrative(project_root())
    except BadInput as error:
        print(error.message("vi"), file=sys.stderr)
        return 2
    for path in written:
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.csv_tables import number_fault, parse_number, read_records
from analysis.faults import BadInput, Fault
from analysis.indicators import load_indicators
from analysis.ledger_rows import RATE_SCALES, SIMULATED
from analysis.observations import LEDGER_FOLDERS, OBSERVATION_COLUMNS
from analysis.schemas import OBSERVATIONS
from analysis.settings import project_root

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
    drawn: list[dict[str, Any]] = []
    for series in simulation.to_dict("records"):
        stream = random.Random(f"{seed}/{series['unit_id']}/{series['indicator_id']}")
        for year in list_years(str(series["years"])):
            keys = {"unit_id": series["unit_id"], "indicator_id": series["indicator_id"]}
            figure = _draw_figure(series, known[series["indicator_id"]], year, stream)
            drawn.append({**keys, "year": year, **figure})
    frame = pd.DataFrame(drawn).assign(
        nature=SIMULATED, status=SIMULATED, source=SIMULATED, published=None, note=NOTE
    )
    frame = frame[list(OBSERVATION_COLUMNS)].astype({"year": "Int64", "published": "str"})
    return OBSERVATIONS.validate(
        frame.sort_values(["unit_id", "indicator_id", "year"], ignore_index=True)
    )


def load_simulation(root: Path) -> pd.DataFrame:
    """Return the simulation table; ``denominator`` is empty for numbers of cases.

    Raises ``BadInput`` when the file is absent or broken, with every fault.
    """
    records, faults = read_records(root, SIMULATION_FILE, SIMULATION_COLUMNS)
    indicators = load_indicators(root)
    units = dict(zip(indicators["indicator_id"], indicators["unit"], strict=True))
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
    indicators = load_indicators(root)
    frame = simulate_observations(load_simulation(root), indicators, SEED)
    decimals = dict(zip(indicators["indicator_id"], indicators["decimals"], strict=True))
    frame["value"] = [
        f"{value:.{decimals[indicator_id]}f}"
        for indicator_id, value in zip(frame["indicator_id"], frame["value"], strict=True)
    ]
    counts = {column: frame[column].astype("Int64") for column in ("numerator", "denominator")}
    return list(_write_ledgers(frame.assign(**counts), root / LEDGER_FOLDERS["illustrative"]))


def _write_ledgers(frame: pd.DataFrame, folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for unit_id, ledger in frame.groupby("unit_id", sort=True):
        path = folder / f"{unit_id}.csv"
        beside = folder / f".{unit_id}.csv.part"
        beside.write_bytes(ledger.to_csv(index=False, lineterminator="\n").encode("utf-8"))
        beside.replace(path)
        yield path


def _draw_figure(
    series: dict[Any, Any], indicator: dict[Any, Any], year: int, stream: random.Random
) -> dict[str, float | None]:
    elapsed = year - FIRST_YEAR
    level = series["start_level"] + series["yearly_change"] * elapsed
    level = max(level + series["noise"] * stream.gauss(), 0.0)
    if pd.isna(series["denominator"]):
        return {"value": float(round(level)), "numerator": None, "denominator": None}
    scale = RATE_SCALES[indicator["unit"]]
    denominator = int(series["denominator"] + series["denominator_change"] * elapsed)
    numerator = min(round(level / scale * denominator), denominator)
    value = round(scale * numerator / denominator, int(indicator["decimals"]))
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

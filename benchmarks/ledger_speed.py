"""How fast ledgers are written and read: 100,000 statements of 60 units.

    python benchmarks/ledger_speed.py [postgresql+psycopg://user@server/empty_database]

Prints rows per second of an append and of reading, with and without the checks of every row, for
the CSV files and for a database where its address is given. The database keeps what was written.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis.ledger import (
    LEDGER_COLUMNS,
    Row,
    load_ledgers,
    number_statements,
    open_address,
    open_books,
)
from analysis.programme import load_programme
from analysis.project import project_root

ROWS, UNITS, YEARS = 100_000, 60, range(1990, 2030)
RECEIVED = "2026-11-22T08:15:00+07:00"


def make_project(home: Path) -> Path:
    """Return a project that has sixty units more, and no figures."""
    root = project_root()
    shutil.copytree(root / "parameters", home / "parameters")
    (home / "data").mkdir()
    shutil.copy(root / "data" / "sources.csv", home / "data")
    units = pd.read_csv(home / "parameters" / "units.csv", dtype=str)
    more = [units.iloc[[-1]].assign(unit_id=name) for name in unit_ids()]
    pd.concat([units, *more]).to_csv(home / "parameters" / "units.csv", index=False)
    return home


def unit_ids() -> list[str]:
    return [f"unit-{number:02}" for number in range(UNITS)]


def make_figures(home: Path) -> dict[str, list[Row]]:
    """Return shares in the order of the years, each of many sources."""
    indicators = load_programme(home).indicators
    names = indicators.loc[indicators["unit"] == "percent", "indicator_id"].tolist()
    sources = pd.read_csv(home / "data" / "sources.csv", dtype=str)["source"]
    slugs = [name for name in sources if name != "simulated"]
    keys = [(year, name, slug) for slug in slugs for name in names for year in YEARS]
    return {unit_id: [make_figure(unit_id, *key) for key in keys[: ROWS // UNITS + 1]]
            for unit_id in unit_ids()}  # fmt: skip


def make_figure(unit_id: str, year: int, indicator_id: str, source: str) -> Row:
    row = dict.fromkeys(LEDGER_COLUMNS, "") | {"unit_id": unit_id, "indicator_id": indicator_id}
    row |= {"year": str(year), "value": "98.14", "numerator": "118801", "denominator": "121049"}
    return row | {"nature": "administrative", "status": "official", "source": source}


def timed(what: str, count: int, work: Callable[[], object]) -> None:
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    print(f"  {what:28} {seconds:6.2f} s  {count / seconds:9,.0f} rows/s")


def measure(address: str, home: Path, figures: dict[str, list[Row]]) -> None:
    store = open_address(address, home)
    count = sum(map(len, figures.values()))

    def append() -> None:
        with store.writing() as writer:
            numbered = {
                unit_id: number_statements(rows, [], RECEIVED) for unit_id, rows in figures.items()
            }
            writer.append(numbered, [])

    programme, books = load_programme(home), open_books(home, store=store)
    timed("append", count, append)
    timed("read", count, store.read_together)
    timed("read, check and make tables", count, lambda: load_ledgers(unit_ids(), books, programme))
    more = {"unit-00": [make_figure("unit-00", 2030, "full_immunisation_u1", "gso-imr")]}
    ledger = [record.cells for record in store.read("unit-00")[0]]
    with store.writing() as writer:
        numbered = {unit: number_statements(rows, ledger, RECEIVED) for unit, rows in more.items()}
        timed("append one more", 1, lambda: writer.append(numbered, []))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = make_project(Path(folder, "project"))
        figures = make_figures(home)
        print("CSV files")
        measure("csv", home, figures)
        for address in sys.argv[1:]:
            print("PostgreSQL")
            measure(address, home, figures)


if __name__ == "__main__":
    main()

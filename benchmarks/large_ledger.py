"""What a grown ledger costs: 136,000 statements of all provinces, of today and before.

    python benchmarks/large_ledger.py [postgresql+psycopg://user@server/empty_database]

Prints seconds of processor and MB of the largest process for one row imported, one unit checked and
one unit's report made: in a small repository, where only this unit and what it was merged from have
the large ledgers, so that its report says the same; in one where all provinces have them, as CSV
files; and in a database where its address is given. The database keeps what was written.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from analysis.fleet import adopt_orphans
from analysis.ledger import (
    LEDGER_COLUMNS,
    SOURCE_COLUMNS,
    Row,
    copy_store,
    number_statements,
    open_address,
    open_books,
    open_store,
)
from analysis.programme import SCALES, Indicator, load_programme

ROOT = Path(__file__).parents[1]
UNIT = "ninh-binh"
YEARS = range(2008, 2025)
FIRST, REVISED = "2025-02-03T08:15:00+07:00", "2026-02-03T08:15:00+07:00"
SOURCE = "bench-yearbook"
SENT = (
    "unit_id,indicator_id,year,value,numerator,denominator,source,published\n"
    f"{UNIT},infant_mortality,2025,27.1,,,{SOURCE},2026\n"
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """Processor seconds of a command with its children, and MB of the largest of them."""

    code: int
    seconds: float
    megabytes: float


def main() -> None:
    adopt_orphans()
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "small"), Path(folder, "large")
        copy_project(small)
        copy_project(large)
        make_sources(small)
        make_sources(large)
        count = make_ledgers(large)
        copy_own_ledgers(large, small)
        print("small repository")
        measure(small, "csv")
        print(f"{count:,} statements, CSV files")
        measure(large, "csv")
        for address in sys.argv[1:]:
            copy_store(open_books(large), open_address(address, large), load_programme(large))
            print(f"{count:,} statements, PostgreSQL")
            measure(large, address)


def copy_project(home: Path) -> None:
    for name in ("parameters", "data", "notebooks"):
        shutil.copytree(ROOT / name, home / name)


def make_sources(home: Path) -> None:
    row = dict.fromkeys(SOURCE_COLUMNS, "x") | {"source": SOURCE}
    with open_store(home).writing() as writer:
        writer.append({}, [row])


def make_ledgers(home: Path) -> int:
    """Give every province a figure per indicator and year, each revised a year later."""
    shutil.rmtree(home / "data" / "observations")
    programme = load_programme(home)
    indicators = programme.known_indicators.values()
    provinces = [unit.unit_id for unit in programme.units.values() if unit.level == "province"]
    shutil.copytree(ROOT / "data" / "observations", home / "data" / "observations",
                    ignore=lambda _, names: [f"{name}.csv" for name in provinces
                                             if f"{name}.csv" in names])  # fmt: skip
    ledgers: dict[str, list[Row]] = {}
    for unit_id in provinces:
        ledger: list[Row] = []
        for received, off in ((FIRST, 1.01), (REVISED, 1.0)):
            figures = [row for each in indicators for row in make_series(unit_id, each, off)]
            ledger += number_statements(figures, ledger, received)
        ledgers[unit_id] = ledger
    with open_store(home).writing() as writer:
        writer.append(ledgers, [])
    return sum(map(len, ledgers.values()))


def copy_own_ledgers(large: Path, small: Path) -> None:
    """Give the small repository the same figures of the unit and of what it was merged from."""
    boundaries = load_programme(large).boundaries
    parts = boundaries.loc[boundaries["unit_id"] == UNIT, "part_id"]
    for unit_id in (UNIT, *parts):
        file = Path("data", "observations", f"{unit_id}.csv")
        shutil.copyfile(large / file, small / file)


def make_series(unit_id: str, indicator: Indicator, off: float) -> Iterator[Row]:
    """Give a series that rises or falls a little each year, the same ones every time."""
    stream = random.Random(f"{unit_id}/{indicator.indicator_id}")
    scale = SCALES.get(indicator.unit)
    level = stream.uniform(0.2, 0.3) if indicator.part_of else stream.uniform(0.6, 0.7)
    step = (0.01 if indicator.better == "up" else -0.01) * level
    for year in YEARS:
        level += step + stream.gauss(0, 0.003)
        row = dict.fromkeys(LEDGER_COLUMNS, "") | {
            "unit_id": unit_id, "indicator_id": indicator.indicator_id, "year": str(year),
            "nature": "administrative", "status": "official", "source": SOURCE,
            "published": str(year + 1),
        }  # fmt: skip
        if scale is None:
            yield row | {"value": str(round(1000 * level * off))}
            continue
        whole = 10_000 if scale <= 100 else 1_000_000
        counted = round(level * off * whole / (1 if scale <= 100 else 20))
        value = f"{scale * counted / whole:.2f}"
        yield row | {"value": value, "numerator": str(counted), "denominator": str(whole)}


def measure(home: Path, address: str) -> None:
    sent = home / "sent.csv"
    sent.write_text(SENT, "utf-8")
    commands = {
        "one row imported": ("data", "import", str(sent), "--confirm", "all: x"),
        "one unit checked": ("data", "check", UNIT),
        "one report made": ("assess", UNIT, "--reports", str(home / "reports")),
    }
    for name, words in commands.items():
        cost = run(home, address, words)
        print(f"  {name:20} {cost.seconds:7.1f} s {cost.megabytes:7.0f} MB  (exit {cost.code})")


def run(home: Path, address: str, words: tuple[str, ...]) -> Cost:
    """Run a command to its end in a process of its own."""
    environment = {**os.environ, "MANGNON_HOME": str(home)}
    environment.pop("MANGNON_STORE", None)
    if address != "csv":
        environment["MANGNON_STORE"] = address
    quiet = [(os.POSIX_SPAWN_OPEN, handle, os.devnull, os.O_WRONLY, 0) for handle in (1, 2)]
    command = (sys.executable, "-m", "analysis.cli.main", *words)
    child = os.posix_spawn(sys.executable, command, environment, file_actions=quiet)
    _, status, used = os.wait4(child, 0)
    # The fork server of a run outlives it by a moment; what it waited for is in its own times.
    every = [used, *_orphans()]
    seconds = sum(one.ru_utime + one.ru_stime for one in every)
    largest = max(one.ru_maxrss for one in every)
    return Cost(os.waitstatus_to_exitcode(status), seconds, largest / 1024)


def _orphans() -> Iterator[resource.struct_rusage]:
    with suppress(ChildProcessError):
        while True:
            yield os.wait4(-1, 0)[2]


if __name__ == "__main__":
    main()

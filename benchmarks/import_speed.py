"""How fast ``mangnon data import`` takes in 100,000 figures, end to end.

A project is made in a folder of its own: the units and indicators of this one, for some units a
past of twenty years, and a CSV file with 100,000 figures of five sources that continue it. Prints
seconds and rows per second of each step, and of taking the same file a second time.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
import time
from pathlib import Path

from analysis.intake import import_files
from analysis.ledger import LEDGER_COLUMNS, SOURCE_COLUMNS
from analysis.programme import load_programme

ROOT = Path(__file__).parents[1]
ROWS = 100_000
PAST_YEARS, SENT_YEARS = range(1986, 1996), range(1996, 2026)
SENT_COLUMNS = ("unit_id", "indicator_id", "year", "value", "numerator", "denominator", "source",
                "published")  # fmt: skip


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(ROOT / "parameters", root / "parameters")
        (root / "data" / "observations").mkdir(parents=True)
        past, sent = make_figures(root, rows)
        make_sources(root)
        make_ledgers(root, past)
        make_file(root / "sent.csv", sent)
        for title, dry_run in (("dry run", True), ("import", False), ("import again", False)):
            start, worked = time.perf_counter(), time.process_time()
            (result,) = import_files(
                root, [root / "sent.csv"], confirmations=["all: x"], dry_run=dry_run
            )
            seconds, worked = time.perf_counter() - start, time.process_time() - worked
            print(f"{title:<14}{result.outcome:<12}{len(result.proposals):>8} figures "
                  f"{seconds:6.1f} s {len(result.proposals) / seconds:8.0f} rows/s  "
                  f"({worked:.1f} s of processor)")  # fmt: skip
            for fault in result.faults[:5]:
                print(fault.message("en"))


def make_figures(root: Path, rows: int) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the figures that stand and those that are sent; each series rises evenly."""
    indicators = load_programme(root).indicators
    shares = indicators.loc[indicators["unit"] == "percent", "indicator_id"]
    apart = {"abused_children", "special_circumstances"}
    past: list[dict[str, str]] = []
    sent: list[dict[str, str]] = []
    units = [unit.unit_id for unit in load_programme(root).units.values()]
    for source in range(200):
        for unit_id in units:
            for indicator_id in (name for name in shares if name not in apart):
                if len(sent) >= rows:
                    return past, sent[:rows]
                key = {
                    "unit_id": unit_id,
                    "indicator_id": indicator_id,
                    "source": f"bench-{source}",
                }
                past += [figure(key, year) for year in PAST_YEARS]
                sent += [figure(key, year) for year in SENT_YEARS]
    return past, sent


def figure(key: dict[str, str], year: int) -> dict[str, str]:
    numerator = 5_000 + 90 * (year - 1986)
    return {**key, "year": str(year), "value": f"{numerator / 100:.1f}", "published": f"{year + 1}",
            "numerator": str(numerator), "denominator": "10000"}  # fmt: skip


def make_sources(root: Path) -> None:
    rows = [
        dict.fromkeys(SOURCE_COLUMNS, "x") | {"source": f"bench-{number}"} for number in range(200)
    ]
    write_rows(root / "data" / "sources.csv", SOURCE_COLUMNS, rows)


def make_ledgers(root: Path, past: list[dict[str, str]]) -> None:
    common = {"nature": "administrative", "status": "official", "qualifier": "", "supersedes": "",
              "note": "", "received": "2026-01-02T08:00:00+07:00"}  # fmt: skip
    for unit_id in {row["unit_id"] for row in past}:
        rows = [row | common for row in past if row["unit_id"] == unit_id]
        numbered = [row | {"statement": str(number)} for number, row in enumerate(rows, start=1)]
        write_rows(root / "data" / "observations" / f"{unit_id}.csv", LEDGER_COLUMNS, numbered)


def make_file(path: Path, sent: list[dict[str, str]]) -> None:
    write_rows(path, SENT_COLUMNS, sent)


def write_rows(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()

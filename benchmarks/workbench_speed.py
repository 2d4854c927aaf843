"""How quickly the workbench answers: 63 provinces with 36 indicators each in the ledgers.

    python benchmarks/workbench_speed.py

Prints seconds, by the clock and of the processor, of the first interaction in a fresh process (all
imports, one unit read and judged, outlook and chart), of every other question, and the slowest of
many moves of a slider. Made figures for timing only. Ends with 1 where a limit is broken.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from analysis.ledger import (
    LEDGER_COLUMNS,
    SOURCE_COLUMNS,
    Row,
    number_statements,
    open_store,
)
from analysis.programme import SCALES, Indicator, Programme, load_programme

ROOT = Path(__file__).parents[1]
YEARS, INDICATORS = range(2012, 2026), 36
RECEIVED, SOURCE = "2026-02-03T08:15:00+07:00", "bench-yearbook"
FIRST_LIMIT, SLIDER_LIMIT = 5.0, 0.2
# What an analyst does, in a process of its own: the first cell of a notebook after kernel start.
SESSION = """
import json, sys, time
clock, processor = time.perf_counter(), time.process_time()
told = {}
def tell(name, ask):
    begun, busy = time.perf_counter(), time.process_time()
    ask()
    told[name] = [time.perf_counter() - begun, time.process_time() - busy]
from analysis import workbench as wb
bench = wb.open(sys.argv[1], edition=2026)
stunting = bench.unit("vinh-long").indicator("stunting_u5")
stunting.outlook()._repr_html_()
stunting.chart().to_dict()
told["first interaction"] = [time.perf_counter() - clock, time.process_time() - processor]
def look(unit_id, indicator_id):
    bench.unit(unit_id).indicator(indicator_id).outlook()._repr_html_()
tell("another indicator", lambda: look("vinh-long", "infant_mortality"))
tell("another unit", lambda: look("dong-thap", "stunting_u5"))
tell("peers", lambda: stunting.table("peers"))
tell("who managed it", lambda: stunting.precedents)
tell("what it takes", lambda: stunting.what_it_takes())
tell("why it changed", lambda: stunting.changes)
tell("list of units", lambda: bench.units())
tell("panel of all units", lambda: bench.panel())
moves = []
for k in range(25):
    begun = time.perf_counter(), time.process_time()
    played = stunting.what_if(points=-0.1 * k, shock=(2028, 0.2 * k, 0.5))
    played.coded, played.projection_table
    moves.append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
told["slider: pace and shock, slowest"] = list(map(max, zip(*moves)))
moves = []
for k in range(10):
    begun = time.perf_counter(), time.process_time()
    played = stunting.what_if(figure=(2026, 18 - 0.3 * k), target=15 - k, target_year=2030)
    played.coded, played.projection_table
    moves.append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
told["slider: figure and target, slowest"] = list(map(max, zip(*moves)))
print(json.dumps(told))
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        for name in ("parameters", "data", "notebooks"):
            shutil.copytree(ROOT / name, home / name)
        shutil.rmtree(home / "data" / "observations")
        print(f"{make_ledgers(home):,} figures")
        session = [sys.executable, "-c", SESSION, str(home)]
        run = subprocess.run(session, check=True, capture_output=True, text=True)  # noqa: S603
    told = json.loads(run.stdout)
    for name, (clock, processor) in told.items():
        print(f"{name:40} {clock:7.3f} s by the clock {processor:7.3f} s of the processor")
    slow = [
        name
        for name, (_, processor) in told.items()
        for limit in [SLIDER_LIMIT if name.startswith("slider") else FIRST_LIMIT]
        if name.startswith(("slider", "first")) and processor > limit
    ]
    print(f"too slow: {', '.join(slow)}" if slow else "within the limits")
    return len(slow) and 1


def make_ledgers(home: Path) -> int:
    """Give each of the 63 former provinces, and the nation, a figure per indicator and year."""
    programme = load_programme(home)
    row = dict.fromkeys(SOURCE_COLUMNS, "x") | {"source": SOURCE}
    rows = {name: list(figures(name, programme)) for name in former_provinces(programme)}
    with open_store(home).writing() as writer:
        writer.append({name: number_statements(own, [], RECEIVED) for name, own in rows.items()},
                      [row])  # fmt: skip
    return sum(map(len, rows.values()))


def former_provinces(programme: Programme) -> list[str]:
    """Return the nation and the 63 provinces of before the mergers of 2025."""
    merged = set(programme.boundaries["unit_id"])
    old = [unit for unit in programme.units.values()
           if unit.level == "province" and unit.unit_id not in merged
           and not unit.territory.endswith("2008-08")]  # fmt: skip
    return ["viet-nam", *(unit.unit_id for unit in old)]


def figures(unit_id: str, programme: Programme) -> Iterator[Row]:
    draw = random.Random(unit_id)
    counted = [each for each in programme.national_indicators.values() if not each.is_proxy]
    for indicator in counted[:INDICATORS]:
        level, step = draw.uniform(20, 60), draw.uniform(-1.0, 1.0)
        for year in YEARS:
            yield figure(unit_id, indicator, year, level + step * (year - 2012) + draw.gauss(0, 1))


def figure(unit_id: str, indicator: Indicator, year: int, value: float) -> Row:
    scale = SCALES.get(indicator.unit)
    within = min(max(value, indicator.lower), 95.0 if scale == 100 else 900.0)
    shown = f"{within:.1f}" if scale else f"{round(within)}"
    told = {
        "unit_id": unit_id, "indicator_id": indicator.indicator_id, "year": str(year),
        "value": shown, "nature": "administrative", "status": "official", "source": SOURCE,
        "published": "2026",
    }  # fmt: skip
    return dict.fromkeys(LEDGER_COLUMNS, "") | told


if __name__ == "__main__":
    raise SystemExit(main())

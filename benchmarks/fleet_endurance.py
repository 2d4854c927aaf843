"""What a batch survives: two hundred kernels in a row, a hundred kills, a batch with three faults.

    python benchmarks/fleet_endurance.py --kernels 200 --kills 100 --batch 63

The notebook is a quick one, so that it is the run around it that is tried. Prints what was counted:
reports made, runs killed and what they left (processes, folders, mixed reports), and of the batch
with three units that raise, hang and eat memory, what was told of each and how the others fared.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from making.killed_runs import alive, kill_a_run  # noqa: E402
from making.old_provinces import make_old_provinces  # noqa: E402
from making.reports import BIN, environment, mangnon_alone, quicken  # noqa: E402

FAULTS = {
    "raise": "raise ValueError('injected')",
    "hang": "import time\ntime.sleep(100000)",
    "eat memory": "import time\nheld = []\n"
    "while True:\n    held.append(bytearray(b'x') * 20_000_000)\n    time.sleep(0.02)",
}
LIMITS = ("--time-limit", "180", "--memory-limit", "1500")


def run_kernels(home: Path, units: tuple[str, ...], reports: Path, count: int) -> None:
    """Make quick reports over and over until there were so many kernels."""
    made, rounds, start = 0, 0, time.monotonic()
    while made < count:
        run = mangnon_alone("assess", *units, "--fresh", "--reports", reports, home=home)
        rounds += 1
        made += run.stderr.count(": xong")
        if run.returncode:
            print(run.stderr)
    wanted, seconds = rounds * len(units), time.monotonic() - start
    print(f"{made} of {wanted} kernels made their report, in {rounds} runs, {seconds:.0f} s")


def kill_runs(home: Path, units: tuple[str, ...], reports: Path, kills: int, seed: int) -> None:
    """Kill runs at random moments and count what they left."""
    chance, told = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as temporary:
        for _ in range(kills):
            seconds = chance.uniform(0.5, 12)
            killed = kill_a_run(home, reports, units[:4], seconds, Path(temporary))
            told["ended before it was killed"] += killed.ended_itself
            told["left a process"] += bool(killed.processes)
            told["left something wrong"] += bool(killed.wrong)
            for each in (*killed.processes, *killed.wrong):
                print(each)
        last = mangnon_alone("assess", *units[:4], "--reports", reports, home=home,
                             TMPDIR=temporary)  # fmt: skip
        left = [path.name for path in Path(temporary).iterdir()]
    print(f"{kills} runs killed; " + "; ".join(f"{name}: {count}" for name, count in told.items()))
    print(f"the next run ended with {last.returncode}, left in the temporary folder: {left}")


def run_batch(home: Path, units: tuple[str, ...], reports: Path) -> None:
    """Make a batch in which three units fail, each in its way."""
    chosen = dict(zip(FAULTS, units[5::20], strict=False))
    for fault, unit in chosen.items():
        (home / "signs" / f"run-{unit}").write_text(FAULTS[fault], "utf-8")
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        run = subprocess.run(  # noqa: S603 - the words are our own
            [BIN / "mangnon", "assess", *units, "--reports", reports, *LIMITS],
            env=environment(home, TMPDIR=temporary), capture_output=True, encoding="utf-8",
            check=False,
        )  # fmt: skip
        left = alive(Path(temporary))
    print(f"batch of {len(units)}: exit code {run.returncode}, {run.stderr.count(': xong')} made, "
          f"{time.monotonic() - start:.0f} s; processes left: {left}")  # fmt: skip
    for fault, unit in chosen.items():
        lines = run.stderr.splitlines()
        place = next(place for place, line in enumerate(lines) if f"] {unit}:" in line)
        print(f"  {fault}: {lines[place]} | {lines[place + 1][:160]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kernels", type=int, default=200)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--batch", type=int, default=63)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, reports = Path(folder, "project"), Path(folder, "reports")
        units = make_old_provinces(home, max(given.batch, 10))
        quicken(home)
        if given.kernels:
            run_kernels(home, units[:10], reports, given.kernels)
        if given.kills:
            kill_runs(home, units, reports, given.kills, given.seed)
        if given.batch:
            run_batch(home, units, Path(folder, "batch"))


if __name__ == "__main__":
    main()

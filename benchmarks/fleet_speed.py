"""How many reports a minute: a person's loop, the batch, and the floor that nothing can go below.

    python benchmarks/fleet_speed.py                      # about ten minutes on a quiet machine
    python benchmarks/fleet_speed.py --units 12 --rounds 5
    python benchmarks/fleet_speed.py --second-run         # sixty-three units, nothing changed

Each round makes reports of former provinces (plans and figures made up from one of them) four ways,
one after the other, so that a slow spell of the machine falls on all:

- loop: papermill, then nbconvert for the page and for the PDF, each by command line, unit by unit;
- batch: ``mangnon assess --fresh`` with one worker and with two;
- floor: the same reading, assessing, drawing and writing in one process per core, no notebook.

Time runs from the start of the command to its end, with everything in it; processor time is that of
all processes. The batch writes Word, the notebook and two tables besides; the loop does not.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import nbformat
import psutil

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from making.old_provinces import make_old_provinces  # noqa: E402

from analysis.fleet import adopt_orphans  # noqa: E402

NOTEBOOK = Path("notebooks", "province_assessment.ipynb")
BIN = Path(sys.executable).parent
SAMPLE_SECONDS = 2.0
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


@dataclass
class Taken:
    """What making some reports took: seconds, those of all processors, megabytes at most."""

    reports: int
    wall: float = 0.0
    cpu: float = 0.0
    samples: list[float] = field(default_factory=list)
    stages: dict[str, float] = field(default_factory=dict)
    ends: list[float] = field(default_factory=list)

    @property
    def megabytes(self) -> float:
        return max(self.samples, default=0.0)

    @property
    def megabytes_by_third(self) -> list[float]:
        """The most in each third of the time: whether it grows with the reports made."""
        third = max(1, len(self.samples) // 3)
        return [max(self.samples[at : at + third]) for at in (0, third, len(self.samples) - third)]

    @property
    def a_minute(self) -> float:
        return 60 * self.reports / self.wall


@contextmanager
def measured(reports: int) -> Iterator[Taken]:
    """Measure what runs inside, with all processes that it starts."""
    taken, ended = Taken(reports), threading.Event()
    watch = threading.Thread(target=_sample, args=(taken, ended))
    before, start = _children_seconds(), time.monotonic()
    watch.start()
    try:
        yield taken
    finally:
        taken.wall = time.monotonic() - start
        ended.set()
        watch.join()
        _wait_for_orphans()
        taken.cpu = _children_seconds() - before


def _children_seconds() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _wait_for_orphans() -> None:
    """Count what a command has left to end by itself: it is ours to wait for."""
    for child in psutil.Process().children(recursive=True):
        try:
            child.wait(20)
        except psutil.Error:
            continue
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return
        except ChildProcessError:
            return


def _sample(taken: Taken, ended: threading.Event) -> None:
    while not ended.wait(SAMPLE_SECONDS):
        total = 0.0
        for child in psutil.Process().children(recursive=True):
            try:
                full = child.memory_full_info()
                total += getattr(full, "pss", full.rss) / 1e6
            except psutil.Error:
                continue
        taken.samples.append(total)


def loop(home: Path, units: list[str], out: Path) -> Taken:
    """Make reports as a person writes it: three commands a unit."""
    # The kernel of the Python that runs, with everything else as it is by default.
    alone = {**os.environ, "MANGNON_HOME": str(home), "JUPYTER_PREFER_ENV_PATH": "1"}
    with measured(len(units)) as taken:
        for unit in units:
            run = out / f"{unit}.ipynb"
            given = home / "parameters" / "units" / f"{unit}.yml"
            _run(alone, "papermill", "-f", given, home / NOTEBOOK, run, "-k", "python3")
            for form in ("mangnon-html", "mangnon-pdf"):
                _run(alone, "jupyter-nbconvert", "--to", form, run)
    return taken


def _run(environment: dict[str, str], *words: str | Path) -> None:
    done = subprocess.run(  # noqa: S603 - the words are our own
        [BIN / words[0], *words[1:]], env=environment, capture_output=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr.decode()[-2000:])


def batch(home: Path, units: list[str], out: Path, workers: int, *more: str) -> Taken:
    """Make reports by one command, and read from its own manifest where the time went."""
    words = ("assess", *units, "--reports", out, "--workers", str(workers), "--json", *more)
    environment = {**os.environ, "MANGNON_HOME": str(home)}
    environment.pop("SOURCE_DATE_EPOCH", None)
    with measured(len(units)) as taken:
        start = time.monotonic()
        run = subprocess.Popen(  # noqa: S603 - the words are our own
            [sys.executable, "-m", "analysis.cli.main", *words],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
        )  # fmt: skip
        assert run.stdout is not None
        for line in run.stdout:
            if json.loads(line)["event"] == "made":
                taken.ends.append(time.monotonic() - start)
        if run.wait():
            raise SystemExit(f"mangnon ended with {run.returncode}")
    for manifest in out.glob("editions/*/manifest.json"):
        told = [each["seconds"] for each in json.loads(manifest.read_text("utf-8"))["units"]]
        for stage in {name for each in told for name in each}:
            taken.stages[stage] = statistics.mean(each.get(stage, 0.0) for each in told)
    return taken


def floor(home: Path, units: list[str], out: Path, processes: int) -> Taken:
    """Make reports in one process per core, which has everything loaded, without any notebook."""
    with measured(len(units)) as taken:
        pids = []
        for mine in (units[place::processes] for place in range(processes)):
            pid = os.fork()
            if pid == 0:
                try:
                    make_by_hand(home, mine, out)
                finally:
                    sys.stdout.flush()
                    os._exit(0)
            pids.append(pid)
        for pid in pids:
            os.waitpid(pid, 0)
    missing = [unit for unit in units if not (out / unit / "results.xlsx").is_file()]
    if missing:
        raise SystemExit(f"the floor has not made {missing}")
    return taken


def make_by_hand(home: Path, units: list[str], out: Path) -> None:
    """Read, assess, draw and write reports: what the notebook's cells do, one after the other."""
    # What the batch's workers have loaded before their first report.
    import_module("analysis.fleet.warm")
    from analysis.assessment import read_inputs, read_together
    from analysis.publication import (
        KINDS,
        current_day,
        load_parameters,
        make_job,
        read_report_inputs,
    )

    os.environ["MANGNON_HOME"] = str(home)
    kind, together = KINDS["assessment"], read_together(home, units, "real")
    for unit in units:
        given = load_parameters(home, unit, programme=together.programme)
        inputs = read_inputs(home, unit, "real", None, together)
        read = read_report_inputs(given, home, out / "none", inputs)
        value = kind.assess(make_job(home, "assessment", given, unit, read, read.hashes))
        (out / unit).mkdir()
        notebook = run_cells(home, {"assessment": value, "lang": given.lang})
        notebook.metadata["mangnon"] = {"date": current_day().isoformat()}
        nbformat.write(notebook, out / unit / "assessment.ipynb")
        for form, content in rendered(notebook):
            (out / unit / f"assessment.{form}").write_bytes(content)
        kind.write(value, out / unit, given.lang)


def run_cells(home: Path, names: dict[str, Any]) -> Any:
    """Run the notebook's cells here, but for those that read; keep what they show."""
    notebook = nbformat.read(home / NOTEBOOK, as_version=nbformat.NO_CONVERT)
    for cell in notebook.cells:
        reads = "assess_report" in cell.source or "parameters" in cell.metadata.get("tags", ())
        if cell.cell_type != "code" or reads:
            exec("from analysis.report import message, parts, sections", names)  # noqa: S102
            continue
        tree = ast.parse(cell.source)
        (said,) = tree.body
        assert isinstance(said, ast.Expr)
        shown = eval(compile(ast.Expression(said.value), "cell", "eval"), names)  # noqa: S307
        data = shown._repr_mimebundle_() if shown is not None else {}
        cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
    return notebook


def rendered(notebook: Any) -> Iterator[tuple[str, bytes]]:
    """Yield the notebook in every form."""
    from analysis.exhibits import FORMATS, read_report

    report = read_report(notebook)
    for form in FORMATS:
        yield form.ending, form.render_read(report)


WAYS: dict[str, Callable[[Path, list[str], Path], Taken]] = {
    "loop": loop,
    "batch, 1 worker": lambda home, units, out: batch(home, units, out, 1, "--fresh"),
    "batch, 2 workers": lambda home, units, out: batch(home, units, out, 2, "--fresh"),
    "floor, 1 process": lambda home, units, out: floor(home, units, out, 1),
    "floor, 2 processes": lambda home, units, out: floor(home, units, out, 2),
}


def compare(home: Path, units: list[str], given: argparse.Namespace) -> None:
    """Make reports every way, several rounds, and print what each took."""
    found: dict[str, list[Taken]] = {way: [] for way in WAYS}
    for number in range(1, given.rounds + 1):
        for way, make in WAYS.items():
            some = units[: given.loop_units] if way == "loop" else units
            with tempfile.TemporaryDirectory(prefix="mangnon-speed-") as out:
                taken = make(home, some, Path(out))
            found[way].append(taken)
            print(f"round {number}  {way:<20}{taken.a_minute:7.1f} reports/min "
                  f"{taken.cpu / taken.reports:7.2f} s of processor each "
                  f"{taken.megabytes:7.0f} MB at most", flush=True)  # fmt: skip
    print()
    print(f"{'median of rounds':<20}{'reports/min':>12}{'spread':>16}{'processor s':>13}"
          f"{'peak MB (PSS)':>15}{'times the loop':>16}")  # fmt: skip
    base = statistics.median(each.a_minute for each in found["loop"])
    for way, all_taken in found.items():
        rates = [each.a_minute for each in all_taken]
        rate = statistics.median(rates)
        worked = statistics.median(each.cpu / each.reports for each in all_taken)
        most = max(each.megabytes for each in all_taken)
        print(f"{way:<20}{rate:12.1f}{f'{min(rates):.1f}–{max(rates):.1f}':>16}{worked:13.2f}"
              f"{most:15.0f}{rate / base:16.1f}")  # fmt: skip
    for batched, bare in (("batch, 1 worker", "floor, 1 process"),
                          ("batch, 2 workers", "floor, 2 processes")):  # fmt: skip
        of_wall = [one.wall / other.wall
                   for one, other in zip(found[batched], found[bare], strict=True)]  # fmt: skip
        of_cpu = [one.cpu / other.cpu
                  for one, other in zip(found[batched], found[bare], strict=True)]  # fmt: skip
        print(f"{batched} against {bare}: {statistics.median(of_wall):.2f} times the time "
              f"({min(of_wall):.2f}–{max(of_wall):.2f}), {statistics.median(of_cpu):.2f} times "
              "the processor time")  # fmt: skip
    _tell_where(found["batch, 1 worker"])


def _tell_where(runs: list[Taken]) -> None:
    """Print where the time of a report goes, and what is left to the run around it."""
    one = min(runs, key=lambda each: each.wall)
    stages = sum(one.stages.values())
    print("\nwhere the seconds of a report go (one worker, its fastest round):")
    for stage, seconds in sorted(one.stages.items(), key=lambda pair: -pair[1]):
        print(f"  {stage:<12}{seconds:6.2f}")
    print(f"  {'until the first':<12}{one.ends[0] - stages:6.2f}  start, reading")
    if len(one.ends) > 1:
        each = (one.ends[-1] - one.ends[0]) / (len(one.ends) - 1)
        print(f"  from one to the next{each:6.2f}, of which its stages {stages:.2f}")


def second_run(home: Path, units: tuple[str, ...], given: argparse.Namespace) -> None:
    """Make sixty-three reports, and time the runs after it, in which nothing has changed."""
    with tempfile.TemporaryDirectory(prefix="mangnon-speed-") as folder:
        out = Path(folder, "reports")
        first = batch(home, list(units), out, given.workers)
        print(f"first run of {len(units)}: {first.wall:.0f} s, {first.a_minute:.1f} reports/min, "
              f"{first.cpu / len(units):.2f} s of processor each, "
              f"{first.megabytes:.0f} MB at most; by thirds of the time "
              + ", ".join(f"{each:.0f}" for each in first.megabytes_by_third))  # fmt: skip
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        print(f"on disk: {size / len(units) / 1e6:.2f} MB a unit")
        for _ in range(given.rounds):
            again = batch(home, list(units), out, given.workers)
            print(f"nothing changed: {again.wall:.1f} s, {again.cpu:.1f} s of processor")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=8)
    parser.add_argument("--loop-units", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--second-run", action="store_true")
    given = parser.parse_args()
    adopt_orphans()
    os.environ.update(ONE_THREAD)
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, (str(ROOT / "src"), os.environ.get("PYTHONPATH")))
    )
    with tempfile.TemporaryDirectory(prefix="mangnon-speed-") as folder:
        home = Path(folder, "project")
        units = make_old_provinces(home, 63 if given.second_run else given.units)
        if given.second_run:
            second_run(home, units, given)
        else:
            compare(home, list(units), given)
        shutil.rmtree(home)


if __name__ == "__main__":
    main()

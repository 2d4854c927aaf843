"""Publish reports of every kind until killed, at random moments; see that nothing is ever mixed.

    python benchmarks/publication_kills.py --kills 2000

After each kill the edition is settled as the next run does it: what its manifest names has to be
there whole, and nothing else. The tests end the publication after each step in turn; this finds
what no step was thought of for: a file half written, a folder half deleted.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path

from analysis.files import file_hash
from analysis.publication import (
    PublishedReport,
    edition_lock,
    is_intact,
    publish,
    read_manifest,
    settle_edition,
    write_index,
)

ROOT = Path(__file__).parents[1]
PLACES = ("ninh-binh", "ninh-binh--so-y-te", "ninh-binh.ban-2", "overview", "track-record")
FILES = ("report.html", "report.pdf", "report.docx", "report.ipynb", "results.csv", "results.xlsx")


def publish_for_ever(folder: Path, start: int) -> None:
    """Publish one report after the other, each with a number of its own in every file."""
    number = start
    while True:
        number += 1
        place = PLACES[number % len(PLACES)]
        made = folder / f".making-{place}" / "made"
        with edition_lock(folder):
            settle_edition(folder)
            made.mkdir(parents=True)
            for name in FILES:
                (made / name).write_text(f"{number}\n" * 5000, "utf-8")
            files = {name: file_hash(made / name) for name in FILES}
            publish(made, folder, PublishedReport(place, "vi", "real", str(number), {}, files))
            shutil.rmtree(made.parent)
            write_index(ROOT, folder, 2026, "vi")


def kill_once(folder: Path, start: int, seconds: float) -> None:
    """Let a child process publish, and kill it after a while."""
    child = os.fork()
    if not child:
        publish_for_ever(folder, start)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def find_wrong(folder: Path, before: dict[str, int]) -> tuple[list[str], dict[str, int]]:
    """Return what is wrong once the edition is settled, and the numbers that are published."""
    with edition_lock(folder):
        settle_edition(folder)
        published = read_manifest(folder)
    wrong = [f"{name} is not whole" for name in published if not is_intact(folder, published[name])]
    there = {path.name for path in folder.iterdir()} - {"manifest.json", "index.html"}
    wrong += [f"{name} is left" for name in there - set(published)]
    now = {name: int(report.inputs_hash) for name, report in published.items()}
    wrong += [f"{name} fell back" for name in before if now.get(name, 0) < before[name]]
    return wrong, now


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance, told, numbers = random.Random(given.seed), Counter[str](), dict[str, int]()
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home, "editions", "2026")
        # What all have to read is read before the first one is killed.
        folder.mkdir(parents=True)
        write_index(ROOT, folder, 2026, "vi")
        for _ in range(given.kills):
            kill_once(folder, max(numbers.values(), default=0), chance.uniform(0.0, 0.2))
            left = [path.name for path in folder.glob(".*")]
            told["something was left"] += bool(left)
            wrong, now = find_wrong(folder, numbers)
            told["something was published"] += now != numbers
            told["something was wrong"] += bool(wrong)
            for each in wrong:
                print(each)
            numbers = now
    print(f"{given.kills} kills; reports published in all: {max(numbers.values(), default=0)}")
    for name, count in told.items():
        print(f"{name}: {count}")


if __name__ == "__main__":
    main()

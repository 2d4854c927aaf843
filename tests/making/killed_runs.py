"""Runs that are killed at any moment, and what has to be true after each."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from making.reports import BIN, EDITION, environment

from analysis.publication import (
    edition_folder,
    edition_lock,
    is_intact,
    read_manifest,
    settle_edition,
)


def alive(mark: Path) -> list[str]:
    """The processes whose words or surroundings tell the mark: all of a run, and what cells start.

    One that was forked has the words and the surroundings of the one it comes from.
    """
    return [
        " ".join(words)
        for process in psutil.process_iter(["cmdline", "status", "environ"])
        for words in [process.info["cmdline"] or []]
        if process.info["status"] != psutil.STATUS_ZOMBIE
        and any(str(mark) in word for word in (*words, *(process.info["environ"] or {}).values()))
    ]


def wait_for(happened: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.05)


@dataclass(frozen=True)
class Killed:
    """What a killed run left: the processes, and what is wrong with the edition once settled."""

    processes: list[str]
    wrong: list[str]
    ended_itself: bool


def kill_a_run(
    home: Path, reports: Path, units: Sequence[str], seconds: float, temporary: Path
) -> Killed:
    """Make the reports of ``units`` anew and kill the run after a while, as the system would.

    ``temporary`` is its folder for temporary files, by whose name its processes are known.
    """
    run = subprocess.Popen(
        [BIN / "mangnon", "assess", *units, "--fresh", "--reports", reports, "--workers", "2"],
        env=environment(home, TMPDIR=str(temporary)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        run.wait(seconds)
        ended_itself = True
    except subprocess.TimeoutExpired:
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        ended_itself = False
    end = time.monotonic() + 20
    while (left := alive(temporary)) and time.monotonic() < end:
        time.sleep(0.1)
    return Killed(left, find_wrong(reports), ended_itself)


def find_wrong(reports: Path) -> list[str]:
    """Return what is wrong with an edition once the next run has settled it."""
    folder = edition_folder(reports, int(EDITION))
    with edition_lock(folder):
        settle_edition(folder)
        published = read_manifest(folder)
    wrong = [f"{name} is not whole" for name in published if not is_intact(folder, published[name])]
    there = {path.name for path in folder.iterdir()} - {"manifest.json", "index.html"}
    return [*wrong, *(f"{name} is left" for name in there - set(published))]

"""A process ends with all that it started, whatever they do about it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from analysis.fleet.processes import end_family, megabytes_of

# Ignores polite requests, and has a child that does too and has left its family by name.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
subprocess.Popen([sys.executable, "-c", child, sys.argv[1]], start_new_session=True)
held = bytearray(60_000_000)
print("ready", flush=True)
time.sleep(600)
"""


def alive(mark: str) -> list[int]:
    return [
        process.pid
        for process in psutil.process_iter(["cmdline", "status"])
        if mark in (process.info["cmdline"] or ())
        and process.info["status"] != psutil.STATUS_ZOMBIE
    ]


def test_a_family_is_measured_and_ended_together(tmp_path: Path) -> None:
    mark = str(tmp_path)
    parent = subprocess.Popen([sys.executable, "-c", STUBBORN, mark], stdout=subprocess.PIPE)
    assert parent.stdout is not None and parent.stdout.readline() == b"ready\n"
    assert len(alive(mark)) == 2
    alone = psutil.Process(parent.pid).memory_full_info().pss / 1e6
    assert 60 < alone < megabytes_of(parent.pid)
    end_family(parent.pid)
    parent.stdout.close()
    parent.wait(timeout=5)
    assert alive(mark) == []


def test_one_that_has_ended_is_no_fault() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    end_family(ended.pid)
    assert megabytes_of(ended.pid) == pytest.approx(0)


def test_ending_takes_no_longer_than_it_has_to(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", tmp_path])
    start = time.monotonic()
    end_family(process.pid)
    process.wait(timeout=5)
    assert time.monotonic() - start < 3

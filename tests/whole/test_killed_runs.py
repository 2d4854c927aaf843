"""Ten runs killed at any moment: nothing mixed, no kernel behind."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from making.killed_runs import find_wrong, kill_a_run
from making.reports import mangnon_alone

from analysis.publication import edition_folder, read_manifest

KILLS, UNITS = 10, ("dong-nai", "ninh-binh", "trieu-son")


@pytest.mark.slow
def test_a_run_killed_at_any_moment_leaves_whole_reports_and_no_process(
    quick_project: Path, tmp_path: Path
) -> None:
    chance, reports, temporary = random.Random(16), tmp_path / "reports", tmp_path / "temporary"
    temporary.mkdir()
    first = mangnon_alone("assess", *UNITS, "--reports", reports, home=quick_project)
    assert first.returncode == 0, first.stderr
    for _ in range(KILLS):
        seconds = chance.uniform(0.5, 12)
        killed = kill_a_run(quick_project, reports, UNITS, seconds, temporary)
        assert (killed.processes, killed.wrong) == ([], []), seconds
    # The next run makes the rest, and clears what the dead ones left.
    last = mangnon_alone(
        "assess", *UNITS, "--reports", reports, home=quick_project, TMPDIR=str(temporary)
    )
    assert last.returncode == 0, last.stderr
    assert set(read_manifest(edition_folder(reports, 2026))) == set(UNITS)
    assert find_wrong(reports) == [] and list(temporary.iterdir()) == []

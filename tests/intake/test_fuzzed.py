"""A short run of the harness that changes sent files in every way."""

from __future__ import annotations

from pathlib import Path

import pytest
from making.hostile_files import load_benchmark

FUZZING = load_benchmark("fuzz_intake")
TRIED = 60


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # what the libraries say of files like these
def test_whatever_is_sent_is_taken_or_refused_and_nothing_is_left_of_it(tmp_path: Path) -> None:
    counts = FUZZING.run(TRIED, 1, tmp_path / "kept", tuple(FUZZING.MAKERS))
    notes = [path.read_text("utf-8") for path in (tmp_path / "kept").glob("*.txt")]
    assert not notes
    assert (counts["tried"], counts["accepted"] + counts["refused"]) == (TRIED, TRIED)
    assert min(counts["accepted"], counts["refused"]) > 0


def test_a_broken_promise_is_found_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(FUZZING, "import_files", fail)
    trials = FUZZING.Trials(tmp_path, tmp_path / "kept")
    trials.try_file("sent.csv", b"a;b\n")
    assert trials.counts["found"] == 1
    assert "KeyError" in next((tmp_path / "kept").glob("*.txt")).read_text("utf-8")
    assert next((tmp_path / "kept").glob("*.csv")).read_bytes() == b"a;b\n"

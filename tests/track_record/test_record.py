"""The kept record: complete, within range, beside goals fixed beforehand, quoted as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.language import BadInput
from analysis.project import project_root
from analysis.track_record.goals import brief_record, compare_with_goals
from analysis.track_record.record import (
    KINDS,
    RECORD_FOLDER,
    TABLES,
    RecordSummary,
    load_record,
    write_record,
)
from analysis.track_record.sections import METHOD_ORDER, calibration
from analysis.track_record.tables import SPANS


@pytest.fixture(scope="module")
def kept() -> RecordSummary:
    return load_record(project_root())


def test_every_kind_and_method_was_scored(kept: RecordSummary) -> None:
    skill = kept.tables["skill"]
    scored = skill.groupby(["kind", "horizons", "measure"])["method"].agg(set)
    assert set(skill["kind"]) == set(KINDS)
    assert all(methods == set(METHOD_ORDER) for methods in scored)


def test_intervals_hold_their_ratio(kept: RecordSummary) -> None:
    skill = kept.tables["skill"]
    assert (skill["low"] <= skill["ratio"] + 1e-9).all()
    assert (skill["ratio"] <= skill["high"] + 1e-9).all()


def test_a_goal_is_met_only_within_its_limits(kept: RecordSummary) -> None:
    goals = compare_with_goals(kept.tables)
    above = goals["measured"] > goals["most"].fillna(float("inf"))
    below = goals["measured"] < goals["least"].fillna(float("-inf"))
    assert (goals["met"] == ~(above | below)).all()
    worse = {name: table.copy() for name, table in kept.tables.items()}
    worse["coverage"]["inside_80"] = 0.5
    met = compare_with_goals(worse).query("metric == 'coverage_80'")["met"]
    assert not met.any()


def test_the_brief_record_has_one_row_per_kind(kept: RecordSummary) -> None:
    brief = brief_record(kept.tables)
    assert set(brief.index) == set(KINDS)
    assert brief.notna().all().all()


def test_the_readme_quotes_the_kept_record(kept: RecordSummary) -> None:
    readme = (project_root() / "README.md").read_text("utf-8")
    rows = {
        match[1]: [float(number) for number in re.findall(r"\d\.\d\d", match[2])]
        for match in re.finditer(r"^\| [^|]* / (\w+) \| (\*\*\d.*) \|$", readme, re.MULTILINE)
    }
    spans = kept.tables["spans"].set_index(["kind", "horizons"])
    assert set(rows) == set(KINDS)
    for kind, quoted in rows.items():
        expected = [
            spans.at[(kind, span), name]
            for name in ("ours", "best_other", "inside_80")
            for span in SPANS
        ]
        assert quoted == pytest.approx([round(float(value), 2) for value in expected], abs=0.0051)


def test_a_record_is_read_as_it_was_written(kept: RecordSummary, tmp_path: Path) -> None:
    write_record(tmp_path, kept)
    again = load_record(tmp_path)
    assert again.about == kept.about
    for name in TABLES:
        pd.testing.assert_frame_equal(again.tables[name], kept.tables[name])


@pytest.mark.slow
def test_a_record_of_an_earlier_version_is_shown_without_what_it_lacks(
    kept: RecordSummary, tmp_path: Path
) -> None:
    write_record(tmp_path, kept)
    (tmp_path / RECORD_FOLDER / "time_split.csv").unlink(missing_ok=True)
    earlier = load_record(tmp_path)
    assert set(TABLES) - set(earlier.tables) == {"time_split"}
    anchors = [getattr(item, "anchor", "") for item in calibration(earlier, "vi").items]
    assert "bang-verdicts" in anchors and "bang-time-split" not in anchors


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("skill.csv", b""),
        ("skill.csv", b"\xff\xfe"),
        ("statsforecast.csv", b"a,b\n1,2\n1,2,3\n"),
        ("about.yml", b"{"),
        ("about.yml", b""),
        ("about.yml", b"measured: last year"),
        ("about.yml", b"command: x"),
    ],
)
def test_a_record_that_cannot_be_read_is_named(
    kept: RecordSummary, tmp_path: Path, name: str, content: bytes
) -> None:
    write_record(tmp_path, kept)
    (tmp_path / RECORD_FOLDER / name).write_bytes(content)
    with pytest.raises(BadInput) as refusal:
        load_record(tmp_path)
    assert refusal.value.message("vi").startswith(f"data/track_record/{name}: Không đọc được")

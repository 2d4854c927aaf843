"""What if, from the notebook: beside how things are, in words, and kept for the report."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from workbench.conftest import ROOT

from analysis import workbench as wb
from analysis.language import BadInput


def test_a_scenario_stands_beside_how_things_are(bench: wb.Workbench) -> None:
    found = bench.unit("ninh-binh").indicator("stunting_u5").what_if(times=2.0)
    last = found.coded.iloc[-1]
    assert last["attainment_probability"] > last["probability_before"]
    assert last["middle_year"] <= last["middle_year_before"]
    assert last["children_helped"] > 0 and last["children_short"] >= 0
    # Decided by then: a pace from the next year on comes too late for this year's target.
    first = found.coded.iloc[0]
    assert first["attainment_probability"] == first["probability_before"]
    assert "gấp 2 lần" in found.supposed and "Trước: xác suất đạt" in found.results
    assert found.projection_table["p50"].is_monotonic_decreasing


def test_a_figure_of_a_known_year_cannot_be_supposed(bench: wb.Workbench) -> None:
    found = bench.unit("ninh-binh").indicator("stunting_u5").what_if(figure=(2020, 15.0))
    with pytest.raises(BadInput) as caught:
        _ = found.coded
    assert "2020" in caught.value.message("vi") and "2025" in caught.value.message("vi")


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"times": 2.0, "points": -1.0}, "đúng một trong hai"),
        ({"times": 1000.0}, "1000"),
        ({"figure": (2026, 116.0)}, "từ 0 đến 100"),
        ({"figure": (26, 16.0)}, "26"),
        ({"shock": (2028, 1.0, 1.5)}, "1.5"),
        ({"target": -3.0}, "từ 0 đến 100"),
    ],
    ids=str,
)
def test_what_no_scenario_may_say_is_told_in_one_line(
    bench: wb.Workbench, what: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadInput) as caught:
        bench.unit("ninh-binh").indicator("stunting_u5").what_if(**what)
    [line] = caught.value.message("vi").splitlines()
    assert told in line and "dòng" not in line


def test_numbers_of_a_computation_are_numbers(bench: wb.Workbench) -> None:
    stunting = bench.unit("ninh-binh").indicator("stunting_u5")
    plain = stunting.what_if(points=-0.5, figure=(2026, 16.0)).scenario
    year, value = np.int64(2026), np.float64(16.0)
    assert stunting.what_if(points=np.float64(-0.5), figure=(year, value)).scenario == plain


def test_what_it_takes_is_said_in_one_sentence(bench: wb.Workbench, english: wb.Workbench) -> None:
    early, late = english.unit("ninh-binh").indicator("stunting_u5").what_it_takes(0.8)
    assert "too late" in str(early)
    assert "probability of 80%" in str(late) and "percentage points a year" in str(late)
    [vietnamese] = bench.unit("ninh-binh").stunting_u5.what_it_takes(0.8, target_year=2030)
    assert "xác suất đạt chỉ tiêu 2030 là 80 %" in str(vietnamese).replace("\u00a0", " ")


def test_the_needed_pace_makes_it_as_likely_as_asked(bench: wb.Workbench) -> None:
    stunting = bench.unit("ninh-binh").indicator("stunting_u5")
    [found] = stunting.what_it_takes(0.8, target_year=2030)
    reached = stunting.what_if(points=found.needed.points).coded["attainment_probability"]
    assert reached.iloc[-1] == pytest.approx(0.8, abs=1e-9)


@pytest.mark.slow
def test_a_saved_scenario_is_listed_and_reaches_the_report(
    tmp_path: Path, bench: wb.Workbench
) -> None:
    for part in ("parameters", "data/illustrative", "data/plans", "data/track_record"):
        shutil.copytree(ROOT / part, tmp_path / part)
    for name in ("boundaries", "weights", "sources", "corrections"):
        shutil.copy(ROOT / f"data/{name}.csv", tmp_path / "data")
    desk = wb.open(tmp_path, data="illustrative", edition=2026)
    stunting = desk.unit("ninh-binh").indicator("stunting_u5")
    assert stunting.scenarios() == ()
    place = stunting.what_if(points=-1.0).save("Nhanh hơn")
    assert place == Path("parameters/scenarios/ninh-binh/nhanh-hon.yml")
    [kept] = desk.unit("ninh-binh").indicator("stunting_u5").scenarios()
    asked = bench.unit("ninh-binh").indicator("stunting_u5").what_if(points=-1.0)
    assert kept.scenario.name == "Nhanh hơn" and kept.coded.equals(asked.coded)
    inputs = desk.unit("ninh-binh").chain.inputs
    assert [each.name for each in inputs.scenarios] == ["Nhanh hơn"]
    assert place.as_posix() in inputs.hashes
    with pytest.raises(BadInput):
        stunting.what_if(points=-1.0).save("…")

"""Units and indicators as objects: found, completed, in words, and the same as in the report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from workbench.conftest import ROOT

from analysis import workbench as wb
from analysis.language import BadInput

if TYPE_CHECKING:
    from tests.conftest import Assessed

TABLES = ("observations", "series", "trajectory", "projection", "targets", "readings", "results",
          "peers")  # fmt: skip
CODE = re.compile(r"^[a-z]+(_[a-z0-9]+)+$")


def test_ids_are_completed_behind_a_dot_and_in_brackets(bench: wb.Workbench) -> None:
    unit = bench.unit("ninh-binh")
    assert "ninh_binh" in dir(bench) and "ninh-binh" in bench._ipython_key_completions_()
    assert "stunting_u5" in dir(unit) and "stunting_u5" in unit._ipython_key_completions_()
    assert bench.ninh_binh.stunting_u5.name == bench["ninh-binh"]["stunting_u5"].name
    with pytest.raises(AttributeError):
        _ = bench.ninh_bin


def test_a_name_finds_its_unit_and_an_unknown_one_the_nearest(bench: wb.Workbench) -> None:
    assert bench.unit("tỉnh  ninh bình").unit_id == "ninh-binh"
    with pytest.raises(BadInput) as unknown:
        bench.unit("ninh-bin")
    assert "ninh-binh (tỉnh Ninh Bình)" in unknown.value.message("vi")
    with pytest.raises(BadInput) as several:
        bench.unit("Vĩnh Long")
    assert all(name in several.value.message("vi") for name in ("vinh-long ", "vinh-long-2025"))
    with pytest.raises(BadInput) as indicator:
        bench.unit("ninh-binh").indicator("stunting")
    assert "stunting_u5" in indicator.value.message("en")


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_in_words(bench: wb.Workbench, english: wb.Workbench, name: str) -> None:
    tables = [
        getattr(each.unit("ninh-binh").indicator("stunting_u5"), name) for each in (bench, english)
    ]
    vietnamese, in_english = tables
    assert list(vietnamese.columns) != list(in_english.columns)
    assert len(vietnamese) == len(in_english)
    for table in tables:
        ids = [label for label in table.columns if "Mã" in label or " id" in label]
        for label in table.columns.difference(ids):
            assert not CODE.match(label)
            codes = [cell for cell in table[label] if isinstance(cell, str) and CODE.match(cell)]
            assert codes == []


def test_an_outlook_is_read_in_a_terminal_and_in_a_notebook(english: wb.Workbench) -> None:
    outlook = english.unit("ninh-binh").indicator("stunting_u5").outlook()
    assert "(illustrative figures)" in str(outlook) and "<\u00a013%" in str(outlook)
    assert "<table" in outlook._repr_html_() and "&lt;\u00a013" in outlook._repr_html_()


def test_the_desks_language_is_that_of_what_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANGNON_HOME", str(ROOT))
    assert wb.open().lang == "vi" and wb.unit("ninh-binh").name == "tỉnh Ninh Bình"
    monkeypatch.setenv("MANGNON_LANG", "en")
    assert wb.open().lang == "en" and wb.unit("ninh-binh").name == "Ninh Bình province"
    assert wb.open(lang="vi").lang == "vi"


def test_what_is_shown_in_a_cell_says_what_it_is(bench: wb.Workbench) -> None:
    unit = bench.unit("ninh-binh")
    assert "SỐ LIỆU MINH HỌA" in repr(bench)
    assert unit.name in repr(unit) and unit.name in unit._repr_html_()
    several = unit.indicator("stunting_u5").why()
    assert repr(several).count("\n") == 3 and several._repr_html_().count("<p>") == 2


def test_a_unit_without_a_plan_has_figures_and_no_verdict(bench: wb.Workbench) -> None:
    former = wb.open(bench.setting.root, edition=2026).unit("ha-nam").indicator("infant_mortality")
    assert len(former.series) > 5 and len(former.projection) > 5
    assert former.results.empty and former.readings.empty
    assert "không có kế hoạch" in str(former.outlook())
    with pytest.raises(BadInput):
        former.what_if(times=2.0)


@pytest.mark.slow
def test_the_chart_and_the_tile_are_those_of_the_report(bench: wb.Workbench) -> None:
    unit = bench.unit("ninh-binh")
    stunting = unit.indicator("stunting_u5")
    assert "<svg" in stunting.report_chart().html() and "4b" in stunting.report_tile().html()
    former = wb.open(bench.setting.root, edition=2026).unit("trieu-son").indicator("stunting_u5")
    assert "<svg" not in former.report_chart().html() + former.report_tile().html()


@pytest.mark.slow
def test_one_indicator_alone_is_judged_as_in_the_report(
    bench: wb.Workbench, assessed: Assessed
) -> None:
    report = assessed("ninh-binh", "illustrative").results
    shown = ["target_year", "status", "attainment_probability", "evidence_grade", "projected_p50",
             "first_likely_year", "observed_annual_change", "required_annual_change",
             "children_short"]  # fmt: skip
    for indicator_id, rows in report.groupby("indicator_id"):
        [judged] = bench.unit("ninh-binh").chain.judge(str(indicator_id))
        left, right = (table[shown].reset_index(drop=True) for table in (judged.results, rows))
        pd.testing.assert_frame_equal(left, right, rtol=1e-9, check_dtype=False)
        played = judged.as_it_is.results
        for name in ("status", "attainment_probability", "projected_p50"):
            pd.testing.assert_series_equal(
                played[name], right[name], rtol=1e-9, check_dtype=False, obj=str(indicator_id)
            )


def test_what_is_changed_in_the_figures_is_seen_without_opening_anew(
    bench: wb.Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bench.unit("ninh-binh")
    assert bench.unit("ninh-binh") is first
    from analysis.workbench import bench as module

    monkeypatch.setattr(module, "changed_last", lambda _root: 1)
    assert bench.unit("ninh-binh") is not first

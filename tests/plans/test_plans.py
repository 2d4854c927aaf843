"""The plans of the project: every target is carried as it is printed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from making.programme import PLANNED
from plans.made_plans import UNIT, own_plans, sound_plan, write

from analysis.plans.plans import lead_agency, load_plan
from analysis.plans.targets import TARGETS, plan_targets
from analysis.programme import load_programme


def test_a_sound_plan_is_read(root: Path) -> None:
    write(root, sound_plan())
    table = plan_targets(load_plan(UNIT, load_programme(root)))
    assert len(table) == 48
    assert set(table["chi_tieu"]) == set(range(1, 25))


def test_every_plan_has_all_chi_tieu_and_a_valid_table() -> None:
    plans = own_plans()
    assert tuple(plans) == PLANNED
    for unit_id, plan in plans.items():
        table = plan_targets(plan)
        TARGETS.validate(table)
        assert set(table["chi_tieu"]) == set(range(1, 25)), unit_id
        assert set(table["unit_id"]) == {unit_id}


def test_dong_nai_has_the_national_values_and_says_so() -> None:
    plans = own_plans()
    nation, borrowed = plan_targets(plans["viet-nam"]), plan_targets(plans["dong-nai"])
    same = [name for name in nation.columns if name not in ("unit_id", "document")]
    pd.testing.assert_frame_equal(nation[same], borrowed[same])
    assert set(borrowed["document"]) == {
        "23/QĐ-TTg (giá trị quốc gia; kế hoạch của Đồng Nai không có chỉ tiêu bằng số)"
    }
    assert borrowed["lead_agency"].isna().all()


def test_the_police_act_with_the_lead_on_abuse() -> None:
    plan = own_plans()["ninh-binh"]
    lead = lead_agency(plan, 9)
    assert lead is not None
    assert (lead.name_vi, lead.name_en) == ("Sở Y tế", "Department of Health")
    assert [a.name_vi for a in plan.responsibilities.agencies if 9 in a.joins] == ["Công an tỉnh"]
    assert lead_agency(own_plans()["viet-nam"], 9) is None


def rows_of(unit_id: str, indicator_id: str) -> list[tuple[object, ...]]:
    table = plan_targets(own_plans()[unit_id])
    columns = ["kind", "comparator", "value", "value_high", "unit", "year", "period"]
    chosen = table.loc[table["indicator_id"] == indicator_id, columns].astype(object)
    return [tuple(row) for row in chosen.where(chosen.notna(), None).to_numpy()]


def test_each_kind_of_target_is_carried() -> None:
    reduction = ("yearly_reduction", "reduce_yearly", 2.0, 3.0, "percent_per_year", None)
    assert rows_of("ninh-binh", "child_marriage") == [(*reduction, "2026-2030")]
    assert rows_of("viet-nam", "child_marriage") == [(*reduction, "2025-2030")]
    assert rows_of("vinh-long", "child_marriage") == [
        ("zero", "equal", 0.0, None, "cases", None, None)
    ]
    assert rows_of("dong-thap", "disaster_support") == [
        ("always", "at_least", 100.0, None, "percent", None, None)
    ]
    assert rows_of("ninh-binh", "school_sanitation") == [
        ("threshold", "at_least", 100.0, None, "percent", 2026, None),
        ("maintain", "at_least", 100.0, None, "percent", 2030, "2026-2030"),
    ]
    assert rows_of("dong-thap", "special_circumstances_supported") == [
        ("maintain", "above", 90.0, None, "percent", 2025, None),
        ("maintain", "above", 95.0, None, "percent", 2030, None),
    ]
    assert rows_of("trieu-son", "neonatal_mortality")[0][:5] == (
        "threshold",
        "below",
        2.5,
        None,
        "percent",
    )

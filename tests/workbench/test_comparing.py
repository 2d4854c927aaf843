"""Units held against each other, a merged one against its parts, and who else managed it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from workbench.conftest import ROOT

from analysis import workbench as wb
from analysis.workbench.comparing import decompose, precedents


@pytest.fixture(scope="module")
def real() -> wb.Workbench:
    return wb.open(ROOT, lang="en", edition=2026)


@pytest.mark.slow
def test_units_are_aligned_by_year_or_by_years_since_their_baseline(real: wb.Workbench) -> None:
    ids = ["ha-nam", "viet-nam"]
    table = real.compare("infant_mortality", ids, "baseline").coded
    figures = table[table["shown_as"] == "figure"]
    bases = figures[figures["years_since"] == 0].set_index("unit_id")["year"]
    assert bases.to_dict() == {"ha-nam": 2016, "viet-nam": 2020}
    assert ((table["p10"] <= table["value"]) & (table["value"] <= table["p90"])).all()
    ahead = table[table["shown_as"] == "projection"]
    assert set(ahead["unit_id"]) == set(ids) and (ahead["p90"] > ahead["p10"]).all()
    assert real.compare("infant_mortality", ids).wide.index[0] == 2000


@pytest.mark.slow
def test_the_former_units_pull_the_joined_value_to_where_it_is(real: wb.Workbench) -> None:
    table = decompose(real.unit("ninh-binh").chain, "infant_mortality")
    whole = table[table.groupby("year")["unit_id"].transform("size") == 3]
    assert whole.groupby("year")["weight_share"].sum().tolist() == pytest.approx(
        [1.0] * whole["year"].nunique()
    )
    assert whole.groupby("year")["pulls"].sum().abs().max() < 1e-6
    assert decompose(real.unit("viet-nam").chain, "infant_mortality").empty


def test_plans_stand_beside_the_nations(real: wb.Workbench) -> None:
    table = real.plans(["ninh-binh", "vinh-long"])
    final = table[
        (table["Indicator id"] == "child_friendly_communes") & (table["Stage"] == "final")
    ]
    said = dict(zip(final["Unit id"], final["Beside the nation"], strict=True))
    assert said == {"ninh-binh": "asks for more than the nation", "vinh-long": "as the nation"}


@pytest.mark.slow
def test_who_managed_it_went_from_our_level_to_the_goal(real: wb.Workbench) -> None:
    chain = real.unit("viet-nam").chain
    assert precedents(chain, "infant_mortality").empty  # no other nation is at hand
    found = precedents(real.unit("vinh-long").chain, "infant_mortality")
    wanted = real.unit("vinh-long").chain.judge("infant_mortality")[-1].results.iloc[-1]
    assert set(found["managed"]) == {"same_way", "same_pace"} and found["years"].min() >= 3
    for row in found.itertuples():
        if row.managed == "same_way":
            assert row.from_value >= wanted["latest_value"] and row.until_value <= wanted["goal"]
        else:
            assert row.annual_change <= wanted["required_annual_change"] < 0


def test_the_panel_has_every_unit_that_has_figures(real: wb.Workbench) -> None:
    table = real.panel_table(["ninh-binh", "viet-nam", "thanh-hoa"])
    assert not table.duplicated(["unit_id", "indicator_id", "year"]).any()
    assert {"ninh-binh", "viet-nam", "thanh-hoa"} == set(table["unit_id"])
    alone = real.unit("ninh-binh").indicator("infant_mortality").table("series")
    mine = table[(table["unit_id"] == "ninh-binh") & (table["indicator_id"] == "infant_mortality")]
    both = mine[["year", "value"]].merge(alone[["year", "value"]], on="year")
    assert len(both) == len(mine) and both["value_x"].equals(both["value_y"])


def test_units_of_a_day_are_those_whose_borders_were_in_force(real: wb.Workbench) -> None:
    before, after = (real.unit_table(on=day) for day in ("2025-06-30", "2026-01-01"))
    assert {"ha-nam", "ninh-binh-before-2025"} <= set(before["unit_id"])
    assert "ninh-binh" in set(after["unit_id"]) and "ha-nam" not in set(after["unit_id"])
    provinces = [table[table["level"] == "province"] for table in (before, after)]
    assert [len(table) for table in provinces] == [63, 34]
    assert isinstance(after, pd.DataFrame) and Path(real.setting.root) == ROOT

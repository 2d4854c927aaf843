"""What the charts tell: the source of every point, the words of a language, what is projected."""

from __future__ import annotations

from typing import Any

import pytest

from analysis import workbench as wb
from analysis.language import Lang
from analysis.workbench.views import SCENARIO

pytestmark = pytest.mark.slow


def rows(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for table in spec["datasets"].values() for row in table]


@pytest.mark.parametrize(("lang", "mark"), [("vi", ","), ("en", ".")])
def test_a_chart_tells_every_point_with_its_source(lang: Lang, mark: str) -> None:
    vinh_long = wb.open(lang=lang).unit("vinh-long").indicator("infant_mortality")
    spec = vinh_long.chart().to_dict()
    stated = [row["tooltip"] for row in rows(spec) if "comparable" in row]
    assert len(stated) == len(vinh_long.series)
    documents = set(vinh_long.table("series")["document"])
    assert all(any(document in told for document in documents) for told in stated)
    assert any(f"9{mark}9" in told for told in stated)
    assert spec["config"]["locale"]["number"]["decimal"] == mark
    others = {row["unit_id"] for row in rows(spec) if "unit_id" in row}
    assert "viet-nam" in others and len(others) > 5


def test_each_target_stands_in_its_year_and_a_what_if_has_its_place() -> None:
    spec = wb.unit("vinh-long").indicator("infant_mortality").chart().to_dict()
    targets = {
        row["year"]: row["target"].replace("\N{NO-BREAK SPACE}", " ")
        for row in rows(spec)
        if "target" in row
    }
    assert targets == {2025: "≤ 9,3 ‰", 2030: "≤ 8,8 ‰"}
    assert [layer["data"]["name"] for layer in spec["layer"]].count(SCENARIO) == 2


@pytest.mark.parametrize("align", ["year", "baseline"])
def test_compared_units_are_laid_over_each_other(align: Any) -> None:
    compared = wb.compare("infant_mortality", ["vinh-long", "dong-nai"], align)
    spec = compared.chart().to_dict()
    assert len(rows(spec)) == len(compared.coded)
    order = "year" if align == "year" else "years_since"
    assert {layer["encoding"]["x"]["field"] for layer in spec["layer"]} == {order}


def test_a_unit_without_figures_has_a_chart_all_the_same() -> None:
    spec = wb.unit("trieu-son").indicator("infant_mortality").chart().to_dict()
    assert not [row for row in rows(spec) if "comparable" in row]

"""What looks odd in a plan is told, and covers what the paper prints."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from making.programme import PROGRAMME
from plans.made_plans import edited, faults_of, found_in, own_plans, target, value_edits, write

from analysis.plans.findings import plan_findings


@pytest.mark.parametrize(
    ("kind", "indicator_id", "edits"),
    [
        ("unit", "neonatal_mortality", [("targets.2.unit", "percent")]),
        (
            "comparator",
            "child_friendly_communes",
            value_edits(0, comparator="below", as_printed="dưới 50% vào năm 2025"),
        ),
    ],
)
def test_a_finding_covers_what_the_paper_prints(
    root: Path, kind: str, indicator_id: str, edits: list[tuple[str, object]]
) -> None:
    signs = [
        (f"targets.2.values.{place}.as_printed", f"dưới {size}% vào năm {year}")
        for place, size, year in ((0, 20, 2025), (1, 10, 2030))
    ]
    edits = [*edits, *(signs if kind == "unit" else [])]
    finding = {"id": "odd", "kind": kind, "clause": "I", "vi": "lạ", "en": "odd"}
    told = ("findings.0", {**finding, "indicator_ids": [indicator_id]})
    write(root, edited(*edits, told))
    assert "odd" in list(found_in(root)["finding_id"])
    other = ("findings.0", {**finding, "indicator_ids": ["hiv_mtct"]})
    assert faults_of(root, edited(*edits, other)).faults


def test_a_part_above_its_whole_is_found(root: Path) -> None:
    infant = target(3, "infant_mortality", "per_1000_live_births", "down")
    infant["values"][0] |= {"value": 19, "as_printed": "dưới 19‰ vào năm 2025"}
    write(root, edited(("targets.24", infant)))
    findings = found_in(root).set_index("finding_id")
    told = findings.loc["neonatal-mortality-above-whole"]
    assert told["indicator_ids"] == "neonatal_mortality infant_mortality"
    assert "năm 2025: 20 so với 19" in told["text_vi"]
    assert "2030" not in told["text_vi"]


@pytest.mark.parametrize(
    ("unit_id", "finding_id"),
    [
        ("viet-nam", "decimal-point-under5"),
        ("vinh-long", "impossible-date"),
        ("vinh-long", "neonatal-mortality-above-whole"),
        ("vinh-long", "full-immunisation-u5-far-from-others"),
        ("dong-thap", "two-sections-iv"),
        ("ninh-binh", "interim-year-2026"),
        ("trieu-son", "number-blank"),
        ("trieu-son", "item-7-skipped"),
        ("trieu-son", "mortality-in-percent"),
        ("trieu-son", "child-injury-death-rate-above-whole"),
        ("trieu-son", "child-injury-rate-far-from-others"),
        ("trieu-son", "indicators-left-out"),
        ("dong-nai", "no-own-targets"),
    ],
)
def test_the_known_oddities_are_told(unit_id: str, finding_id: str) -> None:
    plans = own_plans()
    table = plan_findings(plans[unit_id], PROGRAMME, plans.values())
    assert finding_id in list(table["finding_id"])
    assert table["finding_id"].is_unique
    assert table.notna().all().all()


@pytest.mark.slow
def test_findings_do_not_depend_on_the_order_of_the_other_plans() -> None:
    plans = own_plans()
    for plan in plans.values():
        there = plan_findings(plan, PROGRAMME, plans.values())
        back = plan_findings(plan, PROGRAMME, reversed(plans.values()))
        pd.testing.assert_frame_equal(there, back)

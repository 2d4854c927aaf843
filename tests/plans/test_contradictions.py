"""What in a plan contradicts itself, and what stands far from the plans of others."""

from __future__ import annotations

from pathlib import Path

import pytest
from making.programme import PROGRAMME
from plans.made_plans import UNIT, edited, found_in, own_plans, sound_plan, value_edits, write

from analysis.plans.findings import plan_findings
from analysis.plans.models import Plan
from analysis.plans.plans import load_plan
from analysis.programme import load_programme

WITHIN = [("reporting.due", {"day": 25, "month": 11}), ("reporting.forwarded_due", None)]


@pytest.mark.parametrize(
    ("finding_id", "edits", "words"),
    [
        (
            "child-friendly-communes-goes-back",
            value_edits(0, value=70, as_printed="đạt 70% vào năm 2025"),
            "70 (2025) → 60 (2030)",
        ),
        (
            "review-2026-beside-2025",
            [("reviews.0", {"year": 2026, "kind": "interim", "clause": "V",
                            "as_printed": "sơ kết vào năm 2026"})],
            "sơ kết vào năm 2026",
        ),
        (
            "forwarded-before-due",
            [("reporting.forwarded_due", {"day": 10, "month": 11})],
            "ngày 15/11",
        ),
        (
            "clause-twice-v-1",
            [("responsibilities.agencies.1.clause", "V.1")],
            "Sở A; Sở B",
        ),
        (
            "receiver-ended",
            [("reporting.sent_to", {"vi": "Sở Lao động - Thương binh và Xã hội"})],
            "Nghị định 45/2025/NĐ-CP",
        ),
        (
            "agencies-ended",
            [("responsibilities.agencies.1.name_vi", "Sở Thông tin và Truyền thông")],
            "Sở Thông tin và Truyền thông",
        ),
    ],
)  # fmt: skip
def test_a_contradiction_is_told(
    root: Path, finding_id: str, edits: list[tuple[str, object]], words: str
) -> None:
    write(root, edited())
    assert finding_id not in set(found_in(root)["finding_id"])
    write(root, edited(*edits))
    told = found_in(root).set_index("finding_id")
    assert words in told.loc[finding_id, "text_vi"]


@pytest.mark.parametrize("passed_on", [{"day": 10, "month": 12}, {"day": 15, "month": 1}, None])
def test_days_that_follow_each_other_are_no_contradiction(
    root: Path, passed_on: dict[str, int] | None
) -> None:
    write(root, edited(("reporting.forwarded_due", passed_on)))
    assert "forwarded-before-due" not in set(found_in(root)["finding_id"])


def test_every_finding_says_why_it_matters_and_what_to_ask() -> None:
    plans = own_plans()
    for plan in plans.values():
        table = plan_findings(plan, PROGRAMME, plans.values())
        for name in ("why_vi", "why_en", "ask_vi", "ask_en"):
            assert table[name].str.len().min() > 10
    far = plan_findings(plans["vinh-long"], PROGRAMME, plans.values()).set_index("finding_id")
    told = far.loc["full-immunisation-u5-far-from-others"]
    assert told["quote"] == "“70% … vào năm 2030”"
    assert "4 kế hoạch khác ghi từ 97 đến 98, trung vị 98, cả nước 98" in told["text_vi"]


def many_plans(root: Path, values: list[float]) -> tuple[Plan, list[Plan]]:
    """Return the nation's plan and others whose first value is each of ``values``."""
    write(root, sound_plan())
    nation = load_plan(UNIT, load_programme(root))
    others = []
    for place, size in enumerate(values):
        edits = value_edits(0, value=size, as_printed=f"đạt {size:g}% vào năm 2025")
        write(root, edited(*edits))
        plan = load_plan(UNIT, load_programme(root))
        others.append(plan.model_copy(update={"unit_id": f"unit-{place}"}))
    return nation, others


@pytest.mark.slow
@pytest.mark.parametrize(
    ("values", "apart"),
    [
        # Two share a slip: each is near the other, and far from the nation's and most others'.
        ([10, 11, 48, 49, 50, 50, 51, 52, 50, 49, 51, 50], True),
        # A third of all plans says so: no slip of one.
        ([11, 10, 12, 10, 11, 50, 50, 51, 52, 50, 49, 51], False),
        ([45, 50, 50, 51, 52], False),
    ],
    ids=["two that share a slip", "many that agree", "near the others"],
)
def test_a_slip_that_two_plans_share_is_told_among_many(
    root: Path, values: list[float], *, apart: bool
) -> None:
    nation, others = many_plans(root, values)
    found = plan_findings(others[0], PROGRAMME, [nation, *others])
    name = "child-friendly-communes-far-from-others"
    assert (name in set(found["finding_id"])) is apart

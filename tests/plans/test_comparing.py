"""Plans beside the nation's, and one issue of a plan beside the next."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from plans.made_plans import UNIT, edited, own_plans, write

from analysis.plans.comparing import (
    STANDINGS,
    changed_frame,
    changed_targets,
    compare_plans,
)
from analysis.plans.models import Plan
from analysis.plans.plans import load_plan, read_plan
from analysis.programme import load_programme


@pytest.fixture(scope="module")
def beside_nation() -> dict[tuple[str, str, str], tuple[str, float]]:
    plans = own_plans()
    table = compare_plans([plan for plan in plans.values() if plan.unit_id != UNIT], plans[UNIT])
    assert set(table["standing"]) <= set(STANDINGS)
    keys = zip(table["unit_id"], table["indicator_id"], table["stage"], strict=True)
    return dict(zip(keys, zip(table["standing"], table["asks_more_by"], strict=True), strict=True))


@pytest.mark.parametrize(
    ("unit_id", "indicator_id", "stage", "standing", "more"),
    [
        ("trieu-son", "child_friendly_communes", "interim", "stricter", 30),
        ("ninh-binh", "neonatal_mortality", "final", "stricter", 4.2),
        ("vinh-long", "neonatal_mortality", "final", "same", 0),
        ("vinh-long", "full_immunisation_u5", "final", "looser", -28),
        ("trieu-son", "neonatal_mortality", "final", "incomparable", math.nan),
        ("vinh-long", "child_marriage", "final", "stricter", math.nan),
        ("vinh-long", "kindergarten_enrolment", "final", "only_here", math.nan),
        ("vinh-long", "preschool_age5", "final", "left_out", math.nan),
        ("dong-nai", "infant_mortality", "final", "same", 0),
    ],
)
def test_a_target_stands_where_its_value_puts_it(
    beside_nation: dict[tuple[str, str, str], tuple[str, float]],
    unit_id: str, indicator_id: str, stage: str, standing: str, more: float,
) -> None:  # fmt: skip
    found = beside_nation[unit_id, indicator_id, stage]
    assert found[0] == standing
    assert found[1] == pytest.approx(more, nan_ok=True)


def test_two_plans_stand_to_each_other_as_in_a_mirror() -> None:
    plans = own_plans()
    turned = {"stricter": "looser", "looser": "stricter"}
    one, other = plans["ninh-binh"], plans["dong-thap"]
    there = compare_plans([one], other).set_index(["indicator_id", "stage"])["standing"]
    back = compare_plans([other], one).set_index(["indicator_id", "stage"])["standing"]
    both = there[there.isin(("stricter", "looser", "same"))]
    assert len(both) > 20
    for key, standing in both.items():
        assert back[key] == turned.get(standing, standing), key


def issue(root: Path, *edits: tuple[str, object]) -> Plan:
    write(root, edited(*edits))
    return load_plan(UNIT, load_programme(root))


def test_what_a_new_issue_changed_is_told_and_nothing_else(root: Path) -> None:
    before = issue(root)
    after = issue(
        root,
        ("targets.0.values.0.value", 55), ("targets.0.values.0.as_printed", "đạt 55% vào năm 2025"),
        ("targets.1.values.1.as_printed", "đạt 60 % vào năm 2030"),
        ("targets.2.values.1.value", 12),
        ("targets.2.values.1.as_printed", "dưới 12‰ vào năm 2030"),
        ("document.number", "2/KH"),
        ("responsibilities.agencies.0.leads", list(range(1, 24))),
        ("responsibilities.agencies.1.leads", [24]),
    )  # fmt: skip
    table = changed_targets(before, after)
    found = {(row.indicator_id, row.year): row.change for row in table.itertuples()}
    assert found == {
        ("child_friendly_communes", "2025"): "stricter",
        ("ecd_services_u8", "2030"): "reworded",
        ("neonatal_mortality", "2030"): "looser",
    }
    told = dict((name, (was, now)) for name, was, now in changed_frame(before, after))  # noqa: C402
    assert told == {"number": ("1/KH", "2/KH"), "lead 24": ("Sở A", "Sở B")}
    assert changed_targets(after, after).empty and not list(changed_frame(after, after))


def test_an_earlier_issue_is_read_from_wherever_it_is_kept(root: Path) -> None:
    path = write(root, edited())
    earlier = root / "earlier.yml"
    earlier.write_bytes(path.read_bytes())
    programme = load_programme(root)
    assert read_plan(earlier.read_bytes(), str(earlier), programme) == load_plan(UNIT, programme)
    with pytest.raises(Exception, match="nowhere"):
        read_plan(b"unit_id: nowhere\n", "earlier.yml", programme)

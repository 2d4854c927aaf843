"""A merged unit is judged on its own aggregate, under every plan that it inherits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from analysis.assessment.ambition import beside_trend
from analysis.assessment.assessment import Assessment, assess
from analysis.assessment.basis import aggregate_basis
from analysis.assessment.ending import ending_of
from analysis.assessment.inputs import Inputs
from analysis.language import BadInput

if TYPE_CHECKING:
    from tests.conftest import Assessed, InputsRead

MERGED = "vinh-long-2025"
STRICT = 1.0


@pytest.fixture(scope="module")
def two_plans(inputs_read: InputsRead) -> Assessment:
    """Return an assessment under two inherited plans, the second of which asks for more."""
    inputs = inputs_read(MERGED)
    first = inputs.inherited[0]
    targets = first.targets.copy()
    hard = (targets["indicator_id"] == "infant_mortality") & (targets["year"] == 2030)
    targets.loc[hard, "value"] = STRICT
    second = replace(first, part_id="ben-tre", targets=targets)
    changed = replace(inputs, inherited=(first, second, inputs.inherited[2]))
    return assess(changed, 2026)


@pytest.mark.slow
def test_figures_of_all_parts_are_joined_and_judged(assessed: Assessed) -> None:
    found = assessed(MERGED)
    assert set(found.published_results["plan_of"]) == {"vinh-long"}
    deaths = found.series[found.series["indicator_id"] == "infant_mortality"]
    assert (deaths["weight_known"] == 1).all()
    assert set(deaths["parts"]) == {"ben-tre tra-vinh vinh-long"}


@pytest.mark.slow
def test_a_unit_with_a_plan_of_its_own_is_assessed_under_it_alone(assessed: Assessed) -> None:
    found = assessed("ninh-binh")
    assert found.by_plan == (found,) and found.inputs.inherited == ()
    assert found.published_results["plan_of"].isna().all()


@pytest.mark.slow
def test_each_plan_has_its_own_verdicts_on_the_same_figures(two_plans: Assessment) -> None:
    results = two_plans.published_results
    own = results[results["indicator_id"] == "infant_mortality"]
    values = own[own["target_year"] == 2030].set_index("plan_of")
    assert values["target_value"].to_dict() == {"vinh-long": 8.8, "ben-tre": STRICT}
    assert values["latest_value"].nunique() == 1
    assert not results.duplicated(["indicator_id", "target_year", "plan_of"]).any()
    health = two_plans.for_agency("Sở Y tế")
    assert [each.inputs.plan_of for each in health.by_plan] == ["vinh-long", "ben-tre"]


def basis_of(inputs: Inputs, *gone: str) -> dict[str, tuple[str, float]]:
    """Return what each indicator rests on when the figures of some parts are not there."""
    ledgers = {
        unit_id: table[:0] if unit_id in gone else table
        for unit_id, table in inputs.ledgers.items()
    }
    known = replace(inputs, ledgers=ledgers)
    table = aggregate_basis(known, assess(known, 2026).series, 2026)
    return {row.indicator_id: (row.basis, round(row.weight_known, 2)) for row in table.itertuples()}


@pytest.mark.slow
def test_what_a_verdict_rests_on_is_told(inputs_read: InputsRead) -> None:
    inputs = inputs_read(MERGED)
    assert basis_of(inputs)["infant_mortality"] == ("all_parts", 1.0)
    two = basis_of(inputs, "tra-vinh")["infant_mortality"]
    assert two[0] == "some_parts" and 0.5 < two[1] < 1
    one = basis_of(inputs, "tra-vinh", "ben-tre")["infant_mortality"]
    assert one[0] == "not_joined" and pd.isna(one[1])


@pytest.mark.parametrize(
    ("unit_id", "agency", "day", "heirs"),
    [
        ("vinh-long", None, "2025-07-01", ("vinh-long-2025",)),
        ("trieu-son", None, "2025-07-01", ()),
        ("vinh-long", "Sở Lao động - Thương binh và Xã hội", "2025-03-01", ()),
    ],
)
def test_how_a_unit_or_an_agency_ended(
    inputs_read: InputsRead, unit_id: str, agency: str | None, day: str, heirs: tuple[str, ...]
) -> None:
    found = ending_of(inputs_read(unit_id), agency)
    assert found.day.isoformat() == day and found.heirs == heirs and found.legal_basis
    assert (found.heir is not None) is (agency is not None)


@pytest.mark.parametrize(("unit_id", "agency"), [("ninh-binh", None), ("vinh-long", "Sở Y tế")])
def test_what_goes_on_has_no_end(inputs_read: InputsRead, unit_id: str, agency: str | None) -> None:
    with pytest.raises(BadInput) as caught:
        ending_of(inputs_read(unit_id), agency)
    assert "parameters/successors.csv" in caught.value.message("vi")


@pytest.mark.parametrize(
    ("comparator", "goal", "trend"),
    [
        ("at_least", 80.0, "by_itself"),
        ("at_least", 90.0, "within"),
        ("at_least", 99.0, "beyond"),
        ("below", 99.0, "by_itself"),
        ("below", 90.0, "within"),
        ("at_most", 80.0, "beyond"),
        ("at_least", float("nan"), "unknown"),
    ],
)
def test_a_target_is_held_against_what_the_trend_would_give(
    comparator: str, goal: float, trend: str
) -> None:
    row = {"comparator": comparator, "goal": goal, "status": "likely", "projected_p10": 85.0,
           "projected_p90": 95.0}  # fmt: skip
    rows = pd.DataFrame([row, {**row, "status": "insufficient_evidence"}])
    assert list(beside_trend(rows)) == [trend, "unknown"]

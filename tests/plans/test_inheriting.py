"""A merged unit without a plan of its own inherits those of its parts."""

from __future__ import annotations

from pathlib import Path

import pytest
from making.programme import PROGRAMME

from analysis.language import BadInput
from analysis.plans.inheriting import inherited_plans, plan_in_force
from analysis.plans.plans import lead_agency, load_plan
from analysis.programme import Programme


def test_every_part_is_named_and_what_is_not_at_hand_is_none() -> None:
    found = {each.part_id: each.plan for each in inherited_plans("vinh-long-2025", PROGRAMME)}
    assert list(found) == ["vinh-long", "ben-tre", "tra-vinh"]
    assert found["ben-tre"] is None and found["tra-vinh"] is None


def test_targets_stay_as_issued_and_speak_of_the_heir() -> None:
    (first, *_) = inherited_plans("vinh-long-2025", PROGRAMME)
    assert first.plan is not None and first.issued is not None
    assert first.plan.unit_id == "vinh-long-2025"
    assert first.plan.targets == load_plan("vinh-long", PROGRAMME).targets
    assert "Bến Tre" in first.plan.territory.vi and "trước khi sáp nhập" in first.plan.territory.vi


def test_successors_stand_in_the_place_of_agencies_that_ended() -> None:
    (first, *_) = inherited_plans("vinh-long-2025", PROGRAMME)
    assert first.plan is not None and first.issued is not None
    before, after = lead_agency(first.issued, 10), lead_agency(first.plan, 10)
    assert before is not None and after is not None
    assert (before.name_vi, after.name_vi) == ("Sở Lao động - Thương binh và Xã hội", "Sở Y tế")
    assert after.leads == [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 22, 23, 24] and not after.ended
    assert first.plan.reporting.sent_to is not None
    assert first.plan.reporting.sent_to.vi == "Sở Y tế"
    assert first.plan.reporting.sent_to.en == "Department of Health"


def test_a_plan_of_one_s_own_comes_before_any_inherited() -> None:
    assert inherited_plans("ninh-binh", PROGRAMME) == ()
    assert plan_in_force("ninh-binh", PROGRAMME) is load_plan("ninh-binh", PROGRAMME)


def test_a_unit_that_inherits_nothing_has_no_plan() -> None:
    with pytest.raises(BadInput, match=r"data/plans/an-giang\.yml"):
        plan_in_force("an-giang", PROGRAMME)


def test_a_commune_inherits_the_plan_of_the_district_it_lies_in() -> None:
    files = dict(PROGRAMME.files)
    units, heirs = Path("parameters", "units.csv"), Path("parameters", "successors.csv")
    row = "xa-trieu-son,15664,commune,thanh-hoa,after-2025-07,xã Triệu Sơn,Triệu Sơn commune\n"
    files[units] = files[units].rstrip() + b"\n" + row.encode()
    files[heirs] = files[heirs].replace(
        b"unit,trieu-son,2025-07-01,,", b"unit,trieu-son,2025-07-01,xa-trieu-son,"
    )
    programme = Programme(files)
    plan = plan_in_force("xa-trieu-son", programme)
    assert plan.targets == load_plan("trieu-son", programme).targets
    assert "trên địa bàn Triệu Sơn trước đây" in plan.territory.vi
    assert {agency.name_vi for agency in plan.responsibilities.agencies} == {
        "Ủy ban nhân dân cấp xã",
        "Công an cấp xã",
    }

"""Forms: each agency is asked for its own figures, by a name that can be meant."""

from __future__ import annotations

import re

import pytest
from intake.made_forms import form_of, forms_of, inputs_of, justice
from making.programme import PLANNED
from making.quick import quick_only

from analysis.intake.forms.forms import find_form
from analysis.intake.forms.sheets import deadline
from analysis.language import BadInput
from analysis.plans import lead_agency

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("unit_id", quick_only(PLANNED, "ninh-binh", "vinh-long"))
def test_every_indicator_of_the_plan_is_asked_of_exactly_one_agency(unit_id: str) -> None:
    asked = [
        indicator_id
        for form in forms_of(unit_id)
        for indicator_id in {row.indicator_id for row in (*form.asked, *form.earlier)}
    ]
    assert sorted(asked) == sorted(set(inputs_of(unit_id).targets["indicator_id"]))


@pytest.mark.parametrize("unit_id", quick_only(PLANNED, "ninh-binh", "vinh-long"))
def test_an_agency_is_asked_for_what_it_leads(unit_id: str) -> None:
    inputs = inputs_of(unit_id)
    for form in forms_of(unit_id):
        for row in form.asked:
            lead = lead_agency(inputs.plan, int(row.given["chi_tieu"]))
            assert form.label.agency == (lead.name_vi if lead else "")


def test_an_agency_that_only_joins_has_no_form() -> None:
    assert "Công an tỉnh" not in {form.label.agency for form in forms_of("ninh-binh")}


def test_a_plan_without_agencies_has_one_form_of_borrowed_targets() -> None:
    (form,) = forms_of("dong-nai")
    assert not form.agency_fills_in
    assert form.indicator_count == 35
    own = {row.indicator_id: row.given["target"] for row in form.asked}
    (nation,) = forms_of("viet-nam")
    assert own == {row.indicator_id: row.given["target"] for row in nation.asked}


def test_owed_years_are_asked_and_the_years_before_can_be_revised() -> None:
    form = justice()
    assert [row.year for row in form.asked] == [2025, 2026]
    assert [row.year for row in form.earlier] == [2020, 2021, 2022, 2023, 2024]
    assert [row.status for row in form.asked] == ["official", "preliminary"]


def test_no_figure_is_asked_twice() -> None:
    for unit_id in PLANNED:
        for form in forms_of(unit_id):
            keys = [(row.indicator_id, row.year) for row in (*form.asked, *form.earlier)]
            assert len(keys) == len(set(keys))


def test_the_latest_known_figure_is_told_with_its_year_and_whose_it_is() -> None:
    form = form_of("vinh-long", "Sở Y tế")
    told = {row.indicator_id: row.given["known"] for row in form.asked}
    assert re.fullmatch(r"Năm 20\d\d: \d+,\d\s‰ \(.*Thống kê\)", told["infant_mortality"])
    assert told["hiv_mtct"] == "chưa có"


def test_a_known_year_is_not_asked_but_can_be_revised() -> None:
    (form,) = forms_of("viet-nam", 2019)
    rows = {(row.indicator_id, row.year): row for row in form.earlier}
    assert rows["infant_mortality", 2018].given["known"] != "chưa có"
    assert ("infant_mortality", 2018) not in {(row.indicator_id, row.year) for row in form.asked}


def test_the_due_day_is_the_plans() -> None:
    assert str(justice().due) == "2026-11-15"
    assert {form.due for form in forms_of("vinh-long")} == {None}


def test_a_dissolved_receiver_stands_for_whoever_took_over() -> None:
    told = deadline(form_of("vinh-long", "Sở Y tế"))
    assert told.startswith("Gửi về: cơ quan tiếp nhận nhiệm vụ của Sở Lao động")
    assert deadline(justice()) == "Gửi về: Sở Y tế. Hạn gửi: trước ngày 15/11/2026."


# Agencies by name.


@pytest.mark.parametrize("asked", ["Sở Tư pháp", "sở tư pháp", "so tu phap", "TƯ PHÁP", "phap"])
def test_an_agency_is_found_by_a_part_of_its_name(asked: str) -> None:
    assert form_of("ninh-binh", asked).label.agency == "Sở Tư pháp"


@pytest.mark.parametrize(
    ("unit_id", "asked", "key"),
    [
        ("ninh-binh", "Sở", "forms.several_agencies"),
        ("ninh-binh", "Công an tỉnh", "forms.unknown_agency"),
        ("ninh-binh", "", "forms.unknown_agency"),
        ("ninh-binh", None, "forms.no_agency_given"),
        ("dong-nai", "Sở Y tế", "forms.plan_without_agencies"),
    ],
)
def test_an_agency_that_cannot_be_meant_is_refused(
    unit_id: str, asked: str | None, key: str
) -> None:
    with pytest.raises(BadInput) as caught:
        find_form(list(forms_of(unit_id)), inputs_of(unit_id).plan, asked)
    assert [fault.key for fault in caught.value.faults] == [key]


def test_file_names_are_plain_and_unlike() -> None:
    names = [form.file_name for unit_id in PLANNED for form in forms_of(unit_id)]
    assert "ninh-binh-2026-so-y-te.xlsx" in names
    assert "vinh-long-2026-so-lao-dong-thuong-binh-va-xa-hoi.xlsx" in names
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]+\.xlsx", name) for name in names)

"""One lead agency's page: the agency is found by its name, and the page holds only its targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analysis.language import LANGS, BadInput, Lang, slug_of
from analysis.plans.agencies import find_agency
from analysis.report import objectives, scorecard, sections

if TYPE_CHECKING:
    from tests.conftest import Assessed

NAMES = ["Sở Y tế", "Sở Tư pháp", "Sở Giáo dục và Đào tạo"]


@pytest.mark.parametrize("asked_for", ["Sở Y tế", "sở y tế", "so y te", "y te", " Y TẾ "])
def test_an_agency_is_found_by_its_name_or_a_part_of_it(asked_for: str) -> None:
    assert find_agency(NAMES, asked_for) == "Sở Y tế"


@pytest.mark.parametrize("asked_for", ["Sở", "công an", "", "Sở Y tế tỉnh"])
def test_a_name_that_fits_none_or_several_is_refused_with_the_names(asked_for: str) -> None:
    with pytest.raises(BadInput) as caught:
        find_agency(NAMES, asked_for)
    assert "Sở Tư pháp" in caught.value.message("vi")


def test_a_slug_stands_in_file_names() -> None:
    assert slug_of("Sở Giáo dục và Đào tạo") == "so-giao-duc-va-dao-tao"


@pytest.mark.slow
def test_a_page_holds_what_the_agency_leads_and_nothing_else(assessed: Assessed) -> None:
    whole = assessed("ninh-binh", "illustrative")
    part = whole.for_agency("Sở Giáo dục và Đào tạo")
    ids = set(part.results["indicator_id"])
    assert set(part.results["lead_agency"]) == {"Sở Giáo dục và Đào tạo"}
    for name in ("series", "projections", "readings", "disagreements", "owed", "quality"):
        assert set(getattr(part, name)["indicator_id"]) <= ids
    parts = [whole.for_agency(name) for name in whole.results["lead_agency"].dropna().unique()]
    led = whole.results["lead_agency"].notna()
    assert sum(len(one.results) for one in parts) == led.sum()
    with pytest.raises(BadInput, match="Sở Y tế"):
        whole.for_agency("Sở Y")


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_the_page_says_whose_it_is_and_leaves_empty_objectives_out(
    assessed: Assessed, lang: Lang
) -> None:
    part = assessed("ninh-binh", "illustrative").for_agency("Sở Giáo dục và Đào tạo")
    name = "Sở Giáo dục và Đào tạo" if lang == "vi" else "Department of Education and Training"
    assert name in sections.heading_block(part, lang).subject
    led = set(part.results["objective"])
    shown = {number for number in (1, 2, 3, 4) if objectives.objective(part, number, lang).items}
    assert shown == led != {1, 2, 3, 4}
    rows = [row for group in scorecard.table(part, lang).groups for row in group.rows]
    assert len(rows) == part.results["indicator_id"].nunique()

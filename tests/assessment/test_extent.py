"""Which report a unit gets: the short one only where almost nothing is known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from analysis.assessment import has_few_figures, judged_count

if TYPE_CHECKING:
    from tests.conftest import Assessed

pytestmark = pytest.mark.slow


def test_illustrative_figures_make_a_full_report(assessed: Assessed) -> None:
    assert not has_few_figures(assessed("vinh-long", "illustrative"))


def test_real_provinces_have_few_figures_and_the_nation_has_more(assessed: Assessed) -> None:
    few = {unit: has_few_figures(assessed(unit, "real")) for unit in ("ninh-binh", "viet-nam")}
    assert few == {"ninh-binh": True, "viet-nam": False}


def test_both_limits_have_to_be_kept(assessed: Assessed) -> None:
    """Few verdicts on many figures, or many on few, is a full report."""
    full = assessed("vinh-long", "illustrative")
    status = full.results["status"].where(full.results.index < 2, "insufficient_evidence")
    unjudged = replace(full, results=full.results.assign(status=status))
    assert judged_count(unjudged.results) <= 2
    assert not has_few_figures(unjudged)
    bare = replace(unjudged, series=full.series.iloc[:0])
    assert has_few_figures(bare)
    assert not has_few_figures(replace(full, series=full.series.iloc[:0]))


def test_the_part_of_one_agency_is_never_the_short_report(assessed: Assessed) -> None:
    whole = assessed("ninh-binh", "real")
    lead = whole.results["lead_agency"].dropna().iloc[0]
    assert not has_few_figures(whole.for_agency(lead))

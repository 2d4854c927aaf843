"""The assessment as a value: each target once, only figures of its time, proxies apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from making.programme import PLANNED
from making.quick import quick_only

from analysis.assessment.assessment import Assessment, assess
from analysis.assessment.results import RESULTS
from analysis.ledger import OBSERVATIONS
from analysis.plans import Reporting, due_date, figure_due, list_owed_figures

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.conftest import Assessed, InputsRead

MORTALITY = ("neonatal_mortality", "infant_mortality", "under5_mortality")
DATA = (("viet-nam", "real"), ("vinh-long", "illustrative"))
TYPES = {"year": "Int64", "value": float, "numerator": float, "denominator": float}


def figure(indicator_id: str, year: int, value: float, **more: Any) -> dict[str, Any]:
    row = {
        "unit_id": "trieu-son",
        "indicator_id": indicator_id,
        "year": year,
        "value": value,
        "numerator": None,
        "denominator": None,
        "nature": "administrative",
        "status": "official",
        "source": "register",
        "published": None,
        "note": None,
    }
    return row | more


def ledger(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(OBSERVATIONS.columns))
    texts = dict.fromkeys(set(OBSERVATIONS.columns) - set(TYPES), "str")
    return OBSERVATIONS.validate(frame.astype(texts | TYPES))


def run(indicator_id: str, start: int, *values: float, **more: Any) -> list[dict[str, Any]]:
    return [figure(indicator_id, start + k, value, **more) for k, value in enumerate(values)]


@pytest.fixture(scope="session")
def with_figures(inputs_read: InputsRead) -> Any:
    """Assess Triệu Sơn, which has no figures of its own, on the few given ones."""
    inputs = inputs_read("trieu-son")

    def make(*rows: dict[str, Any], edition: int = 2026) -> Assessment:
        return assess(replace(inputs, ledgers={"trieu-son": ledger(*rows)}), edition)

    return make


def row_of(assessment: Assessment, indicator_id: str, year: int) -> dict[str, Any]:
    table = assessment.results
    chosen = table[(table["indicator_id"] == indicator_id) & (table["target_year"] == year)]
    (row,) = chosen.to_dict("records")
    return row


@pytest.mark.parametrize("unit_id", quick_only(PLANNED, "viet-nam", "ninh-binh"))
def test_published_results_are_valid_and_judge_every_target_once(
    assessed: Assessed, unit_id: str
) -> None:
    assessment = assessed(unit_id)
    results, targets = assessment.published_results, assessment.inputs.targets
    assert list(results.columns) == list(RESULTS.columns)
    assert not results.duplicated(["indicator_id", "target_year"]).any()
    assert set(results["unit_id"]) == {unit_id}
    found = set(zip(results["indicator_id"], results["target_year"], strict=True))
    dated = targets[targets["year"].notna()]
    expected = set(zip(dated["indicator_id"], dated["year"], strict=True))
    ends = targets[targets["year"].isna() & targets["period"].notna()]
    expected |= {(row.indicator_id, int(row.period[-4:])) for row in ends.itertuples()}
    years = sorted(dated["year"].unique())
    open_ended = targets[targets["year"].isna() & targets["period"].isna()]
    expected |= {(name, year) for name in open_ended["indicator_id"] for year in years}
    assert found == expected


@pytest.mark.parametrize("unit_id", quick_only(PLANNED, "viet-nam", "ninh-binh"))
def test_results_follow_the_programme_and_hold_no_proxies(assessed: Assessed, unit_id: str) -> None:
    assessment = assessed(unit_id)
    about = assessment.inputs.indicators.set_index("indicator_id")
    order = [list(about.index).index(name) for name in assessment.results["indicator_id"]]
    assert order == sorted(order)
    assert about.loc[assessment.results["indicator_id"], "proxy_for"].isna().all()
    assert about.loc[assessment.series["indicator_id"], "proxy_for"].isna().all()
    assert about.loc[assessment.proxies["indicator_id"], "proxy_for"].notna().all()


def test_proxies_of_the_nation_are_kept_beside_the_results(assessed: Assessed) -> None:
    assert "overweight_u5" in set(assessed("viet-nam").proxies["indicator_id"])


@pytest.mark.parametrize("edition", quick_only([2024, 2026], 2024))
@pytest.mark.parametrize(("unit_id", "data"), quick_only(DATA, ("viet-nam", "real")))
def test_nothing_after_the_edition_is_used(
    assessed: Assessed, unit_id: str, data: Any, edition: int
) -> None:
    assessment = assessed(unit_id, data, edition)
    for table in (assessment.series, assessment.proxies, assessment.quality, assessment.national):
        assert (table["year"] <= edition).all()
    assert (assessment.results["latest_year"].dropna() <= edition).all()
    assert (assessment.projections["origin_year"] <= edition).all()


def test_an_earlier_edition_is_what_would_have_been_said_then(with_figures: Any) -> None:
    early = run("birth_registration_u5", 2019, 95.0, 95.5, 96.0, 96.5, 97.0, 97.5)
    late = run("birth_registration_u5", 2025, 60.0, 60.0)
    doubtful = [figure("stunting_u5", 2025, 99.0, status="suspect")]
    then = with_figures(*early, edition=2024)
    now_told_more = with_figures(*early, *late, *doubtful, edition=2024)
    pd.testing.assert_frame_equal(then.results, now_told_more.results)
    pd.testing.assert_frame_equal(then.owed, now_told_more.owed)
    pd.testing.assert_frame_equal(then.quality, now_told_more.quality)
    assert row_of(with_figures(*early, *late), "birth_registration_u5", 2025)["status"] == (
        "not_achieved"
    )


def test_vinh_long_in_2024_has_no_decided_target_of_2025(assessed: Assessed) -> None:
    results = assessed("vinh-long", "illustrative", 2024).results
    first = results[results["target_year"] == 2025]
    decided = first[first["status"].isin(["achieved", "not_achieved"])]
    # "None at all" has failed for good once one year of its span has seen a case.
    assert list(decided["indicator_id"]) == ["child_marriage"]
    assert list(decided["status"]) == ["not_achieved"]
    later = assessed("vinh-long", "illustrative").results
    assert {"achieved", "not_achieved"} <= set(later[later["target_year"] == 2025]["status"])


def test_verdicts_hold_together(assessed: Assessed) -> None:
    results = assessed("vinh-long", "illustrative").results
    decided = results["status"].isin(["achieved", "not_achieved"])
    certain = results["attainment_probability"].isin([0.0, 1.0])
    assert (certain[decided]).all()
    assert results.loc[decided, "projected_p50"].isna().all()
    ahead = results[results["projected_p50"].notna()]
    assert (ahead["projected_p10"] <= ahead["projected_p50"]).all()
    assert (ahead["projected_p50"] <= ahead["projected_p90"]).all()
    assert (ahead["target_year"] > ahead["latest_year"]).all()


def test_dong_nai_is_held_against_the_national_values(assessed: Assessed) -> None:
    keys = ["indicator_id", "target_year", "comparator", "target_value", "unit"]
    own, national = assessed("dong-nai"), assessed("viet-nam")
    assert own.inputs.plan.targets_from == "viet-nam"
    assert set(own.results["target_year"]) == {2025, 2030}
    pd.testing.assert_frame_equal(
        own.published_results[keys].reset_index(drop=True),
        national.published_results[keys].reset_index(drop=True),
    )
    assert own.inputs.first_year == 2021
    assert own.published_results["lead_agency"].isna().all()


def test_mortality_printed_in_another_unit_is_not_judged(with_figures: Any) -> None:
    rows = [row for name in MORTALITY for row in run(name, 2020, 15.0, 14.0, 13.0, 12.0, 11.0)]
    results = with_figures(*rows).results
    mortality = results[results["indicator_id"].isin(MORTALITY)]
    assert len(mortality) == 6
    assert set(mortality["status"]) == {"not_judged"}
    assert (mortality["latest_value"] == 11.0).all()
    blank = ["attainment_probability", "goal", "gap", "projected_p50"]
    blank += ["required_annual_change_from_baseline", "required_annual_change"]
    assert mortality[blank].isna().all(axis=None)


def test_only_a_target_that_is_met_unrounded_asks_for_nothing_more(
    assessed: Assessed, with_figures: Any
) -> None:
    goal = row_of(assessed("trieu-son"), "birth_registration_u5", 2030)["target_value"]
    for latest, required in ((goal, 0.0), (goal - 0.04, 0.04 / 5)):
        rows = run("birth_registration_u5", 2023, 95.0, 96.0, latest)
        row = row_of(with_figures(*rows), "birth_registration_u5", 2030)
        assert (row["gap"] == 0) == (required == 0)
        assert row["required_annual_change"] == pytest.approx(required)


def test_old_figures_are_told_and_judged_as_far_as_the_record_goes(with_figures: Any) -> None:
    rows = run("birth_registration_u5", 2016, 95.0, 95.5, 96.0)
    row = row_of(with_figures(*rows), "birth_registration_u5", 2030)
    assert (row["status"], row["evidence_grade"]) == ("unlikely_without_acceleration", "C")
    assert row["stale"]
    older = run("birth_registration_u5", 2013, 95.0, 95.5, 96.0)
    beyond = row_of(with_figures(*older), "birth_registration_u5", 2030)
    assert beyond["status"] == "insufficient_evidence" and beyond["stale"]
    assert np.isnan(beyond["attainment_probability"]) and pd.isna(beyond["evidence_grade"])
    assert not row_of(with_figures(*rows, edition=2021), "birth_registration_u5", 2030)["stale"]


def test_a_passed_year_without_a_figure_is_marked_as_unobserved(with_figures: Any) -> None:
    rows = run("birth_registration_u5", 2019, 95.0, 95.5, 96.0, 96.5, 97.0, 97.5)
    assessment = with_figures(*rows)
    passed, coming = (row_of(assessment, "birth_registration_u5", y) for y in (2025, 2030))
    assert passed["unobserved"]
    assert not coming["unobserved"]


# Figures owed


def owed(
    years: list[int], known: list[int], edition: int, through: int | None = None
) -> dict[str, Any] | None:
    results = pd.DataFrame({"target_year": years}).assign(
        unit_id="trieu-son", chi_tieu=14, indicator_id="x", lead_agency="Phòng Tư pháp"
    )
    series = pd.DataFrame({"indicator_id": "x", "year": pd.array(known, dtype="Int64")})
    found = list_owed_figures(results, series, edition, through=through or edition - 1)
    found = found.to_dict("records")
    return found[0] if found else None


def test_owed_are_the_last_full_year_and_target_years_that_passed() -> None:
    found = owed([2025, 2030], [2019, 2023], 2027)
    assert found is not None
    assert found["owed_years"] == (2025, 2026)
    assert found["latest_year"] == 2023
    assert found["lead_agency"] == "Phòng Tư pháp"
    assert owed([2025, 2030], [], 2027)["owed_years"] == (2025, 2026)  # type: ignore[index]


def test_a_form_asks_for_its_own_year_which_a_report_does_not_count_as_owed() -> None:
    report, form = owed([2026, 2030], [], 2026), owed([2026, 2030], [], 2026, through=2026)
    assert report is not None
    assert form is not None
    assert report["owed_years"] == (2025,)
    assert form["owed_years"] == (2025, 2026)


def test_nothing_is_owed_once_it_is_there_and_nothing_of_the_future() -> None:
    assert owed([2025, 2030], [2025, 2026], 2027) is None
    assert owed([2025, 2030], [2023], 2024) is None


def test_every_indicator_without_figures_is_owed(assessed: Assessed) -> None:
    assessment = assessed("trieu-son")
    assert set(assessment.owed["indicator_id"]) == set(assessment.results["indicator_id"])
    assert assessment.owed["latest_year"].isna().all()


def test_due_day_is_that_of_the_plan_in_the_edition() -> None:
    blank = dict.fromkeys(("clause", "sent_by", "sent_to", "forwarded_due", "forwarded_by",
                           "forwarded_to"))  # fmt: skip
    printed = Reporting(yearly=True, due={"day": 15, "month": 11}, **blank)
    assert due_date(printed, 2026) == date(2026, 11, 15)
    assert due_date(Reporting(yearly=True, due=None, **blank), 2026) is None


def test_the_figures_of_a_year_are_due_on_the_reporting_day_of_the_next() -> None:
    blank = dict.fromkeys(("clause", "sent_by", "sent_to", "forwarded_due", "forwarded_by",
                           "forwarded_to"))  # fmt: skip
    printed = Reporting(yearly=True, due={"day": 15, "month": 11}, **blank)
    assert [figure_due(printed, year) for year in (2022, 2025)] == [
        date(2023, 11, 15), date(2026, 11, 15),
    ]  # fmt: skip


def test_probabilities_of_all_units_are_within_bounds(assessed: Assessed) -> None:
    for unit_id in PLANNED:
        found = assessed(unit_id).results["attainment_probability"].dropna()
        assert np.logical_and(found >= 0, found <= 1).all()

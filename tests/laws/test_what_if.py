"""Laws of scenarios, whatever the series and its target."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, assume, given, settings, strategies as st

from analysis.assessment import (
    Case,
    Inputs,
    NeededPace,
    Pace,
    Scenario,
    Shock,
    needed_pace,
    open_case,
    play,
)
from analysis.programme import StatusRules

RULES = StatusRules(0.80, 0.50, 0.20, least_points=3, oldest_years=3)
EDITION, TARGET_YEAR = 2026, 2030
# Each example projects a series anew: one that fails is told as it is.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
chances = st.sampled_from([0.3, 0.5, 0.65, 0.8, 0.9])
paces = st.integers(-60, 60).map(lambda tenths: tenths / 10)


def inputs_of(better: str) -> Inputs:
    about = {
        "indicator_id": "some_share", "unit": "percent", "better": better, "lower": 0.0,
        "nature": "administrative", "upper": 100.0, "decimals": 1, "weight": "communes",
        "weight_fit": "near",
    }  # fmt: skip
    found = SimpleNamespace(
        unit=SimpleNamespace(unit_id="here", level="province"), units={}, rules=RULES,
        indicators=pd.DataFrame([about]),
        weights=pd.DataFrame(columns=["unit_id", "weight", "year", "value"]),
        boundaries=pd.DataFrame(columns=["unit_id", "part_id"]),
    )  # fmt: skip
    return cast("Inputs", found)


def series_of(values: list[float]) -> pd.DataFrame:
    first = 2026 - len(values)
    return pd.DataFrame(
        {
            "unit_id": "here", "indicator_id": "some_share", "value": values, "qualifier": None,
            "year": pd.array(range(first, 2026), dtype="Int64"), "nature": "administrative",
            "status": "official", "source": "register", "numerator": np.nan,
            "denominator": np.nan, "aggregation_sd": 0.0, "rival_source": None,
            "rival_value": np.nan, "territory_break": None,
        }
    )  # fmt: skip


def case_of(values: list[float], goal: float, *, up: bool, kind: str = "threshold") -> Case:
    spans = kind != "threshold"
    judged = pd.DataFrame(
        [{
            "unit_id": "here", "indicator_id": "some_share", "kind": kind, "unit": "percent",
            "comparator": "at_least" if up else "at_most", "target_value": goal,
            "target_value_high": np.nan, "target_year": TARGET_YEAR,
            "first_year": 2028 if spans else TARGET_YEAR,
        }]
    )  # fmt: skip
    series = series_of(values)
    inputs = inputs_of("up" if up else "down")
    return open_case(inputs, EDITION, series.assign(comparable=True), judged, "some_share")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    start, step = draw(st.floats(10, 90)), draw(st.floats(-3, 3))
    noise = draw(st.lists(st.floats(-1, 1), min_size=4, max_size=9))
    values = [round(float(np.clip(start + step * k + e, 0.5, 99.5)), 2)
              for k, e in enumerate(noise)]  # fmt: skip
    goal, up = round(draw(st.floats(3, 97)), 1), draw(st.booleans())
    return case_of(values, goal, up=up, kind=draw(st.sampled_from(["threshold", "maintain"])))


def supposed(**what: Any) -> Scenario:
    given_first: dict[str, Any] = {
        "name": "x", "unit_id": "here", "indicator_id": "some_share", "data": "real",
        "from_year": EDITION + 1,
    }  # fmt: skip
    return Scenario(**given_first, **what)


def probability(case: Case, **what: Any) -> float:
    return float(play(case, supposed(**what)).results["attainment_probability"].iloc[-1])


def solved(case: Case, chance: float) -> NeededPace:
    found = needed_pace(case, TARGET_YEAR, chance)
    assume(found.hindrance is None)
    return found


@pytest.mark.slow
@settings(max_examples=25, phases=PHASES)
@given(cases(), chances)
def test_at_the_needed_pace_the_target_is_as_likely_as_asked(case: Case, chance: float) -> None:
    found = solved(case, chance)
    reached = probability(case, pace=Pace(points=found.points))
    assert reached == pytest.approx(found.reached, abs=1e-9)
    if found.reached == pytest.approx(chance, abs=1e-6):
        return
    # Many projected values at one bound move as one: then the pace before it is not enough.
    better = 1 if case.upward else -1
    assert found.reached > chance
    assert probability(case, pace=Pace(points=found.points - better * 1e-6)) < chance


def test_the_usual_target_has_just_the_probability_that_was_asked_for() -> None:
    case = case_of([30.0, 28.5, 27.9, 26.4, 25.2, 24.9], 18.0, up=False)
    for chance in (0.2, 0.5, 0.8, 0.95):
        found = needed_pace(case, TARGET_YEAR, chance)
        assert found.reached == pytest.approx(chance, abs=1e-9)
        assert probability(case, pace=Pace(points=found.points)) == pytest.approx(chance, abs=1e-9)
        assert probability(case, pace=Pace(times=found.times)) == pytest.approx(chance, abs=1e-6)


@pytest.mark.slow
@settings(max_examples=25, phases=PHASES)
@given(cases(), paces, paces)
def test_a_faster_pace_never_makes_it_less_likely(case: Case, one: float, other: float) -> None:
    slow, fast = sorted((one, other), reverse=not case.upward)
    assert probability(case, pace=Pace(points=slow)) <= (
        probability(case, pace=Pace(points=fast)) + 1e-9
    )


@pytest.mark.slow
@settings(max_examples=25, phases=PHASES)
@given(cases())
def test_what_supposes_nothing_changes_nothing(case: Case) -> None:
    as_it_is = play(case)
    for nothing in ({"pace": Pace(times=1.0)}, {"shock": Shock(year=2028, points=0.0)}):
        played = play(case, supposed(**nothing))
        pd.testing.assert_frame_equal(played.results, as_it_is.results, rtol=1e-12)


@pytest.mark.slow
@settings(max_examples=25, phases=PHASES)
@given(cases(), paces)
def test_a_moved_projection_goes_where_it_is_sent_and_stays_a_distribution(
    case: Case, points: float
) -> None:
    before, after = play(case).outlook, play(case, supposed(pace=Pace(points=points))).outlook
    assert before is not None and after is not None
    assert (np.diff(after.values, axis=1) >= 0).all()
    assert after.values.min() >= 0 and after.values.max() <= 100
    start = before.quantile(EDITION, 0.5)
    for year in range(EDITION + 1, TARGET_YEAR + 1):
        asked = float(np.clip(start + points * (year - EDITION), 0, 100))
        assert after.quantile(year, 0.5) == pytest.approx(asked, abs=1e-6)
    assert (after.values[0] == before.values[0]).all()


@pytest.mark.slow
@settings(max_examples=25, phases=PHASES)
@given(cases(), paces, st.floats(0, 1))
def test_a_shock_is_felt_from_its_year_on_as_long_as_it_lasts(
    case: Case, points: float, left: float
) -> None:
    before = play(case).outlook
    after = play(case, supposed(shock=Shock(year=2028, points=points, left=left))).outlook
    assert before is not None and after is not None
    for year in (2026, 2027, 2028, 2029, 2030):
        felt = points * left ** (year - 2028) if year >= 2028 else 0.0
        asked = float(np.clip(before.quantile(year, 0.5) + felt, 0, 100))
        assert after.quantile(year, 0.5) == pytest.approx(asked, abs=1e-6)


@pytest.mark.slow
@settings(max_examples=25, phases=PHASES)
@given(cases(), st.floats(0, 10))
def test_a_stricter_target_is_never_more_likely(case: Case, more: float) -> None:
    goal = float(case.judged["target_value"].iloc[0])
    harder = float(np.clip(goal + (more if case.upward else -more), 0, 100))
    stricter = play(case.with_target(harder, None)).results["attainment_probability"].iloc[-1]
    plain = play(case).results["attainment_probability"].iloc[-1]
    assert pd.isna(plain) or stricter <= plain + 1e-9


def test_a_decided_or_unprojected_target_needs_no_pace() -> None:
    hindrances = {
        "nothing_projected": case_of([50.0], 60.0, up=True),
        "too_late": replace(case_of([50.0, 51.0, 52.0], 60.0, up=True), edition=2030),
        "out_of_reach": case_of([50.0, 20.0, 80.0, 10.0, 90.0], 100.0, up=True),
    }
    for hindrance, case in hindrances.items():
        assert needed_pace(case, TARGET_YEAR).hindrance == hindrance

"""Gains are moves beyond noise, over years enough, of what may be judged."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from assessment.judged_targets import outlook

from analysis.assessment import sure_gains

NAME = "birth_registration_u5"
ABOUT = pd.DataFrame([{"indicator_id": NAME, "decimals": 1, "better": "up"}])


def gains(**more: Any) -> list[float]:
    row = {
        "unit_id": "vinh-long",
        "indicator_id": NAME,
        "status": "likely",
        "baseline_year": 2020,
        "baseline_value": 80.0,
        "latest_year": 2025,
        "latest_value": 88.0,
        "latest_qualifier": None,
        "goal": 90.0,
    } | more
    ahead = {("vinh-long", NAME): outlook(88.0, 88.0, 88.0, 88.0, 88.0, spread=2.0)}
    return list(sure_gains(pd.DataFrame([row]), ahead, ABOUT)["covered"])


def test_a_clear_move_towards_the_target_is_a_gain() -> None:
    assert gains() == [pytest.approx(0.8)]


def test_a_move_within_the_noise_of_the_series_is_none() -> None:
    """97,8 to 98,1 with a target of 98 would be 150 % of the way."""
    assert gains(baseline_value=97.8, latest_value=98.1, goal=98.0) == []


@pytest.mark.parametrize(
    "more",
    [
        {"baseline_year": 2023},
        {"status": "insufficient_evidence"},
        {"latest_qualifier": "above"},
        {"latest_value": 70.0},
        {"unit_id": "dong-thap"},
    ],
)
def test_what_is_short_unsure_backward_or_without_outlook_is_no_gain(more: dict[str, Any]) -> None:
    assert gains(**more) == []

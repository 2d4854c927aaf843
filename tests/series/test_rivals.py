"""When two figures cannot both be right: beyond rounding, and beyond what a bound leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.series.rivals import contradicts


def said(value: float, qualifier: str | None = None) -> dict[str, Any]:
    return {"stated_value": value, "stated_qualifier": qualifier}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (said(98.1), said(98.1), False),
        (said(98.1), said(98.2), True),
        (said(98.14), said(98.1), False),
        (said(98.14), said(98.2), True),
        (said(98), said(98.5), False),
        (said(98), said(97.4), True),
        (said(10, "below"), said(8.2), False),
        (said(10, "below"), said(10.4), True),
        (said(95, "above"), said(97.3), False),
        (said(95, "above"), said(90, "above"), False),
        (said(95, "above"), said(94.2), True),
    ],
)
def test_two_figures_contradict_each_other(
    one: dict[str, Any], other: dict[str, Any], expected: bool
) -> None:
    assert contradicts(one, other) is expected
    assert contradicts(other, one) is expected

"""How improving paces went on: one case per year with figures far enough on both sides."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.track_record.paces import pace_table

BETTER = pd.DataFrame([("stunting", "down"), ("schooling", "up")],
                      columns=["indicator_id", "better"])  # fmt: skip


def series(indicator_id: str, values: dict[int, float]) -> pd.DataFrame:
    table = pd.DataFrame({"year": list(values), "value": list(values.values())})
    return table.assign(kind="survey", unit_id="VNM", indicator_id=indicator_id)


def test_a_pace_that_halves_is_kept_by_half() -> None:
    table = pace_table(series("stunting", {2000: 40.0, 2005: 30.0, 2010: 25.0}), BETTER)
    (row,) = table.to_dict("records")
    assert (row["cases"], row["kept"], row["half_kept"]) == (1, 0.0, 1.0)
    assert row["median_ratio"] == pytest.approx(0.5)


def test_what_got_worse_before_or_has_no_later_figure_is_no_case() -> None:
    worse = series("schooling", {2000: 90.0, 2005: 80.0, 2010: 85.0})
    short = series("schooling", {2000: 80.0, 2005: 90.0, 2006: 91.0})
    assert pace_table(pd.concat([worse, short.assign(unit_id="LAO")]), BETTER).empty

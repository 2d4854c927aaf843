"""Merged provinces of the record: put together from all parts, leaning on the one that goes on."""

from __future__ import annotations

import pandas as pd
import pytest
from track_record.made_panels import INDICATORS, panel

from analysis.track_record.mergers import FORMER, MERGED_ALONE, mergers_table, put_together

PAIRS = {f"merged-{n:02}": [f"u{n:02}", f"u{n + 20:02}"] for n in range(20)}


def test_a_merged_province_is_the_mean_of_its_parts_where_all_have_a_figure() -> None:
    rows = pd.DataFrame(
        [("a", 2010, 10.0), ("b", 2010, 20.0), ("a", 2011, 12.0)],
        columns=["unit_id", "year", "value"],
    ).assign(indicator_id="share")
    made = put_together(rows, {"ab": ["a", "b"], "ac": ["a", "c"]})
    assert made.to_dict("records") == [
        {"year": 2010, "unit_id": "ab", "value": 15.0, "indicator_id": "share"}
    ]


@pytest.mark.slow
def test_a_former_province_that_goes_on_tells_more_than_nothing_does() -> None:
    provinces, nation = panel(common=0.5, own=1.0)
    table = mergers_table(provinces, nation, INDICATORS, PAIRS).set_index(["known", "hidden"])
    errors = table["error_ratio"]
    assert (errors[MERGED_ALONE] == 1.0).all()
    assert (errors[FORMER] < 0.9).all()
    assert (table.loc[FORMER, "values"] == table.loc[MERGED_ALONE, "values"]).all()

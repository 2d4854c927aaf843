"""The split by time: only origins from its year on are compared, on one scale."""

from __future__ import annotations

import pandas as pd

from analysis.track_record.scoring import OURS, REFERENCE
from analysis.track_record.time_split import EARLY, LEARNT_TO, SHIPPED, time_split_table


def scores(origin: int, ours: float, unchanged: float, usual: float) -> pd.DataFrame:
    """Give two values of one origin, each scored under both methods."""
    rows = [
        {"kind": "survey", "unit_id": unit, "indicator_id": "share", "origin_year": origin,
         "year": origin + 1, "horizon": 1, "method": method, "crps": error, "error": error,
         "usual_error": usual, "inside_80": inside, "inside_95": True}
        for unit, inside in (("a", True), ("b", False))
        for method, error in ((OURS, ours), (REFERENCE, unchanged))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_origins_before_the_year_are_left_out_and_losses_are_over_the_same_usual_error() -> None:
    late = scores(LEARNT_TO, 1.0, 2.0, 2.0)
    told = pd.concat([scores(LEARNT_TO - 1, 9.0, 1.0, 1.5), late.assign(usual_error=1.5)])
    early = scores(LEARNT_TO, 0.5, 7.0, 7.0)
    table = time_split_table(early, told).set_index("learnt")
    assert list(table.index) == [EARLY, SHIPPED]
    assert list(table["values"]) == [2, 2]
    assert list(table["inside_80"]) == [0.5, 0.5]
    assert list(table["crps_ratio"]) == [0.25, 0.5]

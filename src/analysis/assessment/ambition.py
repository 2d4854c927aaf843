"""How much a target asks for beside what its trend would give anyway.

The trend is the projection in the target year: its 80 % interval, from what was reported alone. A
target on the better side of the whole interval asks for more than the trend; one that the whole
interval meets would come by itself, if things go on as they did.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.programme import meets
from analysis.tables import records

# The trend alone gives it; it lies within what the trend may give; it asks for more; nobody knows.
TRENDS = ("by_itself", "within", "beyond", "unknown")


def beside_trend(results: pd.DataFrame) -> pd.Series:
    """Return for each row of results what its target asks for beside the trend (``TRENDS``).

    ``results`` has ``comparator, goal, status, projected_p10, projected_p90``. Nothing is known
    where no projection reaches the year, or where the evidence is too little to say.
    """
    return pd.Series([_trend(row) for row in records(results)], index=results.index, dtype=str)


def _trend(row: dict[str, Any]) -> str:
    ends = (row["projected_p10"], row["projected_p90"])
    unsure = row["status"] in ("insufficient_evidence", "no_data", "not_judged")
    if unsure or pd.isna(row["goal"]) or any(pd.isna(end) for end in ends):
        return "unknown"
    met = [meets(row["comparator"], float(end), float(row["goal"])) for end in ends]
    return "by_itself" if all(met) else "within" if any(met) else "beyond"

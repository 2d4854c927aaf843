"""From observations to one comparable series per indicator.

Where several sources give the same indicator, one of them is the series:

- a figure marked ``suspect`` stays in its ledger and enters no series;
- sources that end at most ``NEWEST_WITHIN_YEARS`` before the newest are contenders, and the
  contender with the most years is taken (a tie goes to the newer, then to the slug);
- two publishers are never spliced. The one exception is a census beside household surveys: both
  ask households the same question, so the census fills years that the surveys leave open. The
  ledger's own rule makes this safe: a near relative of an indicator has another ``indicator_id``.

A merged unit is built from the units before the merger, each with its own series by the rules
above. Its own rows win over the aggregate of the same year, and the aggregate fills other years
only where it comes from the same sources or is of the same nature: a department's register after
the merger does not continue a model's figures from before it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.catalogue import text
from analysis.schemas import OBSERVATIONS, SERIES
from analysis.unit_merging import aggregate_parts

NEWEST_WITHIN_YEARS = 2
_COLUMNS = list(SERIES.columns)
_TYPES = {"value": "float64", "numerator": "float64", "denominator": "float64", "year": "Int64"}


def build_series(
    observations: pd.DataFrame,
    indicators: pd.DataFrame,
    boundaries: pd.DataFrame,
    weights: pd.DataFrame,
    unit_id: str,
) -> pd.DataFrame:
    """Return one value per indicator and year of ``unit_id``, valid under ``SERIES``.

    ``observations`` holds the rows of the unit and, for a merged unit, of its parts (``part_id``
    in ``boundaries``); rows of other units are ignored. ``weights`` has ``unit_id, weight, year,
    value``. ``weight_known`` is 1 for the unit's own figures and the share of the weight covered
    by the known parts for an aggregate. The order of the rows given does not matter.
    """
    own = _unit_series(observations, unit_id)
    own = own[own["indicator_id"].isin(indicators["indicator_id"])]
    part_ids = sorted(boundaries.loc[boundaries["unit_id"] == unit_id, "part_id"])
    if not part_ids:
        return _as_series(own)
    parts = pd.concat([_unit_series(observations, part_id) for part_id in part_ids])
    met = set(own["indicator_id"]) | set(parts["indicator_id"])
    joined: list[pd.DataFrame] = []
    for indicator in indicators[indicators["indicator_id"].isin(met)].itertuples():
        mine = own[own["indicator_id"] == indicator.indicator_id]
        theirs = parts[parts["indicator_id"] == indicator.indicator_id]
        measured = (str(indicator.unit), str(indicator.denominator_en))
        aggregate = aggregate_parts(theirs, part_ids, measured, weights, unit_id)
        joined.append(_join_own_and_aggregate(mine, pd.DataFrame(aggregate, columns=_COLUMNS)))
    filled = [frame for frame in joined if not frame.empty]
    return _as_series(pd.concat(filled) if filled else own)


def choose_source(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the source that is the series of one unit and indicator.

    ``rows`` are observations of one unit and one indicator. ``note`` tells which sources were
    left aside, and where a census was joined to surveys.
    """
    runs = _join_census(_runs(rows[rows["status"] != "suspect"]))
    if not runs:
        return rows[:0]
    newest = max(int(run["year"].max()) for run in runs.values())
    contenders = {
        name: run
        for name, run in runs.items()
        if int(run["year"].max()) >= newest - NEWEST_WITHIN_YEARS
    }
    chosen = min(contenders, key=lambda name: _preference(name, contenders[name]))
    others = ", ".join(sorted(name for name in runs if name != chosen))
    series = contenders[chosen]
    if others:
        series = _noted(series, text("series.chosen", "vi", source=chosen, others=others))
    return series


def _unit_series(observations: pd.DataFrame, unit_id: str) -> pd.DataFrame:
    rows = observations[observations["unit_id"] == unit_id]
    chosen = [choose_source(group) for _, group in rows.groupby("indicator_id", sort=True)]
    filled = [frame for frame in chosen if not frame.empty]
    frame = pd.concat(filled) if filled else _empty()
    return frame.assign(weight_known=1.0)


def _runs(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {
        str(source): run.sort_values("year") for source, run in rows.groupby("source", sort=True)
    }


def _join_census(runs: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Replace the longest survey run and the census runs by one run, when there are both."""
    surveys = {name: run for name, run in runs.items() if set(run["nature"]) == {"survey"}}
    censuses = {name: run for name, run in runs.items() if set(run["nature"]) == {"census"}}
    if not surveys or not censuses:
        return runs
    longest = min(surveys, key=lambda name: _preference(name, surveys[name]))
    joined = pd.concat([surveys[longest], *censuses.values()])
    joined = joined.drop_duplicates("year").sort_values("year")
    names = [longest, *censuses]
    rest = {name: run for name, run in runs.items() if name not in names}
    return rest | {" + ".join(names): _noted(joined, text("series.census_joined", "vi"))}


def _preference(name: str, run: pd.DataFrame) -> tuple[int, int, str]:
    return (-len(run), -int(run["year"].max()), name)


def _join_own_and_aggregate(own: pd.DataFrame, aggregate: pd.DataFrame) -> pd.DataFrame:
    if own.empty or aggregate.empty:
        return aggregate if own.empty else own
    same_nature = set(own["nature"]) == set(aggregate["nature"])
    if not same_nature and set(own["source"]) != set(aggregate["source"]):
        return _noted(own, text("series.own_only", "vi"))
    earlier = aggregate[~aggregate["year"].isin(list(own["year"]))]
    return pd.concat([own, earlier]) if len(earlier) else own


def _noted(rows: pd.DataFrame, note: str) -> pd.DataFrame:
    return rows.assign(note=[f"{old}; {note}" if _is_text(old) else note for old in rows["note"]])


def _is_text(note: Any) -> bool:
    return isinstance(note, str) and note != ""


def _empty() -> pd.DataFrame:
    types = {column: _TYPES.get(column, "str") for column in OBSERVATIONS.columns}
    return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in types.items()})


def _as_series(frame: pd.DataFrame) -> pd.DataFrame:
    types = {column: _TYPES.get(column, "str") for column in _COLUMNS}
    typed = frame[_COLUMNS].astype(types | {"weight_known": "float64"})
    ordered = typed.sort_values(["unit_id", "indicator_id", "year"], ignore_index=True)
    return SERIES.validate(ordered)

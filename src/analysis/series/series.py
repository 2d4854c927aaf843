"""From observations to one comparable series per indicator.

Where several sources give the same indicator, one of them is the series:

- a figure marked ``suspect`` stays in its ledger and enters no series;
- where numerator and denominator are known the value is their ratio, unrounded; otherwise it is
  the value as it was stated;
- a figure that is only a bound ("trên 95 %") is in the series with its qualifier and is worked with
  nowhere as if it were a figure: ``figure_rows`` leaves it out;
- sources that end at most ``NEWEST_WITHIN_YEARS`` before the newest are contenders, and the
  contender with the most years is taken (a tie goes to the newer, then to the slug);
- two publishers are never spliced. The one exception is a census beside household surveys: both
  ask households the same question, so the census fills years that the surveys leave open. The
  ledger's own rule makes this safe: a near relative of an indicator has another ``indicator_id``.

A merged unit is built from the units before the merger, each with its own series by the rules
above. Its own rows win over the aggregate of the same year, and the aggregate fills other years
only where it comes from the same sources or is of the same nature: a department's register after
the merger does not continue a model's figures from before it.

Each value of a merged unit speaks of a territory, and only values of one territory are compared:

- a figure that says of which boundaries it speaks speaks of these. Any other of a merged unit
  speaks of it from ``boundaries.first_year`` of the merger on, and before it only where it was
  published after the merger or confirmed as computed anew; else it was made for another territory,
  and the aggregate of the year is better. See ``analysis.series.territory``;
- an aggregate of all parts is the merged unit rebuilt by weights; one of some parts speaks of
  these parts only (``parts``). A source that all parts have is kept for each of them as long as it
  is as recent as what all have: one part's newer figure does not drop its history;
- ``comparable`` marks the values whose territory is that of the newest one. The others stay in
  the series, so that a chart can show them apart, and enter no pace, no reading, no projection. A
  figure of the merged unit is never comparable in the series of a former one;
- ``rival_source`` and ``rival_value`` name a standing figure of another source that contradicts
  the one in use (see ``analysis.series.rivals``): nothing is decided by such a value;
- ``territory_break`` is the day of the merger at the first own value after others: there the
  figures behind the series change, rebuilt or not.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pandera.pandas as pa

from analysis.language import text
from analysis.ledger import FIGURE, OBSERVATIONS, join_sources
from analysis.programme import exact_figures, is_bound, number_column, text_column
from analysis.series.continuing import (
    OTHER_TERRITORY,
    continue_series,
    is_told,
    noted,
    with_note,
)
from analysis.series.merging import Row, aggregate_parts
from analysis.series.rivals import with_rivals, without_rivals
from analysis.series.territory import (
    SharedSources,
    shared_sources,
    side_of_merger,
    speaks_of_unit,
)
from analysis.series.weights import HeldWeights, measure_of
from analysis.tables import with_plain_words

NEWEST_WITHIN_YEARS = 2
SERIES = pa.DataFrameSchema(
    {
        **FIGURE,
        "source": text_column(),
        "published": text_column(nullable=True),
        "note": text_column(nullable=True),
        "weight_known": pa.Column(float, pa.Check.in_range(0, 1)),
        "aggregation_sd": pa.Column(float, pa.Check.ge(0)),
        "territory_break": text_column(
            nullable=True, checks=pa.Check.str_matches(r"^\d{4}-\d{2}-\d{2}$")
        ),
        "comparable": pa.Column(bool),
        "parts": text_column(nullable=True),
        "rival_source": text_column(nullable=True),
        "rival_value": number_column(nullable=True),
    },
    strict=True,
    unique=["unit_id", "indicator_id", "year"],
    name="series",
    description="What can be compared: one value per unit, indicator and year.",
)
_COLUMNS = list(SERIES.columns)
_TYPES = {
    **dict.fromkeys(("value", "numerator", "denominator"), "float64"),
    **dict.fromkeys(("weight_known", "aggregation_sd", "rival_value"), "float64"),
    "year": "Int64",
    "comparable": "bool",
}


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
    by the known parts for an aggregate; ``aggregation_sd`` is 0 for own figures and else the
    uncertainty that the joining adds, in the indicator's unit. The order of the rows given does
    not matter.

    >>> from analysis.ledger import load_ledgers, open_books
    >>> from analysis.programme import load_programme
    >>> from analysis.project import project_root
    >>> from analysis.series import build_series
    >>> programme = load_programme(project_root())
    >>> ledgers = load_ledgers(["viet-nam"], open_books(project_root()), programme)
    >>> about = programme.indicators, programme.boundaries, programme.weights
    >>> series = build_series(ledgers.observations["viet-nam"], *about, "viet-nam")
    >>> deaths = series[series["indicator_id"] == "infant_mortality"]
    >>> deaths["year"].is_unique, float(deaths["aggregation_sd"].max())
    (True, 0.0)
    """
    merger = boundaries[boundaries["unit_id"] == unit_id]
    part_ids = sorted(merger["part_id"])
    stated = with_plain_words(observations[observations["unit_id"].isin([unit_id, *part_ids])])
    units = stated["indicator_id"].map(indicators.set_index("indicator_id")["unit"])
    observations = exact_figures(stated, units).assign(
        stated_value=stated["value"], stated_qualifier=stated["qualifier"]
    )
    own = _unit_series(observations, unit_id, boundaries)
    own = own[own["indicator_id"].isin(indicators["indicator_id"])]
    if merger.empty:
        return _as_series(own)
    since = str(merger["valid_from"].max())
    held = HeldWeights(weights, part_ids)
    of_own = _by_indicator(own)
    of_parts = _by_indicator(_part_series(observations, part_ids, boundaries))
    left_out = "; ".join(sorted({note for note in merger["note"] if is_told(note)}))
    joined: list[Row] = []
    for _, indicator in indicators.iterrows():
        mine, theirs = (rows.get(indicator["indicator_id"], []) for rows in (of_own, of_parts))
        if mine or theirs:
            rebuilt = aggregate_parts(theirs, part_ids, measure_of(indicator), held, unit_id)
            # What of the merged unit is in none of its parts is told where the boundaries name it.
            told = [noted(row, left_out) if left_out else row for row in rebuilt]
            joined += continue_series(mine, [row | {"own": False} for row in told], since)
    return _as_series(pd.DataFrame(joined, columns=_COLUMNS) if joined else own)


def _by_indicator(rows: pd.DataFrame) -> dict[str, list[Row]]:
    """Return rows by their indicator, each of these in the order of the table."""
    found: dict[str, list[Row]] = {}
    for row in rows.to_dict("records"):
        found.setdefault(str(row["indicator_id"]), []).append(row)
    return found


def comparable_rows(series: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that speak of the territory of their newest value (``SERIES``)."""
    return series[series["comparable"]].reset_index(drop=True)


def figure_rows(series: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are figures, without those that are only a bound."""
    return series[~is_bound(series["qualifier"])].reset_index(drop=True)


def choose_source(rows: pd.DataFrame, shared: SharedSources | None = None) -> pd.DataFrame:
    """Return the rows of the source that is the series of one unit and indicator.

    ``rows`` are observations of one unit and one indicator; ``shared`` is given for a part of a
    merged unit. ``note`` tells which sources were left aside, and where a census was joined to
    surveys.
    """
    told = rows[rows["status"] != "suspect"]
    if len(told) and (told["source"] == told["source"].iloc[0]).all():
        return told.sort_values("year")
    runs = _join_census(_runs(told))
    if not runs:
        return rows[:0]
    newest = max(int(run["year"].max()) for run in runs.values())
    if shared is not None:
        newest = min(newest, shared.newest)
    contenders = {
        name: run
        for name, run in runs.items()
        if int(run["year"].max()) >= newest - NEWEST_WITHIN_YEARS
    }
    if shared is not None:
        kept = {name: run for name, run in contenders.items() if shared.has(name)}
        contenders = kept or contenders
    chosen = min(contenders, key=lambda name: _preference(name, contenders[name]))
    others = ", ".join(sorted(name for name in runs if name != chosen))
    series = contenders[chosen]
    if others:
        series = _noted(series, text("series.chosen", "vi", source=chosen, others=others))
    return series


def _part_series(
    observations: pd.DataFrame, part_ids: list[str], boundaries: pd.DataFrame
) -> pd.DataFrame:
    """Return the series of the parts of a merged unit, of figures that speak of the parts."""
    stated = observations[observations["unit_id"].isin(part_ids)]
    stated = stated[stated["status"] != "suspect"]
    shared = {
        str(name): found
        for name, rows in stated.groupby("indicator_id")
        if (found := shared_sources(rows))
    }
    series = pd.concat(
        [_unit_series(observations, part_id, boundaries, shared) for part_id in part_ids]
    )
    return series[series["own"]]


def _unit_series(
    observations: pd.DataFrame,
    unit_id: str,
    boundaries: pd.DataFrame,
    shared: Mapping[str, SharedSources] | None = None,
) -> pd.DataFrame:
    """Return the unit's own figures, those of its territory (``own``) and those of another one."""
    stated = observations[observations["unit_id"] == unit_id].reset_index(drop=True)
    here = speaks_of_unit(stated, unit_id, boundaries)
    settled = _of_one_source(stated, here)
    chosen = [without_rivals(stated[settled].sort_values("year")).assign(own=True)]
    for indicator_id, rows in stated[~settled].groupby("indicator_id", sort=True):
        source = (shared or {}).get(str(indicator_id))
        of_unit = here[rows.index]
        mine, other = (rows, rows[:0]) if of_unit.all() else (rows[of_unit], rows[~of_unit])
        if len(mine):
            chosen.append(with_rivals(choose_source(mine, source), mine).assign(own=True))
        if len(other):
            chosen.append(with_rivals(choose_source(other), other).assign(own=False))
    filled = [frame for frame in chosen if not frame.empty]
    frame = pd.concat(filled) if filled else _empty().assign(own=True)
    own = frame["own"].astype(bool)
    twice = ~own & frame.set_index(["indicator_id", "year"]).index.isin(
        frame[own].set_index(["indicator_id", "year"]).index
    )
    marks = {"weight_known": 1.0, "aggregation_sd": 0.0, "parts": None, "territory_break": None}
    frame = frame.assign(
        **marks, own=own, comparable=own, territory=own.map({True: unit_id, False: OTHER_TERRITORY})
    )[~twice]
    return _with_notes(frame, unit_id, boundaries)


def _of_one_source(stated: pd.DataFrame, here: pd.Series) -> pd.Series:
    """Mark the indicators of which nothing is to be chosen: one source, nothing else, nowhere else.

    They are most of a large ledger, and are taken as they are, all at once.
    """
    by_indicator = stated["indicator_id"]
    doubted = (stated["status"] == "suspect") | ~here.astype(bool)
    sources = stated.groupby(by_indicator)["source"].transform("nunique")
    return (sources == 1) & ~doubted.groupby(by_indicator).transform("any")


def _with_notes(frame: pd.DataFrame, unit_id: str, boundaries: pd.DataFrame) -> pd.DataFrame:
    """Tell in their notes which figures speak of another territory, and of which."""
    side = side_of_merger(unit_id, boundaries)
    elsewhere = frame[~frame["own"]]
    if side is None or elsewhere.empty:
        return frame
    key = "series.newer_territory" if side.ended else "series.other_territory"
    noted = _noted(elsewhere, text(key, "vi", day=side.day))
    return pd.concat([frame[frame["own"]], noted]) if len(elsewhere) < len(frame) else noted


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
    return rest | {join_sources(names): _noted(joined, text("series.census_joined", "vi"))}


def _preference(name: str, run: pd.DataFrame) -> tuple[int, int, str]:
    return (-len(run), -int(run["year"].max()), name)


def _noted(rows: pd.DataFrame, note: str) -> pd.DataFrame:
    return rows.assign(note=[with_note(old, note) for old in rows["note"]])


def _empty() -> pd.DataFrame:
    types = {column: _TYPES.get(column, "str") for column in OBSERVATIONS.columns}
    empty = pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in types.items()})
    stated = {"stated_value": empty["value"], "stated_qualifier": empty["qualifier"]}
    return with_rivals(empty.assign(**stated), empty.assign(**stated))


def _as_series(frame: pd.DataFrame) -> pd.DataFrame:
    types = {column: _TYPES.get(column, "str") for column in _COLUMNS}
    ordered = (
        frame[_COLUMNS]
        .astype(types)
        .sort_values(["unit_id", "indicator_id", "year"], ignore_index=True)
    )
    return SERIES.validate(ordered)

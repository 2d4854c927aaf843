"""What is missing, doubtful or wrong in a unit's figures, and what a reader should know of them.

Each finding names the figures that show it. How outliers and implausible regularity are measured
stands in ``analysis.quality.signals``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.ledger import current_statements
from analysis.plans import Reporting, figure_due
from analysis.programme import NESTED_RATES
from analysis.quality.issues import (
    QUALITY_COLUMNS,
    SEVERITIES,
    SEVERITY_OF,
    Issue,
    as_rows,
    issue,
    latest,
)
from analysis.quality.patterns import pattern_issues

# The children whom one indicator counts are those among whom the other is measured.
SAME_CHILDREN = (("special_circumstances", "special_circumstances_supported"),)
# Two counts of the same children in the same year may differ by this much: the day of the count.
SAME_COUNT = 0.05
# Two publications of one survey may differ by this much: rounding, and a late revision.
SAME_SURVEY = 0.02
_COMPUTED = ("estimate", "modelled")


@dataclass(frozen=True)
class Examined:
    """What is examined of one unit: only figures of years up to the edition.

    ``ledger`` holds what the unit's ledger states (``schemas.OBSERVATIONS``), ``statements`` all
    it ever stated (``schemas.STATEMENTS``), ``series`` what was made of it (``schemas.SERIES``);
    ``peers`` is stated of other units of the same level. ``planned`` are the indicators of the
    unit's plan in its order, ``owed`` the table of ``list_owed_figures``; both are empty for a
    unit without a plan. Figures before ``oldest`` are too old to conclude from.
    """

    ledger: pd.DataFrame
    statements: pd.DataFrame
    series: pd.DataFrame
    peers: pd.DataFrame
    indicators: pd.DataFrame
    planned: tuple[str, ...]
    owed: pd.DataFrame
    reporting: Reporting | None
    oldest: int


def list_quality_issues(examined: Examined) -> pd.DataFrame:
    """Return one row per issue (``QUALITY_COLUMNS``), the most serious first.

    ``kind`` and ``severity`` (one of ``SEVERITIES``) say what it is; ``year``, ``value`` and
    ``source`` name the figure concerned, ``other_id`` and ``other_value`` the one it is held
    against, ``facts`` holds what else the sentence tells, as plain values. Within a severity the
    indicators stand in the programme's order.
    """
    ledger, series = examined.ledger, examined.series
    stated = ledger[ledger["status"] != "suspect"]
    issues = [
        *_contradictory(series),
        *_denominators_differ(stated, examined.indicators),
        *_counts_differ(stated),
        *pattern_issues(stated, series, examined.peers, examined.indicators),
        *_publishers_differ(stated),
        *_stale(series, examined),
        *_owed(examined),
        *_coverage(examined),
        *_modelled(series),
        *_marked(ledger, series),
        *_merged(series),
        *_revised(examined.statements),
        *_corrected(examined.statements, ledger),
    ]
    return _ordered(issues, list(examined.indicators["indicator_id"]))


def _ordered(issues: list[Issue], programme: list[str]) -> pd.DataFrame:
    explained = {row["indicator_id"] for row in issues if row["kind"] == "parallel"}
    told = [
        row
        for row in issues
        # That a series moves as a model does says more than that somebody marked it as one.
        if row["kind"] != "modelled" or row["indicator_id"] not in explained
    ]
    for row in told:
        row["severity"] = row["severity"] or SEVERITY_OF.get(row["kind"], "note")
    place = {name: number for number, name in enumerate(programme)}
    told.sort(
        key=lambda row: (SEVERITIES.index(row["severity"]), place.get(row["indicator_id"], -1))
    )
    frame = pd.DataFrame(told, columns=list(QUALITY_COLUMNS), dtype=object)
    return frame.astype({"year": "Int64", "value": "float64", "other_value": "float64"})


def _contradictory(series: pd.DataFrame) -> Iterator[Issue]:
    values = series.set_index(["indicator_id", "year"])["value"]
    for part, whole in NESTED_RATES:
        for row in as_rows(series[series["indicator_id"] == part]):
            other = values.get((whole, row["year"]))
            if other is not None and row["value"] > other:
                yield issue("contradictory", row, other_id=whole, other_value=float(other))


def _denominators_differ(ledger: pd.DataFrame, indicators: pd.DataFrame) -> Iterator[Issue]:
    """Two indicators that one source counts among the same people: a survey has its sample."""
    about = indicators[indicators["nature"] == "administrative"].set_index("indicator_id")
    counted = ledger[ledger["denominator"].notna()]
    counted = counted[counted["indicator_id"].isin(about.index)]
    people = counted["indicator_id"].map(about["denominator_vi"])
    found: dict[tuple[str, str, str], list[Issue]] = {}
    for _, rows in counted.groupby([people, "year", "source"], sort=True):
        ordered = rows.sort_values(["denominator", "indicator_id"])
        low, high = as_rows(ordered.iloc[[0, -1]])
        if high["denominator"] > low["denominator"] * (1 + SAME_COUNT):
            facts = {"count": low["denominator"], "other_count": high["denominator"]}
            pair = (low["indicator_id"], high["indicator_id"], low["source"])
            row = issue("denominators_differ", low, other_id=high["indicator_id"], **facts)
            found.setdefault(pair, []).append(row)
    yield from map(_newest_of, found.values())


def _counts_differ(ledger: pd.DataFrame) -> Iterator[Issue]:
    for counted, among in SAME_CHILDREN:
        first = ledger[(ledger["indicator_id"] == counted) & ledger["numerator"].notna()]
        second = ledger[(ledger["indicator_id"] == among) & ledger["denominator"].notna()]
        both = first.merge(second, on=["year", "source"], suffixes=("", "_other"))
        counts, others = both["numerator"], both["denominator_other"]
        differing = both[(counts - others).abs() > SAME_COUNT * counts.combine(others, max)]
        found = [
            issue("counts_differ", row, other_id=among, count=row["numerator"],
                  other_count=row["denominator_other"])
            for row in as_rows(differing)
        ]  # fmt: skip
        if found:
            yield _newest_of(found)


def _newest_of(found: list[Issue]) -> Issue:
    """Return the newest of the same issue in several years; it tells the years."""
    newest = max(found, key=lambda row: row["year"])
    newest["facts"]["years"] = sorted(int(row["year"]) for row in found)
    return newest


def _publishers_differ(ledger: pd.DataFrame) -> Iterator[Issue]:
    """Models and different kinds of source may differ; two counts of one kind should not."""
    shared = ledger[ledger.duplicated(["indicator_id", "year"], keep=False)]
    for _, rows in shared.groupby("indicator_id"):
        newest = rows[rows["year"] == rows["year"].max()].sort_values("value")
        low, high = as_rows(newest.iloc[[0, -1]])
        if low["value"] != high["value"]:
            counted = low["nature"] == high["nature"] and low["nature"] not in _COMPUTED
            far = high["value"] - low["value"] > SAME_SURVEY * high["value"]
            severity = "doubtful" if counted and far else "note"
            both = {**low, "source": f"{low['source']} {high['source']}"}
            yield issue("publishers_differ", both, severity=severity, other_value=high["value"])


def _stale(series: pd.DataFrame, examined: Examined) -> Iterator[Issue]:
    """Only what a plan asks for is concluded from, and can be too old for it."""
    for row in latest(series[series["indicator_id"].isin(examined.planned)]):
        if row["year"] < examined.oldest:
            yield issue("stale", row)


def _owed(examined: Examined) -> Iterator[Issue]:
    for row in as_rows(examined.owed):
        years = [int(year) for year in row["owed_years"]]
        facts: dict[str, Any] = {
            "years": years,
            "due": [_due(examined.reporting, year) for year in years],
            "agency": row["lead_agency"] if isinstance(row["lead_agency"], str) else None,
        }
        yield issue("owed", {"indicator_id": row["indicator_id"], "year": years[-1]}, **facts)


def _due(reporting: Reporting | None, year: int) -> str | None:
    day = figure_due(reporting, year) if reporting else None
    return day.isoformat() if day else None


def _coverage(examined: Examined) -> Iterator[Issue]:
    """How many figures each indicator has, and of which year the newest is."""
    years = examined.series.groupby("indicator_id")["year"]
    counts, newest = years.size().to_dict(), years.max().to_dict()
    programme = [name for name in examined.indicators["indicator_id"] if name in counts]
    wanted = examined.planned or programme
    figures = {
        name: {"figures": int(counts[name]), "latest_year": int(newest[name])}
        for name in wanted
        if name in counts
    }
    yield issue("coverage", {}, indicators=figures, known=len(figures), total=len(wanted))


def _modelled(series: pd.DataFrame) -> Iterator[Issue]:
    for row in latest(series):
        if row["nature"] == "modelled":
            yield issue("modelled", row)


def _marked(ledger: pd.DataFrame, series: pd.DataFrame) -> Iterator[Issue]:
    """Figures that carry a mark: preliminary, doubtful to their publisher, or not exact."""
    for row in latest(series):
        if row["status"] == "preliminary":
            yield issue("preliminary", row)
    for row in as_rows(ledger[ledger["status"] == "suspect"]):
        yield issue("suspect", row)
    for _, rows in ledger[ledger["qualifier"].notna()].groupby("indicator_id"):
        row = latest(rows)[0]
        years = sorted({int(year) for year in rows["year"]})
        yield issue("qualified", row, years=years, qualifier=row["qualifier"])


def _merged(series: pd.DataFrame) -> Iterator[Issue]:
    """Figures put together from former units, and the place where the territory changes."""
    for row in latest(series):
        if row["weight_known"] < 1:
            yield issue("aggregated", row, share=float(row["weight_known"]))
    changed = series[series["territory_break"].notna()]
    for day, rows in changed.groupby("territory_break"):
        count = int(rows["indicator_id"].nunique())
        yield issue("territory_break", {"year": rows["year"].min()}, day=str(day), figures=count)


def _revised(statements: pd.DataFrame) -> Iterator[Issue]:
    known = {row["statement"]: row for row in as_rows(statements)}
    for row in known.values():
        before = known.get(row["supersedes"]) if pd.notna(row["supersedes"]) else None
        if before is not None and before["value"] != row["value"]:
            yield issue(
                "revised", row, other_value=before["value"], received=str(row["received"])[:10]
            )


def _corrected(statements: pd.DataFrame, ledger: pd.DataFrame) -> Iterator[Issue]:
    """Yield the figures that a correction changed: the ledger's own value is the other one."""
    keys = ["indicator_id", "year", "source"]
    found = current_statements(statements)[[*keys, "value"]]
    both = ledger.merge(found, on=keys, suffixes=("", "_found"))
    for row in as_rows(both[both["value"] != both["value_found"]]):
        yield issue("corrected", row, other_value=row["value_found"])

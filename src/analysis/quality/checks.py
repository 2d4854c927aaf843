"""What is missing, doubtful or wrong in a unit's figures, and what a reader should know of them.

Each finding names the figures that show it. How outliers and implausible regularity are measured
stands in ``analysis.quality.signals``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from analysis.ledger import current_statements, without_undone
from analysis.plans import Reporting, figure_due
from analysis.programme import BOUNDS, COMPUTED_NATURES, nested_rates, same_children
from analysis.quality.issues import QUALITY_COLUMNS, SEVERITIES, Examined, Issue, issue, latest
from analysis.quality.patterns import (
    history_issues,
    parallel_issues,
    peer_issues,
    regular_issues,
    repeated_issues,
    round_issues,
)
from analysis.tables import records, with_plain_words

# Two counts of the same children in the same year may differ by this much: the day of the count.
SAME_COUNT = 0.05
# Two publications of one survey may differ by this much: rounding, and a late revision.
SAME_SURVEY = 0.02


def list_quality_issues(examined: Examined) -> pd.DataFrame:
    """Return one row per issue (``QUALITY_COLUMNS``), the most serious first.

    ``kind`` and ``severity`` (one of ``SEVERITIES``) say what it is; ``year``, ``value`` and
    ``source`` name the figure concerned, ``other_id`` and ``other_value`` the one it is held
    against, ``facts`` holds what else the sentence tells, as plain values. Within a severity the
    indicators stand in the programme's order.
    """
    examined = replace(
        examined,
        ledger=with_plain_words(examined.ledger),
        statements=with_plain_words(examined.statements),
        series=with_plain_words(examined.series),
    )
    issues = [
        {**row, "kind": check.kind, "severity": row["severity"] or check.severity}
        for check in CHECKS
        for row in check.find(examined)
    ]
    explained = {row["indicator_id"] for row in issues if row["kind"] == "parallel"}
    open_ones = {(row["indicator_id"], row["year"]) for row in issues if row["kind"] == "undecided"}
    told = [
        row
        for row in issues
        # That a series moves as a model does says more than that somebody marked it as one.
        if (row["kind"] != "modelled" or row["indicator_id"] not in explained)
        and (
            row["kind"] != "publishers_differ"
            or (row["indicator_id"], row["year"]) not in open_ones
        )
    ]
    place = {name: number for number, name in enumerate(examined.indicators["indicator_id"])}
    told.sort(
        key=lambda row: (SEVERITIES.index(row["severity"]), place.get(row["indicator_id"], -1))
    )
    frame = pd.DataFrame(told, columns=list(QUALITY_COLUMNS), dtype=object)
    return frame.astype({"year": "Int64", "value": "float64", "other_value": "float64"})


def _contradictory(examined: Examined) -> Iterator[Issue]:
    """A bound contradicts only where it leaves no room: a part above 10, a whole below 9."""
    series = examined.series
    sides = series["qualifier"].map(BOUNDS).fillna(0)
    # What bounds a part from above, or a whole from below, does not bound it from the other side.
    parts, wholes = series[sides >= 0], series[sides <= 0]
    values = wholes.set_index(["indicator_id", "year"])["value"]
    for part, whole in nested_rates(examined.indicators):
        for row in records(parts[parts["indicator_id"] == part]):
            other = values.get((whole, row["year"]))
            if other is not None and row["value"] > other:
                yield issue(row, other_id=whole, other_value=float(other))


def _undecided(examined: Examined) -> Iterator[Issue]:
    """Two standing sources that cannot both be right, of a year that decides a target."""
    series = examined.series
    for row in records(series[series["rival_source"].notna()]):
        if (row["indicator_id"], int(row["year"])) in examined.decisive:
            both = {**row, "source": f"{row['source']} {row['rival_source']}"}
            yield issue(both, other_value=float(row["rival_value"]))


def _denominators_differ(examined: Examined) -> Iterator[Issue]:
    """Two indicators that one source counts among the same people: a survey has its sample."""
    ledger, indicators = examined.stated, examined.indicators
    about = indicators[indicators["nature"] == "administrative"].set_index("indicator_id")
    counted = ledger[ledger["denominator"].notna()]
    counted = counted[counted["indicator_id"].isin(about.index)]
    people = counted["indicator_id"].map(about["denominator_vi"])
    found: dict[tuple[str, str, str], list[Issue]] = {}
    same = counted.groupby([people, "year", "source"], sort=True)["denominator"]
    apart = same.transform("max") > same.transform("min") * (1 + SAME_COUNT)
    for _, rows in counted[apart].groupby([people[apart], "year", "source"], sort=True):
        ordered = rows.sort_values(["denominator", "indicator_id"])
        low, high = records(ordered.iloc[[0, -1]])
        if high["denominator"] > low["denominator"] * (1 + SAME_COUNT):
            facts = {"count": low["denominator"], "other_count": high["denominator"]}
            pair = (low["indicator_id"], high["indicator_id"], low["source"])
            row = issue(low, other_id=high["indicator_id"], **facts)
            found.setdefault(pair, []).append(row)
    yield from map(_newest_of, found.values())


def _counts_differ(examined: Examined) -> Iterator[Issue]:
    ledger = examined.stated
    for counted, among in same_children(examined.indicators):
        first = ledger[(ledger["indicator_id"] == counted) & ledger["numerator"].notna()]
        second = ledger[(ledger["indicator_id"] == among) & ledger["denominator"].notna()]
        both = first.merge(second, on=["year", "source"], suffixes=("", "_other"))
        counts, others = both["numerator"], both["denominator_other"]
        differing = both[(counts - others).abs() > SAME_COUNT * counts.combine(others, max)]
        found = [
            issue(row, other_id=among, count=row["numerator"],
                  other_count=row["denominator_other"])
            for row in records(differing)
        ]  # fmt: skip
        if found:
            yield _newest_of(found)


def _newest_of(found: list[Issue]) -> Issue:
    """Return the newest of the same issue in several years; it tells the years."""
    newest = max(found, key=lambda row: row["year"])
    newest["facts"]["years"] = sorted(int(row["year"]) for row in found)
    return newest


def _publishers_differ(examined: Examined) -> Iterator[Issue]:
    """Models and different kinds of source may differ; two counts of one kind should not."""
    ledger = examined.stated
    shared = ledger[ledger.duplicated(["indicator_id", "year"], keep=False)]
    for _, rows in shared.groupby("indicator_id"):
        newest = rows[rows["year"] == rows["year"].max()].sort_values("value")
        low, high = records(newest.iloc[[0, -1]])
        if low["value"] != high["value"]:
            counted = low["nature"] == high["nature"] and low["nature"] not in COMPUTED_NATURES
            far = high["value"] - low["value"] > SAME_SURVEY * high["value"]
            severity = "doubtful" if counted and far else "note"
            both = {**low, "source": f"{low['source']} {high['source']}"}
            yield issue(both, severity=severity, other_value=high["value"])


def _stale(examined: Examined) -> Iterator[Issue]:
    """Only what a plan asks for is concluded from, and can be too old for it."""
    series = examined.series
    for row in latest(series[series["indicator_id"].isin(examined.planned)]):
        if row["year"] < examined.oldest:
            yield issue(row)


def _owed(examined: Examined) -> Iterator[Issue]:
    for row in records(examined.owed):
        years = [int(year) for year in row["owed_years"]]
        facts: dict[str, Any] = {
            "years": years,
            "due": [_due(examined.reporting, year) for year in years],
            "agency": row["lead_agency"] if isinstance(row["lead_agency"], str) else None,
        }
        yield issue({"indicator_id": row["indicator_id"], "year": years[-1]}, **facts)


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
    yield issue({}, indicators=figures, known=len(figures), total=len(wanted))


def _modelled(examined: Examined) -> Iterator[Issue]:
    for row in latest(examined.series):
        if row["nature"] == "modelled":
            yield issue(row)


def _preliminary(examined: Examined) -> Iterator[Issue]:
    for row in latest(examined.series):
        if row["status"] == "preliminary":
            yield issue(row)


def _suspect(examined: Examined) -> Iterator[Issue]:
    """Figures that are doubtful to their publisher."""
    for row in records(examined.ledger[examined.ledger["status"] == "suspect"]):
        yield issue(row)


def _qualified(examined: Examined) -> Iterator[Issue]:
    """Figures that are not exact."""
    qualified = examined.ledger[examined.ledger["qualifier"].notna()]
    for _, rows in qualified.groupby("indicator_id"):
        row = latest(rows)[0]
        years = sorted({int(year) for year in rows["year"]})
        yield issue(row, years=years, qualifier=row["qualifier"])


def _aggregated(examined: Examined) -> Iterator[Issue]:
    """Figures put together from former units of which some are missing."""
    for row in latest(examined.series):
        if row["weight_known"] < 1:
            yield issue(row, share=float(row["weight_known"]))


def _territory_break(examined: Examined) -> Iterator[Issue]:
    series = examined.series
    changed = series[series["territory_break"].notna()]
    for day, rows in changed.groupby("territory_break"):
        count = int(rows["indicator_id"].nunique())
        yield issue({"year": rows["year"].min()}, day=str(day), figures=count)


def _revised(examined: Examined) -> Iterator[Issue]:
    known = {row["statement"]: row for row in records(without_undone(examined.statements))}
    for row in known.values():
        before = known.get(row["supersedes"]) if pd.notna(row["supersedes"]) else None
        if before is not None and before["value"] != row["value"]:
            yield issue(row, other_value=before["value"], received=str(row["received"])[:10])


def _corrected(examined: Examined) -> Iterator[Issue]:
    """Yield the figures that a correction changed: the ledger's own value is the other one."""
    keys = ["indicator_id", "year", "source"]
    found = current_statements(examined.statements)[[*keys, "value"]]
    both = examined.ledger.merge(found, on=keys, suffixes=("", "_found"))
    for row in records(both[both["value"] != both["value_found"]]):
        yield issue(row, other_value=row["value_found"])


class Check(NamedTuple):
    """One check: what it finds, how serious that is, and what finds it.

    A kind needs its sentences in ``texts/data_quality.yml``. The severity of a single issue may be
    another, where ``find`` says so.
    """

    kind: str
    severity: str
    find: Callable[[Examined], Iterator[Issue]]


CHECKS = (
    Check("contradictory", "wrong", _contradictory),
    Check("undecided", "wrong", _undecided),
    Check("denominators_differ", "doubtful", _denominators_differ),
    Check("counts_differ", "doubtful", _counts_differ),
    Check("outlier_history", "doubtful", history_issues),
    Check("outlier_peers", "doubtful", peer_issues),
    Check("parallel", "doubtful", parallel_issues),
    Check("too_regular", "doubtful", regular_issues),
    Check("repeated", "doubtful", repeated_issues),
    Check("round_values", "doubtful", round_issues),
    Check("publishers_differ", "doubtful", _publishers_differ),
    Check("stale", "missing", _stale),
    Check("owed", "missing", _owed),
    Check("coverage", "note", _coverage),
    Check("modelled", "note", _modelled),
    Check("preliminary", "note", _preliminary),
    Check("suspect", "note", _suspect),
    Check("qualified", "note", _qualified),
    Check("aggregated", "note", _aggregated),
    Check("territory_break", "note", _territory_break),
    Check("revised", "note", _revised),
    Check("corrected", "note", _corrected),
)

"""The overview of an edition: all units side by side, as one value, before anything is drawn."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.assessment import Assessment
from analysis.ledger import DataKind, used_sources
from analysis.overview.ambitions import measure_ambitions
from analysis.overview.convergence import judge_convergence, measure_spreads
from analysis.overview.maps import Geometry
from analysis.overview.standings import LEVELS, STANDING_COLUMNS, Floats, signed_distance, stand
from analysis.overview.territories import measure_territories
from analysis.programme import RANKED_STATUSES, STATUSES, Unit, programme_indicators
from analysis.series import choose_source, figure_rows

STAGES = ("interim", "final")
# What one cell of the matrix and one row of the file say, besides unit, indicator and stage.
_VERDICT_COLUMNS = (
    "objective",
    "chi_tieu",
    "target_year",
    "comparator",
    "target_value",
    "target_value_high",
    "unit",
    "goal",
    "status",
    "latest_value",
    "latest_year",
    "latest_qualifier",
    "points",
    "stale",
    "projected_p10",
    "projected_p50",
    "projected_p90",
    "attainment_probability",
    "evidence_grade",
    "indicator_unit",
    "decimals",
    "latest_decimals",
)
COVERAGE_COLUMNS = ("unit_id", "indicator_id", "newest_year", "points", "owed_years")
FIGURE_COLUMNS = ("unit_id", "indicator_id", "year", "value", "nature", "source")


@dataclass(frozen=True)
class Overview:
    """All units of an edition.

    ``units`` are in the order of the programme; ``borrowed`` are those whose plan has no numbers
    of its own, ``absent`` those of them whose targets are not at hand. ``verdicts`` holds one row
    per unit, indicator and stage (``STAGES``: the last
    target year before the final one, and the final one); ``coverage`` one per unit and indicator;
    ``standings`` one per unit of an indicator and final year that can be compared; ``figures`` the
    provinces' own reported figures and ``spreads``, ``convergence`` what they say of growing alike;
    ``territories`` the newest value of each of today's provinces (``TERRITORY_COLUMNS``);
    ``ambitions`` what each final target asks for (``AMBITION_COLUMNS``).
    """

    edition: int
    data: DataKind
    units: tuple[Unit, ...]
    borrowed: frozenset[str]
    absent: frozenset[str]
    indicators: pd.DataFrame
    verdicts: pd.DataFrame
    coverage: pd.DataFrame
    standings: pd.DataFrame
    figures: pd.DataFrame
    spreads: pd.DataFrame
    convergence: pd.DataFrame
    ambitions: pd.DataFrame
    sources: pd.DataFrame
    used: frozenset[str]
    known_units: dict[str, Unit]
    territories: pd.DataFrame
    geometry: Geometry = field(repr=False)

    def cells(self, stage: str) -> pd.DataFrame:
        """Return the verdicts of one stage."""
        return self.verdicts[self.verdicts["stage"] == stage].reset_index(drop=True)

    def status_counts(self, stage: str, by: str) -> pd.DataFrame:
        """Return ``by`` (``unit_id`` or ``objective``) × statuses that occur: how many targets."""
        rows = self.cells(stage)
        counts = pd.crosstab(rows[by], rows["status"])
        order = [unit.unit_id for unit in self.units] if by == "unit_id" else sorted(counts.index)
        statuses = [status for status in STATUSES if status in counts.columns]
        return counts.reindex(index=order, columns=statuses, fill_value=0)

    def known_indicators(self) -> frozenset[str]:
        """Return the indicators of which at least one unit has a figure."""
        known = self.coverage[self.coverage["points"] > 0]
        return frozenset(known["indicator_id"])


def make_overview(
    assessments: Sequence[Assessment],
    ledgers: Mapping[str, pd.DataFrame],
    geometry: Geometry,
) -> Overview:
    """Return the overview of assessments that share one edition and one kind of data.

    ``ledgers`` holds what is stated of every unit with a ledger (``schemas.OBSERVATIONS``), also of
    former provinces; ``geometry`` is the map. The order of the assessments does not matter. Raises
    ``ValueError`` for none, or for different editions or kinds of data.
    """
    if len({(each.edition, each.inputs.data) for each in assessments}) != 1:
        raise ValueError("an overview needs assessments of one edition and one kind of data")
    first = assessments[0]
    known = first.inputs.units
    places = {unit_id: place for place, unit_id in enumerate(known)}
    ordered = sorted(assessments, key=lambda each: places[each.inputs.unit.unit_id])
    verdicts = pd.concat([_verdicts(each) for each in ordered], ignore_index=True)
    figures = _province_figures(ledgers, known, first)
    territories = measure_territories(ledgers, first.inputs, first.edition)
    judged = set(verdicts["indicator_id"])
    programme = programme_indicators(first.inputs.programme_indicators)
    return Overview(
        edition=first.edition,
        data=first.inputs.data,
        units=tuple(each.inputs.unit for each in ordered),
        borrowed=frozenset(
            each.inputs.unit.unit_id for each in ordered if each.inputs.plan.targets_from
        ),
        absent=frozenset(
            each.inputs.unit.unit_id for each in ordered if "targets" in each.inputs.plan.absent
        ),
        indicators=programme[programme["indicator_id"].isin(judged)].reset_index(drop=True),
        verdicts=verdicts,
        coverage=pd.concat([_coverage(each) for each in ordered], ignore_index=True),
        standings=_standings(ordered, verdicts),
        figures=figures,
        spreads=measure_spreads(figures),
        convergence=judge_convergence(figures),
        ambitions=measure_ambitions(ordered),
        sources=first.inputs.sources,
        used=_used_sources([*(each.series for each in ordered), figures, territories]),
        known_units=known,
        territories=territories,
        geometry=geometry,
    )


def _verdicts(assessment: Assessment) -> pd.DataFrame:
    results = assessment.results
    place = results.groupby("indicator_id").cumcount(ascending=False)
    stages = place.map({0: "final", 1: "interim"})
    table = results.assign(stage=stages)[stages.notna()]
    return table[["unit_id", "indicator_id", "stage", *_VERDICT_COLUMNS]]


def _coverage(assessment: Assessment) -> pd.DataFrame:
    results, series = assessment.results, assessment.series
    owed = dict(zip(assessment.owed["indicator_id"], assessment.owed["owed_years"], strict=True))
    years = series.groupby("indicator_id")["year"].agg(list).to_dict()
    rows = []
    for indicator_id in results["indicator_id"].unique():
        seen = years.get(indicator_id, [])
        unit_id = assessment.inputs.unit.unit_id
        missing = owed.get(indicator_id, ())
        rows.append((unit_id, indicator_id, max(seen, default=None), len(seen), missing))
    frame = pd.DataFrame(rows, columns=list(COVERAGE_COLUMNS))
    return frame.astype({"newest_year": "Int64", "points": "Int64"})


def _standings(assessments: Sequence[Assessment], verdicts: pd.DataFrame) -> pd.DataFrame:
    """Return the standings of provinces, per indicator and final year; other levels have none."""
    provinces = {
        each.inputs.unit.unit_id: each for each in assessments
        if each.inputs.unit.level == "province"
    }  # fmt: skip
    final = verdicts[(verdicts["stage"] == "final") & verdicts["status"].isin(RANKED_STATUSES)]
    final = final[final["unit_id"].isin(provinces) & final["goal"].notna()]
    observed = {
        unit_id: figure_rows(each.series).set_index(["indicator_id", "year"])["value"].to_dict()
        for unit_id, each in provinces.items()
    }
    found = []
    for _, rows in final.groupby(["indicator_id", "target_year"], sort=True):
        distances = {
            name: _distances(provinces[name], observed[name], row)
            for name, (_, row) in zip(rows["unit_id"], rows.iterrows(), strict=True)
        }
        standing = stand({name: far for name, far in distances.items() if len(far)})
        same = rows[["unit_id", "indicator_id", "target_year"]]
        if len(standing):
            found.append(standing.merge(same, on="unit_id", validate="1:1"))
    columns = ["indicator_id", "target_year", "unit_id", *STANDING_COLUMNS]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


def _distances(assessment: Assessment, known: Mapping[Hashable, float], row: pd.Series) -> Floats:
    """Return the possible distances from the target in its year; none where nothing tells."""
    unit_id, indicator_id, year = row["unit_id"], row["indicator_id"], int(row["target_year"])
    outlook = assessment.outlooks.get((unit_id, indicator_id))
    if (indicator_id, year) in known:
        values = np.array([known[indicator_id, year]])
    elif outlook and year in outlook.years:
        values = np.array([outlook.quantile(year, level) for level in LEVELS])
    else:
        return np.array([])
    return signed_distance(row["comparator"], values, float(row["goal"]))


def _province_figures(
    ledgers: Mapping[str, pd.DataFrame], units: Mapping[str, Unit], first: Assessment
) -> pd.DataFrame:
    """Return the figures that provinces, today's and former ones, reported themselves.

    Nothing that was put together from former provinces is among them: these would count twice.
    """
    programme = set(programme_indicators(first.inputs.programme_indicators)["indicator_id"])
    chosen = [
        figure_rows(choose_source(rows))[list(FIGURE_COLUMNS)]
        for unit_id in sorted(ledgers)
        if units[unit_id].level == "province"
        for indicator_id, rows in ledgers[unit_id].groupby("indicator_id", sort=True)
        if indicator_id in programme
    ]
    filled = [frame[frame["year"] <= first.edition] for frame in chosen if len(frame)]
    empty = pd.DataFrame(columns=list(FIGURE_COLUMNS))
    return pd.concat(filled, ignore_index=True) if filled else empty


def _used_sources(tables: Iterable[pd.DataFrame]) -> frozenset[str]:
    return used_sources(cell for table in tables for cell in table["source"])

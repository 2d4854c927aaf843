"""The tables of one indicator of one unit, under the names of columns and with codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from analysis.assessment import read_targets
from analysis.language import Lang
from analysis.ledger import KEY, cited_documents, current_statements, source_slugs
from analysis.plans import agency_name
from analysis.programme import NATION, target_sign
from analysis.projections import Outlook
from analysis.series import comparable_rows, figure_rows, peer_figures
from analysis.tables import records
from analysis.workbench.chain import Chain, Judged

_STATED = ["unit_id", "year", "value", "qualifier", "numerator", "denominator", "nature", "status",
           "source", "published", "note"]  # fmt: skip
_SERIES = ["year", "value", "qualifier", "nature", "status", "source", "document", "comparable",
           "parts", "weight_known", "rival_source", "rival_value", "territory_break",
           "note"]  # fmt: skip
_TRAJECTORY = ["plan_of", "target_year", "baseline_year", "baseline_value", "latest_year",
               "latest_value", "pace_from_year", "observed_annual_change",
               "projected_annual_change", "required_annual_change"]  # fmt: skip
_RESULTS = ["plan_of", "target_year", "target", "goal", "latest_year", "latest_value", "gap",
            "children_short", "projected_p10", "projected_p50", "projected_p90",
            "attainment_probability", "evidence_grade", "status", "first_likely_year", "met_since",
            "missed_year", "missed_value"]  # fmt: skip
_TARGETS = ["plan_of", "chi_tieu", "target_year", "first_year", "target", "kind", "as_printed",
            "clause", "lead_agency"]  # fmt: skip
# The quantiles that are shown, by their columns.
LEVELS = {"p025": 0.025, "p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9,
          "p975": 0.975}  # fmt: skip


def observations(chain: Chain, indicator_id: str) -> pd.DataFrame:
    """Return what the ledgers state of the unit and of the former ones that it was made of."""
    boundaries = chain.setting.programme.boundaries
    parts = set(boundaries.loc[boundaries["unit_id"] == chain.unit_id, "part_id"])
    wanted = {chain.unit_id, *parts}
    stated = [
        table[table["indicator_id"] == indicator_id]
        for name, table in chain.observations.items()
        if name in wanted
    ]
    table = pd.concat(stated, ignore_index=True)
    moments = [
        current_statements(chain.statements[name])[[*KEY, "received"]]
        for name in chain.observations
        if name in wanted
    ]
    received = pd.concat(moments).drop_duplicates(list(KEY), keep="last")
    table = table.merge(received, on=list(KEY), how="left")
    table = table.sort_values(["year", "unit_id", "source"], ignore_index=True)
    table.insert(0, "unit_name", _names(chain, table["unit_id"]))
    return with_documents(table, chain)[["unit_name", *_STATED[:-2], "document", "published",
                                         "received", "note"]]  # fmt: skip


def series(chain: Chain, indicator_id: str) -> pd.DataFrame:
    """Return one value a year, as it is compared and projected, with its source and document."""
    table = chain.judge(indicator_id)[0].series.sort_values("year", ignore_index=True)
    return with_documents(table, chain)[_SERIES]


def trajectory(chain: Chain, indicator_id: str) -> pd.DataFrame:
    """Return where it started, where it stands, its pace and the pace that each target asks."""
    return _of_results(chain, indicator_id, _TRAJECTORY)


def results(chain: Chain, indicator_id: str) -> pd.DataFrame:
    """Return the verdict on each target, with its numbers."""
    return _of_results(chain, indicator_id, _RESULTS)


def targets(chain: Chain, indicator_id: str) -> pd.DataFrame:
    """Return what the plan promises, as it is printed, in the years in which it is judged."""
    table = _of_results(chain, indicator_id, _TARGETS)
    lang = chain.setting.lang
    if len(table):
        plan = chain.inputs.plan
        table["lead_agency"] = [agency_name(plan, name, lang) for name in table["lead_agency"]]
    return table


def required_path(chain: Chain, indicator_id: str) -> pd.DataFrame:
    """Return the straight way from the latest figure to each goal, year by year."""
    rows = [
        {"target_year": row["target_year"], "year": year,
         "value": row["latest_value"] + row["required_annual_change"] * (year - row["latest_year"])}
        for judged in chain.judge(indicator_id)
        for row in records(judged.results)
        if pd.notna(row["required_annual_change"])
        for year in range(row["latest_year"], row["target_year"] + 1)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["target_year", "year", "value"])


def projection(chain: Chain, indicator_id: str) -> pd.DataFrame:
    """Return the projection, one row a year, at the quantiles of ``LEVELS``."""
    return wide_outlook(chain.judge(indicator_id)[0].outlook)


def wide_outlook(outlook: Outlook | None) -> pd.DataFrame:
    """Return a projection with one row a year; no rows where there is none."""
    years = () if outlook is None else outlook.years
    rows = [
        {"year": year, **{name: outlook.quantile(year, level) for name, level in LEVELS.items()}}
        for year in years
        if outlook is not None
    ]
    return pd.DataFrame(rows, columns=["year", *LEVELS])


def readings(chain: Chain, indicator_id: str) -> pd.DataFrame:
    """Return what established methods say of each target."""
    found = [
        read_targets(
            figure_rows(comparable_rows(each.series)), each.judged, each.inputs.indicators,
            each.inputs.rules, edition=chain.edition,
        ).assign(plan_of=each.part_id)
        for each in chain.judge(indicator_id)
        if each.inputs is not None
    ]  # fmt: skip
    columns = ["plan_of", "target_year", "method", "measure", "verdict", "caution"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


def peers(chain: Chain, indicator_id: str) -> pd.DataFrame:
    """Return what other units of the same level state, and the nation's series, a row a figure."""
    nation = chain.judge(indicator_id)[0].pool
    nation = comparable_rows(nation[nation["unit_id"] != chain.unit_id])
    nation = nation[nation["unit_id"] == NATION]
    others = peer_figures(chain.peers.values(), chain.edition)
    others = others[others["indicator_id"] == indicator_id]
    columns = ["unit_id", "year", "value", "source", "qualifier"]
    table = pd.concat([others[columns], nation[columns]], ignore_index=True)
    table.insert(1, "unit_name", _names(chain, table["unit_id"]))
    return with_documents(table, chain).sort_values(["unit_id", "year"], ignore_index=True)


def with_documents(table: pd.DataFrame, chain: Chain) -> pd.DataFrame:
    """Add ``document``: publisher and title of each figure's sources, and what its note cites."""
    lang, known = chain.setting.lang, chain.sources
    notes = table["note"] if "note" in table else [None] * len(table)
    told = [_document(row, note, known, lang)
            for row, note in zip(table["source"], notes, strict=True)]  # fmt: skip
    return table.assign(document=pd.Series(told, index=table.index, dtype="str"))


def _document(joined: object, note: object, known: pd.DataFrame, lang: Lang) -> str:
    named = [
        ", ".join(str(known.at[slug, f"{part}_{lang}"]) for part in ("publisher", "title"))
        if slug in known.index
        else slug
        for slug in source_slugs(joined)
    ]
    return "; ".join([*named, *cited_documents(note)])


def _of_results(chain: Chain, indicator_id: str, columns: list[str]) -> pd.DataFrame:
    tables = [_with_target(judged, chain.setting.lang) for judged in chain.judge(indicator_id)]
    filled = [table.reindex(columns=columns) for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns)


def _with_target(judged: Judged, lang: Lang) -> pd.DataFrame:
    rows = records(judged.results)
    return judged.results.assign(target=[target_sign(row, lang) for row in rows])


def _names(chain: Chain, unit_ids: Iterable[str]) -> list[str]:
    units, lang = chain.setting.programme.units, chain.setting.lang
    return [units[name].name(lang) for name in unit_ids]


TABLES: Mapping[str, Callable[[Chain, str], pd.DataFrame]] = {
    "observations": observations,
    "series": series,
    "trajectory": trajectory,
    "required_path": required_path,
    "projection": projection,
    "targets": targets,
    "readings": readings,
    "results": results,
    "peers": peers,
}

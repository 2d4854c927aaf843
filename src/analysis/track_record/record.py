"""The measured track record as small tables, kept with the project and quoted in reports."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from analysis.files import file_hash, replace_text
from analysis.language import BadInput, Fault, parse_yaml
from analysis.ledger import VIET_NAM_TIME
from analysis.programme import StatusRules
from analysis.projections import project
from analysis.track_record.mergers import load_mergers, mergers_table
from analysis.track_record.paces import pace_table
from analysis.track_record.panels import ScoredPanels, load_panels, load_rates, part_of
from analysis.track_record.ragged import ragged_table
from analysis.track_record.scoring import (
    ALL_LEVELS,
    LEVELS,
    OURS,
    REFERENCE,
    Record,
    pinball,
    quantile_columns,
    score_kind,
    within,
)
from analysis.track_record.tables import (
    calibration_table,
    coverage_table,
    horizon_band,
    in_band_order,
    ratio_interval,
    skill_table,
    spans_table,
    stability_table,
    steadiness_table,
    verdict_table,
    words_table,
)
from analysis.track_record.time_split import early_scores, time_split_table

RECORD_FOLDER = Path("data", "track_record")
KINDS = ("administrative", "survey", "estimate", "modelled", "demographic", "provincial")
POINT_BANDS = {"3-5": (3, 5), "6-9": (6, 9), "10-15": (10, 15)}
VINTAGE_FILE = "global_igme_vintages.csv"
VINTAGE_OLD, VINTAGE_NEW = "IGME-2017", "IGME-2023 (UNICEF DW 2025-02-12)"
TABLES = (
    "spans",
    "skill",
    "coverage",
    "indicators",
    "calibration",
    "verdicts",
    "stability",
    "steadiness",
    "words",
    "ragged",
    "points",
    "paces",
    "vintages",
    "time_split",
)
# What a record that was measured by an earlier version lacks: the page goes without.
LATER_TABLES = frozenset({"time_split"})
# Made by benchmarks/statsforecast/run in an environment of its own.
OTHER_LIBRARY = "statsforecast"


@dataclass(frozen=True)
class RecordSummary:
    """The tables of the track record by name, and when and from what they were measured."""

    tables: dict[str, pd.DataFrame]
    about: dict[str, Any]


def measure_record(data: Path, rules: StatusRules) -> RecordSummary:
    """Measure everything on the reporting part of the panels in the folder ``data``.

    ``rules`` give the words and grades whose coming true is counted.

    Takes several minutes. Raises ``BadInput`` when the folder does not hold the panels.
    """
    if not (data / VINTAGE_FILE).is_file():
        raise BadInput([Fault("track_record.no_panels", file=str(data))])
    panels = load_panels(data)
    # The other split takes as long as all the rest: it has the second processor.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        early = beside.submit(early_scores, panels)
        tables = _measure_tables(data, panels, rules, early)
    about = {
        "measured": datetime.now(VIET_NAM_TIME).date().isoformat(),
        "command": "mangnon track-record --panels FOLDER",
        "part": "reporting",
        "panels": {path.name: _digest(path) for path in sorted(data.glob("*.csv"))},
    }
    return RecordSummary({name: in_band_order(table) for name, table in tables.items()}, about)


def _measure_tables(
    data: Path, panels: ScoredPanels, rules: StatusRules, early: Future[pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    reporting = panels.series[panels.series["part"] == "reporting"]
    records = [
        score_kind(reporting[reporting["kind"] == kind], panels.indicators) for kind in KINDS
    ]
    scores = pd.concat([record.scores for record in records], ignore_index=True)
    attainments = pd.concat([record.attainments for record in records], ignore_index=True)
    scarce = pd.concat([record.scarce for record in records], ignore_index=True)
    tables = tabulate(Record(scores, attainments, scarce), reporting)
    tables["words"] = words_table(pd.concat([attainments, scarce], ignore_index=True), rules)
    provinces = reporting[reporting["kind"] == "provincial"]
    nation = load_rates(data, "national")
    merged = mergers_table(provinces, nation, panels.indicators, load_mergers(data))
    ragged = ragged_table(provinces, nation, panels.indicators)
    tables["ragged"] = pd.concat([ragged, merged], ignore_index=True)
    tables["paces"] = pace_table(reporting, panels.indicators)
    tables["vintages"] = score_vintages(pd.read_csv(data / VINTAGE_FILE), panels)
    tables["time_split"] = time_split_table(early.result(), scores)
    return tables


def tabulate(record: Record, series: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of a record; ``series`` are those that were scored."""
    return {
        "spans": spans_table(record.scores),
        "skill": skill_table(record.scores),
        "coverage": coverage_table(record.scores),
        "indicators": coverage_table(record.scores, ["kind", "indicator_id"]),
        "calibration": calibration_table(record.attainments),
        "verdicts": verdict_table(record.attainments),
        "stability": stability_table(record.attainments),
        "steadiness": steadiness_table(record.scores),
        "points": points_table(record.scores, series),
    }


def points_table(scores: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return our CRPS over the pooled random walk's by kind and number of points at the origin."""
    keys = ["unit_id", "indicator_id"]
    known = series.sort_values("year").groupby(keys)["year"].agg(np.array)
    origins = scores[[*keys, "origin_year"]].drop_duplicates()
    origins["points"] = [
        int(((years > origin - 15) & (years <= origin)).sum())
        for years, origin in zip(
            known.loc[pd.MultiIndex.from_frame(origins[keys])], origins["origin_year"], strict=True
        )
    ]
    table = scores.merge(origins, on=[*keys, "origin_year"])
    rows = []
    for (kind, band), part in _by_points(table):
        ours, reference = (part[part["method"] == name] for name in (OURS, REFERENCE))
        ratio, low, high = ratio_interval(ours, reference, "crps")
        row = {"kind": kind, "points": band, "ratio": ratio, "low": low, "high": high}
        rows.append(row | {"values": len(ours)})
    return pd.DataFrame(rows)


def _by_points(table: pd.DataFrame) -> list[tuple[tuple[str, str], pd.DataFrame]]:
    return [
        ((str(kind), band), part)
        for kind, rows in table.groupby("kind")
        for band, (least, most) in POINT_BANDS.items()
        if len(part := rows[rows["points"].between(least, most)])
    ]


def score_vintages(vintages: pd.DataFrame, panels: ScoredPanels) -> pd.DataFrame:
    """Score projections from the release of 2017 on what the later release says of those years.

    This is real time: the later release also revised the years before, which the intervals of the
    first release tell. One row per indicator and
    band of horizons: coverage, and CRPS and absolute error over those of no change. Countries are
    those of the reporting part.
    """
    keys = ["geo_code", "indicator", "year"]
    intervals = {"lower": "interval_low", "upper": "interval_high"}
    mine = vintages["geo_code"].map(lambda code: part_of("modelled", code, "")) == "reporting"
    old = vintages[mine & (vintages["vintage"] == VINTAGE_OLD)]
    new = vintages[mine & (vintages["vintage"] == VINTAGE_NEW)]
    origin = int(old["year"].max())
    past = old[old["year"] > origin - 15].rename(
        columns={"geo_code": "unit_id", "indicator": "indicator_id", **intervals}
    )
    wide = project(
        past[["unit_id", "indicator_id", "year", "value", *intervals.values()]],
        panels.indicators[panels.indicators["indicator_id"].isin(past["indicator_id"])],
        years=range(origin + 1, int(new["year"].max()) + 1),
        quantile_levels=list(ALL_LEVELS),
    ).pivot(index=["unit_id", "indicator_id", "year"], columns="quantile_level", values="value")
    wide.columns = quantile_columns()
    last = past[past["year"] == origin][["unit_id", "indicator_id", "value"]]
    actual = new[[*keys, "value"]].set_axis(["unit_id", "indicator_id", "year", "actual"], axis=1)
    found = actual.merge(wide.reset_index(), on=["unit_id", "indicator_id", "year"])
    found = found.merge(last.rename(columns={"value": "last"}), on=["unit_id", "indicator_id"])
    found["horizons"] = horizon_band(found["year"] - origin)
    rows = [
        {"indicator_id": indicator_id, "horizons": band, **_vintage_scores(part)}
        for (indicator_id, band), part in found.groupby(["indicator_id", "horizons"])
    ]
    return pd.DataFrame(rows)


def _vintage_scores(part: pd.DataFrame) -> dict[str, float]:
    actual, quantiles = part["actual"].to_numpy(), part[quantile_columns()].to_numpy()
    scored = np.isin(ALL_LEVELS, LEVELS)
    middle = quantiles[:, list(ALL_LEVELS).index(0.5)]
    no_change = np.abs(actual - part["last"])
    return {
        "inside_80": float(within(actual, quantiles, 0.1, 0.9).mean()),
        "inside_95": float(within(actual, quantiles, 0.025, 0.975).mean()),
        "crps_ratio": float(pinball(actual, quantiles[:, scored]).mean() / no_change.mean()),
        "mae_ratio": float(np.abs(actual - middle).mean() / no_change.mean()),
        "values": float(len(part)),
    }


def write_record(root: Path, summary: RecordSummary) -> None:
    """Write the tables and their provenance into the project's folder of the record."""
    folder = root / RECORD_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in summary.tables.items():
        lines = table.round(4).to_csv(index=False, lineterminator="\n")
        replace_text(folder / f"{name}.csv", lines)
    about = yaml.safe_dump(summary.about, allow_unicode=True, sort_keys=False)
    replace_text(folder / "about.yml", about)


def load_record(root: Path) -> RecordSummary:
    """Return the kept tables. Raises ``BadInput`` when one is missing or cannot be read."""
    return _load_record(root, tuple(record_hashes(root).items()))


@lru_cache(maxsize=1)
def _load_record(root: Path, _hashes: tuple[tuple[str, str], ...]) -> RecordSummary:
    """Return the kept tables, read once as long as the files have these hashes."""
    folder = root / RECORD_FOLDER
    wanted = [
        name
        for name in (*TABLES, OTHER_LIBRARY)
        if name not in LATER_TABLES or (folder / f"{name}.csv").is_file()
    ]
    missing = [name for name in wanted if not (folder / f"{name}.csv").is_file()]
    if missing or not (folder / "about.yml").is_file():
        file = str(RECORD_FOLDER / f"{(missing or ['about'])[0]}.csv")
        raise BadInput([Fault("faults.missing_file", file=file)])
    tables = {name: _read_table(folder, name) for name in wanted}
    return RecordSummary(tables, _read_about(folder))


def _read_table(folder: Path, name: str) -> pd.DataFrame:
    try:
        return pd.read_csv(folder / f"{name}.csv", dtype={"unit_id": str})
    except ValueError as error:
        raise BadInput([_unreadable(f"{name}.csv")]) from error


def _read_about(folder: Path) -> dict[str, Any]:
    try:
        about = parse_yaml((folder / "about.yml").read_bytes()).content
        date.fromisoformat(about["measured"])
    except (ValueError, TypeError, KeyError) as error:
        raise BadInput([_unreadable("about.yml")]) from error
    return dict(about)


def _unreadable(name: str) -> Fault:
    return Fault("track_record.unreadable", file=(RECORD_FOLDER / name).as_posix())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def record_hashes(root: Path) -> dict[str, str]:
    """Return the hash of each file of the kept record, by its place below the project."""
    files = sorted(path for path in (root / RECORD_FOLDER).glob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): file_hash(path) for path in files}

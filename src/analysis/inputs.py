"""Reading everything that one assessment needs: the edge where files become tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import yaml

from analysis.attainability import STATUS_RULES_FILE, StatusRules, load_status_rules
from analysis.boundaries import load_boundaries, load_weights
from analysis.faults import BadInput, Fault
from analysis.indicators import INDICATORS_FILE, load_indicators
from analysis.observations import load_observations, load_sources
from analysis.plan_documents import Plan
from analysis.plans import load_plans, plan_findings, plan_targets
from analysis.units import UNITS_FILE, Unit, find_unit, load_units

Data = Literal["real", "illustrative"]
LETTERHEADS_FILE = Path("parameters", "letterheads.yml")


@dataclass(frozen=True)
class Inputs:
    """What an assessment is made from, and the hash of each file it came from."""

    unit: Unit
    units: dict[str, Unit]
    plan: Plan
    targets: pd.DataFrame
    findings: pd.DataFrame
    indicators: pd.DataFrame
    ledgers: dict[str, pd.DataFrame]
    boundaries: pd.DataFrame
    weights: pd.DataFrame
    sources: pd.DataFrame
    rules: StatusRules
    letterhead: dict[str, Any]
    commentary: dict[tuple[int, str], str]
    data: Data
    hashes: dict[str, str]


def read_inputs(root: Path, unit_id: str, data: Data) -> Inputs:
    """Return all inputs of one unit's assessment.

    The ledgers of all units are read, because projections are pooled over them. Raises
    ``BadInput`` with every fault of the first file that has any.
    """
    units = load_units(root)
    unit = find_unit(units, unit_id)
    plans = load_plans(root)
    plan = plans[unit_id]
    files = input_files(root, unit_id, data)
    return Inputs(
        unit=unit,
        units=units,
        plan=plan,
        targets=plan_targets(plan),
        findings=plan_findings(plan),
        indicators=load_indicators(root),
        ledgers=_load_ledgers(root, units, unit_id, data),
        boundaries=load_boundaries(root),
        weights=load_weights(root),
        sources=load_sources(root),
        rules=load_status_rules(root),
        letterhead=_load_letterhead(root, unit_id),
        commentary=_load_commentary(root, unit_id),
        data=data,
        hashes={str(path.relative_to(root)): file_hash(path) for path in files},
    )


def input_files(root: Path, unit_id: str, data: Data) -> list[Path]:
    """Return the files that the unit's assessment depends on, sorted."""
    ledgers = root / "data" / ("observations" if data == "real" else "illustrative")
    names = ("boundaries.csv", "sources.csv", "weights.csv")
    found = {
        *(root / "data" / "plans").glob("*.yml"),
        *ledgers.glob("*.csv"),
        *(root / "data" / name for name in names),
        *(root / name for name in (INDICATORS_FILE, UNITS_FILE, STATUS_RULES_FILE)),
        root / LETTERHEADS_FILE,
        *(root / "parameters" / "commentary" / unit_id).rglob("*.md"),
    }
    return sorted(path for path in found if path.is_file())


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal text."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _load_ledgers(
    root: Path, units: dict[str, Unit], unit_id: str, data: Data
) -> dict[str, pd.DataFrame]:
    if data == "real":
        return {known: load_observations(known, root) for known in units}
    folder = root / "data" / "illustrative"
    illustrated = {path.stem for path in folder.glob("*.csv")} & set(units)
    wanted = sorted(illustrated | {unit_id})
    return {known: load_observations(known, root, data="illustrative") for known in wanted}


def _load_letterhead(root: Path, unit_id: str) -> dict[str, Any]:
    path = root / LETTERHEADS_FILE
    if not path.is_file():
        raise BadInput([Fault("faults.missing_file", file=str(LETTERHEADS_FILE))])
    letterheads: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    return letterheads[unit_id]


def _load_commentary(root: Path, unit_id: str) -> dict[tuple[int, str], str]:
    folder = root / "parameters" / "commentary" / unit_id
    found = {}
    for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]/*.md")):
        found[int(path.parent.name), path.stem] = path.read_text("utf-8")
    return found

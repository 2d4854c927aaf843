"""Reading everything that one assessment needs: the edge where files become tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.files import file_hash
from analysis.ledger import (
    CORRECTIONS_FILE,
    SOURCES_FILE,
    Correction,
    DataKind,
    Ledgers,
    load_corrections,
    load_ledgers,
    read_as_of,
)
from analysis.plans import Plan, load_plans, plan_findings, plan_targets
from analysis.programme import (
    BOUNDARIES_FILE,
    INDICATORS_FILE,
    LETTERHEADS_FILE,
    NATION,
    PROGRAMME_START,
    STATUS_RULES_FILE,
    UNITS_FILE,
    WEIGHTS_FILE,
    StatusRules,
    Unit,
    commentary_files,
    find_unit,
    load_boundaries,
    load_commentary,
    load_indicators,
    load_letterhead,
    load_status_rules,
    load_units,
    load_weights,
)
from analysis.series import load_peers
from analysis.track_record import RECORD_FOLDER, RecordSummary, load_record


@dataclass(frozen=True)
class Inputs:
    """What an assessment is made from, and the hash of each file it came from.

    ``statements`` holds everything that was ever stated, by unit, ``ledgers`` what still stands,
    corrected where an error is known; ``peers`` are the ledgers of other units of the same level.
    With ``as_of`` all are as they were at that moment.
    """

    unit: Unit
    units: dict[str, Unit]
    plan: Plan
    targets: pd.DataFrame
    findings: pd.DataFrame
    indicators: pd.DataFrame
    statements: dict[str, pd.DataFrame]
    ledgers: dict[str, pd.DataFrame]
    peers: list[Ledgers]
    corrections: list[Correction]
    boundaries: pd.DataFrame
    weights: pd.DataFrame
    sources: pd.DataFrame
    rules: StatusRules
    record: RecordSummary
    letterhead: dict[str, Any]
    commentary: dict[tuple[int, str], str]
    data: DataKind
    as_of: str | None
    hashes: dict[str, str]

    @property
    def first_year(self) -> int:
        """The first year of the plan, or of the programme whose targets stand in for it."""
        return PROGRAMME_START if self.plan.targets_from else self.plan.period.start

    @property
    def last_moment(self) -> str | None:
        """The moment up to which statements count: ``as_of``, or that of the newest statement."""
        moments = [table["received"].max() for table in self.statements.values() if len(table)]
        return self.as_of or max(moments, default=None)

    @property
    def received_until(self) -> date | None:
        """The day of that moment."""
        return date.fromisoformat(self.last_moment[:10]) if self.last_moment else None


def read_inputs(root: Path, unit_id: str, data: DataKind, as_of: str | None = None) -> Inputs:
    """Return all inputs of one unit's assessment, the ledgers as of a moment or as they are.

    Beside the unit's own ledger stand those of the former units that became part of it, and the
    nation's, over which projections are pooled. Raises ``BadInput`` with every fault of the first
    file that has any.
    """
    units = load_units(root)
    unit = find_unit(units, unit_id)
    plans = load_plans(root)
    plan = plans[unit_id]
    boundaries = load_boundaries(root)
    wanted = _ledger_units(unit_id, boundaries, data)
    ledgers = load_ledgers(wanted, root, data=data, as_of=as_of)
    peers = load_peers(unit_id, root, units, boundaries, as_of) if data == "real" else []
    hashes = {str(path.relative_to(root)): file_hash(path) for path in _input_files(root, unit_id)}
    for read in (ledgers, *peers):
        hashes |= read.hashes
    return Inputs(
        unit=unit,
        units=units,
        plan=plan,
        targets=plan_targets(plan),
        findings=plan_findings(plan, plans.values()),
        indicators=load_indicators(root),
        statements=ledgers.statements,
        ledgers=ledgers.observations,
        peers=peers,
        corrections=load_corrections(root) if data == "real" else [],
        boundaries=boundaries,
        weights=load_weights(root),
        sources=ledgers.sources,
        rules=load_status_rules(root),
        record=load_record(root),
        letterhead=load_letterhead(root, unit_id),
        commentary=load_commentary(root, unit_id),
        data=data,
        as_of=as_of,
        hashes=hashes,
    )


def _ledger_units(unit_id: str, boundaries: pd.DataFrame, data: DataKind) -> list[str]:
    if data == "illustrative":
        return [unit_id]
    parts = boundaries.loc[boundaries["unit_id"] == unit_id, "part_id"]
    return list(dict.fromkeys([unit_id, *sorted(parts), NATION]))


def _input_files(root: Path, unit_id: str) -> list[Path]:
    tables = (INDICATORS_FILE, UNITS_FILE, STATUS_RULES_FILE, LETTERHEADS_FILE)
    found = {
        *(root / "data" / "plans").glob("*.yml"),
        *(root / RECORD_FOLDER).glob("*"),
        *(root / file for file in (BOUNDARIES_FILE, WEIGHTS_FILE, SOURCES_FILE, CORRECTIONS_FILE)),
        *(root / file for file in tables),
        *commentary_files(root, unit_id),
    }
    return sorted(path for path in found if path.is_file())


@dataclass(frozen=True)
class PreviousEdition:
    """The edition before: its year, what was known then, and its results if they were published.

    ``as_of`` is the last moment whose statements it used (see ``ledger.read_as_of``);
    ``published`` is valid under ``schemas.RESULTS``.
    """

    edition: int
    as_of: str
    published: pd.DataFrame | None

    @property
    def digest(self) -> str:
        """Words that differ whenever the edition does."""
        table = "" if self.published is None else self.published.to_csv(index=False)
        return f"{self.edition} {self.as_of} {hashlib.sha256(table.encode()).hexdigest()}"


def year_before(edition: int) -> PreviousEdition:
    """Return the edition before as what was known at the end of its year."""
    return PreviousEdition(edition - 1, read_as_of(f"{edition - 1}-12-31"), None)

"""Reading everything that one assessment needs: the edge where files become tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from analysis.attainability import StatusRules
from analysis.boundaries import BOUNDARIES_FILE, WEIGHTS_FILE, load_boundaries, load_weights
from analysis.catalogue import LANGS
from analysis.commentary import commentary_files, load_commentary
from analysis.corrections import CORRECTIONS_FILE, Correction, load_corrections
from analysis.csv_store import SOURCES_FILE
from analysis.faults import BadInput, Fault
from analysis.indicators import INDICATORS_FILE, load_indicators
from analysis.ledger_rows import DataKind
from analysis.observations import Ledgers, load_ledgers
from analysis.peers import load_peers
from analysis.plan_documents import Plan
from analysis.plans import load_plans, plan_findings, plan_targets
from analysis.track_record_summary import RECORD_FOLDER, RecordSummary, load_record
from analysis.units import NATION, UNITS_FILE, Unit, find_unit, load_units

# Quyết định 23/QĐ-TTg, 07/01/2021: 2021–2030.
PROGRAMME_START = 2021
STATUS_RULES_FILE = Path("parameters", "status_rules.yml")
LETTERHEADS_FILE = Path("parameters", "letterheads.yml")

_LETTERHEAD_LINES = ("parent_body", "issuing_body", "number", "place", "signature", "recipients")


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
        letterhead=_load_letterhead(root, unit_id),
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


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal text."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load_status_rules(root: Path) -> StatusRules:
    """Return the status rules of the project at ``root``.

    Raises ``BadInput`` for a file that is absent, is not YAML, or lacks one of the five numbers.
    """
    try:
        given = yaml.safe_load((root / STATUS_RULES_FILE).read_text("utf-8"))
        rules = StatusRules(**{str(name): given[name] + 0 for name in given})
    except (OSError, ValueError, yaml.YAMLError, TypeError) as error:
        names = ", ".join(field.name for field in fields(StatusRules))
        fault = Fault("parameters.bad_rules", str(STATUS_RULES_FILE), values={"expected": names})
        raise BadInput([fault]) from error
    if not 0 < rules.unlikely < rules.more_likely_than_not < rules.likely < 1:
        raise BadInput([Fault("parameters.unordered_rules", str(STATUS_RULES_FILE))])
    return rules


def _load_letterhead(root: Path, unit_id: str) -> dict[str, Any]:
    path = root / LETTERHEADS_FILE
    if not path.is_file():
        raise BadInput([Fault("faults.missing_file", file=str(LETTERHEADS_FILE))])
    try:
        letterheads = yaml.safe_load(path.read_text("utf-8"))
        letterhead = dict(letterheads[unit_id])
    except (UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        values = {"found": unit_id}
        raise BadInput(
            [Fault("parameters.no_letterhead", file=str(LETTERHEADS_FILE), values=values)]
        ) from error
    lines = [f"{name}_{lang}" for name in _LETTERHEAD_LINES for lang in LANGS]
    missing = [
        Fault("parameters.letterhead_line", str(LETTERHEADS_FILE),
              values={"found": unit_id, "expected": line})
        for line in lines
        if line not in letterhead
    ]  # fmt: skip
    if missing:
        raise BadInput(missing)
    return letterhead

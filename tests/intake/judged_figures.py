"""Sent figures beside those of a ledger, and what is said of them."""

from __future__ import annotations

from pathlib import Path

from analysis.intake.judging.doubts import find_doubts
from analysis.intake.judging.history import History
from analysis.intake.judging.proposals import (
    Proposal,
    make_proposals,
    newest_by_key,
)
from analysis.intake.judging.rules import Known, Named, find_proposal_faults
from analysis.intake.parsing.headers import Place
from analysis.intake.parsing.sources import (
    NamedSource,
)
from analysis.intake.parsing.tables import Entry
from analysis.ledger import LEDGER_COLUMNS, LedgerRules, Row
from analysis.programme import load_programme

ROOT = Path(__file__).parents[2]
INDICATORS = load_programme(ROOT).indicators
UNITS = load_programme(ROOT).units
COLUMNS = {name: index for index, name in enumerate(("unit_id", "indicator_id", "year", "value"))}
NATURES = dict(zip(INDICATORS["indicator_id"], INDICATORS["nature"], strict=True))


def entry(row: int = 2, sheet: str | None = None, **cells: str) -> Entry:
    """A figure of Vĩnh Long as it was sent, of a source that is known."""
    said = dict.fromkeys(LEDGER_COLUMNS[1:-3], "") | {
        "unit_id": "vinh-long", "indicator_id": "stunting_u5", "year": "2025", "value": "20",
        "source": "survey", "note": "",
    }  # fmt: skip
    place = Place("so.xlsx", sheet, row, COLUMNS, {name: name for name in COLUMNS})
    return Entry(place, said | cells, said["source"], "")


def stated(year: int, value: str, **cells: str) -> Row:
    row = dict.fromkeys(LEDGER_COLUMNS, "") | {
        "unit_id": "vinh-long", "indicator_id": "stunting_u5", "year": str(year), "value": value,
        "source": "survey", "nature": "survey", "status": "official", "statement": str(year),
    }  # fmt: skip
    return row | cells


def past(*values: str, first: int = 2016, **cells: str) -> list[Row]:
    return [stated(year, value, **cells) for year, value in enumerate(values, start=first)]


def known_of(ledger: list[Row]) -> Known:
    newest = newest_by_key([ledger])
    sources = frozenset({"survey", "register"})
    table = INDICATORS.set_index("indicator_id")
    return Known(
        rules=LedgerRules(Path("so.xlsx"), None, "real", frozenset(UNITS), sources, INDICATORS),
        rates=frozenset(table.index[table["unit"] != "cases"]),
        names={str(name): Named(str(name), str(name)) for name in table.index},
        standing=newest,
        history=History(newest.values(), {str(k): int(v) for k, v in table["decimals"].items()}),
        publishers={"survey": "Viện Dinh dưỡng", "register": "Sở Y tế"},
        received="2026-11-22T10:00:00+07:00",
        sent_before={},
    )


def proposals_of(entries: list[Entry], ledger: list[Row]) -> list[Proposal]:
    sources = [NamedSource(entry.cells["source"]) for entry in entries]
    return make_proposals(entries, sources, newest_by_key([ledger]), NATURES)


def faults_of(entries: list[Entry], ledger: list[Row]) -> list[str]:
    faults = find_proposal_faults(proposals_of(entries, ledger), known_of(ledger))
    return [fault.key.partition(".")[2] for fault in faults]


def doubts_of(entries: list[Entry], ledger: list[Row]) -> list[str]:
    doubts = find_doubts(proposals_of(entries, ledger), known_of(ledger), UNITS)
    return [doubt.fault.key.partition(".")[2] for doubt in doubts]


CALM = past("24", "23.5", "23", "22.4", "22", "21.5", "21", "20.6", "20.3")

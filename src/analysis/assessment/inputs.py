"""Reading everything that one assessment needs: the edge where files become tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.assessment.scenarios import Scenario, parse_scenarios, read_scenarios
from analysis.ledger import (
    Books,
    Correction,
    DataKind,
    Ledgers,
    Shelf,
    load_ledgers,
    load_shelf,
    open_books,
    read_as_of,
)
from analysis.plans import (
    Plan,
    inherited_plans,
    load_plan,
    plan_findings,
    plan_in_force,
    plan_indicators,
    plan_targets,
    readable_plans,
)
from analysis.programme import (
    LETTERHEADS_FILE,
    NATION,
    PLANS_FOLDER,
    PROGRAMME_START,
    SUCCESSORS_FILE,
    Programme,
    ShortName,
    StatusRules,
    Successor,
    Unit,
    commentary_sections,
    load_programme,
    parse_commentary,
    plan_file,
    read_commentary,
)
from analysis.series import peer_ids
from analysis.tables import records
from analysis.track_record import RecordSummary, load_record, record_hashes


@dataclass(frozen=True)
class InheritedTargets:
    """What a unit without a plan of its own has from one unit before it (``plans.InheritedPlan``).

    The tables are those of the plan: ``Inputs`` has them of the one that it speaks of. None of them
    is there where the plan is not at hand. ``successors`` stand for agencies that ended.
    """

    part_id: str
    plan: Plan | None = None
    targets: pd.DataFrame = field(default_factory=pd.DataFrame)
    findings: pd.DataFrame = field(default_factory=pd.DataFrame)
    indicators: pd.DataFrame = field(default_factory=pd.DataFrame)
    successors: tuple[Successor, ...] = ()


@dataclass(frozen=True)
class Inputs:
    """What an assessment is made from, and the hash of each file it came from: files, then ledgers.

    ``statements`` holds everything that was ever stated, by unit, ``ledgers`` what still stands,
    corrected where an error is known; ``peers`` what stood of other units of the same level at the
    moment of the newest of ``statements``. With ``as_of`` all are as they were at that moment.
    ``indicators`` are those of the plan, as it numbers and words them (``plan_indicators``),
    ``programme_indicators`` those of the nation and of all plans. A unit without a plan of its own
    has in ``inherited`` what it inherits; ``plan_of`` names the unit before it whose plan the
    other fields speak of. ``parts`` are the hashes of what is the unit's own in a file that all
    share. ``successors`` stand for agencies that ended, ``agency_names`` are the short ones.
    ``scenarios`` are what somebody supposed of the unit, with figures of the same kind.
    """

    unit: Unit
    units: dict[str, Unit]
    plan: Plan
    targets: pd.DataFrame
    findings: pd.DataFrame
    indicators: pd.DataFrame
    programme_indicators: pd.DataFrame
    statements: dict[str, pd.DataFrame]
    ledgers: dict[str, pd.DataFrame]
    peers: dict[str, pd.DataFrame]
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
    parts: dict[str, str]
    inherited: tuple[InheritedTargets, ...] = ()
    plan_of: str | None = None
    successors: tuple[Successor, ...] = ()
    agency_names: tuple[ShortName, ...] = ()
    scenarios: tuple[Scenario, ...] = ()

    @cached_property
    def indicator_rows(self) -> dict[str, dict[str, Any]]:
        """The rows of ``indicators`` by their ids: a report asks for them hundreds of times."""
        return {row["indicator_id"]: row for row in records(self.indicators)}

    @cached_property
    def lettered(self) -> dict[Any, tuple[str, ...]]:
        """The indicators of each chỉ tiêu, in the programme's order and without stand-ins."""
        own = self.indicators[self.indicators["proxy_for"].isna()]
        return {number: tuple(ids) for number, ids in own.groupby("chi_tieu")["indicator_id"]}

    @property
    def first_year(self) -> int:
        """The first year of the plan, or of the programme whose targets stand in for it."""
        return PROGRAMME_START if self.plan.targets_from else self.plan.period.start

    @property
    def at_hand(self) -> tuple[InheritedTargets, ...]:
        """The inherited plans whose text is at hand."""
        return tuple(each for each in self.inherited if each.plan is not None)

    def under(self, part_id: str) -> Inputs:
        """Return the inputs that speak of the plan inherited from ``part_id``."""
        own = next(each for each in self.at_hand if each.part_id == part_id)
        assert own.plan is not None
        return replace(
            self,
            plan=own.plan,
            targets=own.targets,
            findings=own.findings,
            indicators=own.indicators,
            plan_of=part_id,
        )

    @property
    def last_moment(self) -> str | None:
        """The moment up to which statements count: ``as_of``, or that of the newest statement."""
        moments = [table["received"].max() for table in self.statements.values() if len(table)]
        return self.as_of or max(moments, default=None)

    @property
    def received_until(self) -> date | None:
        """The day of that moment."""
        return date.fromisoformat(self.last_moment[:10]) if self.last_moment else None


def read_inputs(
    root: Path,
    unit_id: str,
    data: DataKind,
    as_of: str | None = None,
    together: ReadTogether | None = None,
    *,
    with_peers: bool = True,
) -> Inputs:
    """Return all inputs of one unit's assessment, the ledgers as of a moment or as they are.

    They come from what was read ``together`` for several units, where it was.

    Beside the unit's own ledger stand those of the former units that became part of it, and the
    nation's, over which projections are pooled. The peers' are read along unless nobody asks for
    what is doubtful beside them. Raises ``BadInput`` with every fault of the first file that has
    any.

    >>> from analysis.assessment import read_inputs
    >>> from analysis.project import project_root
    >>> inputs = read_inputs(project_root(), "ninh-binh", "real")
    >>> inputs.unit.name_en, inputs.plan.final_year
    ('Ninh Bình province', 2030)
    """
    programme = together.programme if together else load_programme(root)
    shelf = together.ledgers if together else None
    unit = programme.reported_unit(unit_id)
    inherited = _read_inherited(unit_id, programme)
    plan = plan_in_force(unit_id, programme)
    issued = load_plan(unit_id, programme) if unit_id in programme.planned_units else None
    findings = _findings(issued, inherited, programme)
    letterhead = programme.letterhead(unit_id)
    wanted = _ledger_units(unit_id, programme.boundaries, data)
    books = open_books(root, data)
    kept = _possible_peers(books) if with_peers else []
    others = peer_ids(unit_id, programme.units, programme.boundaries, kept)
    ledgers, peers = _read_ledgers(books, programme, wanted, others, as_of, shelf)
    words, supposed = read_commentary(root, unit_id), read_scenarios(root, unit_id)
    return Inputs(
        unit=unit,
        units=programme.units,
        plan=plan,
        targets=plan_targets(plan),
        findings=findings,
        indicators=plan_indicators(plan, programme),
        programme_indicators=programme.indicators,
        statements=ledgers.statements,
        ledgers=ledgers.observations,
        peers=peers.observations,
        corrections=ledgers.corrections,
        boundaries=programme.boundaries,
        weights=programme.weights,
        sources=ledgers.sources,
        rules=programme.rules,
        record=load_record(root),
        letterhead=letterhead,
        commentary=parse_commentary(words, commentary_sections(programme.objectives)),
        data=data,
        as_of=as_of,
        hashes=_in_file_order(
            _shared_hashes(programme, plan, inherited),
            ledgers.shared_hashes,
            {
                file.as_posix(): sha256(held).hexdigest()
                for file, held in (words | supposed).items()
            },
            record_hashes(root),
        )
        | ledgers.hashes,
        parts={
            "letterhead": _digest(repr(sorted(letterhead.items()))),
            "data/plans findings": _digest(findings.to_csv(index=False)),
        },
        inherited=inherited,
        plan_of=next((each.part_id for each in inherited if each.plan), None),
        successors=programme.successors,
        agency_names=programme.agency_names,
        scenarios=parse_scenarios(supposed, programme, data),
    )


def _read_inherited(unit_id: str, programme: Programme) -> tuple[InheritedTargets, ...]:
    if unit_id in programme.planned_units:
        return ()
    return tuple(
        InheritedTargets(each.part_id)
        if each.plan is None or each.issued is None
        else InheritedTargets(
            each.part_id,
            each.plan,
            plan_targets(each.plan),
            _plan_findings(each.issued, programme),
            plan_indicators(each.plan, programme),
            each.successors,
        )
        for each in inherited_plans(unit_id, programme)
    )


def _plan_findings(plan: Plan, programme: Programme) -> pd.DataFrame:
    return plan_findings(plan, programme, readable_plans(programme).values())


def _findings(
    issued: Plan | None, inherited: tuple[InheritedTargets, ...], programme: Programme
) -> pd.DataFrame:
    """Return what is odd in the unit's own plan, or in the first that it inherits."""
    if issued is not None:
        return _plan_findings(issued, programme)
    return next(each.findings for each in inherited if each.plan)


def _digest(words: str) -> str:
    return sha256(words.encode()).hexdigest()


def _shared_hashes(
    programme: Programme, plan: Plan, inherited: tuple[InheritedTargets, ...]
) -> dict[str, str]:
    """Return the hashes of the files that are the unit's own or nobody's.

    Of what all units share a file, ``Inputs.parts`` has the unit's part: another unit's plan or
    letterhead is no reason to make this report again.
    """
    plans = [each.plan for each in inherited if each.plan] or [plan]
    borrowed = [each.targets_from for each in plans]
    parts = [each.part_id for each in inherited if each.plan]
    own = {
        plan_file(unit_id).as_posix() for unit_id in (plan.unit_id, *parts, *borrowed) if unit_id
    }
    # Who follows whom tells who answers for an inherited plan, and nothing of any other.
    passed_over = {LETTERHEADS_FILE, *(() if inherited else (SUCCESSORS_FILE,))}
    return {
        file: digest
        for file, digest in programme.hashes.items()
        if (not file.startswith(PLANS_FOLDER.as_posix()) or file in own)
        and Path(file) not in passed_over
    }


def _in_file_order(*hashes: Mapping[str, str]) -> dict[str, str]:
    merged = {file: digest for each in hashes for file, digest in each.items()}
    return dict(sorted(merged.items(), key=lambda pair: Path(pair[0])))


def _read_ledgers(
    books: Books,
    programme: Programme,
    wanted: list[str],
    peers: list[str],
    as_of: str | None,
    shelf: Shelf | None,
) -> tuple[Ledgers, Ledgers]:
    """Return the ledgers of the unit and those joined with it, and those of its peers.

    What is stated of peers only hints at doubts (``quality``) and is that of the moment up to which
    the report's own figures came: so it follows from these, and needs no hash beside theirs. What
    a peer states later, or what breaks in its ledger, changes no report of another unit.
    """
    if shelf is not None and shelf.holds((*wanted, *peers)):
        return shelf.abreast(wanted, peers)
    read = load_ledgers(wanted, books, programme, others=peers, as_of=as_of, abreast=True)
    return read.of(wanted), read.of(peers)


@dataclass(frozen=True)
class ReadTogether:
    """What the inputs of several units have in common: each takes its own slice of it.

    ``ledgers`` is None where one of them cannot be read: then each unit's are read by themselves.
    """

    programme: Programme
    ledgers: Shelf | None


def read_together(
    root: Path, unit_ids: Sequence[str], data: DataKind, as_of: str | None = None
) -> ReadTogether:
    """Read once what the inputs of several units are made of."""
    programme = load_programme(root)
    books = open_books(root, data)
    kept = _possible_peers(books)
    wanted = [
        name
        for each in unit_ids
        for name in (
            *_ledger_units(each, programme.boundaries, data),
            *peer_ids(each, programme.units, programme.boundaries, kept),
        )
    ]
    return ReadTogether(programme, load_shelf(dict.fromkeys(wanted), books, programme, as_of))


def _possible_peers(books: Books) -> list[str]:
    return books.store.unit_ids() if books.data == "real" else []


def _ledger_units(unit_id: str, boundaries: pd.DataFrame, data: DataKind) -> list[str]:
    if data == "illustrative":
        return [unit_id]
    parts = boundaries.loc[boundaries["unit_id"] == unit_id, "part_id"]
    return list(dict.fromkeys([unit_id, *sorted(parts), NATION]))


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
        return f"{self.edition} {self.as_of} {sha256(table.encode()).hexdigest()}"


def year_before(edition: int) -> PreviousEdition:
    """Return the edition before as what was known at the end of its year."""
    return PreviousEdition(edition - 1, read_as_of(f"{edition - 1}-12-31"), None)

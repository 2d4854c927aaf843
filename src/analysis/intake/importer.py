"""Sent files into the ledger: each file whole or not at all.

A file is judged before the store is held, so that one with faults leaves no trace. Under the
store's lock it is judged again if the ledger has moved on meanwhile. The original is kept beside
the ledgers (``received``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from analysis.files import file_fault
from analysis.intake.changes import Change, Names, make_names
from analysis.intake.forms.reading import Remark, is_form, read_form
from analysis.intake.judging.documents import (
    apply_answers,
    find_document_doubts,
    is_answered,
    settle_sources,
)
from analysis.intake.judging.doubts import (
    Doubt,
    find_doubts,
    find_other_answers,
    find_unfit_reasons,
    read_confirmations,
)
from analysis.intake.judging.history import History
from analysis.intake.judging.proposals import (
    Key,
    Proposal,
    confirmed_note,
    make_proposals,
    newest_by_key,
)
from analysis.intake.judging.rules import Known, Named, find_proposal_faults
from analysis.intake.judging.territory import read_boundaries_told, with_boundaries_asked
from analysis.intake.parsing.names import make_vocabulary
from analysis.intake.parsing.sources import Sources, name_sources
from analysis.intake.parsing.tables import Entry, Intake, read_tables
from analysis.intake.received import WaitingCopy, settle_copies, write_copy
from analysis.intake.standing import Neighbours, Standing
from analysis.language import BadInput, Fault
from analysis.ledger import (
    KEY,
    VIET_NAM_TIME,
    LedgerRules,
    Read,
    Row,
    find_faults,
    last_received,
    load_sources,
    moment_after,
    moment_received,
    number_statements,
    open_books,
)
from analysis.programme import load_programme
from analysis.sheets import read_file
from analysis.tables import Record, records

Outcome = Literal["taken", "unchanged", "would_take", "refused"]
# Asks a person about doubts; gives reasons by the doubt's identity.
Ask = Callable[[str, Sequence[Doubt]], dict[str, str]]
# Shows a person what is going to be stored, before it is.
Show = Callable[["FileResult"], None]


@dataclass
class FileResult:
    """What became of one sent file. ``proposals`` are its figures as far as they could be read.

    ``names`` says how they are called, once they could be judged.
    """

    file: str
    outcome: Outcome = "refused"
    blank: int = 0
    skipped_sheets: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    kept_as: Path | None = None
    names: Names | None = None

    @property
    def changes(self) -> list[Change]:
        """What the file adds to the ledger."""
        changed = [proposal for proposal in self.proposals if proposal.state != "unchanged"]
        return [proposal.change for proposal in changed]

    @property
    def unconfirmed(self) -> list[Doubt]:
        """What nobody has given a reason for, or an answer to."""
        reasons = self.reasons
        return [
            doubt for doubt in self.doubts if not is_answered(doubt, reasons.get(doubt.identity))
        ]


class Importer:
    """Takes files, one after another, into the store of the project at ``root``."""

    def __init__(
        self, root: Path, *, publisher: str = "", dry_run: bool = False, show: Show | None = None
    ) -> None:
        """Read what is known; raise ``BadInput`` when the project's own tables are broken."""
        self._root, self._publisher, self._dry_run = root, publisher, dry_run
        self._programme = programme = load_programme(root)
        self._books = open_books(root)
        self._store = self._books.store
        self._units, self._indicators = programme.units, programme.indicators
        self._show = show
        # All files of one command are one import, which can be undone as one.
        self._moment = ""
        self._sent_before: dict[Key, Proposal] = {}
        self._neighbours = Neighbours()
        self._planned: dict[str, list[Row]] = defaultdict(list)
        self._planned_sources: dict[str, Row] = {}

    def take(self, path: Path, confirmations: Sequence[str], ask: Ask | None) -> FileResult:
        """Take one file, or say why not. ``ask`` is asked about doubts without confirmation."""
        result = FileResult(str(path))
        try:
            self._take(path, result, confirmations, ask)
        except BadInput as error:
            result.faults.extend(error.faults)
        except OSError as error:
            result.faults.append(file_fault(error, of_reports=False))
        if result.faults:
            result.outcome = "refused"
            result.faults = _in_file_order(result.faults, result.file)
        else:
            self._sent_before |= {_key(proposal): proposal for proposal in result.proposals}
        return result

    def _take(
        self, path: Path, result: FileResult, confirmations: Sequence[str], ask: Ask | None
    ) -> None:
        entries, content = self._read(path, result)
        standing = self._read_standing(entries)
        self._judge(entries, standing, result)
        if not result.changes:
            result.outcome = "unchanged"
            return
        result.reasons = read_confirmations(confirmations, result.doubts)
        _let_answers_hold(standing, result)
        if self._show:
            self._show(result)
        if ask and result.unconfirmed:
            result.reasons |= ask(result.file, result.unconfirmed)
            _let_answers_hold(standing, result)
        _refuse_unconfirmed(result)
        if self._dry_run:
            self._plan(standing, result)
        else:
            self._write(entries, standing, result, path, content)

    def _read(self, path: Path, result: FileResult) -> tuple[list[Entry], bytes]:
        vocabulary = make_vocabulary(self._units, self._indicators, load_sources(self._books))
        sheets = read_file(path, result.file)
        sent: Intake
        if is_form(sheets):
            sent = read_form(sheets, result.file, vocabulary)
            result.remarks = sent.remarks
        else:
            sent = read_tables(sheets, result.file, vocabulary)
        result.blank, result.skipped_sheets = sent.rows_without_figure, sent.skipped_sheets
        if not sent.entries and not sent.faults:
            sent.faults.append(Fault("imports.no_figures", file=result.file))
        # Faults of reading come first; what could be read is judged too, so all are told at once.
        result.faults.extend(sent.faults)
        return sent.entries, path.read_bytes()

    def _read_standing(self, entries: Sequence[Entry], judged: Standing | None = None) -> Standing:
        """Return what stands; ``BadInput`` when a ledger that the file concerns is broken.

        What still is as it was ``judged`` is not checked again.
        """
        units = {entry.cells["unit_id"] for entry in entries}
        kept = [*self._store.unit_ids(), *self._planned]
        concerned = [unit_id for unit_id in dict.fromkeys(kept) if unit_id in units]
        others = [unit_id for unit_id in dict.fromkeys(kept) if unit_id not in units]
        about = frozenset(entry.cells["indicator_id"] for entry in entries)
        contents = self._store.read_together(concerned, others, about)
        sources = {row["source"]: row for row in records(load_sources(self._books))}
        own = {
            unit_id: [record.cells for record in rows]
            for unit_id, (rows, _) in contents.ledgers.items()
        }
        rules = self._rules(self._store.sources_label, None, frozenset(sources))
        beside = self._neighbours.read(contents.others, rules)
        planned = {name: [row for row in rows if name in units or row["indicator_id"] in about]
                   for name, rows in self._planned.items()}  # fmt: skip
        moments = [glance.last for glance in contents.others.values()]
        standing = Standing(
            {unit_id: rows + planned.get(unit_id, []) for unit_id, rows in (own | beside).items()},
            sources | self._planned_sources,
            max([last_received(row for rows in own.values() for row in rows), *moments]),
        )
        if standing == judged:
            return judged
        wrong = self._faults(contents.ledgers, standing.sources)
        if wrong:
            raise BadInput(wrong)
        return standing

    def _rules(self, file: Path, unit_id: str | None, sources: frozenset[str]) -> LedgerRules:
        units = frozenset(self._units)
        return LedgerRules(file, unit_id, "real", units, sources, self._indicators)

    def _judge(self, entries: Sequence[Entry], standing: Standing, result: FileResult) -> None:
        """Find proposals, faults and doubts of the entries beside what stands."""
        sources = Sources(standing.sources)
        entries, told = read_boundaries_told(entries, self._programme)
        named, faults = name_sources(entries, sources, self._units, self._publisher)
        newest = newest_by_key(standing.ledgers.values())
        entries, named = settle_sources(entries, named, sources, newest)
        natures = {
            str(row["indicator_id"]): str(row["nature"]) for _, row in self._indicators.iterrows()
        }
        result.proposals = make_proposals(entries, named, newest, natures)
        result.sources = list(sources.added.values())
        known = self._known(sources, newest, result.file)
        found = find_proposal_faults(result.proposals, known)
        faults = [*result.faults, *told, *faults, *found]
        if faults:
            raise _found(result, faults)
        result.names = make_names(self._units, self._indicators, sources.known | sources.added)
        result.proposals = with_boundaries_asked(result.proposals, self._units)
        questions = find_document_doubts(result.proposals, newest.values(), known.publishers)
        result.doubts = [*find_doubts(result.proposals, known, self._units), *questions]

    def _known(self, sources: Sources, newest: Mapping[Key, Row], file: str) -> Known:
        table = self._indicators.set_index("indicator_id")
        everyone = {**sources.known, **sources.added}
        return Known(
            rules=self._rules(Path(file), None, frozenset(everyone)),
            rates=frozenset(table.index[table["unit"] != "cases"]),
            names={
                str(name): Named(row["name_vi"], row["name_en"]) for name, row in table.iterrows()
            },
            standing=newest,
            history=History(
                newest.values(),
                {str(name): int(places) for name, places in table["decimals"].items()},
            ),
            publishers={slug: row["publisher_vi"] for slug, row in everyone.items()},
            received=moment_received(current_moment()),
            sent_before=self._sent_before,
        )

    def _plan(self, standing: Standing, result: FileResult) -> None:
        added = _statements(result, standing, moment_received(current_moment()))
        self._check_kept(added, standing, result)
        for unit_id, rows in added.items():
            self._planned[unit_id] += rows
        self._planned_sources |= {row["source"]: row for row in result.sources}
        result.outcome = "would_take"

    def _write(
        self,
        entries: Sequence[Entry],
        judged: Standing,
        result: FileResult,
        path: Path,
        content: bytes,
    ) -> None:
        settle_copies(self._root, self._store)
        copy: WaitingCopy | None = None
        try:
            with self._store.writing() as writer:
                standing = self._read_standing(entries, judged)
                if standing is not judged:
                    self._judge(entries, standing, result)
                    _let_answers_hold(standing, result)
                    _refuse_unconfirmed(result)
                received = self._received(standing)
                added = _statements(result, standing, received)
                _check_clock(added, standing, received)
                self._check_kept(added, standing, result)
                if any(added.values()):
                    copy = write_copy(self._root, path, content, added)
                writer.append(added, result.sources)
        except BaseException:
            # Even one that seems refused may be decided, where a server went away: it is asked.
            if copy:
                with suppress(OSError, BadInput):
                    settle_copies(self._root, self._store)
            raise
        result.kept_as, result.outcome = copy.bring() if copy else None, "taken"

    def _check_kept(
        self, added: Mapping[str, Sequence[Row]], standing: Standing, result: FileResult
    ) -> None:
        """Refuse what would be a fault of the ledger once it is in it: no figure, no source."""
        with_added = {
            unit_id: [*standing.ledgers.get(unit_id, []), *rows] for unit_id, rows in added.items()
        }
        ledgers: dict[str, Read] = {
            unit_id: ([Record(row, cells) for row, cells in enumerate(rows, start=2)], [])
            for unit_id, rows in with_added.items()
        }
        known = {*standing.sources, *(row["source"] for row in result.sources)}
        faults = self._faults(ledgers, known)
        if faults:
            raise BadInput(faults)

    def _faults(self, ledgers: Mapping[str, Read], sources: Collection[str]) -> list[Fault]:
        rules = self._rules(self._store.sources_label, None, frozenset(sources))
        found = find_faults(ledgers, self._store.label, rules)
        return [fault for faults in found.values() for fault in faults]

    def _received(self, standing: Standing) -> str:
        """Return the moment of the command's first file; a new one if others wrote since."""
        if not self._moment or standing.last > self._moment:
            self._moment = moment_after(current_moment(), standing.last)
        return self._moment


def current_moment() -> datetime:
    """Return the present moment, Viet Nam time."""
    return datetime.now(VIET_NAM_TIME)


def import_files(
    root: Path,
    paths: Sequence[Path],
    *,
    publisher: str = "",
    confirmations: Sequence[str] = (),
    dry_run: bool = False,
    ask: Ask | None = None,
    show: Show | None = None,
) -> Iterator[FileResult]:
    """Yield what became of each file, in the order given.

    ``publisher`` is whose documents the sources are where a file does not say,
    ``confirmations`` are as ``read_confirmations`` takes them. With ``dry_run`` nothing is
    written, and each file is judged as if those before it had been taken. ``show`` is called with
    what is going to be stored, before anybody is asked or anything is written. Raises ``BadInput``
    before any file is opened when the project's own tables are broken or the confirmations do not
    fit several files.
    """
    by_number = [words for words in confirmations if re.match(r"\s*\d", words)]
    if len(paths) > 1 and by_number:
        raise BadInput([Fault("imports.one_file_to_confirm", values={"count": len(paths)})])
    importer = Importer(root, publisher=publisher, dry_run=dry_run, show=show)
    return (importer.take(path, confirmations, ask) for path in paths)


def _key(proposal: Proposal) -> Key:
    return tuple(proposal.said[name] for name in KEY)


def _found(result: FileResult, faults: list[Fault]) -> BadInput:
    """Return the refusal with all faults, which then stand in the result once."""
    result.faults.clear()
    return BadInput(faults)


def _in_file_order(faults: list[Fault], file: str) -> list[Fault]:
    """Return the faults of the file as whole, then as its sheets and rows go, then others."""
    sheets = list(dict.fromkeys(fault.sheet for fault in faults))

    def place(fault: Fault) -> tuple[bool, int, int]:
        digits = "".join(filter(str.isdigit, fault.cell or ""))
        row = fault.row or int(digits or 0)
        return fault.file != file, sheets.index(fault.sheet), row

    return sorted(faults, key=place)


def _let_answers_hold(standing: Standing, result: FileResult) -> None:
    """Put the figures that a person called corrections in the place of those they correct."""
    newest = newest_by_key(standing.ledgers.values()).values()
    everyone = [*standing.sources.values(), *result.sources]
    publishers = {row["source"]: row["publisher_vi"] for row in everyone}
    result.proposals = apply_answers(
        result.proposals, result.doubts, result.reasons, newest, publishers
    )
    used = {proposal.said["source"] for proposal in result.proposals}
    result.sources = [row for row in result.sources if row["source"] in used]


def _refuse_unconfirmed(result: FileResult) -> None:
    faults = [
        *find_unfit_reasons(result.reasons.values()),
        *find_other_answers(result.doubts, result.reasons),
    ]
    if faults:
        raise BadInput(faults)
    left = {id(doubt) for doubt in result.unconfirmed}
    missing = [number for number, doubt in enumerate(result.doubts, start=1) if id(doubt) in left]
    if missing:
        values = {"count": len(missing), "first": missing[0]}
        raise BadInput([Fault("imports.unconfirmed", file=result.file, values=values)])


def _statements(result: FileResult, standing: Standing, received: str) -> dict[str, list[Row]]:
    """Return what the file adds, numbered, by unit; reasons stand in the notes."""
    reasons: dict[int, list[str]] = defaultdict(list)
    for doubt in result.doubts:
        for number in doubt.concerned:
            reasons[number].append(result.reasons[doubt.identity])
    by_unit: dict[str, list[Row]] = defaultdict(list)
    for number, proposal in enumerate(result.proposals):
        if proposal.state != "unchanged":
            given = list(dict.fromkeys(reasons[number]))
            note = confirmed_note(proposal.said["note"], given)
            by_unit[proposal.said["unit_id"]].append(proposal.said | {"note": note})
    return {
        unit_id: number_statements(figures, standing.ledgers.get(unit_id, []), received)
        for unit_id, figures in by_unit.items()
    }


def _check_clock(added: Mapping[str, Sequence[Row]], standing: Standing, received: str) -> None:
    for unit_id in added:
        ledger = standing.ledgers.get(unit_id)
        if ledger and ledger[-1]["received"] > received:
            values = {"now": received, "unit": unit_id, "last": ledger[-1]["received"]}
            raise BadInput([Fault("imports.clock_behind", values=values)])

"""The last import taken back: which it is, whether it can be, and what is then stated.

The last import is the newest one whose file is kept here (see ``received``): ledgers that came
with the project, or from another office, are nobody's import on this machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.intake import importer
from analysis.intake.changes import Change, Names, make_names, standing
from analysis.intake.received import kept_files, settle_copies
from analysis.language import BadInput, Fault
from analysis.ledger import (
    KEY,
    Books,
    Contents,
    Row,
    Undone,
    find_store_faults,
    last_received,
    load_sources,
    moment_after,
    number_statements,
    open_books,
    undo_import,
)
from analysis.programme import Programme, load_programme

_MOST_NAMED = 5


@dataclass(frozen=True)
class UndoResult:
    """What an undo did, or would do.

    ``moment`` is that of the import and ``files`` are its kept files, ``changes`` tell what stands
    again. ``done`` is false in a dry run.
    """

    moment: str
    files: Sequence[Path]
    changes: Sequence[Change]
    names: Names
    done: bool


def undo_last(root: Path, *, dry_run: bool = False) -> UndoResult:
    """Take back the last import of the project at ``root`` by new statements.

    Raises ``BadInput`` where there is nothing to undo, where it was undone already, where one of
    its figures was stated anew since, and for a ledger that is broken.
    """
    books, programme = open_books(root), load_programme(root)
    settle_copies(root, books.store)
    if dry_run:
        return _undo(root, books, programme, books.store.read_together(), None)
    with books.store.writing() as writer:
        contents = books.store.read_together()
        last = last_received(row for name in contents.ledgers for row in _rows(contents, name))
        received = moment_after(importer.current_moment(), last)
        result = _undo(root, books, programme, contents, received)
        added: dict[str, list[Row]] = {}
        for change in result.changes:
            added.setdefault(change.about["unit_id"], []).append(change.about)
        writer.append(
            {
                unit_id: number_statements(figures, _rows(contents, unit_id), received)
                for unit_id, figures in added.items()
            },
            [],
        )
    return result


def _undo(
    root: Path, books: Books, programme: Programme, contents: Contents, received: str | None
) -> UndoResult:
    kept = kept_files(root)
    for moment in sorted(kept, reverse=True):
        undone = {
            unit_id: undo_import(_rows(contents, unit_id), moment) for unit_id in contents.ledgers
        }
        if not any(part.found for part in undone.values()):
            # A file whose statements were never written.
            continue
        concerned = {name: contents.ledgers[name] for name, part in undone.items() if part.found}
        faults = find_store_faults(books, replace(contents, ledgers=concerned), programme)
        if faults:
            raise BadInput(faults)
        _refuse(moment, kept[moment], undone)
        if received is not None:
            _refuse_clock(received, contents, undone)
        sources = {
            str(row["source"]): {str(name): str(cell) for name, cell in row.items()}
            for row in load_sources(books).to_dict("records")
        }
        return UndoResult(
            moment,
            kept[moment],
            [_change(figure, contents) for part in undone.values() for figure in part.figures],
            make_names(programme.units, programme.indicators, sources),
            done=received is not None,
        )
    raise BadInput([Fault("imports.nothing_to_undo")])


def _rows(contents: Contents, unit_id: str) -> list[Row]:
    records, _ = contents.ledgers[unit_id]
    return [record.cells for record in records]


def _change(figure: Row, contents: Contents) -> Change:
    key = tuple(figure[name] for name in KEY)
    ledger = _rows(contents, figure["unit_id"])
    newest = [row for row in ledger if tuple(row[name] for name in KEY) == key][-1]
    return Change(figure, standing(newest), standing(figure))


def _refuse(moment: str, files: Sequence[Path], undone: Mapping[str, Undone]) -> None:
    """Refuse an import that was undone already, or that others have built on."""
    values = {"moment": _shown(moment), "file": files[-1].as_posix()}
    if not any(part.figures for part in undone.values()):
        raise BadInput([Fault("imports.undone_already", values=values)])
    newer = [row for part in undone.values() for row in part.newer]
    if newer:
        figures = [" · ".join(row[name] for name in KEY) for row in newer[:_MOST_NAMED]]
        more = ["…"] if len(newer) > _MOST_NAMED else []
        values |= {"figures": "; ".join([*figures, *more]), "since": _shown(newer[0]["received"])}
        raise BadInput([Fault("imports.stated_since", values=values)])


def _refuse_clock(received: str, contents: Contents, undone: Mapping[str, Undone]) -> None:
    for unit_id, part in undone.items():
        last = _rows(contents, unit_id)[-1]["received"] if part.figures else ""
        if last > received:
            values = {"now": received, "unit": unit_id, "last": last}
            raise BadInput([Fault("imports.clock_behind", values=values)])


def _shown(moment: str) -> str:
    return moment[:19].replace("T", " ")

"""From a run notebook to the report that it holds: letterhead, exhibits, date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from analysis.exhibits.displayed import MIME
from analysis.exhibits.model import (
    Annex,
    Exhibit,
    Exhibits,
    Figure,
    Heading,
    Hint,
    Letterhead,
    exhibit_from_json,
)
from analysis.exhibits.spacing import with_kept_numbers
from analysis.exhibits.table import Table
from analysis.exhibits.tiles import Tile, Tiles
from analysis.language import BadInput, Fault, Lang, text

if TYPE_CHECKING:
    from nbformat import NotebookNode

_Anchored = TypeVar("_Anchored", bound=Heading | Table | Figure | Tiles | Tile | Annex)
# The kernel of the Python that runs, whatever name an editor has saved in a notebook.
OWN_KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


@dataclass(frozen=True)
class Report:
    """What a notebook shows: its letterhead, its exhibits in order, and its fixed date."""

    letterhead: Letterhead
    body: tuple[Exhibit, ...]
    dated: date | None

    def __deepcopy__(self, _memo: object) -> Report:
        """Return itself: nbconvert copies what it hands on, and nothing in here can change."""
        return self


def read_report(notebook: NotebookNode) -> Report:
    """Return the report that a run notebook holds.

    Language, title and watermark come from its letterhead, or without one from the notebook's
    metadata (``title`` and ``mangnon.lang``); the date of the file from ``mangnon.date``
    (``YYYY-MM-DD``). Hints to the analyst are left out. Raises ``BadInput`` for a notebook that
    stopped with an error, that has not been run, or that holds an exhibit which cannot be read.
    """
    faults = list(_error_faults(notebook))
    if faults:
        raise BadInput(faults)
    exhibits = list(_distinct_anchors(_exhibits(notebook)))
    if not exhibits:
        raise BadInput([Fault("rendering.not_run")])
    heads = [exhibit for exhibit in exhibits if isinstance(exhibit, Letterhead)]
    head = heads[0] if heads else _plain_letterhead(notebook)
    body = (exhibit for exhibit in exhibits if not isinstance(exhibit, Letterhead | Hint))
    own = notebook.metadata.get("mangnon", {})
    dated = date.fromisoformat(own["date"]) if own.get("date") else None
    return Report(head, tuple(_numbered(body, head.lang)), dated)


def _outputs(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    for place, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", ()):
            yield place, output


def _error_faults(notebook: NotebookNode) -> Iterator[Fault]:
    for place, output in _outputs(notebook):
        if output.output_type == "error":
            values = {"cell": place, "name": output.ename, "value": output.evalue}
            yield Fault("rendering.error_output", values=values)


def _exhibits(notebook: NotebookNode) -> Iterator[Exhibit]:
    for place, output in _outputs(notebook):
        data = output.get("data", {}).get(MIME)
        if data is None:
            continue
        try:
            found = exhibit_from_json(data)
        except ValueError as error:
            values = {"cell": place, "reason": str(error)}
            raise BadInput([Fault("rendering.bad_exhibit", values=values)]) from error
        shown = found.items if isinstance(found, Exhibits) else (found,)
        yield from map(with_kept_numbers, shown)


def _distinct_anchors(exhibits: Iterable[Exhibit]) -> Iterator[Exhibit]:
    """Number an anchor that occurs again: the same cell may be run for two units."""
    taken = {"report"}
    for exhibit in exhibits:
        match exhibit:
            case Tiles():
                tiles = tuple(_moved(tile, taken) for tile in exhibit.tiles)
                yield _moved(replace(exhibit, tiles=tiles), taken)
            case Heading() | Table() | Figure() | Annex():
                yield _moved(exhibit, taken)
            case _:
                yield exhibit


def _moved(exhibit: _Anchored, taken: set[str]) -> _Anchored:
    """Return an exhibit under an address that is not ``taken``, which now is."""
    anchor, count = exhibit.anchor, 1
    while anchor in taken:
        count += 1
        anchor = f"{exhibit.anchor}-{count}"
    taken.add(anchor)
    return exhibit if anchor == exhibit.anchor else replace(exhibit, anchor=anchor)


def _numbered(body: Iterable[Exhibit], lang: Lang) -> Iterator[Exhibit]:
    """Number tables and figures through the report, so that a reader can cite them.

    A grid of tiles is one figure.
    """
    counts = {"table": 0, "figure": 0}
    for exhibit in body:
        if not isinstance(exhibit, Table | Figure | Tiles):
            yield exhibit
            continue
        kind = "table" if isinstance(exhibit, Table) else "figure"
        counts[kind] += 1
        values = {"number": counts[kind], "caption": exhibit.caption}
        yield replace(exhibit, caption=text(f"rendering.numbered_{kind}", lang, **values))


def _plain_letterhead(notebook: NotebookNode) -> Letterhead:
    lang: Lang = "en" if notebook.metadata.get("mangnon", {}).get("lang") == "en" else "vi"
    title = notebook.metadata.get("title") or text("rendering.untitled", lang)
    return Letterhead("", "", "", "", "", "", "", title, "", "", None, lang, title)

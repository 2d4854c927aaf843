"""Row headers in the PDF's structure tree, which Typst cannot mark yet.

Typst tags the cells of a head as headers of their columns and every other cell as plain data. A
reader who hears a table needs the name of the row as well: the first cell of a row becomes a
header with the scope of its row, and the cells after it refer to it beside their column's.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from analysis.pdf_streams import compact

_ROW_HEADER = "row-{table}-{row}"


def with_row_headers(pdf: bytes, named: Sequence[bool]) -> bytes:
    """Return the file with the first cell of each row of a table made that row's header.

    ``named`` says of every table, in the order of the file, whether its first column names the
    rows. The result is compressed, and the same input gives the same bytes.
    Raises ``ValueError`` when the file has another number of tables.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root.StructTreeRoot
        tables = list(_elements(root.K, Name.Table))
        if len(tables) != len(named):
            raise ValueError(f"{len(named)} tables were given, {len(tables)} are in the file")
        ids: dict[str, Object] = {}
        for number, (table, wanted) in enumerate(zip(tables, named, strict=True), start=1):
            if wanted:
                ids |= _mark_rows(table, number)
        _register(document, root, ids)
        return compact(document)


def _elements(node: Object, kind: Name) -> Iterator[Object]:
    if isinstance(node, Array):
        for child in node:
            yield from _elements(child, kind)
    elif isinstance(node, Dictionary) and "/S" in node:
        if kind == node.S:
            yield node
        elif "/K" in node:
            yield from _elements(node.K, kind)


def _mark_rows(table: Object, number: int) -> dict[str, Object]:
    """Mark the row headers of one table; return them by the id that each was given."""
    found = {}
    for place, row in enumerate(_elements(table.K, Name.TR), start=1):
        cells = list(row.K)
        if len(cells) > 1 and all(cell.S == Name.TD for cell in cells):
            name = _ROW_HEADER.format(table=number, row=place)
            _mark_row(cells, name)
            found[name] = cells[0]
    return found


def _mark_row(cells: list[Object], name: str) -> None:
    first, *others = cells
    first.S = Name.TH
    first.ID = String(name)
    attributes = _table_attributes(first)
    attributes.Scope = Name.Row
    for cell in others:
        attributes = _table_attributes(cell)
        attributes.Headers = Array([*attributes.get("/Headers", Array()), String(name)])


def _table_attributes(cell: Object) -> Object:
    """Return the cell's attributes as part of a table; made when there are none."""
    known = cell.get("/A", Array())
    owned = list(known) if isinstance(known, Array) else [known]
    for attributes in owned:
        if isinstance(attributes, Dictionary) and Name.Table == attributes.O:
            return attributes
    own = Dictionary(O=Name.Table)
    cell.A = Array([*owned, own])
    return own


def _register(document: Pdf, root: Object, ids: dict[str, Object]) -> None:
    """Enter the ids in the tree by which a reader finds the elements they name."""
    if not ids:
        return
    names = root.IDTree.Names
    pairs = {bytes(names[k]): names[k + 1] for k in range(0, len(names), 2)}
    pairs |= {name.encode(): element for name, element in ids.items()}
    flat = [part for name in sorted(pairs) for part in (String(name.decode()), pairs[name])]
    root.IDTree = document.make_indirect(Dictionary(Names=Array(flat)))

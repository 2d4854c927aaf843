"""Row headers in the PDF's structure tree, which Typst cannot mark yet.

Typst tags the cells of a head as headers of their columns and every other cell as plain data. A
reader who hears a table needs the name of the row as well: the first cell of a row becomes a
header with the scope of its row, and the cells after it refer to it beside their column's.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream, String

_ROW_HEADER = "row-{table}-{row}"
_UNCLEAR_END = b"\r\nendstream"
# A name in the form that ISO 32000, Annex E, has for what a writer adds for itself.
_PADDING = "/MNGN_Padding"
_TRIES = 64
_RUN, _END_OF_RUNS = 128, b"\x80"


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


def compact(document: Pdf) -> bytes:
    """Return the file compressed, every stream with a clear end; the same input, the same bytes.

    Objects that are packed together make a stream only when the file is written, and one in 256 of
    those ends unclearly: objects that nobody reads then move the others about. Not to pack them
    would nearly double the file.
    """
    for stream in _drawings(document):
        _end_clearly(stream)
    for item in document.objects:
        if isinstance(item, Stream) and item.get("/Type") != Name.Metadata:
            _enclose(item)
    packed = _saved(document)
    for _ in range(_TRIES):
        if _UNCLEAR_END not in packed:
            return packed
        padding = document.Root.get(_PADDING, Array())
        padding.append(document.make_indirect(Dictionary()))
        document.Root[_PADDING] = padding
        packed = _saved(document)
    raise ValueError(f"no clear end after {_TRIES} tries")


def _drawings(document: Pdf) -> Iterator[Object]:
    """Yield the streams that are text to a PDF reader: pages, pictures, tables of characters."""
    for page in document.pages:
        contents = page.obj.get("/Contents", Array())
        yield from contents if isinstance(contents, Array) else [contents]
    streams = (item for item in document.objects if isinstance(item, Stream))
    for stream in streams:
        if stream.get("/Subtype") == Name.Form or stream.get("/Type") == Name.CMap:
            yield stream


def _end_clearly(stream: Object) -> None:
    """Give a text one more line break where its check sum, the last byte, is a carriage return."""
    text = stream.read_bytes()
    if zlib.adler32(text) & 0xFF == ord("\r"):
        stream.write(text + b"\n")


def _enclose(stream: Stream) -> None:
    """Compress a stream that is not yet; put one with an unclear end into runs, which end in 128.

    Of the filters that pass bytes on whole this is the one that is left as it is on saving.
    """
    raw, filters = stream.read_raw_bytes(), stream.get("/Filter")
    parameters = stream.get("/DecodeParms")
    if filters is None:
        raw, filters = zlib.compress(raw, 9), Name.FlateDecode
        stream.write(raw, filter=filters)
    if not raw.endswith(b"\r"):
        return
    chain = list(filters) if isinstance(filters, Array) else [filters]
    known = list(parameters) if isinstance(parameters, Array) else [parameters]
    runs = (raw[start : start + _RUN] for start in range(0, len(raw), _RUN))
    stream.write(
        b"".join(bytes([len(run) - 1]) + run for run in runs) + _END_OF_RUNS,
        filter=Array([Name.RunLengthDecode, *chain]),
        decode_parms=None if parameters is None else Array([None, *known]),
    )


def _saved(document: Pdf) -> bytes:
    target = io.BytesIO()
    document.save(
        target,
        object_stream_mode=ObjectStreamMode.generate,
        compress_streams=True,
        # What has its filters keeps them.
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        deterministic_id=True,
    )
    return target.getvalue()

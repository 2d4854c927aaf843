"""PDF files saved compactly, with streams whose end no reader can mistake.

The data of a stream is followed by a line break and ``endstream``. Where compressed data happens to
end in a carriage return, a reader may count that byte to the line break and find the length wrong;
PDF/A wants the two to agree (ISO 19005-2, 6.1.7.1). One stream in 256 is such a case.
"""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Name, Object, ObjectStreamMode, Pdf, Stream

_UNCLEAR_END = b"\r\nendstream"


def compact(document: Pdf) -> bytes:
    """Return the file compressed, every stream with a clear end; the same input, the same bytes."""
    for stream in _drawings(document):
        _end_clearly(stream)
    packed = _saved(document, ObjectStreamMode.generate, compress=True)
    if _UNCLEAR_END not in packed:
        return packed
    for item in document.objects:
        if isinstance(item, Stream) and item.get("/Type") != Name.Metadata:
            _spell_out(item)
    return _saved(document, ObjectStreamMode.disable, compress=False)


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


def _spell_out(stream: Stream) -> None:
    """Compress a stream that is not yet, and put one with an unclear end into signs of text."""
    raw, filters = stream.read_raw_bytes(), stream.get("/Filter")
    parameters = stream.get("/DecodeParms")
    if filters is None:
        raw, filters = zlib.compress(raw, 9), Name.FlateDecode
        stream.write(raw, filter=filters)
    if not raw.endswith(b"\r"):
        return
    chain = list(filters) if isinstance(filters, Array) else [filters]
    known = list(parameters) if isinstance(parameters, Array) else [parameters]
    stream.write(
        base64.a85encode(raw) + b"~>",
        filter=Array([Name.ASCII85Decode, *chain]),
        decode_parms=None if parameters is None else Array([None, *known]),
    )


def _saved(document: Pdf, mode: ObjectStreamMode, *, compress: bool) -> bytes:
    target = io.BytesIO()
    level = pikepdf.StreamDecodeLevel.generalized if compress else pikepdf.StreamDecodeLevel.none
    document.save(
        target,
        object_stream_mode=mode,
        compress_streams=compress,
        stream_decode_level=level,
        deterministic_id=True,
    )
    return target.getvalue()

"""Saved PDF files: nothing lost, nothing at the end of a stream that a reader could mistake."""

from __future__ import annotations

import io
import zlib
from itertools import pairwise

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, StreamDecodeLevel

from analysis.exhibits.pdf_tags import compact

UNCLEAR = b"\r\nendstream"
# Their compressed forms end in a carriage return: the last byte is that of the check sum.
ENDS_IN_RETURN = [text for k in range(800) if zlib.compress(text := b"a" * k)[-1:] == b"\r"]


def with_streams(*streams: tuple[bytes, dict[str, object]]) -> Pdf:
    document = pikepdf.new()
    document.add_blank_page()
    made = [Stream(document, data, **keys) for data, keys in streams]
    document.Root.Kept = Array([document.make_indirect(stream) for stream in made])
    return document


def kept(file: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(file)) as document:
        return [stream.read_bytes(StreamDecodeLevel.specialized) for stream in document.Root.Kept]


def test_there_are_texts_to_try() -> None:
    assert len(ENDS_IN_RETURN) >= 3


@pytest.mark.parametrize("text", ENDS_IN_RETURN[:3])
def test_no_stream_ends_where_a_reader_could_see_another_end(text: bytes) -> None:
    streams = [
        (text, {}),
        (zlib.compress(text), {"Filter": Name.FlateDecode}),
        (zlib.compress(text), {"Filter": Array([Name.FlateDecode]),
                               "DecodeParms": Array([Dictionary(Predictor=1)])}),
    ]  # fmt: skip
    file = compact(with_streams(*streams))
    assert UNCLEAR not in file
    assert kept(file) == [text] * 3


def test_what_was_plain_is_compressed_and_the_same_input_gives_the_same_bytes() -> None:
    long = b"0 0 m 1 1 l S\n" * 500
    files = [compact(with_streams((long, {}))) for _ in range(2)]
    assert files[0] == files[1]
    assert len(files[0]) < len(long) / 3
    assert kept(files[0]) == [long]


@pytest.mark.parametrize("text", ENDS_IN_RETURN[:3])
def test_drawings_with_an_unclear_end_stay_packed(text: bytes) -> None:
    document = with_streams((text, {"Type": Name.XObject, "Subtype": Name.Form}))
    document.pages[0].Contents = document.make_indirect(Stream(document, text))
    file = compact(document)
    assert UNCLEAR not in file
    assert b"/ObjStm" in file, "no need to spell anything out"
    assert kept(file) == [text + b"\n"]


@pytest.mark.slow
def test_objects_packed_together_have_a_clear_end_too_and_stay_packed() -> None:
    moved, sizes = 0, []
    for count in range(600):
        document = with_streams((b"x", {}))
        document.Root.Many = Array([document.make_indirect(Dictionary(N=k)) for k in range(count)])
        file = compact(document)
        assert UNCLEAR not in file
        assert b"/ObjStm" in file
        moved += "/MNGN_Padding" in document.Root
        sizes.append(len(file))
    assert moved, "one of them at least was unclear"
    assert max(b - a for a, b in pairwise(sizes)) < 300, "no file is suddenly larger than the next"

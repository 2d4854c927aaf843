"""Exhibits: two forms of one value, everything escaped, colours that can be read."""

from __future__ import annotations

import json
import re

import pytest

from analysis.exhibits.displayed import MIME
from analysis.exhibits.model import (
    Annex,
    Callout,
    Exhibits,
    Figure,
    Heading,
    Letterhead,
    Prose,
    Signatories,
    exhibit_from_json,
)
from analysis.exhibits.palette import TONES
from analysis.exhibits.prose import prose_html, prose_nodes
from analysis.exhibits.table import Cell, Column, RowGroup, Table

NASTY = "<script>alert('x')</script> & \"Đắk Lắk\""
SVG = (
    '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">'
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="72pt" height="36pt"><metadata>http://outside.example</metadata>'
    "<style>* {stroke: red}</style><script>alert(1)</script>"
    '<defs><clipPath id="c"><rect width="9" height="9"/></clipPath></defs>'
    '<g id="axes_1" clip-path="url(#c)" onclick="alert(1)"><use xlink:href="#c"/>'
    '<image xlink:href="http://outside.example/x.png"/><text>Nghiêng ngả</text></g></svg>'
)


def letterhead() -> Letterhead:
    return Letterhead(
        *[f"{NASTY} {place}" for place in range(10)],
        watermark="SỐ LIỆU MINH HỌA",
        lang="vi",
        title_plain="Báo cáo",
    )


def table(**changes: object) -> Table:
    values: dict[str, object] = {
        "caption": NASTY,
        "columns": (Column("Chỉ tiêu", width=3), Column("Giá trị", "right", 1)),
        "groups": (
            RowGroup(NASTY, ((Cell("Đăng ký khai sinh"), Cell("98,5 %", "achieved")),)),
            RowGroup(None, ((Cell("Béo phì", icon="†"), Cell(NASTY, bold=True)),)),
        ),
        "anchor": "bang-1",
        "note": NASTY,
    }
    return Table(**{**values, **changes})  # type: ignore[arg-type]


ALL = (
    letterhead(),
    Heading(2, NASTY, "muc-1"),
    Prose(f"**Đậm** {NASTY}\n\n- một\n- hai"),
    Callout("warning", NASTY),
    table(),
    Figure(SVG, NASTY, NASTY, "hinh-1", NASTY, 120),
    Signatories("Nơi nhận:", (NASTY,), ("CHỦ TỊCH", "", NASTY)),
    Annex(NASTY, "phu-luc-1", on_paper=False, belongs=NASTY),
)


@pytest.mark.parametrize("exhibit", [*ALL, Exhibits(ALL)], ids=lambda found: type(found).__name__)
def test_json_reads_back_as_the_same_exhibit(exhibit: Exhibits) -> None:
    bundle = exhibit._repr_mimebundle_()
    assert exhibit_from_json(json.loads(json.dumps(bundle[MIME]))) == exhibit
    assert exhibit.html() in bundle["text/html"]


@pytest.mark.parametrize("exhibit", ALL, ids=lambda found: type(found).__name__)
def test_no_text_becomes_markup(exhibit: Exhibits) -> None:
    assert "<script" not in exhibit.html()


def test_the_letterhead_alone_brings_the_style() -> None:
    assert "<style>" in letterhead()._repr_mimebundle_()["text/html"]
    assert "<style>" not in table()._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"exhibit": "Video"},
        {"exhibit": "Heading", "level": 7, "text": "x", "anchor": "x"},
        {"exhibit": "Exhibits", "items": [{"exhibit": "Prose"}]},
    ],
)
def test_foreign_json_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"exhibit|validation error"):
        exhibit_from_json(data)


def test_table_names_its_columns_rows_and_groups() -> None:
    html = table().html()
    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 2
    assert html.count('scope="rowgroup"') == 1
    assert '<col style="width:75%">' in html
    assert 'scope="row"' not in table(row_header=False).html()


def test_a_tone_never_comes_without_its_symbol() -> None:
    for key, tone in TONES.items():
        assert Cell("x", key).symbol == tone.symbol
    assert Cell("x", "achieved", icon="†").symbol == "†"
    assert len({tone.symbol for tone in TONES.values()}) == len(TONES)
    assert 'aria-hidden="true">✓</span> 98,5 %' in table().html()


def test_what_cannot_be_shown_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown tone"):
        Cell("x", "green")
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        table(groups=(RowGroup(None, ((Cell("x"),),)),))
    with pytest.raises(ValueError, match="anchor"):
        Heading(1, "x", "mục một")
    with pytest.raises(ValueError, match="text alternative"):
        Figure(SVG, " ", "x", "hinh")
    with pytest.raises(ValueError, match="not an SVG"):
        Figure("<p>x</p>", "x", "x", "hinh")


def test_pictures_are_cleaned_and_keep_their_own_ids() -> None:
    html = Figure(SVG, "Tăng đều", "Hình 1", "hinh-1").html()
    assert "outside.example" not in html
    assert "onclick" not in html
    assert "<style" not in html
    assert 'role="img" aria-label="Tăng đều"' in html
    assert 'id="hinh-1--axes_1"' in html
    assert "url(#hinh-1--c)" in html
    assert 'xlink:href="#hinh-1--c"' in html
    assert 'viewBox="0 0 72 36"' in html
    assert "Nghiêng ngả" in html


def test_prose_keeps_outside_addresses_as_words_and_inside_links_as_links() -> None:
    html = prose_html("[Niên giám](https://gso.example/a) và [bảng](#bang-1), ![ảnh](x.png)")
    assert "Niên giám (https://gso.example/a)" in html
    assert '<a href="#bang-1">bảng</a>' in html
    assert html.count("href") == 1
    assert "<img" not in html


def test_prose_takes_no_place_in_the_outline() -> None:
    assert prose_html("# Lớn\n\nchữ") == "<p><strong>Lớn</strong></p><p>chữ</p>"


def test_prose_lists_keep_their_numbers() -> None:
    assert prose_html("3. ba\n4. bốn") == '<ol start="3"><li>ba</li><li>bốn</li></ol>'
    assert prose_nodes("a\nb `c`  \nd")[0]["children"] == [
        {"kind": "text", "text": "a"},
        {"kind": "text", "text": " "},
        {"kind": "text", "text": "b "},
        {"kind": "code", "text": "c"},
        {"kind": "break"},
        {"kind": "text", "text": "d"},
    ]


@pytest.mark.parametrize("key", TONES)
def test_tones_have_enough_contrast_in_both_themes(key: str) -> None:
    tone = TONES[key]
    assert contrast(tone.fill, tone.on_fill) >= 4.5
    assert contrast(tone.dark_fill, tone.dark_on_fill) >= 4.5
    assert contrast(tone.ink, "#ffffff") >= 4.5


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of WCAG 2."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    shares = [int(part, 16) / 255 for part in re.findall("..", colour.removeprefix("#"))]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_a_sign_that_the_text_does_not_explain_is_spoken() -> None:
    cell = Cell("9,3", "very_unlikely", icon="✗ ▼", said='cuối kỳ: "rất khó đạt"')
    table = Table(
        "Bảng", (Column("a"), Column("b")), (RowGroup(None, ((Cell("x"), cell),)),), "b-1"
    )
    shown = table.html()
    assert 'aria-hidden="true">✗ ▼</span> <span class="mn-said">cuối kỳ: &quot;rất' in shown

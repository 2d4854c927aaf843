"""Tables whose cells carry pictures, signs without words and the tools of a web page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.exhibits import Cell, Column, Exhibits, Picture, RowGroup, Table, Tools
from analysis.exhibits.model import exhibit_from_json

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'
TOOLS = Tools("Tìm", "Mục tiêu", "Tất cả", "Sắp xếp", "Như trong kế hoạch", "{count}/{total}", "–")
TABLE = Table(
    caption="Bảng điểm",
    columns=(
        Column("Chỉ số", ordered=True),
        Column("Diễn biến", role="picture"),
        Column("Khả năng", role="message", picked="Khả năng", ordered=True),
    ),
    groups=(
        RowGroup(
            "Mục tiêu 1",
            (
                (
                    Cell("1. A", order=1.0),
                    Cell("", picture=Picture(SVG, "từ 1 đến 9", 20.0)),
                    Cell("35 %", tone="very_unlikely", said="Rất khó đạt", order=4.5),
                ),
            ),
        ),
    ),
    anchor="bang",
    dense=True,
    tools=TOOLS,
)


def test_a_picture_in_a_cell_is_an_image_with_words() -> None:
    html = TABLE.html()
    assert 'role="img" aria-label="từ 1 đến 9"' in html
    with pytest.raises(ValueError, match="text alternative"):
        Picture(SVG, " ", 20.0)


def test_a_picture_brings_no_script() -> None:
    hostile = SVG.replace("<path", '<script>1</script><path onload="1"')
    assert "script" not in Picture(hostile, "x", 9.0).svg
    assert "onload" not in Picture(hostile, "x", 9.0).svg


def test_a_sign_that_stands_alone_is_said_in_words() -> None:
    assert '<span class="mn-said">Rất khó đạt</span> 35 %' in TABLE.html()


def test_the_table_hands_its_tools_to_the_page_and_shows_none_itself() -> None:
    html = TABLE.html()
    assert 'data-tools="" data-search="Tìm"' in html
    assert html.count("data-ordered") == 2 and 'data-picked="Khả năng"' in html
    assert 'data-order="4.5"' in html
    assert "<input" not in html and "<select" not in html and "<button" not in html
    assert "data-tools" not in replace(TABLE, tools=None).html()


def test_the_table_survives_the_way_through_the_notebook() -> None:
    assert exhibit_from_json(Exhibits((TABLE,)).to_json()) == Exhibits((TABLE,))

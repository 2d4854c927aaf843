"""The overview: all units side by side as one value, and its exhibits in both languages."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from making.words_of_pictures import overlapping, picture_size, written
from matplotlib.figure import Figure as FigureOfPlot
from overview.made_overviews import (
    PLANS,
    figures,
    of_indicators,
    shown,
    synthetic,
    tables,
)

from analysis.exhibits import Figure, Table, drawing
from analysis.language import LANGS, BadInput, Lang
from analysis.overview import sections
from analysis.overview.charts import (
    PAGE_MM,
    MatrixBlock,
    MatrixRow,
    Strip,
    StripRow,
    draw_spread,
    matrix_svg,
    spreads_svg,
    strip_pages,
)
from analysis.overview.files import results_table, write_overview
from analysis.overview.inputs import read_overview
from analysis.overview.maps import load_geometry
from analysis.overview.overview import Overview, make_overview
from analysis.overview.tables import UNITS_IN_TABLES, UNITS_PER_TABLE
from analysis.publication import OverviewParameters, overview_parameters

if TYPE_CHECKING:
    from tests.conftest import Assessed, InputsRead

ROOT = Path(__file__).parents[2]
WATERMARK = "SỐ LIỆU MINH HỌA"


# The value


@pytest.mark.slow
def test_the_order_of_assessments_does_not_matter(assessed: Assessed) -> None:
    made = [assessed(unit_id) for unit_id in PLANS]
    shuffled = random.Random(1).sample(made, len(made))
    ledgers = made[0].inputs.ledgers
    land = load_geometry(ROOT)
    one, other = (make_overview(each, ledgers, land) for each in (made, shuffled))
    assert one.units == other.units
    for name in ("verdicts", "coverage", "standings", "spreads", "convergence", "territories"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@pytest.mark.slow
def test_assessments_of_different_editions_or_data_are_no_overview(assessed: Assessed) -> None:
    land = load_geometry(ROOT)
    for others in ((assessed("viet-nam", edition=2025),), (assessed("vinh-long", "illustrative"),)):
        with pytest.raises(ValueError, match="one edition"):
            make_overview([assessed("viet-nam"), *others], {}, land)
    with pytest.raises(ValueError, match="one edition"):
        make_overview([], {}, land)


@pytest.mark.slow
def test_verdicts_are_those_of_the_units_own_reports(assessed: Assessed, real: Overview) -> None:
    for unit_id in PLANS:
        results = assessed(unit_id).results
        last = results.groupby("indicator_id").tail(1).set_index("indicator_id")["status"]
        mine = real.cells("final").query("unit_id == @unit_id").set_index("indicator_id")["status"]
        assert mine.to_dict() == last.to_dict()


@pytest.mark.slow
def test_every_target_is_counted_once_by_unit_and_by_objective(real: Overview) -> None:
    final = len(real.cells("final"))
    assert real.status_counts("final", "unit_id").to_numpy().sum() == final
    assert real.status_counts("final", "objective").to_numpy().sum() == final
    assert list(real.status_counts("final", "unit_id").index) == list(PLANS)


@pytest.mark.slow
def test_borrowed_targets_are_known(real: Overview) -> None:
    assert real.borrowed == {"dong-nai"}


@pytest.mark.slow
def test_a_unit_alone_has_no_standing_and_a_nation_none_at_all(
    assessed: Assessed, real: Overview
) -> None:
    assert synthetic(assessed, 1).standings.empty
    assert "viet-nam" not in set(real.standings["unit_id"])


@pytest.mark.slow
def test_standings_name_ranks_within_the_number_of_units(assessed: Assessed) -> None:
    table = synthetic(assessed, 9).standings
    assert set(table["units"]) <= set(range(2, 10))
    assert (table["rank_low"] >= 1).all()
    assert (table["rank_high"] <= table["units"]).all()
    sums = table.groupby(["indicator_id", "target_year"])["nearest_third"].sum()
    assert (sums - 3).abs().max() < 1e-9 or table["units"].nunique() > 1


@pytest.mark.slow
def test_figures_put_together_from_former_provinces_do_not_count_twice(real: Overview) -> None:
    assert set(real.figures["unit_id"]) <= {"vinh-long", "dong-nai"}
    assert not real.figures.duplicated(["unit_id", "indicator_id", "year"]).any()
    assert (real.figures["year"] <= real.edition).all()


# The exhibits


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_every_section_speaks_and_every_figure_is_described(real: Overview, lang: Lang) -> None:
    items = shown(real, lang)
    # The units, the scorecard, what the figures cover, the sources.
    assert len(tables(items)) >= 4
    assert all(len(figure.alt) > 40 for figure in figures(items))
    words = " ".join(item.html() for item in items)
    assert not re.search(
        r"\b(nan|None|NaT|<NA>)\b", re.sub(r"<svg.*?</svg>", "", words, flags=re.DOTALL)
    )
    anchors = [item.anchor for item in items if hasattr(item, "anchor")]
    assert len(anchors) == len(set(anchors))


@pytest.mark.slow
def test_status_is_never_told_by_colour_alone(real: Overview) -> None:
    (table, *_) = (each for each in tables(shown(real, "vi", "scorecard")))
    toned = [cell for group in table.groups for row in group.rows for cell in row if cell.tone]
    assert toned
    assert all(
        cell.symbol and cell.text and cell.said and "cuối kỳ: " in cell.said for cell in toned
    )
    # What the signs mean stands below, for those who see them.
    assert table.note is not None
    assert all(
        sign.rstrip("ABC") in table.note
        for cell in toned
        for sign in str(cell.symbol).split()
        if sign != "·"
    )


@pytest.mark.slow
def test_borrowed_targets_former_territory_and_other_levels_are_marked(real: Overview) -> None:
    (table, *_) = tables(shown(real, "vi", "scorecard"))
    heads = [column.label for column in table.columns]
    assert heads[1:] == ["Việt Nam (cả nước)", "Vĩnh Long†", "Đồng Nai*†"]
    assert table.note is not None
    for words in ("giá trị quốc gia", "trước ngày 01/7/2025", "không so sánh với các tỉnh"):
        assert words in table.note


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 9])
def test_every_unit_stands_in_a_column_of_the_tables(assessed: Assessed, count: int) -> None:
    overview = synthetic(assessed, count)
    for section in ("scorecard", "coverage"):
        wide = tables(shown(overview, "vi", section))
        assert all(len(table.columns) <= UNITS_PER_TABLE + 1 for table in wide)
        assert not any(table.landscape for table in wide)
        heads = [column.label for table in wide for column in table.columns[1:]]
        assert len(heads) == len(set(heads)) == count


@pytest.mark.slow
def test_with_many_units_pictures_stand_for_tables_of_few_units_each(assessed: Assessed) -> None:
    overview = synthetic(assessed, UNITS_IN_TABLES + 1)
    assert not tables(shown(overview, "vi", "scorecard"))
    (table,) = tables(shown(overview, "vi", "coverage"))
    rows = [row for group in table.groups for row in group.rows]
    assert len(rows) == len(overview.indicators)
    assert {row[1].text for row in rows} == {f"{len(overview.units)}/{len(overview.units)}"}
    strips = " ".join(figure.alt for figure in figures(shown(overview, "vi", "distribution")))
    assert strips.count("; nhiều khả năng đạt)") > 10


@pytest.mark.slow
def test_indicators_without_any_figure_are_named_once_and_not_tabled(real: Overview) -> None:
    known = real.known_indicators()
    assert 0 < len(known) < len(real.indicators)
    for section in ("scorecard", "coverage"):
        (table,) = tables(shown(real, "vi", section))
        rows = [row for group in table.groups for row in group.rows]
        named = [row for row in rows if row[0].text[0].isdigit()]
        assert len(named) == len(known)
    words = " ".join(item.html() for item in shown(real, "vi", "coverage"))
    assert words.count("Lây truyền HIV từ mẹ sang con") == 1
    assert "chưa đơn vị nào có số liệu" in words


@pytest.mark.slow
def test_owed_years_are_counted_by_unit(real: Overview) -> None:
    (table,) = tables(shown(real, "vi", "coverage"))
    found = {row[0].text: [cell.text for cell in row[1:]] for row in table.groups[-1].rows}
    owed = real.coverage.explode("owed_years")
    for unit, count in zip(real.units, found["Năm 2025"], strict=True):
        mine = owed[(owed["unit_id"] == unit.unit_id) & (owed["owed_years"] == 2025)]
        assert count == str(len(mine))


@pytest.mark.slow
def test_illustrative_exhibits_say_so(assessed: Assessed) -> None:
    overview = synthetic(assessed, 5)
    items = shown(overview, "vi")
    captions = [item.caption for item in items if isinstance(item, Table | Figure)]
    assert len(captions) > 8
    assert all(WATERMARK in caption for caption in captions)
    assert sections.heading_block(overview, "vi").watermark == WATERMARK


@pytest.mark.slow
def test_sections_without_evidence_say_why(assessed: Assessed) -> None:
    alone = synthetic(assessed, 1)
    words = " ".join(item.html() for item in shown(alone, "vi", "standings", "convergence"))
    assert "Một đơn vị đứng riêng không có thứ hạng" in words
    assert "ít nhất 4 tỉnh" in words


@pytest.mark.slow
def test_same_overview_gives_the_same_pictures(assessed: Assessed) -> None:
    overview = synthetic(assessed, 2)
    twice = [[figure.svg for figure in figures(shown(overview, "vi"))] for _ in range(2)]
    assert twice[0] == twice[1]


def strip(rows: int, title: str = "Chỉ số, %") -> Strip:
    row = StripRow("Tên", "likely", 1.0, "1,0", 0, 2025, False, 0.5, 1.0, 1.5, 2.0)
    return Strip(title, 0.0, 100.0, (row,) * rows)


def test_strips_are_parted_so_that_no_column_is_longer_than_a_page() -> None:
    strips = [strip(rows) for rows in (34, 34, 3, 1, 34, 2, 12, 12, 12)]
    pages = strip_pages(strips)
    placed = [each for page in pages for column in page for each in column]
    assert sorted(map(id, placed)) == sorted(map(id, strips))
    for page in pages:
        assert all(sum(each.height_mm for each in column) <= PAGE_MM for column in page)


def test_short_strips_fill_the_room_beside_a_long_one() -> None:
    (page,) = strip_pages([strip(20), *[strip(1) for _ in range(4)]])
    assert [len(column) for column in page] == [1, 4]


def test_four_panels_of_all_provinces_fit_a_page_even_with_long_titles() -> None:
    long = strip(34, "11. Tử vong do tai nạn thương tích,\u00a0trên 100.000 trẻ em")
    assert len(long.title_lines) == 2
    assert len(strip_pages([long] * 2 + [strip(34)] * 2)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_words_of_the_charts_never_stand_on_each_other(
    assessed: Assessed, real: Overview, lang: Lang
) -> None:
    for overview in (real, of_indicators(synthetic(assessed, 9), 8)):
        drawn = figures(shown(overview, lang, "summary", "maps", "distribution", "convergence"))
        assert len(drawn) >= 2
        for figure in drawn:
            assert len(written(figure.svg)) > 5
            assert overlapping(figure.svg) == []


@pytest.mark.slow
def test_words_do_not_overlap_with_all_provinces(assessed: Assessed) -> None:
    for figure in figures(shown(of_indicators(synthetic(assessed, 34), 3), "vi", "distribution")):
        # Letters with two marks may touch the line above by less than a point.
        found = written(figure.svg)
        assert not [(a.words, b.words) for at, a in enumerate(found) for b in found[at + 1 :]
                    if a.overlaps(b, slack=1)]  # fmt: skip


@pytest.mark.parametrize("ends", [(1.0, 1.0), (0.0, 0.0), (0.0, 1.0), (0.98, 1.0), (0.0, 0.02)])
def test_names_beside_a_spread_keep_off_titles_ticks_and_each_other(
    ends: tuple[float, float],
) -> None:
    shares = dict(zip("abcd", (min(ends), *ends, max(ends)), strict=True))
    rows = [("x", unit_id, year, share if year == 2020 else place / 3)
            for place, (unit_id, share) in enumerate(shares.items())
            for year in (2015, 2020)]  # fmt: skip
    data = pd.DataFrame(rows, columns=["indicator_id", "unit_id", "year", "value"])
    names = dict.fromkeys("abcd", "Bà Rịa – Vũng Tàu")
    title = {"x": "5. Tiêm chủng đủ, dưới 1 tuổi,\u00a0%"}
    assert overlapping(spreads_svg(data, title, names, {"x": 1}, "vi")) == []


def test_the_band_of_a_spread_is_the_deviation_that_the_table_tells() -> None:
    values = np.random.default_rng(3).normal(50, 5, (4, 5))
    block = pd.DataFrame(values, index=range(2020, 2024), columns=list("abcde"))
    with drawing("test"):
        axes = FigureOfPlot().subplots()
        draw_spread(axes, block, dict.fromkeys("abcde", "Tên"), 1, "vi")
    (band,) = axes.collections
    edge = np.round(np.array(band.get_paths()[0].vertices), 9)
    for year, yearly in zip(block.index, values, strict=True):
        heights = edge[edge[:, 0] == year][:, 1]
        assert heights.min() == pytest.approx(yearly.mean() - yearly.std())
        assert heights.max() == pytest.approx(yearly.mean() + yearly.std())
    *units, mean = [line.get_ydata() for line in axes.lines]
    np.testing.assert_allclose(units, values.T)
    np.testing.assert_allclose(mean, values.mean(axis=1))


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_short_names_stand_on_one_line_of_the_matrix_in_seven_points(
    real: Overview, lang: Lang
) -> None:
    about = real.indicators
    labels = [f"{row['chi_tieu']}. {row[f'short_{lang}']}" for _, row in about.iterrows()]
    rows = [MatrixRow(label, ("likely",)) for label in labels]
    svg = matrix_svg(rows, [MatrixBlock("Chỉ tiêu", ("Tên",))], lang)
    found = {each.words: each for each in written(svg)}
    first = min(each.left for words, each in found.items() if words == "▲" and each.top > 40)
    for label in labels:
        assert found[label].size >= 7
        assert found[label].right < first
    assert picture_size(svg)[0] == pytest.approx(163 * 72 / 25.4, abs=0.1)


@pytest.mark.slow
def test_many_units_have_a_picture_of_signs_per_stage_instead_of_a_table(
    assessed: Assessed,
) -> None:
    items = shown(synthetic(assessed, UNITS_IN_TABLES + 1), "vi", "scorecard")
    assert [figure.anchor for figure in figures(items)] == ["bd-final-1", "bd-interim-1"]
    assert tables(items) == []


# Files and parameters


@pytest.mark.slow
def test_the_tables_hold_every_verdict_once(real: Overview, tmp_path: Path) -> None:
    table = results_table(real)
    assert len(table) == len(real.verdicts)
    write_overview(real, tmp_path, "vi")
    assert len(pd.read_csv(tmp_path / "overview.csv")) == len(table)
    sheets = pd.read_excel(tmp_path / "overview.xlsx", sheet_name=None)
    assert next(iter(sheets)) == "Kết quả"
    assert len(next(iter(sheets.values()))) == len(table)


@pytest.mark.parametrize("given", [{"edition": 1999}, {"lang": "fr"}, {"data": "guessed"},
                                   {"unit_ids": "ninh-binh nowhere"},
                                   {"as_of": "tomorrow"}])  # fmt: skip
def test_bad_parameters_are_refused_in_words(given: dict[str, Any]) -> None:
    sound = {"edition": 2026, "lang": "vi", "data": "real"}
    with pytest.raises(BadInput):
        overview_parameters({**sound, **given})


def test_parameters_of_the_notebook_are_read_from_its_names() -> None:
    names = {"edition": 2026, "lang": "en", "data": "real", "as_of": "", "unit_ids": "", "other": 1}
    assert overview_parameters(names) == OverviewParameters(2026, "en", "real")


def test_all_ledgers_of_provinces_are_read_for_convergence(inputs_read: InputsRead) -> None:
    inputs = read_overview(ROOT, [inputs_read("viet-nam")], 2026)
    assert {"viet-nam", "vinh-long", "ben-tre", "ha-nam"} <= set(inputs.ledgers)
    assert any(name.endswith("provinces_34.geojson") for name in inputs.hashes)

"""Titles of tiles: what they say is so, no move is told on noise, and they fit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from analysis.assessment import Move
from analysis.exhibits import Tiles
from analysis.language import LANGS, Lang
from analysis.programme import STATUSES
from analysis.report.tile_titles import MOST_SIGNS, tile_title
from analysis.report.tiles import all_tiles

if TYPE_CHECKING:
    from tests.conftest import Assessed

OBESITY = {"short_vi": "Béo phì, thành thị", "short_en": "Obesity, urban", "better": "down",
           "unit": "percent", "decimals": 1}  # fmt: skip
BIRTHS = {"short_vi": "Đăng ký khai sinh, dưới 5 tuổi", "short_en": "Birth registration, under 5",
          "better": "up", "unit": "percent", "decimals": 1}  # fmt: skip


def move(first: float, last: float, *, sure: bool = True, steady: bool = False) -> Move:
    return Move(2015, first, 2025, last, sure, steady)


def row(status: str, year: int = 2030, comparator: str = "at_most", **more: Any) -> dict[str, Any]:
    values = {"status": status, "target_year": year, "comparator": comparator, "goal": 10.0,
              "indicator_unit": "percent", "unobserved": False, "latest_met": False,
              "missed_year": math.nan, "points": 3, "contradicted": None}  # fmt: skip
    return {**values, **more}


def title(rows: Any, moved: Move | None, about: Any = OBESITY, reason: str | None = None) -> str:
    said = tile_title(rows, moved, about, "vi", ("12,3 %", 2025), reason)
    return said.replace("\u00a0", " ")


def test_a_value_that_about_doubled_is_told_so_with_the_limit_that_it_passed() -> None:
    rows = [row("not_achieved", 2025), row("more_likely_than_not")]
    assert title(rows, move(6.2, 12.3)) == (
        "Béo phì thành thị tăng khoảng gấp đôi sau 10 năm, vượt ngưỡng 10 % của năm 2025"
    )


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(6.0, 10.0, "tăng từ 6,0 % lên 10,0 %"), (12.0, 6.0, "giảm khoảng một nửa"),
     (2.0, 9.0, "tăng gấp 4,5 lần"), (9.0, 2.0, "giảm 4,5 lần"), (12.0, 9.0, "giảm từ 12,0 %")],
)  # fmt: skip
def test_the_size_of_a_move_is_told_as_it_is(first: float, last: float, said: str) -> None:
    assert f" {said}" in title([], move(first, last))


def test_a_move_within_the_noise_is_not_told() -> None:
    found = title([row("unlikely_without_acceleration")], move(6.0, 12.3, sure=False))
    assert found == "Béo phì thành thị 12,3 % (năm 2025), khó đạt mục tiêu 2030"


def test_a_move_that_rounds_to_nothing_is_not_told() -> None:
    assert "tăng" not in title([row("likely")], move(12.31, 12.33))


def test_steady_is_said_only_of_a_steady_move() -> None:
    assert "tăng đều" in title([], move(80.0, 92.0, steady=True), BIRTHS)
    assert "tăng từ" in title([], move(80.0, 92.0), BIRTHS)


@pytest.mark.parametrize(
    ("about", "first", "last", "status", "but"),
    [(BIRTHS, 80.0, 92.0, "very_unlikely", True), (BIRTHS, 80.0, 92.0, "likely", False),
     (BIRTHS, 92.0, 80.0, "very_unlikely", False), (BIRTHS, 92.0, 80.0, "likely", True),
     (OBESITY, 12.0, 9.0, "very_unlikely", True), (OBESITY, 9.0, 12.0, "very_unlikely", False)],
)  # fmt: skip
def test_but_stands_where_the_verdict_is_not_what_the_move_promised(
    about: Any, first: float, last: float, status: str, but: bool
) -> None:
    assert (" nhưng " in title([row(status)], move(first, last), about)) == but


def test_a_year_that_broke_a_promise_is_named() -> None:
    found = title([row("not_achieved", 2025, missed_year=2021)], None)
    assert "năm 2021 không giữ được mục tiêu 2025" in found


def test_a_past_year_without_a_figure_is_told_as_probable() -> None:
    found = title([row("likely", 2025, unobserved=True)], None)
    assert "nhiều khả năng đã đạt mục tiêu 2025" in found


@pytest.mark.parametrize("status", [each for each in STATUSES if each not in (
    "insufficient_evidence", "no_data", "not_judged")])  # fmt: skip
@pytest.mark.parametrize("lang", LANGS)
def test_every_verdict_has_words(status: str, lang: Lang) -> None:
    for unobserved in (False, True):
        one = row(status, unobserved=unobserved, comparator="at_least")
        assert "2030" in tile_title([one], None, BIRTHS, lang, ("92,0 %", 2025))


REASONS = ("stale", "few", "contradicted", "base", "bound", "gap")


@pytest.mark.parametrize("reason", REASONS)
def test_without_evidence_the_reason_is_told_and_no_move(reason: str) -> None:
    found = title([row("insufficient_evidence", contradicted=2024)], move(6, 12), reason=reason)
    assert "tăng" not in found and "đạt" not in found
    assert found.startswith("Béo phì thành thị:")


def test_one_figure_is_told_in_the_singular() -> None:
    one = row("insufficient_evidence", points=1)
    assert tile_title([one], None, OBESITY, "en", ("12.3%", 2025), "few") == (
        "Obesity, urban: 12.3% in 2025, only one figure so far"
    )


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_titles_of_whole_reports_fit(assessed: Assessed, lang: Lang) -> None:
    for unit_id, data in (("vinh-long", "illustrative"), ("viet-nam", "real")):
        grids: list[Tiles] = list(all_tiles(assessed(unit_id, data), lang))
        for tile in (tile for grid in grids for tile in grid.tiles):
            assert len(tile.title) <= MOST_SIGNS, tile.title

"""Of which territory a sent figure speaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.intake.judging.territory import says_other_unit, side_of
from analysis.programme import load_programme

UNITS = load_programme(Path(__file__).parents[2]).units


@pytest.mark.parametrize(
    ("unit_id", "boundaries", "certain"),
    [("vinh-long", "2025-06-30", [2024, 2025]), ("trieu-son", "2025-06-30", [2024, 2025]),
     ("ninh-binh", "2025-07-01", [2025, 2026])],
)  # fmt: skip
def test_a_unit_stands_on_one_side_of_its_merger(
    unit_id: str, boundaries: str, certain: list[int]
) -> None:
    side = side_of(UNITS[unit_id])
    assert side is not None and side.boundaries == boundaries
    assert [year for year in range(2024, 2027) if side.is_certain(year)] == certain
    assert side.means(boundaries)
    told = ("old", "2020-01-01", "new", "2026-01-01")
    assert [side.means(words) for words in told] == [side.before, side.before, not side.before,
                                                      not side.before]  # fmt: skip


def test_a_province_that_nothing_was_joined_to_has_no_side() -> None:
    assert side_of(UNITS["viet-nam"]) is None and side_of(UNITS["thanh-hoa"]) is None


@pytest.mark.parametrize(
    ("key", "reason", "expected"),
    [
        ("unit_before", "số của tỉnh mới", True),
        ("unit_before", "so tinh moi", True),
        ("unit_before", "figures of the merged province", True),
        ("unit_before", "địa bàn cũ, Sở mới gửi lại", False),
        ("unit_before", "không phải của tỉnh mới", False),
        ("unit_before", "đã hỏi lại", False),
        ("unit_after", "của tỉnh cũ", True),
        ("unit_after", "đã tính lại cho địa bàn mới từ số của tỉnh cũ", False),
        ("unit_after", "tính lại theo điều tra dân cư", False),
        ("large_revision", "số của tỉnh mới", False),
    ],
)
def test_a_reason_may_say_that_the_figure_is_of_the_other_unit(
    key: str, reason: str, expected: bool
) -> None:
    assert says_other_unit(key, reason) is expected

"""What changed since the previous edition, counted and told."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.language import LANGS, Lang
from analysis.report.changes import change_counts, outcome_counts


def targets(*rows: tuple[str, str, tuple[str, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["status_before", "status_now", "causes"])


def said(*rows: tuple[str, str, tuple[str, ...]], lang: Lang = "vi") -> str:
    return " ".join(change_counts(targets(*rows), lang))


def test_verdicts_that_moved_are_counted_with_what_moved_them() -> None:
    """What has been measured stands apart from outlooks that moved, and all counts add up."""
    told = said(
        ("likely", "achieved", ("new_data",)),
        ("likely", "not_achieved", ("new_data",)),
        ("likely", "very_unlikely", ("revision", "new_data")),
        ("very_unlikely", "likely", ("revision",)),
        ("likely", "likely", ()),
        ("achieved", "achieved", ()),
        ("achieved", "not_achieved", ("revision",)),
        ("no_data", "no_data", ()),
    )
    assert told == (
        "Trong 7 kết luận có ở cả hai kỳ: 2 nay đã có số liệu của năm đích (1 đạt, 1 không đạt), "
        "3 là dự báo (1 tốt hơn, 1 xấu hơn, 1 giữ nguyên), 1 đã có kết quả từ kỳ trước và giữ "
        "nguyên, 1 đã có kết quả từ kỳ trước nhưng nay thay đổi. 1 chỉ tiêu chưa đánh giá được ở "
        "cả hai kỳ. Nguyên nhân chính của 5 thay đổi kết luận: sửa số liệu đã có (2), số liệu mới "
        "(3)."
    )
    assert 2 + 3 + 1 + 1 == 7 and 2 + 3 == 5


def test_a_verdict_counts_for_the_cause_that_moved_it_most() -> None:
    row = ("likely", "very_unlikely", ("revision", "new_data"))
    table = targets(row).assign(by_revision=-0.5, by_new_data=0.1)
    assert "sửa số liệu đã có (1)." in " ".join(change_counts(table, "vi"))


@pytest.mark.parametrize("lang", LANGS)
def test_what_came_to_be_judged_and_what_no_longer_can_be_is_told(lang: Lang) -> None:
    told = said(
        ("no_data", "likely", ("new_data",)),
        ("likely", "insufficient_evidence", ("time",)),
        ("likely", "insufficient_evidence", ("time",)),
        lang=lang,
    )
    assert ("1" in told) and ("2" in told)
    assert len(told.split(". ")) == 3, "one more, two fewer, and why"


def test_verdicts_that_all_stayed_need_no_zeros() -> None:
    told = said(("likely", "likely", ()), ("achieved", "achieved", ()))
    assert told == "Cả 2 kết luận có ở cả hai kỳ được giữ nguyên."


def test_probabilities_that_moved_within_their_verdict_have_a_cause() -> None:
    told = said(("likely", "likely", ("time",)))
    assert told.endswith(
        "Ở 1 kết luận giữ nguyên, xác suất thay đổi, nguyên nhân chính: thêm một năm trôi qua (1)."
    )


def test_where_nothing_could_be_judged_in_both_nothing_changed() -> None:
    told = said(("no_data", "no_data", ()))
    assert told == "Không có kết luận hay xác suất nào thay đổi."


BETTER = pd.DataFrame(
    [("stunting_u5", "down"), ("preschool_age5", "up")], columns=["indicator_id", "better"]
)


def outcomes(*rows: tuple[str, float]) -> pd.DataFrame:
    """Figures beside an interval from 10 to 20."""
    table = pd.DataFrame(rows, columns=["indicator_id", "observed"])
    table = table.assign(projected_p10=10.0, projected_p90=20.0)
    return table.assign(within=table["observed"].between(10, 20))


@pytest.mark.parametrize(
    ("rows", "end"),
    [
        ((("stunting_u5", 5.0), ("preschool_age5", 25.0)),
         "Cả 2 số liệu nằm ngoài đều tốt hơn dự báo."),
        ((("stunting_u5", 25.0), ("preschool_age5", 5.0)),
         "Cả 2 số liệu nằm ngoài đều xấu hơn dự báo."),
        ((("stunting_u5", 5.0), ("preschool_age5", 5.0)), "nằm trong khoảng."),
        ((("stunting_u5", 5.0),), "Số liệu nằm ngoài tốt hơn dự báo."),
        ((("stunting_u5", 15.0),), "nằm trong khoảng."),
    ],
)  # fmt: skip
def test_figures_outside_that_all_lie_on_one_side_are_said_to(
    rows: tuple[tuple[str, float], ...], end: str
) -> None:
    assert outcome_counts(outcomes(*rows), BETTER, "vi").endswith(end)

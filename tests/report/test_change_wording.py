"""What changed since the previous edition, counted and told."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.language import LANGS, Lang
from analysis.report.changes import change_counts


def targets(*rows: tuple[str, str, tuple[str, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["status_before", "status_now", "causes"])


def said(*rows: tuple[str, str, tuple[str, ...]], lang: Lang = "vi") -> str:
    return " ".join(change_counts(targets(*rows), lang))


def test_verdicts_that_moved_are_counted_with_what_moved_them() -> None:
    told = said(
        ("likely", "achieved", ("new_data",)),
        ("likely", "very_unlikely", ("revision", "new_data")),
        ("likely", "likely", ()),
    )
    assert told == (
        "Trong 3 chỉ tiêu được đánh giá ở cả hai kỳ, 1 có kết luận tốt hơn, 1 xấu hơn, 1 giữ "
        "nguyên. Thay đổi do sửa số liệu đã có (1 chỉ tiêu), số liệu mới (2 chỉ tiêu)."
    )


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
    assert told == "Cả 2 chỉ tiêu được đánh giá ở cả hai kỳ giữ nguyên kết luận."


def test_probabilities_that_moved_within_their_verdict_have_a_cause() -> None:
    told = said(("likely", "likely", ("time",)))
    assert told.endswith("Thay đổi do thêm một năm trôi qua (1 chỉ tiêu).")


def test_where_nothing_could_be_judged_in_both_nothing_changed() -> None:
    told = said(("no_data", "no_data", ()))
    assert told == "Không có kết luận hay xác suất nào thay đổi."

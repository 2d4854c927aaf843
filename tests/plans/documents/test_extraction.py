"""Targets are found in documents of many styles; in the six texts they are those of the plans."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from making.programme import PLANNED

from analysis.papers import read_paper
from analysis.plans.documents.extraction import extract_targets
from analysis.plans.documents.found import Extraction
from analysis.plans.plans import load_plan, target_rows
from analysis.programme import load_programme

HERE = Path(__file__).parent
PROJECT = HERE.parents[2]
TEXTS = PROJECT.parent / "shared" / "plans"
FRAGMENTS = sorted([*HERE.glob("fragments/*.csv"), *HERE.glob("held_out/*.csv")])
SIX = {
    "viet-nam": "viet-nam-23-qd-ttg-2021.txt",
    "vinh-long": "vinh-long-2021.txt",
    "dong-thap": "dong-thap-2021.txt",
    "ninh-binh": "ninh-binh-2025.txt",
    "trieu-son": "trieu-son-2021.txt",
    "dong-nai": "dong-nai-2024.txt",
}
Key = tuple[str, str, float, str]


def found_in(paper: Path) -> Extraction:
    return extract_targets(read_paper(paper).text, load_programme(PROJECT))


def read_in(text: str) -> Extraction:
    return extract_targets(text, load_programme(PROJECT))


def answers(file: Path) -> Counter[Key]:
    with file.open(encoding="utf-8") as lines:
        return Counter(
            (row["indicator_id"], row["comparator"], float(row["value"]), row["year"])
            for row in csv.DictReader(lines)
        )


def keys(found: Extraction) -> Counter[Key]:
    return Counter(
        (each.indicator_id or "own", each.comparator, each.value,
         str(each.year or each.period or ""))
        for each in found.targets
    )  # fmt: skip


@pytest.mark.parametrize("file", FRAGMENTS, ids=lambda file: file.stem)
def test_the_targets_of_a_fragment_are_found(file: Path) -> None:
    paper = next(path for path in file.parent.glob(f"{file.stem}.*") if path != file)
    assert keys(found_in(paper)) == answers(file)


def test_there_are_fragments_in_every_format() -> None:
    formats = {path.suffix for file in FRAGMENTS for path in file.parent.glob(f"{file.stem}.*")}
    assert formats == {".csv", ".txt", ".md", ".html", ".docx", ".pdf"}
    assert len(FRAGMENTS) > 20


@pytest.mark.skipif(
    not TEXTS.is_dir(), reason="the plans' texts (../shared/plans) are not beside the project"
)
@pytest.mark.parametrize("unit_id", PLANNED)
def test_the_six_texts_hold_what_the_plan_files_say(unit_id: str) -> None:
    columns = (
        "chi_tieu", "indicator_id", "kind", "comparator", "value", "value_high", "unit", "year",
        "period", "clause", "group", "as_printed", "comparator_stated",
    )  # fmt: skip
    found = found_in(TEXTS / SIX[unit_id])
    entered = target_rows(load_plan(unit_id, load_programme(PROJECT)))
    if unit_id == "dong-nai":
        entered = []
    assert [tuple(getattr(each, name) for name in columns) for each in found.targets] == [
        tuple(row[name] for name in columns) for row in entered
    ]
    assert found.left_over == ()


@pytest.mark.parametrize("name", ["bullets", "slips", "literal-breaks", "units-groups"])
def test_a_span_is_the_clause_in_the_file(name: str) -> None:
    paper = read_paper(HERE / "fragments" / f"{name}.txt")
    for each in found_in(HERE / "fragments" / f"{name}.txt").targets:
        start, end = each.span
        assert start <= each.at[0] < each.at[1] <= end
        written = paper.text[each.at[0] : each.at[1]]
        assert each.as_printed.split(" ")[0][:2].lower() in written.lower()


def test_text_that_breaks_off_gives_no_target() -> None:
    whole = (
        "II. MỤC TIÊU\n- Chỉ tiêu 14: Tỷ lệ trẻ em dưới 5 tuổi được đăng ký khai sinh đạt 98,5% "
        "vào năm 2025 và 99,5% vào năm 2030."
    )
    true = {(98.5, 2025), (99.5, 2030)}
    for end in range(whole.index("98,5"), len(whole)):
        got = {(each.value, each.year) for each in read_in(whole[:end]).targets}
        assert got <= true, whole[:end]


def test_what_is_no_level_to_be_reached_is_left_over_with_the_reason() -> None:
    found = read_in(
        "KẾ HOẠCH GIAI ĐOẠN 2021 - 2030\nI. MỤC TIÊU\n"
        "1. Giảm 15% số trẻ em bị tai nạn thương tích vào năm 2025 so với năm 2020.\n"
        "2. Giảm tỷ lệ lao động trẻ em từ 6,2% năm 2020 xuống còn 5% năm 2025.\n"
    )
    assert [(each.value, each.year) for each in found.targets] == [(5.0, 2025)]
    assert [each.reason for each in found.left_over] == ["relative", "before_the_plan"]


def test_less_sure_readings_are_told_as_such() -> None:
    sure, slip = (
        read_in(f"I. MỤC TIÊU\n- {words} đạt 98% vào năm 2025.").targets[0]
        for words in ("Tỷ lệ trẻ em hoàn thành cấp tiểu học", "Tỷ lệ trẻ em hòan thàn cấp tiểu học")
    )
    assert sure.indicator_id == slip.indicator_id == "primary_completion"
    assert slip.confidence < sure.confidence - 0.1 and sure.confidence > 0.95

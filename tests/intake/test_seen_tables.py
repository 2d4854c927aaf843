"""Headers, names and units of measure as people write them; sheets that nobody reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from making.small_files import (
    COUNT,
    HEADS,
    ROW,
    Build,
    ods_cell,
    row,
    send,
    sent_csv,
    sent_ods,
    sent_xls,
    sent_xlsx,
)
from openpyxl.worksheet.worksheet import Worksheet

from analysis.intake.parsing.measures import Measure, header_measures, read_measure

pytestmark = pytest.mark.slow

# Names.

NATION = row(unit_id="Cả nước")
ETH_HEADS = ("Ðơn vị", "Mã chỉ số", "Năm", "Giá trị", "Tử số", "Mẫu số", "Nguồn", "Ngày công bố",
             "Cơ quan công bố")  # fmt: skip
ETH = dict(zip(ETH_HEADS, ("Ðiện Biên", "birth_registration_u5", "2025", "98,5", "", "",
                           "Báo cáo 1", "31/10/2025", "Sở LÐTBXH"), strict=True))  # fmt: skip
NAMES: dict[str, tuple[Build, str]] = {
    "csv, Cả nước": (sent_csv(NATION), "viet-nam"),
    "xlsx, TOÀN QUỐC": (sent_xlsx(row(unit_id="TOÀN QUỐC")), "viet-nam"),
    "ods, Việt Nam": (sent_ods(row(unit_id="Việt Nam")), "viet-nam"),
    "xls, without diacritics": (sent_xls(row(unit_id="Ca nuoc")), "viet-nam"),
    "csv, eth for Đ in headers and names": (sent_csv(ETH, heads=ETH_HEADS), "dien-bien"),
    "xlsx, eth for Đ": (sent_xlsx(ETH, heads=ETH_HEADS), "dien-bien"),
    "xls, eth for Đ in capitals": (sent_xls(row(unit_id="ÐIỆN BIÊN")), "dien-bien"),
    "ods, the African letter": (sent_ods(row(unit_id="Ɖiện Biên")), "dien-bien"),
}


@pytest.mark.parametrize("name", NAMES)
def test_names_are_understood(tmp_path: Path, name: str) -> None:
    build, unit_id = NAMES[name]
    sent = send(build(tmp_path), tmp_path)
    assert (sent.keys, sent.said["unit_id"]) == ([], unit_id)
    assert all("Ð" not in added["publisher_vi"] for added in sent.result.sources)


def test_a_name_near_the_nation_is_suggested_the_nation(tmp_path: Path) -> None:
    sent = send(sent_csv(row(unit_id="Cả nước VN"))(tmp_path), tmp_path)
    assert sent.result.faults[0].values["known"].startswith("viet-nam")


# The row of column numbers.


def numbered(mark: Callable[[int], Any]) -> list[Mapping[str, Any]]:
    return [{head: mark(place) for place, head in enumerate(HEADS, start=1)}, ROW]


ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII")
NUMBERS: dict[str, Build] = {
    "xlsx, in brackets": sent_xlsx(*numbered(lambda place: f"({place})")),
    "xlsx, numbers": sent_xlsx(*numbered(lambda place: place)),
    "xlsx, brackets that became minus": sent_xlsx(*numbered(lambda place: -place)),
    "csv, square brackets": sent_csv(*numbered(lambda place: f"[{place}]")),
    "csv, A B 1 2": sent_csv(
        *numbered(lambda place: "AB"[place - 1] if place < 3 else str(place - 2))),
    "xls, letters": sent_xls(*numbered(lambda place: "ABCDEFGHIJKLM"[place - 1])),
    "ods, with what is computed": sent_ods(
        *numbered(lambda place: "(4)=(5)/(6)" if place == 4 else f"({place})")),
    "csv, Roman": sent_csv(*numbered(lambda place: ROMAN[place - 1])),
    "csv, the first columns": sent_csv(
        {"unit_id": "1", "indicator_id": "2", "year": "3", "value": "4"}, ROW),
}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
def test_the_row_of_column_numbers_is_skipped(tmp_path: Path, name: str) -> None:
    sent = send(NUMBERS[name](tmp_path), tmp_path)
    assert (sent.keys, sent.said["value"], sent.result.blank) == ([], "98.5", 0)


NO_NUMBERS = {
    "not in order": {"unit_id": "3", "indicator_id": "2", "year": "1", "value": "4"},
    "far apart": {"unit_id": "1", "indicator_id": "20", "year": "40", "value": "60"},
    "with a year": {"unit_id": "1", "indicator_id": "2", "year": "2025", "value": "4"},
}


@pytest.mark.parametrize("name", NO_NUMBERS)
def test_other_rows_are_not_taken_for_column_numbers(tmp_path: Path, name: str) -> None:
    sent = send(sent_csv(NO_NUMBERS[name], ROW)(tmp_path), tmp_path)
    assert "unknown_unit" in sent.keys


def test_column_numbers_far_below_the_header_are_a_row_like_any_other(tmp_path: Path) -> None:
    numbers, _ = numbered(lambda place: f"({place})")
    sent = send(sent_csv(ROW, row(year="2024"), row(year="2023"), numbers)(tmp_path), tmp_path)
    assert "unknown_unit" in sent.keys


# Shares of one.


def share(value: Any, indicator_id: str = "children_consulted_7plus") -> dict[str, Any]:
    return row(indicator_id=indicator_id, value=value)


ASKED: dict[str, Build] = {
    "csv, 0,9": sent_csv(share("0,9")), "csv, 0.5": sent_csv(share("0.5")),
    "csv, 0,95": sent_csv(share("0,95")), "csv, 1": sent_csv(share("1")),
    "xlsx, 0.8": sent_xlsx(share(0.8)), "xls, 0.7": sent_xls(share(0.7)),
    "ods, 0,8": sent_ods(
        share(ods_cell("0,8", 'office:value-type="float" office:value="0.8"'))),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_a_share_of_one_in_a_column_of_percent_is_asked_about(tmp_path: Path, name: str) -> None:
    sent = send(ASKED[name](tmp_path), tmp_path)
    assert sent.keys == ["unconfirmed", "maybe_share"]
    assert sent.unchanged


@pytest.mark.parametrize("value", ["0", "1,2", "60,5", "90/100"])
def test_what_is_no_share_of_one_is_not_asked_about(tmp_path: Path, value: str) -> None:
    assert send(sent_csv(share(value))(tmp_path), tmp_path).keys == []


# Units of measure.

MEASURES: dict[str, Measure | None] = {
    "%": Measure(100), "(%)": Measure(100), "Tỷ lệ (%)": Measure(100), "% trẻ em": Measure(100),
    "phần trăm": Measure(100), "‰": Measure(1_000), "‱": Measure(10_000),
    "phần vạn": Measure(10_000), "/10.000": Measure(10_000), "1/10.000": Measure(10_000),
    "trên 10.000 dân": Measure(10_000), "cho 1 vạn dân": Measure(10_000),
    "per 100,000 children": Measure(100_000), "nghìn trẻ": Measure(times=1_000),
    "Nghìn cuộc": Measure(times=1_000), "triệu": Measure(times=1_000_000),
    "1.000 người": Measure(times=1_000), "x1000": Measure(times=1_000),
    "người": Measure(counted="người"), "trẻ em dưới 5 tuổi": Measure(counted="trẻ em"),
    "cuộc": Measure(counted="cuộc"), "tỷ lệ": Measure(), "%/năm": None, "điểm": None,
    "lượt": None, "% và ‰": None,
}  # fmt: skip


@pytest.mark.parametrize("words", MEASURES)
def test_a_unit_of_measure_says_what_it_is_out_of_or_how_often_it_counts(words: str) -> None:
    assert read_measure(words) == MEASURES[words]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Tử số (nghìn trẻ)", [("nghìn trẻ", Measure(times=1_000))]),
        ("Mẫu số ('000)", [("'000", Measure(times=1_000))]),
        ("Giá trị [‱]", [("‱", Measure(10_000))]),
        ("Giá trị (đồng)", [("đồng", None)]),
        ("Giá trị (năm 2025)", []), ("Tử số (1)", []), ("Tử số (n)", []), ("Giá trị (10)", []),
        ("Kết quả (đến 31/10/2025)", []), ("Giá trị (nếu có)", []), ("Giá trị", []),
    ],
)  # fmt: skip
def test_units_of_measure_are_told_from_explanations_in_a_header(header: str, found: list) -> None:
    assert header_measures(header) == found


def measured(measure: str, of: dict[str, Any] = COUNT) -> Build:
    return sent_csv({**of, "Đơn vị tính": measure}, heads=(*HEADS, "Đơn vị tính"))


def under(header: str, value: Any, of: dict[str, Any], column: str = "value") -> Build:
    heads = tuple(header if head == column else head for head in HEADS)
    return sent_xlsx({**of, header: value}, heads=heads)


def below(line: str, of: dict[str, Any]) -> Build:
    def change(sheet: Worksheet) -> None:
        sheet.insert_rows(1, 2)
        sheet["A1"], sheet["K2"] = "BIỂU SỐ LIỆU", line

    return sent_xlsx(of, change=change)


OTHER_MEASURES: dict[str, tuple[Build, str, str]] = {
    "column, thousands": (measured("nghìn cuộc"), "multiplied_measure", "1.000"),
    "column, millions": (measured("triệu"), "multiplied_measure", "1.000.000"),
    "column, people": (measured("người"), "other_counted", "“người”"),
    "column, ten thousandths": (measured("‱", ROW), "other_measure", "“‱”"),
    "column, per ten thousand": (
        measured("/10.000", row(indicator_id="child_injury_rate", value="55")), "other_measure",
        "/10.000",
    ),
    "column, points": (measured("điểm", ROW), "unknown_measure", "“điểm”"),
    "column, a share of the year": (measured("%/năm", ROW), "unknown_measure", "%/năm"),
    "column, thousands of counts": (
        measured("nghìn trẻ", row(value="", numerator="119", denominator="121")),
        "multiplied_measure", "“119”",
    ),
    "header, thousands": (
        under("Giá trị (ngàn người)", 12, COUNT), "multiplied_above", "ngàn người",
    ),
    "header, times": (under("Giá trị (x 1.000)", 12, COUNT), "multiplied_above", "x 1.000"),
    "header, people": (under("Giá trị (người)", 12, COUNT), "other_counted", "“người”"),
    "header, money": (under("Giá trị (triệu đồng)", 12, COUNT), "multiplied_above", "triệu đồng"),
    "header, a count in per cent": (
        under("Tử số (%)", 98, row(denominator=100), "numerator"), "unknown_measure_above", "%",
    ),
    "above, thousands": (below("Đơn vị tính: Nghìn người", COUNT), "multiplied_above", "nghìn"),
    "above, per mille": (below("ĐVT: ‰", ROW), "other_unit_of_measure", "9,85"),
    "cell, people": (sent_csv(COUNT | {"value": "12 người"}), "other_counted", "12 người"),
    "cell, thousands": (sent_csv(COUNT | {"value": "12 nghìn cuộc"}), "multiplied_number", "12"),
    "cell, ten thousandths": (sent_csv(row(value="985‱")), "other_unit_of_measure", "9,85"),
    "cell, per ten thousand": (
        sent_csv(row(indicator_id="child_injury_rate", value="55/10.000")), "rate_or_pair",
        "55 trong 10.000",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER_MEASURES)
def test_no_unit_of_measure_is_passed_over(tmp_path: Path, name: str) -> None:
    build, key, words = OTHER_MEASURES[name]
    sent = send(build(tmp_path), tmp_path)
    assert (sent.keys, sent.unchanged) == ([key], True)
    assert words in sent.result.faults[0].message("vi")
    assert "{" not in sent.result.faults[0].message("en")


def test_both_headers_in_thousands_are_told(tmp_path: Path) -> None:
    heads = tuple({"numerator": "Tử số (nghìn trẻ)", "denominator": "Mẫu số (nghìn trẻ)"}
                  .get(head, head) for head in HEADS)  # fmt: skip
    sent = send(sent_csv(row(value="") | {heads[4]: "119", heads[5]: "121"}, heads=heads)(tmp_path),
                tmp_path)  # fmt: skip
    assert sent.keys == ["multiplied_above"] * 2


OWN_MEASURES: dict[str, tuple[Build, str]] = {
    "column, %": (measured("%", ROW), "98.5"),
    "column, in brackets": (measured("Tỷ lệ (%)", ROW), "98.5"),
    "column, cases": (measured("cuộc"), "12"),
    "column, people of a pair": (
        measured("trẻ", row(value="", numerator="985", denominator="1000")), "98.5",
    ),
    "header, %": (under("Giá trị (%)", "98,5", ROW), "98.5"),
    "header, a day": (under("Kết quả (đến 31/10/2025)", "98,5", ROW), "98.5"),
    "above, %": (below("(ĐVT: %)", ROW), "98.5"),
    "above, words": (below("Đơn vị tính: theo từng chỉ số", ROW), "98.5"),
    "cell, in words": (sent_csv(row(value="98,5 phần trăm")), "98.5"),
}  # fmt: skip


@pytest.mark.parametrize("name", OWN_MEASURES)
def test_the_indicators_own_unit_of_measure_is_taken(tmp_path: Path, name: str) -> None:
    build, value = OWN_MEASURES[name]
    sent = send(build(tmp_path), tmp_path)
    assert (sent.keys, sent.said["value"]) == ([], value)


# Sheets without a header that is known.


def beside(*lines: list[Any], state: str = "visible") -> Build:
    def change(sheet: Worksheet) -> None:
        other = sheet.parent.create_sheet("Tỉnh khác")
        other.sheet_state = state
        for line in lines:
            other.append(line)

    return sent_xlsx(ROW, change=change)


UNREAD = {
    "units and figures": beside(["Tỉnh", "Kết quả năm 2025"], ["Cao Bằng", 97.2]),
    "years as headers": beside(["Chỉ số", 2024, 2025], ["Số cuộc tảo hôn", 40, 31]),
    "figures as text": beside(["Lạng Sơn", "95,1 %"]),
    "hidden": beside(["Cao Bằng", 97.2], state="hidden"),
    "by its id": beside(["x", "y"], [None, "hiv_mtct", 1.5]),
}


@pytest.mark.parametrize("name", UNREAD)
def test_a_sheet_with_figures_that_is_not_read_is_refused(tmp_path: Path, name: str) -> None:
    sent = send(UNREAD[name](tmp_path), tmp_path)
    assert (sent.keys, sent.unchanged) == (["unread_sheet"], True)
    assert sent.result.faults[0].sheet == "Tỉnh khác"


REMARKS = {
    "a guide": beside(["Hướng dẫn"], ["Điền số vào trang đầu, có 3 bước"], ["Liên hệ", 912345678]),
    "a list of indicators": beside(
        ["STT", "Mã chỉ số", "Tên"], [1, "birth_registration_u5", "x"], [2, "hiv_mtct", "y"]),
    "figures of communes": beside(["xã Hoa Lư", 12], ["xã Gia Viễn", 9]),
    "units and years": beside(["Cao Bằng", 2025], ["Lạng Sơn", 2024]),
}  # fmt: skip


@pytest.mark.parametrize("name", REMARKS)
def test_other_sheets_are_named_and_left_out(tmp_path: Path, name: str) -> None:
    sent = send(REMARKS[name](tmp_path), tmp_path)
    assert (sent.keys, sent.result.outcome) == ([], "taken")
    assert sent.result.skipped_sheets == ["Tỉnh khác"]

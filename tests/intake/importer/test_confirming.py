"""Doubts: what looks odd is asked about, and the reason stands in the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from intake.sent_figures import (
    JUMP,
    REPORT,
    Call,
    contents,
    import_one,
    ledger,
    plain,
    rate,
    row,
    rows,
)

from analysis.intake.judging import doubts


def test_a_confirmed_warning_leaves_its_reason_in_the_ledger(
    project: Path, call: Call, tmp_path: Path
) -> None:
    path = tmp_path / "so.csv"
    JUMP(path)
    before = contents(project)
    assert call("import", path)[0] == 2
    assert contents(project) == before
    code, output, _ = call("import", path, "--confirm", "1: thiếu vắc xin; đã hỏi lại Sở")
    assert code == 0
    assert "Lý do: thiếu vắc xin, đã hỏi lại Sở" in output
    note = ledger(project)[-1]["note"]
    assert note == f"Văn bản: {REPORT}; Xác nhận khi nhập: thiếu vắc xin, đã hỏi lại Sở"
    # Sent again, with or without the reason, it says nothing new.
    before = contents(project)
    assert call("import", path)[0] == 0
    assert call("import", path, "--confirm", "1: thiếu vắc xin")[0] == 0
    assert contents(project) == before


@pytest.mark.parametrize(
    ("confirmed", "fragment"),
    [
        ("1:", "chưa có lý do"),
        ("1:  ...", "chưa có lý do"),
        ("all: ", "chưa có lý do"),
        ("2: vì sao", "Không có cảnh báo số 2; tệp có 1"),
        ("1-3: vì sao", "Không có cảnh báo số 2"),
        ("đúng rồi", "Không đọc được --confirm"),
        ("", "Không đọc được --confirm"),
    ],
)
def test_a_confirmation_without_number_or_reason_is_refused(
    confirmed: str, fragment: str, project: Path, call: Call, tmp_path: Path
) -> None:
    JUMP(tmp_path / "so.csv")
    before = contents(project)
    code, _, messages = call("import", tmp_path / "so.csv", "--confirm", confirmed)
    assert code == 2
    assert fragment in messages
    assert contents(project) == before


def test_one_reason_may_hold_for_all_warnings(project: Path, call: Call, tmp_path: Path) -> None:
    plain(value="71,5", year="2026")(tmp_path / "so.csv")
    code, _, messages = call("import", tmp_path / "so.csv", "--confirm", "1: địa bàn cũ")
    assert code == 2
    assert '--confirm "2: lý do"' in messages
    assert call("import", tmp_path / "so.csv", "--confirm", "tất cả: đã hỏi lại")[0] == 0
    assert ledger(project)[-1]["note"].endswith("Xác nhận khi nhập: đã hỏi lại")


def test_numbers_of_warnings_are_for_one_file(call: Call, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        JUMP(tmp_path / name)
    files = (tmp_path / "a.csv", tmp_path / "b.csv")
    code, _, messages = call("import", *files, "--confirm", "1: x")
    assert code == 2
    assert "từng tệp" in messages
    assert call("import", *files, "--confirm", "all: x")[0] == 0


def test_a_person_at_the_terminal_is_asked_for_the_reason(project: Path, tmp_path: Path) -> None:
    JUMP(tmp_path / "so.csv")
    no = import_one(project, tmp_path / "so.csv", ask=lambda _file, _doubts: {})
    assert no.outcome == "refused"
    yes = import_one(
        project, tmp_path / "so.csv", ask=lambda _file, doubts: {doubts[0].identity: "đúng"}
    )
    assert yes.outcome == "taken"
    assert ledger(project)[-1]["note"].endswith("Xác nhận khi nhập: đúng")


def test_a_ledger_that_moved_on_while_a_person_was_asked_is_looked_at_again(
    project: Path, tmp_path: Path
) -> None:
    JUMP(tmp_path / "so.csv")
    rows({"year": "2024"})(tmp_path / "other.csv")

    def ask(_file: str, doubts: list[doubts.Doubt]) -> dict[str, str]:
        assert import_one(project, tmp_path / "other.csv").outcome == "taken"
        return {doubts[0].identity: "đúng"}

    result = import_one(project, tmp_path / "so.csv", ask=ask)
    # There is a nearer year to compare with now, so the question is another one.
    assert result.outcome == "refused"
    assert [fault.key for fault in result.faults] == ["imports.unconfirmed"]
    assert ledger(project)[-1]["year"] == "2024"


def test_numerator_and_denominator_prove_the_unit_of_measure(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    row(value="0,98", numerator="118", denominator="12000")(path)
    code, _, messages = call("import", path)
    assert code == 2
    assert "Có hai cách đọc" not in messages
    assert "Vì sao đổi nhiều như vậy" in messages


def test_both_sides_of_a_contradiction_can_be_corrected_in_one_file(
    call: Call, tmp_path: Path
) -> None:
    changes = {"year": "2016", "publisher": "", "published": ""}
    rows(
        rate("infant_mortality", "15,2", source="gso-imr", **changes),
        rate("under5_mortality", "22,3", source="gso-u5mr", **changes),
    )(tmp_path / "so.csv")
    assert call("import", tmp_path / "so.csv", "--confirm", "all: đính chính")[0] == 0


def test_publishers_that_contradict_each_other_are_asked_about(call: Call, tmp_path: Path) -> None:
    rows(rate("infant_mortality", "15,2", year="2016"))(tmp_path / "so.csv")
    code, _, messages = call("import", tmp_path / "so.csv")
    assert code == 2
    assert "Hai cơ quan công bố khác nhau" in messages

"""What the system refuses is told with its place, in the reader's language, with what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from analysis.files import exchange, file_fault, put_in_place, replace_text
from analysis.language import LANGS


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "Đĩa đã đầy"),
        (errno.EACCES, "Không có quyền"),
        (errno.EROFS, "chỉ cho đọc"),
        (errno.ENOTDIR, "ở chỗ cần một thư mục"),
        (errno.ENAMETOOLONG, "đặt tên ngắn hơn"),
        (errno.EILSEQ, "Hãy đổi tên"),
        (errno.ELOOP, "trỏ vòng quanh"),
        (errno.EMFILE, "quá nhiều tệp"),
        (errno.ENOMEM, "hết bộ nhớ"),
        (errno.EIO, "mã lỗi của hệ thống: EIO"),
        (errno.ENOTEMPTY, "không trống"),
        (errno.EXDEV, "ở đĩa khác"),
        (errno.ETXTBSY, "đang dùng hoặc khóa"),
        (errno.ESTALE, "ổ đĩa mạng"),
        (errno.ECONNRESET, "ổ đĩa mạng"),
        (errno.EOPNOTSUPP, "không làm được việc"),
        (errno.EBADF, "mã lỗi của hệ thống: EBADF"),
    ],
)
@pytest.mark.parametrize("of_reports", [True, False])
def test_every_code_is_told_in_words_and_with_its_place(
    code: int, words: str, of_reports: bool
) -> None:
    fault = file_fault(OSError(code, "in English", "reports/x.pdf"), of_reports=of_reports)
    assert fault.message("vi").startswith("reports/x.pdf: ")
    assert words in fault.message("vi")
    assert "hãy" in fault.message("vi").lower()
    assert "in English" not in fault.message("vi") + fault.message("en")


@pytest.mark.parametrize("code", sorted(errno.errorcode))
def test_no_code_is_left_without_words(code: int) -> None:
    for of_reports in (True, False):
        fault = file_fault(OSError(code, ""), place=Path("reports"), of_reports=of_reports)
        assert all(fault.message(lang).startswith("reports: ") for lang in LANGS)


@pytest.mark.parametrize(
    ("name", "told"),
    [(None, "from/the caller"), (3, "from/the caller"), (b"x/\xc3\xa0.csv", "x/à.csv")],
)
def test_where_the_system_names_nothing_the_caller_does(name: object, told: str) -> None:
    error = OSError(errno.EIO, "", name)
    assert file_fault(error, place=Path("from/the caller")).file == told


def test_an_error_without_a_code_is_told_by_its_kind() -> None:
    fault = file_fault(OSError("only words"), place=Path("x"))
    assert "OSError" in fault.message("vi") and fault.file == "x"


def test_what_is_written_or_flushed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="Input/output") as refusal:
        replace_text(tmp_path / "index.html", "chữ")
    assert file_fault(refusal.value).file == str(tmp_path / "index.html")


def test_a_real_refusal_names_its_place(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long") as refusal:
        replace_text(tmp_path / ("x" * 300), "chữ")
    assert "đặt tên ngắn hơn" in file_fault(refusal.value).message("vi")


# What takes a place


def test_a_folder_changes_places_with_another(tmp_path: Path) -> None:
    made, place = tmp_path / "made", tmp_path / "place"
    for folder in (made, place):
        folder.mkdir()
        (folder / "name").write_text(folder.name, "utf-8")
    put_in_place(made, place)
    assert (place / "name").read_text("utf-8") == "made"
    assert (made / "name").read_text("utf-8") == "place"


def test_a_file_where_a_folder_has_to_go_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "place").write_text("mine", "utf-8")
    with pytest.raises(NotADirectoryError) as refusal:
        put_in_place(tmp_path / "made", tmp_path / "place")
    assert refusal.value.filename == str(tmp_path / "place")
    assert (tmp_path / "place").read_text("utf-8") == "mine"


def test_an_exchange_that_is_refused_names_both(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    if not exchange(one, other):
        pytest.skip("this disk has no step in which two names change hands")
    with pytest.raises(FileNotFoundError) as refusal:
        exchange(one, tmp_path / "absent")
    assert (refusal.value.filename, refusal.value.filename2) == (str(one), str(tmp_path / "absent"))

"""Office files depend on their content alone."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from analysis.files import timeless


def workbook(words: str) -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = words
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_the_time_of_writing_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    now = workbook("chữ")
    monkeypatch.setattr("time.localtime", lambda *_: (1999, 1, 2, 3, 4, 5, 0, 0, 0))
    then = workbook("chữ")
    assert then != now
    assert timeless(then) == timeless(now) == timeless(timeless(now))
    assert timeless(now) != timeless(workbook("khác"))


def test_the_content_stays() -> None:
    archive = timeless(workbook("chữ"))
    assert openpyxl.load_workbook(io.BytesIO(archive)).active["A1"].value == "chữ"
    with zipfile.ZipFile(io.BytesIO(archive)) as parts:
        assert b"dcterms:" not in parts.read("docProps/core.xml").replace(b"xmlns:dcterms", b"")
        assert {part.date_time[0] for part in parts.infolist()} == {1980}

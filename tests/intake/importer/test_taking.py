"""Good files: taken whole, with their source, and kept."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from pathlib import Path

import pytest
from intake.sent_figures import (
    NOW,
    REPORT,
    ROOT,
    SLUG,
    Call,
    contents,
    ledger,
    row,
    rows,
    table,
    workbook,
)
from making.ledgers import observations_of

from analysis.intake import importer
from analysis.ledger import load_sources, open_books


def test_a_good_file_is_taken_with_its_source_and_kept(
    project: Path, call: Call, tmp_path: Path
) -> None:
    path = tmp_path / "Sở Y tế.csv"
    row()(path)
    before = ledger(project)
    code, output, messages = call("import", path)
    assert (code, messages) == (0, "")
    assert "Đọc 1 số: mới 1, sửa 0" in output
    assert ledger(project)[:-1] == before
    assert ledger(project)[-1] == {
        "statement": str(len(before) + 1), "unit_id": "vinh-long",
        "indicator_id": "full_immunisation_u1", "year": "2025", "value": "98.1", "qualifier": "",
        "numerator": "118801", "denominator": "121049", "nature": "administrative",
        "status": "official", "source": SLUG, "published": "2026-11-10",
        "received": "2026-11-22T10:00:00+07:00", "supersedes": "", "note": f"Văn bản: {REPORT}",
    }  # fmt: skip
    source = load_sources(open_books(project)).set_index("source").loc[SLUG]
    assert source["publisher_vi"] == "Sở Y tế tỉnh Vĩnh Long"
    assert source["title_vi"] == "Báo cáo của Sở Y tế tỉnh Vĩnh Long"
    (kept,) = (project / "data" / "received" / "2026").iterdir()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    assert kept.name == f"20261122T100000-{digest}-Sở Y tế.csv"
    assert kept.read_bytes() == path.read_bytes()
    assert kept.name in output
    stated = observations_of("vinh-long", project)
    assert stated.loc[stated["source"] == SLUG, "value"].tolist() == [98.1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1258"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_give_the_same_statement(
    encoding: str, delimiter: str, project: Path, call: Call, tmp_path: Path
) -> None:
    words = table({}, delimiter=delimiter)
    if encoding == "cp1258":
        words = as_windows(words)
    path = tmp_path / "so.csv"
    path.write_bytes(words.encode(encoding))
    code, _, messages = call("import", path)
    assert (code, messages) == (0, "")
    assert ledger(project)[-1]["note"] == f"Văn bản: {REPORT}"


def as_windows(words: str) -> str:
    """Vietnamese as Windows-1258 has it: the vowel with its hat, the tone behind it."""
    marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    pieces = []
    for letter in words:
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in apart if mark in marks)
        rest = unicodedata.normalize("NFC", "".join(c for c in apart if c not in marks))
        pieces.append(rest + tone)
    return "".join(pieces)


def test_a_workbook_is_taken(project: Path, call: Call, tmp_path: Path) -> None:
    workbook(tmp_path / "so.xlsx")
    assert call("import", tmp_path / "so.xlsx")[0] == 0
    assert ledger(project)[-1]["value"] == "98.1"


def test_the_same_file_again_changes_nothing(project: Path, call: Call, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    row()(path)
    call("import", path)
    before = contents(project)
    code, output, messages = call("import", path)
    assert (code, messages) == (0, "")
    assert "không có gì mới" in output
    assert "không đổi 1" in output
    assert contents(project) == before


def test_a_later_report_continues_the_source_and_revises_it(
    project: Path, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row()(tmp_path / "a.csv")
    call("import", tmp_path / "a.csv")
    monkeypatch.setattr(importer, "current_moment", lambda: NOW.replace(day=25))
    later = "Báo cáo số 310/BC-SYT ngày 24 tháng 11 năm 2026"
    row(source=later, value="98,0", numerator="118.600", published="2026-11-24")(tmp_path / "b.csv")
    code, output, _ = call("import", tmp_path / "b.csv")
    assert code == 0
    assert "98,1 (118.801/121.049) → 98,0 (118.600/121.049)" in output
    first, second = ledger(project)[-2:]
    assert (second["supersedes"], second["source"]) == (first["statement"], SLUG)
    assert second["note"] == f"Văn bản: {later}"
    assert len(load_sources(open_books(project))) == len(load_sources(open_books(ROOT))) + 1
    _, output, _ = call("history", "vinh-long", "full_immunisation_u1", "--json")
    old, new = json.loads(output)[-2:]
    assert (old["value"], old["superseded_by"]) == ("98.1", new["statement"])
    assert (new["value"], new["supersedes"]) == ("98.0", old["statement"])
    then = observations_of("vinh-long", project, as_of="2026-11-22T23:59:59+07:00")
    assert then.loc[then["source"] == SLUG, "value"].tolist() == [98.1]


def test_the_same_figure_from_a_later_report_is_restated(call: Call, tmp_path: Path) -> None:
    row()(tmp_path / "a.csv")
    call("import", tmp_path / "a.csv")
    row(source="Báo cáo 310/BC-SYT ngày 20/11/2026")(tmp_path / "b.csv")
    code, output, _ = call("import", tmp_path / "b.csv")
    assert code == 0
    assert "thêm căn cứ 1" in output


def test_one_file_may_hold_several_units(project: Path, call: Call, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    rows({}, {"unit_id": "dong-thap"}, {"unit_id": "trieu-son", "publisher": "Trung tâm Y tế"})(
        path
    )
    assert call("import", path)[0] == 0
    units = ("vinh-long", "dong-thap", "trieu-son")
    assert [ledger(project, unit)[-1]["year"] for unit in units] == ["2025"] * 3
    sources = {ledger(project, unit)[-1]["source"] for unit in units}
    assert sources == {SLUG, "so-y-te-tinh-dong-thap-bao-cao",
                       "trung-tam-y-te-huyen-trieu-son-bao-cao"}  # fmt: skip


def test_of_two_files_the_bad_one_is_refused_and_the_good_one_taken(
    project: Path, call: Call, tmp_path: Path
) -> None:
    row(value="97,1")(tmp_path / "bad.csv")
    row()(tmp_path / "good.csv")
    code, output, messages = call("import", tmp_path / "bad.csv", tmp_path / "good.csv")
    assert code == 1
    assert "good.csv: đã nhận" in output
    assert "bad.csv: KHÔNG NHẬN" in messages
    assert ledger(project)[-1]["value"] == "98.1"


def test_two_files_that_contradict_each_other_are_not_both_taken(
    project: Path, call: Call, tmp_path: Path
) -> None:
    row()(tmp_path / "a.csv")
    row(value="98,0", numerator="118.600")(tmp_path / "b.csv")
    code, _, messages = call("import", tmp_path / "a.csv", tmp_path / "b.csv")
    assert code == 1
    assert "ghi 98,0, còn " in messages
    assert "a.csv, dòng 2 ghi 98,1" in messages
    assert ledger(project)[-1]["value"] == "98.1"


def test_a_dry_run_tells_what_would_be_taken_and_writes_nothing(
    project: Path, call: Call, tmp_path: Path
) -> None:
    row()(tmp_path / "a.csv")
    row(source="Báo cáo 310/BC-SYT ngày 20/11/2026")(tmp_path / "b.csv")
    before = contents(project)
    code, output, _ = call("import", tmp_path / "a.csv", tmp_path / "b.csv", "--dry-run")
    assert code == 0
    assert output.count("sẽ được nhận") == 2
    assert "mới 1" in output
    # The second file is judged as if the first had been taken.
    assert "thêm căn cứ 1" in output
    assert SLUG in output
    assert contents(project) == before
    assert not (project / "data" / ".ledger.lock").exists()

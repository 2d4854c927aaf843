"""What can go wrong around an import: a full disk, a wrong clock, many at once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from intake.sent_figures import NOW, SLUG, Call, contents, import_one, row
from making.ledgers import statements_of

from analysis.intake import importer
from analysis.intake.importer import FileResult
from analysis.ledger import load_sources, open_books, open_store


def test_what_a_command_cannot_do_it_does_not_advise(
    project: Path, call: Call, tmp_path: Path
) -> None:
    row()(tmp_path / "planned.csv")
    row(unit_id="thanh-hoa")(tmp_path / "unplanned.csv")
    _, output, _ = call("import", tmp_path / "unplanned.csv", "--confirm", "all: x")
    assert "data history thanh-hoa full_immunisation_u1" in output
    assert "assess" not in output
    _, output, _ = call("import", tmp_path / "unplanned.csv", tmp_path / "planned.csv")
    assert "mangnon assess vinh-long" in output
    (project / "data" / "received").rename(tmp_path / "received")
    (project / "data" / "received").write_text("tệp ở chỗ của thư mục")
    row(year="2024")(tmp_path / "more.csv")
    code, _, messages = call("import", tmp_path / "more.csv")
    assert code == 2
    assert "ở chỗ cần một thư mục" in messages
    assert "--reports" not in messages


def test_a_full_disk_leaves_the_ledger_and_the_copies_as_they_were(
    project: Path, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "data/observations/vinh-long.csv")

    row()(tmp_path / "so.csv")
    before = contents(project)
    with open_store(project).writing() as writer:
        monkeypatch.setattr(type(writer), "append", full)
    code, _, messages = call("import", tmp_path / "so.csv")
    assert code == 2
    assert "data/observations/vinh-long.csv" in messages
    assert contents(project) == before


def test_a_clock_behind_the_ledger_is_told(
    project: Path, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row(published="2026-11")(tmp_path / "so.csv")
    before = contents(project)
    monkeypatch.setattr(importer, "current_moment", lambda: NOW.replace(day=1))
    code, _, messages = call("import", tmp_path / "so.csv")
    assert code == 2
    assert "Đồng hồ máy" in messages
    assert contents(project) == before


def test_no_file_at_all_is_told(call: Call) -> None:
    code, _, messages = call("import")
    assert code == 2
    assert "Chưa nêu tệp nào" in messages


def test_the_english_speaker_is_answered_in_english(call: Call, tmp_path: Path) -> None:
    row(value="97,1")(tmp_path / "so.csv")
    _, _, messages = call("import", tmp_path / "so.csv", "--lang", "en")
    assert "REFUSED" in messages
    assert "97.1 does not agree with 118,801/121,049, which gives 98.1" in messages


@pytest.mark.slow
def test_imports_at_the_same_time_are_all_in_the_ledger(project: Path, tmp_path: Path) -> None:
    paths = [tmp_path / f"{year}.csv" for year in range(2018, 2026)]
    for path in paths:
        row(year=path.stem)(path)
    results: list[FileResult] = []
    start = threading.Barrier(len(paths))

    def take(path: Path) -> None:
        start.wait()
        results.append(import_one(project, path, confirmations=["all: nhập cùng lúc"]))

    threads = [threading.Thread(target=take, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.outcome for result in results] == ["taken"] * len(paths)
    stated = statements_of("vinh-long", project)
    assert sorted(stated.loc[stated["source"] == SLUG, "year"]) == list(range(2018, 2026))
    assert (load_sources(open_books(project))["source"] == SLUG).sum() == 1

"""Copies of sent files: they follow the decision, and their names fit every system."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from making.command import ROOT, Command
from making.ledgers import cells
from making.sent_files import write_table

from analysis.intake import importer, received
from analysis.intake.received import kept_files, kept_name
from analysis.language import BadInput, Fault
from analysis.ledger import open_store

LONG_NAMES = {
    "letters of three bytes": "Số liệu tiêm chủng đầy đủ của trẻ em dưới một tuổi tại các xã " * 4
    + ".xlsx",
    "apart": "Sở Y tế.csv",
    "no ending": "ệ" * 300,
    "an ending that is none": "a." + "ễ" * 100,
    "hidden": "." + "x" * 250,
    "signs of other systems": 'a:b\\c*"?.csv',
}


@pytest.mark.parametrize("sent", LONG_NAMES.values(), ids=LONG_NAMES)
def test_a_name_fits_into_what_a_file_system_takes(sent: str) -> None:
    kept = kept_name(sent)
    assert 0 < len(kept.encode()) <= 200
    assert "/" not in kept and "\\" not in kept and "\ufffd" not in kept
    if len(Path(sent).suffix) < 6:
        assert kept.endswith(Path(sent).suffix)
    assert kept_name(kept) == kept


def test_a_name_of_its_own_stays() -> None:
    assert kept_name("Sở Y tế 2026.xlsx") == "Sở Y tế 2026.xlsx"
    for name in ("../../evil.csv", "..", "a/../b.csv"):
        assert "/" not in kept_name(name)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for name in ("data", "parameters"):
        shutil.copytree(ROOT / name, root / name)
    return root


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    return write_table(
        tmp_path / f"{'Sở Tư pháp ' * 12}.csv",
        {"unit_id": "thanh-hoa", "indicator_id": "birth_registration_u5", "year": "2025",
         "value": "98.1", "source": "Báo cáo 5/BC-STP", "publisher": "Sở Tư pháp"},
    )  # fmt: skip


def waiting(project: Path) -> list[Path]:
    return [path for path in (project / "data" / "received").rglob("*") if path.is_file()]


def test_a_file_with_a_long_name_is_kept(project: Path, sent: Path, command: Command) -> None:
    said = command("data", "import", sent, "--confirm", "all: x", home=project)
    assert (said.code, said.stderr) == (0, "")
    ((moment, (kept,)),) = kept_files(project).items()
    assert (project / kept).read_bytes() == sent.read_bytes() and kept.suffix == ".csv"
    assert moment == cells(open_store(project), "thanh-hoa")[-1]["received"]
    assert not (project / "data" / "received" / ".waiting").exists()


REFUSED = BadInput([Fault("ledger.store_refused", values={"reason": "x"})])


@pytest.mark.parametrize("error", [REFUSED, OSError(28, "full"), ValueError(), KeyboardInterrupt()])
def test_a_refused_import_keeps_nothing(
    error: BaseException, project: Path, sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        assert len(waiting(project)) == 1
        raise error

    with open_store(project).writing() as writer:
        monkeypatch.setattr(type(writer), "append", refuse)
    with suppress(ValueError, KeyboardInterrupt):
        (result,) = importer.import_files(project, [sent], confirmations=["all: x"])
        assert result.outcome == "refused"
    assert waiting(project) == []


def test_a_copy_that_its_own_import_brings_meanwhile_is_no_fault(
    project: Path, sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(received.WaitingCopy, "bring", lambda copy: copy.place)
        (result,) = importer.import_files(project, [sent], confirmations=["all: x"])
    assert result.outcome == "taken"
    (left,) = waiting(project)
    assert ".waiting" in left.parts
    replace = Path.replace

    def beaten(copy: Path, place: Path) -> Path:
        replace(copy, place)
        shutil.rmtree(copy.parent)
        raise FileNotFoundError(copy)

    monkeypatch.setattr(Path, "replace", beaten)
    received.settle_copies(project, open_store(project))
    assert [path.name for path in waiting(project)] == [left.name]
    assert kept_files(project)


KILLED = """
import os, signal, sys
from pathlib import Path
from analysis.intake import import_files
from analysis.ledger import open_store
root, sent, when = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
with open_store(root).writing() as writer:
    kind = type(writer)
append = kind.append
def killed(*given):
    if when == "after":
        append(*given)
    os.kill(os.getpid(), signal.SIGKILL)
kind.append = killed
list(import_files(root, [sent], confirmations=["all: x"]))
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.slow
def test_after_a_kill_the_next_import_clears_or_takes_up(
    when: str, project: Path, sent: Path, command: Command
) -> None:
    run = subprocess.run([sys.executable, "-c", KILLED, str(project), str(sent), when], check=False)
    assert run.returncode == -signal.SIGKILL
    assert kept_files(project) == {}
    (left,) = waiting(project)
    assert left.read_bytes() == sent.read_bytes()
    other = sent.with_name("other.csv")
    other.write_text(sent.read_text("utf-8").replace("2025,", "2024,"), "utf-8")
    said = command("data", "import", other, "--confirm", "all: x", home=project)
    assert (said.code, said.stderr) == (0, "")
    kept = [path for paths in kept_files(project).values() for path in paths]
    assert len(kept) == {"before": 1, "after": 2}[when]
    assert {project / path for path in kept} == set(waiting(project))


@pytest.mark.slow
def test_an_import_that_was_killed_once_decided_can_be_undone(
    project: Path, sent: Path, command: Command
) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(project), str(sent), "after"], check=False)
    said = command("data", "undo", "--dry-run", home=project)
    assert said.code == 0 and "birth" not in said.stderr
    assert "98,1" in said.stdout

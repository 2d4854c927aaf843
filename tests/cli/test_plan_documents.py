"""``mangnon plan extract``, ``review``, ``accept`` and ``check``: from the paper to the plan."""

from __future__ import annotations

import csv
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.cli.main import main
from analysis.cli.plan_documents import document_warnings
from analysis.programme import load_programme
from analysis.workspace import plan_skeleton

ROOT = Path(__file__).parents[2]
FRAGMENTS = ROOT / "tests" / "plans" / "documents" / "fragments"
Call = Callable[..., tuple[int, str, str]]
PAPER = str(FRAGMENTS / "bullets.txt")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "parameters", tmp_path / "parameters")
    (tmp_path / "data" / "plans").mkdir(parents=True)
    monkeypatch.setenv("MANGNON_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def call(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.chdir(project)
        monkeypatch.setattr(sys, "argv", ["mangnon", "plan", *words])
        with pytest.raises(SystemExit) as end:
            main()
        written = capsys.readouterr()
        return int(end.value.code or 0), written.out, written.err

    return run


def test_the_targets_of_a_document_are_written_as_a_table(call: Call) -> None:
    code, out, _ = call("extract", PAPER, "--csv")
    rows = list(csv.DictReader(out.splitlines()))
    assert code == 0 and len(rows) == 20
    text = Path(PAPER).read_text("utf-8")
    for row in rows:
        assert float(row["confidence"]) <= 1 and row["document"] == "bullets.txt"
        quoted = text[int(row["span_start"]) : int(row["span_end"])]
        assert row["as_printed"].split(" … ")[0] in " ".join(quoted.split())


def test_what_is_left_over_goes_to_the_other_stream(call: Call) -> None:
    code, out, err = call("extract", str(FRAGMENTS / "words.txt"), "--lang", "en")
    assert code == 0 and "child_marriage" in out
    assert "I.3: “15% … vào năm 2025” – a change" in err


def test_a_document_without_targets_is_told(call: Call) -> None:
    code, out, err = call("extract", str(FRAGMENTS / "no-targets.txt"))
    assert (code, err) == (0, "") and "Không nhận ra chỉ tiêu" in out


def test_what_is_no_document_is_refused(call: Call, project: Path) -> None:
    (project / "a.pdf").write_bytes(b"no pdf")
    code, out, err = call("extract", "a.pdf")
    assert code == 2 and out == "" and err.startswith("a.pdf: ")


def test_a_plan_is_proposed_looked_at_and_accepted(call: Call, project: Path) -> None:
    plan = project / "data" / "plans" / "son-la.yml"
    proposal = project / "data" / "plans" / "proposed" / "son-la.yml"
    code, out, _ = call("accept", "son-la")
    assert code == 2 and not plan.exists()
    code, out, _ = call("extract", PAPER, "--as", "son-la")
    assert code == 0 and "mangnon plan accept son-la" in out
    assert proposal.with_suffix(".html").is_file() and not plan.exists()
    # What is changed by hand has to be looked at again.
    words = proposal.read_text("utf-8")
    proposal.write_text(words.replace("112/KH-UBND", "113/KH-UBND"), "utf-8")
    code, _, err = call("accept", "son-la")
    assert code == 2 and "plan review son-la" in err and not plan.exists()
    assert call("review", "son-la", "--document", PAPER)[0] == 0
    assert call("accept", "son-la")[0] == 0
    assert plan.read_bytes() == proposal.read_bytes()
    # A second one replaces it only when told to.
    code, _, err = call("accept", "son-la")
    assert code == 2 and "--replace" in err
    assert call("accept", "son-la", "--replace")[0] == 0
    assert call("check", "son-la", "--document", PAPER)[0] == 0
    code, out, err = call("check", "son-la", "--document", str(FRAGMENTS / "slips.txt"))
    assert code == 1 and "đạt 70% vào năm 2025" in out and "slips.txt" in err


@pytest.mark.parametrize("unit", ["../viet-nam", "nowhere", ""])
def test_a_unit_that_is_none_leads_to_no_file(call: Call, project: Path, unit: str) -> None:
    before = sorted(project.rglob("*"))
    assert call("accept", unit)[0] == 2
    assert call("extract", PAPER, "--as", unit)[0] == 2
    assert sorted(project.rglob("*")) == before


def test_a_skeleton_gives_way_to_the_first_plan_unless_somebody_wrote_in_it(
    call: Call, project: Path
) -> None:
    plan = project / "data" / "plans" / "son-la.yml"
    skeleton = plan_skeleton(load_programme(project).units["son-la"])
    plan.write_text(skeleton + "# xem lại\n", "utf-8")
    assert call("extract", PAPER, "--as", "son-la")[0] == 0
    assert call("accept", "son-la")[0] == 2
    plan.write_text(skeleton, "utf-8")
    assert call("accept", "son-la")[0] == 0
    assert "112/KH-UBND" in plan.read_text("utf-8")


def test_the_document_is_kept_and_the_plan_held_against_it(call: Call, project: Path) -> None:
    call("extract", PAPER, "--as", "son-la")
    code, out, _ = call("accept", "son-la")
    kept = project / "data" / "plans" / "documents" / "son-la.txt"
    assert code == 0 and "data/plans/documents/son-la.txt" in out
    assert kept.read_bytes() == Path(PAPER).read_bytes()
    assert call("check", "son-la")[0] == 0
    known = load_programme(project)
    assert list(document_warnings(project, ["son-la", "lang-son"], known, "vi")) == []
    plan = project / "data" / "plans" / "son-la.yml"
    written = (
        plan.read_text("utf-8").replace("value: 70", "value: 71").replace("đạt 70%", "đạt 71%")
    )
    plan.write_text(written, "utf-8")
    (told,) = document_warnings(project, ["son-la"], load_programme(project), "vi")
    assert told.startswith("son-la: kế hoạch và văn bản lưu kèm không khớp ở ")
    kept.write_text("khác", "utf-8")
    (told,) = document_warnings(project, ["son-la"], known, "vi")
    assert "data/plans/documents/son-la.txt" in told and "mã băm khác" in told
    # Another document of another kind takes its place.
    call("extract", str(FRAGMENTS / "table.docx"), "--as", "son-la")
    assert call("accept", "son-la", "--replace")[0] == 0
    assert {path.name for path in kept.parent.iterdir()} == {"son-la.docx", "son-la.sha256"}
    shutil.rmtree(kept.parent)
    code, _, err = call("check", "son-la")
    assert code == 2 and "--document" in err

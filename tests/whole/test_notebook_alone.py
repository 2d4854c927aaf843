"""The notebook by itself: papermill and nbconvert by command line, from anywhere."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import nbformat
import pytest
from making.reports import BIN, ROOT
from pypdf import PdfReader

pytestmark = pytest.mark.slow

NOTEBOOK = ROOT / "notebooks" / "province_assessment.ipynb"


def run_from(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    alone = {name: value for name, value in os.environ.items() if name != "MANGNON_HOME"}
    return subprocess.run(
        [BIN / words[0], *words[1:]],
        cwd=folder,
        env=alone,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def test_papermill_and_nbconvert_make_a_report_from_another_folder(tmp_path: Path) -> None:
    parameters = ROOT / "parameters" / "units" / "trieu-son.yml"
    run = run_from(tmp_path, "papermill", "-f", parameters, NOTEBOOK, "out.ipynb")
    assert run.returncode == 0, run.stderr
    for exporter in ("mangnon-html", "mangnon-pdf"):
        run = run_from(tmp_path, "jupyter-nbconvert", "--to", exporter, "out.ipynb")
        assert run.returncode == 0, run.stderr
    page = (tmp_path / "out.html").read_text("utf-8")
    assert '<html lang="vi">' in page
    assert "Triệu Sơn" in page
    reader = PdfReader(tmp_path / "out.pdf")
    assert "Triệu Sơn" in " ".join(reader.pages[0].extract_text().split())
    assert reader.metadata is not None
    assert "Triệu Sơn" in str(reader.metadata.title)


def test_an_unknown_parameter_stops_the_notebook_with_its_name(tmp_path: Path) -> None:
    run = run_from(tmp_path, "papermill", "-p", "edtion", "2025", NOTEBOOK, "out.ipynb")
    assert run.returncode != 0
    told = run.stderr[run.stderr.index("Exception encountered at") :]
    assert "“edtion”" in told
    assert "unit_id, edition, lang, data" in told
    # The reader of the message wants the name, not our lines of code.
    assert "parameters.py" not in told
    stopped = nbformat.read(tmp_path / "out.ipynb", as_version=nbformat.NO_CONVERT)
    shown = [output for cell in stopped.cells for output in cell.get("outputs", ())]
    assert not any("data" in output for output in shown if output.output_type != "error")

"""A notebook runs in the Python that runs mangnon, whatever an editor has saved in it."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.publication.notebooks import run_notebook


@pytest.mark.slow
@pytest.mark.parametrize("kernel", ["conda-env-baocao-py", "ir", ""])
def test_whatever_kernel_an_editor_saved_the_run_s_own_python_is_used(
    tmp_path: Path, kernel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The run sets these for its kernel; they are as before when the test ends.
    for name in ("MANGNON_HOME", "JUPYTER_PREFER_ENV_PATH"):
        monkeypatch.setenv(name, "")
    parameters = new_code_cell('unit_id = "ninh-binh"', metadata={"tags": ["parameters"]})
    asked = new_code_cell("import sys; sys.executable, unit_id")
    notebook = new_notebook(cells=[parameters, asked])
    notebook.metadata["kernelspec"] = {"name": kernel, "display_name": kernel, "language": "R"}
    nbformat.write(notebook, tmp_path / "saved.ipynb")
    given = {"unit_id": "dong-nai"}
    run = run_notebook(tmp_path, Path("saved.ipynb"), given, tmp_path / "cell")
    assert run.cells[-1].outputs[0].data["text/plain"] == repr((sys.executable, "dong-nai"))

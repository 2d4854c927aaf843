"""The desk: its start page leads to all work; a run leaves the program's notebooks as they are."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from analysis.files import file_hash
from analysis.language import Lang
from analysis.publication import KINDS, PublishedReport, publish
from analysis.workbench.desk import start_page
from analysis.workbench.lab import keep_bare
from analysis.workspace import make_workspace

ROOT = Path(__file__).parents[2]
ADDRESS = "http://127.0.0.1:1/"


def run_notebook() -> dict[str, object]:
    """Return a notebook of the program as it is once it has run in JupyterLab."""
    notebook: dict[str, object] = json.loads(
        (ROOT / "notebooks" / "explore.ipynb").read_text("utf-8")
    )
    for number, cell in enumerate(notebook["cells"], 1):  # type: ignore[arg-type, var-annotated]
        cell["metadata"]["trusted"] = True
        if cell["cell_type"] == "code":
            cell["execution_count"], cell["outputs"] = number, [{"output_type": "stream"}]
    notebook["metadata"]["language_info"]["version"] = "3.11"  # type: ignore[index]
    notebook["metadata"]["widgets"] = {}  # type: ignore[index]
    return notebook


def test_a_notebook_of_the_program_is_saved_as_it_came() -> None:
    kept = run_notebook()
    keep_bare({"type": "notebook", "content": kept}, "notebooks/explore.ipynb")
    assert kept == json.loads((ROOT / "notebooks" / "explore.ipynb").read_text("utf-8"))


@pytest.mark.parametrize("path", ["notebooks/mine.ipynb", "explore.ipynb"])
def test_a_notebook_of_ones_own_keeps_what_it_shows(path: str) -> None:
    kept = run_notebook()
    before = copy.deepcopy(kept)
    keep_bare({"type": "notebook", "content": kept}, path)
    assert kept == before


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_link_of_the_start_page_leads_somewhere(lang: Lang, tmp_path: Path) -> None:
    home = make_workspace(tmp_path / "home")
    edition = home / "reports" / "editions" / "2026"
    made = edition / ".making-ninh-binh"
    made.mkdir(parents=True)
    files = sorted(KINDS["assessment"].files)
    for name in files:
        (made / name).write_text("x", "utf-8")
    hashes = {name: file_hash(made / name) for name in files}
    publish(made, edition, PublishedReport("ninh-binh", lang, "real", "x", {}, hashes))
    page = start_page(home, lang, ADDRESS)
    links = [piece.partition(")")[0] for piece in page.split("](")[1:]]
    below = [link for link in links if link.startswith(ADDRESS)]
    assert [link.rpartition("/")[2] for link in below] == ["assessment.html"]
    places = [home / "notebooks" / link for link in links if link not in below]
    places += [home / link.removeprefix(f"{ADDRESS}files/") for link in below]
    # That of what is owed is written while the desk opens.
    assert [place.name for place in places if not place.is_file()] == ["owed.md"]
    assert {"explore.ipynb", "tour.ipynb", "yearly-routine.md"} <= {place.name for place in places}


def test_without_reports_the_start_page_says_how_one_is_made(tmp_path: Path) -> None:
    home = make_workspace(tmp_path / "home")
    assert "mangnon assess" in start_page(home, "vi", ADDRESS)

"""The analyst's notebooks run from their first cell to their last, as a new colleague runs them."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import gettempdir

import nbformat
import pytest
from nbclient import NotebookClient

from analysis.workspace import make_workspace

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a workspace."""
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*") if path.is_file()}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("desk") / "home", ["lang-son"])


@pytest.fixture
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MANGNON_HOME", str(home))
    monkeypatch.delenv("MANGNON_STORE", raising=False)
    return home


def run(home: Path, name: str, **parameters: str) -> dict[str, str]:
    """Run a notebook with parameters, and return what each of its cells shows as text."""
    notebook = nbformat.read(home / "notebooks" / f"{name}.ipynb", nbformat.NO_CONVERT)
    given = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ()))
    given.source += "".join(f"\n{key} = {value!r}" for key, value in parameters.items())
    resources = {"metadata": {"path": str(home / "notebooks")}}
    # A socket among files, not a port that another test may take.
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    return {cell.id: shown(cell) for cell in notebook.cells if cell.cell_type == "code"}


def shown(cell: nbformat.NotebookNode) -> str:
    pieces = [output.get("text") or output.get("data", {}).get("text/plain", "")
              for output in cell.outputs]  # fmt: skip
    return "\n".join(pieces)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_explore_shows_what_is_chosen(at_home: Path, lang: str) -> None:
    before = contents(at_home)
    said = run(at_home, "explore", lang=lang)
    assert "%" in said["code"] or "‰" in said["code"]
    assert ("Năm của chỉ tiêu" in said["code"]) == (lang == "vi")
    assert contents(at_home) == before


# What each step of the tour shows, in the words of either language.
STEPS = {
    "status": ("chưa trả lời", "has not answered"),
    "forms": ("Sở Tư pháp", "Department of Justice"),
    "refused": ("KHÔNG NHẬN", "REFUSED", "refused"),
    "dry-run": ("chạy thử, chưa ghi gì", "was written)"),
    "import": ("đã nhận", "taken"),
    "history": ("281.102/282.100", "281,102/282,100"),
    "look": ("Sample province", "tỉnh Mẫu"),
    "assess": ("1/1", "1/1"),
    "editions": ("tinh-mau", "tinh-mau"),
}  # fmt: skip


def tour_places() -> set[Path]:
    return set(Path(gettempdir()).glob("mangnon-tour-*"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_tour_goes_from_a_form_to_a_report_and_leaves_nothing(at_home: Path, lang: str) -> None:
    before, places = contents(at_home), tour_places()
    said = run(at_home, "tour", lang=lang)
    for step, words in STEPS.items():
        assert any(word in said[step] for word in words), (step, said[step])
    assert "birth_registration_u5" not in said["check"] and not re.search(
        "Sở Tư pháp|Department of Justice", said["check"]
    )
    assert contents(at_home) == before
    assert tour_places() == places

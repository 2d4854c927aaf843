"""What will be stored is shown before it is, and the last import can be taken back."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from making.command import Command
from making.postgres_server import Server
from making.reports import mangnon

from analysis.intake import importer
from analysis.ledger import VIET_NAM_TIME

pytestmark = pytest.mark.slow

COLUMNS = "unit_id,indicator_id,year,value,numerator,denominator,source,publisher,published"
FIRST, LATER = "Báo cáo 215/BC-SYT ngày 10/11/2026", "Báo cáo 310/BC-SYT ngày 20/11/2026"
INDICATOR = "full_immunisation_u1"
LEDGER = Path("data", "observations", "vinh-long.csv")
SHOWN = "tỉnh Vĩnh Long  Tiêm chủng đủ, dưới 1 tuổi  2025"


def write(path: Path, *rows: str, document: str = FIRST) -> Path:
    lines = [f"{row},{document},Sở Y tế,2026-11" for row in rows]
    path.write_text("\n".join([COLUMNS, *lines]) + "\n", "utf-8")
    return path


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return write(tmp_path / "first.csv", f"vinh-long,{INDICATOR},2025,98.1,118801,121049")


@pytest.fixture
def second(tmp_path: Path) -> Path:
    return write(
        tmp_path / "second.csv",
        f"vinh-long,{INDICATOR},2025,98.0,118600,121049",
        f"vinh-long,{INDICATOR},2024,97.3,,",
        document=LATER,
    )


def results(command: Command, project: Path, target: Path) -> list[dict[str, str]]:
    """The rows of results.csv, as the assessment publishes them."""
    run = command("data", "export", "vinh-long", "--what", "results", "-o", target, home=project)
    assert run.code == 0, run.stderr
    return [row for row in rows_of(target) if row["indicator_id"] == INDICATOR]


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_a_table_tells_what_was_and_what_will_be(
    command: Command, project: Path, first: Path, second: Path, words: tuple[str, ...]
) -> None:
    assert command("data", "import", first, home=project).code == 0
    run = command("data", "import", second, *words, home=project)
    assert "second.csv: 2 số sẽ ghi vào sổ (trước → nay):" in run.stdout
    table = run.stdout
    assert f"{SHOWN}  98,1 (118.801/121.049) → 98,0 (118.600/121.049)" in table
    assert f"Sở Y tế tỉnh Vĩnh Long: {LATER}" in table
    assert "2024  (chưa có) → 97,3 " in table
    english = command("data", "import", second, "--dry-run", "--lang", "en", home=project)
    assert words == () or "98.1 (118,801/121,049) → 98.0 (118,600/121,049)" in english.stdout


def test_the_table_stands_in_json_too(command: Command, project: Path, first: Path) -> None:
    run = command("data", "import", first, "--dry-run", "--json", home=project)
    (row,) = json.loads(run.stdout)["files"][0]["statements"]
    assert (row["before"], row["now"]) == (None, "98,1 (118.801/121.049)")
    assert (row["unit"], row["year"]) == ("tỉnh Vĩnh Long", "2025")
    assert row["said_by"] == f"Sở Y tế tỉnh Vĩnh Long: {FIRST}"


def test_of_many_figures_the_counts_and_the_extremes_are_told(
    command: Command, project: Path, tmp_path: Path
) -> None:
    rows = [f"vinh-long,birth_registration_u5,{year},{80 + year - 2000},,"
            for year in range(2001, 2019)]  # fmt: skip
    rows += [f"ben-tre,birth_registration_u5,{year},97.1,," for year in (2010, 2011, 2012)]
    path = write(tmp_path / "many.csv", *rows)
    run = command("data", "import", path, "--dry-run", "--confirm", "all: đã soát", home=project)
    assert "many.csv: 21 số sẽ ghi vào sổ" in run.stdout
    assert "21 số, trong đó 21 chưa từng có; các năm 2001–2018" in run.stdout
    assert "thấp nhất 81 (tỉnh Vĩnh Long, 2001), cao nhất 98 (tỉnh Vĩnh Long, 2018)" in run.stdout
    assert "→ 85" not in run.stdout


def test_where_somebody_has_to_be_asked_the_table_comes_with_the_question(
    command: Command, project: Path, tmp_path: Path
) -> None:
    path = write(tmp_path / "jump.csv", f"vinh-long,{INDICATOR},2025,71.5,,")
    run = command("data", "import", path, home=project)
    assert (run.code, run.stdout) == (2, "")
    assert run.stderr.index("(chưa có) → 71,5") < run.stderr.index("Vì sao đổi nhiều như vậy")


def test_the_last_import_is_taken_back_and_everything_is_as_before(
    command: Command, project: Path, first: Path, second: Path, tmp_path: Path
) -> None:
    assert command("data", "import", first, home=project).code == 0
    before = results(command, project, tmp_path / "before.csv")
    assert {row["latest_value"] for row in before} == {"98.1429008087634"}
    assert command("data", "import", second, home=project).code == 0
    revised = results(command, project, tmp_path / "b.csv")
    assert {row["latest_value"] for row in revised} == {"97.9768523490487"}
    stated = (project / LEDGER).read_bytes()
    planned = command("data", "undo", "--dry-run", home=project)
    assert "Chạy thử" in planned.stdout and (project / LEDGER).read_bytes() == stated
    run = command("data", "undo", home=project)
    assert run.code == 0, run.stderr
    assert "second.csv" in run.stdout
    for told in (planned.stdout, run.stdout):
        assert f"{SHOWN}  98,0 (118.600/121.049) → 98,1 (118.801/121.049)" in told
        assert "2024  97,3 → (chưa có)" in told
    # Nothing is erased: the ledger only grew.
    assert (project / LEDGER).read_bytes().startswith(stated)
    assert results(command, project, tmp_path / "after.csv") == before
    history = command("data", "history", "vinh-long", INDICATOR, home=project).stdout
    assert "97,3\u00a0% (rút lại)" in history and "Hoàn tác lần nhập 20" in history
    quality = command("data", "check", "vinh-long", home=project).stdout
    assert "đã được sửa" not in quality
    # The files say what stands; the one that was undone can be sent again.
    assert "không có gì mới" in command("data", "import", first, home=project).stdout
    assert "mới 1, sửa 1" in command("data", "import", second, home=project).stdout


def test_as_of_a_day_before_the_undo_the_figures_still_stand(
    command: Command, project: Path, first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, words in ((24, ("import", first)), (25, ("undo",))):
        moment = datetime(2026, 11, day, 10, tzinfo=VIET_NAM_TIME)
        monkeypatch.setattr(importer, "current_moment", lambda moment=moment: moment)
        assert command("data", *words, home=project).code == 0
    for name, words in {"then": ("--as-of", "2026-11-24"), "now": ()}.items():
        target = tmp_path / f"{name}.csv"
        command("data", "export", "vinh-long", "-o", target, *words, home=project)
        found = {row["year"] for row in rows_of(target) if row["indicator_id"] == INDICATOR}
        assert ("2025" in found) == (name == "then")
    whole = tmp_path / "statements.csv"
    command("data", "export", "vinh-long", "--what", "statements", "-o", whole, home=project)
    assert [row["status"] for row in rows_of(whole)][-2:] == ["official", "withdrawn"]


def test_nothing_to_undo_is_said(command: Command, project: Path, first: Path) -> None:
    run = command("data", "undo", home=project)
    assert (run.code, run.stdout) == (2, "")
    assert "Không có lần nhập nào để hoàn tác" in run.stderr
    command("data", "import", first, home=project)
    command("data", "undo", home=project)
    again = command("data", "undo", home=project)
    assert (again.code, again.stdout) == (2, "")
    assert "đã được hoàn tác rồi" in again.stderr and "first.csv" in again.stderr


def test_a_newer_figure_of_somebody_else_is_not_touched(
    command: Command, project: Path, first: Path, second: Path
) -> None:
    command("data", "import", first, home=project)
    command("data", "import", second, home=project)
    # The newer import came from another machine: its file is not kept here.
    for path in (project / "data" / "received").rglob("*second.csv"):
        path.unlink()
    before = (project / LEDGER).read_bytes()
    run = command("data", "undo", home=project)
    assert run.code == 2
    assert f"vinh-long · {INDICATOR} · 2025" in run.stderr and "mới hơn" in run.stderr
    assert (project / LEDGER).read_bytes() == before


def test_files_of_one_command_are_one_import(
    command: Command, project: Path, first: Path, tmp_path: Path
) -> None:
    other = write(tmp_path / "other.csv", f"dong-thap,{INDICATOR},2025,97.2,,")
    command("data", "import", first, other, home=project)
    run = command("data", "undo", home=project)
    assert "first.csv" in run.stdout and "other.csv" in run.stdout
    assert "tỉnh Vĩnh Long" in run.stdout and "tỉnh Đồng Tháp" in run.stdout


def test_an_undo_goes_through_a_database_and_back(
    command: Command, project: Path, first: Path, second: Path, postgres: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    address = postgres.address(postgres.new_database())
    assert command("data", "copy", "csv", address, home=project).code == 0
    monkeypatch.setenv("MANGNON_STORE", address)
    assert command("data", "import", first, home=project).code == 0
    assert command("data", "import", second, home=project).code == 0
    run = command("data", "undo", home=project)
    assert run.code == 0, run.stderr
    assert "2024  97,3 → (chưa có)" in run.stdout
    monkeypatch.delenv("MANGNON_STORE")
    assert command("data", "copy", address, "csv", home=project).code == 0
    history = command("data", "history", "vinh-long", INDICATOR, home=project).stdout
    assert "97,3\u00a0% (rút lại)" in history
    assert command("data", "undo", home=project).code == 2


def test_the_report_after_an_undo_says_what_it_said_before(
    project: Path, first: Path, second: Path, tmp_path: Path
) -> None:
    said = []
    reports = tmp_path / "reports"
    revisions = {"vinh-long": first, "vinh-long.ban-2": second, "vinh-long.ban-3": None}
    for name, path in revisions.items():
        words = ("import", path) if path else ("undo",)
        assert mangnon("data", *words, home=project).returncode == 0
        reason = ("--revise", "Số liệu đã đổi") if said else ()
        made = mangnon("assess", "vinh-long", "--reports", reports, *reason, home=project)
        assert made.returncode == 0, made.stderr
        page = reports / "editions" / "2026" / name / "assessment.html"
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        said.append(" ".join(soup.get_text(" ").replace("\u00a0", " ").split()))
    imported, revised, undone = said
    for words in ("98,1 (2025)", FIRST):
        assert words in imported and words in undone
    # Shown with the decimal that tells it from the goal of 98 %.
    assert "97,98 (2025)" in revised and "97,98 (2025)" not in undone

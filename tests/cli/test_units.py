"""``mangnon unit``, ``init``, ``where`` and ``status`` as people type them."""

from __future__ import annotations

import csv
from pathlib import Path

import click
import pytest
from making.command import Command

from analysis.project import MARKER
from analysis.workspace import make_workspace

ROOT = Path(__file__).parents[2]
DETAILS = ("--name", "xã Gia Viễn", "--level", "commune", "--parent", "ninh-binh",
           "--territory", "after-2025-07")  # fmt: skip
GIA_VIEN = "ninh-binh-xa-gia-vien"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "home")


def test_init_makes_a_workspace_that_where_finds(
    command: Command, tmp_path: Path, home: Path
) -> None:
    made = command("init", tmp_path / "lang-son", "--unit", "lang-son")
    assert made.code == 0
    assert "mangnon unit check lang-son" in made.stdout
    found = command("--workspace", tmp_path / "lang-son", "where", home=home)
    assert found.stdout.startswith(f"{(tmp_path / 'lang-son').resolve()}\nvì: tùy chọn --workspace")
    assert "MANGNON_HOME" in command("where", home=home).stdout
    again = command("init", tmp_path / "lang-son")
    assert (again.code, again.stdout) == (2, "")
    assert "không trống" in again.stderr


def test_a_workspace_that_is_none_is_told(command: Command, tmp_path: Path) -> None:
    said = command("--workspace", tmp_path, "unit", "list")
    assert (said.code, said.stdout) == (2, "")
    assert "mangnon init" in said.stderr


def test_where_tells_notebooks_that_are_not_the_program_s(command: Command, home: Path) -> None:
    assert "notebooks/" not in command("where", home=home).stdout
    (home / "notebooks" / "overview.ipynb").write_text("{}", "utf-8")
    assert "notebooks/overview.ipynb" in command("where", home=home).stdout
    (home / MARKER).write_text("", "utf-8")
    assert "trước 0.5.0" in command("where", home=home).stdout


def test_a_unit_is_added_looked_at_and_listed(command: Command, home: Path) -> None:
    added = command("unit", "add", GIA_VIEN, *DETAILS, home=home)
    assert (added.code, added.stderr) == (0, "")
    assert f"mangnon unit check {GIA_VIEN}" in added.stdout
    looked = command("unit", "check", GIA_VIEN, home=home)
    assert looked.code == 0
    for file in (f"data/plans/{GIA_VIEN}.yml", f"data/observations/{GIA_VIEN}.csv",
                 "parameters/units.csv"):  # fmt: skip
        assert f"    {file}: " in looked.stdout
    listed = command("unit", "list", "--csv", home=home)
    rows = {row["unit_id"]: row for row in csv.DictReader(listed.stdout.splitlines())}
    assert rows[GIA_VIEN]["plan"] == "skeleton"
    assert rows["vinh-long"]["plan"] == "entered" and rows["hue"]["plan"] == ""
    with (home / "data" / "observations" / "viet-nam.csv").open(encoding="utf-8") as ledger:
        stated = str(sum(1 for _ in csv.DictReader(ledger)))
    assert (rows["viet-nam"]["figures"], rows["viet-nam"]["last_edition"]) == (stated, "")
    plain = command("unit", "list", home=home).stdout.splitlines()
    assert len(plain) == len(rows) + 1
    assert len({line.index(word) for line, word in
                zip(plain[1:3], ("Việt Nam", "tỉnh Vĩnh Long"), strict=True)}) == 1  # fmt: skip


def test_without_a_terminal_the_missing_options_are_named_at_once(
    command: Command, home: Path
) -> None:
    before = (home / "parameters" / "units.csv").read_bytes()
    said = command("unit", "add", "nga-son", "--name", "huyện Nga Sơn", home=home)
    assert (said.code, said.stdout) == (2, "")
    assert "--parent, --territory." in said.stderr
    assert (home / "parameters" / "units.csv").read_bytes() == before


def test_at_a_terminal_what_is_missing_is_asked(
    command: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"Tên đầy đủ": ["huyện Nga Sơn"], "Mã đơn vị": ["thanh-hoa"],
               "Địa bàn (": ["trước 2025", "before-2025-07"], "Tên tiếng Anh": [""],
               "Mã thống kê": ["401"]}  # fmt: skip
    asked: list[str] = []

    def answer(question: str, **_: object) -> str:
        asked.append(question)
        return next(words for start, words in answers.items() if question.startswith(start)).pop(0)

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "prompt", answer)
    said = command("unit", "add", "nga-son", home=home)
    assert said.code == 0
    assert "--territory là “trước 2025”" in said.stderr
    assert len(asked) == 6
    row = (home / "parameters" / "units.csv").read_text("utf-8").splitlines()[-1]
    assert row == "nga-son,401,district,thanh-hoa,before-2025-07,huyện Nga Sơn,"


def test_an_id_that_looks_like_a_known_one_gets_the_rule(command: Command, home: Path) -> None:
    said = command("unit", "add", "ninh-binh-cu", home=home)
    assert said.code == 2
    assert "ninh-binh-before-2025 = tỉnh Ninh Bình (trước 7/2025)" in said.stderr
    assert "<mã>-before-2025" in said.stderr
    known = command("unit", "add", "vinh-long-2025", home=home)
    assert "vinh-long = tỉnh Vĩnh Long" in known.stdout
    wrong = command("unit", "add", "vinh-long", "--name", "x", home=home)
    assert (wrong.code, wrong.stdout) == (2, "")
    assert "--name" in wrong.stderr


def test_communes_are_added_and_a_mistyped_one_is_sought_among_its_own(
    command: Command, home: Path, tmp_path: Path
) -> None:
    for province, names in (("ninh-binh", ("Gia Viễn", "Gia Hưng")), ("lang-son", ("Gia Viện",))):
        table = tmp_path / f"{province}.csv"
        start = 14464 if province == "ninh-binh" else 6001
        rows = [f"{start + k:05},{name},Xã" for k, name in enumerate(names)]
        table.write_text("\n".join(["Mã,Tên,Cấp", *rows, ""]), "utf-8")
        tried = command("unit", "add-communes", table, "--province", province, "--dry-run",
                        home=home)  # fmt: skip
        assert "Chưa ghi gì" in tried.stdout
        added = command("unit", "add-communes", table, "--province", province, home=home)
        assert (added.code, added.stderr) == (0, "")
    sent = tmp_path / "so-lieu.csv"
    head = "Đơn vị;Mã chỉ số;Năm;Giá trị;Tử số;Mẫu số;Nguồn;Ngày công bố"
    sent.write_text(
        f"{head}\nxã Gia Hưng;child_marriage;2025;1;;;Báo cáo 1;31/10/2025\n"
        "xã Gia Viêng;child_marriage;2025;1;;;Báo cáo 1;31/10/2025\n",
        "utf-8",
    )
    said = command("data", "import", sent, "--publisher", "x", home=home)
    assert said.code != 0
    told = said.stdout + said.stderr
    assert "ninh-binh-xa-gia-vien" in told
    assert "lang-son-xa-gia-vien" not in told


@pytest.mark.slow
def test_status_tells_all_units_in_a_line_each(command: Command) -> None:
    said = command("status", "--date", "2026-11-30")
    lines = said.stdout.splitlines()
    assert said.code == 0
    assert [line.split()[0] for line in lines[1:3]] == ["viet-nam", "vinh-long"]
    (own,) = [line for line in lines if line.startswith("ninh-binh")]
    assert "15 ngày" in own


@pytest.mark.parametrize(("lang", "over"), [("vi", "quá hạn 15 ngày"), ("en", "15 days overdue")])
def test_status_tells_of_one_unit_all_and_the_next_step(
    command: Command, lang: str, over: str
) -> None:
    said = command("status", "ninh-binh", "--date", "2026-11-30", "--lang", lang).stdout
    assert over in said
    assert said.splitlines()[-1] == "    mangnon assess ninh-binh"


def test_a_unit_that_is_not_known_is_told(command: Command, home: Path) -> None:
    for words in (("status", "atlantis"), ("unit", "check", "atlantis")):
        said = command(*words, home=home)
        assert (said.code, said.stdout) == (2, "")
        assert "“atlantis”" in said.stderr

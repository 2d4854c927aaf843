"""What no text may hold is refused at every edge of the command, with its file and its place."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from making.command import Command
from making.quick import slow
from making.reports import ROOT

from analysis.language import unfit_sign

TURNED, BELL = "\u202e", "\x07"
OWN = "parameters/commentary/ninh-binh/2026/summary.md"
MAKE = ("assess", "ninh-binh")
UNIT = "parameters/units/ninh-binh.yml"
# The file, what its text begins with, what is written in front of it, the command, and the place.
FILES: list[tuple[str, str, str, tuple[str, ...], str]] = [
    ("data/plans/viet-nam.yml", 'vi: "Chương trình', 'vi: "Chương\\u202e trình',
     ("plan", "targets", "viet-nam"), "dòng 12"),
    (UNIT, "lang:", f'agency: "Sở{TURNED} Y tế"\nlang:', MAKE, "dòng 4"),
    (UNIT, "lang:", 'agency: "Sở\\x07 Y tế"\nlang:', MAKE, "dòng 4"),
    ("parameters/letterheads.yml", "  place_vi: \"Ninh Bình\"", f'  place_vi: "Ninh{TURNED} Bình"',
     MAKE, "dòng"),
    ("parameters/status_rules.yml", "likely:", f"# {BELL}\nlikely:", MAKE, "dòng 2"),
    (OWN, "", f"Đạt.\n\nChưa{TURNED} đạt.\n", MAKE, "dòng 3"),
]  # fmt: skip
TABLES: list[tuple[str, str, tuple[str, ...]]] = [
    ("parameters/units.csv", "name_vi", ("plan", "targets", "viet-nam")),
    ("parameters/indicators.csv", "name_en", ("plan", "targets", "viet-nam")),
    ("data/sources.csv", "title_vi", ("data", "export", "ha-nam", "-o", "OUT")),
    ("data/observations/ha-nam.csv", "note", ("data", "export", "ha-nam", "-o", "OUT")),
    ("data/corrections.csv", "reason", ("data", "export", "ha-nam", "-o", "OUT")),
    ("data/boundaries.csv", "legal_basis", MAKE),
    ("data/weights.csv", "note", MAKE),
]


def refuse(command: Command, project: Path, words: tuple[str, ...], *told: str) -> None:
    given = [str(project / "out.csv") if word == "OUT" else word for word in words]
    said = command(*given, home=project)
    assert said.code == 2, said
    for part in told:
        assert part in said.stderr, said.stderr
    assert unfit_sign(said.stdout + said.stderr, lines=True) is None
    assert "Traceback" not in said.stderr
    assert not (project / "reports").exists() and not (project / "out.csv").exists()


@pytest.mark.parametrize(
    ("file", "before", "after", "words", "place"),
    [case if case[3] != MAKE or "units" in case[0] else slow(case) for case in FILES],
)
def test_a_file_that_people_write_is_refused(
    command: Command, project: Path, file: str, before: str, after: str, words: tuple[str, ...],
    place: str,
) -> None:  # fmt: skip
    path = project / file
    path.parent.mkdir(parents=True, exist_ok=True)
    content = path.read_text("utf-8") if path.exists() else ""
    assert before in content
    path.write_text(content.replace(before, after, 1) if before else after, "utf-8")
    refuse(command, project, words, file, place, "U+0007" if "07" in after or BELL in after
           else "U+202E RIGHT-TO-LEFT OVERRIDE")  # fmt: skip


@pytest.mark.parametrize(
    ("file", "column", "words"), [case if case[2] != MAKE else slow(case) for case in TABLES]
)
def test_a_table_of_the_project_is_refused(
    command: Command, project: Path, file: str, column: str, words: tuple[str, ...]
) -> None:
    path = project / file
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    if not rows:
        rows = [dict.fromkeys(path.read_text("utf-8").strip().split(","), "2026")]
    rows[0][column] = f"a{TURNED}b"
    written = io.StringIO()
    table = csv.DictWriter(written, rows[0], lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    path.write_text(written.getvalue(), "utf-8")
    refuse(command, project, words, f"{file}, dòng 2, cột {column}", "U+202E")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("assess", "viet-nam", "--revise", f"Lý do{TURNED} mới"), "U+202E"),
        (("assess", "viet-nam", "--revise", f"Lý do{BELL} mới"), "U+0007"),
        (("assess", "viet-nam", "--revise", "Lý do\udcff"), "U+DCFF"),
        (("assess", "viet-nam", "--revise", "x" * 301), "301 ký tự"),
        (("overview", "--revise", f"Lý do{TURNED} mới"), "U+202E"),
        (("assess", "ninh-binh", "--agency", f"\x1b[31mSở{TURNED}"), "Sở Y tế"),
        (("assess", f"\x1b[31m{TURNED}"), "ninh-binh"),
        (("assess", "../../evil"), "ninh-binh"),
        (("assess", "."), "ninh-binh"),
        (("plan", "targets", "a/b"), "ninh-binh"),
        (("plan", "targets", "../plans/ninh-binh"), "ninh-binh"),
        (("data", "check", "con"), "ninh-binh"),
        (("data", "check", "x" * 5_000), "ninh-binh"),
        (("assess", "ninh-binh", "--agency", "x" * 5_000), "Sở Y tế"),
        (("data", "template", "../ninh-binh"), "ninh-binh"),
        (("data", "export", "../ninh-binh", "-o", "OUT"), "ninh-binh"),
        (("data", "history", "../ninh-binh", "infant_mortality"), "ninh-binh"),
        (("assess", "viet-nam", "--as-of", f"2026{BELL}"), "U+0007"),
    ],
)
def test_what_is_typed_at_the_command_is_refused(
    command: Command, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    given = [str(tmp_path / "out.csv") if word == "OUT" else word for word in words]
    more = ("--reports", str(tmp_path / "reports")) if words[0] in ("assess", "overview") else ()
    said = command(*given, *more, home=ROOT)
    assert said.code == 2, said
    assert told in said.stderr
    assert len(said.stderr) < 3_000
    assert unfit_sign(said.stdout + said.stderr, lines=True) is None
    assert list(tmp_path.iterdir()) == []


def test_no_table_that_is_written_to_the_terminal_runs_in_a_spreadsheet(
    command: Command, project: Path
) -> None:
    plan = project / "data" / "plans" / "viet-nam.yml"
    content = plan.read_text("utf-8").replace('label: "23/QĐ-TTg"', 'label: "=1+1"', 1)
    plan.write_text(content, "utf-8")
    written = command("plan", "targets", "viet-nam", "--csv", home=project).stdout
    assert {row["document"] for row in csv.DictReader(io.StringIO(written))} == {"'=1+1"}

    ledger = project / "data" / "observations" / "ha-nam.csv"
    rows = list(csv.DictReader(io.StringIO(ledger.read_text("utf-8"))))
    for row in rows:
        row["note"] = "@SUM(A1)"
    changed = io.StringIO()
    table = csv.DictWriter(changed, rows[0], lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    ledger.write_text(changed.getvalue(), "utf-8")
    words = ("data", "history", "ha-nam", rows[0]["indicator_id"], "--csv")
    written = command(*words, home=project).stdout
    found = list(csv.DictReader(io.StringIO(written)))
    assert {row["note"] for row in found} == {"'@SUM(A1)"}
    assert float(found[0]["value"]) > 0

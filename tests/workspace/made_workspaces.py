"""Small workspaces and tables of communes for this room's tests."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

import openpyxl

ROOT = Path(__file__).parents[2]
HEADER = ("STT", "Mã", "Tên", "Cấp")
COMMUNES = [
    ("1", "14464", "Gia Viễn", "Xã"),
    ("2", "14470", "Hoa Lư", "Phường"),
    ("3", "14488", "phường Nam Định", "Phường"),
]


def copied_project(home: Path, plans: Collection[str] | None = None) -> Path:
    """Return a copy of the project's own tables, plans and ledgers.

    With ``plans`` it has the plans of these units alone: a calendar is worked out for each.
    """
    for name in ("parameters", "data"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns(".*", "received"))
    (home / "mangnon.toml").write_text('version = "0.4.0"\n', "utf-8")
    for plan in (home / "data" / "plans").glob("*.yml"):
        if plans is not None and plan.stem not in plans:
            plan.unlink()
    return home


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder; what only locks is none."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }


def commune_csv(
    folder: Path, rows: Sequence[Sequence[str]] = COMMUNES, header: Sequence[str] = HEADER
) -> Path:
    """Write a table of communes as CSV."""
    path = folder / "xa.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(header)
        table.writerows(rows)
    return path


def commune_xlsx(folder: Path, rows: Sequence[Sequence[object]]) -> Path:
    """Write a workbook whose table stands under a title, with a row of column numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Danh mục xã, phường"])
    sheet.append(list(HEADER))
    sheet.append(["(1)", "(2)", "(3)", "(4)"])
    for row in rows:
        sheet.append(list(row))
    path = folder / "xa.xlsx"
    book.save(path)
    return path

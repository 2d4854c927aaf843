"""What an office sends: rows of a table, a workbook, one figure that is good."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl

from analysis.intake.importer import FileResult, import_files
from analysis.ledger import VIET_NAM_TIME

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=VIET_NAM_TIME)
COLUMNS = ("unit_id", "indicator_id", "year", "value", "numerator", "denominator", "source",
           "publisher", "published")  # fmt: skip
REPORT = "Báo cáo 215/BC-SYT ngày 10/11/2026"
SLUG = "so-y-te-tinh-vinh-long-bao-cao"
GOOD = {
    "unit_id": "vinh-long", "indicator_id": "full_immunisation_u1", "year": "2025",
    "value": "98,1", "numerator": "118.801", "denominator": "121.049", "source": REPORT,
    "publisher": "Sở Y tế", "published": "10/11/2026",
}  # fmt: skip


Call = Callable[..., tuple[int, str, str]]
Build = Callable[[Path], None]


def contents(root: Path) -> dict[str, str]:
    """Every file of the data with its hash; the lock says nothing."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((root / "data").rglob("*"))
        if path.is_file() and path.name != ".ledger.lock"
    }


def table(*rows: dict[str, str], delimiter: str = ",") -> str:
    """A CSV file of good rows, each with what is said of it changed."""
    written = io.StringIO()
    columns = list(dict.fromkeys((*COLUMNS, *(name for row in rows for name in row))))
    writer = csv.DictWriter(written, columns, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    return written.getvalue()


def rows(*changes: dict[str, str]) -> Build:
    return lambda path: path.write_text(table(*changes), "utf-8")  # type: ignore[return-value]


def row(**changes: str) -> Build:
    return rows(changes)


def plain(**changes: str) -> Build:
    """A row without numerator and denominator."""
    return rows({"numerator": "", "denominator": "", **changes})


def raw(content: bytes) -> Build:
    return lambda path: path.write_bytes(content)  # type: ignore[return-value]


def rate(indicator: str, value: str, **changes: str) -> dict[str, str]:
    return {"indicator_id": indicator, "value": value, "numerator": "", "denominator": "",
            **changes}  # fmt: skip


def workbook(path: Path, change: Callable[[openpyxl.Workbook], None] = lambda _: None) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Số liệu"
    sheet.append(list(COLUMNS))
    sheet.append([GOOD[name] for name in COLUMNS])
    change(book)
    book.save(path)


# Taking.


def ledger(project: Path, unit_id: str = "vinh-long") -> list[dict[str, str]]:
    path = project / "data" / "observations" / f"{unit_id}.csv"
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


# Confirming.


JUMP = plain(value="71,5")


def import_one(project: Path, path: Path, **more: object) -> FileResult:
    (result,) = import_files(project, [path], **more)  # type: ignore[arg-type]
    return result

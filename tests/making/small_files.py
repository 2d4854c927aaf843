"""Files as people send them, made small: one row of a table, in CSV, .xlsx, .ods and .xls."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from analysis.intake import FileResult, import_files

ROOT = Path(__file__).parents[2]
HEADS = ("unit_id", "indicator_id", "year", "value", "numerator", "denominator", "source",
         "published", "qualifier", "nature", "status", "publisher", "note")  # fmt: skip
ROW: dict[str, Any] = {
    "unit_id": "ninh-binh", "indicator_id": "birth_registration_u5", "year": "2025",
    "value": "98,5", "source": "Báo cáo 215/BC-STP", "published": "31/10/2025",
    "publisher": "Sở Tư pháp",
}  # fmt: skip
COUNT = ROW | {"indicator_id": "child_marriage", "value": "12"}
_SPACES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"
    for name, kind in (("office", "office"), ("style", "style"), ("text", "text"),
                       ("table", "table"), ("number", "datastyle"), ("config", "config"))
} | {"calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"}  # fmt: skip
_NAMESPACES = " ".join(f'xmlns:{name}="{space}"' for name, space in _SPACES.items())
Build = Callable[[Path], Path]
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Sent:
    """What became of a sent file, and whether the project's data are byte for byte as before."""

    result: FileResult
    unchanged: bool

    @property
    def keys(self) -> list[str]:
        """Return the faults and the doubts by their names, without their areas."""
        faults = [*self.result.faults, *(doubt.fault for doubt in self.result.doubts)]
        return [fault.key.partition(".")[2] for fault in faults]

    @property
    def said(self) -> dict[str, str]:
        """Return the one statement that the file gave."""
        (proposal,) = self.result.proposals
        return dict(proposal.said)


def send(path: Path, folder: Path, *, publisher: str = "") -> Sent:
    """Import a file into a copy of the project in ``folder``."""
    root = folder / "project"
    if not root.exists():
        for part in ("data", "parameters"):
            shutil.copytree(ROOT / part, root / part)
    before = _digest(root)
    (result,) = import_files(root, [path], publisher=publisher)
    return Sent(result, _digest(root) == before)


def _digest(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted((root / "data").rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def row(**changes: Any) -> dict[str, Any]:
    return ROW | changes


def sent_csv(*rows: Mapping[str, Any], heads: Sequence[str] = HEADS, code: str = "utf-8") -> Build:
    def build(folder: Path) -> Path:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";")
        writer.writerow(heads)
        writer.writerows([one.get(head, "") for head in heads] for one in rows or (ROW,))
        path = folder / "x.csv"
        path.write_bytes(text.getvalue().encode(code))
        return path

    return build


def sent_xlsx(
    *rows: Mapping[str, Any],
    change: Callable[[Worksheet], object] = lambda _sheet: None,
    heads: Sequence[str] = HEADS,
    parts: Callable[[str, str], str] | None = None,
) -> Build:
    """``change`` is done to the sheet, ``parts`` to the text of each part of the archive."""

    def build(folder: Path) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Số liệu"
        sheet.append(list(heads))
        for one in rows or (ROW,):
            sheet.append([one.get(head) for head in heads])
        change(sheet)
        path = folder / "x.xlsx"
        book.save(path)
        return repacked(path, parts) if parts else path

    return build


def repacked(path: Path, parts: Callable[[str, str], str]) -> Path:
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name).decode() for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in content.items():
            archive.writestr(name, parts(name, words))
    return path


def put(cell: str, value: object, **dress: Any) -> Callable[[Worksheet], object]:
    """Return what puts a value into a cell, and sets its ``font`` or ``number_format``."""

    def change(sheet: Worksheet) -> None:
        sheet[cell] = value
        for name, said in dress.items():
            setattr(sheet[cell], name, said)

    return change


def rich(*pieces: tuple[str, dict[str, Any]]) -> CellRichText:
    return CellRichText(
        [TextBlock(InlineFont(**font), words) if font else words for words, font in pieces]
    )


def ods_cell(words: str, attributes: str = 'office:value-type="string"') -> str:
    paragraph = f"<text:p>{words}</text:p>" if words else ""
    return f"<table:table-cell {attributes}>{paragraph}</table:table-cell>"


def sent_ods(
    *rows: Mapping[str, Any],
    styles: str = "",
    named: str = "",
    settings: str = "",
    columns: str = "",
    row_attributes: str = "",
    around: tuple[str, str] = ("", ""),
) -> Build:
    """A value that begins with ``<`` is a whole cell; ``named`` are the styles of styles.xml."""

    def cell(value: Any) -> str:
        words = "" if value is None else str(value)
        return (
            words if words.startswith("<") else ods_cell(words) if words else "<table:table-cell/>"
        )

    def line(one: Mapping[str, Any], attributes: str = "") -> str:
        cells = "".join(cell(one.get(head)) for head in HEADS)
        return f"<table:table-row {attributes}>{cells}</table:table-row>"

    def build(folder: Path) -> Path:
        lines = "".join(line(one, row_attributes) for one in rows or (ROW,))
        header = line({head: head for head in HEADS})
        table = f"{columns}{header}{around[0]}{lines}{around[1]}"
        content = (
            f"<office:document-content {_NAMESPACES}><office:automatic-styles>{styles}"
            "</office:automatic-styles><office:body><office:spreadsheet>"
            f'<table:table table:name="Số liệu">{table}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        path = folder / "x.ods"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", content)
            for name, kind, words in (("styles.xml", "styles", named),
                                      ("settings.xml", "settings", settings)):  # fmt: skip
                if words:
                    inside = f"<office:{kind}>{words}</office:{kind}>"
                    whole = f"<office:document-{kind} {_NAMESPACES}>{inside}"
                    archive.writestr(name, f"{whole}</office:document-{kind}>")
        return path

    return build


def sent_xls(
    *rows: Mapping[str, Any], change: Callable[[Any, Any], object] = lambda _book, _sheet: None
) -> Build:
    def build(folder: Path) -> Path:
        book = xlwt.Workbook()
        sheet = book.add_sheet("Số liệu", cell_overwrite_ok=True)
        for number, one in enumerate([{head: head for head in HEADS}, *(rows or (ROW,))]):
            for index, head in enumerate(HEADS):
                if one.get(head) is not None:
                    sheet.write(number, index, one[head])
        change(book, sheet)
        path = folder / "x.xls"
        book.save(str(path))
        return path

    return build

"""The published edition: a folder per unit, written whole or not, an index and a manifest."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

import pandas as pd
from filelock import FileLock, Timeout

from analysis.catalogue import Lang, text
from analysis.faults import BadInput, Fault
from analysis.indicators import load_indicators
from analysis.schemas import RESULTS
from analysis.settings import project_root
from analysis.units import UNITS_WITH_PLAN, load_units

PUBLISHED_FILES = (
    "assessment.html",
    "assessment.pdf",
    "assessment.ipynb",
    "results.csv",
    "results.xlsx",
)


@dataclass(frozen=True)
class PublishedUnit:
    """One unit's entry in the manifest: how it was made and the hash of every file."""

    unit_id: str
    lang: Lang
    data: str
    inputs_hash: str
    counts: dict[str, int]
    files: dict[str, str]


def edition_folder(reports: Path, edition: int) -> Path:
    """Return ``reports/editions/<edition>``."""
    return reports / "editions" / str(edition)


@contextmanager
def edition_lock(folder: Path) -> Iterator[None]:
    """Hold the edition for one run. Raises ``BadInput`` when another run holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BadInput([Fault("publication.locked", file=str(folder))]) from error
    try:
        yield
    finally:
        lock.release()


def read_manifest(folder: Path) -> dict[str, PublishedUnit]:
    """Return the published units of an edition by id; none when there is no manifest.

    Raises ``BadInput`` for a manifest that cannot be read.
    """
    path = folder / "manifest.json"
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text("utf-8"))
        return {unit["unit_id"]: PublishedUnit(**unit) for unit in content["units"]}
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput([Fault("publication.bad_manifest", file=str(path))]) from error


def is_intact(folder: Path, unit: PublishedUnit) -> bool:
    """Tell whether every file of a published unit is there and unchanged."""
    place = folder / unit.unit_id
    return all(
        (place / name).is_file() and hash_of(place / name) == digest
        for name, digest in unit.files.items()
    )


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal text."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_results(folder: Path, results: pd.DataFrame, lang: Lang) -> None:
    """Write ``results.csv`` and ``results.xlsx`` from a table under ``schemas.RESULTS``."""
    table = RESULTS.validate(results)
    table.to_csv(folder / "results.csv", index=False, lineterminator="\n")
    names = load_indicators(project_root()).set_index("indicator_id")[f"name_{lang}"]
    shown = table.assign(indicator=table["indicator_id"].map(names))
    shown = shown[["indicator", *table.columns]].astype(object).where(shown.notna(), None)
    with pd.ExcelWriter(folder / "results.xlsx", engine="openpyxl") as book:
        shown.to_excel(book, sheet_name="results", index=False, freeze_panes=(1, 1))
        sheet = book.sheets["results"]
        sheet.auto_filter.ref = sheet.dimensions
        for column in sheet.columns:
            longest = max(len(str(cell.value or "")) for cell in column)
            sheet.column_dimensions[column[0].column_letter].width = min(longest + 2, 60)


def publish_unit(made: Path, folder: Path, unit: PublishedUnit) -> None:
    """Move the finished folder ``made`` to its place in the edition, then record it.

    ``made`` stands on the same file system. A reader sees the old unit or the new one; an
    interrupted run leaves the old one, or the new one still to be recorded.
    """
    for path in made.iterdir():
        _flush(path)
    place, old = folder / unit.unit_id, folder / f".old-{unit.unit_id}"
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    made.rename(place)
    _flush(folder)
    shutil.rmtree(old, ignore_errors=True)
    _write_manifest(folder, {**read_manifest(folder), unit.unit_id: unit})


def restore_interrupted(folder: Path) -> None:
    """Put back what a killed run had set aside, and clear what it had begun."""
    for old in folder.glob(".old-*"):
        place = folder / old.name.removeprefix(".old-")
        if place.exists():
            shutil.rmtree(old)
        else:
            old.rename(place)
    for begun in folder.glob(".making-*"):
        shutil.rmtree(begun)


def write_index(folder: Path, edition: int, lang: Lang) -> None:
    """Write ``index.html``: every published unit with its files, in the programme's order."""
    units = load_units(project_root())
    published = read_manifest(folder)
    items = "".join(
        _index_row(published[unit_id], units[unit_id].name(lang), lang)
        for unit_id in UNITS_WITH_PLAN
        if unit_id in published
    )
    title = text("publication.index_title", lang, edition=edition)
    heads = "".join(
        f'<th scope="col">{escape(text(f"publication.column_{name}", lang))}</th>'
        for name in ("unit", "report", "tables", "counts")
    )
    page = text("publication.index_page", lang, title=escape(title), heads=heads, rows=items)
    replace_text(folder / "index.html", page)


def replace_text(path: Path, content: str) -> None:
    """Replace a text file whole: readers see the old text or the new one."""
    begun = path.with_name(f".{path.name}.part")
    begun.write_text(content, "utf-8")
    _flush(begun)
    begun.replace(path)


def _index_row(unit: PublishedUnit, name: str, lang: Lang) -> str:
    mark = ""
    if unit.data == "illustrative":
        mark = f' <strong class="mark">{escape(text("exhibits.watermark", lang))}</strong>'
    counts = ", ".join(
        f"{text(f'wording.status_{status}', lang)}: {count}"
        for status, count in unit.counts.items()
    )
    folder = escape(unit.unit_id)
    return (
        f'<tr><th scope="row">{escape(name)}{mark}</th>'
        f'<td><a href="{folder}/assessment.html">HTML</a> · '
        f'<a href="{folder}/assessment.pdf">PDF</a></td>'
        f'<td><a href="{folder}/results.csv">CSV</a> · '
        f'<a href="{folder}/results.xlsx">XLSX</a></td><td>{escape(counts)}</td></tr>'
    )


def _write_manifest(folder: Path, units: dict[str, PublishedUnit]) -> None:
    listed = [asdict(units[unit_id]) for unit_id in sorted(units)]
    content = json.dumps({"edition": folder.name, "units": listed}, ensure_ascii=False, indent=1)
    replace_text(folder / "manifest.json", content + "\n")


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""The published edition: a folder per unit, written whole or not, an index and a manifest."""

from __future__ import annotations

import errno
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
from analysis.inputs import file_hash
from analysis.schemas import RESULTS
from analysis.units import UNITS_WITH_PLAN, load_units

PUBLISHED_FILES = (
    "assessment.html",
    "assessment.pdf",
    "assessment.ipynb",
    "results.csv",
    "results.xlsx",
)
# What the system's error codes mean to a reader: catalogue entries.
_TOLD = {
    "ENOSPC": "disk_full",
    "EDQUOT": "disk_full",
    "EFBIG": "too_large",
    "EACCES": "not_permitted",
    "EPERM": "not_permitted",
    "EROFS": "read_only",
    "ENOTDIR": "not_a_folder",
    "EEXIST": "not_a_folder",
    "EISDIR": "not_a_file",
    "ENOENT": "not_there",
}


@dataclass(frozen=True)
class PublishedUnit:
    """One unit's entry in the manifest: how it was made and the hash of every file."""

    unit_id: str
    lang: Lang
    data: str
    inputs_hash: str
    counts: dict[str, int]
    files: dict[str, str]

    def __post_init__(self) -> None:
        """Raise ``TypeError`` for what cannot be an entry: the manifest is read from a file."""
        named = all(isinstance(name, str) for name in (self.unit_id, self.data, self.inputs_hash))
        tables = isinstance(self.counts, dict) and isinstance(self.files, dict)
        if not (named and tables and set(self.files) == set(PUBLISHED_FILES)):
            raise TypeError(self.unit_id)


def edition_folder(reports: Path, edition: int) -> Path:
    """Return ``reports/editions/<edition>``."""
    return reports / "editions" / str(edition)


@contextmanager
def edition_lock(folder: Path) -> Iterator[None]:
    """Hold the edition for one run, and make its folder.

    Raises ``BadInput`` when another run holds it and when its folder cannot be made. The lock
    stands beside the edition, so that the published folder holds nothing but the publication.
    """
    lock = FileLock(folder.with_name(f".{folder.name}.lock"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BadInput([Fault("publication.locked", file=str(folder))]) from error
    except OSError as error:
        raise BadInput([file_fault(error)]) from error
    try:
        yield
    finally:
        lock.release()


def file_fault(error: OSError) -> Fault:
    """Return what the system refused, as a fault: which file, why, what to do."""
    code = errno.errorcode.get(error.errno or 0, "")
    file = str(error.filename) if error.filename is not None else None
    if code in _TOLD:
        return Fault(f"publication.{_TOLD[code]}", file=file)
    values = {"found": code or type(error).__name__}
    return Fault("publication.file_system", file=file, values=values)


def read_manifest(folder: Path) -> dict[str, PublishedUnit]:
    """Return the published units of an edition by id; none when there is no manifest.

    Raises ``BadInput`` for a manifest that mangnon cannot have written.
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
        (place / name).is_file() and file_hash(place / name) == digest
        for name, digest in unit.files.items()
    )


def write_results(root: Path, folder: Path, results: pd.DataFrame, lang: Lang) -> None:
    """Write ``results.csv`` and ``results.xlsx`` from a table under ``schemas.RESULTS``."""
    table = RESULTS.validate(results)
    table.to_csv(folder / "results.csv", index=False, lineterminator="\n")
    names = load_indicators(root).set_index("indicator_id")[f"name_{lang}"]
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
    """Move the finished folder ``made`` to its place in the edition, and record it.

    ``made`` stands on the same file system; whoever calls holds the edition's lock. A reader sees
    the old unit or the new one, and so does the next run after one that was killed here.
    """
    for path in made.iterdir():
        _flush(path)
    place, old = folder / unit.unit_id, folder / f".old-{unit.unit_id}"
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    made.rename(place)
    _flush(folder)
    try:
        _write_manifest(folder, {**read_manifest(folder), unit.unit_id: unit})
    except OSError:
        _put_back(old, place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def restore_interrupted(folder: Path) -> None:
    """Put back what a killed run had set aside and not yet replaced; clear what it had begun."""
    published = read_manifest(folder)
    for old in folder.glob(".old-*"):
        place = folder / old.name.removeprefix(".old-")
        unit = published.get(place.name)
        if place.exists() and unit and is_intact(folder, unit):
            shutil.rmtree(old)
        else:
            _put_back(old, place)
    for begun in folder.glob(".making-*"):
        shutil.rmtree(begun)


def _put_back(old: Path, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    if old.exists():
        old.rename(place)


def write_index(root: Path, folder: Path, edition: int, lang: Lang) -> None:
    """Write ``index.html``: every published unit with its files, in the programme's order."""
    units = load_units(root)
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
    """Replace a text file whole: readers see the old text or the new one.

    A file that says the same already is left alone.
    """
    if path.is_file() and path.read_bytes() == content.encode():
        return
    begun = path.with_name(f".{path.name}.part")
    try:
        begun.write_text(content, "utf-8")
        _flush(begun)
        begun.replace(path)
    except OSError:
        begun.unlink(missing_ok=True)
        raise


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

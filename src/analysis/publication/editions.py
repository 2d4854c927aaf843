"""The published edition: a folder per unit, written whole or not, and a manifest."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from analysis.files import _flush, _put_back, file_fault, file_hash, replace_text
from analysis.language import BadInput, Fault, Lang

PUBLISHED_FILES = (
    "assessment.html",
    "assessment.pdf",
    "assessment.docx",
    "assessment.ipynb",
    "results.csv",
    "results.xlsx",
)
# Where editions are published, when it is not the project's own folder.
REPORTS_SETTING = "MANGNON_REPORTS"
# The folder of the overview beside those of the units.
OVERVIEW = "overview"
# What a version may publish of a unit: no name leads out of the unit's folder.
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True)
class PublishedUnit:
    """One report's entry in the manifest: how it was made and the hash of every file.

    ``unit_id`` is its folder: that of a unit, or of one ``agency`` of it (``Parameters.place``).
    ``received_until`` is the last moment whose statements it used; an earlier version of the
    program did not write it.
    """

    unit_id: str
    lang: Lang
    data: str
    inputs_hash: str
    counts: dict[str, int]
    files: dict[str, str]
    received_until: str = ""
    agency: str = ""

    def __post_init__(self) -> None:
        """Raise ``TypeError`` for what cannot be an entry: the manifest is read from a file."""
        words = (self.unit_id, self.data, self.inputs_hash, self.received_until, self.agency)
        named = all(isinstance(word, str) for word in words)
        tables = isinstance(self.counts, dict) and isinstance(self.files, dict)
        # Another version may have published fewer files, or more.
        known = tables and bool(self.files) and all(map(_FILE_NAME.fullmatch, self.files))
        if not (named and known):
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


def read_manifest(folder: Path) -> dict[str, PublishedUnit]:
    """Return the published units of an edition by id; none when there is no manifest.

    What another version told of a unit beyond ``PublishedUnit`` is passed over. Raises ``BadInput``
    for a manifest that mangnon cannot have written.
    """
    path = folder / "manifest.json"
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text("utf-8"))
        return {unit["unit_id"]: _read_unit(unit) for unit in content["units"]}
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput([Fault("publication.bad_manifest", file=str(path))]) from error


def _read_unit(entry: dict[str, Any]) -> PublishedUnit:
    known = {field.name for field in fields(PublishedUnit)}
    return PublishedUnit(**{name: entry[name] for name in entry if name in known})


def reports_folder(root: Path) -> Path:
    """Return where editions are published: ``MANGNON_REPORTS``, or the project's ``reports``."""
    return Path(os.environ.get(REPORTS_SETTING, root / "reports"))


def is_intact(folder: Path, unit: PublishedUnit) -> bool:
    """Tell whether a published unit has every file of today, each there and unchanged."""
    place = folder / unit.unit_id
    return set(unit.files) == set(PUBLISHED_FILES) and all(
        (place / name).is_file() and file_hash(place / name) == digest
        for name, digest in unit.files.items()
    )


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


def _write_manifest(folder: Path, units: dict[str, PublishedUnit]) -> None:
    listed = [asdict(units[unit_id]) for unit_id in sorted(units)]
    content = json.dumps({"edition": folder.name, "units": listed}, ensure_ascii=False, indent=1)
    replace_text(folder / "manifest.json", content + "\n")

"""The published edition: a folder per unit, written whole or not, and a manifest."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from analysis.files import (
    file_fault,
    file_hash,
    replace_folder,
    replace_text,
    settle_folders,
)
from analysis.language import BadInput, Fault, Lang

# Where editions are published, when it is not the project's own folder.
REPORTS_SETTING = "MANGNON_REPORTS"
# The folder of the overview beside those of the units; the record's stands beside the editions.
OVERVIEW = "overview"
TRACK_RECORD = "track-record"
MANIFEST = "manifest.json"
# Stands in no slug, so that a revision is never taken for a unit or an agency.
_REVISION = ".ban-"
# What a version may publish of a unit: no name leads out of the unit's folder.
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True)
class PublishedReport:
    """One report's entry in the manifest: how it was made and the hash of every file.

    ``unit_id`` is its folder: that of a unit, of one ``agency`` of it (``Parameters.place``), or
    ``OVERVIEW``.
    ``received_until`` is the last moment whose statements it used; ``made`` the day it is dated.
    A report that is published is frozen: what changes it later is a new ``revision``, in a folder
    of its own, with its ``reason``. ``inputs`` are the hashes by which it is told what changed
    since. Earlier versions of the program did not write all of this.
    """

    unit_id: str
    lang: Lang
    data: str
    inputs_hash: str
    counts: dict[str, int]
    files: dict[str, str]
    received_until: str = ""
    agency: str = ""
    revision: int = 1
    reason: str = ""
    made: str = ""
    inputs: dict[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The folder of the first report of which this one is a revision; its own for the first."""
        return self.unit_id.partition(_REVISION)[0]

    def __post_init__(self) -> None:
        """Raise ``TypeError`` for what cannot be an entry: the manifest is read from a file."""
        words = (self.unit_id, self.data, self.inputs_hash, self.received_until, self.agency,
                 self.reason, self.made)  # fmt: skip
        named = all(isinstance(word, str) for word in words) and isinstance(self.revision, int)
        tables = all(isinstance(each, dict) for each in (self.counts, self.files, self.inputs))
        # Another version may have published fewer files, or more.
        known = tables and bool(self.files) and all(map(_FILE_NAME.fullmatch, self.files))
        if not (named and known):
            raise TypeError(self.unit_id)


def revised_place(base: str, revision: int) -> str:
    """Return the folder of a revision: ``ninh-binh``, then ``ninh-binh.ban-2``."""
    return base if revision == 1 else f"{base}{_REVISION}{revision}"


def revisions_of(published: Mapping[str, PublishedReport], base: str) -> list[PublishedReport]:
    """Return the published revisions of one report, the newest last."""
    own = [report for report in published.values() if report.base == base]
    return sorted(own, key=lambda report: report.revision)


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


def read_manifest(folder: Path) -> dict[str, PublishedReport]:
    """Return the published reports of an edition by folder; none when there is no manifest.

    What another version told of a report beyond ``PublishedReport`` is passed over. Raises
    ``BadInput`` for a manifest that mangnon cannot have written.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text("utf-8"))
        found = {entry["unit_id"]: _read_entry(entry) for entry in content["units"]}
        if OVERVIEW in content:
            return found | {entry["unit_id"]: _read_entry(entry) for entry in content[OVERVIEW]}
        return found | _overview_of_old(folder / OVERVIEW / "overview.json")
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput([Fault("publication.bad_manifest", file=str(path))]) from error


def _overview_of_old(path: Path) -> dict[str, PublishedReport]:
    """Return the entry of an overview that kept it in its own folder, as up to version 0.3.0."""
    try:
        entry = json.loads(path.read_text("utf-8"))
        given = (OVERVIEW, entry["lang"], entry["data"], entry["digest"])
        return {OVERVIEW: PublishedReport(*given, counts={}, files=entry["files"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _read_entry(entry: dict[str, Any]) -> PublishedReport:
    known = {each.name for each in fields(PublishedReport)}
    return PublishedReport(**{name: entry[name] for name in entry if name in known})


def reports_folder(root: Path) -> Path:
    """Return where editions are published: ``MANGNON_REPORTS``, or the project's ``reports``."""
    return Path(os.environ.get(REPORTS_SETTING, root / "reports"))


def is_intact(folder: Path, report: PublishedReport) -> bool:
    """Tell whether every file of a published report is there and as it was published."""
    place = folder / report.unit_id
    return all(
        (place / name).is_file() and file_hash(place / name) == digest
        for name, digest in report.files.items()
    )


def publish(made: Path, folder: Path, report: PublishedReport) -> None:
    """Move the finished folder ``made`` to its place in the edition, and record it.

    ``made`` stands on the same file system; whoever calls holds the edition's lock. A reader sees
    the old report or the new one, and so does the next run after one that was killed here.
    """

    def record() -> None:
        _write_manifest(folder, {**read_manifest(folder), report.unit_id: report})

    replace_folder(made, folder / report.unit_id, record)


def settle_edition(folder: Path) -> None:
    """Finish what killed runs left in an edition: what its manifest names, whole, is the newest."""
    published = read_manifest(folder)
    settle_folders(folder, lambda name: name in published and is_intact(folder, published[name]))


def _write_manifest(folder: Path, reports: dict[str, PublishedReport]) -> None:
    listed = [asdict(reports[place]) for place in sorted(reports)]
    units = [entry for entry in listed if reports[entry["unit_id"]].base != OVERVIEW]
    overviews = [entry for entry in listed if entry not in units]
    content = {"edition": folder.name, "units": units, OVERVIEW: overviews}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    replace_text(folder / MANIFEST, text + "\n")

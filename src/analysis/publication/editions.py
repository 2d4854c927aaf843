"""The published edition: a folder per unit, written whole or not, and a manifest."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from analysis.files import (
    file_fault,
    file_hash,
    flush_all,
    put_in_place,
    replace_file,
    replace_text,
)
from analysis.language import BadInput, Fault, Lang
from analysis.publication.places import EDITIONS, REVISION, check_links, is_place

# The folder of the overview beside those of the units; the record's stands beside the editions.
OVERVIEW = "overview"
TRACK_RECORD = "track-record"
MANIFEST, INDEX = "manifest.json", "index.html"
# What tables are called to a reader, by the ending of their files.
TABLES = {"xlsx": "Excel", "csv": "CSV"}
# What a report's folder is called while it is made; earlier versions set the old one aside.
# Of the making of a report.
STAGES = ("assess", "notebook", "files", "tables")
BEGUN, _OLD = ".making-", ".old-"
_YEAR = re.compile("[0-9]{4}")
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
    since; ``seconds`` how long each of ``STAGES`` took, where no day is prescribed. Earlier
    versions of the program did not write all of this.
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
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The folder of the first report of which this one is a revision; its own for the first."""
        return self.unit_id.partition(REVISION)[0]

    def __post_init__(self) -> None:
        """Raise ``TypeError`` for what cannot be an entry: the manifest is read from a file."""
        words = (self.unit_id, self.data, self.inputs_hash, self.received_until, self.agency,
                 self.reason, self.made)  # fmt: skip
        named = all(isinstance(word, str) for word in words) and isinstance(self.revision, int)
        tables = all(isinstance(each, dict) for each in (self.counts, self.files, self.inputs,
                                                            self.seconds))  # fmt: skip
        # Another version may have published fewer files, or more.
        known = tables and bool(self.files) and all(map(_FILE_NAME.fullmatch, self.files))
        if not (named and known and is_place(self.unit_id)):
            raise TypeError(self.unit_id)
        if self.made:
            date.fromisoformat(self.made)


def revised_place(base: str, revision: int) -> str:
    """Return the folder of a revision: ``ninh-binh``, then ``ninh-binh.ban-2``."""
    return base if revision == 1 else f"{base}{REVISION}{revision}"


def revisions_of(published: Mapping[str, PublishedReport], base: str) -> list[PublishedReport]:
    """Return the published revisions of one report, the newest last."""
    own = [report for report in published.values() if report.base == base]
    return sorted(own, key=lambda report: report.revision)


def edition_folder(reports: Path, edition: int) -> Path:
    """Return ``reports/editions/<edition>``."""
    return reports / EDITIONS / str(edition)


def edition_folders(reports: Path) -> list[Path]:
    """Return the folders of the editions that stand in ``reports``, the oldest first."""
    found = (reports / EDITIONS).glob("*")
    return sorted(folder for folder in found if _YEAR.fullmatch(folder.name))


@contextmanager
def edition_lock(folder: Path) -> Iterator[None]:
    """Hold the edition for one run, and make its folder.

    Raises ``BadInput`` when another run holds it, when a link stands in it and when its folder
    cannot be made. The lock stands beside the edition, so that the published folder holds nothing
    but the publication.
    """
    check_links(folder)
    with _held(folder, folder.with_name(f".{folder.name}.lock")):
        yield


@contextmanager
def record_lock(reports: Path) -> Iterator[None]:
    """Hold the place of the track record in ``reports`` for one run, as ``edition_lock`` does."""
    check_links(*(reports / name for name in (MANIFEST, *_names_of(TRACK_RECORD))))
    with _held(reports, reports / f".{TRACK_RECORD}.lock"):
        yield


@contextmanager
def _held(folder: Path, file: Path) -> Iterator[None]:
    lock = FileLock(file)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BadInput([Fault("publication.locked", file=str(folder))]) from error
    except OSError as error:
        raise BadInput([file_fault(error, place=folder)]) from error
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
        _refuse_names([*content["units"], *content.get(OVERVIEW, ())], path)
        found = {entry["unit_id"]: _read_entry(entry) for entry in content["units"]}
        if OVERVIEW in content:
            return found | {entry["unit_id"]: _read_entry(entry) for entry in content[OVERVIEW]}
        return found | _overview_of_old(folder / OVERVIEW / "overview.json")
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput([Fault("publication.bad_manifest", file=str(path))]) from error


def _refuse_names(entries: list[dict[str, Any]], path: Path) -> None:
    """Refuse names under which nothing is published, and which might lead out of the edition."""
    names = [entry["unit_id"] for entry in entries]
    strange = [name for name in names if isinstance(name, str) and not is_place(name)]
    if strange:
        faults = [
            Fault("publication.bad_name", file=str(path), values={"found": name})
            for name in strange
        ]
        raise BadInput(faults)


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


def is_intact(folder: Path, report: PublishedReport) -> bool:
    """Tell whether every file of a published report is there and as it was published."""
    return _is_whole(folder / report.unit_id, report)


def _is_whole(place: Path, report: PublishedReport) -> bool:
    return all(
        (place / name).is_file() and file_hash(place / name) == digest
        for name, digest in report.files.items()
    )


def publish(made: Path, folder: Path, report: PublishedReport) -> None:
    """Record a report in the edition and move its finished folder ``made`` to its place there.

    ``made`` stands in ``folder / BEGUN…``; whoever calls holds the edition's lock. The manifest is
    the decision: what it names is the newest, and who dies before that report is in its place is
    followed by ``settle_edition``. A reader finds the old report or the new one. Raises ``OSError``
    with both as before.
    """
    flush_all(made)
    manifest = folder / MANIFEST
    before = manifest.read_bytes() if manifest.is_file() else None
    _write_manifest(folder, {**read_manifest(folder), report.unit_id: report})
    try:
        put_in_place(made, folder / report.unit_id)
    except OSError:
        with suppress(OSError):
            manifest.unlink() if before is None else replace_file(manifest, before)
        raise
    shutil.rmtree(made, ignore_errors=True)


def settle_edition(folder: Path) -> None:
    """Finish what killed runs left in an edition; whoever calls holds its lock.

    What the manifest names and whose hashes agree is the newest and stands in its place; anything
    else that a killed run left is cleared.
    """
    published = read_manifest(folder)
    for name in _left_over(folder):
        _settle(folder, name, published.get(name))
    for part in _parts(folder):
        part.unlink()


def _settle(folder: Path, name: str, report: PublishedReport | None) -> None:
    place, begun, old = (folder / each for each in _names_of(name))
    begun.mkdir(exist_ok=True)
    if report is None:
        # Moved in one step, so that whoever dies here leaves no half of it in its place.
        if place.exists():
            place.rename(begun / "unrecorded")
    elif not _is_whole(place, report):
        whole = [each for each in (*sorted(begun.iterdir()), old) if _is_whole(each, report)]
        if whole:
            put_in_place(whole[0], place)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(begun)


def _left_over(folder: Path) -> list[str]:
    """Return the reports of which something begun, or set aside, stands in an edition."""
    found = {
        path.name.removeprefix(start)
        for start in (BEGUN, _OLD)
        for path in folder.glob(f"{start}*")
    }
    return sorted(filter(is_place, found))


def _parts(folder: Path) -> list[Path]:
    """Return what was begun of the files that stand in an edition itself."""
    parts = (folder / f".{name}.part" for name in (MANIFEST, INDEX))
    return [part for part in parts if part.exists()]


def _names_of(place: str) -> tuple[str, str, str]:
    """Return under which names a report's folder may stand: its own, while made, set aside."""
    return place, f"{BEGUN}{place}", f"{_OLD}{place}"


def settle_all(reports: Path) -> None:
    """Finish what killed runs left anywhere in ``reports``; what another run holds is its own.

    What cannot be settled is left to the run that comes to publish there, which will say why.
    """
    for folder in (reports, *edition_folders(reports)):
        if _left_over(folder) or _parts(folder):
            held = record_lock if folder == reports else edition_lock
            with suppress(BadInput, OSError), held(folder):
                settle_edition(folder)


def _write_manifest(folder: Path, reports: dict[str, PublishedReport]) -> None:
    listed = [asdict(reports[place]) for place in sorted(reports)]
    units = [entry for entry in listed if reports[entry["unit_id"]].base != OVERVIEW]
    overviews = [entry for entry in listed if entry not in units]
    content = {"edition": folder.name, "units": units, OVERVIEW: overviews}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    replace_text(folder / MANIFEST, text + "\n")

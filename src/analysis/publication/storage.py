"""Reports in a store that others reach by an address: S3 and whatever else fsspec speaks.

A store cannot exchange a folder in one step, as a disk can. So nothing in it is ever replaced but
two names: each report lies in a folder that is called after its contents, the page that leads to
all of them and the manifest are written last, and what these no longer name is cleared after that.
A run works on a copy on this machine, and who dies before the end leaves what was there.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.addresses import Reached, is_address, reach
from analysis.language import BadInput, Fault
from analysis.publication.editions import INDEX, MANIFEST, PublishedReport, read_manifest
from analysis.publication.places import REPORTS_SETTING, own_reports

# Stands between a report's place and what its folder on the store is called after.
_CONTENTS = "@"
# Held by a run that publishes; one that died frees it when this time is over.
_HELD, _HELD_SECONDS = ".mangnon-held.json", 12 * 60 * 60
_LINK = re.compile(r'href="((?:[^"/]+/)*)([^"/]+)/([^"/]+)"')


@dataclass(frozen=True)
class ReportsPlace:
    """Where reports are published: the ``folder`` that is worked in, the ``address`` that is meant.

    Both are the same unless the address is that of a store.
    """

    folder: Path
    address: str

    def shown(self, path: Path) -> str:
        """Return how a person finds what stands at ``path`` below the folder."""
        below = path.relative_to(self.folder).as_posix()
        return str(path) if self.address == str(self.folder) else f"{self.address}/{below}"


@contextmanager
def reports_at(given: str | None, root: Path, *, writes: bool = True) -> Iterator[ReportsPlace]:
    """Give the place of the reports: what is ``given``, ``MANGNON_REPORTS``, or the project's own.

    Of a store it is a copy, which is put back when the block ends, also by an error: a run that is
    stopped keeps what it has published. Raises ``BadInput`` for a store that cannot be reached and
    for one in which another run publishes.
    """
    address = given or os.environ.get(REPORTS_SETTING) or own_reports(root)
    if not is_address(address):
        yield ReportsPlace(Path(address), str(Path(address)))
        return
    store = _opened(address)
    held = store.held() if writes else nullcontext()
    with tempfile.TemporaryDirectory(prefix="mangnon-reports-") as home, held:
        folder = Path(home, "reports")
        folder.mkdir()
        store.fetch(folder)
        try:
            yield ReportsPlace(folder, store.address)
        finally:
            if writes:
                store.put(folder)


@dataclass
class Store(Reached):
    """The reports in a store, and of which contents everything there is."""

    # By the folder of an edition, how the folder of each report is called in the store.
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    # What is there of reports: the folders of an edition, those that dead runs left too.
    there: dict[str, set[str]] = field(default_factory=dict)
    # The hash of every other file, by its place.
    others: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other runs from publishing here meanwhile."""
        place, own = f"{self.path}/{_HELD}", os.urandom(8).hex()
        words = {"host": socket.gethostname(), "run": own, "until": time.time() + _HELD_SECONDS}
        with self.told():
            if self._is_held(place):
                raise BadInput([Fault("publication.locked", file=f"{self.address}/{_HELD}")])
            self.system.pipe_file(place, json.dumps(words).encode())
            if json.loads(self.system.cat_file(place))["run"] != own:
                raise BadInput([Fault("publication.locked", file=f"{self.address}/{_HELD}")])
        try:
            yield
        finally:
            with suppress(Exception):
                self.system.rm_file(place)

    def _is_held(self, place: str) -> bool:
        try:
            held = json.loads(self.system.cat_file(place))
            return float(held["until"]) > time.time()
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return False

    def fetch(self, folder: Path) -> None:
        """Copy the reports to a folder, as they stand on a disk."""
        with self.told():
            self.system.invalidate_cache()
            found = [name for name in self._listed() if not name.endswith(_HELD)]
            homes = sorted(_above(name) for name in found if name.rpartition("/")[2] == MANIFEST)
            for home in homes:
                entries = json.loads(self.system.cat_file(self._at(home, MANIFEST)))
                self.names[home] = _folders_of(entries)
            wanted = {name: here for name in found if (here := self._local(name)) is not None}
            for here in wanted.values():
                (folder / here).parent.mkdir(parents=True, exist_ok=True)
            if wanted:
                self.system.get(
                    [self._at(name) for name in wanted],
                    [str(folder / here) for here in wanted.values()],
                )
        for name in found:
            home, rest = _split(name, self.names)
            if _CONTENTS in rest.partition("/")[0]:
                self.there.setdefault(home, set()).add(rest.partition("/")[0])
        for name, here in wanted.items():
            if _CONTENTS not in name:
                self.others[name] = _hash(folder / here)

    def put(self, folder: Path) -> None:
        """Copy what is new back: reports, then the page of all, then the manifest; then clear."""
        found = [path.parent for path in folder.rglob(MANIFEST)]
        homes = {_below(path, folder): path for path in found}
        published = {home: read_manifest(path) for home, path in homes.items()}
        names = {home: {place: _name(report) for place, report in reports.items()}
                 for home, reports in published.items()}  # fmt: skip
        with self.told():
            for home, reports in published.items():
                for place, report in reports.items():
                    if self.names.get(home, {}).get(place) != names[home][place]:
                        self._send(homes[home] / place, report, self._at(home, names[home][place]))
            self._put_others(folder, published)
            for home, path in homes.items():
                if (path / INDEX).is_file():
                    page = _with_names((path / INDEX).read_text("utf-8"), home, names)
                    self.system.pipe_file(self._at(home, INDEX), page.encode())
                manifest = _with_folders(path / MANIFEST, names[home])
                self.system.pipe_file(self._at(home, MANIFEST), manifest)
            self._clear(names)

    def _send(self, made: Path, report: PublishedReport, target: str) -> None:
        files = [made / name for name in report.files]
        self.system.put([str(file) for file in files], [f"{target}/{file.name}" for file in files])

    def _put_others(self, folder: Path, published: dict[str, dict[str, PublishedReport]]) -> None:
        """Copy what belongs to no report: forms, the log of runs, what the next run remembers."""
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            home, rest = _split(name, published)
            of_report = rest.partition("/")[0] in published.get(home, {})
            passing = path.suffix == ".lock" or path.name in (MANIFEST, INDEX)
            kept = path.is_file() and not of_report and not passing
            if kept and self.others.get(name) != _hash(path):
                self.system.pipe_file(self._at(name), path.read_bytes())

    def _clear(self, names: dict[str, dict[str, str]]) -> None:
        """Remove the folders of contents that no manifest names any more."""
        for home, there in self.there.items():
            for name in sorted(there - set(names.get(home, {}).values())):
                self.system.rm(self._at(home, name), recursive=True)

    def _listed(self) -> list[str]:
        try:
            found = self.system.find(self.path)
        except FileNotFoundError:
            return []
        return [name.partition(f"{self.path}/")[2] for name in found]

    def _local(self, name: str) -> str | None:
        """Return where a file of the store stands on a disk; None for what no manifest names."""
        home, rest = _split(name, self.names)
        first, _, file = rest.partition("/")
        if _CONTENTS not in first:
            return name
        places = {called: place for place, called in self.names.get(home, {}).items()}
        place = places.get(first)
        return None if place is None else "/".join(filter(None, (home, place, file)))

    def _at(self, *parts: str) -> str:
        return "/".join([self.path, *filter(None, parts)])


def _opened(address: str) -> Store:
    place = reach(address, failed="publication.store_failed", lacking="publication.no_fsspec")
    return Store(place.system, place.path, place.address, place.failed)


def _name(report: PublishedReport) -> str:
    """Return how a report's folder is called in the store: the same only for the same files."""
    told = json.dumps(report.files, sort_keys=True).encode()
    return f"{report.unit_id}{_CONTENTS}{hashlib.sha256(told).hexdigest()[:12]}"


def _entries(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in manifest.values():
        if isinstance(each, list):
            yield from each


def _folders_of(manifest: dict[str, Any]) -> dict[str, str]:
    return {each["unit_id"]: each["folder"] for each in _entries(manifest) if "folder" in each}


def _with_folders(file: Path, names: dict[str, str]) -> bytes:
    manifest = json.loads(file.read_text("utf-8"))
    for each in _entries(manifest):
        each["folder"] = names[each["unit_id"]]
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def _with_names(page: str, home: str, names: dict[str, dict[str, str]]) -> str:
    """Return the page of an edition with the store's names in its links."""

    def renamed(link: re.Match[str]) -> str:
        away, place, file = link.groups()
        there = os.path.normpath(f"{home}/{away}").replace(os.sep, "/") if away else home
        return f'href="{away}{names.get(there, {}).get(place, place)}/{file}"'

    return _LINK.sub(renamed, page)


def _split(name: str, homes: Iterable[str]) -> tuple[str, str]:
    """Return in which published folder a file stands, and where in it."""
    inside = [home for home in homes if not home or name.startswith(f"{home}/")]
    home = max(inside, key=len, default="")
    return home, name.removeprefix(f"{home}/") if home else name


def _below(path: Path, folder: Path) -> str:
    return "" if path == folder else path.relative_to(folder).as_posix()


def _above(name: str) -> str:
    return name.rpartition("/")[0]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

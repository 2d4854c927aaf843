"""A project at an address, as it stands on this machine: fetched, and fetched again where changed.

fsspec has caches of single files, none of a tree that is read as of one moment. Each state of the
project is a folder of its own, which is made beside the others and gets its name when it is whole:
who dies before leaves nothing that is taken for it, and a run that reads one state goes on with it
while another fetches the next. What has not changed is taken over from the state before.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from platformdirs import user_cache_path

from analysis.addresses import Reached, reach
from analysis.language import BadInput, Fault

# What the files of a state are: their sizes and by what they are known in the store.
_INDEX = ".fetched.json"
# What stores tell of a version of a file: by contents where they can, else by time.
_VERSIONS = ("ETag", "etag", "md5", "generation", "LastModified", "last_modified", "updated",
             "mtime", "modify", "created")  # fmt: skip
_TRIES = 3
# No run lasts longer; older states are of nobody.
_KEPT_SECONDS = 2 * 24 * 60 * 60
# Of a sent file everything is in the ledgers.
_PASSED_OVER = "data/received/"


class _File(NamedTuple):
    size: int
    version: str


_Files = dict[str, _File]


def fetch_project(address: str, folders: Sequence[Path], marks: Sequence[Path]) -> Path:
    """Return a folder with the ``folders`` and the ``marks`` of the project at an address.

    It is for reading alone. Raises ``BadInput`` for an address that cannot be read, at which no
    mark stands, and where files go on changing while they are fetched.
    """
    place = reach(address, failed="faults.project_unread", lacking="faults.project_no_fsspec")
    home = states_of(address)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    listed = _listed(place, folders, marks)
    for _ in range(_TRIES):
        if not any(mark.as_posix() in listed for mark in marks):
            raise BadInput([Fault("faults.no_project_at", file=place.address)])
        told = json.dumps(listed, sort_keys=True)
        state = home / hashlib.sha256(told.encode()).hexdigest()[:24]
        if not _is_whole(state, listed):
            _make(place, listed, state)
            again = _listed(place, folders, marks)
            if again != listed or not state.is_dir():
                listed = again
                continue
        os.utime(state)
        _clear(home)
        return state
    raise BadInput([Fault("faults.project_changing", file=place.address)])


def states_of(address: str) -> Path:
    """Return the folder of this machine in which the states of a project are."""
    named = hashlib.sha256(address.encode()).hexdigest()[:16]
    return user_cache_path("mangnon") / "projects" / named


def _listed(place: Reached, folders: Sequence[Path], marks: Sequence[Path]) -> _Files:
    found: dict[str, dict[str, Any]] = {}
    with place.told():
        place.system.invalidate_cache()
        for folder in folders:
            with suppress(FileNotFoundError):
                found |= place.system.find(f"{place.path}/{folder.as_posix()}", detail=True)
        for mark in marks:
            with suppress(FileNotFoundError):
                name = f"{place.path}/{mark.as_posix()}"
                found[name] = place.system.info(name)
        files = {
            _below(place, name): _File(int(told["size"]), _version(place, name, told))
            for name, told in found.items()
            if told["type"] == "file" and not name.endswith("/")
        }
    return {name: file for name, file in files.items() if not name.startswith(_PASSED_OVER)}


def _below(place: Reached, name: str) -> str:
    below = name.partition(f"{place.path}/")[2]
    if ".." in Path(below).parts or Path(below).is_absolute():
        raise ValueError(below)
    return below


def _version(place: Reached, name: str, told: dict[str, Any]) -> str:
    known = [str(told[key]) for key in _VERSIONS if told.get(key) is not None]
    return " ".join(known) or str(place.system.ukey(name))


def _make(place: Reached, listed: _Files, state: Path) -> None:
    """Make the folder of a state, of what the states before have and of what is fetched."""
    with tempfile.TemporaryDirectory(prefix=".making-", dir=state.parent) as making:
        folder = Path(making, "project")
        wanted = _take_over(listed, folder, state.parent)
        for name in wanted:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with place.told():
            if wanted:
                sent = [f"{place.path}/{name}" for name in wanted]
                place.system.get(sent, [str(folder / name) for name in wanted])
        (folder / _INDEX).write_text(json.dumps(listed), "utf-8")
        if not _is_whole(folder, listed):
            # A file became another while it was fetched: the list that is made next tells.
            return
        if state.exists():
            # Broken by what no program can prevent, as a disk that lost its power.
            state.rename(Path(making, "broken"))
        try:
            folder.rename(state)
        except OSError:
            # Another run was quicker.
            if not _is_whole(state, listed):
                raise


def _take_over(listed: _Files, folder: Path, home: Path) -> list[str]:
    """Copy what a state before has of these files; return the names of the others."""
    before: dict[str, Path] = {}
    for index in home.glob(f"*/{_INDEX}"):
        with suppress(OSError, ValueError, TypeError):
            kept = {name: _File(*told) for name, told in json.loads(index.read_text()).items()}
            before |= {
                name: index.parent / name
                for name, file in kept.items()
                if listed.get(name) == file and _has(index.parent, name, file)
            }
    folder.mkdir()
    for name, path in before.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        # Another run may clear what has become too old; then it is fetched.
        with suppress(FileNotFoundError):
            shutil.copy2(path, folder / name)
    return [name for name, file in listed.items() if not _has(folder, name, file)]


def _is_whole(folder: Path, listed: _Files) -> bool:
    return (folder / _INDEX).is_file() and all(
        _has(folder, name, file) for name, file in listed.items()
    )


def _has(folder: Path, name: str, file: _File) -> bool:
    path = folder / name
    return path.is_file() and path.stat().st_size == file.size


def _clear(home: Path) -> None:
    """Remove the states that nobody reads any more, and what dead runs left."""
    for folder in home.iterdir():
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _KEPT_SECONDS:
                shutil.rmtree(folder)

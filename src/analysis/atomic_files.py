"""Several files changed as one: after a crash at any step all are as before or all as after.

The files as they will be are written to the folder ``.staged`` beside the data. Renaming it to
``.decided`` is the moment of the change: from then on readers take the files from there. Moving
them to their places is housekeeping, finished by whoever comes next and may write.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

LOCK_SECONDS = 30


class AtomicFiles:
    """Files below ``root``, named relative to it; ``folder`` holds the lock and what is begun."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root, self._folder = root, root / folder
        self._staged, self._decided = self._folder / ".staged", self._folder / ".decided"

    def files_in(self, folder: Path) -> list[Path]:
        """Return the CSV files of ``folder``, sorted; hidden ones are nobody's data."""
        self._help_along()
        # First what is decided: a file that is moved meanwhile is found in its place.
        return sorted(
            {
                path.relative_to(base)
                for base in (self._decided, self._root)
                for path in (base / folder).glob("*.csv")
                if not path.name.startswith(".")
            }
        )

    def read(self, file: Path) -> bytes | None:
        """Return the content of a file, or None where there is none."""
        self._help_along()
        # First what is decided: a file that is moved meanwhile is found in its place.
        for base in (self._decided, self._root):
            with suppress(FileNotFoundError):
                return (base / file).read_bytes()
        return None

    def read_together(self, list_files: Callable[[], Iterable[Path]]) -> dict[Path, bytes | None]:
        """Return the contents of several files as they were at one moment.

        A change between two of them is seen by reading again until nothing differs.
        """
        before = None
        while True:
            contents = {file: self.read(file) for file in list_files()}
            if contents == before:
                return contents
            before = contents

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the files for one writer. Raises ``Timeout`` when another holds them too long."""
        with self._lock(LOCK_SECONDS):
            self._move()
            yield

    def change(self, contents: Mapping[Path, bytes]) -> None:
        """Change or add files under ``held``: all are on the disk when it returns.

        Raises ``OSError`` with every file as it was before.
        """
        if not contents:
            return
        # What an earlier writer left here must not be decided along with this.
        if self._staged.exists():
            shutil.rmtree(self._staged)
        try:
            for file, content in contents.items():
                self._stage(file, content)
            for folder, _, _ in os.walk(self._staged):
                _flush(Path(folder))
            self._staged.rename(self._decided)
        except OSError:
            shutil.rmtree(self._staged, ignore_errors=True)
            raise
        # It is done, whatever still happens here: see the top of this module.
        with suppress(OSError):
            _flush(self._folder)
            self._move()

    def _stage(self, file: Path, content: bytes) -> None:
        place, path = self._place(file), self._staged / file
        path.parent.mkdir(parents=True, exist_ok=True)
        # What could refuse the move later has to refuse now.
        if not os.access(place.parent, os.W_OK):
            raise _refusal(errno.EACCES, place.parent)
        if place.parent.stat().st_dev != path.parent.stat().st_dev:
            raise _refusal(errno.EXDEV, place.parent)
        with path.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if place.exists():
            shutil.copymode(place, path)

    def _place(self, file: Path) -> Path:
        """Return where a file really is, behind links; its folder is made if need be."""
        place = (self._root / file).resolve()
        if not place.parent.is_dir():
            place.parent.mkdir(parents=True)
            _flush(place.parent.parent)
        return place

    def _help_along(self) -> None:
        """Finish a change that was broken off, if that is possible at once."""
        if self._decided.exists():
            # Another is at it, or this reader may not write: ``read`` does without.
            with suppress(OSError), self._lock(0):
                self._move()

    def _move(self) -> None:
        """Bring what was decided to its place; a file that was moved before is no longer here."""
        decided = [path for path in sorted(self._decided.rglob("*")) if path.is_file()]
        places = [self._place(path.relative_to(self._decided)) for path in decided]
        for path, place in zip(decided, places, strict=True):
            path.replace(place)
        for folder in {place.parent for place in places}:
            _flush(folder)
        if self._decided.exists():
            shutil.rmtree(self._decided)

    @contextmanager
    def _lock(self, seconds: float) -> Iterator[None]:
        # Whoever may write here may lock, whoever made the lock's file.
        with FileLock(self._folder / ".ledger.lock", timeout=seconds, mode=0o666):
            yield


def _refusal(number: int, path: Path) -> OSError:
    return OSError(number, os.strerror(number), str(path))


def _flush(folder: Path) -> None:
    """Bring a folder's entries to the disk; Windows keeps no handle on folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Files and folders written whole: after a crash at any step all is as before or all as after.

Several files are changed as one by ``AtomicFiles``. As they will be they are written to the folder
``.staged`` beside the data. Renaming it to ``.decided`` is the moment of the change: from then on
readers take the files from there. Moving them to their places is housekeeping, finished by whoever
comes next and may write.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from filelock import FileLock

from analysis.language import BadInput, Fault

LOCK_SECONDS = 30
# What tells a file from what it was before; None where there is none.
Stamp = tuple[int, ...] | None
# What the system's error codes mean to a reader: catalogue entries, by the codes that say the same.
_MEANINGS = {
    "disk_full": "ENOSPC EDQUOT",
    "too_large": "EFBIG",
    "not_permitted": "EACCES EPERM",
    "read_only": "EROFS",
    "not_a_folder": "ENOTDIR EEXIST",
    "not_a_file": "EISDIR",
    "not_there": "ENOENT",
    "name_too_long": "ENAMETOOLONG",
    "bad_name": "EILSEQ",
    "links_in_circle": "ELOOP",
    "too_many_open": "EMFILE ENFILE",
    "no_memory": "ENOMEM",
    "disk_failing": "EIO ENXIO ENODEV EREMOTEIO EUCLEAN ENOMEDIUM",
    "not_empty": "ENOTEMPTY",
    "other_disk": "EXDEV",
    "in_use": "EBUSY ETXTBSY EAGAIN EDEADLK ENOLCK",
    "share_lost": "ESTALE ECONNRESET ECONNABORTED ECONNREFUSED ENOTCONN ETIMEDOUT EHOSTDOWN"
    " EHOSTUNREACH ENETDOWN ENETUNREACH ENETRESET ENOLINK ESHUTDOWN",
    "not_supported": "EOPNOTSUPP ENOTSUP ENOSYS",
}
_MEANING = {code: name for name, codes in _MEANINGS.items() for code in codes.split()}
# For these another folder can be chosen where reports are made, or there is nothing else to say.
_OF_REPORTS = ("disk_full", "too_large", "not_permitted", "read_only", "not_a_folder",
               "file_system")  # fmt: skip
_OF_ALL = ("not_a_file", "not_there")
# How Linux is asked to let two names change hands.
_HERE, _EXCHANGE = -100, 2
# The first day that an archive can tell.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_MOMENT = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")


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

    def read_together(
        self, list_files: Callable[[], Iterable[Path]], known: Mapping[Path, Stamp] | None = None
    ) -> tuple[dict[Path, bytes | None], dict[Path, Stamp]]:
        """Return the contents of several files as they were at one moment, and their stamps.

        Those that are as ``known`` are not read. A change between two of them is seen by what the
        system tells of the files, before and after: whatever is changed here is another file under
        the same name.
        """
        same = known or {}
        while True:
            stamps = {file: self.stamp(file) for file in list_files()}
            contents = {
                file: self.read(file)
                for file, stamp in stamps.items()
                if file not in same or stamp != same[file]
            }
            if {file: self.stamp(file) for file in list_files()} == stamps:
                return contents, stamps

    def stamp(self, file: Path) -> Stamp:
        """Return what tells a file from what it was before, or None where there is none."""
        self._help_along()
        for place, base in enumerate((self._decided, self._root)):
            with suppress(FileNotFoundError):
                found = (base / file).stat()
                return place, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
        return None

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
                _flush_folder(Path(folder))
            self._staged.rename(self._decided)
        except OSError:
            shutil.rmtree(self._staged, ignore_errors=True)
            raise
        # It is done, whatever still happens here: see the top of this module.
        with suppress(OSError):
            _flush_folder(self._folder)
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
            _flush_folder(place.parent.parent)
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
            _flush_folder(folder)
        if self._decided.exists():
            shutil.rmtree(self._decided)

    @contextmanager
    def _lock(self, seconds: float) -> Iterator[None]:
        # Whoever may write here may lock, whoever made the lock's file.
        with FileLock(self._folder / ".ledger.lock", timeout=seconds, mode=0o666):
            yield


def _refusal(number: int, path: Path) -> OSError:
    return OSError(number, os.strerror(number), str(path))


def _flush_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk; Windows keeps no handle on folders."""
    if os.name != "nt":
        _flush(folder)


def _flush(path: Path) -> None:
    with named(path):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Name ``path`` in what the system refuses inside without saying where: writing, flushing."""
    try:
        yield
    except OSError as error:
        if not isinstance(error.filename, (str, bytes)):
            error.filename = str(path)
        raise


def save_export(target: Path, make: Callable[[Path], None], *, replace: bool) -> None:
    """Write a file or a folder whole: ``make`` writes beside it what then takes its name.

    Raises ``BadInput`` for a target that exists, unless it is to be replaced and is of the kind
    that is written, and ``OSError`` with whatever stood there as it was.
    """
    if target.exists() and not replace:
        raise BadInput([Fault("exchange.exists", file=str(target))])
    if not target.absolute().parent.is_dir():
        raise BadInput([Fault("exchange.no_folder", file=str(target.absolute().parent))])
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.absolute().parent))
    try:
        made = work / target.name
        make(made)
        flush_all(made)
        if target.exists():
            _refuse_other(target, made)
        put_in_place(made, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _refuse_other(target: Path, made: Path) -> None:
    """Refuse to replace a file by a folder, or a folder that holds more than an export."""
    own = {path.name for path in made.iterdir()} if made.is_dir() else set()
    there = {path.name for path in target.iterdir()} if target.is_dir() else set()
    if target.is_dir() != made.is_dir() or not there <= own:
        raise BadInput([Fault("exchange.something_else", file=str(target))])


def flush_all(path: Path) -> None:
    """Bring a file, or a folder with the files in it, to the disk."""
    for file in [path, *(path.iterdir() if path.is_dir() else ())]:
        _flush(file)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal text."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def file_fault(error: OSError, *, place: Path | None = None, of_reports: bool = True) -> Fault:
    """Return what the system refused, as a fault: which file, why, what to do.

    ``place`` is named where the system names nothing. Only where reports are made
    (``of_reports``) can another folder be chosen for them.
    """
    code = errno.errorcode.get(error.errno or 0, "")
    told = error.filename if isinstance(error.filename, (str, bytes)) else place
    file = None if told is None else os.fsdecode(told)
    name = _MEANING.get(code, "file_system")
    values = {"found": code or type(error).__name__}
    if name in _OF_ALL or (of_reports and name in _OF_REPORTS):
        return Fault(f"publication.{name}", file=file, values=values)
    return Fault(f"files.{name}", file=file, values=values)


def put_in_place(made: Path, place: Path) -> None:
    """Let the file or folder ``made`` take the name ``place``; what stood there is ``made`` then.

    A reader who asks for ``place`` finds the one or the other: both names change hands in one step.
    Where system or disk has no such step, two renames do it, between which a folder is not there;
    whoever is killed there leaves both beside one another. Raises ``OSError`` with both as before.
    """
    if not place.exists() or not (made.is_dir() or place.is_dir()):
        made.replace(place)
    elif not place.is_dir():
        raise _refusal(errno.ENOTDIR, place)
    elif not exchange(made, place):
        aside = made.with_name(f"{made.name}.aside")
        place.rename(aside)
        try:
            made.rename(place)
        except OSError:
            aside.rename(place)
            raise
        aside.rename(made)
    # It is done, whatever still happens here.
    with suppress(OSError):
        _flush_folder(place.parent)


def move_into(made: Path, place: Path, last: Sequence[str]) -> None:
    """Move all that a folder holds into the empty folder ``place``; the names of ``last`` follow.

    Somebody may stand in a folder that is empty: it stays. Raises ``OSError`` with both as before;
    whoever is killed here leaves the rest in ``made``.
    """
    after = {name: number for number, name in enumerate(last)}
    names = sorted((path.name for path in made.iterdir()), key=lambda name: after.get(name, -1))
    moved: list[str] = []
    try:
        for name in names:
            (made / name).rename(place / name)
            moved.append(name)
    except OSError:
        for name in reversed(moved):
            (place / name).rename(made / name)
        raise
    with suppress(OSError):
        _flush_folder(place)


def exchange(one: Path, other: Path) -> bool:
    """Let two names change hands in one step; False where system or disk has no such step.

    Neither Python nor a kept library has it: Linux is asked by its own function.
    """
    ask = _renameat2()
    if ask is None:
        return False
    if ask(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    import ctypes

    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))


@cache
def _renameat2() -> Callable[..., int] | None:
    if sys.platform != "linux":
        return None
    import ctypes

    found: Any = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if found is not None:
        text, number = ctypes.c_char_p, ctypes.c_int
        found.argtypes = (number, text, number, text, ctypes.c_uint)
    return found  # type: ignore[no-any-return]


def replace_text(path: Path, content: str) -> None:
    """Replace a text file whole, see ``replace_file``."""
    replace_file(path, content.encode())


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole: readers see what was there or what is new, after a crash too.

    A file that says the same already is left alone. Raises ``OSError`` with the file as it was.
    """
    if path.is_file() and path.read_bytes() == content:
        return
    begun = path.with_name(f".{path.name}.part")
    try:
        with named(path), begun.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        begun.replace(path)
    except OSError:
        begun.unlink(missing_ok=True)
        raise
    # It is done, whatever still happens here.
    with suppress(OSError):
        _flush_folder(path.parent)


def timeless(archive: bytes) -> bytes:
    """Return an OOXML file without the times at which it and its parts were written."""
    target = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as source, ZipFile(target, "w", ZIP_DEFLATED) as written:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == _CORE:
                content = _MOMENT.sub(b"", content)
            plain = ZipInfo(part.filename, _NO_DAY)
            plain.compress_type = ZIP_DEFLATED
            # As if written on the same system everywhere.
            plain.create_system, plain.external_attr = 0, 0
            written.writestr(plain, content)
    return target.getvalue()

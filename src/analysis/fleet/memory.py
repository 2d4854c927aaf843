"""What a run need not read again: the digests that follow from the project's files as they are.

What a report rests on is told only once its ledgers, its plan and its peers' are read, which takes
longer than to see that no file has changed. Where all files of the project are those of an earlier
run, to the byte, what that run found follows again. One changed file, and everything is read: so
nothing hangs on this memory but time, and whoever deletes it loses nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from analysis.exhibits import FONT_SETTING
from analysis.files import file_hash, replace_text
from analysis.ledger import STORE_SETTING
from analysis.publication import (
    KINDS,
    AnyParameters,
    Job,
    PublishedReport,
    edition_folder,
    is_intact,
    program_hash,
    revisions_of,
)

# What a project is made of; its own reports are asked for beside it.
_READ = ("data", "parameters", "notebooks")
# Of a sent file everything is in the ledgers.
_PASSED_OVER = "received"
_REVISION = ("revision", "reason")


@dataclass
class Memory:
    """The digests of one edition's jobs, true as long as the project is in ``state``.

    ``state`` is empty where files do not tell it: figures in a database change without one.
    """

    file: Path
    state: str
    digests: dict[str, str] = field(default_factory=dict)

    def digest(self, kind: str, parameters: AnyParameters) -> str | None:
        """Return the digest of the job with these parameters; None where it has to be read."""
        return self.digests.get(_key(kind, parameters)) if self.state else None

    def learn(self, job: Job, given: AnyParameters) -> None:
        """Remember the digest of a job that was read for the parameters ``given``."""
        self.digests[_key(job.kind, given)] = job.digest

    def keep(self, state: str) -> None:
        """Leave it for the next run, if the project is in the same ``state`` still.

        Where it cannot be written the next run takes longer, and nothing else happens.
        """
        if self.state and state == self.state and self.digests:
            content = {"state": self.state, "digests": self.digests}
            with suppress(OSError):
                replace_text(self.file, json.dumps(content, indent=1, sort_keys=True) + "\n")


def recall(root: Path, reports: Path, edition: int) -> Memory:
    """Return what earlier runs found that is true of the project as it is now."""
    folder = edition_folder(reports, edition)
    memory = Memory(
        folder.with_name(f".{folder.name}.known.json"), project_state(root, reports, edition)
    )
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        content = json.loads(memory.file.read_text("utf-8"))
        if content["state"] == memory.state:
            memory.digests.update({str(key): str(each) for key, each in content["digests"].items()})
    return memory


def project_state(root: Path, reports: Path, edition: int) -> str:
    """Return one hash of all that the reports of an edition can rest on.

    Empty where that cannot be told: figures are in a database, or a file cannot be read, which is
    for whoever needs it to tell.
    """
    if os.environ.get(STORE_SETTING):
        return ""
    before = edition_folder(reports, edition - 1)
    earlier = sorted((*before.glob("manifest.json"), *before.glob("*/results.csv")))
    told = {"program": program_hash(), "font": os.environ.get(FONT_SETTING, "")}
    try:
        told |= {path.relative_to(root).as_posix(): file_hash(path) for path in _files_of(root)}
        told |= {path.relative_to(before).as_posix(): file_hash(path) for path in earlier}
    except OSError:
        return ""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def unchanged_report(
    kind: str, place: str, digest: str, published: Mapping[str, PublishedReport], folder: Path
) -> PublishedReport | None:
    """Return the newest report of a ``place`` where it has this digest and is whole."""
    revisions = revisions_of(published, place)
    if not revisions or revisions[-1].inputs_hash != digest:
        return None
    newest = revisions[-1]
    same = set(newest.files) == KINDS[kind].files
    return newest if same and is_intact(folder, newest) else None


def _files_of(root: Path) -> Iterator[Path]:
    for name in _READ:
        for folder, folders, files in os.walk(root / name):
            folders[:] = [each for each in folders if each != _PASSED_OVER]
            yield from (Path(folder, each) for each in files)


def _key(kind: str, parameters: AnyParameters) -> str:
    given = {name: value for name, value in asdict(parameters).items() if name not in _REVISION}
    return json.dumps({"kind": kind, **given}, sort_keys=True, ensure_ascii=False)

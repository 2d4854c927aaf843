"""Where reports are published, and under which names: what leads elsewhere is refused."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from analysis.addresses import is_address
from analysis.language import SLUG, BadInput, Fault
from analysis.project import project_address

# Where editions are published, when it is not the project's own folder.
REPORTS_SETTING = "MANGNON_REPORTS"
EDITIONS = "editions"
# Where reports on illustrative data are published, inside the folder of the real ones.
ILLUSTRATIVE = "illustrative"
# Stands in no slug, so that a revision is never taken for a unit or an agency.
REVISION = ".ban-"
# A unit, an agency of a unit, a revision of either: no such name leads out of an edition.
_PLACE = re.compile(rf"{SLUG}(--{SLUG})?({re.escape(REVISION)}[1-9][0-9]*)?")
# Disks allow 255 bytes; while it is made a folder is called something longer.
_LONGEST = 200
# What a project has of its own, beside what begins with a dot: nobody looks for reports there.
_OWN = ("benchmarks", "data", "docs", "notebooks", "parameters", "src", "tests")


def is_place(name: object) -> bool:
    """Tell whether a report's folder can have this name: a unit's, an agency's, a revision's."""
    short = isinstance(name, str) and len(name) <= _LONGEST
    return short and bool(_PLACE.fullmatch(str(name)))


def reports_folder(root: Path) -> Path:
    """Return the folder of this machine where editions are published, ``MANGNON_REPORTS`` or ours.

    A notebook asks for it. Raises ``BadInput`` where that is the address of a store.
    """
    named = os.environ.get(REPORTS_SETTING) or own_reports(root)
    if is_address(named):
        raise BadInput([Fault("publication.address_in_notebook")])
    return Path(named)


def own_reports(root: Path) -> str:
    """Return where reports are published if nobody says otherwise: beside the project's files."""
    address = project_address(root)
    return f"{address.rstrip('/')}/reports" if address else str(root / "reports")


def check_reports_folder(root: Path, reports: Path) -> None:
    """Refuse to publish among the project's own files, also behind links.

    Raises ``BadInput`` that names the folder.
    """
    own = [each for each in root.iterdir() if each.name in _OWN or each.name.startswith(".")]
    for place in (reports, reports / EDITIONS):
        real = Path(os.path.realpath(place))
        for folder in (real, *real.parents):
            found = next((each for each in own if _is_same(each, folder)), None)
            if found is not None:
                values = {"found": found.name}
                raise BadInput([Fault("publication.own_folder", file=str(reports), values=values)])


def _is_same(one: Path, other: Path) -> bool:
    """Tell whether two names mean one folder, whatever links or letters lead there."""
    return one.exists() and other.exists() and one.samefile(other)


def check_links(*places: Path) -> None:
    """Refuse links in what is published: through them something else would be replaced.

    Raises ``BadInput`` that names every link.
    """
    found = [link for place in places for link in _links(place)]
    if found:
        raise BadInput([Fault("publication.link", file=str(link)) for link in sorted(found)])


def _links(place: Path) -> Iterator[Path]:
    if place.is_symlink():
        yield place
        return
    for folder, folders, files in os.walk(place):
        yield from (path for path in map(Path(folder).joinpath, (*folders, *files))
                    if path.is_symlink())  # fmt: skip

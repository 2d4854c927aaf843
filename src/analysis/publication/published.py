"""What has been published, edition by edition: listed, compared, and held against its hashes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd

from analysis.files import file_hash
from analysis.language import BadInput
from analysis.publication.editions import PublishedReport, edition_folders, read_manifest
from analysis.publication.previous import read_published

_TARGET = ["indicator_id", "target_year", "plan_of"]


@dataclass(frozen=True)
class Publication:
    """One published report: its edition, its folder in ``folder``, and its entry."""

    edition: int
    folder: Path
    report: PublishedReport


def list_publications(reports: Path, base: str | None = None) -> list[Publication]:
    """Return every published report below ``reports``, or those of one folder and its revisions.

    By edition, then name, then revision. Raises ``BadInput`` for a damaged manifest.
    """
    found = [
        Publication(int(folder.name), folder, report)
        for folder in edition_folders(reports)
        for report in read_manifest(folder).values()
        if base is None or report.base == base
    ]
    return sorted(found, key=lambda one: (one.edition, one.report.base, one.report.revision))


def compare_publications(
    publications: list[Publication],
) -> Iterator[tuple[Publication, pd.DataFrame]]:
    """Yield each publication but the first with the verdicts that differ from the one before.

    Columns ``indicator_id, target_year, plan_of, status_before, status_now``, only targets of both.
    One without figures or of a damaged table is passed over.
    """
    tables = [(one, _verdicts(one)) for one in publications]
    readable = [(one, table) for one, table in tables if table is not None]
    for (_, before), (one, now) in pairwise(readable):
        both = before.merge(now, on=_TARGET, suffixes=("_before", "_now"))
        yield one, both[both["status_before"] != both["status_now"]].reset_index(drop=True)


def _verdicts(one: Publication) -> pd.DataFrame | None:
    try:
        found = read_published(one.folder, one.report)
    except BadInput:
        return None
    published = None if found is None else found.published
    return None if published is None else published[[*_TARGET, "status"]]


def verify_publication(one: Publication) -> dict[str, str]:
    """Return the files of a publication that are not as published: ``missing`` or ``changed``."""
    place = one.folder / one.report.unit_id
    wrong = {}
    for name, digest in one.report.files.items():
        if not (place / name).is_file():
            wrong[name] = "missing"
        elif file_hash(place / name) != digest:
            wrong[name] = "changed"
    return wrong

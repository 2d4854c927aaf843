"""The edition before, as it was published: read for ever, whatever version wrote it."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

import pandas as pd
from pandera.errors import SchemaErrors

from analysis.assessment import RESULTS, RESULTS_DEFAULTS, PreviousEdition
from analysis.files import file_fault
from analysis.language import BadInput, Fault
from analysis.ledger import RECEIVED
from analysis.publication.editions import (
    MANIFEST,
    PublishedReport,
    edition_folder,
    read_manifest,
    revisions_of,
)

# A unit of which these are the only verdicts has no figures, and so no moment of receipt.
_WITHOUT_FIGURES = {"no_data", "not_judged"}


def read_previous(reports: Path, unit_id: str, edition: int, data: str) -> PreviousEdition | None:
    """Return the unit's edition of the year before as it was published; None where it was not.

    Raises ``BadInput`` for one that was published and cannot be held against this one: it is
    damaged, lacks what no default stands for, or does not tell the moment of its figures.
    """
    folder = edition_folder(reports, edition - 1)
    published = revisions_of(read_manifest(folder), unit_id)
    if not published or published[-1].data != data:
        return None
    return read_published(folder, published[-1])


def read_published(folder: Path, report: PublishedReport) -> PreviousEdition | None:
    """Return what a published report said; None where it had no figures.

    Raises ``BadInput`` as ``read_previous`` does.
    """
    if not re.fullmatch(RECEIVED, report.received_until):
        if set(report.counts) <= _WITHOUT_FIGURES:
            return None
        raise BadInput([Fault("publication.previous_without_moment", file=str(folder / MANIFEST))])
    path = folder / report.unit_id / "results.csv"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput([file_fault(error, place=path)]) from error
    if hashlib.sha256(content).hexdigest() != report.files.get(path.name):
        raise BadInput([Fault("publication.previous_changed", file=str(path))])
    results = read_results(content, str(path))
    return PreviousEdition(int(folder.name), report.received_until, results)


def read_results(content: bytes, file: str) -> pd.DataFrame:
    """Return a published ``results.csv`` of any version, valid under ``schemas.RESULTS``.

    Columns that its version did not write get their defaults; those that this one does not know
    are passed over. Raises ``BadInput`` with the first thing in it that cannot be read.
    """
    types = {name: str(column.dtype) for name, column in RESULTS.columns.items()}
    try:
        table = pd.read_csv(io.BytesIO(content), dtype=types, usecols=lambda name: name in types)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadInput([Fault("publication.previous_not_a_table", file=file)]) from error
    # Where rows are longer than the header, pandas takes their beginning for an index.
    if not isinstance(table.index, pd.RangeIndex):
        raise BadInput([Fault("publication.previous_not_a_table", file=file)])
    for name in [name for name in types if name not in table]:
        if name not in RESULTS_DEFAULTS:
            raise BadInput([Fault("publication.previous_lacks_column", file=file, column=name)])
        table[name] = pd.Series(RESULTS_DEFAULTS[name], index=table.index, dtype=types[name])
    try:
        return RESULTS.validate(table[list(types)], lazy=True)
    except SchemaErrors as error:
        raise BadInput([_first_disallowed(error.failure_cases, file)]) from error


def _first_disallowed(cases: pd.DataFrame, file: str) -> Fault:
    index, column, found = cases[["index", "column", "failure_case"]].to_numpy()[0]
    row = None if pd.isna(index) else int(index) + 2
    values = {"found": "" if pd.isna(found) else found}
    return Fault("publication.previous_bad_value", file, row, str(column), values)

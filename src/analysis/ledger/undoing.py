"""Taking an import back: by new statements, with nothing erased.

Where a figure stood before the import, the new statement repeats it; where none did, it withdraws
the one that was imported. Its note names the moment of the import, so that a reader of the ledger,
and the next import, can tell it from what a source has said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis.language import text
from analysis.ledger.statements import KEY, SAID, WITHDRAWN, Row

UNDONE = text("imports.undone", "vi", moment="")
_MARK = re.compile(r"(?:^|; )" + re.escape(UNDONE) + r"(\S+)$")
_SAME_FIGURE = list(KEY)


@dataclass
class Undone:
    """What an undo of one unit's part of an import gives.

    ``figures`` are to be numbered as the next statements; ``newer`` are statements on the same
    figures that came after the import, for which it cannot be undone. ``found`` tells that the
    ledger has anything of the import, undone or not.
    """

    found: bool = False
    figures: list[Row] = field(default_factory=list)
    newer: list[Row] = field(default_factory=list)


def undo_import(ledger: Sequence[Row], moment: str) -> Undone:
    """Return what takes back everything that one unit's ledger received at ``moment``."""
    undone = Undone()
    by_figure: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in ledger:
        by_figure[tuple(row[name] for name in KEY)].append(row)
    for rows in by_figure.values():
        taken = [place for place, row in enumerate(rows) if _is_of(row, moment)]
        undone.found |= bool(taken)
        ended = [place for place, row in enumerate(rows) if undone_moment(row["note"]) == moment]
        standing = [place for place in taken if not ended or place > ended[-1]]
        if not standing:
            continue
        undone.newer += rows[standing[-1] + 1 :]
        before = rows[standing[0] - 1] if standing[0] else None
        undone.figures.append(_restored(before, rows[standing[-1]], moment))
    return undone


def without_undone(statements: pd.DataFrame) -> pd.DataFrame:
    """Return statements (``STATEMENTS``) without those that were undone, and without the undos.

    What follows on an undone statement supersedes the one before it.
    """
    moments = statements["note"].map(_moment_or_none)
    if moments.isna().all():
        return statements
    undone = {
        (*key, moment)
        for key, moment in zip(
            statements[_SAME_FIGURE].itertuples(index=False, name=None), moments, strict=True
        )
        if moment is not None
    }
    keys = statements[[*_SAME_FIGURE, "received"]].itertuples(index=False, name=None)
    stayed = [key not in undone for key in keys]
    kept = statements[moments.isna() & pd.Series(stayed, index=statements.index)].copy()
    kept["supersedes"] = kept.groupby(_SAME_FIGURE)["statement"].shift().astype("Int64")
    return kept


def undone_moment(note: str) -> str | None:
    """Return the moment of the import that a statement undoes; none for any other statement."""
    found = _MARK.search(note)
    return found[1] if found else None


def _moment_or_none(note: object) -> str | None:
    return undone_moment(note) if isinstance(note, str) else None


def _is_of(row: Row, moment: str) -> bool:
    return row["received"] == moment and undone_moment(row["note"]) is None


def _restored(before: Row | None, taken: Row, moment: str) -> Row:
    said = {name: (before or taken)[name] for name in SAID}
    if before is None:
        said["status"] = WITHDRAWN
    notes = [_MARK.sub("", said["note"]), text("imports.undone", "vi", moment=moment)]
    return taken | said | {"note": "; ".join(filter(None, notes))}

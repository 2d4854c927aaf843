"""What a sent figure would add to the ledger: a new statement, a revision, or nothing.

A cell that is left empty says nothing: an entry without a nature or a note agrees with a statement
that has one. What a person confirmed when an entry was taken stands in the statement's note, and
is no part of what was sent; neither is the citation of the document that it came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.intake.changes import Change
from analysis.intake.parsing.sources import NamedSource, cite
from analysis.intake.parsing.tables import Entry
from analysis.ledger import CONFIRMED, KEY, LEDGER_COLUMNS, UNDONE, Row, is_withdrawn
from analysis.tables import parse_number

State = Literal["new", "revised", "restated", "unchanged"]
Key = tuple[str, ...]
_FIGURES = ("value", "numerator", "denominator")
# What stands as it was when the same figure is sent again without it.
_LEFT_OPEN = ("numerator", "denominator", "nature", "status", "published", "note", "boundaries")
# What was added to a sender's note: why a figure was taken, and which import was undone.
_ADDED = tuple(map(re.escape, (CONFIRMED, UNDONE)))
_CONFIRMED = re.compile(rf"(?:^|; )(?:{'|'.join(_ADDED)}).*")


@dataclass(frozen=True)
class Proposal:
    """One entry as the ledger would keep it, beside the newest statement of the same key.

    ``said`` has the columns of the ledger; number and moment of receipt are still empty.
    """

    entry: Entry
    said: Row
    before: Row | None

    @property
    def state(self) -> State:
        """Return what taking it would do; ``restated``: same figure, other date or document."""
        if self.before is None:
            return "new"
        if self.is_other_figure:
            return "revised"
        return "unchanged" if _agrees_beyond_figures(self.said, self.before) else "restated"

    @property
    def is_other_figure(self) -> bool:
        """Tell whether the figure is another one than the newest statement gives."""
        return self.before is None or not _same_figure(self.said, self.before)

    @property
    def value(self) -> float | None:
        """Return the value, or None where it is no number."""
        return parse_number(self.said["value"])

    @property
    def change(self) -> Change:
        """Return what taking it would do to the figure."""
        return Change(self.said, self.before, self.said)

    @property
    def year(self) -> int:
        """Return the year, 0 where it is none."""
        year = self.said["year"]
        return int(year) if year.isdecimal() else 0


def make_proposals(
    entries: Sequence[Entry],
    sources: Sequence[NamedSource],
    newest: Mapping[Key, Row],
    natures: Mapping[str, str],
) -> list[Proposal]:
    """Return one proposal per entry. ``sources`` are theirs, in the same order.

    ``newest`` holds the newest statement by ``ledger.KEY``, ``natures`` the usual nature of each
    indicator. An entry that tells none continues its source's figures in theirs; one without a
    status is official.
    """
    continued = {(row["indicator_id"], row["source"]): row["nature"] for row in newest.values()}
    proposals: list[Proposal] = []
    for entry, source in zip(entries, sources, strict=True):
        said = dict.fromkeys(LEDGER_COLUMNS, "") | entry.cells
        said |= {"source": source.slug, "note": cite(said["note"], source.document)}
        before = newest.get(tuple(said[name] for name in KEY))
        if before is not None and _same_figure(said, before):
            said |= {name: said[name] or before[name] for name in _LEFT_OPEN}
        usual = natures.get(said["indicator_id"], "")
        subject = (said["indicator_id"], source.slug)
        said["nature"] = said["nature"] or continued.get(subject) or usual
        said["status"] = said["status"] or "official"
        proposals.append(Proposal(entry, said, before))
    return proposals


def newest_by_key(ledgers: Iterable[Sequence[Row]]) -> dict[Key, Row]:
    """Return the newest statement of each ``ledger.KEY`` over several units' ledgers.

    A figure that was withdrawn has none.
    """
    newest = {tuple(row[name] for name in KEY): row for ledger in ledgers for row in ledger}
    return {key: row for key, row in newest.items() if not is_withdrawn(row)}


def sent_note(note: str) -> str:
    """Return a statement's note without what was added when it was taken or restored."""
    return _CONFIRMED.sub("", note)


def confirmed_note(note: str, reasons: Sequence[str]) -> str:
    """Return a note with the reasons for which the figure was confirmed."""
    added = [CONFIRMED + "; ".join(reasons)] if reasons else []
    return "; ".join([*([note] if note else []), *added])


def _same_figure(said: Row, before: Row) -> bool:
    return said["qualifier"] == before["qualifier"] and all(
        _same_number(said[name], before[name], name) for name in _FIGURES
    )


def _same_number(said: str, before: str, name: str) -> bool:
    if said == before or (not said and name != "value"):
        return True
    return parse_number(said) == parse_number(before) is not None


def _agrees_beyond_figures(said: Row, before: Row) -> bool:
    notes = sent_note(said["note"]) == sent_note(before["note"])
    others = ("nature", "status", "published", "boundaries")
    return notes and all(said[name] == before[name] for name in others)

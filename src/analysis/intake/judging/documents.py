"""A second document of an agency on the same figure: its correction, or another source?

On the form's sheet of earlier years the answer is known: what stands there replaces the agency's
figure, whatever the letter is called. In any other file a person is asked, and the answer stands
in the note of the figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from analysis.intake.judging.doubts import Doubt
from analysis.intake.judging.proposals import Key, Proposal
from analysis.intake.parsing.sources import NamedSource, Sources, cite
from analysis.intake.parsing.tables import Entry
from analysis.language import Shown, fold, slug_of, without_marks
from analysis.ledger import Row, cited_documents

Answer = Literal["correction", "other"]
# What a reason that answers the question begins with, without diacritics.
_ANSWERS: dict[str, Answer] = {
    "sua": "correction", "so sua": "correction", "dinh chinh": "correction",
    "correction": "correction", "nguon khac": "other", "khac": "other", "other source": "other",
    "another source": "other", "other": "other",
}  # fmt: skip
_QUESTION = "intake_checks.second_document"
# A figure of an agency, whichever of its sources it stands in.
Figure = tuple[str, str, str, str]


def settle_sources(
    entries: Sequence[Entry],
    named: Sequence[NamedSource],
    sources: Sources,
    standing: Mapping[Key, Row],
) -> tuple[list[Entry], list[NamedSource]]:
    """Return the entries with the sources whose figures they state or replace.

    A document that the ledger cites for the figure already is of the source where it does. An
    entry that corrects replaces every figure that stands of its agency, once per source. What is
    named no more is taken out of ``sources.added``.
    """
    by_figure: dict[Figure, list[Row]] = defaultdict(list)
    for row in standing.values():
        by_figure[_figure(row, row["source"], sources)].append(row)
    settled: list[tuple[Entry, NamedSource]] = []
    for entry, source in zip(entries, named, strict=True):
        rows = by_figure.get(_figure(entry.cells, source.slug, sources), [])
        settled += ((entry, one) for one in _settled(entry, source, rows))
    used = {source.slug for _, source in settled}
    for slug in sources.added.keys() - used:
        del sources.added[slug]
    return [entry for entry, _ in settled], [source for _, source in settled]


def find_document_doubts(
    proposals: Sequence[Proposal], standing: Iterable[Row], publishers: Mapping[str, str]
) -> Iterator[Doubt]:
    """Yield the question for each figure that another document of its publisher gives otherwise.

    Figures of a source that is named by its slug are not asked about: the sender knows it.
    """
    for number, (proposal, first) in enumerate(_firsts(proposals, standing, publishers)):
        if first is not None:
            documents = cited_documents(proposal.said["note"])
            fault = proposal.entry.place.fault(
                _QUESTION, "source", found=Shown(proposal.said["value"]),
                document=documents[-1] if documents else proposal.said["source"],
                other=Shown(first["value"]), first=(cited_documents(first["note"])
                                                    or [first["source"]])[-1],
                publisher=publishers[first["source"]], year=first["year"],
            )  # fmt: skip
            yield Doubt(fault, (number,))


def read_answer(doubt: Doubt, reason: str) -> Answer | None:
    """Return what a reason answers; none where it does not say which it is."""
    if doubt.fault.key != _QUESTION:
        return None
    words = " ".join(without_marks(fold(reason)).split())
    found = [word for word in _ANSWERS if words == word or words.startswith((f"{word} ",
             f"{word}:", f"{word},", f"{word}."))]  # fmt: skip
    return _ANSWERS[max(found, key=len)] if found else None


def is_answered(doubt: Doubt, reason: str | None) -> bool:
    """Tell whether a reason was given and, where there are two answers, which one."""
    if not reason:
        return False
    return doubt.fault.key != _QUESTION or read_answer(doubt, reason) is not None


def apply_answers(
    proposals: Sequence[Proposal],
    doubts: Sequence[Doubt],
    reasons: Mapping[str, str],
    standing: Iterable[Row],
    publishers: Mapping[str, str],
) -> list[Proposal]:
    """Return the proposals; a figure that corrects another one is in the source of that one."""
    corrections = {
        number
        for doubt in doubts
        if read_answer(doubt, reasons.get(doubt.identity, "")) == "correction"
        for number in doubt.concerned
    }
    return [
        _corrected(proposal, first) if number in corrections and first else proposal
        for number, (proposal, first) in enumerate(_firsts(proposals, standing, publishers))
    ]


def _settled(entry: Entry, source: NamedSource, rows: Sequence[Row]) -> list[NamedSource]:
    """Return the sources, one or more, that an entry of a document is a figure of."""
    if not source.document or any(row["source"] == source.slug for row in rows):
        same = [row for row in rows if row["source"] != source.slug] if entry.corrects else []
        return [source, *(replace(source, slug=row["source"]) for row in same)]
    cited = cite("", source.document)
    known = [row for row in rows if cited in row["note"].split("; ")]
    replaced = rows if entry.corrects else known[-1:]
    return [replace(source, slug=row["source"]) for row in replaced] or [source]


def _figure(cells: Row, slug: str, sources: Sources) -> Figure:
    known = sources.find(slug)
    publisher = slug_of(known["publisher_vi"]) if known else slug
    return cells["unit_id"], cells["indicator_id"], cells["year"], publisher


def _firsts(
    proposals: Sequence[Proposal], standing: Iterable[Row], publishers: Mapping[str, str]
) -> Iterator[tuple[Proposal, Row | None]]:
    """Yield each proposal with the figure of its publisher that it gives otherwise, if any.

    That is the newest one of another document that stands, or that the file gives before it.
    """
    newest: dict[Figure, list[Row]] = defaultdict(list)
    for row in standing:
        newest[_said_by(row, publishers)].append(row)
    for proposal in proposals:
        said, key = proposal.said, _said_by(proposal.said, publishers)
        asked = (
            proposal.state == "new"
            and not proposal.entry.corrects
            and not proposal.entry.cells["source"]
            and bool(cited_documents(said["note"]))
        )
        others = [row for row in newest[key] if row["source"] != said["source"]]
        differing = [row for row in others if row["value"] != said["value"]]
        last = max(differing, key=lambda row: row["received"], default=None)
        yield proposal, (last if asked else None)
        if proposal.value is not None:
            newest[key].append(said | {"received": "9999"})


def _said_by(row: Row, publishers: Mapping[str, str]) -> Figure:
    publisher = slug_of(publishers.get(row["source"], row["source"]))
    return row["unit_id"], row["indicator_id"], row["year"], publisher


def _corrected(proposal: Proposal, first: Row) -> Proposal:
    said = proposal.said | {"source": first["source"], "nature": first["nature"]}
    return replace(proposal, said=said, before=first)

"""What a person, or a program, is told about files that were sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from analysis.intake.importer import FileResult
from analysis.intake.judging.proposals import Proposal
from analysis.intake.repeated import told_once
from analysis.language import Fault, Lang, text
from analysis.ledger import Row, counted, figure

MOST_FAULTS = 200
_MOST_REVISIONS = 50
_STATES = ("new", "revised", "restated", "unchanged")
_SAID = ("unit_id", "indicator_id", "year", "source", "value", "qualifier", "numerator",
         "denominator", "published")  # fmt: skip


def describe(result: FileResult, lang: Lang) -> list[str]:
    """Return the lines that tell what a file gave, without its faults."""
    lines = [text(f"imports.file_{result.outcome}", lang, file=result.file)]
    if result.proposals:
        lines += [*_counts(result, lang), *_revisions(result, lang), *_new_sources(result, lang)]
    lines += _left_out(result, lang)
    for number, doubt in enumerate(result.doubts, start=1):
        if number == 1:
            lines.append(text("imports.doubts", lang))
        lines += describe_doubt(number, doubt.message(lang), lang)
        if reason := result.reasons.get(doubt.identity):
            lines.append(text("imports.reason", lang, reason=reason))
    if result.kept_as:
        lines.append(text("imports.kept_copy", lang, file=result.kept_as.as_posix()))
    return lines


def describe_doubt(number: int, message: str, lang: Lang) -> list[str]:
    """Return a warning with the number that confirms it."""
    return [text("imports.doubt", lang, number=number, message=message)]


def describe_faults(faults: Sequence[Fault], lang: Lang) -> list[str]:
    """Return the first faults, the same one in a column once, and how many more there are."""
    told = told_once(faults, lang)
    more = len(told) - MOST_FAULTS
    return [*told[:MOST_FAULTS], *([text("imports.more_faults", lang, count=more)] * (more > 0))]


def next_step(results: Sequence[FileResult], planned: Collection[str], lang: Lang) -> str | None:
    """Return where to look now, or None when nothing was taken.

    A report is only suggested for a unit that has a plan (``planned``).
    """
    taken = [
        proposal.said
        for result in results
        if result.outcome == "taken"
        for proposal in _changed(result)
    ]
    assessed = [said for said in taken if said["unit_id"] in planned]
    if not taken:
        return None
    said, key = (assessed[0], "next_step") if assessed else (taken[0], "look_back")
    values = {"unit": said["unit_id"], "indicator": said["indicator_id"]}
    return text(f"imports.{key}", lang, **values)


def as_json(result: FileResult, lang: Lang) -> dict[str, Any]:
    """Return everything about one file as plain values, nothing left out."""
    counts = _count_states(result)
    return {
        "file": result.file,
        "outcome": result.outcome,
        "read": len(result.proposals),
        **{state: counts[state] for state in _STATES},
        "blank": result.blank,
        "skipped_sheets": result.skipped_sheets,
        "remarks": [asdict(remark) for remark in result.remarks],
        "statements": [_statement_json(proposal) for proposal in _changed(result)],
        "sources": result.sources,
        "warnings": [
            {
                "number": number,
                **_fault_json(doubt.fault, lang),
                "reason": result.reasons.get(doubt.identity),
            }
            for number, doubt in enumerate(result.doubts, start=1)
        ],
        "faults": [_fault_json(fault, lang) for fault in result.faults],
        "kept_as": result.kept_as.as_posix() if result.kept_as else None,
    }


def _changed(result: FileResult) -> list[Proposal]:
    return [proposal for proposal in result.proposals if proposal.state != "unchanged"]


def _count_states(result: FileResult) -> Counter[str]:
    return Counter(proposal.state for proposal in result.proposals)


def _counts(result: FileResult, lang: Lang) -> Iterator[str]:
    counts = _count_states(result)
    numbers = {state: counts[state] for state in _STATES}
    read = len(result.proposals)
    yield text("imports.counts", lang, read=read, blank=result.blank, **numbers)
    units = sorted({proposal.said["unit_id"] for proposal in result.proposals})
    yield text("imports.units", lang, units=", ".join(units))


def _revisions(result: FileResult, lang: Lang) -> Iterator[str]:
    revised = [proposal for proposal in result.proposals if proposal.state == "revised"]
    if not revised or result.outcome == "refused":
        return
    yield text("imports.revisions", lang)
    for proposal in revised[:_MOST_REVISIONS]:
        said = proposal.said
        yield text(
            "imports.revision", lang, unit=said["unit_id"], indicator=said["indicator_id"],
            year=said["year"], source=said["source"], old=_whole(proposal.before, lang),
            new=_whole(said, lang),
        )  # fmt: skip
    if len(revised) > _MOST_REVISIONS:
        yield text("imports.more_revisions", lang, count=len(revised) - _MOST_REVISIONS)


def _left_out(result: FileResult, lang: Lang) -> Iterator[str]:
    """Yield what the sender wrote that is no figure."""
    if result.skipped_sheets:
        yield text("imports.skipped_sheets", lang, sheets=", ".join(result.skipped_sheets))
    for remark in result.remarks:
        yield text("imports.remark", lang, **asdict(remark))


def _whole(row: Row | None, lang: Lang) -> str:
    if row is None:
        return text("imports.empty", lang)
    counts = counted(row, lang)
    return f"{figure(row, lang)} ({counts})" if counts else figure(row, lang)


def _new_sources(result: FileResult, lang: Lang) -> Iterator[str]:
    if not result.sources or result.outcome == "refused":
        return
    yield text("imports.new_sources", lang)
    for row in result.sources:
        publisher, title = row[f"publisher_{lang}"], row[f"title_{lang}"]
        yield text("imports.new_source", lang, slug=row["source"], publisher=publisher, title=title)


def _statement_json(proposal: Proposal) -> dict[str, Any]:
    before = proposal.before
    return {
        "state": proposal.state,
        **{name: proposal.said[name] for name in _SAID},
        "supersedes": before["statement"] if before else None,
        "old_value": before["value"] if before else None,
    }


def _fault_json(fault: Fault, lang: Lang) -> dict[str, Any]:
    return {
        "key": fault.key,
        "file": fault.file,
        "sheet": fault.sheet,
        "cell": fault.cell,
        "row": fault.row,
        "column": fault.column,
        "message": fault.message(lang),
    }

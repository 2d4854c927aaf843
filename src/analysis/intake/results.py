"""What a person, or a program, is told about files that were sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from analysis.intake.changes import change_json, change_table
from analysis.intake.importer import FileResult
from analysis.intake.judging.proposals import Proposal
from analysis.intake.repeated import told_once
from analysis.intake.undo import UndoResult
from analysis.language import Fault, Lang, text

MOST_FAULTS = 200
_STATES = ("new", "revised", "restated", "unchanged")
_SAID = ("unit_id", "indicator_id", "year", "source", "value", "qualifier", "numerator",
         "denominator", "published")  # fmt: skip


def describe(result: FileResult, lang: Lang) -> list[str]:
    """Return the lines that tell what a file gave, without its faults."""
    lines = [text(f"imports.file_{result.outcome}", lang, file=result.file)]
    if result.proposals:
        lines += [*_counts(result, lang), *_new_sources(result, lang)]
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


def describe_changes(result: FileResult, lang: Lang) -> list[str]:
    """Return the table of what is going to be stored: before and now, figure by figure."""
    changes, names = result.changes, result.names
    if not changes or names is None:
        return []
    title = text("imports.will_stand", lang, file=result.file, count=len(changes))
    return [title, *change_table(changes, names, lang)]


def describe_undo(result: UndoResult, lang: Lang) -> list[str]:
    """Return the lines that tell what an undo restored, or would restore."""
    values = {
        "moment": result.moment[:19].replace("T", " "),
        "files": ", ".join(path.as_posix() for path in result.files),
        "count": len(result.changes),
    }
    title = text("imports.undo_done" if result.done else "imports.undo_would", lang, **values)
    return [title, *change_table(result.changes, result.names, lang)]


def undo_json(result: UndoResult, lang: Lang) -> dict[str, Any]:
    """Return everything about an undo as plain values."""
    return {
        "done": result.done,
        "undone": result.moment,
        "files": [path.as_posix() for path in result.files],
        "statements": [
            {
                **{name: change.about[name] for name in _SAID},
                "status": change.about["status"],
                **change_json(change, result.names, lang),
            }
            for change in result.changes
        ],
    }


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
        "statements": [_statement_json(result, proposal, lang) for proposal in _changed(result)],
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


def _left_out(result: FileResult, lang: Lang) -> Iterator[str]:
    """Yield what the sender wrote that is no figure."""
    if result.skipped_sheets:
        yield text("imports.skipped_sheets", lang, sheets=", ".join(result.skipped_sheets))
    for remark in result.remarks:
        yield text("imports.remark", lang, **asdict(remark))


def _new_sources(result: FileResult, lang: Lang) -> Iterator[str]:
    if not result.sources or result.outcome == "refused":
        return
    yield text("imports.new_sources", lang)
    for row in result.sources:
        publisher, title = row[f"publisher_{lang}"], row[f"title_{lang}"]
        yield text("imports.new_source", lang, slug=row["source"], publisher=publisher, title=title)


def _statement_json(result: FileResult, proposal: Proposal, lang: Lang) -> dict[str, Any]:
    before, names = proposal.before, result.names
    return {
        "state": proposal.state,
        **{name: proposal.said[name] for name in _SAID},
        **(change_json(proposal.change, names, lang) if names else {}),
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

"""All exhibits of a report in the order of the notebook, and its reports to look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from making.quick import quick_only

from analysis.assessment import Assessment
from analysis.exhibits import (
    Exhibits,
    Table,
)
from analysis.language import LANGS, Lang
from analysis.report import changes, message, objectives, parts, scorecard, sections

REPORTS = {
    "ninh-binh": ("ninh-binh", "real"),
    "trieu-son": ("trieu-son", "real"),
    "dong-nai": ("dong-nai", "real"),
    "illustrative": ("vinh-long", "illustrative"),
}
ILLUSTRATIVE = "SỐ LIỆU MINH HỌA"


def sections_of(assessment: Assessment, lang: Lang) -> Iterator[Any]:
    yield sections.heading_block(assessment, lang)
    yield message.opening(assessment, lang)
    yield scorecard.scores(assessment, lang)
    yield changes.changes(assessment, lang)
    for number in (1, 2, 3, 4):
        yield objectives.objective(assessment, number, lang)
    yield sections.agencies(assessment, lang)
    yield sections.proposals(assessment, lang)
    yield sections.signatures(assessment, lang)
    yield sections.annexes(assessment, lang)
    yield changes.annex(assessment, lang)


def exhibits(assessment: Assessment, lang: Lang) -> tuple[Any, ...]:
    """Everything of a report in the order of the notebook."""

    def made() -> Iterator[Any]:
        yield sections.heading_block(assessment, lang)
        yield message.opening(assessment, lang)
        for part in (parts.scores, parts.changes, parts.objectives, parts.agencies,
                     parts.proposals):  # fmt: skip
            yield part(assessment, lang)
        yield sections.signatures(assessment, lang)
        yield parts.annexes(assessment, lang)

    return tuple(flat(made()))


def flat(found: Iterator[Any]) -> Iterator[Any]:
    for exhibit in found:
        yield from exhibit.items if isinstance(exhibit, Exhibits) else (exhibit,)


def of_kind(found: tuple[Any, ...], kind: type) -> list[Any]:
    return [exhibit for exhibit in found if isinstance(exhibit, kind)]


every_report = pytest.mark.parametrize("name", quick_only(REPORTS, "ninh-binh"))
every_language = pytest.mark.parametrize("lang", LANGS)


# Languages


def texts(found: tuple[Any, ...], *, leave_out: tuple[str, ...] = ()) -> Iterator[str]:
    """Give everything that is read; columns whose label is in ``leave_out`` are not."""
    for item in found:
        for name in ("text", "markdown", "caption", "note", "alt", "title", "recipients_title"):
            yield getattr(item, name, None) or ""
        if isinstance(item, Table):
            yield from (column.label for column in item.columns)
            kept = [column.label not in leave_out for column in item.columns]
            for group in item.groups:
                yield group.label or ""
                yield from (cell.text for row in group.rows
                            for cell, keep in zip(row, kept, strict=True) if keep)  # fmt: skip

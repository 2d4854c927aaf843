"""What is found in a document: targets, and numbers that are none with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analysis.plans.documents.clauses import Clause
from analysis.programme import Comparator, Kind

Reason = Literal["no_indicator", "no_year", "before_the_plan", "relative", "cut"]


@dataclass(frozen=True)
class FoundTarget:
    """A value that a document sets for an indicator.

    ``indicator_id`` is None for one that the programme does not have; ``words`` name it. ``span``
    is the clause's place in the document's text, ``at`` the value's. ``unit`` is one of
    ``UNITS_OF_MEASURE``, or ``per_1000`` for ‰ of something else than births. ``confidence`` runs
    from 0 to 1: word for word and with a year of its own it is 0.95 and more.
    """

    chi_tieu: int | None
    indicator_id: str | None
    words: str
    group: str | None
    kind: Kind
    comparator: Comparator
    comparator_stated: bool
    value: float
    value_high: float | None
    unit: str
    year: int | None
    period: str | None
    clause: str
    as_printed: str
    span: tuple[int, int]
    at: tuple[int, int]
    confidence: float


@dataclass(frozen=True)
class LeftOver:
    """A number of the target section that is no target, and why."""

    reason: Reason
    clause: str
    as_printed: str
    span: tuple[int, int]
    at: tuple[int, int]


@dataclass(frozen=True)
class Extraction:
    """What was found in a document: its clauses, its targets and what is left over."""

    clauses: tuple[Clause, ...]
    targets: tuple[FoundTarget, ...]
    left_over: tuple[LeftOver, ...]

"""A plan as its file says it: the models of ``data/plans/<unit_id>.yml``.

Only the shape is settled here (keys, types, choices). Whether the content makes sense is the
matter of ``analysis.plans.rules``.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from analysis.language import LONGEST_SLUG, SLUG
from analysis.programme import Comparator, Kind, Territory as TerritoryWord, UnitOfMeasure
from analysis.yaml_files import Label, Part, Phrase, Words

FindingKind = Literal[
    "agency",
    "comparator",
    "coverage",
    "date",
    "decimal_mark",
    "definition",
    "missing_part",
    "number",
    "numbering",
    "operator",
    "relation",
    "unit",
    "value",
    "wording",
]
# The finding of a plan file that was made before its document was at hand.
NOT_ENTERED = "plan-not-entered"
ChiTieu = Annotated[int, Field(ge=1)]
Year = Annotated[int, Field(ge=1980, le=2060)]


class BilingualText(Part):
    """A name or a title in Vietnamese and English."""

    vi: Phrase
    en: Phrase


class BilingualNote(Part):
    """A remark in Vietnamese and English."""

    vi: Words
    en: Words


class Reference(Part):
    """Another document that the plan implements, follows or continues."""

    label: Label
    date: dt.date | None
    relation: Literal["follows", "implements", "continues"]


class Document(Part):
    """Which document it is. ``label`` is what the ``document`` column shows."""

    label: Label
    type: Label
    number: Label | None
    date: dt.date | None
    issuer: BilingualText
    title: BilingualText
    note: BilingualNote | None = None
    references: list[Reference]


class Territory(Part):
    """Which territory the plan speaks of, in the word of ``units.csv`` and in a sentence."""

    word: TerritoryWord
    vi: Words
    en: Words


class Period(Part):
    """First and last year of the plan, as printed."""

    start: Year
    end: Year


class Review(Part):
    """An interim review (sơ kết) or a final one (tổng kết)."""

    year: Year
    kind: Literal["interim", "final"]
    clause: Label
    as_printed: Phrase


class DayMonth(Part):
    """A day of the year by which something is due."""

    day: Annotated[int, Field(ge=1, le=31)]
    month: Annotated[int, Field(ge=1, le=12)]


class Reporting(Part):
    """Who reports to whom, by when, and who passes it on. ``due`` is None where none is printed."""

    clause: Label | None
    yearly: bool
    due: DayMonth | None
    sent_by: BilingualText | None
    sent_to: BilingualText | None
    forwarded_due: DayMonth | None
    forwarded_by: BilingualText | None
    forwarded_to: BilingualText | None
    note: BilingualNote | None = None


class BudgetShare(Part):
    """One source's part of the stated sum, in đồng."""

    source: BilingualText
    amount: Annotated[int, Field(gt=0)]


class Budget(Part):
    """The sums in đồng where the plan states them; otherwise only the sources it names."""

    clause: Label
    total: Annotated[int, Field(gt=0)] | None
    split: list[BudgetShare]
    sources: list[BilingualText]
    note: BilingualNote | None = None


class Agency(Part):
    """An agency and the chỉ tiêu that the plan gives it: to lead, or to act on with the lead.

    ``ended`` marks one that the reorganisation of 2025 did away with.
    """

    name_vi: Label
    name_en: Label
    clause: Label
    ended: bool = False
    leads: list[ChiTieu] = Field(default=[])
    joins: list[ChiTieu] = Field(default=[], alias="with")


class Responsibilities(Part):
    """Who answers for which chỉ tiêu. No agencies, with a note, where the text does not say."""

    agencies: list[Agency]
    note: BilingualNote | None = None


class TargetValue(Part):
    """One value of an indicator, with the phrase that prints it.

    ``comparator_stated`` is False where the phrase prints no operator: a second year that
    inherits the first one's, or a bare figure ("98% … vào năm 2030").
    """

    kind: Kind
    comparator: Comparator
    value: float
    value_high: float | None = None
    year: Year | None = None
    period: Annotated[str, Field(pattern=r"^\d{4}-\d{4}$")] | None = None
    as_printed: Phrase
    comparator_stated: bool = True


class Target(Part):
    """The values that a chỉ tiêu sets for one indicator, in the unit that is printed."""

    chi_tieu: ChiTieu
    indicator_id: Label
    clause: Label
    unit: UnitOfMeasure
    group: Literal["rural", "urban"] | None = None
    values: Annotated[list[TargetValue], Field(min_length=1)]


class Finding(Part):
    """Something odd in the plan, kept as printed and told."""

    id: Annotated[str, Field(pattern=f"^{SLUG}$", max_length=LONGEST_SLUG)]
    kind: FindingKind
    clause: Label
    indicator_ids: list[Label]
    vi: Words
    en: Words


class PlanFrame(Part):
    """All of a plan but its targets.

    ``targets_from`` says that the national values stand in for a plan without numbers of its own,
    and ``targets_document`` says so in the ``document`` column.
    """

    unit_id: Label
    document: Document
    territory: Territory
    period: Period
    interim_year: Year
    final_year: Year
    reviews: list[Review]
    reporting: Reporting
    budget: Budget
    responsibilities: Responsibilities
    targets_from: Literal["viet-nam"] | None = None
    targets_document: Label | None = None
    findings: list[Finding]


class Plan(PlanFrame):
    """A plan with its targets, or with the borrowed ones when ``targets_from`` is set."""

    targets: list[Target]

    @property
    def is_entered(self) -> bool:
        """Tell whether the file says what a document says; before that it is a skeleton."""
        return all(finding.id != NOT_ENTERED for finding in self.findings)

"""A plan as its file says it: the models of ``data/plans/<unit_id>.yml``.

Only the shape is settled here (keys, types, choices). Whether the content makes sense is the
matter of ``analysis.plans.rules``.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from analysis.language import LONGEST_SLUG, SLUG
from analysis.programme import (
    Comparator,
    Kind,
    OwnIndicator,
    Territory as TerritoryWord,
    UnitOfMeasure,
)
from analysis.yaml_files import Bilingual, Label, Names, Part, Phrase, Words

FindingKind = Literal[
    "agency",
    "budget",
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
ChiTieu = Annotated[int, Field(ge=1)]
Year = Annotated[int, Field(ge=1980, le=2060)]


class BilingualText(Bilingual):
    """A name or a title in Vietnamese, and in English where there is one."""

    vi: Phrase
    en: Phrase


class BilingualNote(Bilingual):
    """A remark in Vietnamese, and in English where there is one."""

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


class Territory(Bilingual):
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


class Agency(Bilingual):
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


class PlacedTarget(Part):
    """Of which chỉ tiêu and indicator a target is, and where it stands."""

    chi_tieu: ChiTieu
    indicator_id: Label
    clause: Label


class AbsentTarget(PlacedTarget):
    """A target whose text is not at hand: which it is, and where it would stand."""


class Target(PlacedTarget):
    """The values that a chỉ tiêu sets for one indicator, in the unit that is printed.

    ``name`` is how the plan itself words the indicator, where that is not how the nation does.
    """

    unit: UnitOfMeasure
    group: Literal["rural", "urban"] | None = None
    name: Names | None = None
    values: Annotated[list[TargetValue], Field(min_length=1)]


class Finding(Bilingual):
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
    and ``targets_document`` says so in the ``document`` column. ``interim_year`` is None for a plan
    that has no value before its last year. ``indicators`` are those that no other plan needs to
    have.
    """

    unit_id: Label
    document: Document
    territory: Territory
    period: Period
    interim_year: Year | None
    final_year: Year
    reviews: list[Review]
    reporting: Reporting
    budget: Budget
    responsibilities: Responsibilities
    targets_from: Literal["viet-nam"] | None = None
    targets_document: Label | None = None
    indicators: list[OwnIndicator] = Field(default=[])
    findings: list[Finding]


class Plan(PlanFrame):
    """A plan with its targets, or with the borrowed ones when ``targets_from`` is set.

    ``absent`` names the sections whose text is not at hand, ``absent_targets`` the targets: what
    stands in their place says nothing of the plan.
    """

    targets: list[Target]
    absent: tuple[str, ...] = ()
    absent_targets: tuple[AbsentTarget, ...] = ()

    @property
    def is_entered(self) -> bool:
        """Tell whether the text of the plan's targets, or that it has none, is at hand."""
        return "targets" not in self.absent

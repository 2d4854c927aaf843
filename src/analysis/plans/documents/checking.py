"""A plan held against its document: what the file says has to stand there, and the other way.

Every printed phrase has to stand at its clause, every value that the document sets has to be in the
plan, and every other number of its target sections has to be one that sets nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.plans.documents.clauses import TARGETS, Clause
from analysis.plans.documents.extraction import extract_targets
from analysis.plans.documents.figures import NUMBER, blanked, years_in
from analysis.plans.documents.found import Extraction, FoundTarget
from analysis.plans.documents.proposal import name_of
from analysis.plans.models import Plan, Target, TargetValue
from analysis.programme import Programme

Kind = Literal["not_printed", "other_clause", "not_in_plan", "other_value", "not_understood"]
# Why a number sets no target: reason enough for its not being in the plan.
_EXPLAINED = ("relative", "before_the_plan", "cut")
_IDEA = re.compile(r",\s*ý \d+$")
_NUMBERS = re.compile(rf"(?<![\w.,/]){NUMBER}(?![\w]|[.,]\d)")


@dataclass(frozen=True)
class Disagreement:
    """Where plan and document do not agree: the clause, and how each puts it ("" for nothing)."""

    kind: Kind
    clause: str
    in_plan: str
    in_document: str


def check_plan(plan: Plan, source: str, programme: Programme) -> list[Disagreement]:
    """Return where a plan and the text of its document disagree, in the order of the plan."""
    found = extract_targets(source, programme)
    own = [] if plan.targets_from else plan.targets
    values = [(target, value) for target in own for value in target.values]
    return [
        *(each for one in values for each in _printed_problems(*one, found.clauses)),
        *_missing(values, found.targets),
        *_unexplained(found),
    ]


def _printed_problems(
    target: Target, value: TargetValue, clauses: Sequence[Clause]
) -> Iterator[Disagreement]:
    pieces = [re.escape(piece.strip()) for piece in value.as_printed.split("…")]
    phrase = re.compile(".*?".join(pieces), re.IGNORECASE)
    place = _IDEA.sub("", target.clause)
    here = [each for each in clauses if _IDEA.sub("", each.label) == place]
    if any(phrase.search(_flat(each.text.text)) for each in here):
        return
    texts = ((each.label, phrase.search(_flat(each.text.text))) for each in clauses)
    elsewhere = next((f"{label}: {match[0]}" for label, match in texts if match), None)
    if elsewhere is not None:
        yield Disagreement("other_clause", target.clause, value.as_printed, elsewhere)
    else:
        text = " ".join(_flat(each.text.text) for each in here)
        yield Disagreement("not_printed", target.clause, value.as_printed, text)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _missing(
    values: Sequence[tuple[Target, TargetValue]], found: Sequence[FoundTarget]
) -> Iterator[Disagreement]:
    """Yield the values of the document that the plan has otherwise, or not at all."""
    entered = {(target.indicator_id, value.year or value.period): value for target, value in values}
    for each in found:
        when = (None if each.kind == "zero" else each.year) or each.period
        value = entered.get((name_of(each), when))
        if value is None:
            yield Disagreement("not_in_plan", each.clause, "", each.as_printed)
        elif (value.value, value.value_high) != (each.value, each.value_high):
            yield Disagreement("other_value", each.clause, value.as_printed, each.as_printed)


def _unexplained(found: Extraction) -> Iterator[Disagreement]:
    """Yield the numbers of the target sections of which nobody knows what they say."""
    for left in found.left_over:
        if left.reason not in _EXPLAINED:
            yield Disagreement("not_understood", left.clause, "", left.as_printed)
    read = [each.at for each in found.targets] + [each.at for each in found.left_over]
    for clause in found.clauses:
        if clause.section != TARGETS or clause.heading or clause.row:
            continue
        text = clause.text.text
        bare = blanked(text)
        for years in years_in(text):
            bare = bare[: years.start] + " " * (years.end - years.start) + bare[years.end :]
        for number in _NUMBERS.finditer(bare):
            place = clause.text.at[number.start()]
            if not any(start <= place < end for start, end in read):
                around = text[max(0, number.start() - 25) : number.end() + 25]
                yield Disagreement("not_understood", clause.label, "", around.strip())

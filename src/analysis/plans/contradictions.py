"""What in a plan contradicts itself: values that go back, years and days that do not fit.

Each finding can be worked out from the plan file alone; what contradicts itself only in the text
of the document is told by ``analysis.plans.numbering`` or typed by whoever reads it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from analysis.language import LANGS, Lang, numerals
from analysis.plans.models import Finding, Plan, TargetValue
from analysis.plans.wording import figure_text, hyphenated, in_both, make_finding
from analysis.programme import UPWARD, Successor, find_successor

# Any year that has all days: only the order of two days matters.
_ANY_YEAR = 2000


def contradiction_findings(plan: Plan, successors: tuple[Successor, ...]) -> Iterator[Finding]:
    """Yield what in the plan contradicts itself, or the state of things when it was issued."""
    if plan.targets_from is None:
        yield from _backward_findings(plan)
        yield from _review_findings(plan)
    yield from _deadline_findings(plan)
    yield from _clause_findings(plan)
    yield from _receiver_findings(plan, successors)


def _backward_findings(plan: Plan) -> Iterator[Finding]:
    """Yield targets whose later value asks for less than the earlier one."""
    for target in plan.targets:
        dated = sorted((value for value in target.values if value.year), key=_year)
        back = [(one, other) for one, other in pairwise(dated) if _asks_less(one, other)]
        if back:
            told = {lang: {"figures": _steps(back, lang)} for lang in LANGS}
            name = f"{hyphenated(target.indicator_id)}-goes-back"
            yield make_finding(name, "value", "finding_backward", (target,), told)


def _year(value: TargetValue) -> int:
    return value.year or 0


def _asks_less(one: TargetValue, other: TargetValue) -> bool:
    if (one.comparator in UPWARD) != (other.comparator in UPWARD):
        return False
    upward = one.comparator in UPWARD
    return other.value < one.value if upward else other.value > one.value


def _steps(back: list[tuple[TargetValue, TargetValue]], lang: Lang) -> str:
    return "; ".join(
        f"{figure_text(one.value, lang)} ({one.year}) → {figure_text(other.value, lang)}"
        f" ({other.year})"
        for one, other in back
    )


def _review_findings(plan: Plan) -> Iterator[Finding]:
    """Yield reviews whose year is not the target year that they would look at."""
    expected = {"interim": plan.interim_year, "final": plan.final_year}
    for review in plan.reviews:
        year = expected[review.kind]
        if year is not None and review.year != year:
            values = in_both(year=review.year, target_year=year, phrase=review.as_printed)
            yield make_finding(f"review-{review.year}-beside-{year}", "date", "finding_review",
                               [], values, review.clause)  # fmt: skip


def _deadline_findings(plan: Plan) -> Iterator[Finding]:
    """Yield that what is received is to be passed on before it is due."""
    due, passed_on = plan.reporting.due, plan.reporting.forwarded_due
    if due is None or passed_on is None:
        return
    first, then = (date(_ANY_YEAR, each.month, min(each.day, 28)) for each in (due, passed_on))
    # What is due in November and passed on in January is passed on the year after.
    if (first.month - then.month) % 12 in range(1, 6) or (
        first.month == then.month and due.day > passed_on.day
    ):
        values = in_both(
            due=f"{due.day}/{due.month}", passed_on=f"{passed_on.day}/{passed_on.month}"
        )
        yield make_finding("forwarded-before-due", "date", "finding_deadlines", [], values,
                           plan.reporting.clause or "–")  # fmt: skip


def _clause_findings(plan: Plan) -> Iterator[Finding]:
    """Yield places of the plan that two agencies, or two chỉ tiêu, stand at."""
    agencies = defaultdict(list)
    for agency in plan.responsibilities.agencies:
        agencies[agency.clause].append(agency)
    for clause, named in agencies.items():
        if len(named) > 1:
            told: dict[Lang, Mapping[str, object]] = {
                "vi": {"clause": clause, "names": "; ".join(each.name_vi for each in named)},
                "en": {"clause": clause, "names": "; ".join(each.name_en for each in named)},
            }
            slug = "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in clause)
            name = "clause-twice-" + "-".join(filter(None, slug.lower().split("-")))
            yield make_finding(name, "numbering", "finding_clause_twice", [], told, clause)


def _receiver_findings(plan: Plan, successors: tuple[Successor, ...]) -> Iterator[Finding]:
    """Yield that reports go to an agency that no longer exists, where nothing else tells it."""
    told = " ".join(each.vi for each in plan.findings if each.kind == "agency")
    told += " ".join(each.name_vi for each in plan.responsibilities.agencies if each.ended)
    reporting = plan.reporting
    named = [each for each in (reporting.sent_to, reporting.forwarded_by) if each is not None]
    ended = {
        heir.ended: heir
        for each in named
        for heir in successors
        if heir.kind == "agency" and heir.ended in each.vi and heir.ended not in told
    }
    ended = {
        name: heir for name, heir in ended.items()
        if not any(find_successor((heir,), each.name_vi)
                   for each in plan.responsibilities.agencies)
    }  # fmt: skip
    for heir in ended.values():
        values: dict[Lang, Mapping[str, object]] = {
            lang: {
                "ended": heir.ended,
                "successor": heir.name(lang) or "–",
                "day": numerals.day(date.fromisoformat(heir.ended_on), lang),
                "basis": heir.legal_basis or "–",
            }
            for lang in LANGS
        }
        yield make_finding("receiver-ended", "agency", "finding_receiver", [], values,
                           reporting.clause or "–")  # fmt: skip

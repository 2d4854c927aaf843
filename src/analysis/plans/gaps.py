"""What a plan leaves out: values, numbers, lead agencies, sums, and texts that are not at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from analysis.language import Lang, numerals, text
from analysis.plans.models import Finding, Plan
from analysis.plans.wording import in_both, make_finding, numbers_text
from analysis.programme import NATION, Programme

# The sections of a plan file that can be without a text.
_SECTIONS = ("targets", "responsibilities", "reporting", "reviews", "budget")


def gap_findings(plan: Plan, programme: Programme, others: Mapping[str, Plan]) -> Iterator[Finding]:
    """Yield what is missing from a plan, does not add up, or is given to nobody.

    ``others`` are the plans with values of their own, by unit.
    """
    yield from _absent_findings(plan)
    yield from _budget_findings(plan)
    if plan.targets_from is not None:
        return
    yield from _number_findings(plan, programme)
    yield from _leaderless_findings(plan)
    yield from _left_out_findings(plan, others)
    yield from _silent_year_findings(plan)


def _absent_findings(plan: Plan) -> Iterator[Finding]:
    """Yield which parts of the plan nobody here has read."""
    sections = [name for name in _SECTIONS if name in plan.absent]
    chi_tieu = dict.fromkeys(target.chi_tieu for target in plan.absent_targets)
    numbers = ", ".join(map(str, chi_tieu))
    if not sections and not numbers:
        return
    told: dict[Lang, Mapping[str, object]] = {}
    for lang in ("vi", "en"):
        parts = [text(f"plans.section_{name}", lang) for name in sections]
        parts += [text("plans.section_chi_tieu", lang, numbers=numbers)] if numbers else []
        told[lang] = {"parts": "; ".join(parts)}
    clauses = "; ".join(dict.fromkeys(target.clause for target in plan.absent_targets))
    finding = make_finding("text-not-at-hand", "missing_part", "finding_absent", [], told,
                           clauses or "–")  # fmt: skip
    ids = [target.indicator_id for target in plan.absent_targets]
    yield finding.model_copy(update={"indicator_ids": ids})


def _budget_findings(plan: Plan) -> Iterator[Finding]:
    """Yield that the parts of the stated sum are not the sum."""
    budget = plan.budget
    parts = sum(share.amount for share in budget.split)
    if not budget.split or budget.total is None or parts == budget.total:
        return
    told: dict[Lang, Mapping[str, object]] = {
        lang: {
            "split": "; ".join(
                f"{share.source.vi if lang == 'vi' else share.source.en}: "
                f"{numerals.number(share.amount, lang, 0)}"
                for share in budget.split
            ),
            "sum": numerals.number(parts, lang, 0),
            "total": numerals.number(budget.total, lang, 0),
            "apart": numerals.number(abs(parts - budget.total), lang, 0),
        }
        for lang in ("vi", "en")
    }
    yield make_finding("budget-does-not-add-up", "budget", "finding_budget", [], told,
                       budget.clause)  # fmt: skip


def _number_findings(plan: Plan, programme: Programme) -> Iterator[Finding]:
    """Yield numbers that are skipped, and those that are not the nation's."""
    known = sorted({each.chi_tieu for each in (*plan.targets, *plan.absent_targets)})
    skipped = [
        str(number) for one, other in pairwise([0, *known]) for number in range(one + 1, other)
    ]
    if skipped:
        values = in_both(numbers=", ".join(skipped), last=known[-1])
        yield make_finding("numbers-skipped", "numbering", "finding_skipped", [], values,
                           _target_clauses(plan))  # fmt: skip
    national = programme.national_indicators
    otherwise = [
        target
        for target in plan.targets
        if target.indicator_id in national
        and national[target.indicator_id].chi_tieu != target.chi_tieu
    ]
    if otherwise:
        pairs = "; ".join(
            f"{target.chi_tieu} ← {national[target.indicator_id].chi_tieu}" for target in otherwise
        )
        yield make_finding("numbered-otherwise", "numbering", "finding_renumbered", otherwise,
                           in_both(pairs=pairs))  # fmt: skip


def _target_clauses(plan: Plan) -> str:
    """Return the part of the plan in which its targets stand, as far as all clauses share it."""
    return plan.targets[0].clause.partition(",")[0] if plan.targets else "–"


def _leaderless_findings(plan: Plan) -> Iterator[Finding]:
    """Yield the chỉ tiêu that no agency leads, where the plan names agencies at all."""
    led = {number for agency in plan.responsibilities.agencies for number in agency.leads}
    without = [target for target in plan.targets if target.chi_tieu not in led]
    if plan.responsibilities.agencies and without:
        yield make_finding("targets-without-lead", "agency", "finding_leaderless", without,
                           in_both(numbers=numbers_text(without)))  # fmt: skip


def _left_out_findings(plan: Plan, others: Mapping[str, Plan]) -> Iterator[Finding]:
    nation = others.get(NATION)
    if nation is None:
        return
    own = {target.indicator_id for target in plan.targets}
    own |= {target.indicator_id for target in plan.absent_targets}
    missing = [target for target in nation.targets if target.indicator_id not in own]
    if missing:
        clauses = {target.chi_tieu: target.clause for target in reversed(plan.targets)}
        places = [clauses.get(target.chi_tieu, _target_clauses(plan)) for target in missing]
        clause = "; ".join(dict.fromkeys(places))
        numbers = in_both(numbers=numbers_text(missing))
        yield make_finding(
            "indicators-left-out", "coverage", "finding_left_out", missing, numbers, clause
        )


def _silent_year_findings(plan: Plan) -> Iterator[Finding]:
    for year in filter(None, (plan.interim_year, plan.final_year)):
        silent = [
            target
            for target in plan.targets
            if any(value.year for value in target.values)
            and all(value.year != year for value in target.values)
        ]
        if silent:
            values = in_both(year=year, numbers=numbers_text(silent))
            yield make_finding(
                f"no-value-for-{year}", "coverage", "finding_silent_year", silent, values
            )

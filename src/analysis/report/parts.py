"""The parts of a unit's report: those of the full one, or of the short one where figures are few.

The notebook shows them in this order. Which report it is follows from the assessment alone
(``assessment.has_few_figures``).
"""

from __future__ import annotations

from dataclasses import replace

from analysis.assessment import Assessment, has_few_figures
from analysis.exhibits import Annex, Callout, Exhibits, Hint
from analysis.language import Lang
from analysis.report import (
    changes as changing,
    objectives as following,
    scenarios,
    scorecard,
    sections,
    short,
)

_NOTHING = Exhibits(())


def scores(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return the verdicts: of every indicator, or of those that could be judged."""
    if has_few_figures(assessment):
        return short.judged(assessment, lang)
    return scorecard.scores(assessment, lang)


def changes(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return what changed since the edition before; the short report tells it on page one."""
    return _NOTHING if has_few_figures(assessment) else changing.changes(assessment, lang)


def objectives(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return the objectives; the short report has its tiles beside the verdicts."""
    return _NOTHING if has_few_figures(assessment) else following.every_objective(assessment, lang)


def agencies(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return what each agency answers for and owes, or the form that it is asked to fill in."""
    if has_few_figures(assessment):
        return short.call(assessment, lang)
    return sections.agencies(assessment, lang)


def proposals(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return what is lacking, why, and what is proposed, or the notes of the short report.

    A letter to an agency has none: it is for the agency to say.
    """
    if assessment.agency:
        return _NOTHING
    if has_few_figures(assessment):
        return short.notes(assessment, lang)
    return sections.proposals(assessment, lang)


def annexes(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return the annexes; those of a short report or a letter stand in the web page alone."""
    found = (
        *sections.annexes(assessment, lang).items,
        *changing.annex(assessment, lang).items,
        *scenarios.annex(assessment, lang).items,
    )
    if not (assessment.agency or has_few_figures(assessment)):
        return Exhibits(found)
    return Exhibits(
        tuple(
            replace(item, on_paper=False) if isinstance(item, Annex) else item
            for item in found
            # The analyst's words stand among the notes, which are printed.
            if not isinstance(item, Callout | Hint)
        )
    )

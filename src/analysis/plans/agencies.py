"""The agencies that a plan makes answer for its targets: asked for by name, named in addresses."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.language import BadInput, Fault, Lang, without_marks
from analysis.plans.models import Plan


def find_agency(names: Sequence[str], asked_for: str) -> str:
    """Return the one of ``names`` that is meant: in full, or by a part, with or without marks.

    Raises ``BadInput`` that lists the names for what fits none or several.
    """
    wanted = without_marks(asked_for)
    exact = [name for name in names if without_marks(name) == wanted]
    part = [name for name in names if wanted and wanted in without_marks(name)]
    found = exact or part
    if len(found) == 1:
        return found[0]
    key = "forms.several_agencies" if found else "forms.unknown_agency"
    values = {"found": asked_for, "known": "; ".join(found or names)}
    raise BadInput([Fault(key, values=values)])


def agency_name(plan: Plan, name_vi: object, lang: Lang) -> str:
    """Return an agency's name in ``lang`` as the plan gives it; empty when none is named."""
    if not isinstance(name_vi, str):
        return ""
    names = {agency.name_vi: agency.name_en for agency in plan.responsibilities.agencies}
    return name_vi if lang == "vi" else names.get(name_vi, name_vi)

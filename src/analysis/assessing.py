"""From a report's parameters to its assessment: the edge that reads all that one report needs."""

from __future__ import annotations

from pathlib import Path

from analysis.assessment import Assessment, assess
from analysis.inputs import read_inputs
from analysis.parameters import Parameters
from analysis.publication import find_previous


def assess_report(parameters: Parameters, root: Path, reports: Path) -> Assessment:
    """Return the assessment that ``parameters`` ask for, held against the edition before.

    That one is looked for among the editions published in ``reports``. Raises ``BadInput`` for
    inputs that cannot be read, and for an agency that leads nothing in the plan.
    """
    given = (parameters.unit_id, parameters.edition, parameters.data)
    previous = find_previous(reports, *given)
    inputs = read_inputs(root, parameters.unit_id, parameters.data, parameters.moment)
    assessment = assess(inputs, parameters.edition, previous)
    return assessment.for_agency(parameters.agency) if parameters.agency else assessment

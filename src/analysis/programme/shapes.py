"""How the YAML files of ``parameters`` are laid out.

They stand apart because pydantic takes as long to load as a quick command takes to run: what only
reads figures does without.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from analysis.programme.measures import GRADES, LONGEST_SCORED
from analysis.yaml_files import BlankLine, Part

_Lines = Annotated[list[BlankLine], Field(max_length=40)]


class LetterheadShape(Part):
    """What stands above and below a unit's report; a line that is not known is left empty."""

    parent_body_vi: BlankLine
    parent_body_en: BlankLine
    issuing_body_vi: BlankLine
    issuing_body_en: BlankLine
    number_vi: BlankLine
    number_en: BlankLine
    place_vi: BlankLine
    place_en: BlankLine
    signature_vi: _Lines
    signature_en: _Lines
    recipients_vi: _Lines
    recipients_en: _Lines


class RulesShape(Part):
    """The numbers of ``status_rules.StatusRules``."""

    likely: float
    more_likely_than_not: float
    unlikely: float
    least_points: Annotated[int, Field(ge=1, le=100)]
    oldest_years: Annotated[int, Field(ge=0, le=100)]
    # Left out by rules that were written before the short report was: StatusRules has them.
    least_judged: Annotated[float, Field(ge=0, le=1)] = 0.0
    least_known: Annotated[float, Field(ge=0, le=1)] = 0.0
    grade_a_years: Annotated[int, Field(ge=1, le=LONGEST_SCORED)] = GRADES["grade_a_years"]
    grade_b_years: Annotated[int, Field(ge=1, le=LONGEST_SCORED)] = GRADES["grade_b_years"]
    grade_c_years: Annotated[int, Field(ge=1, le=LONGEST_SCORED)] = GRADES["grade_c_years"]
    fewest_points: Annotated[int, Field(ge=2, le=100)] = GRADES["fewest_points"]
    likely_years: Annotated[int, Field(ge=1, le=LONGEST_SCORED)] = GRADES["likely_years"]

"""The limits between the words for how likely a target is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.language import BadInput, Fault
from analysis.programme.measures import GRADES

STATUS_RULES_FILE = Path("parameters", "status_rules.yml")


@dataclass(frozen=True)
class StatusRules:
    """The limits between status words and between grades of evidence.

    See ``parameters/status_rules.yml``.
    """

    likely: float
    more_likely_than_not: float
    unlikely: float
    least_points: int
    oldest_years: int
    least_judged: float = 0.10
    least_known: float = 0.20
    grade_a_years: int = GRADES["grade_a_years"]
    grade_b_years: int = GRADES["grade_b_years"]
    grade_c_years: int = GRADES["grade_c_years"]
    fewest_points: int = GRADES["fewest_points"]
    likely_years: int = GRADES["likely_years"]

    def grade(self, horizon: int, points: int, *, modelled: bool) -> str | None:
        """Return how well a projection of so many years from so many figures is supported.

        One of ``EVIDENCE_GRADES``, or None where the track record covers nothing like it: too far
        ahead, too few figures, and models of fewer than ``least_points``, which are smooth anyhow.
        """
        if points < (self.least_points if modelled else self.fewest_points):
            return None
        if points >= self.least_points and horizon <= self.grade_a_years:
            return "A"
        if points >= self.least_points and horizon <= self.grade_b_years:
            return "B"
        return "C" if horizon <= self.grade_c_years else None

    def word(self, probability: float, grade: str, horizon: int, *, nation: bool) -> str:
        """Return the status word of a probability that is supported by a ``grade``.

        Grade C gets neither of the outer words, and a unit below the nation none of "likely"
        beyond ``likely_years``: there it came true too seldom.
        """
        cautious = grade == "C"
        if probability >= self.likely and not cautious and (nation or horizon <= self.likely_years):
            return "likely"
        if probability >= self.more_likely_than_not:
            return "more_likely_than_not"
        if probability >= self.unlikely or cautious:
            return "unlikely_without_acceleration"
        return "very_unlikely"


def parse_status_rules(content: bytes) -> StatusRules:
    """Return the rules of ``parameters/status_rules.yml``.

    Raises ``BadInput`` for a file that cannot be read, and for each number that is missing, is
    none, or is not known.
    """
    from analysis.programme.shapes import RulesShape
    from analysis.yaml_files import read_part, read_yaml

    source = read_yaml(content, STATUS_RULES_FILE.as_posix())
    found, faults = read_part(RulesShape, source.content, source)
    if found is None:
        raise BadInput(faults)
    rules = StatusRules(**found.model_dump(exclude_unset=True))
    if not 0 < rules.unlikely < rules.more_likely_than_not < rules.likely < 1:
        raise BadInput([Fault("parameters.unordered_rules", STATUS_RULES_FILE.as_posix())])
    if not rules.grade_a_years < rules.grade_b_years < rules.grade_c_years:
        raise BadInput([Fault("parameters.unordered_grades", STATUS_RULES_FILE.as_posix())])
    return rules

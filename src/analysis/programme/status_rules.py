"""The limits between the words for how likely a target is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.language import BadInput, Fault

STATUS_RULES_FILE = Path("parameters", "status_rules.yml")


@dataclass(frozen=True)
class StatusRules:
    """The limits between status words; see ``parameters/status_rules.yml``."""

    likely: float
    more_likely_than_not: float
    unlikely: float
    least_points: int
    oldest_years: int
    least_judged: float = 0.10
    least_known: float = 0.20


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
    return rules

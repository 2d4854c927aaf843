"""The limits between the words for how likely a target is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import yaml

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


def parse_status_rules(content: bytes) -> StatusRules:
    """Return the rules of ``parameters/status_rules.yml``.

    Raises ``BadInput`` for content that is not YAML or lacks one of the five numbers.
    """
    try:
        given = yaml.safe_load(content.decode("utf-8"))
        rules = StatusRules(**{str(name): given[name] + 0 for name in given})
    except (ValueError, yaml.YAMLError, TypeError) as error:
        names = ", ".join(field.name for field in fields(StatusRules))
        fault = Fault("parameters.bad_rules", str(STATUS_RULES_FILE), values={"expected": names})
        raise BadInput([fault]) from error
    if not 0 < rules.unlikely < rules.more_likely_than_not < rules.likely < 1:
        raise BadInput([Fault("parameters.unordered_rules", str(STATUS_RULES_FILE))])
    return rules

"""The limits between the words for how likely a target is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from analysis.language import BadInput, Fault

OUTLOOK_STATUSES = (
    "likely",
    "more_likely_than_not",
    "unlikely_without_acceleration",
    "very_unlikely",
)
STATUS_RULES_FILE = Path("parameters", "status_rules.yml")


@dataclass(frozen=True)
class StatusRules:
    """The limits between status words; see ``parameters/status_rules.yml``."""

    likely: float
    more_likely_than_not: float
    unlikely: float
    least_points: int
    oldest_years: int


def load_status_rules(root: Path) -> StatusRules:
    """Return the status rules of the project at ``root``.

    Raises ``BadInput`` for a file that is absent, is not YAML, or lacks one of the five numbers.
    """
    try:
        given = yaml.safe_load((root / STATUS_RULES_FILE).read_text("utf-8"))
        rules = StatusRules(**{str(name): given[name] + 0 for name in given})
    except (OSError, ValueError, yaml.YAMLError, TypeError) as error:
        names = ", ".join(field.name for field in fields(StatusRules))
        fault = Fault("parameters.bad_rules", str(STATUS_RULES_FILE), values={"expected": names})
        raise BadInput([fault]) from error
    if not 0 < rules.unlikely < rules.more_likely_than_not < rules.likely < 1:
        raise BadInput([Fault("parameters.unordered_rules", str(STATUS_RULES_FILE))])
    return rules

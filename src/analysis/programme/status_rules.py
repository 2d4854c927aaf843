"""The limits between the words for how likely a target is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from analysis.language import BadInput, Fault
from analysis.yaml_files import Part, read_part, read_yaml

STATUS_RULES_FILE = Path("parameters", "status_rules.yml")


class StatusRules(Part):
    """The limits between status words; see ``parameters/status_rules.yml``."""

    likely: float
    more_likely_than_not: float
    unlikely: float
    least_points: Annotated[int, Field(ge=1, le=100)]
    oldest_years: Annotated[int, Field(ge=0, le=100)]


def parse_status_rules(content: bytes) -> StatusRules:
    """Return the rules of ``parameters/status_rules.yml``.

    Raises ``BadInput`` for a file that cannot be read, and for each number that is missing, is
    none, or is not known.
    """
    source = read_yaml(content, STATUS_RULES_FILE.as_posix())
    rules, faults = read_part(StatusRules, source.content, source)
    if rules is None:
        raise BadInput(faults)
    if not 0 < rules.unlikely < rules.more_likely_than_not < rules.likely < 1:
        raise BadInput([Fault("parameters.unordered_rules", str(STATUS_RULES_FILE))])
    return rules

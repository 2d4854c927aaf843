"""The reading of a plan file: its frame and its targets, each with faults that name the line.

The faults of the whole file are gathered: a target whose shape is wrong does not keep the others
from being read.
"""

from __future__ import annotations

from analysis.language import Fault, shown
from analysis.plans.models import PlanFrame, Target
from analysis.yaml_files import YamlFile, read_part


def read_frame(source: YamlFile) -> tuple[PlanFrame | None, list[Fault]]:
    """Return all of the plan but its targets, or None and what is wrong with its shape."""
    rest = {key: part for key, part in source.content.items() if key != "targets"}
    return read_part(PlanFrame, rest, source)


def read_targets(source: YamlFile) -> tuple[dict[int, Target], list[Fault]]:
    """Return the targets whose shape is right, by place in the file, and the others' faults."""
    listed = source.content.get("targets", [])
    if not isinstance(listed, list):
        return {}, [source.fault("yaml.not_list", ("targets",), found=shown(listed))]
    targets: dict[int, Target] = {}
    faults: list[Fault] = []
    for index, entry in enumerate(listed):
        target, wrong = read_part(Target, entry, source, ("targets", index))
        faults += wrong
        if target is not None:
            targets[index] = target
    return targets, faults

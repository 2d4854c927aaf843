"""The reading of a plan file: text, YAML, shape, each with faults that name the line.

The faults of the whole file are gathered: a target whose shape is wrong does not keep the others
from being read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from yaml.constructor import SafeConstructor

from analysis.language import BadInput, Fault
from analysis.plans.models import Part, PlanFrame, Target

KeyPath = tuple[str | int, ...]
# libyaml reads a plan ten times faster; a build of PyYAML without it still works.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class PlanSource:
    """The parsed file, and where in it each key stands."""

    file: str
    content: dict[str, Any]
    node: yaml.Node

    def fault(self, key: str, path: KeyPath, **values: object) -> Fault:
        """Return a fault at the line of ``path``, or of its nearest parent that is there."""
        place = ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
        told = {name: "–" if value is None else value for name, value in values.items()}
        told["place"] = place or "–"
        return Fault(f"plans.{key}", self.file, row=_line(self.node, path), values=told)


def read_source(content: bytes, file: str) -> PlanSource:
    """Return the content of a plan file; ``file`` is the name that messages show.

    Raises ``BadInput`` for bytes that are not UTF-8, text that is not NFC, and
    YAML that cannot be read or repeats a key.
    """
    text = _decoded(content, file)
    try:
        node = yaml.compose(text, Loader=_LOADER)
        parsed = None if node is None else SafeConstructor().construct_document(node)
        repeated = [] if node is None else list(_repeated_keys(node))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # ValueError comes from an unquoted date that does not exist, such as 2021-13-41;
        # RecursionError from an anchor that holds itself.
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        found = getattr(error, "problem", None) or str(error)
        raise BadInput([Fault("plans.not_yaml", file, row, values={"found": found})]) from error
    if not isinstance(parsed, dict) or node is None:
        raise BadInput([Fault("plans.not_mapping", file, values={"place": "–"})])
    if repeated:
        raise BadInput(
            Fault("plans.repeated_key", file, row, values={"found": key}) for key, row in repeated
        )
    return PlanSource(file, parsed, node)


def read_frame(source: PlanSource) -> tuple[PlanFrame | None, list[Fault]]:
    """Return all of the plan but its targets, or None and what is wrong with its shape."""
    rest = {key: part for key, part in source.content.items() if key != "targets"}
    return _validated(PlanFrame, rest, source, ())


def read_targets(source: PlanSource) -> tuple[dict[int, Target], list[Fault]]:
    """Return the targets whose shape is right, by place in the file, and the others' faults."""
    listed = source.content.get("targets", [])
    if not isinstance(listed, list):
        return {}, [source.fault("not_list", ("targets",), found=_shown(listed))]
    targets: dict[int, Target] = {}
    faults: list[Fault] = []
    for index, entry in enumerate(listed):
        target, wrong = _validated(Target, entry, source, ("targets", index))
        faults += wrong
        if target is not None:
            targets[index] = target
    return targets, faults


def _decoded(content: bytes, file: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        raise BadInput([Fault("plans.not_utf8", file, row)]) from error
    decomposed = [
        Fault("plans.not_nfc", file, row, values={"found": line.strip()[:60]})
        for row, line in enumerate(text.splitlines(), start=1)
        if not unicodedata.is_normalized("NFC", line)
    ]
    if decomposed:
        raise BadInput(decomposed)
    return text


def _repeated_keys(node: yaml.Node) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, part in node.value:
            if key.value in seen:
                yield str(key.value), key.start_mark.line + 1
            seen.add(str(key.value))
            yield from _repeated_keys(part)


def _line(node: yaml.Node, path: KeyPath) -> int:
    line: int = node.start_mark.line + 1
    if not path:
        return line
    step, rest = path[0], path[1:]
    if isinstance(node, yaml.MappingNode):
        for key, part in node.value:
            if key.value == str(step):
                line = key.start_mark.line + 1
                return max(line, _line(part, rest))
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return _line(node.value[step], rest)
    return line


_PartT = TypeVar("_PartT", bound=Part)
_FAULT_OF_ERROR = {
    "missing": "missing_key",
    "extra_forbidden": "unknown_key",
    "literal_error": "not_a_choice",
    "float_type": "not_number",
    "finite_number": "not_number",
    "int_type": "not_whole_number",
    "string_type": "not_text",
    "list_type": "not_list",
    "bool_type": "not_boolean",
    "date_type": "not_date",
    "model_type": "not_mapping",
    "string_too_short": "empty_text",
    "too_short": "empty_list",
    "greater_than": "out_of_bounds",
    "greater_than_equal": "out_of_bounds",
    "less_than_equal": "out_of_bounds",
}
# What to write where a pattern is asked for; a pattern itself says nothing to an official.
_EXAMPLES: dict[KeyPath, str] = {("period",): "2025-2030", ("id",): "number-blank"}


def _validated(
    model: type[_PartT], part: object, source: PlanSource, path: KeyPath
) -> tuple[_PartT | None, list[Fault]]:
    try:
        return model.model_validate(part), []
    except ValidationError as error:
        wrongs = error.errors(include_url=False)
        return None, [_shape_fault(source, path, wrong) for wrong in wrongs]


def _shape_fault(source: PlanSource, path: KeyPath, wrong: ErrorDetails) -> Fault:
    where, last = wrong["loc"], wrong["loc"][-1:]
    if wrong["type"] == "invalid_key":
        # "value: 9,5" in braces is read as "value: 9" and a key 5.
        return source.fault("comma_in_number", (*path, *where[:-1]), found=where[-1])
    return source.fault(
        _FAULT_OF_ERROR.get(wrong["type"], "not_understood"),
        (*path, *where),
        found=_shown(wrong["input"]),
        expected=_EXAMPLES.get(last) or _expected(wrong.get("ctx", {})),
    )


def _expected(context: dict[str, Any]) -> str:
    limits = {"ge": "≥", "gt": ">", "le": "≤"}
    stated = [f"{sign} {context[name]}" for name, sign in limits.items() if name in context]
    # pydantic joins choices with an English "or"; a bar reads the same in both languages.
    choices = str(context.get("expected", "")).replace(" or ", " | ").replace(", ", " | ")
    return " ".join(stated) or choices


def _shown(value: object) -> str:
    shown = str(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"

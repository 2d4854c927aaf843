"""The reading of a plan file: its frame and its targets, each with faults that name the line.

The faults of the whole file are gathered: what has a wrong shape keeps nothing else from being
read, neither the other sections nor the other entries of its list, so that an official corrects a
file once.

``chưa có văn bản`` in the place of a section, or of a target's values, says that the text of this
part is not at hand. What stands in for it is empty, and ``absent`` names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from analysis.language import Fault, shown, text
from analysis.plans.models import AbsentTarget, PlanFrame, Target, TargetValue
from analysis.programme import NATION
from analysis.yaml_files import YamlFile, read_part

TARGETS = "targets"
# What may be absent, and what is read in its place.
_NOTHING: dict[str, Any] = {
    "reviews": [],
    "reporting": {
        "clause": None, "yearly": True, "due": None, "sent_by": None, "sent_to": None,
        "forwarded_due": None, "forwarded_by": None, "forwarded_to": None,
    },
    "budget": {"clause": "–", "total": None, "split": [], "sources": []},
    "responsibilities": {"agencies": []},
}  # fmt: skip


@dataclass(frozen=True)
class ReadFrame:
    """All of a plan but its targets, as far as it could be read.

    ``unread`` names the fields of ``frame`` of which something could not be: a list then holds its
    sound entries, anything else is missing. ``absent`` are the sections without a text.
    """

    frame: PlanFrame
    unread: frozenset[str]
    absent: tuple[str, ...]

    def knows(self, *names: str) -> bool:
        """Tell whether these fields could be read whole."""
        return not self.unread & {*names}


@dataclass(frozen=True)
class ReadTargets:
    """The targets by place in the file: the sound ones, and those whose text is not at hand.

    ``listed`` counts the entries; ``broken`` are those of ``sound`` that lack a value whose shape
    is wrong.
    """

    sound: dict[int, Target]
    absent: dict[int, AbsentTarget]
    broken: frozenset[int]
    listed: int

    @property
    def whole(self) -> bool:
        """Tell whether every entry could be read."""
        return len(self.sound) + len(self.absent) == self.listed and not self.broken


def with_nothing_for_absent(source: YamlFile) -> tuple[YamlFile, tuple[str, ...]]:
    """Return the file with empty parts in the place of those not at hand, and which these are.

    A plan whose targets are not at hand is held against the national values, as one is that has
    none.
    """
    absent = tuple(name for name in (*_NOTHING, TARGETS) if _is_absent(source.content.get(name)))
    content = {name: part for name, part in source.content.items() if name not in absent}
    content |= {name: _NOTHING[name] for name in absent if name != TARGETS}
    if "responsibilities" in absent:
        note = {lang: text("plans.absent_leads", lang) for lang in ("vi", "en")}
        content["responsibilities"] = {"agencies": [], "note": note}
    if TARGETS in absent:
        content.setdefault("targets_from", NATION)
        content.setdefault("targets_document", text("plans.absent_targets", "vi"))
    return replace(source, content=content), absent


def _is_absent(part: object) -> bool:
    return isinstance(part, str) and " ".join(part.split()).lower() == text("plans.absent", "vi")


def read_frame(source: YamlFile) -> tuple[ReadFrame, list[Fault]]:
    """Return all of the plan but its targets, and what is wrong with its shape."""
    held, absent = with_nothing_for_absent(source)
    rest = {key: part for key, part in held.content.items() if key != TARGETS}
    frame, faults = read_part(PlanFrame, rest, source)
    if frame is not None:
        return ReadFrame(frame, frozenset(), absent), faults
    known: dict[str, Any] = {}
    unread = set()
    for name, about in PlanFrame.model_fields.items():
        if name not in rest:
            empty: Any = [] if get_origin(about.annotation) is list else None
            required = about.is_required()
            known[name] = empty if required else about.get_default(call_default_factory=True)
            unread |= {name} if required else set()
            continue
        known[name], whole = _sound_part(about.annotation, rest[name])
        unread |= set() if whole else {name}
    return ReadFrame(PlanFrame.model_construct(**known), frozenset(unread), absent), faults


def _sound_part(kind: Any, part: object) -> tuple[Any, bool]:
    """Return what of a part has the shape of ``kind``, and whether that is all of it."""
    with_entries = get_origin(kind) is list and isinstance(part, list)
    entries = part if with_entries and isinstance(part, list) else [part]
    adapter = TypeAdapter(get_args(kind)[0] if with_entries else kind)
    sound = []
    for entry in entries:
        try:
            sound.append(adapter.validate_python(entry))
        except ValidationError:
            continue
    if with_entries:
        return sound, len(sound) == len(entries)
    if sound:
        return sound[0], True
    return ([] if get_origin(kind) is list else None), False


def read_targets(source: YamlFile) -> tuple[ReadTargets, list[Fault]]:
    """Return the targets whose shape is right, by place in the file, and all faults of shape."""
    listed = source.content.get(TARGETS, [])
    if _is_absent(listed):
        return ReadTargets({}, {}, frozenset(), 0), []
    if not isinstance(listed, list):
        fault = source.fault("yaml.not_list", (TARGETS,), found=shown(listed))
        return ReadTargets({}, {}, frozenset(), 1), [fault]
    found: dict[int, Target] = {}
    absent: dict[int, AbsentTarget] = {}
    broken, faults = set(), []
    for index, entry in enumerate(listed):
        if isinstance(entry, dict) and _is_absent(entry.get("values")):
            # What else a target has says nothing without its values.
            told = {*Target.model_fields} - {*AbsentTarget.model_fields}
            where = {name: part for name, part in entry.items() if name not in told}
            gone, wrong = read_part(AbsentTarget, where, source, (TARGETS, index))
            absent |= {index: gone} if gone else {}
            faults += wrong
            continue
        target, wrong = read_part(Target, entry, source, (TARGETS, index))
        faults += wrong
        if target is None:
            target = _without_broken_values(entry)
            broken.add(index)
        if target is not None:
            found[index] = target
    return ReadTargets(found, absent, frozenset(broken), len(listed)), faults


def _without_broken_values(entry: object) -> Target | None:
    """Return a target with those of its values whose shape is right; None where more is wrong."""
    if not isinstance(entry, Mapping) or not isinstance(entry.get("values"), list):
        return None
    values = list(_sound_values(entry["values"]))
    try:
        return Target.model_validate({**entry, "values": values}) if values else None
    except ValidationError:
        return None


def _sound_values(listed: list[object]) -> Iterator[TargetValue]:
    for value in listed:
        try:
            yield TargetValue.model_validate(value)
        except ValidationError:
            continue

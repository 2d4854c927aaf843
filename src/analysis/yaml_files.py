"""What people write in YAML files, read strictly: its shape, and where in the file each part is.

Every fault of a file names its line and the way to the place: ``targets.3.values.1.year``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from analysis.language import BadInput, Fault, KeyPath, NotRead, parse_yaml, shown


@dataclass(frozen=True)
class YamlFile:
    """A file of keys and values, and the line of each key."""

    file: str
    content: dict[str, Any]
    rows: Mapping[KeyPath, int]

    def fault(self, key: str, path: KeyPath, **values: object) -> Fault:
        """Return a fault at the line of ``path``, or of its nearest parent that is there."""
        place = ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
        told = {name: "–" if value is None else value for name, value in values.items()}
        told["place"] = place or "–"
        return Fault(key, self.file, row=self._row(path), values=told)

    def _row(self, path: KeyPath) -> int:
        while path and path not in self.rows:
            path = path[:-1]
        return self.rows.get(path, 1)


def read_yaml(content: bytes, file: str) -> YamlFile:
    """Return what a file says; ``file`` is the name that messages show.

    Raises ``BadInput`` with everything that cannot be read, or in two ways (``parse_yaml``).
    """
    try:
        written = parse_yaml(content)
    except NotRead as error:
        raise BadInput(
            Fault(wrong.key, file, wrong.row, values=wrong.values) for wrong in error.wrong
        ) from error
    if not isinstance(written.content, dict):
        raise BadInput([Fault("yaml.not_mapping", file, values={"place": "–"})])
    return YamlFile(file, written.content, written.rows)


class Part(BaseModel):
    """A piece of such a file: exact types, no key that is not known."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def _one_line(words: str) -> str:
    if "\n" in words:
        raise PydanticCustomError("several_lines", "several lines")
    return words


# A name or label; a title or a phrase; a sentence or several, which may have lines of their own.
Label = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
Phrase = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_one_line)]
Words = Annotated[str, Field(min_length=1, max_length=3_000)]
# A line of a page that may be left empty.
BlankLine = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]


class Bilingual(Part):
    """Something said in Vietnamese, and in English where somebody translated it."""

    @model_validator(mode="before")
    @classmethod
    def _speak_english(cls, given: object) -> object:
        """Let the Vietnamese words stand where there are no English ones."""
        if not isinstance(given, dict):
            return given
        missing = {
            name: given[f"{name[:-2]}vi"]
            for name in cls.model_fields
            if name in ("en", "name_en") and name not in given and f"{name[:-2]}vi" in given
        }
        return {**given, **missing} if missing else given


class Names(Bilingual):
    """A name in Vietnamese, and in English where there is one."""

    vi: Label
    en: Label


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
    "string_too_long": "too_long",
    "several_lines": "several_lines",
    "too_short": "empty_list",
    "too_long": "too_many",
    "greater_than": "out_of_bounds",
    "greater_than_equal": "out_of_bounds",
    "less_than": "out_of_bounds",
    "less_than_equal": "out_of_bounds",
}
# What to write where a pattern is asked for; a pattern itself says nothing to an official.
_EXAMPLES: dict[KeyPath, str] = {("period",): "2025-2030", ("id",): "number-blank",
                               ("indicator_id",): "children_who_swim"}  # fmt: skip


def read_part(
    model: type[_PartT], part: object, source: YamlFile, path: KeyPath = ()
) -> tuple[_PartT | None, list[Fault]]:
    """Return what stands at ``path`` as ``model``, or None and everything that does not fit."""
    try:
        return model.model_validate(part), []
    except ValidationError as error:
        wrongs = error.errors(include_url=False)
        return None, [_shape_fault(source, path, wrong) for wrong in wrongs]


def _shape_fault(source: YamlFile, path: KeyPath, wrong: ErrorDetails) -> Fault:
    where, last, context = wrong["loc"], wrong["loc"][-1:], wrong.get("ctx", {})
    if wrong["type"] == "invalid_key":
        # "value: 9,5" in braces is read as "value: 9" and a key 5.
        told = {"found": where[-1]}
        return source.fault("yaml.comma_in_number", (*path, *where[:-1]), **told)
    found = wrong["input"]
    return source.fault(
        f"yaml.{_FAULT_OF_ERROR.get(wrong['type'], 'not_understood')}",
        (*path, *where),
        found=_written(found),
        expected=_EXAMPLES.get(last) or _expected(context),
        count=len(found) if isinstance(found, str | list) else 0,
    )


def _written(value: object) -> str:
    """Return a value as a person would write it."""
    words = {None: "null", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else shown(value)


def _expected(context: dict[str, Any]) -> str:
    limits = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    stated = [f"{sign} {context[name]}" for name, sign in limits.items() if name in context]
    if not stated and "max_length" in context:
        return str(context["max_length"])
    # pydantic joins choices with an English "or"; a bar reads the same in both languages.
    choices = str(context.get("expected", "")).replace(" or ", " | ").replace(", ", " | ")
    return " ".join(stated) or choices

"""The files that a unit begins with: plan, letterhead, parameters, filled from templates.

Whatever an official would have to type is asked of nobody here: what is not known is left empty
and told as that. A skeleton of a plan can be read like any plan: until its document is entered
the nation's values stand in, and the report says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

from analysis.language import LANGS, Lang, NotRead, parse_yaml, text
from analysis.programme import Unit, bare_name

_TEMPLATES = "templates"


def fill(template: str, **values: Any) -> str:
    """Return a template of this room with its fields filled."""
    # Nothing here is HTML.
    reader = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False,  # noqa: S701
                         trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    reader.filters |= {"quoted": _quoted, "id": _as_id}
    source = files("analysis.workspace").joinpath(_TEMPLATES, template).read_text("utf-8")
    return reader.from_string(source).render(**values)


def plan_skeleton(unit: Unit) -> str:
    """Return a plan file that says of a unit's plan only that it has not been entered."""
    said = {
        f"{key}_{lang}": text(f"workspace.plan_{key}", lang, name=unit.name(lang))
        for key in ("issuer", "title", "note", "territory", "label", "type")
        for lang in LANGS
    }  # fmt: skip
    return fill("plan.yml.j2", unit=unit, absent=text("plans.absent", "vi"), **said)


def parameters_file(unit_id: str) -> str:
    """Return the parameters of a unit's report: the language and kind of data of the others."""
    return fill("parameters.yml.j2", unit_id=unit_id)


def letterhead_block(unit: Unit, parent: Unit | None) -> str:
    """Return a unit's block of the letterheads: who issues its report, to whom it goes."""
    key = "province" if unit.level == "province" else "below"
    above = parent if parent and parent.level != "nation" else None
    bodies = {lang: _committee(above, lang) if above else "" for lang in LANGS}
    lines: dict[str, Callable[[Lang], str | list[str]]] = {
        "parent_body": lambda lang: bodies[lang].upper(),
        "issuing_body": lambda lang: _committee(unit, lang).upper(),
        "number": lambda lang: text("workspace.letter_number", lang),
        "place": lambda _: bare_name(unit.name_vi),
        "signature": lambda lang: text("workspace.signed", lang).split("; "),
        "recipients": lambda lang: text(
            f"workspace.recipients_{key}", lang, parent=bodies[lang]
        ).split("; "),
    }
    filled = {f"{name}_{lang}": line(lang) for name, line in lines.items() for lang in LANGS}
    return fill("letterhead.yml.j2", unit_id=unit.unit_id, lines=filled)


def _committee(unit: Unit, lang: Lang) -> str:
    """Return the People's Committee of a unit, the bracket of its former territory left out."""
    return text("workspace.committee", lang, name=unit.name(lang).partition(" (")[0])


def _as_id(value: str) -> str:
    """Return an id as YAML: in quotation marks where it would be a number, or two things."""
    with suppress(NotRead):
        if parse_yaml(f"id: {value}".encode()).content["id"] == value:
            return value
    return _quoted(value)


def _quoted(value: Any) -> str:
    """Return a text, or a list of texts, as YAML in double quotation marks."""
    return json.dumps(value, ensure_ascii=False)

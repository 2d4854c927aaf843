"""Writes ``docs/tables.md`` from the schemas that the rooms hand on: ``make tables``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandera.pandas as pa

import analysis
from analysis.language import SLUG

PAGE = Path(__file__).with_suffix(".md")
HEAD = """# Các bảng có kiểu / Typed tables

Trang này được sinh từ các lược đồ trong mã nguồn; đừng sửa bằng tay, hãy chạy `make tables`. / \
This page is made from the schemas in the code; do not edit it, run `make tables`.

A table that goes from one room to another is checked against its schema (pandera). Each schema is \
handed on by the door of its room. A column that may be empty has missing values (`NaN`, `NA`), \
never a blank text. Together, the columns of the key name a row once.
"""
TYPES = {
    "string": "text",
    "str": "text",
    "Int64": "whole number",
    "float64": "number",
    "bool": "true or false",
    "boolean": "true or false",
}


def schemas() -> Iterator[tuple[str, str, pa.DataFrameSchema]]:
    """Give every schema of every door with its room and its name, rooms in alphabetical order."""
    rooms = [found.name for found in pkgutil.iter_modules(analysis.__path__) if found.ispkg]
    for room in sorted(rooms):
        door = importlib.import_module(f"analysis.{room}")
        for name in getattr(door, "__all__", ()):
            if name.isupper() and isinstance(getattr(door, name), pa.DataFrameSchema):
                yield room, name, getattr(door, name)


def type_of(column: pa.Column) -> str:
    """Return a column's type in words."""
    written = str(column.dtype).partition("[")[0]
    return TYPES.get(written, written)


def allowed(column: pa.Column) -> str:
    """Return what the checks of a column allow; empty where any value of its type is."""
    return "; ".join(rule(check.name, check.statistics) for check in column.checks)


def rule(name: str, given: dict[str, Any]) -> str:
    """Return one check in words. Raises ``ValueError`` for a kind that has none yet."""
    if name == "isin":
        return ", ".join(f"`{word}`" for word in given["allowed_values"])
    if name == "in_range":
        return f"{given['min_value']}–{given['max_value']}"
    if name == "str_matches":
        pattern = given["pattern"]
        return "slug" if pattern == f"^{SLUG}$" else f"`{pattern}`".replace("|", r"\|")
    bounds = {"greater_than_or_equal_to": "≥", "less_than_or_equal_to": "≤",
              "greater_than": ">", "less_than": "<"}  # fmt: skip
    if name in bounds:
        return f"{bounds[name]} {next(iter(given.values()))}"
    raise ValueError(f"docs/tables.py has no words for the check “{name}”")


def table(room: str, name: str, schema: pa.DataFrameSchema) -> str:
    """Return one table as Markdown."""
    rows = [
        f"| `{column}` | {type_of(about)} | {'yes' if about.nullable else ''} | {allowed(about)} |"
        for column, about in schema.columns.items()
    ]
    key = ", ".join(f"`{column}`" for column in schema.unique or ())
    lines = [
        f"## {name}",
        "",
        f"`analysis.{room}.{name}`. {schema.description or ''}".rstrip(),
        *(["", f"Key: {key}."] if key else []),
        "",
        "| column | type | may be empty | allowed |",
        "|---|---|---|---|",
        *rows,
    ]
    return "\n".join(lines)


def page() -> str:
    """Return the whole page."""
    return "\n\n".join([HEAD.rstrip(), *(table(*each) for each in schemas())]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

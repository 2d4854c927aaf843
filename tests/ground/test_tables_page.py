"""``docs/tables.md`` says what the schemas say, and leaves none out."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pandera.pandas as pa
import pytest

ROOT = Path(__file__).parents[2]
MAKER = runpy.run_path(str(ROOT / "docs" / "tables.py"))


def test_the_page_of_tables_is_current() -> None:
    written = (ROOT / "docs" / "tables.md").read_text("utf-8")
    assert written == MAKER["page"](), "a schema has changed: make tables"


def test_every_schema_is_on_the_page_and_says_what_it_is() -> None:
    found = [(name, schema) for _, name, schema in MAKER["schemas"]()]
    declared = [
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in re.findall(
            r"^(\w+) = pa\.DataFrameSchema\(", path.read_text("utf-8"), re.MULTILINE
        )
    ]
    assert sorted(name for name, _ in found) == sorted(declared)
    assert [name for name, schema in found if not schema.description] == []


def test_a_table_tells_type_gaps_words_and_key() -> None:
    schema = pa.DataFrameSchema(
        {
            "unit_id": pa.Column(str, pa.Check.isin(("a", "b"))),
            "year": pa.Column("Int64", pa.Check.in_range(1980, 2060), nullable=True),
            "value": pa.Column(float, pa.Check.ge(0)),
        },
        unique=["unit_id", "year"],
        description="Figures.",
    )
    written: str = MAKER["table"]("cellar", "WINES", schema)
    assert "`analysis.cellar.WINES`. Figures.\n\nKey: `unit_id`, `year`." in written
    assert "| `unit_id` | text |  | `a`, `b` |" in written
    assert "| `year` | whole number | yes | 1980–2060 |" in written
    assert "| `value` | number |  | ≥ 0 |" in written


def test_a_check_without_words_is_refused() -> None:
    unknown: Any = MAKER["rule"]
    with pytest.raises(ValueError, match="no words"):
        unknown("unique_values_eq", {"values": [1]})

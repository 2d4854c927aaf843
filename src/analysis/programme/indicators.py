"""The indicators that the programme names, and the proxies that stand near them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from analysis.language import BadInput, Fault, Lang
from analysis.programme.columns import number_column, slug_column, text_column
from analysis.programme.measures import NATURES, UNITS_OF_MEASURE, WEIGHT_FITS, WEIGHTS
from analysis.tables import number_fault, parse_number, parse_records

INDICATORS_FILE = Path("parameters", "indicators.csv")
_NUMBERS = ("chi_tieu", "objective", "decimals", "lower", "upper")
_TYPES: dict[str, Any] = {
    "chi_tieu": "Int64",
    "objective": "Int64",
    "decimals": "Int64",
    "lower": float,
    "upper": float,
    "proxy_for": str,
    "weight": str,
    "weight_fit": str,
    "second_weight": str,
}
# The whole holds the part: a part above it contradicts it.
NESTED_RATES = (
    ("neonatal_mortality", "infant_mortality"),
    ("infant_mortality", "under5_mortality"),
    ("abused_children", "special_circumstances"),
    ("child_injury_death_rate", "child_injury_rate"),
)
INDICATORS = pa.DataFrameSchema(
    {
        "indicator_id": slug_column(),
        "chi_tieu": pa.Column("Int64", pa.Check.in_range(1, 24)),
        "objective": pa.Column("Int64", pa.Check.in_range(1, 4)),
        "unit": text_column(checks=pa.Check.isin(UNITS_OF_MEASURE)),
        "better": text_column(checks=pa.Check.isin(("up", "down"))),
        "nature": text_column(checks=pa.Check.isin(NATURES)),
        "lower": number_column(),
        "upper": number_column(nullable=True),
        "decimals": pa.Column("Int64", pa.Check.in_range(0, 3)),
        "proxy_for": text_column(nullable=True),
        "name_vi": text_column(),
        "name_en": text_column(),
        "short_vi": text_column(),
        "short_en": text_column(),
        "denominator_vi": text_column(nullable=True),
        "denominator_en": text_column(nullable=True),
        "weight": text_column(nullable=True, checks=pa.Check.isin(WEIGHTS)),
        "weight_fit": text_column(nullable=True, checks=pa.Check.isin(WEIGHT_FITS)),
        "second_weight": text_column(nullable=True, checks=pa.Check.isin(WEIGHTS)),
        "weight_note": text_column(),
    },
    strict=True,
    unique=["indicator_id"],
    name="indicators",
)


def load_indicators(root: Path) -> pd.DataFrame:
    """Return the indicator table, one row per ``indicator_id``, in the programme's order.

    ``lower`` and ``upper`` are the natural bounds in the indicator's unit (``upper`` is empty
    where there is none); ``short_vi`` and ``short_en`` name it in a narrow column, beside its
    number; ``proxy_for`` lists the indicators that a proxy stands near, separated
    by spaces. ``weight`` names the count (``data/weights.csv``) by which figures of former units
    are joined, ``weight_fit`` whether it is the denominator itself or the nearest count known,
    and ``second_weight`` what stands in where it is not known for every part; all empty for
    cases, which are added. Raises ``BadInput`` when the file is absent, lacks a column, or holds
    what the table does not allow, each with its row and column.
    """
    path = root / INDICATORS_FILE
    if not path.is_file():
        raise BadInput([Fault("faults.missing_file", file=str(INDICATORS_FILE))])
    return _validated(path.read_bytes()).copy()


@lru_cache(maxsize=4)
def _validated(content: bytes) -> pd.DataFrame:
    """Return the table that a file holds; the same file is asked for many times in one run."""
    rows, faults = parse_records(content, INDICATORS_FILE, list(INDICATORS.columns))
    faults += [
        number_fault(row.cells[column], INDICATORS_FILE, row.row, column)
        for row in rows
        for column in _NUMBERS
        if row.cells[column] and parse_number(row.cells[column]) is None
    ]
    if faults:
        raise BadInput(faults)
    try:
        return INDICATORS.validate(pd.read_csv(io.BytesIO(content), dtype=_TYPES), lazy=True)
    except SchemaErrors as error:
        raise BadInput(list(_disallowed(error.failure_cases))) from error


def _disallowed(cases: pd.DataFrame) -> Iterator[Fault]:
    """Yield the cells that the table does not allow, below the row of headings."""
    for place, column, found in cases[["index", "column", "failure_case"]].to_numpy():
        row = None if pd.isna(place) else int(place) + 2
        values = {"found": "" if pd.isna(found) else found}
        yield Fault("parameters.bad_indicator", str(INDICATORS_FILE), row, str(column), values)


def programme_indicators(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are indicators of the programme itself, not proxies."""
    return indicators[indicators["proxy_for"].isna()]


def indicator_name(indicators: pd.DataFrame, indicator_id: str, lang: Lang) -> str:
    """Return the indicator's full name in ``lang``. Raises ``KeyError`` for an unknown id."""
    return str(indicators.set_index("indicator_id").at[indicator_id, f"name_{lang}"])

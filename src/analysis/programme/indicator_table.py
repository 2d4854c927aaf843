"""The table of indicators: one row per indicator, valid under ``INDICATORS``."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from analysis.language import BadInput, Fault, Lang
from analysis.programme.columns import number_column, slug_column, text_column
from analysis.programme.indicators import INDICATORS_FILE, indicator_records
from analysis.programme.measures import DIRECTIONS, NATURES, UNITS_OF_MEASURE, WEIGHT_FITS, WEIGHTS
from analysis.programme.own_indicators import OwnIndicator, as_row

_TYPES: dict[str, Any] = {
    "chi_tieu": "Int64",
    "objective": "Int64",
    "decimals": "Int64",
    "lower": float,
    "upper": float,
    **dict.fromkeys(
        (
            "proxy_for",
            "part_of",
            "part_smaller",
            "same_children",
            "weight",
            "weight_fit",
            "second_weight",
        ),
        str,
    ),
}
INDICATORS = pa.DataFrameSchema(
    {
        "indicator_id": slug_column(),
        "chi_tieu": pa.Column("Int64", pa.Check.ge(1)),
        "objective": pa.Column("Int64", pa.Check.ge(1)),
        "unit": text_column(checks=pa.Check.isin(UNITS_OF_MEASURE)),
        "better": text_column(checks=pa.Check.isin(DIRECTIONS)),
        "nature": text_column(checks=pa.Check.isin(NATURES)),
        "lower": number_column(),
        "upper": number_column(nullable=True),
        "decimals": pa.Column("Int64", pa.Check.in_range(0, 3)),
        "proxy_for": text_column(nullable=True),
        "part_of": text_column(nullable=True),
        "part_smaller": text_column(nullable=True, checks=pa.Check.isin(("yes",))),
        "same_children": text_column(nullable=True),
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
    description="What is followed: one row per indicator, as in `parameters/indicators.csv`.",
)


def indicator_table(content: bytes, own: Sequence[OwnIndicator] = ()) -> pd.DataFrame:
    """Return the indicator table, one row per ``indicator_id``: the programme's, then ``own``.

    ``own`` are those that plans declare. ``lower`` and ``upper`` are the natural bounds in the
    indicator's unit (``upper`` is empty where there is none); ``short_vi`` and ``short_en`` name
    it in a narrow column, beside its number; ``proxy_for`` lists the indicators that a proxy
    stands near, separated by spaces; ``part_of``, ``part_smaller`` and ``same_children`` are those
    of ``Indicator``. ``weight`` names the count (``data/weights.csv``) by which figures of former
    units are joined, ``weight_fit`` whether it is the denominator itself or the nearest count
    known, and ``second_weight`` what stands in where it is not known for every part; all empty for
    cases, which are added. Raises ``BadInput`` when ``parameters/indicators.csv`` lacks a column,
    or holds what the table does not allow, each with its row and column.
    """
    indicator_records(content)
    table = pd.read_csv(io.BytesIO(content), dtype=_TYPES)
    if own:
        rows = pd.DataFrame([as_row(each) for each in own], columns=list(table.columns))
        table = pd.concat([table, rows.astype(table.dtypes)], ignore_index=True)
    try:
        return INDICATORS.validate(table, lazy=True)
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


def nested_rates(indicators: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs of a part and its whole: a part above its whole contradicts it."""
    nested = indicators[indicators["part_of"].notna()]
    return list(zip(nested["indicator_id"], nested["part_of"], strict=True))


def same_children(indicators: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs of which the first counts the children among whom the second is measured."""
    shared = indicators[indicators["same_children"].notna()]
    return list(zip(shared["same_children"], shared["indicator_id"], strict=True))


def indicator_name(indicators: pd.DataFrame, indicator_id: str, lang: Lang) -> str:
    """Return the indicator's full name in ``lang``. Raises ``KeyError`` for an unknown id."""
    return str(indicators.set_index("indicator_id").at[indicator_id, f"name_{lang}"])

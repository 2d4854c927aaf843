"""The indicators that the programme names, and the proxies that stand near them."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.catalogue import Lang
from analysis.faults import BadInput, Fault
from analysis.schemas import INDICATORS

INDICATORS_FILE = Path("parameters", "indicators.csv")
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


def load_indicators(root: Path) -> pd.DataFrame:
    """Return the indicator table, one row per ``indicator_id``, in the programme's order.

    ``lower`` and ``upper`` are the natural bounds in the indicator's unit (``upper`` is empty
    where there is none); ``short_vi`` and ``short_en`` name it in a narrow column, beside its
    number; ``proxy_for`` lists the indicators that a proxy stands near, separated
    by spaces. ``weight`` names the count (``data/weights.csv``) by which figures of former units
    are joined, ``weight_fit`` whether it is the denominator itself or the nearest count known,
    and ``second_weight`` what stands in where it is not known for every part; all empty for
    cases, which are added. Raises ``BadInput`` when the file is absent.
    """
    path = root / INDICATORS_FILE
    if not path.is_file():
        raise BadInput([Fault("faults.missing_file", file=str(INDICATORS_FILE))])
    return _validated(path.read_bytes()).copy()


@lru_cache(maxsize=4)
def _validated(content: bytes) -> pd.DataFrame:
    """Return the table that a file holds; the same file is asked for many times in one run."""
    return INDICATORS.validate(pd.read_csv(io.BytesIO(content), dtype=_TYPES))


def programme_indicators(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are indicators of the programme itself, not proxies."""
    return indicators[indicators["proxy_for"].isna()]


def indicator_name(indicators: pd.DataFrame, indicator_id: str, lang: Lang) -> str:
    """Return the indicator's full name in ``lang``. Raises ``KeyError`` for an unknown id."""
    return str(indicators.set_index("indicator_id").at[indicator_id, f"name_{lang}"])

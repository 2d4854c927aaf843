"""How the columns of the typed tables are declared."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from analysis.language import SLUG


def text_column(*, nullable: bool = False, **checks: Any) -> pa.Column:
    """A column of words."""
    return pa.Column(str, nullable=nullable, **checks)


def slug_column(*, nullable: bool = False) -> pa.Column:
    """A column of ids: small letters and digits, joined by hyphens or low lines."""
    return pa.Column(str, pa.Check.str_matches(f"^{SLUG}$"), nullable=nullable)


def year_column(*, nullable: bool = False) -> pa.Column:
    """A column of calendar years."""
    return pa.Column("Int64", pa.Check.in_range(1980, 2060), nullable=nullable)


def number_column(*, nullable: bool = False) -> pa.Column:
    """A column of numbers."""
    return pa.Column(float, nullable=nullable)

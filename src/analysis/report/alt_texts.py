"""The text alternatives of charts and tiles, written from the data that they show."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.language import Lang, text
from analysis.programme import is_bound, wording as words
from analysis.tables import records


def alt_text(
    points: pd.DataFrame, rows: list[dict[str, Any]], about: dict[str, Any], lang: Lang
) -> str:
    """Return what a chart shows, from the data: its figures, bounds, targets and projection.

    ``points`` are those of one territory, ``rows`` the indicator's results, none for a proxy.
    """
    decimals, unit = int(about["decimals"]), str(about["unit"])
    first, last = points.iloc[0], points.iloc[-1]
    goals = [(row["comparator"], row["goal"]) for row in rows]
    values = {
        "name": about[f"name_{lang}"],
        "count": len(points),
        "first": words.observed(first, unit, lang, decimals, goals),
        "first_year": first["year"],
        "last": words.observed(last, unit, lang, decimals, goals),
        "last_year": last["year"],
    }
    targets = "; ".join(f"{row['target_year']}: {words.target_sign(row, lang)}" for row in rows)
    said = text("exhibits.alt_points", lang, **values)
    bounds = [
        text("wording.bound", lang, year=point["year"],
             value=words.observed(point, unit, lang, decimals, goals))
        for point in records(points[is_bound(points["qualifier"])])
    ]  # fmt: skip
    if bounds:
        said += " " + text("exhibits.alt_bounds", lang, bounds="; ".join(bounds))
    shown = [row for row in rows if pd.notna(row["projected_p50"])]
    if targets:
        said += " " + text("exhibits.alt_targets", lang, targets=targets)
    if shown:
        row = shown[-1]
        said += " " + text(
            "exhibits.alt_outlook",
            lang,
            year=row["target_year"],
            middle=words.quantity(row["projected_p50"], unit, lang, decimals),
            interval=words.interval(row, lang, decimals),
        )
    return said

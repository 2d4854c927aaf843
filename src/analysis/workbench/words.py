"""Tables in words: headings and codes as a reader of one language knows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import TypeVar

import pandas as pd

from analysis.language import Lang, text
from analysis.programme import wording

_Read = TypeVar("_Read")


def _said(key: str) -> Callable[[object, Lang], str]:
    return lambda code, lang: text(f"{key}{code}", lang)


# How the codes of a column are said.
_CODES: Mapping[str, Callable[[object, Lang], str]] = {
    "status": lambda code, lang: _status(str(code), lang),
    "status_before": lambda code, lang: wording.status_word(str(code), lang),
    "level": _said("workbench.level_"),
    "territory": lambda code, lang: text(
        f"workbench.territory_{str(code).replace('-', '_')}", lang
    ),
    "plan": _said("workbench.plan_"),
    "shown_as": _said("workbench.shown_as_"),
    "managed": _said("workbench.managed_"),
    "stage": _said("workbench.stage_"),
    "standing": _said("workbench.standing_"),
    "weight": _said("series.weight_"),
    "in_use": lambda code, lang: text(f"workbench.{'yes' if code else 'no'}", lang),
    "better": _said("workbench.better_"),
    "kind": _said("workbench.kind_"),
    "nature": _said("results.nature_"),
    "qualifier": _said("results.qualifier_"),
    "latest_qualifier": _said("results.qualifier_"),
    "indicator_unit": _said("results.unit_"),
    "method": _said("readings.method_"),
    "verdict": _said("readings.verdict_"),
    "caution": _said("readings.reason_"),
    "comparable": lambda code, lang: text(f"workbench.{'yes' if code else 'no'}", lang),
}


class Several(tuple[_Read, ...]):
    """Several things to read, one below the other."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return them as lines of text."""
        return "\n".join(map(str, self))

    def _repr_html_(self) -> str:
        return "".join(f"<p>{escape(str(each))}</p>" for each in self)


def worded(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Return a table with words for codes, under headings in ``lang``; numbers stay numbers.

    Columns in which nothing stands are left out, but not of an empty table.
    """
    shown = table.dropna(axis="columns", how="all") if len(table) else table
    shown = shown.copy()
    for name in (name for name in _CODES if name in shown):
        said = [None if pd.isna(code) else _CODES[name](code, lang) for code in shown[name]]
        shown[name] = pd.Series(said, index=shown.index, dtype=object)
    return shown.rename(columns={name: heading(str(name), lang) for name in shown.columns})


def heading(name: str, lang: Lang) -> str:
    """Return the heading of a column."""
    return text(f"workbench.column_{name}", lang)


def _status(code: str, lang: Lang) -> str:
    """Return the word for how a target stands, or how a figure stands with its publisher."""
    stated = f"figure_{code}"
    return (
        text(f"workbench.{stated}", lang)
        if code in _OF_FIGURES
        else wording.status_word(code, lang)
    )


_OF_FIGURES = ("official", "preliminary", "census", "as_published", "suspect", "simulated",
               "withdrawn")  # fmt: skip

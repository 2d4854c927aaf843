"""Tables in words: headings and codes as a reader of one language knows them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from html import escape
from typing import Any, TypeVar

import pandas as pd

from analysis.assessment import CAUSES
from analysis.language import Lang, day, number, text
from analysis.programme import Unit, wording

_Read = TypeVar("_Read")
# What each cause of change did to a probability.
CAUSE_COLUMNS = tuple(f"by_{cause}" for cause in CAUSES)


def _said(key: str) -> Callable[[object, Lang], str]:
    return lambda code, lang: text(f"{key}{code}", lang)


# How the codes of a column are said.
_CODES: Mapping[str, Callable[[object, Lang], str]] = {
    "status": lambda code, lang: _status(str(code), lang),
    "status_before": lambda code, lang: wording.status_word(str(code), lang),
    "level": lambda code, lang: text(f"workbench.level_{code}", lang),
    "territory": lambda code, lang: text(
        f"workbench.territory_{str(code).replace('-', '_')}", lang
    ),
    "plan": lambda code, lang: text(f"workbench.plan_{code}", lang),
    "shown_as": lambda code, lang: text(f"workbench.shown_as_{code}", lang),
    "managed": lambda code, lang: text(f"workbench.managed_{code}", lang),
    "stage": lambda code, lang: text(f"workbench.stage_{code}", lang),
    "standing": lambda code, lang: text(f"workbench.standing_{code}", lang),
    "weight": _said("series.weight_"),
    "in_use": lambda code, lang: text(f"workbench.so_{'yes' if code else 'no'}", lang),
    "better": lambda code, lang: text(f"workbench.better_{code}", lang),
    "kind": lambda code, lang: text(f"workbench.kind_{code}", lang),
    "nature": _said("results.nature_"),
    "qualifier": _said("results.qualifier_"),
    "latest_qualifier": _said("results.qualifier_"),
    "indicator_unit": _said("results.unit_"),
    "method": _said("readings.method_"),
    "verdict": _said("readings.verdict_"),
    "caution": _said("readings.reason_"),
    "comparable": lambda code, lang: text(f"workbench.so_{'yes' if code else 'no'}", lang),
}


class Several(tuple[_Read, ...]):
    """Several things to read, one below the other."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return them as lines of text."""
        return "\n".join(map(str, self))

    def _repr_html_(self) -> str:
        return "".join(f"<p>{escape(str(each))}</p>" for each in self)


# Columns that name units: one, or several in a row.
_OF_UNITS = ("plan_of", "parts")
# A year stays a whole number where some are missing.
_YEARS = ("year", "year_before", "likely_from")


def worded(
    table: pd.DataFrame, lang: Lang, units: Mapping[str, Unit] | None = None
) -> pd.DataFrame:
    """Return a table with words for codes, under headings in ``lang``; numbers stay numbers.

    ``units`` are those that columns name beside the id of their own row. Columns in which nothing
    stands are left out, but not of an empty table.
    """
    shown = table.dropna(axis="columns", how="all") if len(table) else table
    shown = shown.copy()
    for name in (name for name in _CODES if name in shown):
        said = [None if pd.isna(code) else _CODES[name](code, lang) for code in shown[name]]
        shown[name] = pd.Series(said, index=shown.index, dtype=object)
    for name in (name for name in _OF_UNITS if units and name in shown):
        said = [_places(cell, units or {}, lang) for cell in shown[name]]
        shown[name] = pd.Series(said, index=shown.index, dtype=object)
    years = [name for name in shown if str(name).endswith(_YEARS) and shown[name].dtype == float]
    shown = shown.astype(dict.fromkeys(years, "Int64"))
    return shown.rename(columns={name: heading(str(name), lang) for name in shown.columns})


# Probabilities are read no more exactly than they are known; what is projected no more exactly than
# the indicator is told; a statement's moment no more exactly than its minute.
_PROBABILITIES = ("attainment_probability", "probability_before", "probability_now")
_PROJECTED = ("projected_p10", "projected_p50", "projected_p90", "p025", "p10", "p25", "p50", "p75",
              "p90", "p975")  # fmt: skip
# What is stated in the unit of the indicator, or follows from such figures.
_STATED = ("value", "goal", "latest_value", "gap", "missed_value", "change", "usual", "from_value",
           "until_value", "joined_value", "difference", "pulls", "rival_value")  # fmt: skip


def readable(table: pd.DataFrame, lang: Lang, decimals: int | None = None) -> pd.DataFrame:
    """Return a worded table for a reader: numbers as the language writes them, a dash for none.

    ``decimals`` are those of the one indicator that it is about: all of them are written, and more
    only where a figure was stated with more.
    """
    ways: dict[str, Callable[[Any], object]] = {
        heading("received", lang): partial(_moment, lang=lang),
        **{heading(name, lang): partial(_probability, lang=lang) for name in _PROBABILITIES},
    }
    if decimals is not None:
        exact = partial(number, lang=lang, decimals=decimals, fixed=True)
        least = partial(_at_least, lang=lang, decimals=decimals)
        ways |= {heading(name, lang): exact for name in _PROJECTED}
        ways |= {heading(name, lang): least for name in _STATED}
    plain = partial(_written, lang=lang)

    def told(column: pd.Series) -> pd.Series:
        way = ways.get(str(column.name), plain)
        return column.map(lambda cell: "–" if _is_nothing(cell) else way(cell))

    return table.astype(object).apply(told)


def _written(cell: object, lang: Lang) -> object:
    return number(cell, lang, 2) if isinstance(cell, float) else cell


def _at_least(value: float, lang: Lang, decimals: int) -> str:
    """Return a figure with its indicator's decimals, or with two where it was stated so."""
    shown = number(value, lang, decimals, fixed=True)
    return max(shown, number(value, lang, 2), key=len) if decimals < 2 else shown


def _probability(share: object, lang: Lang) -> object:
    # Of no more than a certain outcome there is no step to tell; said already, it stays as said.
    return wording.probability(share, lang) if isinstance(share, float) else share


def _moment(received: object, lang: Lang) -> str:
    moment = datetime.fromisoformat(str(received))
    return f"{day(moment.date(), lang)} {moment:%H:%M}"


def _is_nothing(cell: object) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell))


def heading(name: str, lang: Lang) -> str:
    """Return the heading of a column."""
    cause = name.removeprefix("by_")
    if cause != name:
        return text(f"workbench.column_by_{cause}", lang)
    return text(f"workbench.column_{name}", lang)


def _places(cell: object, units: Mapping[str, Unit], lang: Lang) -> str | None:
    if _is_nothing(cell):
        return None
    return ", ".join(units[name].name(lang) for name in str(cell).split())


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

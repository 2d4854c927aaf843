"""Data quality issues as sentences, made from their numbers alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.language import Lang, numerals, text
from analysis.ledger import source_slugs
from analysis.programme import wording
from analysis.tables import records

# What the sentence shows of these facts is a value in the indicator's unit, or a plain number.
_COUNTS = ("count", "other_count", "peers", "figures", "known", "total")


@dataclass(frozen=True)
class Speaker:
    """What sentences are made with: the names of indicators, of sources and of agencies.

    ``indicators`` and ``sources`` are the tables, ``agency`` gives an agency's name in ``lang``.
    """

    indicators: pd.DataFrame
    sources: pd.DataFrame
    lang: Lang
    agency: Callable[[str], str] = str

    def indicator(self, indicator_id: str) -> str:
        """Return an indicator's name."""
        return str(self._about(indicator_id)[f"name_{self.lang}"])

    def item(self, issue: Mapping[str, Any]) -> str:
        """Return what sets an issue apart from others of its kind, for a list of them."""
        values = self._figure(issue) | self._facts(issue, issue["facts"])
        return text(f"data_quality.item_{issue['kind']}", self.lang, **values)

    def sentence(self, issue: Mapping[str, Any]) -> str:
        """Return one row of ``list_quality_issues`` as a sentence."""
        facts, kind = issue["facts"], issue["kind"]
        values = self._figure(issue) | self._facts(issue, facts)
        if kind == "coverage":
            values |= self._coverage(facts)
        elif kind == "owed":
            values |= self._owed(facts)
        return text(f"data_quality.issue_{kind}", self.lang, **values)

    @cached_property
    def _abouts(self) -> dict[str, dict[str, Any]]:
        return {row["indicator_id"]: row for row in records(self.indicators)}

    @cached_property
    def _by_slug(self) -> pd.DataFrame:
        return self.sources.set_index("source")

    def _about(self, indicator_id: str) -> dict[str, Any]:
        return self._abouts[indicator_id]

    def _quantity(self, indicator_id: str, value: float) -> str:
        about = self._about(indicator_id)
        return wording.quantity(value, str(about["unit"]), self.lang, int(about["decimals"]))

    def _figure(self, issue: Mapping[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {"year": issue["year"]}
        if pd.notna(issue["value"]):
            values["value"] = self._quantity(issue["indicator_id"], issue["value"])
        if pd.notna(issue["other_value"]):
            whose = issue["other_id"] or issue["indicator_id"]
            values["other_value"] = self._quantity(whose, issue["other_value"])
        if issue["other_id"]:
            values["other"] = self.indicator(issue["other_id"])
        if isinstance(issue["source"], str):
            first, *_, last = self._publishers(issue["source"]) * 2
            values |= {"first_source": first, "second_source": last}
        return values

    def _publishers(self, joined: str) -> list[str]:
        slugs = source_slugs(joined)
        about = self._by_slug
        named = [str(about.at[slug, f"publisher_{self.lang}"]) for slug in slugs]
        if len(set(named)) < len(named):
            return [str(about.at[slug, f"title_{self.lang}"]) for slug in slugs]
        return named

    def _facts(self, issue: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        values = dict(facts)
        values |= {
            name: numerals.number(facts[name], self.lang, 0)
            for name in _COUNTS
            if isinstance(facts.get(name), int | float)
        }
        for name in ("score", "limit", "step"):
            if name in facts:
                values[name] = numerals.number(facts[name], self.lang, 1)
        for name in ("day", "received"):
            if name in facts:
                values[name] = numerals.day(date.fromisoformat(facts[name]), self.lang)
        if "share" in facts:
            values["share"] = numerals.number(100 * facts["share"], self.lang, 0)
        if "years" in facts:
            values["years"] = spans(facts["years"])
        if "qualifier" in facts:
            values["value"] = self._qualified(issue, facts["qualifier"])
        return values

    def _qualified(self, issue: Mapping[str, Any], qualifier: str) -> str:
        value = self._quantity(issue["indicator_id"], issue["value"])
        return text(f"wording.{qualifier}", self.lang, value=value)

    def _coverage(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        counted = [
            text("data_quality.covered", self.lang, indicator=self.indicator(name), **known)
            for name, known in facts["indicators"].items()
        ]
        return {"indicators": "; ".join(counted) or text("data_quality.none", self.lang)}

    def _owed(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        agency = facts["agency"]
        named = self.agency(agency) if agency else text("data_quality.no_agency", self.lang)
        due = [date.fromisoformat(day) if day else None for day in facts["due"]]
        return {"years": owed_years(facts["years"], due, self.lang), "agency": named}


def owed_years(years: Sequence[int], due: Iterable[date | None], lang: Lang) -> str:
    """Return the years owed, each with the day its figures are due where one is printed."""
    return ", ".join(
        text("data_quality.owed_year", lang, year=year, day=numerals.day(day, lang))
        if day
        else str(year)
        for year, day in zip(years, due, strict=True)
    )


def spans(years: Iterable[int]) -> str:
    """Return years with runs joined: ``2013, 2015–2017``."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)

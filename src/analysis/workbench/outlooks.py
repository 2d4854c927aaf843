"""How likely each target of an indicator is to be met, to be read in a notebook or a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from analysis.language import Lang, text
from analysis.programme import graded_probability, target_sign, wording
from analysis.tables import records
from analysis.workbench.chain import Chain
from analysis.workbench.words import readable

_COLUMNS = ["plan_of", "target_year", "target", "status", "probability", "projected", "likely_from"]


@dataclass(frozen=True, eq=False)
class OutlookView:
    """The outlook of one indicator: a sentence on where it stands, and a row for each target."""

    chain: Chain
    indicator_id: str

    @property
    def title(self) -> str:
        """The indicator and the unit, and what the figures are where they are not real ones."""
        setting = self.chain.setting
        indicator = self.chain.indicators.at[self.indicator_id, f"name_{setting.lang}"]
        values = {"indicator": indicator, "unit": self.chain.about.name(setting.lang)}
        return text(f"workbench.title_{setting.data}", setting.lang, **values)

    @property
    def standing(self) -> str:
        """Where the indicator stands, in one sentence."""
        lang = self.chain.setting.lang
        series = self.chain.judge(self.indicator_id)[0].series
        series = series[series["comparable"]].sort_values("year")
        if series.empty:
            return text("workbench.no_figures", lang)
        about, newest = records(self.chain.indicators.loc[[self.indicator_id]])[0], series.iloc[-1]
        shown = wording.observed(newest, str(about["unit"]), lang, int(about["decimals"]))
        values = {"value": shown, "year": int(newest["year"]), "count": len(series)}
        return text("workbench.standing", lang, **values)

    @property
    def table(self) -> pd.DataFrame:
        """A row for each target: status, probability with its grade, 80 % interval."""
        return self.chain.worded(self.coded)

    @property
    def coded(self) -> pd.DataFrame:
        """The rows of ``table`` with codes, under the names of columns."""
        lang = self.chain.setting.lang
        found = [
            {"plan_of": judged.part_id, **_row(row, lang)}
            for judged in self.chain.judge(self.indicator_id)
            for row in records(judged.results)
        ]
        return pd.DataFrame(found, columns=_COLUMNS)

    @property
    def remark(self) -> str:
        """What is to be said where there is no target; empty otherwise."""
        key = "no_target" if self.chain.planned else "no_plan"
        return "" if len(self.coded) else text(f"workbench.{key}", self.chain.setting.lang)

    def __str__(self) -> str:
        """Return the outlook as lines of text."""
        table = self.table
        rows = (
            readable(table, self.chain.setting.lang).to_string(index=False)
            if len(table)
            else self.remark
        )
        return f"{self.title}\n{self.standing}\n{rows}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        shown = readable(self.table, self.chain.setting.lang)
        table = shown.to_html(index=False, border=0) if len(shown) else ""
        remark = f"<p>{escape(self.remark)}</p>" if self.remark else ""
        return f"<h4>{escape(self.title)}</h4><p>{escape(self.standing)}</p>{table}{remark}"


def _row(row: dict[str, Any], lang: Lang) -> dict[str, Any]:
    likely = row["first_likely_year"]
    return {
        "target_year": row["target_year"],
        "target": target_sign(row, lang),
        "status": row["status"],
        "probability": graded_probability(row, lang),
        "projected": wording.interval(row, lang, int(row["decimals"])),
        "likely_from": None if pd.isna(likely) else int(likely),
    }

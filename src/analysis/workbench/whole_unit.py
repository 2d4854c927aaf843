"""One unit: its indicators to choose from, and its tables over all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.assessment import Assessment
from analysis.language import Lang, text
from analysis.programme import target_sign
from analysis.tables import records
from analysis.workbench.chain import Chain
from analysis.workbench.finding import find_id, id_named
from analysis.workbench.indicator import Indicator
from analysis.workbench.scenarios import WhatIf, kept_scenarios
from analysis.workbench.words import readable

_RESULTS = ["plan_of", "chi_tieu", "indicator_name", "target_year", "target", "latest_year",
            "latest_value", "observed_annual_change", "required_annual_change", "projected_p50",
            "attainment_probability", "evidence_grade", "status", "children_short",
            "indicator_id"]  # fmt: skip


class Unit:
    """A unit of the programme, as a workbench gives it."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain

    @property
    def unit_id(self) -> str:
        """The unit's id."""
        return self.chain.unit_id

    @property
    def lang(self) -> Lang:
        """The language in which it speaks."""
        return self.chain.setting.lang

    @property
    def name(self) -> str:
        """The unit's name."""
        return self.chain.about.name(self.lang)

    @property
    def assessment(self) -> Assessment:
        """The whole assessment, as the report has it. Raises ``BadInput`` without a plan."""
        return self.chain.assessment

    def indicator(self, indicator_id: str) -> Indicator:
        """Return an indicator by its id or name; ``BadInput`` that names the nearest otherwise.

        >>> from analysis import workbench as wb
        >>> wb.unit("viet-nam").indicator("infant_mortality").name
        'Tỷ suất tử vong trẻ em dưới 1 tuổi'
        """
        rows = self.chain.indicators[[f"name_{self.lang}", f"short_{self.lang}"]]
        known = {str(name): (str(full), str(short)) for name, full, short in rows.itertuples()}
        return Indicator(self.chain, find_id(indicator_id, known, "indicator"))

    @property
    def results(self) -> pd.DataFrame:
        """The verdict on each target of every indicator."""
        return self.chain.worded(self.result_table())

    def result_table(self) -> pd.DataFrame:
        """Return the verdicts with codes, under the names of columns."""
        if not self.chain.planned:
            return pd.DataFrame(columns=_RESULTS)
        tables = [found.results for found in self.chain.verdicts]
        table = pd.concat(tables, ignore_index=True)
        names = self.chain.indicators[f"name_{self.lang}"]
        return table.assign(
            indicator_name=table["indicator_id"].map(names),
            target=[target_sign(row, self.lang) for row in records(table)],
        )[_RESULTS]

    def indicators(self) -> pd.DataFrame:
        """Return the indicators of which the unit has figures, with how many and up to when."""
        return self.chain.worded(self.indicator_table())

    def indicator_table(self) -> pd.DataFrame:
        """Return what ``indicators`` does with codes, under the names of columns."""
        stated = pd.concat(self.chain.observations.values(), ignore_index=True)
        boundaries = self.chain.setting.programme.boundaries
        parts = boundaries.loc[boundaries["unit_id"] == self.unit_id, "part_id"]
        own = stated[stated["unit_id"].isin([self.unit_id, *parts])]
        found = own.groupby("indicator_id")["year"].agg(figures="nunique", latest_year="max")
        about = self.chain.indicators
        table = about[about.index.isin(found.index)][["chi_tieu", "indicator_id"]]
        table = table.reset_index(drop=True).join(found, on="indicator_id")
        table.insert(2, "name", table["indicator_id"].map(about[f"name_{self.lang}"]))
        return table

    def scenarios(self) -> tuple[WhatIf, ...]:
        """Return the unit's saved scenarios."""
        return kept_scenarios(self.chain)

    def __getitem__(self, indicator_id: str) -> Indicator:
        """Return an indicator by its id, as ``indicator`` does."""
        return self.indicator(indicator_id)

    def __iter__(self) -> Iterator[str]:
        """Go through the ids of all indicators."""
        return iter(map(str, self.chain.indicators.index))

    def __getattr__(self, name: str) -> Indicator:
        """Return an indicator by its id, so that a notebook completes it behind a dot."""
        if name.startswith("_") or name == "chain":
            raise AttributeError(name)
        return self.indicator(id_named(name, self))

    def __dir__(self) -> list[str]:
        """Name what a notebook completes: the own names, and all indicators."""
        return [*super().__dir__(), *self]

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def __repr__(self) -> str:
        """Return one line: which unit, how many indicators it has figures of."""
        values: dict[str, Any] = {"unit": self.name, "edition": self.chain.edition}
        return text("workbench.unit_line", self.lang, **values, count=len(self.indicator_table()))

    def _repr_html_(self) -> str:
        from html import escape

        table = readable(self.indicators(), self.lang).to_html(index=False, border=0)
        return f"<p>{escape(repr(self))}</p>{table}"

"""What would follow if something were otherwise, beside how things are: to be read or kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.assessment import (
    NeededPace,
    Played,
    Scenario,
    make_scenario,
    needed_pace,
    parse_scenarios,
    play,
    read_scenarios,
    save_scenario,
)
from analysis.language import Lang, number, text
from analysis.programme import SCALES, target_sign, wording
from analysis.report import scenarios as shown
from analysis.tables import records
from analysis.workbench.chain import Chain, Judged
from analysis.workbench.frames import wide_outlook
from analysis.workbench.words import Several, readable

_COLUMNS = ["plan_of", "target_before", "target_year", "target", "probability_before",
            "attainment_probability", "status_before", "status", "evidence_grade", "projected_p10",
            "projected_p50", "projected_p90", "middle_year_before", "middle_year",
            "first_likely_year", "children_short", "children_helped"]  # fmt: skip


_SHOCK = ("year", "points", "left")


@dataclass(frozen=True, eq=False)
class WhatIf:
    """A scenario of one indicator, and what follows from it under each plan."""

    chain: Chain
    scenario: Scenario

    @cached_property
    def played(self) -> tuple[tuple[Judged, Played], ...]:
        """What follows, beside what is. Raises ``BadInput`` where it cannot be supposed."""
        found = self.chain.judge(self.scenario.indicator_id)
        return tuple((each, play(each.case, self.scenario)) for each in found)

    @property
    def results(self) -> pd.DataFrame:
        """A row for each target: before and with the scenario."""
        return self.chain.worded(self.coded)

    @property
    def coded(self) -> pd.DataFrame:
        """The rows of ``results`` with codes, under the names of columns.

        ``children_helped`` are the persons for whom the middle of the target year is better than
        it would be, ``children_short`` those whom it leaves short of the goal.
        """
        lang = self.chain.setting.lang
        rows = [
            {"plan_of": judged.part_id, **row}
            for judged, played in self.played
            for row in _beside(judged.as_it_is, played, lang)
        ]
        return pd.DataFrame(rows, columns=_COLUMNS)

    @property
    def projection(self) -> pd.DataFrame:
        """What may come, year by year."""
        return self.chain.worded(self.projection_table)

    @property
    def projection_table(self) -> pd.DataFrame:
        """The rows of ``projection`` under the names of columns."""
        return wide_outlook(self.played[0][1].outlook)

    @property
    def supposed(self) -> str:
        """What is supposed, in words."""
        lang, case = self.chain.setting.lang, self.played[0][0].case
        said = shown.suppositions(self.scenario, case, lang)
        return text("workbench.supposed", lang, what=said or "–")

    def save(self, name: str) -> Path:
        """Keep the scenario under a name, for the report too; return its file below the project.

        Raises ``BadInput`` for a name that no file can have, and for a scenario without content.
        """
        named = self.scenario.model_copy(update={"name": name})
        return save_scenario(self.chain.setting.root, named, self.chain.setting.programme)

    def __str__(self) -> str:
        """Return the scenario as lines of text."""
        table = self._shown.to_string(index=False)
        return f"{self._title}\n{self.supposed}\n{table}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        table = self._shown.to_html(index=False, border=0)
        return f"<h4>{escape(self._title)}</h4><p>{escape(self.supposed)}</p>{table}"

    @property
    def _shown(self) -> pd.DataFrame:
        """The results as they are read, probabilities no more exactly than they are known."""
        lang, table = self.chain.setting.lang, self.coded
        for name in ("attainment_probability", "probability_before"):
            table[name] = [wording.probability(value, lang) for value in table[name]]
        about = records(self.chain.indicators.loc[[self.scenario.indicator_id]])[0]
        return readable(self.chain.worded(table), lang, int(about["decimals"]))

    @property
    def _title(self) -> str:
        lang = self.chain.setting.lang
        indicator = self.chain.indicators.at[self.scenario.indicator_id, f"name_{lang}"]
        values = {"indicator": indicator, "unit": self.chain.about.name(lang)}
        return text("workbench.title_scenario", lang, name=self.scenario.name, **values)


@dataclass(frozen=True, eq=False)
class WhatItTakes:
    """The pace that a target needs to be as likely as asked, to be read."""

    chain: Chain
    indicator_id: str
    needed: NeededPace

    def __str__(self) -> str:
        """Return one sentence."""
        lang, found = self.chain.setting.lang, self.needed
        about = records(self.chain.indicators.loc[[self.indicator_id]])[0]
        asked = text("wording.unit_percent", lang, value=number(100 * found.probability, lang, 0))
        values: dict[str, Any] = {
            "year": found.target_year, "asked": asked, "from_year": found.from_year,
        }  # fmt: skip
        if found.hindrance is not None:
            return text(f"workbench.pace_{found.hindrance}", lang, **values)
        unit, decimals = str(about["unit"]), int(about["decimals"]) + 1
        values["pace"] = wording.change(found.points, unit, lang, decimals)
        values["today"] = wording.change(found.today, unit, lang, decimals)
        if pd.isna(found.times):
            return text("workbench.pace_other_way", lang, **values)
        return text("workbench.pace", lang, times=number(found.times, lang, 1), **values)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{escape(str(self))}</p>"


def suppose(
    chain: Chain,
    indicator_id: str,
    *,
    times: float | None = None,
    points: float | None = None,
    from_year: int | None = None,
    figure: tuple[int, float] | None = None,
    shock: tuple[int, float] | tuple[int, float, float] | None = None,
    target: float | None = None,
    target_year: int | None = None,
    name: str = "",
) -> WhatIf:
    """Return what follows for an indicator; what is not named stays as it is.

    Raises ``BadInput`` for what no scenario may say, as a file of it would.
    """
    case, setting = chain.judge(indicator_id)[0].case, chain.setting
    given = {
        "name": name or text("workbench.unnamed_scenario", setting.lang),
        "unit_id": chain.unit_id,
        "indicator_id": indicator_id,
        "data": setting.data,
        "from_year": from_year or case.first_open_year,
        "pace": _part(times=times, points=points),
        "figure": _part(year=figure[0], value=figure[1]) if figure else None,
        "shock": _part(**dict(zip(_SHOCK, shock, strict=False))) if shock else None,
        "target": _part(value=target, year=target_year),
    }
    return WhatIf(chain, make_scenario(given, setting.programme))


def _part(**said: float | None) -> dict[str, float] | None:
    """Return what is said of a part, with plain numbers: what is computed comes as numpy's."""
    numbers = {name: value for name, value in said.items() if value is not None}
    plain = {
        name: int(value) if name == "year" else float(value) for name, value in numbers.items()
    }
    return plain or None


def what_it_takes(
    chain: Chain,
    indicator_id: str,
    *,
    probability: float = 0.8,
    target_year: int | None = None,
    from_year: int | None = None,
) -> tuple[WhatItTakes, ...]:
    """Return the pace that each target needs, or that of one year, under each plan."""
    return Several(
        WhatItTakes(chain, indicator_id, needed_pace(judged.case, year, probability, from_year))
        for judged in chain.judge(indicator_id)
        for year in map(int, judged.case.judged["target_year"])
        if target_year in (None, year)
    )


def kept_scenarios(chain: Chain) -> tuple[WhatIf, ...]:
    """Return the unit's saved scenarios that were made with figures of the setting's kind.

    Raises ``BadInput`` with everything that is wrong in their files.
    """
    setting = chain.setting
    files = read_scenarios(setting.root, chain.unit_id)
    found = parse_scenarios(files, setting.programme, setting.data)
    return Several(WhatIf(chain, scenario) for scenario in found)


def _beside(before: Played, after: Played, lang: Lang) -> list[dict[str, Any]]:
    """Return the targets with the scenario, each with what was said of it without."""
    return [
        {
            **row,
            "target": target_sign(row, lang),
            "target_before": _other_target(old, row, lang),
            "probability_before": old["attainment_probability"],
            "status_before": old["status"],
            "middle_year_before": old["middle_year"],
            "children_helped": _helped(before, after, int(row["target_year"])),
        }
        for old, row in zip(records(before.results), records(after.results), strict=True)
    ]


def _other_target(old: dict[str, Any], row: dict[str, Any], lang: Lang) -> str | None:
    was, now = (shown.target_words(each, lang) for each in (old, row))
    return None if was == now else was


def _helped(before: Played, after: Played, year: int) -> float:
    """Return for how many persons the middle of a year is better than it would have been."""
    unit, persons = str(after.case.about["unit"].iloc[0]), after.case.persons
    moved = after.middle(year) - before.middle(year)
    if unit not in SCALES or pd.isna(persons) or pd.isna(moved):
        return float("nan")
    better = moved if after.case.upward else -moved
    return float(round(better * persons / SCALES[unit])) + 0.0

"""What if: sliders for what may be otherwise, and what follows, as soon as one is moved."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from analysis.assessment import Case
from analysis.language import BadInput, Lang, number, text
from analysis.programme import wording
from analysis.tables import records
from analysis.workbench.indicator import Indicator
from analysis.workbench.scenarios import WhatIf
from analysis.workbench.views import SCENARIO_COLUMNS

_ASKED = 0.8
_YEARS_BEYOND = 5
# How many steps a slider has at most, about.
_STEPS = 100
_WIDE = {"width": "auto"}


class Supposing:
    """The sliders of one indicator; ``show`` is told the rows that a scenario draws."""

    def __init__(self, indicator: Indicator, show: Callable[[pd.DataFrame], None]) -> None:
        self.indicator, self.lang, self._show = indicator, indicator.chain.setting.lang, show
        self.results = widgets.HTML(layout=_WIDE)
        case = _case(indicator)
        if case is None:
            told = text("explore.nothing_to_suppose", self.lang)
            self.page = widgets.VBox([widgets.HTML(f"<p>{escape(told)}</p>")])
            return
        self._make_sliders(case)
        self._make_saving()
        needed = "".join(f"<p>{escape(str(each))}</p>" for each in indicator.what_it_takes(_ASKED))
        self.needed = widgets.HTML(f'<div class="mangnon-said">{needed}</div>', layout=_WIDE)
        self.page = widgets.VBox(
            [*self.sliders.values(), self.results, self.needed, self.saving, self.saved],
            layout=_WIDE,
        )
        self._follow()

    def _make_sliders(self, case: Case) -> None:
        about, decimals = records(case.about)[0], int(case.about["decimals"].iloc[0])
        first, last = case.first_open_year, case.last_year
        outlook = records(self.indicator.table("projection"))
        coming = next((row for row in outlook if row["year"] == case.origin + 1), outlook[0])
        lowest, highest = _span(self.indicator, about)
        goal = float(self.indicator.table("results")["goal"].iloc[-1])
        said = partial(text, lang=self.lang)
        most, next_year = (highest - lowest) / 4, int(coming["year"])
        unit = str(about["unit"])
        value = partial(wording.quantity, unit=unit, lang=self.lang, decimals=decimals)
        move = partial(wording.change, unit=unit, lang=self.lang, decimals=decimals + 1)
        times = partial(number, lang=self.lang, decimals=1)
        self.sliders: dict[str, Any] = {
            "times": _slider(said("explore.times", year=first), (0.0, 4.0), 1.0, 1, times),
            "points": _slider(said("explore.points"), (-most, most), 0.0, decimals + 1, move),
            "figure": _slider(said("explore.figure", year=next_year), (lowest, highest),
                              float(coming["p50"]), decimals, value),
            "shock": _slider(said("explore.shock", year=first), (-most, most), 0.0, decimals, move),
            "target_year": _slider(said("explore.target_year"),
                                   (min(first, last), last + _YEARS_BEYOND), last, 0, str),
        }  # fmt: skip
        # A target that depends on other figures has no one level to move.
        if not pd.isna(goal):
            self.sliders["target"] = _slider(
                said("explore.target"), (min(lowest, goal), max(highest, goal)), goal, decimals,
                value,
            )  # fmt: skip
        self._years = {"figure": next_year, "shock": first}
        self._neutral = {name: slider.value for name, slider in self.sliders.items()}
        for name, slider in self.sliders.items():
            slider.observe(partial(self._move, name), "value")

    def _make_saving(self) -> None:
        whole = {"width": "auto"}
        self.name = widgets.Text(placeholder=text("explore.name", self.lang), layout=whole)
        self.keep = widgets.Button(
            description=text("explore.keep", self.lang), icon="save", layout=whole
        )
        self.back = widgets.Button(
            description=text("explore.back", self.lang), icon="undo", layout=whole
        )
        self.saved = widgets.HTML(layout=_WIDE)
        buttons = widgets.HBox([self.keep, self.back])
        self.saving = widgets.VBox([self.name, buttons], layout=_WIDE)
        self.keep.on_click(self._save)
        self.back.on_click(self._reset)

    def _move(self, name: str, change: dict[str, Any]) -> None:
        # A pace is told one way or the other.
        other = {"times": "points", "points": "times"}.get(name)
        if other and change["new"] != self._neutral[name]:
            self.sliders[other].value = self._neutral[other]
        self._follow()

    def supposed(self) -> WhatIf | None:
        """Return the scenario of the sliders; None where all of them stand as things are."""
        moved: dict[str, Any] = {
            name: (self._years[name], slider.value) if name in self._years else slider.value
            for name, slider in self.sliders.items()
            if slider.value != self._neutral[name]
        }
        return self.indicator.what_if(**moved) if moved else None

    def _follow(self) -> None:
        try:
            found = self.supposed()
            rows = _drawn(found, self.lang) if found else pd.DataFrame(columns=SCENARIO_COLUMNS)
            told = _told(found, self.lang) if found else text("explore.as_it_is", self.lang)
        except BadInput as error:
            self.results.value = f'<p role="alert"><b>{escape(error.message(self.lang))}</b></p>'
            return
        self.results.value = told
        self._show(rows)

    def _reset(self, _: widgets.Button) -> None:
        for name, slider in self.sliders.items():
            slider.value = self._neutral[name]

    def _save(self, _: widgets.Button) -> None:
        found = self.supposed()
        try:
            told = (text("explore.kept", self.lang, file=found.save(self.name.value).as_posix())
                    if found else text("explore.nothing_to_keep", self.lang))  # fmt: skip
        except BadInput as error:
            told = error.message(self.lang)
        self.saved.value = f'<p role="status">{escape(told)}</p>'


def _case(indicator: Indicator) -> Case | None:
    """Return what a scenario acts upon; None without figures enough, and without a target."""
    judged = indicator.chain.judge(indicator.indicator_id)[0]
    if judged.inputs is None or judged.series.empty or judged.projections.empty:
        return None
    case: Case = judged.case
    return case if len(case.judged) else None


def _span(indicator: Indicator, about: dict[str, Any]) -> tuple[float, float]:
    """Return the lowest and highest value that a slider can have: round what was and may come."""
    ahead = indicator.table("projection")
    seen = [float(value) for table, names in ((indicator.table("series"), ["value"]),
                                              (ahead, ["p025", "p975"]))
            for name in names for value in table[name].dropna()]  # fmt: skip
    lower, upper = (about[name] for name in ("lower", "upper"))
    low = min(seen) if pd.isna(lower) else max(float(lower), min(seen))
    high = max(seen) if pd.isna(upper) else min(float(upper), max(seen))
    digits = int(about["decimals"])
    return round(low, digits), max(round(high, digits), round(low, digits) + 10.0**-digits)


def _slider(
    words: str, span: tuple[float, float], neutral: float, decimals: int, shown: Callable[..., str]
) -> widgets.SelectionSlider:
    """Return a slider over round values whose readout is written as its language writes it.

    A slider of numbers would write them with a point.
    """
    low, high = span
    step = max(10.0**-decimals, _round_step((high - low) / _STEPS))
    first, last = math.ceil(low / step), math.floor(high / step)
    exact = round(neutral, decimals)
    values = sorted({exact, *(round(count * step, decimals) for count in range(first, last + 1))})
    if decimals == 0:
        values = [int(value) for value in values]
    return widgets.SelectionSlider(
        options=[(shown(each), each) for each in values],
        value=exact if decimals else int(exact),
        description=words,
        continuous_update=False,
        style={"description_width": "12em"},
        layout=_WIDE,
    )


def _round_step(least: float) -> float:
    """Return the nearest step of 1, 2 or 5 times a power of ten that is not smaller."""
    power: float = 10.0 ** math.floor(math.log10(least))
    return next(each * power for each in (1, 2, 5, 10) if each * power >= least * 0.999)


def _drawn(found: WhatIf, lang: Lang) -> pd.DataFrame:
    """Return what the chart shows of a scenario."""
    about = records(found.played[0][0].case.about)[0]
    table = found.projection_table.dropna(subset=["p50"])
    table = table[table["year"] <= found.coded["target_year"].max()]
    shown = partial(wording.quantity, unit=str(about["unit"]), lang=lang,
                    decimals=int(about["decimals"]))  # fmt: skip
    tips = [
        text("views.tip_scenario", lang, year=int(row["year"]), value=shown(row["p50"]),
             low=shown(row["p10"]), high=shown(row["p90"]))
        for row in records(table)
    ]  # fmt: skip
    drawn: pd.DataFrame = table[["year", "p10", "p50", "p90"]].astype(float).assign(tooltip=tips)
    return drawn


def _told(found: WhatIf, lang: Lang) -> str:
    """Return what follows from a scenario: each target's probability before and with it."""
    heads = [text(f"explore.head_{name}", lang)
             for name in ("target", "before", "with", "year", "children")]  # fmt: skip
    rows = [
        [f"{row['target']} ({int(row['target_year'])})",
         _probability(row["probability_before"], lang),
         f"<b>{_probability(row['attainment_probability'], lang)}</b>",
         _year(row["middle_year"]), _count(row["children_helped"], lang)]
        for row in records(found.coded)
    ]  # fmt: skip
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    head = "".join(f"<th>{escape(word)}</th>" for word in heads)
    table = f"<table class='mangnon-table what-if'><tr>{head}</tr>{lines}</table>"
    return f"<div class='mangnon-said'><p>{escape(found.supposed)}</p>{table}</div>"


def _probability(value: Any, lang: Lang) -> str:
    return "–" if pd.isna(value) else escape(wording.probability_sign(float(value), lang))


def _year(value: Any) -> str:
    return "–" if pd.isna(value) else str(int(value))


def _count(value: Any, lang: Lang) -> str:
    return "–" if pd.isna(value) else number(float(value), lang, 0)

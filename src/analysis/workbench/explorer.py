"""Explore: one indicator of one unit, chosen from lists, seen, tried out, taken along."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from analysis.language import BadInput, Lang, text
from analysis.ledger import DataKind, open_books
from analysis.workbench.bench import Workbench, in_force, open as open_bench
from analysis.workbench.indicator import Indicator
from analysis.workbench.outlooks import OutlookView
from analysis.workbench.running import Making, make_report, page_link
from analysis.workbench.supposing import Supposing
from analysis.workbench.views import SCENARIO
from analysis.workbench.widgets import (
    chart_widget,
    csv_link,
    id_of,
    picture_links,
    searchable,
    table_html,
    with_data,
)

_TABLES = ("results", "moves", "precedents", "series", "statements", "projection", "readings",
           "peers", "former")  # fmt: skip
# The borders in force on a day, from the newest; everything first.
_BORDERS = ("", "2026-01-01", "2025-01-01")
# Not 100 %: with their margins they would be wider than their place, and get a bar to scroll.
_WIDE = {"width": "auto"}
_COLUMNS = "minmax(0, 3fr) minmax(0, 2fr)"
_STYLE = """<style>
.mangnon-table {border-collapse: collapse; font-size: 13px}
.mangnon-table th, .mangnon-table td {padding: 2px 8px !important; text-align: left !important;
  vertical-align: top !important; border-bottom: 1px solid #d5dae0; line-height: 1.35;
  max-width: 32em !important; white-space: normal !important}
.mangnon-tables > .lm-TabBar .lm-TabBar-tab {flex: 0 1 auto !important; min-width: 0 !important;
  max-width: none !important}
.mangnon-explorer a {color: var(--jp-content-link-color, #00609f); text-decoration: underline}
.mangnon-said p {margin: 4px 0 !important; line-height: 1.35}
</style>"""


def explore(
    unit_id: str = "vinh-long",
    indicator_id: str = "infant_mortality",
    lang: Lang | None = None,
    data: DataKind = "real",
) -> Explorer:
    """Return the explorer of this project, to be shown in a notebook.

    >>> from analysis import workbench as wb
    >>> wb.explore("vinh-long", "infant_mortality", lang="en").indicator.name
    'Infant mortality rate'
    """
    return Explorer(open_bench(lang=lang, data=data), unit_id, indicator_id)


class Explorer:
    """The explorer: lists, chart, tables, and the report of the unit."""

    def __init__(self, bench: Workbench, unit_id: str, indicator_id: str) -> None:
        self.bench, self.lang = bench, bench.lang
        self.unit_id, self.indicator_id = unit_id, indicator_id
        self.said = widgets.HTML(layout=_WIDE)
        self.outlook = widgets.HTML(layout=_WIDE)
        self.chart = chart_widget()
        self.saved = widgets.HTML()
        self._units, self._indicators = self._unit_labels(""), self._indicator_labels()
        self._make_lists()
        self._make_tables()
        self._make_run()
        self.trial = widgets.VBox(layout=_WIDE)
        lists = widgets.GridBox([self.unit, self.borders, self.choice, self.data, self.until],
                                layout={"grid_template_columns": _COLUMNS, **_WIDE})  # fmt: skip
        save = widgets.HBox([self.take, self.saved])
        seen = widgets.VBox([self.chart, save, self.outlook], layout={"flex": "0 0 630px"})
        asked = widgets.HTML(f"<b>{escape(text('explore.what_if', self.lang))}</b>")
        beside = widgets.VBox([asked, self.trial], layout={"flex": "1 1 20em", "min_width": "0"})
        shown = widgets.HBox([seen, beside], layout=_WIDE)
        self.page = widgets.VBox([widgets.HTML(_STYLE), lists, self.said, shown, self.tables,
                                  self.run], layout=_WIDE)  # fmt: skip
        self.page.add_class("mangnon-explorer")
        self._show()

    def _repr_mimebundle_(self, **given: Any) -> Any:
        return self.page._repr_mimebundle_(**given)

    @property
    def indicator(self) -> Indicator:
        """What is shown, to go on with in another cell. Raises ``BadInput`` for unknown names."""
        return self.bench.unit(self.unit_id).indicator(self.indicator_id)

    def _make_lists(self) -> None:
        said = partial(text, lang=self.lang)
        self.unit = searchable(self._units, self.unit_id, said("explore.unit"))
        self.choice = searchable(self._indicators, self.indicator_id, said("explore.indicator"))
        self.borders = _dropdown(
            {said(f"explore.borders_{day[:4] or 'all'}"): day for day in _BORDERS}, "",
            said("explore.borders"),
        )  # fmt: skip
        self.until = searchable({}, "", said("explore.until"))
        self.until.placeholder = said("explore.until_all")
        kinds: tuple[DataKind, ...] = ("real", "illustrative")
        self.data = _dropdown({said(f"explore.data_{kind}"): kind for kind in kinds},
                              self.bench.setting.data, said("explore.data"))  # fmt: skip
        self.unit.observe(self._choose_unit, "value")
        self.choice.observe(self._choose_indicator, "value")
        self.borders.observe(self._choose_borders, "value")
        self.until.observe(self._choose_setting, "value")
        self.data.observe(self._choose_setting, "value")

    def _make_tables(self) -> None:
        self.tables = widgets.Tab([widgets.HTML() for _ in _TABLES], layout=_WIDE)
        self.tables.titles = [text(f"explore.table_{name}", self.lang) for name in _TABLES]
        self.tables.add_class("mangnon-tables")
        self.tables.observe(self._show_table, "selected_index")
        self.take = widgets.Button(description=text("explore.take", self.lang), icon="download")
        self.take.on_click(self._offer)

    def _make_run(self) -> None:
        self.make = widgets.Button(description=text("explore.make", self.lang), icon="play",
                                   layout={"width": "auto"})  # fmt: skip
        self.made = widgets.HTML()
        self.make.on_click(self._run)
        self.run = widgets.HBox([self.make, self.made], layout=_WIDE)

    def _unit_labels(self, day: str) -> dict[str, str]:
        """Return the units whose borders were in force on a day, those with figures first."""
        setting = self.bench.setting
        stated = set(open_books(setting.root, setting.data).store.unit_ids())
        units = [unit for unit in self.bench.programme.units.values()
                 if not day or in_force(unit.territory, day)]  # fmt: skip
        units.sort(key=lambda unit: unit.unit_id not in stated)
        return {
            unit.unit_id: text(f"explore.label_{'stated' if unit.unit_id in stated else 'unit'}",
                               self.lang, name=unit.name(self.lang), id=unit.unit_id)
            for unit in units
        }  # fmt: skip

    def _indicator_labels(self) -> dict[str, str]:
        try:
            about = self.bench.unit(self.unit_id).chain.indicators
        except BadInput:
            return {}
        names = about[f"name_{self.lang}"]
        return {str(name): f"{words} · {name}" for name, words in names.items()}

    def _choose_unit(self, change: dict[str, Any]) -> None:
        # Emptied to see the whole list: nothing is chosen yet.
        if change["new"]:
            self._choose(id_of(change["new"], self._units), self.indicator_id)
            self._indicators = self._indicator_labels()
            self.choice.options = list(self._indicators.values())

    def _choose_indicator(self, change: dict[str, Any]) -> None:
        if change["new"]:
            self._choose(self.unit_id, id_of(change["new"], self._indicators))

    def _choose_borders(self, change: dict[str, Any]) -> None:
        self._units = self._unit_labels(change["new"])
        self.unit.options = list(self._units.values())

    def _choose_setting(self, _: dict[str, Any]) -> None:
        before = self.bench
        try:
            self.bench = open_bench(before.setting.root, lang=self.lang, data=self.data.value,
                                    as_of=self.until.value or None)  # fmt: skip
            self._show()
        except BadInput as error:
            self.bench = before
            self._tell(error)

    def _choose(self, unit_id: str, indicator_id: str) -> None:
        """Show another indicator; where it cannot be shown, tell why and keep the one before."""
        before = self.unit_id, self.indicator_id
        self.unit_id, self.indicator_id = unit_id, indicator_id
        try:
            self._show()
        except BadInput as error:
            self.unit_id, self.indicator_id = before
            self._tell(error)

    def _show(self) -> None:
        """Show what is chosen. Raises ``BadInput`` before anything is changed."""
        indicator = self.indicator
        spec, outlook = indicator.chart().to_dict(validate=False), indicator.outlook()
        self.unit_id, self.indicator_id = indicator.chain.unit_id, indicator.indicator_id
        self.until.options = _moments(indicator)
        self.said.value, self.saved.value = "", ""
        self.spec = self.chart.spec = spec
        self.supposing = Supposing(indicator, self._draw)
        self.trial.children = [self.supposing.page]
        self._show_table()
        self.outlook.value = _outlook_html(outlook, self.lang)

    def _draw(self, rows: pd.DataFrame) -> None:
        """Draw what is supposed into the chart; nothing where there are no rows."""
        self.chart.spec = with_data(self.spec, SCENARIO, rows)

    def _show_table(self, *_: Any) -> None:
        number = self.tables.selected_index or 0
        try:
            table = self._table(_TABLES[number])
        except BadInput as error:
            self.tables.children[number].value = f"<p>{escape(error.message(self.lang))}</p>"
            return
        self.tables.children[number].value = self._table_page(_TABLES[number], table)

    def _table_page(self, name: str, table: pd.DataFrame) -> str:
        """Return a table with its link; where it is empty, a sentence on what that means."""
        if table.empty:
            return f"<p>{escape(text(f'explore.empty_{name}', self.lang))}</p>"
        decimals = int(self.indicator.about["decimals"])
        words = text("explore.take_table", self.lang)
        saved = csv_link(table, f"{self.unit_id}-{self.indicator_id}-{name}", words)
        return f"{table_html(table, self.lang, decimals)}<p>{saved}</p>"

    def _table(self, name: str) -> pd.DataFrame:
        indicator = self.indicator
        return indicator.behind() if name == "statements" else getattr(indicator, name)

    def _offer(self, _: widgets.Button) -> None:
        self.saved.value = picture_links(self.chart.spec, f"{self.unit_id}-{self.indicator_id}")

    def _tell(self, error: BadInput) -> None:
        self.said.value = f'<p role="alert"><b>{escape(error.message(self.lang))}</b></p>'

    def _run(self, _: widgets.Button) -> None:
        self.make.disabled = True
        make_report(self.bench.setting, self.unit_id, self._hear)

    def _hear(self, making: Making) -> None:
        self.make.disabled = not making.done
        words = making.said or text(
            f"explore.making_{making.stage}", self.lang, seconds=int(making.seconds)
        )
        self.made.value = f"<span>{escape(words)}</span>"
        if making.page:
            address = page_link(self.bench.setting.root, making.page)
            opened = text("explore.open", self.lang)
            self.made.value += f' <a href="{address}" target="_blank"><b>{opened}</b></a>'


def _dropdown(options: dict[str, str], value: str, words: str) -> widgets.Dropdown:
    return widgets.Dropdown(
        options=list(options.items()),
        value=value,
        description=words,
        style={"description_width": "6.5em"},
        layout={"width": "auto"},
    )


def _outlook_html(outlook: OutlookView, lang: Lang) -> str:
    shown = (
        table_html(outlook.table, lang)
        if len(outlook.coded)
        else f"<p>{escape(outlook.remark)}</p>"
    )
    return (
        f'<div class="mangnon-said mangnon-outlook"><p>{escape(outlook.standing)}</p>{shown}</div>'
    )


def _moments(indicator: Indicator) -> list[str]:
    """Return the days on which figures of the indicator were received, the newest first."""
    received = indicator.table("observations")["received"].dropna()
    return sorted({str(moment)[:10] for moment in received}, reverse=True)

"""Small pieces of the explorer: a chart that needs no network, links that save what is shown."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from html import escape
from typing import Any

import altair as alt
import ipywidgets as widgets
import pandas as pd
import vl_convert

from analysis.language import Lang, fold
from analysis.workbench.offline import offline_charts
from analysis.workbench.words import readable

# What can be saved, by its ending.
_MIMES = {"csv": "text/csv", "png": "image/png", "svg": "image/svg+xml"}
# Excel takes a table for UTF-8 by this mark alone.
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def chart_widget() -> alt.JupyterChart:
    """Return an empty place for a chart, drawn by what is installed, without any address."""
    offline_charts()
    # What its menu does, the links below the chart do in words of one's own language.
    return alt.JupyterChart(
        alt.Chart(pd.DataFrame()).mark_point(), embed_options={"actions": False}
    )


def with_data(spec: Mapping[str, Any], name: str, table: pd.DataFrame) -> dict[str, Any]:
    """Return a chart's description with other rows under the name of some data."""
    rows = table.to_dict("records")
    return {**spec, "datasets": {**spec.get("datasets", {}), name: rows}}


def csv_link(table: pd.DataFrame, name: str, words: str) -> str:
    """Return a link that saves a table as CSV, which Excel opens as it is."""
    content = f"{_BOM}{table.to_csv(index=False)}"
    return _link(content.encode(), f"{name}.csv", words)


def picture_links(spec: Mapping[str, Any], name: str) -> str:
    """Return links that save a chart as it is now, for a page (SVG) and for a slide (PNG)."""
    described = dict(spec)
    png = vl_convert.vegalite_to_png(described, scale=2)
    svg = vl_convert.vegalite_to_svg(described)
    return " · ".join((_link(png, f"{name}.png", "PNG"), _link(svg.encode(), f"{name}.svg", "SVG")))


def table_html(table: pd.DataFrame, lang: Lang, decimals: int | None = None) -> str:
    """Return a table for a reader, in the explorer's look."""
    shown = readable(table, lang, decimals)
    return str(shown.to_html(index=False, border=0, classes="mangnon-table"))


def searchable(options: Mapping[str, str], chosen: str, words: str) -> widgets.Combobox:
    """Return a field that proposes the ``options`` (labels by id) with what is typed in them."""
    return widgets.Combobox(
        value=options.get(chosen, ""),
        options=list(options.values()),
        description=words,
        continuous_update=False,
        style={"description_width": "6.5em"},
        layout={"width": "auto"},
    )


def id_of(written: str, options: Mapping[str, str]) -> str:
    """Return the id whose label was chosen or typed; what was typed where there is none."""
    wanted = fold(written)
    return next((name for name, label in options.items() if fold(label) == wanted), written.strip())


def _link(content: bytes, file: str, words: str) -> str:
    ending = file.rpartition(".")[2]
    address = f"data:{_MIMES[ending]};base64,{b64encode(content).decode()}"
    return f'<a download="{escape(file)}" href="{address}">{escape(words)}</a>'

"""Charts that answer the hand, made from the tables of an indicator: hover, zoom, keep.

The report's own charts are drawn by matplotlib and seaborn, for paper. These are Altair's: they go
into a notebook as they are, and need no network there (``widgets``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, Literal

import altair as alt
import pandas as pd

from analysis.exhibits import ACCENT, INK, MUTED, RULE, TONES
from analysis.language import Lang, number, text
from analysis.programme import NATION, graded_probability, wording
from analysis.tables import records
from analysis.workbench.chain import Chain
from analysis.workbench.frames import TABLES, projection
from analysis.workbench.offline import offline_charts

WIDTH, HEIGHT = 570, 360
# Which part of the chart a what-if changes, by the name of its data.
SCENARIO = "scenario"
SCENARIO_COLUMNS = ("year", "p10", "p50", "p90", "tooltip")
_FACE = "DejaVu Sans, Noto Sans, sans-serif"
_WHAT_IF = TONES["very_unlikely"].ink
_BANDS = {"p025": ("p975", 0.10), "p10": ("p90", 0.16), "p25": ("p75", 0.22)}
_MARKS: dict[Lang, tuple[str, str]] = {"vi": (",", "."), "en": (".", ",")}
_X = (
    alt.X("year:Q")
    .axis(format="d", tickMinStep=1, title=None)
    .scale(nice=False, zero=False, padding=14)
)
_TOOLTIP = alt.Tooltip("tooltip:N", title=" ")


def outlook_chart(chain: Chain, indicator_id: str) -> alt.LayerChart:
    """Return the way of an indicator so far, what each target asks, and what may come.

    Other units of the same level and the nation stand behind it, quietly. A click on a figure keeps
    its value beside it.
    """
    _show_without_network()
    lang = chain.setting.lang
    about = records(chain.indicators.loc[[indicator_id]])[0]
    series = TABLES["series"](chain, indicator_id)
    layers = [
        *_peers(chain, indicator_id, about),
        *_fan(_joined(projection(chain, indicator_id), series), about, lang),
        _required(chain, indicator_id),
        *_scenario(),
        *_figures(series, about, lang),
        *_targets(TABLES["results"](chain, indicator_id), lang),
    ]
    told = {"measure": _measure(about, lang), "unit": chain.about.name(lang)}
    keys = ("key",) if chain.about.level == "nation" else ("key", f"others_{chain.about.level}")
    title = alt.TitleParams(
        str(about[f"name_{lang}"]),
        subtitle=[text(f"views.subtitle_{chain.setting.data}", lang, **told),
                  *(text(f"views.{key}", lang) for key in keys)],
    )  # fmt: skip
    charted = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, title=title)
    return _dressed(charted, lang)


def comparison_chart(
    ways: pd.DataFrame,
    order: Literal["year", "years_since"],
    title: str,
    unit: str,
    lang: Lang,
) -> alt.LayerChart:
    """Return the ways of several units over each other, each with its interval.

    ``ways`` has the columns of ``Comparison.coded``, in the indicator's ``unit``; what is projected
    is broken. A click on a name of the legend keeps that unit and lets the others step back.
    """
    _show_without_network()
    told = [
        text("views.tip_compared", lang, unit=row["unit_name"], year=int(row["year"]),
             value=number(row["value"], lang, 1))
        for row in records(ways)
    ]  # fmt: skip
    table = _plain(ways.assign(tooltip=pd.Series(told, index=ways.index, dtype="str")))
    kept = alt.selection_point(name="kept", fields=["unit_name"], bind="legend")
    x = alt.X(f"{order}:Q").axis(format="d", tickMinStep=1).scale(nice=False, padding=14)
    x = x.title(None if order == "year" else text("views.years_since", lang))
    base = alt.Chart(table).encode(
        x=x,
        color=alt.Color("unit_name:N")
        .scale(scheme="dark2")
        .legend(title=None, orient="top", symbolOpacity=1),
        tooltip=_TOOLTIP,
    )
    band = base.mark_area().encode(
        y="p10:Q", y2="p90:Q", opacity=alt.condition(kept, alt.value(0.14), alt.value(0.02))
    )
    line = base.mark_line(point={"size": 24}).encode(
        y="value:Q",
        strokeDash=alt.StrokeDash("shown_as:N").scale(
            domain=["figure", "projection"], range=[[1, 0], [5, 3]]
        ).legend(None),
        opacity=alt.condition(kept, alt.value(1.0), alt.value(0.15)),
    )  # fmt: skip
    zoom = alt.selection_interval(name="zoom", bind="scales")
    drawn = alt.layer(band, line.add_params(kept, zoom))
    headed = alt.TitleParams(title, subtitle=[text(f"results.unit_{unit}", lang)])
    return _dressed(drawn.properties(width=WIDTH, height=HEIGHT, title=headed), lang)


def _show_without_network() -> None:
    """Let a notebook show charts by what is installed, unless somebody chose how."""
    if alt.renderers.active == "default" and "ipykernel" in sys.modules:
        offline_charts()
        alt.renderers.enable("jupyter", offline=True)


def _dressed(chart: alt.LayerChart | alt.FacetChart, lang: Lang) -> alt.LayerChart:
    """Give a chart the report's letters and lines, and the numbers of its language."""
    decimal, thousands = _MARKS[lang]
    numbers = alt.NumberLocale(
        decimal=decimal, thousands=thousands, grouping=[3], currency=["", ""]
    )
    dressed: alt.LayerChart = (
        chart.configure(font=_FACE, locale=alt.Locale(number=numbers))
        .configure_view(stroke=None)
        .configure_axis(labelColor=MUTED, gridColor="#e3e6ea", domainColor=RULE, labelFontSize=12)
        .configure_axisY(title=None)
        .configure_scale(zero=False)
        .configure_title(anchor="start", color=INK, fontSize=15, subtitleColor=MUTED,
                         subtitleFontSize=12, offset=12)
    )  # fmt: skip
    return dressed


def _measure(about: dict[str, Any], lang: Lang) -> str:
    return text(f"results.unit_{about['unit']}", lang)


def _peers(chain: Chain, indicator_id: str, about: dict[str, Any]) -> Iterable[alt.Chart]:
    """Yield the others as thin lines, and the nation as a broken one."""
    lang = chain.setting.lang
    peers = TABLES["peers"](chain, indicator_id)
    told = [f"{row['unit_name']}, {row['year']}: {_shown(row['value'], about, lang)}."
            f" {row['document']}" for row in records(peers)]  # fmt: skip
    peers = peers.assign(tooltip=pd.Series(told, index=peers.index, dtype="str"))
    nation = peers["unit_id"] == NATION
    for rows, dash, width in ((peers[~nation], [1, 0], 1), (peers[nation], [2, 3], 1.6)):
        yield (
            alt.Chart(_plain(rows[["unit_id", "year", "value", "tooltip"]]))
            .mark_line(color=RULE, strokeWidth=width, strokeDash=dash, opacity=0.45,
                       point={"size": 14, "color": RULE, "opacity": 0.45})
            .encode(x=_X, y="value:Q", detail="unit_id:N", tooltip=_TOOLTIP)
        )  # fmt: skip


def _joined(ahead: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Let the fan begin at the newest figure."""
    told = series[series["comparable"]] if len(series) else series
    if ahead.empty or told.empty:
        return ahead
    newest = told.iloc[-1]
    if int(newest["year"]) >= int(ahead["year"].min()):
        return ahead
    first = pd.DataFrame([dict.fromkeys(ahead, newest["value"]) | {"year": newest["year"]}])
    return pd.concat([first, ahead], ignore_index=True)


def _fan(ahead: pd.DataFrame, about: dict[str, Any], lang: Lang) -> Iterable[alt.Chart]:
    """Yield the bands of 95, 80 and 50 % from the widest to the narrowest, and the median."""
    told = [text("views.tip_projection", lang, year=int(row["year"]),
                 value=_shown(row["p50"], about, lang), low=_shown(row["p10"], about, lang),
                 high=_shown(row["p90"], about, lang)) for row in records(ahead)]  # fmt: skip
    base = alt.Chart(_plain(ahead.assign(tooltip=pd.Series(told, index=ahead.index, dtype="str"))))
    for low, (high, opacity) in _BANDS.items():
        yield base.mark_area(color=ACCENT, opacity=opacity).encode(
            x=_X, y=f"{low}:Q", y2=f"{high}:Q", tooltip=_TOOLTIP
        )
    dots = {"size": 20, "color": ACCENT}
    yield base.mark_line(color=ACCENT, strokeDash=[5, 3], point=dots).encode(
        x=_X, y="p50:Q", tooltip=_TOOLTIP
    )


def _required(chain: Chain, indicator_id: str) -> alt.Chart:
    path = TABLES["required_path"](chain, indicator_id)
    drawn: alt.Chart = (
        alt.Chart(_plain(path))
        .mark_line(color=INK, strokeWidth=1, strokeDash=[1, 3])
        .encode(x=_X, y="value:Q", detail="target_year:N")
    )
    return drawn


def _scenario() -> Iterable[alt.Chart]:
    """Yield the place of a what-if, empty until there is one."""
    empty = alt.NamedData(name=SCENARIO)
    encoded = {"x": _X, "tooltip": _TOOLTIP}
    yield (
        alt.Chart(empty)
        .mark_area(color=_WHAT_IF, opacity=0.14)
        .encode(y="p10:Q", y2="p90:Q", **encoded)
    )
    yield (
        alt.Chart(empty)
        .mark_line(color=_WHAT_IF, strokeWidth=2, point={"color": _WHAT_IF})
        .encode(y="p50:Q", **encoded)
    )


def _figures(series: pd.DataFrame, about: dict[str, Any], lang: Lang) -> Iterable[alt.Chart]:
    """Yield the figures: a line through what can be compared, hollow marks for the rest."""
    told = [
        f"{row['year']}: {wording.observed(row, str(about['unit']), lang, int(about['decimals']))}."
        f" {row['document']}"
        for row in records(series)
    ]
    table = series.assign(
        tooltip=pd.Series(told, index=series.index, dtype="str"),
        label=[_shown(value, about, lang) for value in series["value"]],
    )
    table = _plain(table[["year", "value", "comparable", "tooltip", "label"]])
    kept = alt.selection_point(name="kept", fields=["year"], on="click", toggle="true", empty=False)
    compared = alt.Chart(table).transform_filter("datum.comparable")
    yield compared.mark_line(color=INK, strokeWidth=2).encode(x=_X, y="value:Q")
    yield (
        alt.Chart(table)
        .mark_point(size=70, filled=True, stroke=INK, strokeWidth=1.5, opacity=1)
        .encode(x=_X, y="value:Q", tooltip=_TOOLTIP,
                fill=alt.condition("datum.comparable", alt.value(INK), alt.value("white")))
        .add_params(kept, alt.selection_interval(name="zoom", bind="scales"))
    )  # fmt: skip
    yield (
        alt.Chart(table)
        .transform_filter(kept)
        .mark_text(dy=-14, fontWeight="bold", color=INK)
        .encode(x=_X, y="value:Q", text="label:N")
    )


def _targets(results: pd.DataFrame, lang: Lang) -> Iterable[alt.Chart]:
    """Yield each target with its sign and how likely it is, in the tone of its status."""
    told = [
        f"{row['target_year']}: {row['target']}. {wording.status_word(row['status'], lang)}, "
        f"{graded_probability(row, lang)}"
        for row in records(results)
    ]
    table = results[["target_year", "goal", "target"]].rename(
        columns={"target_year": "year", "goal": "value"}
    )
    table = table.assign(
        tooltip=pd.Series(told, index=results.index, dtype="str"),
        ink=[TONES[status].ink for status in results["status"]],
    )
    base = alt.Chart(_plain(table)).encode(
        x=_X, y="value:Q", color=alt.Color("ink:N").scale(None), tooltip=_TOOLTIP
    )
    yield base.mark_point(shape="diamond", size=150, filled=True, opacity=1)
    words: dict[str, Any] = {
        "align": "right",
        "dx": 8,
        "dy": -16,
        "fontSize": 13,
        "fontWeight": "bold",
    }
    halo: dict[str, Any] = {"stroke": "white", "strokeWidth": 4}
    for around in (halo, {}):
        yield base.mark_text(**words, **around).encode(text="target:N")


def _shown(value: Any, about: dict[str, Any], lang: Lang) -> str:
    if pd.isna(value):
        return "–"
    return wording.quantity(float(value), str(about["unit"]), lang, int(about["decimals"]))


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose whole numbers are ordinary ones, as Altair takes them."""
    nullable = table.select_dtypes("Int64").columns
    return table.astype(dict.fromkeys(nullable, "float64")).reset_index(drop=True)

"""The report's own chart and tile of an indicator, beside the chart that answers the hand."""

from __future__ import annotations

from analysis.assessment import assess
from analysis.exhibits import Figure, Prose, Tiles
from analysis.language import text
from analysis.report import alt_texts, charts, tiles
from analysis.series import comparable_rows
from analysis.tables import records
from analysis.workbench.chain import Chain
from analysis.workbench.outlooks import OutlookView


def report_chart(chain: Chain, indicator_id: str) -> Figure | Prose:
    """Return the chart of the report, or the words that there is no figure to draw."""
    lang, judged = chain.setting.lang, chain.judge(indicator_id)[0]
    if judged.series.empty:
        return Prose(text("workbench.no_figures", lang))
    about = records(chain.indicators.loc[[indicator_id]])[0]
    rows = [row for row in records(judged.results) if row["status"] != "not_judged"]
    svg = charts.trajectory_svg(judged.series, judged.outlook, rows, about, lang)
    alt = alt_texts.alt_text(comparable_rows(judged.series), rows, about, lang)
    return Figure(svg, alt, OutlookView(chain, indicator_id).title, indicator_id.replace("_", "-"))


def report_tile(chain: Chain, indicator_id: str) -> Tiles | Prose:
    """Return the tile of the report, or the words that there is none to draw."""
    lang = chain.setting.lang
    for judged in chain.judge(indicator_id):
        if judged.inputs is not None:
            alone = assess(judged.inputs, judged.edition)
            for drawn in tiles.all_tiles(alone, lang):
                return drawn
    return Prose(text("workbench.no_tile", lang))

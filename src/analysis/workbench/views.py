"""Charts that answer the hand, made from the tables of an indicator."""

from __future__ import annotations

import altair as alt

from analysis.workbench.chain import Chain
from analysis.workbench.frames import TABLES


def outlook_chart(chain: Chain, indicator_id: str) -> alt.LayerChart | alt.FacetChart:
    """Return the trajectory with the projection ahead of it."""
    series, ahead = TABLES["series"](chain, indicator_id), TABLES["projection"](chain, indicator_id)
    points = alt.Chart(series).mark_line(point=True).encode(x="year:Q", y="value:Q")
    fan = alt.Chart(ahead).mark_area(opacity=0.2).encode(x="year:Q", y="p10:Q", y2="p90:Q")
    return alt.layer(fan, points)

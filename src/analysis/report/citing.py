"""Short citations: a publisher's name with the numbers that its sources have in the annex."""

from __future__ import annotations

import re
from collections import defaultdict

import pandas as pd

from analysis.assessment import Assessment
from analysis.language import Lang, text
from analysis.ledger import source_slugs
from analysis.report import cells
from analysis.tables import records

_THROUGH = re.compile(r",? \(?(?:qua|via|through) ")


def shown_figures(assessment: Assessment) -> pd.DataFrame:
    """Return every figure that the report shows: the unit's, its proxies', the nation's.

    Of the nation all figures of the plan's indicators: charts draw them as a line.
    """
    national = assessment.national
    context = national[national["indicator_id"].isin(assessment.results["indicator_id"])]
    return pd.concat([assessment.series, assessment.proxies, context])


def cited_sources(assessment: Assessment) -> pd.DataFrame:
    """Return the sources behind what is shown, in the order in which the annex numbers them."""
    used = set(shown_figures(assessment)["source"].map(source_slugs).explode())
    sources = assessment.inputs.sources
    found = sources[sources["source"].isin(used)].reset_index(drop=True)
    return found.assign(number=range(1, len(found) + 1))


def short_sources(assessment: Assessment, points: pd.DataFrame, lang: Lang) -> str:
    """Return the publishers behind some figures, each once, with their sources' numbers."""
    slugs = set(points["source"].map(source_slugs).explode())
    numbers: dict[str, list[str]] = defaultdict(list)
    for row in records(cited_sources(assessment)):
        if row["source"] in slugs:
            numbers[_publisher(str(row[f"publisher_{lang}"]))].append(str(row["number"]))
    cited = "; ".join(f"{name} [{', '.join(found)}]" for name, found in numbers.items())
    return text("tiles.sources", lang, sources=cited)


def figures_note(assessment: Assessment, points: pd.DataFrame, lang: Lang) -> str:
    """Return the note below charts: sources, how an aggregate was made, whose targets they are."""
    own = points[points["unit_id"] == assessment.inputs.unit.unit_id]
    said = short_sources(assessment, points, lang) + cells.aggregate_note(assessment, own, lang)
    return said + cells.borrowed_note(assessment, lang)


def _publisher(name: str) -> str:
    """Return a publisher without what only the annex needs: through whom it was published."""
    return _THROUGH.split(name)[0]

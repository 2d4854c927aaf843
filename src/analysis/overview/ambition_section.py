"""The overview's section on how much the plans ask for."""

from __future__ import annotations

import pandas as pd

from analysis.assessment import TRENDS
from analysis.exhibits import Cell, Column, Exhibits, Heading, Prose, RowGroup, Table
from analysis.language import Lang, text
from analysis.overview.overview import Overview
from analysis.overview.wording import indicator_names, marked_caption, short_name

_BESIDE_NATION = ("stricter", "same", "looser", "incomparable", "only_here")
# What most targets are needs no column: the sentences count it.
_USUAL = {"same", "within"}
# More names than these in a cell are counted.
_NAMED = 4


def ambition(overview: Overview, lang: Lang) -> Exhibits:
    """Return what the final targets ask for beside the nation's and beside their trends."""
    words = " ".join(filter(None, (_beside_nation(overview, lang), _beside_trends(overview, lang))))
    heading = Heading(1, text("overview.heading_ambition", lang), "muc-phan-dau")
    table = _table(overview, lang)
    return Exhibits((heading, Prose(words), *([table] if table.groups[0].rows else [])))


def _beside_nation(overview: Overview, lang: Lang) -> str:
    """Return how the targets stand beside the nation's; nothing where none can be held so."""
    found = overview.ambitions["standing"].dropna()
    counts = found.value_counts()
    told = [
        text(f"overview.ambition_count_{name}", lang, count=int(counts[name]))
        for name in _BESIDE_NATION
        if name in counts
    ]
    if not told:
        return ""
    return text("overview.ambition_nation", lang, targets=len(found), counts=", ".join(told))


def _beside_trends(overview: Overview, lang: Lang) -> str:
    trends = overview.ambitions["trend"]
    known = int((trends != "unknown").sum())
    if not known:
        return text("overview.ambition_no_trend", lang)
    beyond = int((trends == "beyond").sum())
    key = "overview.ambition_trend" if beyond else "overview.ambition_trend_none"
    return text(key, lang, known=known, beyond=beyond)


def _table(overview: Overview, lang: Lang) -> Table:
    found = overview.ambitions
    shown = [name for name in _BESIDE_NATION
             if name not in _USUAL and (found["standing"] == name).any()]  # fmt: skip
    trends = [name for name in TRENDS[:-1] if name not in _USUAL and (found["trend"] == name).any()]
    by_indicator = dict(iter(found.groupby("indicator_id")))
    rows = []
    for indicator_id, name in indicator_names(overview, lang).items():
        own = by_indicator.get(indicator_id)
        if own is None or not (own["standing"].isin(shown) | own["trend"].isin(trends)).any():
            continue
        cells = [_units(overview, own[own["standing"] == each], lang) for each in shown]
        cells += [_units(overview, own[own["trend"] == each], lang) for each in trends]
        rows.append((Cell(name), *cells))
    heads = [Column(text("overview.column_indicator", lang), "left", 2.6)]
    heads += [Column(text(f"overview.ambition_{name}", lang), "left", 1.6)
              for name in (*shown, *trends)]  # fmt: skip
    return Table(
        caption=marked_caption(overview, text("overview.caption_ambition", lang), lang),
        columns=tuple(heads),
        groups=(RowGroup(None, tuple(rows)),),
        anchor="bang-muc-phan-dau",
        note=text("overview.ambition_note", lang),
    )


def _units(overview: Overview, rows: pd.DataFrame, lang: Lang) -> Cell:
    """Return who it is, or how many where these are many."""
    names = [short_name(overview.known_units[each], lang) for each in rows["unit_id"]]
    if len(names) > _NAMED:
        return Cell(text("overview.ambition_units", lang, count=len(names)))
    return Cell(", ".join(names) or "–")

"""The overview's section of maps: the newest value of each of today's provinces, in shades."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd
import seaborn as sns

from analysis.exhibits import ACCENT, Exhibit, Exhibits, Figure, Heading, Prose
from analysis.language import Lang, numerals, text
from analysis.overview.maps import (
    MAP_SOURCE,
    MOST_LABELS,
    MOST_PANELS,
    Mark,
    Panel,
    map_width_mm,
    maps_svg,
)
from analysis.overview.overview import Overview
from analysis.overview.wording import (
    marked_caption,
    measured_names,
    publishers_note,
    short_name,
)
from analysis.tables import records

# A map of one province tells no more than its name; one of two compares them.
_LEAST_ON_MAP = 2
_SHADES = 5
# Stands behind a value that was put together from former provinces.
_JOINED = "*"


def maps(overview: Overview, lang: Lang) -> Exhibits:
    """Return section III: a small map per indicator that at least two provinces have values of."""
    panels = list(_panels(overview, lang))
    compare = any(len(panel.marks) >= _LEAST_ON_MAP for panel in panels)
    said = text("overview.maps_intro" if compare else "overview.no_maps", lang)
    if any(len(panel.marks) > MOST_LABELS for panel in panels):
        said += " " + text("overview.maps_ends", lang, labels=MOST_LABELS)
    items: list[Exhibit] = [
        Heading(1, text("overview.heading_maps", lang), "ban-do"),
        Prose(said),
    ]
    return Exhibits((*items, *_figures(overview, panels, lang)))


def _drawn(overview: Overview) -> pd.DataFrame:
    """Return the values of the indicators that at least two provinces have values of.

    Without any such indicator, those of the first: one map then shows where a province lies.
    """
    rows = overview.territories[
        overview.territories["indicator_id"].isin(overview.indicators["indicator_id"])
    ]
    provinces = rows.groupby("indicator_id")["unit_id"].transform("size")
    comparing: pd.DataFrame = rows[provinces >= _LEAST_ON_MAP]
    if len(comparing) or rows.empty:
        return comparing
    first = next(each for each in overview.indicators["indicator_id"]
                 if (rows["indicator_id"] == each).any())  # fmt: skip
    alone: pd.DataFrame = rows[rows["indicator_id"] == first]
    return alone


def _figures(overview: Overview, panels: Sequence[Panel], lang: Lang) -> Iterator[Figure]:
    for place, start in enumerate(range(0, len(panels), MOST_PANELS), start=1):
        shown = panels[start : start + MOST_PANELS]
        yield Figure(
            svg=maps_svg(shown, overview.geometry, lang),
            alt=text("overview.alt_map", lang, panels="; ".join(map(_panel_words, shown))),
            caption=marked_caption(overview, text("overview.caption_map", lang), lang),
            anchor=f"ban-do-{place}",
            note=f"{_values_note(overview, lang)} {_borders_note(overview, lang)}",
            width_mm=map_width_mm(len(shown)),
        )


def _panel_words(panel: Panel) -> str:
    return f"{panel.title}: {', '.join(mark.label for mark in panel.marks.values())}"


def _panels(overview: Overview, lang: Lang) -> Iterator[Panel]:
    about, drawn = overview.indicators.set_index("indicator_id"), _drawn(overview)
    shades = sns.light_palette(ACCENT, _SHADES + 1).as_hex()[1:]
    for indicator_id, title in measured_names(overview, lang).items():
        rows = drawn[drawn["indicator_id"] == indicator_id]
        if rows.empty:
            continue
        upwards = str(about.at[indicator_id, "better"]) == "up"
        rows = rows.sort_values("value", ascending=not upwards, kind="stable")
        steps = _steps(rows["value"], upwards=upwards)
        decimals = int(str(about.at[indicator_id, "decimals"]))
        marks = {
            str(row["unit_id"]): Mark(shades[step], _label(overview, row, decimals, lang), step)
            for row, step in zip(records(rows), steps, strict=True)
        }
        yield Panel(title, marks)


def _steps(values: pd.Series, *, upwards: bool) -> list[int]:
    """Return the shade of each value in even steps: the darker, the less good for children."""
    best, worst = (values.max(), values.min()) if upwards else (values.min(), values.max())
    if best == worst:
        return [_SHADES // 2] * len(values)
    shares = (values - best) / (worst - best)
    return [min(int(share * _SHADES), _SHADES - 1) for share in shares]


def _label(overview: Overview, row: dict[str, object], decimals: int, lang: Lang) -> str:
    """Return whose value it is, the value and its year: ``Vĩnh Long 12,3* (2/3; 2016)``."""
    unit = overview.known_units[str(row["unit_id"])]
    shown = numerals.number(float(str(row["value"])), lang, decimals, fixed=True)
    known, of = int(str(row["parts_known"])), int(str(row["parts"]))
    share = f"{known}/{of}; " if known < of else ""
    name = short_name(unit, lang).split(" (")[0]
    return f"{name} {shown}{_JOINED if of else ''} ({share}{row['year']})"


def _values_note(overview: Overview, lang: Lang) -> str:
    drawn = _drawn(overview)
    joined = (drawn["parts"] > 0).any()
    said = [text("overview.maps_joined", lang, mark=_JOINED)] if joined else []
    said.append(publishers_note(overview, drawn["source"], lang))
    return " ".join(filter(None, said))


def _borders_note(overview: Overview, lang: Lang) -> str:
    row = overview.sources.set_index("source").loc[MAP_SOURCE]
    return text(
        "overview.map_source",
        lang,
        publisher=row[f"publisher_{lang}"],
        title=row[f"title_{lang}"],
        year=row["year_published"],
        licence=row["licence"],
    )

"""The overview's sections as exhibits, made from the overview value alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis import overview_tables as tables
from analysis import wording
from analysis.catalogue import Lang, text
from analysis.convergence import balanced_set
from analysis.exhibit_cells import records
from analysis.exhibit_model import (
    Annex,
    Callout,
    Exhibit,
    Exhibits,
    Figure,
    Heading,
    Letterhead,
    Prose,
)
from analysis.maps import (
    MAP_SOURCE,
    MAPS,
    MOST_LABELS,
    PANELS_PER_ROW,
    Mark,
    Panel,
    map_width_mm,
    maps_svg,
)
from analysis.overview import Overview
from analysis.overview_charts import (
    MATRIX_UNITS,
    SPREADS_ACROSS,
    MatrixRow,
    Strip,
    StripRow,
    axis_words,
    matrix_svg,
    spreads_svg,
    strip_pages,
    strips_svg,
)
from analysis.overview_words import (
    indicator_names,
    marked_caption,
    marked_name,
    marks_note,
    names_of,
    publishers_note,
    short_name,
    short_status,
)
from analysis.schemas import STATUSES
from analysis.units import Unit

_MAPS_PER_FIGURE = 2 * PANELS_PER_ROW
_SPREADS_PER_FIGURE = 4 * SPREADS_ACROSS


def heading_block(overview: Overview, lang: Lang) -> Letterhead:
    """Return the title: what this is, of which edition, and the mark of illustrative data."""
    title = text("overview.title", lang, edition=overview.edition)
    illustrative = overview.data == "illustrative"
    newest = overview.coverage["newest_year"].max()
    known = text("exhibits.cutoff_none", lang)
    if pd.notna(newest):
        known = text("exhibits.cutoff", lang, year=newest)
    return Letterhead(
        parent_body="",
        issuing_body="MĂNG NON",
        motto_country="",
        motto_words="",
        number="",
        place_date="",
        kind=text("overview.document", lang),
        subject=title,
        edition_line=text("exhibits.edition_line", lang, edition=overview.edition),
        data_cutoff_line=known,
        watermark=text("exhibits.watermark", lang) if illustrative else None,
        lang=lang,
        title_plain=title,
    )


def summary(overview: Overview, lang: Lang) -> Exhibits:
    """Return section I: which units, and how many targets have each status."""
    items: list[Exhibit] = [Heading(1, text("overview.heading_summary", lang), "tom-tat")]
    if overview.data == "illustrative":
        items.append(Callout("warning", text("exhibits.illustrative_notice", lang)))
    if overview.borrowed:
        names = names_of(overview, sorted(overview.borrowed), lang)
        items.append(Callout("note", text("overview.borrowed_notice", lang, units=names)))
    items.append(Prose(_summary_text(overview, lang)))
    items.append(tables.units_table(overview, lang))
    items.append(tables.count_table(overview, lang))
    return Exhibits(tuple(items))


def _summary_text(overview: Overview, lang: Lang) -> str:
    final = overview.cells("final")
    counts = final["status"].value_counts()
    parts = "; ".join(
        text("overview.count", lang, status=_lower(wording.status_word(status, lang)),
             count=counts[status])
        for status in STATUSES
        if status in counts
    )  # fmt: skip
    return text("overview.summary", lang, units=len(overview.units), targets=len(final),
                indicators=len(overview.indicators), counts=parts)  # fmt: skip


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]


def matrix(overview: Overview, lang: Lang) -> Exhibits:
    """Return section II: the status of every indicator in every unit, as a picture and in words."""
    items: list[Exhibit] = [
        Heading(1, text("overview.heading_matrix", lang), "ma-tran"),
        Prose(text("overview.matrix_intro", lang)),
    ]
    for stage in ("final", "interim"):
        if len(overview.cells(stage)):
            items += _matrix_figures(overview, stage, lang)
    items += tables.status_tables(overview, "final", lang)
    return Exhibits(tuple(items))


def _matrix_figures(overview: Overview, stage: str, lang: Lang) -> Iterator[Figure]:
    cells = overview.cells(stage)
    statuses = dict(zip(zip(cells["indicator_id"], cells["unit_id"], strict=True),
                        cells["status"], strict=True))  # fmt: skip
    for place, start in enumerate(range(0, len(overview.units), MATRIX_UNITS), start=1):
        units = overview.units[start : start + MATRIX_UNITS]
        names = [marked_name(overview, unit, lang) for unit in units]
        yield Figure(
            svg=matrix_svg(_matrix_rows(overview, statuses, units, lang), names, lang),
            alt=_matrix_alt(cells, units, lang),
            caption=marked_caption(overview, text(f"overview.caption_glance_{stage}", lang), lang),
            anchor=f"bd-{stage}-{place}",
            note=marks_note(overview, lang) or None,
            width_mm=163,
        )


def _matrix_rows(
    overview: Overview, statuses: dict[tuple[str, str], str], units: Sequence[Unit], lang: Lang
) -> list[MatrixRow]:
    labels, rows = indicator_names(overview, lang), []
    for number, own in overview.indicators.groupby("objective"):
        rows.append(MatrixRow(text(f"exhibits.objective_{number}", lang), None))
        for each in own["indicator_id"]:
            found = tuple(statuses.get((each, unit.unit_id)) for unit in units)
            if any(found):
                rows.append(MatrixRow(labels[each], found))
    return rows


def _matrix_alt(cells: pd.DataFrame, units: Sequence[Unit], lang: Lang) -> str:
    told = []
    for unit in units:
        counts = cells.loc[cells["unit_id"] == unit.unit_id, "status"].value_counts()
        parts = ", ".join(f"{_lower(short_status(status, lang))} {counts[status]}"
                          for status in STATUSES if status in counts)  # fmt: skip
        told.append(f"{short_name(unit, lang)}: {parts}")
    return text("overview.alt_matrix", lang, counts="; ".join(told))


def maps(overview: Overview, lang: Lang) -> Exhibits:
    """Return section III: where the units lie and how they stand, a small map per indicator."""
    items: list[Exhibit] = [
        Heading(1, text("overview.heading_maps", lang), "ban-do"),
        Prose(_maps_text(overview, lang)),
    ]
    for name in MAPS:
        items += _map_figures(overview, name, lang)
    return Exhibits(tuple(items))


def _maps_text(overview: Overview, lang: Lang) -> str:
    said = text("overview.maps_intro", lang, labels=MOST_LABELS)
    drawn = {unit.unit_id for name in MAPS for unit in overview.units_on(name)}
    absent = [unit.unit_id for unit in overview.units if unit.unit_id not in drawn]
    if absent:
        said += " " + text("overview.not_drawn", lang, units=names_of(overview, absent, lang))
    final = overview.cells("final")
    known = final.loc[final["unit_id"].isin(drawn) & (final["points"] > 0), "indicator_id"]
    missing = [name for each, name in indicator_names(overview, lang).items()
               if each not in set(known)]  # fmt: skip
    if missing:
        said += " " + text("overview.maps_missing", lang, count=len(missing))
    if any(len(overview.units_on(name)) == 1 for name in MAPS):
        said += " " + text("overview.maps_alone", lang, count=_MAPS_PER_FIGURE)
    return said


def _map_figures(overview: Overview, name: str, lang: Lang) -> Iterator[Figure]:
    panels = list(_panels(overview, name, lang))
    if len(overview.units_on(name)) == 1:
        # One province shows its place once; the rest of what it has is in the tables.
        panels = panels[:_MAPS_PER_FIGURE]
    for place, start in enumerate(range(0, len(panels), _MAPS_PER_FIGURE), start=1):
        shown = [panel for panel, _ in panels[start : start + _MAPS_PER_FIGURE]]
        told = "; ".join(said for _, said in panels[start : start + _MAPS_PER_FIGURE])
        yield Figure(
            svg=maps_svg(shown, overview.geometries[name], lang),
            alt=text(f"overview.alt_map_{name}", lang, panels=told),
            caption=marked_caption(overview, text(f"overview.caption_map_{name}", lang), lang),
            anchor=f"ban-do-{name}-{place}",
            note=_map_note(overview, lang),
            width_mm=map_width_mm(len(shown)),
        )


def _panels(overview: Overview, name: str, lang: Lang) -> Iterator[tuple[Panel, str]]:
    """Yield the small maps of indicators that have figures, each with its words."""
    drawn = {unit.unit_id: short_name(unit, lang) for unit in overview.units_on(name)}
    final = overview.cells("final")
    final = final[final["unit_id"].isin(drawn) & (final["points"] > 0)]
    for indicator_id, title in indicator_names(overview, lang).items():
        marks, told = {}, []
        for row in records(final[final["indicator_id"] == indicator_id]):
            unit_id, status = row["unit_id"], row["status"]
            value = wording.number(row["latest_value"], lang, int(row["decimals"]), fixed=True)
            label = f"{drawn[unit_id].split(' (')[0]} {value}"
            marks[unit_id] = Mark(status, label)
            told.append(f"{label} ({_lower(short_status(status, lang))})")
        if marks:
            yield Panel(title, marks), f"{title}: {', '.join(told)}"


def _map_note(overview: Overview, lang: Lang) -> str:
    row = overview.sources.set_index("source").loc[MAP_SOURCE]
    return text(
        "overview.map_source",
        lang,
        publisher=row[f"publisher_{lang}"],
        title=row[f"title_{lang}"],
        year=row["year_published"],
        licence=row["licence"],
    )


def distribution(overview: Overview, lang: Lang) -> Exhibits:
    """Return section IV: the units of each indicator on one scale, against their targets."""
    heading = Heading(1, text("overview.heading_distribution", lang), "phan-bo")
    strips = list(_strips(overview, lang))
    if not strips:
        return Exhibits((heading, Prose(text("overview.no_figures", lang))))
    figures = [
        Figure(
            svg=strips_svg(page, lang),
            alt=text("overview.alt_strips", lang, panels="; ".join(
                _strip_words(strip, lang) for strip in page)),
            caption=marked_caption(overview, text("overview.caption_strips", lang), lang),
            anchor=f"bd-phan-bo-{place}",
            note=publishers_note(overview, overview.used, lang) or None,
            width_mm=163,
        )
        for place, page in enumerate(strip_pages(strips), start=1)
    ]  # fmt: skip
    return Exhibits((heading, Prose(text("overview.distribution_intro", lang)), *figures))


def _strips(overview: Overview, lang: Lang) -> Iterator[Strip]:
    final = overview.cells("final")
    final = final[final["points"] > 0]
    names = {unit.unit_id: marked_name(overview, unit, lang) for unit in overview.units}
    titles = indicator_names(overview, lang)
    for about in records(overview.indicators):
        rows = final[final["indicator_id"] == about["indicator_id"]]
        if rows.empty:
            continue
        rows = rows.sort_values("latest_value", ascending=about["better"] == "down", kind="stable")
        upper = about["upper"] if pd.notna(about["upper"]) else float("inf")
        yield Strip(
            title=titles[about["indicator_id"]],
            axis=axis_words(str(about["unit"]), lang),
            decimals=int(about["decimals"]),
            lower=float(about["lower"]),
            upper=float(upper),
            rows=tuple(_strip_row(row, names) for row in records(rows)),
        )


def _strip_row(row: dict[str, object], names: dict[str, str]) -> StripRow:
    wanted = ("latest_value", "projected_p10", "projected_p50", "projected_p90", "goal")
    figures = {name: float(str(row[name])) for name in wanted}
    judged = row["status"] not in ("insufficient_evidence", "not_judged")
    missing = float("nan")
    return StripRow(
        name=names[str(row["unit_id"])],
        tone=str(row["status"]),
        value=figures["latest_value"],
        year=int(str(row["latest_year"])),
        stale=bool(row["stale"]),
        low=figures["projected_p10"] if judged else missing,
        middle=figures["projected_p50"] if judged else missing,
        high=figures["projected_p90"] if judged else missing,
        goal=figures["goal"] if row["status"] != "not_judged" else missing,
    )


def _strip_words(strip: Strip, lang: Lang) -> str:
    told = ", ".join(
        f"{row.name} {wording.number(row.value, lang, strip.decimals, fixed=True)}"
        for row in strip.rows
    )
    return f"{strip.title}: {told}"


def standings(overview: Overview, lang: Lang) -> Exhibits:
    """Return section V: who is nearest to and furthest from each target, where that is clear."""
    heading = Heading(1, text("overview.heading_standings", lang), "gan-xa")
    if overview.standings.empty:
        return Exhibits((heading, Prose(text("overview.no_standings", lang))))
    words = Prose(text("overview.standings_intro", lang))
    return Exhibits((heading, words, *tables.standings_table(overview, lang)))


def convergence(overview: Overview, lang: Lang) -> Exhibits:
    """Return section VI: whether the provinces grow alike or apart."""
    heading = Heading(1, text("overview.heading_convergence", lang), "hoi-tu")
    if overview.convergence.empty:
        return Exhibits((heading, Prose(text("overview.no_convergence", lang))))
    sets = {tuple(unit_ids) for unit_ids in overview.convergence["unit_ids"]}
    members = sorted({unit_id for unit_ids in sets for unit_id in unit_ids})
    words = text("overview.convergence_intro", lang, count=len(members),
                 units=names_of(overview, members, lang))  # fmt: skip
    figures = list(_spread_figures(overview, lang))
    table = list(tables.convergence_table(overview, lang))
    return Exhibits((heading, Prose(words), *figures, *table))


def _spread_figures(overview: Overview, lang: Lang) -> Iterator[Figure]:
    about = overview.indicators.set_index("indicator_id")
    judged = set(overview.convergence["indicator_id"])
    titles = {
        each: name for each, name in indicator_names(overview, lang).items() if each in judged
    }
    blocks = pd.concat([_balanced_figures(overview, each) for each in titles], ignore_index=True)
    names = {unit_id: short_name(overview.known_units[unit_id], lang).split(" (")[0]
             for unit_id in blocks["unit_id"].unique()}  # fmt: skip
    decimals = {each: int(str(about.at[each, "decimals"])) for each in titles}
    listed = list(titles)
    for place, start in enumerate(range(0, len(listed), _SPREADS_PER_FIGURE), start=1):
        shown = {each: titles[each] for each in listed[start : start + _SPREADS_PER_FIGURE]}
        sources = overview.figures.loc[overview.figures["indicator_id"].isin(shown), "source"]
        yield Figure(
            svg=spreads_svg(blocks, shown, names, decimals, lang),
            alt=_spread_alt(overview, shown, lang),
            caption=marked_caption(overview, text("overview.caption_spreads", lang), lang),
            anchor=f"bd-hoi-tu-{place}",
            note=publishers_note(overview, sources, lang) or None,
            width_mm=163 * min(SPREADS_ACROSS, len(shown)) / SPREADS_ACROSS,
        )


def _balanced_figures(overview: Overview, indicator_id: str) -> pd.DataFrame:
    own = overview.figures[overview.figures["indicator_id"] == indicator_id]
    block = balanced_set(own)
    inside = own["unit_id"].isin(block.columns) & own["year"].isin(block.index)
    return own[inside]


def _spread_alt(overview: Overview, shown: dict[str, str], lang: Lang) -> str:
    judged = overview.convergence
    verdicts = dict(zip(judged["indicator_id"], judged["sd_verdict"], strict=True))
    told = [f"{name}: {text(f'overview.verdict_{verdicts[each]}', lang)}"
            for each, name in shown.items()]  # fmt: skip
    return text("overview.alt_spreads", lang, verdicts="; ".join(told))


def coverage(overview: Overview, lang: Lang) -> Exhibits:
    """Return section VII: what is known, of which year, and what is owed."""
    rows = overview.coverage
    known = int((rows["points"] > 0).sum())
    recent = int((rows["newest_year"] >= overview.edition - 1).sum())
    words = text("overview.coverage_intro", lang, known=known, total=len(rows), recent=recent,
                 year=overview.edition - 1)  # fmt: skip
    heading = Heading(1, text("overview.heading_coverage", lang), "do-phu-so-lieu")
    return Exhibits((heading, Prose(words), *tables.coverage_tables(overview, lang)))


def annexes(overview: Overview, lang: Lang) -> Exhibits:
    """Return the annex: how the overview is computed, and its sources."""
    return Exhibits(
        (
            Annex(text("overview.annex_method", lang), "phu-luc-cach-tinh"),
            Prose(text("overview.method", lang)),
            tables.sources_table(overview, lang),
        )
    )

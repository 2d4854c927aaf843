"""The overview's sections as exhibits, made from the overview value alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from analysis.exhibits import Annex, Callout, Exhibit, Exhibits, Figure, Heading, Letterhead, Prose
from analysis.language import Lang, numerals, text
from analysis.overview import tables
from analysis.overview.charts import (
    MATRIX_UNITS,
    SPREADS_ACROSS,
    MatrixBlock,
    MatrixRow,
    Strip,
    StripRow,
    matrix_svg,
    spreads_svg,
    strip_pages,
    strips_svg,
)
from analysis.overview.convergence import balanced_set
from analysis.overview.message import message
from analysis.overview.overview import STAGES, Overview
from analysis.overview.status_bars import status_bars_svg
from analysis.overview.wording import (
    indicator_names,
    marked_caption,
    marked_name,
    marks_note,
    measured_names,
    names_of,
    publishers_note,
    short_name,
    signs_note,
    value_text,
)
from analysis.programme import BOUNDS, STATUSES, Unit, wording as words
from analysis.tables import records

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
        edition_line="",
        data_cutoff_line=known,
        watermark=text("exhibits.watermark", lang) if illustrative else None,
        lang=lang,
        title_plain=title.replace(numerals.NBSP, " "),
        contents=False,
    )


def summary(overview: Overview, lang: Lang) -> Exhibits:
    """Return section I: what the numbers say, how many targets stand how, and which units.

    The notices come before the heading: so they stand on the first page, above the contents.
    """
    items: list[Exhibit] = []
    if overview.data == "illustrative":
        items.append(Callout("warning", text("exhibits.illustrative_notice", lang)))
    without = {"borrowed": overview.borrowed - overview.absent, "absent": overview.absent}
    for key, units in without.items():
        if units:
            names = names_of(overview, sorted(units), lang)
            items.append(Callout("note", text(f"overview.{key}_notice", lang, units=names)))
    scope = text("overview.scope", lang, units=len(overview.units),
                 indicators=len(overview.indicators))  # fmt: skip
    items += [
        Heading(1, text("overview.heading_summary", lang), "danh-gia-chung"),
        Prose(f"{scope}\n\n{message(overview, lang)}"),
        _status_bars(overview, lang),
        tables.units_table(overview, lang),
    ]
    return Exhibits(tuple(items))


def _status_bars(overview: Overview, lang: Lang) -> Figure:
    """Return how many targets of each unit have each status, a panel per stage."""
    stages = [stage for stage in STAGES if len(overview.cells(stage))]
    names = [marked_name(overview, unit, lang) for unit in overview.units]
    counts = {stage: overview.status_counts(stage, "unit_id") for stage in stages}
    panels = {text(f"overview.stage_{stage}", lang): counts[stage].set_axis(names)
              for stage in stages}  # fmt: skip
    used = [each for each in STATUSES if any(each in table for table in counts.values())]
    return Figure(
        svg=status_bars_svg(panels),
        alt=" ".join(_counts_alt(overview, stage, overview.units, lang) for stage in stages),
        caption=marked_caption(overview, text("overview.caption_counts", lang), lang),
        anchor="bd-ket-luan",
        note=" ".join(filter(None, (signs_note(used, lang), text("overview.counts_note", lang),
                                    marks_note(overview, lang)))),
        width_mm=163,
    )  # fmt: skip


def scorecard(overview: Overview, lang: Lang) -> Exhibits:
    """Return section II: the status of every indicator in every unit.

    As a table where the units fit beside each other, as a picture of signs where they do not.
    Indicators of which no unit has a figure are left out, and named in the section on coverage.
    """
    many = len(overview.units) > tables.UNITS_IN_TABLES
    items: list[Exhibit] = [
        Heading(1, text("overview.heading_matrix", lang), "bang-diem"),
        Prose(text(f"overview.matrix_intro{'_many' if many else ''}", lang)),
    ]
    if not many:
        return Exhibits((*items, *tables.scorecard_tables(overview, lang)))
    for stage in reversed(STAGES):
        if len(overview.cells(stage)):
            items += _matrix_figures(overview, stage, lang)
    return Exhibits(tuple(items))


def _matrix_figures(overview: Overview, stage: str, lang: Lang) -> Iterator[Figure]:
    """Yield the matrix of one stage, of some units at a time."""
    cells = overview.cells(stage)
    keys = zip(cells["indicator_id"], cells["unit_id"], strict=True)
    statuses = dict(zip(keys, cells["status"], strict=True))
    for place, start in enumerate(range(0, len(overview.units), MATRIX_UNITS), start=1):
        units = overview.units[start : start + MATRIX_UNITS]
        names = tuple(marked_name(overview, unit, lang) for unit in units)
        block = MatrixBlock(text(f"overview.stage_{stage}", lang), names)
        yield Figure(
            svg=matrix_svg(_matrix_rows(overview, statuses, units, lang), [block], lang),
            alt=_counts_alt(overview, stage, units, lang),
            caption=marked_caption(overview, text("overview.caption_glance", lang), lang),
            anchor=f"bd-{stage}-{place}",
            note=marks_note(overview, lang) or None,
            width_mm=163,
        )


def _matrix_rows(
    overview: Overview,
    statuses: dict[tuple[str, str], str],
    units: Sequence[Unit],
    lang: Lang,
) -> list[MatrixRow]:
    labels, rows, known = indicator_names(overview, lang), [], overview.known_indicators()
    for number, own in overview.indicators.groupby("objective"):
        rows.append(MatrixRow(text(f"exhibits.objective_{number}", lang), None))
        for each in own["indicator_id"]:
            found = tuple(statuses.get((each, unit.unit_id)) for unit in units)
            if each in known and any(found):
                rows.append(MatrixRow(labels[each], found))
    return rows


def _counts_alt(overview: Overview, stage: str, units: Sequence[Unit], lang: Lang) -> str:
    cells, told = overview.cells(stage), []
    for unit in units:
        counts = cells.loc[cells["unit_id"] == unit.unit_id, "status"].value_counts()
        parts = ", ".join(f"{numerals.within(words.short_status(status, lang))} {counts[status]}"
                          for status in STATUSES if status in counts)  # fmt: skip
        told.append(f"{short_name(unit, lang)}: {parts}")
    title = text(f"overview.stage_{stage}", lang)
    return text("overview.alt_matrix", lang, stage=title, counts="; ".join(told))


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
                _strip_words(strip, lang) for column in page for strip in column)),
            caption=marked_caption(overview, text("overview.caption_strips", lang), lang),
            anchor=f"bd-phan-bo-{place}",
            note=marks_note(overview, lang) or None,
            width_mm=163,
        )
        for place, page in enumerate(strip_pages(strips), start=1)
    ]  # fmt: skip
    return Exhibits((heading, Prose(text("overview.distribution_intro", lang)), *figures))


def _strips(overview: Overview, lang: Lang) -> Iterator[Strip]:
    final = overview.cells("final")
    final = final[final["latest_value"].notna()]
    names = {unit.unit_id: marked_name(overview, unit, lang) for unit in overview.units}
    titles = measured_names(overview, lang)
    for about in records(overview.indicators):
        rows = final[final["indicator_id"] == about["indicator_id"]]
        if rows.empty:
            continue
        rows = rows.sort_values("latest_value", ascending=about["better"] == "down", kind="stable")
        upper = about["upper"] if pd.notna(about["upper"]) else float("inf")
        yield Strip(
            title=titles[about["indicator_id"]],
            lower=float(about["lower"]),
            upper=float(upper),
            rows=tuple(_strip_row(row, names, lang) for row in records(rows)),
        )


def _strip_row(row: dict[str, Any], names: dict[str, str], lang: Lang) -> StripRow:
    wanted = ("latest_value", "projected_p10", "projected_p50", "projected_p90", "goal")
    figures = {name: float(str(row[name])) for name in wanted}
    judged = row["status"] not in ("insufficient_evidence", "not_judged")
    missing = float("nan")
    return StripRow(
        name=names[str(row["unit_id"])],
        tone=str(row["status"]),
        value=figures["latest_value"],
        shown=value_text(row, lang),
        side=BOUNDS.get(row["latest_qualifier"], 0),
        year=int(str(row["latest_year"])),
        stale=bool(row["stale"]),
        low=figures["projected_p10"] if judged else missing,
        middle=figures["projected_p50"] if judged else missing,
        high=figures["projected_p90"] if judged else missing,
        goal=figures["goal"] if row["status"] != "not_judged" else missing,
    )


def _strip_words(strip: Strip, lang: Lang) -> str:
    told = ", ".join(
        f"{row.name} {row.shown}"
        f" ({row.year}; {numerals.within(words.short_status(row.tone, lang))})"
        for row in strip.rows
    )
    return f"{strip.title}: {told}"


def standings(overview: Overview, lang: Lang) -> Exhibits:
    """Return section V: who is nearest to and furthest from each target, where that is clear."""
    heading = Heading(1, text("overview.heading_standings", lang), "gan-xa")
    if overview.standings.empty:
        return Exhibits((heading, Prose(text("overview.no_standings", lang))))
    said = text("overview.standings_intro", lang)
    told = overview.standings.groupby("indicator_id")["place"].agg(set)
    unclear = [name for each, name in indicator_names(overview, lang).items()
               if told.get(each) == {"unclear"}]  # fmt: skip
    if unclear:
        said += " " + text("overview.standings_unclear", lang, names="; ".join(unclear))
    return Exhibits((heading, Prose(said), *tables.standings_table(overview, lang)))


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
    titles = {each: name for each, name in measured_names(overview, lang).items() if each in judged}
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
    year = overview.edition - 1
    known, recent = int((rows["points"] > 0).sum()), int((rows["newest_year"] >= year).sum())
    words = text("overview.coverage_intro", lang, known=known, total=len(rows))
    told = text("overview.coverage_recent" if recent else "overview.coverage_none_recent", lang,
                recent=recent, year=year)  # fmt: skip
    items: list[Exhibit] = [
        Heading(1, text("overview.heading_coverage", lang), "do-phu-so-lieu"),
        Prose(f"{words} {told}"),
    ]
    unknown = [name for each, name in indicator_names(overview, lang).items()
               if each not in overview.known_indicators()]  # fmt: skip
    if unknown:
        items.append(Prose(text("overview.unknown", lang, count=len(unknown),
                                names="; ".join(unknown))))  # fmt: skip
    return Exhibits((*items, *tables.coverage_tables(overview, lang)))


def annexes(overview: Overview, lang: Lang) -> Exhibits:
    """Return the annex: how the overview is computed, and its sources."""
    return Exhibits(
        (
            Annex(text("overview.annex_method", lang), "phu-luc-cach-tinh"),
            Prose(text("overview.method", lang)),
            tables.sources_table(overview, lang),
        )
    )

"""The overview's tables: who stands where, what is known, and who can be told apart."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.exhibits import TONES, Align, Cell, Column, RowGroup, Table
from analysis.language import NBSP, Lang, numerals, text
from analysis.ledger import licence_text
from analysis.overview.maps import MAP_SOURCE
from analysis.overview.overview import STAGES, Overview
from analysis.overview.wording import (
    indicator_names,
    marked_caption,
    marked_name,
    marks_note,
    measured_names,
    names_of,
    short_name,
    signs_note,
    value_text,
)
from analysis.programme import STATUSES, Unit, wording as words
from analysis.tables import plain, records

# More columns than these do not leave the width of a page room for words.
UNITS_PER_TABLE = 6
# With more units a table per few of them fills a book: the pictures and the files stand alone.
UNITS_IN_TABLES = 2 * UNITS_PER_TABLE
# More names than these in a cell are counted.
_NAMED, _NAMED_UNCLEAR = 3, 6
# A rank that every draw gives is shown as the surest probability, not as a decided one.
_SUREST = 1 - 1e-9
_ABSENT = Cell("–")
MakeCell = Callable[[pd.Series], Cell]
# By indicator and unit.
Cells = dict[tuple[str, str], Cell]


def units_table(overview: Overview, lang: Lang) -> Table:
    """Return who is in the overview: level, territory, whose targets, how much is known."""
    coverage = overview.coverage
    rows = []
    for unit in overview.units:
        own = coverage[coverage["unit_id"] == unit.unit_id]
        known, newest = own[own["points"] > 0], own["newest_year"].max()
        targets = "national" if unit.unit_id in overview.borrowed else "own"
        rows.append(
            (
                Cell(marked_name(overview, unit, lang)),
                Cell(text(f"overview.level_{unit.level}", lang)),
                Cell(text(f"overview.territory_{unit.territory.replace('-', '_')}", lang)),
                Cell(text(f"overview.targets_{targets}", lang)),
                Cell(f"{len(known)}/{len(own)}"),
                Cell(plain(newest)),
                Cell(str(sum(map(len, own["owed_years"])))),
            )
        )
    heads = ("unit", "level", "territory", "targets", "known", "newest", "owed")
    widths = (2.6, 1.2, 2.2, 1.6, 1.1, 1.1, 1.2)
    return _table(overview, "units", heads, widths, [RowGroup(None, tuple(rows))], lang,
                  note=marks_note(overview, lang))  # fmt: skip


def scorecard_tables(overview: Overview, lang: Lang) -> Iterator[Table]:
    """Yield the scorecard: per indicator and unit both verdicts as signs, and the latest value.

    The first sign is the verdict on the interim target, the second and the colour that on the
    final one. Units stand in columns, a few in one table. Indicators of which no unit has a figure
    are left out.
    """
    stages = {
        stage: overview.cells(stage).set_index(["indicator_id", "unit_id"])["status"].to_dict()
        for stage in STAGES
    }
    final = overview.cells("final")
    shown = final[final["indicator_id"].isin(overview.known_indicators())]
    cells = _cells(shown, lambda row: _score(row, stages["interim"], lang))
    used = {status for found in stages.values() for key, status in found.items() if key in cells}
    signs = signs_note([each for each in STATUSES if each in used], lang)
    notes = [text("overview.matrix_note", lang), signs, marks_note(overview, lang)]
    if shown["evidence_grade"].notna().any():
        notes.insert(2, text("overview.matrix_grades", lang))
    note = " ".join(filter(None, notes))
    for part in _parts(overview, "matrix_final", lang):
        yield part.table(_matrix_groups(overview, part.units, cells, lang), note)


def _score(row: pd.Series, interim: dict[Hashable, str], lang: Lang) -> Cell:
    before, final = interim.get((row["indicator_id"], row["unit_id"])), row["status"]
    grade = "" if pd.isna(row["evidence_grade"]) else str(row["evidence_grade"])
    key = "spoken_graded" if grade else "spoken_final"
    status = words.short_status(final, lang)
    spoken = text(f"overview.{key}", lang, status=status, grade=grade)
    if before:
        own = text("overview.spoken_interim", lang, status=words.short_status(before, lang))
        spoken = f"{own}, {spoken}"
    signs = f"{TONES[before].symbol if before else '·'}{NBSP}{TONES[final].symbol}{grade}"
    return Cell(value_text(row, lang) or "–", tone=final, icon=signs, said=spoken)


def coverage_tables(overview: Overview, lang: Lang) -> Iterator[Table]:
    """Return the newest year and the number of figures per indicator and unit, and what is owed."""
    if len(overview.units) > UNITS_IN_TABLES:
        yield _known_table(overview, lang)
        return
    note = text("overview.coverage_note", lang, year=overview.edition - 1)
    cells = _cells(overview.coverage, lambda row: _known(row, lang))
    for part in _parts(overview, "coverage", lang):
        groups = _matrix_groups(overview, part.units, cells, lang)
        yield part.table([*groups, *_owed_group(overview, part.units, lang)], note)


def _known_table(overview: Overview, lang: Lang) -> Table:
    """Return per indicator how many units have figures, of which years, and how many owe some."""
    labels, groups = indicator_names(overview, lang), []
    for number, own in overview.indicators.groupby("objective"):
        body = []
        for each in own["indicator_id"]:
            rows = overview.coverage[overview.coverage["indicator_id"] == each]
            years = rows["newest_year"].dropna()
            body.append((
                Cell(labels[each]),
                Cell(f"{int((rows['points'] > 0).sum())}/{len(rows)}"),
                Cell(_between(years.min(), years.max()) if len(years) else "–"),
                Cell(str(int(rows["owed_years"].map(bool).sum()) or "–")),
            ))  # fmt: skip
        groups.append(RowGroup(text(f"exhibits.objective_{number}", lang), tuple(body)))
    note = text("overview.known_note", lang, year=overview.edition - 1)
    heads = ("indicator", "having", "newest_years", "owing")
    return _table(overview, "known", heads, (3.0, 1.2, 1.2, 1.4), groups, lang, note=note)


@dataclass(frozen=True)
class _Part:
    """Some of the units in the columns of one table: its name, caption and heads."""

    units: Sequence[Unit]
    anchor: str
    caption: str
    columns: tuple[Column, ...]

    def table(self, groups: Sequence[RowGroup], note: str) -> Table:
        return Table(self.caption, self.columns, tuple(groups), self.anchor, note=note)


def _parts(overview: Overview, name: str, lang: Lang) -> Iterator[_Part]:
    chunks = _chunks(overview.units)
    for place, units in enumerate(chunks, start=1):
        columns = [Column(text("overview.column_indicator", lang), "left", 2.5)]
        columns += [Column(marked_name(overview, unit, lang), "left", 1.3) for unit in units]
        caption = text(f"overview.caption_{name}", lang)
        if len(chunks) > 1:
            caption = text("overview.part", lang, caption=caption, part=place, parts=len(chunks))
        yield _Part(
            units=units,
            anchor=f"bang-{name.replace('_', '-')}-{place}",
            caption=marked_caption(overview, caption, lang),
            columns=tuple(columns),
        )


def _cells(rows: pd.DataFrame, make: MakeCell) -> Cells:
    return {(row["indicator_id"], row["unit_id"]): make(row) for _, row in rows.iterrows()}


def _matrix_groups(
    overview: Overview, units: Sequence[Unit], cells: Cells, lang: Lang
) -> list[RowGroup]:
    """Return the indicators that have figures, by objective, with a cell per unit."""
    labels, known, groups = measured_names(overview, lang), overview.known_indicators(), []
    for number, own in overview.indicators.groupby("objective"):
        body = tuple(
            (Cell(labels[each]), *(cells.get((each, unit.unit_id), _ABSENT) for unit in units))
            for each in own["indicator_id"]
            if each in known
        )
        if body:
            groups.append(RowGroup(text(f"exhibits.objective_{number}", lang), body))
    return groups


def _owed_group(overview: Overview, units: Sequence[Unit], lang: Lang) -> list[RowGroup]:
    """Return of how many indicators each year is owed, a row per year; nothing if none is."""
    owed = overview.coverage.explode("owed_years").dropna(subset="owed_years")
    counts = pd.crosstab(owed["owed_years"], owed["unit_id"])
    rows = tuple(
        (
            Cell(text("overview.owed_year", lang, year=year)),
            *(Cell(str(found.get(unit.unit_id, 0) or "–")) for unit in units),
        )
        for year, found in counts.iterrows()
    )
    return [RowGroup(text("overview.group_owed", lang), rows)] if rows else []


def _chunks(units: Sequence[Unit]) -> list[Sequence[Unit]]:
    """Return the units in parts of about the same size, none too wide for a page."""
    parts = -(-len(units) // UNITS_PER_TABLE)
    size = -(-len(units) // parts)
    return [units[start : start + size] for start in range(0, len(units), size)]


def _known(row: pd.Series, lang: Lang) -> Cell:
    if not row["points"]:
        return Cell(text("overview.none", lang), icon="○")
    known = text("overview.known", lang, year=row["newest_year"], points=row["points"])
    if not row["owed_years"]:
        return Cell(known, icon="●")
    owed = ", ".join(map(str, row["owed_years"]))
    return Cell(f"{known}; {text('overview.owed', lang, years=owed)}", icon="◐")


def standings_table(overview: Overview, lang: Lang) -> Iterator[Table]:
    """Yield the nearest and the furthest of each target where some can be told from the others."""
    clear = overview.standings[overview.standings["place"] != "unclear"]
    labels = indicator_names(overview, lang)
    rows = [
        _standing(overview, label, standing, lang)
        for indicator_id, label in labels.items()
        for year, standing in overview.standings[
            overview.standings["indicator_id"] == indicator_id
        ].groupby("target_year")
        if ((clear["indicator_id"] == indicator_id) & (clear["target_year"] == year)).any()
    ]
    if not rows:
        return
    heads = ("indicator", "year", "units", "nearest", "furthest", "unclear")
    widths = (2.4, 0.7, 0.7, 2.5, 2.5, 1.7)
    yield _table(overview, "standings", heads, widths, [RowGroup(None, tuple(rows))], lang,
                 note=text("overview.standings_note", lang))  # fmt: skip


def _standing(
    overview: Overview, label: str, standing: pd.DataFrame, lang: Lang
) -> tuple[Cell, ...]:
    year = int(standing["target_year"].iloc[0])
    by_place = {place: rows.sort_values("distance") for place, rows in standing.groupby("place")}
    told = (
        _placed(overview, by_place.get(place), share, lang)
        for place, share in (("nearest", "nearest_third"), ("furthest", "furthest_third"))
    )
    unclear = by_place.get("unclear")
    rest = "–" if unclear is None else _unclear(overview, unclear["unit_id"], lang)
    return Cell(label), Cell(str(year)), Cell(str(len(standing))), *told, Cell(rest)


def _unclear(overview: Overview, unit_ids: pd.Series, lang: Lang) -> str:
    if len(unit_ids) > _NAMED_UNCLEAR:
        return text("overview.unclear_many", lang, count=len(unit_ids))
    return names_of(overview, unit_ids, lang)


def _placed(overview: Overview, rows: pd.DataFrame | None, share: str, lang: Lang) -> Cell:
    """Return the surest first, and how many more there are."""
    if rows is None:
        return Cell(text("overview.not_told_apart", lang))
    surest = rows.sort_values(share, ascending=False, kind="stable")
    named = "; ".join(
        text(
            "overview.placed",
            lang,
            unit=short_name(overview.known_units[row["unit_id"]], lang),
            probability=words.probability(min(row[share], _SUREST), lang),
            ranks=_between(row["rank_low"], row["rank_high"]),
        )
        for row in records(surest.head(_NAMED))
    )
    if len(surest) <= _NAMED:
        return Cell(named)
    more = len(surest) - _NAMED
    return Cell(text("overview.placed_more", lang, named=named, count=more))


def _between(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def convergence_table(overview: Overview, lang: Lang) -> Iterator[Table]:
    """Return per indicator whether the provinces grow alike, in points and in proportion."""
    if overview.convergence.empty:
        return
    labels, decimals = indicator_names(overview, lang), _decimals(overview)
    rows = []
    for indicator_id, label in labels.items():
        for row in records(overview.convergence.query("indicator_id == @indicator_id")):
            spreads = overview.spreads.query("indicator_id == @indicator_id")
            ends = (spreads.iloc[0]["sd"], spreads.iloc[-1]["sd"])
            spread = " → ".join(numerals.number(end, lang, decimals[indicator_id] + 1, fixed=True)
                                for end in ends)  # fmt: skip
            mark = text("overview.modelled_mark", lang) if row["modelled"] else ""
            rows.append((
                Cell(label + mark),
                Cell(str(row["units"])),
                Cell(f"{row['first_year']}–{row['last_year']} ({row['years']})"),
                Cell(spread),
                Cell(_slope(row, "sd", lang)),
                Cell(_slope(row, "cv", lang)),
            ))  # fmt: skip
    heads = ("indicator", "units", "years", "spread", "absolute", "relative")
    widths = (2.6, 0.8, 1.5, 1.4, 2.3, 2.3)
    yield _table(overview, "convergence", heads, widths, [RowGroup(None, tuple(rows))], lang,
                 note=_convergence_note(overview, lang))  # fmt: skip


def _convergence_note(overview: Overview, lang: Lang) -> str:
    said = text("overview.convergence_note", lang)
    if overview.convergence["modelled"].any():
        said += " " + text("overview.modelled_note", lang)
    return said


def _slope(row: dict[str, object], measure: str, lang: Lang) -> str:
    slope, low, high = (float(str(row[f"{measure}_{end}"])) for end in ("slope", "low", "high"))
    word = text(f"overview.verdict_{row[f'{measure}_verdict']}", lang)
    if slope != slope:
        return word
    shown = [_signed(100 * end, lang) for end in (slope, low, high)]
    return text("overview.slope", lang, verdict=word, slope=shown[0], low=shown[1], high=shown[2])


def _signed(value: float, lang: Lang) -> str:
    """Return a rate with its sign and one decimal, so that an interval reads evenly: ``+4,0``."""
    shown = numerals.number(value, lang, 1, fixed=True)
    return f"+{shown}" if value > 0 else shown


def _decimals(overview: Overview) -> dict[str, int]:
    about = overview.indicators
    return dict(zip(about["indicator_id"], about["decimals"].astype(int), strict=True))


def sources_table(overview: Overview, lang: Lang) -> Table:
    """Return every source behind a figure or a map: publisher, document, year and licence."""
    sources = overview.sources
    used = sources[sources["source"].isin([*overview.used, MAP_SOURCE])]
    rows = tuple(
        (
            Cell(row[f"publisher_{lang}"]),
            Cell(row[f"title_{lang}"]),
            Cell(plain(row["year_published"]) or "–"),
            Cell(licence_text(row["licence"], lang)),
        )
        for row in records(used)
    )
    heads = ("publisher", "document", "published", "licence")
    return _table(overview, "sources", heads, (2.4, 3.8, 0.9, 1.9), [RowGroup(None, rows)], lang)


_RIGHT = {"known", "newest", "owed", "units", "having", "newest_years", "owing"}


def _table(
    overview: Overview,
    name: str,
    heads: Sequence[str],
    widths: Sequence[float],
    groups: Sequence[RowGroup],
    lang: Lang,
    *,
    note: str = "",
) -> Table:
    def aligned(head: str) -> Align:
        return "right" if head in _RIGHT else "left"

    return Table(
        caption=marked_caption(overview, text(f"overview.caption_{name}", lang), lang),
        columns=tuple(
            Column(text(f"overview.column_{head}", lang), aligned(head), width)
            for head, width in zip(heads, widths, strict=True)
        ),
        groups=tuple(groups),
        anchor=f"bang-{name}",
        note=note or None,
    )

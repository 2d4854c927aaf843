"""What the overview says first: four numbered statements made from the numbers."""

from __future__ import annotations

import pandas as pd

from analysis.language import Lang, numerals, text
from analysis.overview.overview import Overview
from analysis.overview.wording import indicator_names, short_name
from analysis.programme import AT_RISK

# What is told together of targets, from the best to what is not known.
_TOLD = {
    "good": ("achieved", "likely"),
    "possible": ("more_likely_than_not",),
    "bad": ("not_achieved", *AT_RISK),
    "unknown": ("insufficient_evidence", "no_data", "not_judged"),
}
# More indicators than these at the same count are not named.
_MOST_NAMED = 3


def message(overview: Overview, lang: Lang) -> str:
    """Return the statements as a numbered list: interim targets, final ones, figures, who owes."""
    said = [
        _outcome(overview, lang),
        _outlook(overview, lang),
        _evidence(overview, lang),
        _owed(overview, lang),
    ]
    return "\n".join(f"{place}. {each}" for place, each in enumerate(filter(None, said), start=1))


def _outcome(overview: Overview, lang: Lang) -> str:
    rows = overview.cells("interim")
    if rows.empty:
        return ""
    missed = rows[rows["status"] == "not_achieved"]
    return " ".join(
        filter(
            None,
            (
                text("overview.said_interim", lang, total=len(rows), counts=_tally(rows, lang)),
                _worst_unit(overview, rows, missed, lang),
            ),
        )
    )


def _outlook(overview: Overview, lang: Lang) -> str:
    rows = overview.cells("final")
    bad = rows[rows["status"].isin(_TOLD["bad"])]
    said = [text("overview.said_final", lang, total=len(rows), counts=_tally(rows, lang))]
    if len(bad):
        number = bad["objective"].value_counts().sort_index(kind="stable").idxmax()
        of = rows[rows["objective"] == number]
        name = numerals.within(text(f"exhibits.objective_{number}", lang))
        said.append(text("overview.said_objective", lang, objective=name, total=len(of),
                         count=int((bad["objective"] == number).sum())))  # fmt: skip
        said += _widest(overview, bad, lang)
    return " ".join(said)


def _tally(rows: pd.DataFrame, lang: Lang) -> str:
    """Return how many targets stand how, without what does not occur; that none is met is said."""
    found = {name: int(rows["status"].isin(statuses).sum()) for name, statuses in _TOLD.items()}
    told = [
        text(f"overview.tally_{name}", lang, count=numerals.counted(count, lang))
        for name, count in found.items()
        if count
    ]
    return ", ".join(told if found["good"] else [text("overview.tally_none", lang), *told])


def _worst_unit(
    overview: Overview, rows: pd.DataFrame, missed: pd.DataFrame, lang: Lang
) -> str | None:
    """Return which unit missed most; nothing where that is none, or no single one."""
    counts = missed["unit_id"].value_counts()
    if counts.empty or (counts == counts.iloc[0]).sum() > 1 or len(overview.units) == 1:
        return None
    worst = str(counts.index[0])
    return text("overview.said_worst_unit", lang, count=int(counts.iloc[0]),
                unit=short_name(overview.known_units[worst], lang),
                total=int((rows["unit_id"] == worst).sum()))  # fmt: skip


def _widest(overview: Overview, bad: pd.DataFrame, lang: Lang) -> list[str]:
    """Return the indicators that are at risk in most units; nothing where it is one unit each."""
    counts = bad["indicator_id"].value_counts()
    most = int(counts.iloc[0])
    names = [name for each, name in indicator_names(overview, lang).items()
             if counts.get(each, 0) == most]  # fmt: skip
    if most == 1 or len(names) > _MOST_NAMED:
        return []
    return [text("overview.said_widest", lang, names="; ".join(names), count=most)]


def _evidence(overview: Overview, lang: Lang) -> str:
    rows, year = overview.coverage, overview.edition - 1
    known, recent = int((rows["points"] > 0).sum()), int((rows["newest_year"] >= year).sum())
    key = "recent" if recent else "none_recent"
    said = [
        text("overview.coverage_intro", lang, known=known, total=len(rows)),
        text(f"overview.coverage_{key}", lang, recent=recent, year=year),
    ]
    nobody = len(overview.indicators) - len(overview.known_indicators())
    if nobody:
        said.append(text("overview.said_nobody", lang, count=numerals.counted(nobody, lang)))
    return text("overview.said_evidence", lang, said=" ".join(said))


def _owed(overview: Overview, lang: Lang) -> str:
    owed = overview.coverage["owed_years"].map(len).groupby(overview.coverage["unit_id"]).sum()
    if not owed.sum():
        return text("overview.said_owed_none", lang)
    listed = owed.reindex([unit.unit_id for unit in overview.units])
    most = str(listed.idxmax())
    unit = short_name(overview.known_units[most], lang)
    return text("overview.said_owed", lang, total=int(owed.sum()), unit=unit,
                count=int(owed[most]))  # fmt: skip

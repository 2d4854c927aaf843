"""What an import, or an undo, does to the ledger: before and now, figure by figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from analysis.intake.repeated import spans
from analysis.language import LANGS, Lang, text, write_number
from analysis.ledger import Row, cited_documents, counted, figure, is_withdrawn
from analysis.programme import Unit
from analysis.tables import parse_number

# A screenful; of more figures the counts and the extremes are told.
MOST_ROWS = 20
Named = Mapping[Lang, str]


@dataclass(frozen=True)
class Names:
    """How units, indicators and publishers are called, by their ids and the sources' slugs."""

    units: Mapping[str, Named]
    indicators: Mapping[str, Named]
    publishers: Mapping[str, Named]


@dataclass(frozen=True)
class Change:
    """One figure that is stated: ``before`` is what stood, ``now`` what will; none for no figure.

    ``about`` is the statement that is added, with its unit, indicator, year, source and note.
    """

    about: Row
    before: Row | None
    now: Row | None


def make_names(
    units: Mapping[str, Unit], indicators: pd.DataFrame, sources: Mapping[str, Row]
) -> Names:
    """Return the names in the project's tables; of indicators the short ones."""
    return Names(
        {name: {lang: unit.name(lang) for lang in LANGS} for name, unit in units.items()},
        {
            str(row["indicator_id"]): {lang: str(row[f"short_{lang}"]) for lang in LANGS}
            for row in indicators.to_dict("records")
        },
        {
            slug: {lang: str(row[f"publisher_{lang}"]) for lang in LANGS}
            for slug, row in sources.items()
        },
    )


def standing(row: Row | None) -> Row | None:
    """Return the statement if a figure stands by it."""
    return None if row is None or is_withdrawn(row) else row


def change_table(changes: Sequence[Change], names: Names, lang: Lang) -> list[str]:
    """Return one line per figure, or, of more than ``MOST_ROWS``, counts and extremes."""
    if len(changes) > MOST_ROWS:
        return [*_summaries(changes, names, lang), f"    {text('imports.all_in_json', lang)}"]
    lines = [_cells(change, names, lang) for change in changes]
    widths = [max(len(line[place]) for line in lines) for place in range(4)] if lines else []
    return [
        "    "
        + "  ".join(cell.ljust(width) for cell, width in zip(line, [*widths, 0], strict=True))
        for line in lines
    ]


def change_json(change: Change, names: Names, lang: Lang) -> dict[str, Any]:
    """Return a change as plain values, the figures as people write them."""
    unit, indicator, year, _, source = _cells(change, names, lang)
    return {
        "unit": unit,
        "indicator": indicator,
        "before": shown(change.before, lang) if change.before else None,
        "now": shown(change.now, lang) if change.now else None,
        "said_by": source,
    } | {"year": year}


def shown(row: Row | None, lang: Lang) -> str:
    """Return a figure as people write it, with its counts: ``98,1 (118.801/121.049)``."""
    if row is None:
        return text("imports.empty", lang)
    counts = counted(row, lang)
    return f"{figure(row, lang)} ({counts})" if counts else figure(row, lang)


def _cells(change: Change, names: Names, lang: Lang) -> tuple[str, ...]:
    about = change.about
    publisher = names.publishers.get(about["source"], {}).get(lang, about["source"])
    documents = cited_documents(about["note"])
    return (
        names.units[about["unit_id"]][lang],
        names.indicators[about["indicator_id"]][lang],
        about["year"],
        text("imports.became", lang, before=shown(change.before, lang),
             now=shown(change.now, lang)),
        ": ".join([publisher, *documents[-1:]]) if documents else about["source"],
    )  # fmt: skip


def _summaries(changes: Sequence[Change], names: Names, lang: Lang) -> Iterator[str]:
    ordered = sorted(changes, key=lambda change: change.about["indicator_id"])
    for indicator_id, same in groupby(ordered, key=lambda change: change.about["indicator_id"]):
        rows = list(same)
        known = [row for row in rows if row.now]
        said = text(
            "imports.summary", lang, indicator=names.indicators[indicator_id][lang],
            count=len(rows), first=sum(row.before is None for row in rows),
            years=spans([int(row.about["year"]) for row in rows]),
        )  # fmt: skip
        yield f"    {said}"
        if known:
            low, high = min(known, key=_value), max(known, key=_value)
            values = {"low": _placed(low, names, lang), "high": _placed(high, names, lang)}
            yield f"      {text('imports.extremes', lang, **values)}"
        revised = [row for row in known if row.before]
        if revised:
            most = max(revised, key=_moved)
            values = {"figure": _placed(most, names, lang), "before": shown(most.before, lang)}
            yield f"      {text('imports.largest_change', lang, **values)}"


def _value(change: Change) -> float:
    return parse_number(change.now["value"] if change.now else "") or 0.0


def _moved(change: Change) -> float:
    before = parse_number(change.before["value"] if change.before else "") or 0.0
    return abs(_value(change) - before)


def _placed(change: Change, names: Names, lang: Lang) -> str:
    value = write_number((change.now or change.about)["value"], lang)
    unit = names.units[change.about["unit_id"]][lang]
    return text("imports.placed", lang, value=value, unit=unit, year=change.about["year"])

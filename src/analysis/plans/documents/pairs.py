"""Which year goes with which value of a statement.

Plans print the year after the value ("65% vào năm 2025 và 75% vào năm 2030"), before it ("đến năm
2025 đạt 65%, năm 2030 đạt 75%"), once for several values, twice for one ("vào năm 2025 và năm
2030"), or all years after all values ("65% và 75% lần lượt vào các năm 2025 và 2030").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.plans.documents.figures import Value, Years


@dataclass(frozen=True)
class Pair:
    """A value with one of its years, or with none; ``years`` is where that year is printed."""

    value: Value
    year: int | None
    years: Years | None


def pair(
    values: Sequence[Value],
    years: Sequence[Years],
    alike: Callable[[Sequence[Value]], bool],
) -> list[Pair]:
    """Return every value with its years, in the order of the values.

    ``alike`` tells whether values speak of the same thing: then as many years as values are dealt
    out one to each, otherwise each value has all of them.
    """
    changes = [value for value in values if value.yearly or value.relative]
    levels = [value for value in values if value not in changes]
    if changes and len(levels) == len(years):
        # "mỗi năm giảm 0,5%, đến năm 2025 còn 20% và đến năm 2030 còn 18%": a pace, then levels.
        paces = [Pair(value, None, None) for value in changes]
        return sorted([*paces, *pair(levels, years, alike)], key=lambda each: each.value.number_at)
    tokens: list[Value | Years] = sorted([*values, *years], key=_place)
    after = all(_is_years(tokens, place + 1) for place in _places(tokens, Value))
    before = all(_is_years(tokens, place - 1) for place in _places(tokens, Value))
    runs = _runs(tokens)
    if not years:
        return [Pair(value, None, None) for value in values]
    if not after and not before and _equal_and_mixed(runs, values, years):
        return [
            Pair(value, each, one)
            for value, one in zip(values, years, strict=True)
            for each in one.years
        ]
    first = isinstance(tokens[0], Years) and not after
    pairs: list[Pair] = []
    for place, run in enumerate(runs):
        if isinstance(run[0], Years):
            continue
        other = place - 1 if first else place + 1
        beside = runs[other] if 0 <= other < len(runs) else []
        pairs += _dealt([v for v in run if isinstance(v, Value)],
                        [y for y in beside if isinstance(y, Years)], alike)  # fmt: skip
    return sorted(pairs, key=lambda each: each.value.number_at)


def comes_first(values: Sequence[Value], years: Sequence[Years]) -> bool:
    """Say whether the years of a statement stand before its values."""
    return bool(years and values) and years[0].start < values[0].start


def _place(token: Value | Years) -> int:
    return token.number_at if isinstance(token, Value) else token.start


def _places(tokens: Sequence[Value | Years], kind: type) -> list[int]:
    return [place for place, token in enumerate(tokens) if isinstance(token, kind)]


def _is_years(tokens: Sequence[Value | Years], place: int) -> bool:
    return 0 <= place < len(tokens) and isinstance(tokens[place], Years)


def _runs(tokens: Sequence[Value | Years]) -> list[list[Value | Years]]:
    runs: list[list[Value | Years]] = []
    for token in tokens:
        if runs and isinstance(runs[-1][0], Years) == isinstance(token, Years):
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _equal_and_mixed(
    runs: Sequence[Sequence[Value | Years]], values: Sequence[Value], years: Sequence[Years]
) -> bool:
    """Say whether one year precedes its value and another follows: "năm 2025 65%, 75% năm 2030"."""
    return len(values) == len(years) and len(runs) > 2


def _dealt(
    values: Sequence[Value], years: Sequence[Years], alike: Callable[[Sequence[Value]], bool]
) -> list[Pair]:
    dealt = [(year, one) for one in years for year in one.years]
    if not dealt:
        return [Pair(value, None, None) for value in values]
    if len(values) > 1 and len(values) == len(dealt) and alike(values):
        return [Pair(v, year, one) for v, (year, one) in zip(values, dealt, strict=True)]
    return [Pair(value, year, one) for value in values for year, one in dealt]

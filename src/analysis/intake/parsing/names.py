"""What the project knows by name: units, indicators and sources, found as people write them.

A name is compared without regard to capitals and spaces, and without diacritics when only one
thing can be meant. What can mean two things is refused with both.
"""

from __future__ import annotations

import difflib
import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import pandas as pd

from analysis.intake.parsing.dates import SCHOOL_YEAR_CHI_TIEU
from analysis.intake.parsing.numerals import Expected
from analysis.language import BadInput, Fault, fold, without_marks
from analysis.programme import NATION, Unit, bare_name
from analysis.sheets import NATION_WORDS, is_raised

_MOST_COMPARED = 12
_LEVELS_BELOW = 2
_BRACKETS = re.compile(r"\s*\([^)]*\)$")
_SHORT_CITY = re.compile(r"^tp\.? ", re.IGNORECASE)
_LEVELS = re.compile(r" (?:province|city|district|town|commune|ward|township|special zone)$")
_TERRITORIES: dict[str, tuple[str, ...]] = {
    "before-2025-07": ("(trước 7/2025)", "(cũ)", "(before July 2025)"),
    "after-2025-07": ("(từ 7/2025)", "(mới)", "(from July 2025)"),
}


@dataclass(frozen=True)
class Names:
    """Every way to write each thing, folded, to the ids that it can mean.

    ``homes`` tells of districts and communes the province that they belong to.
    """

    kind: str
    exact: dict[str, tuple[str, ...]]
    unmarked: dict[str, tuple[str, ...]]
    titles: dict[str, str]
    homes: Mapping[str, str] = field(default_factory=dict)
    _found: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def find(self, words: str, home: str | None = None) -> str:
        """Return the id. Raises ``BadInput`` with one fault, without a place, otherwise.

        What is proposed for a name that is not known is of the province ``home``, if one is given.
        """
        ids = self.lookup(words)
        if not ids:
            values = {"found": words[:80], "known": self._nearest(words[:80], home)}
            raise BadInput([Fault(f"intake.unknown_{self.kind}", values=values)])
        if len(ids) > 1:
            known = "; ".join(f"{id_} ({self.titles[id_]})" for id_ in ids)
            values = {"found": words[:80], "known": known}
            raise BadInput([Fault("intake.ambiguous_name", values=values)])
        return ids[0]

    def likely_home(self, written: Iterable[str]) -> str | None:
        """Return the province to which most of the names belong that mean a commune or district."""
        known = (self.lookup(words) for words in written) if self.homes else ()
        homes = Counter(self.homes[ids[0]] for ids in known
                        if len(ids) == 1 and ids[0] in self.homes)  # fmt: skip
        return next((home for home, _ in homes.most_common(1)), None)

    def _nearest(self, words: str, home: str | None) -> str:
        """Return the ids of the names that are written most alike.

        Those with the most pairs of letters in common are found first: difflib takes a hundred
        times as long for each.
        """
        plain = without_marks(words)
        pairs = set(pairwise(plain))
        shared = {name: len(pairs & known) / (len(pairs | known) or 1)
                  for name, known in self._pairs.items()
                  if home is None or self._ids_at(name, home)}  # fmt: skip
        likely = heapq.nlargest(_MOST_COMPARED, shared, key=shared.__getitem__)
        near = difflib.get_close_matches(plain, likely, n=3, cutoff=0.0)
        ids = (self._ids_at(name, home) if home else self.unmarked[name] for name in near)
        return ", ".join(dict.fromkeys(found[0] for found in ids))

    def _ids_at(self, name: str, home: str) -> tuple[str, ...]:
        """Return what a name can mean in a province: the province itself, or a part of it."""
        return tuple(id_ for id_ in self.unmarked[name] if home in (id_, self.homes.get(id_)))

    @cached_property
    def _pairs(self) -> dict[str, set[tuple[str, str]]]:
        return {name: set(pairwise(name)) for name in self.unmarked}

    def lookup(self, words: str) -> tuple[str, ...]:
        """Return the ids that the words can mean, none if they are not known."""
        found = self._found.get(words)
        if found is None:
            # No name has a raised sign: it points to a footnote.
            words = words if words.isascii() else "".join(
                sign for sign in words if not is_raised(sign)
            ).strip()  # fmt: skip
            found = self.exact.get(fold(words)) or self.unmarked.get(without_marks(words), ())
            self._found[words] = found
        return found


@dataclass(frozen=True)
class IndicatorRules:
    """What reading a figure needs to know of its indicator."""

    expected: Expected
    decimals: int
    of_schools: bool


@dataclass(frozen=True)
class Vocabulary:
    """All that is known: names, and what each indicator's figures look like."""

    units: Names
    indicators: Names
    sources: Names
    rules: dict[str, IndicatorRules]


def make_vocabulary(
    units: dict[str, Unit], indicators: pd.DataFrame, sources: pd.DataFrame
) -> Vocabulary:
    """Return the vocabulary of the project's tables of units, indicators and sources."""
    rows = indicators.to_dict("records")
    return Vocabulary(
        units=replace(
            _names("unit", ((unit.unit_id, *_unit_names(unit)) for unit in units.values())),
            homes={name: home for name in units if (home := _home(name, units))},
        ),
        indicators=_names(
            "indicator", ((row["indicator_id"], row["name_vi"], row["name_en"]) for row in rows)
        ),
        sources=_names(
            "source",
            (
                (row["source"], row["title_vi"], row["title_en"])
                for row in sources.to_dict("records")
            ),
        ),
        rules={str(row["indicator_id"]): _rules(pd.Series(row)) for row in rows},
    )


def _home(unit_id: str, units: Mapping[str, Unit]) -> str | None:
    """Return the province of a district or commune; None for all others."""
    unit = units[unit_id]
    # A commune stands below a district or a province: no table leads around in a circle here.
    for _ in range(_LEVELS_BELOW):
        unit = units.get(unit.parent_id or "", unit)
        if unit.level == "province":
            return unit.unit_id if unit.unit_id != unit_id else None
    return None


def _unit_names(unit: Unit) -> list[str]:
    """Return the unit's names, each also without its level, without and with its bracket.

    "tỉnh Ninh Bình" is the name of the merged province, and what many still call the old one; the
    bracket that tells which one is meant may stand behind any of the names.
    """
    bare = [_BRACKETS.sub("", name) for name in (unit.name_vi, unit.name_en)]
    plain = (_SHORT_CITY.sub("", bare_name(bare[0])), _LEVELS.sub("", bare[1]))
    short = [*bare, *plain]
    told = [f"{name} {when}" for name in short for when in _TERRITORIES.get(unit.territory, ())]
    nation = NATION_WORDS if unit.unit_id == NATION else ()
    return [unit.name_vi, unit.name_en, *short, *told, *nation]


def _names(kind: str, things: Iterable[tuple[str, ...]]) -> Names:
    exact: dict[str, dict[str, None]] = defaultdict(dict)
    unmarked: dict[str, dict[str, None]] = defaultdict(dict)
    titles = {}
    ids = set()
    for thing_id, *names in things:
        titles[thing_id] = names[0]
        ids.add(thing_id)
        for name in names:
            exact[fold(name)][thing_id] = None
            unmarked[without_marks(name)][thing_id] = None
    # An id means its own thing, whatever else is called so.
    for thing_id in ids:
        exact[thing_id] = unmarked[thing_id] = {thing_id: None}
    return Names(
        kind,
        {name: tuple(found) for name, found in exact.items()},
        {name: tuple(found) for name, found in unmarked.items()},
        titles,
    )


def _rules(row: pd.Series) -> IndicatorRules:
    upper = None if pd.isna(row["upper"]) else Decimal(str(row["upper"]))
    expected = Expected(str(row["unit"]), Decimal(str(row["lower"])), upper)
    return IndicatorRules(
        expected, int(row["decimals"]), int(row["chi_tieu"]) in SCHOOL_YEAR_CHI_TIEU
    )

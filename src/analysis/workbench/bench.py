"""The workbench of one project: units and indicators to choose from, read when they are asked for.

The functions of this module work on the project that the working folder belongs to, in Vietnamese
and with its real figures; ``open`` gives another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis.language import BadInput, Fault, Lang, text
from analysis.ledger import DataKind, load_ledgers, open_books, read_as_of
from analysis.programme import Programme
from analysis.project import find_project, is_workspace, project_name
from analysis.workbench.chain import Chain
from analysis.workbench.comparing import Alignment, Comparison, plans_beside
from analysis.workbench.finding import attribute_names, find_id, id_named
from analysis.workbench.panels import panel_table
from analysis.workbench.setting import Setting, desk_lang
from analysis.workbench.whole_unit import Unit
from analysis.workbench.words import worded

# What figures and verdicts follow from: a notebook that stays open sees what is changed in them.
_FOLDERS = ("data", "parameters")


class Workbench:
    """The units and indicators of one project, in one setting."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._units: dict[tuple[str, int], Unit] = {}

    @property
    def lang(self) -> Lang:
        """The language in which it speaks."""
        return self.setting.lang

    @property
    def programme(self) -> Programme:
        """The reference tables of the project."""
        return self.setting.programme

    @cached_property
    def figure_counts(self) -> dict[str, int]:
        """How many figures stand in each unit's ledger, of the units that have one."""
        books = open_books(self.setting.root, self.setting.data)
        names = [name for name in books.store.unit_ids() if name in self.programme.units]
        held = load_ledgers([], books, self.programme, others=names, as_of=self.setting.as_of)
        return {name: len(table) for name, table in held.observations.items()}

    def unit(self, unit_id: str) -> Unit:
        """Return a unit by its id. Raises ``BadInput`` that names the nearest for an unknown one.

        >>> from analysis import workbench as wb
        >>> wb.open(lang="en").unit("ninh-binh").name
        'Ninh Bình province'
        """
        units = self.programme.units
        names = {each: (one.name(self.lang), one.place(self.lang)) for each, one in units.items()}
        name = find_id(unit_id, names, "unit")
        key = (name, changed_last(self.setting.root))
        if key not in self._units:
            self._units[key] = Unit(Chain(self.setting, units[name]))
        return self._units[key]

    def units(self, on: str | date | None = None) -> pd.DataFrame:
        """Return all units, or those whose borders were in force ``on`` a day, one row each.

        >>> from analysis import workbench as wb
        >>> table = wb.open(lang="en").units(on="2026-01-01")
        >>> table.loc[table["Unit id"] == "ninh-binh", "Plan"].tolist()
        ['own plan']
        """
        return worded(self.unit_table(on), self.lang)

    def unit_table(self, on: str | date | None = None) -> pd.DataFrame:
        """Return the units as ``units`` does, under the names of columns and with codes.

        ``unit_id, name, level, parent_id, territory, plan (own, inherited, none), figures``.
        """
        known = self.programme
        rows = [
            {
                "unit_id": unit.unit_id,
                "name": unit.name(self.lang),
                "level": unit.level,
                "parent_id": unit.parent_id,
                "territory": unit.territory,
                "plan": self._plan_kind(unit.unit_id),
                "figures": self.figure_counts.get(unit.unit_id, 0),
            }
            for unit in known.units.values()
            if on is None or in_force(unit.territory, str(on))
        ]
        return pd.DataFrame(rows)

    def indicators(self) -> pd.DataFrame:
        """Return the programme's indicators, one row each.

        >>> from analysis import workbench as wb
        >>> table = wb.open(lang="en").indicators()
        >>> table.loc[table["Indicator id"] == "stunting_u5", "Name"].tolist()
        ['Stunting among children under 5']
        """
        return worded(self.indicator_table(), self.lang)

    def indicator_table(self) -> pd.DataFrame:
        """Return the indicators as ``indicators`` does, under the names of columns and with codes.

        ``chi_tieu, indicator_id, name, short, objective, indicator_unit, better, nature``.
        """
        table = self.programme.indicators
        names = {f"name_{self.lang}": "name", f"short_{self.lang}": "short"}
        shown = table.rename(columns={**names, "unit": "indicator_unit"})
        columns = ["chi_tieu", "indicator_id", "name", "short", "objective", "indicator_unit",
                   "better", "nature"]  # fmt: skip
        return shown[columns].reset_index(drop=True)

    def panel(self, unit_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the comparable figures of all units, or of some, one row per figure.

        >>> from analysis import workbench as wb
        >>> table = wb.open(lang="en").panel(["ninh-binh", "viet-nam"])
        >>> sorted(table["Unit"].unique())
        ['Ninh Bình province', 'Viet Nam']
        """
        return worded(self.panel_table(unit_ids), self.lang)

    def panel_table(self, unit_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the figures as ``panel`` does, under the names of columns and with codes."""
        names = self.figure_counts if unit_ids is None else unit_ids
        return panel_table(self.setting, [self.unit(name).unit_id for name in names])

    def compare(
        self, indicator_id: str, unit_ids: Sequence[str], align: Alignment = "year"
    ) -> Comparison:
        """Return one indicator of several units, aligned by year or by years since ``baseline``.

        >>> from analysis import workbench as wb
        >>> both = wb.open(lang="en").compare("infant_mortality", ["ninh-binh", "viet-nam"])
        >>> list(both.wide.columns)
        ['Ninh Bình province', 'Viet Nam']
        """
        chains = tuple(self.unit(name).indicator(indicator_id).chain for name in unit_ids)
        return Comparison(
            chains, self.unit(unit_ids[0]).indicator(indicator_id).indicator_id, align
        )

    def plans(self, unit_ids: Sequence[str]) -> pd.DataFrame:
        """Return what the plans of units promise at each stage, beside the nation's.

        >>> from analysis import workbench as wb
        >>> table = wb.open(lang="en").plans(["ninh-binh", "dong-nai"])
        >>> sorted(table["Unit id"].unique())
        ['dong-nai', 'ninh-binh']
        """
        return worded(plans_beside(self.setting, unit_ids), self.lang)

    def _plan_kind(self, unit_id: str) -> str:
        if unit_id in self.programme.planned_units:
            return "own"
        return "inherited" if unit_id in self.programme.inherited else "none"

    def __getitem__(self, unit_id: str) -> Unit:
        """Return a unit by its id, as ``unit`` does."""
        return self.unit(unit_id)

    def __iter__(self) -> Iterator[str]:
        """Go through the ids of all units."""
        return iter(self.programme.units)

    def __getattr__(self, name: str) -> Unit:
        """Return a unit by its id with low lines for hyphens, so that a notebook completes it."""
        if name.startswith("_") or name == "setting":
            raise AttributeError(name)
        return self.unit(id_named(name, self.programme.units))

    def __dir__(self) -> list[str]:
        """Name what a notebook completes: the own names, and all units."""
        return [*super().__dir__(), *attribute_names(self.programme.units)]

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.programme.units)

    def __repr__(self) -> str:
        """Return one line: which project, with which figures, how many units."""
        known, setting = self.programme, self.setting
        values = {"folder": project_name(setting.root), "units": len(known.units),
                  "planned": len(known.planned_units)}  # fmt: skip
        return text(f"workbench.bench_{setting.data}", setting.lang, **values)


def open(  # noqa: A001 - `wb.open()` reads as what it does, and nothing here opens a file
    folder: str | Path | None = None,
    *,
    lang: Lang | None = None,
    data: DataKind = "real",
    edition: int | None = None,
    as_of: str | None = None,
) -> Workbench:
    """Return the workbench of the project at ``folder``, or of the one found from here.

    Without ``lang`` it speaks as the desk does (``mangnon lab --lang``), else Vietnamese. ``as_of``
    is a day or minute up to which figures were received. Raises ``BadInput`` for a folder
    that is no workspace, and for a moment that is none.

    >>> from analysis import workbench as wb
    >>> stunting = wb.open(data="illustrative").unit("ninh-binh").indicator("stunting_u5")
    >>> print(*stunting.targets["Chỉ tiêu"], sep="; ")
    ≤ 15 %; < 13 %
    """
    root = find_project().root if folder is None else Path(folder).resolve()
    if not is_workspace(root):
        raise BadInput([Fault("faults.no_project", values={"found": str(root)})])
    moment = read_as_of(as_of) if as_of else None
    return Workbench(Setting(root, lang or desk_lang(), data, edition, moment))


def unit(unit_id: str) -> Unit:
    """Return a unit of this project.

    >>> from analysis import workbench as wb
    >>> wb.unit("ninh-binh").name
    'tỉnh Ninh Bình'
    """
    return _here().unit(unit_id)


def units(on: str | date | None = None) -> pd.DataFrame:
    """Return all units of this project, or those whose borders were in force ``on`` a day.

    >>> from analysis import workbench as wb
    >>> wb.units().columns[0]
    'Mã đơn vị'
    """
    return _here().units(on)


def indicators() -> pd.DataFrame:
    """Return the indicators of this project.

    >>> from analysis import workbench as wb
    >>> len(wb.indicators()) > 30
    True
    """
    return _here().indicators()


def compare(indicator_id: str, unit_ids: Sequence[str], align: Alignment = "year") -> Comparison:
    """Return one indicator of several units of this project, side by side.

    >>> from analysis import workbench as wb
    >>> wb.compare("infant_mortality", ["ninh-binh", "viet-nam"], "baseline").wide.index.name
    'years_since'
    """
    return _here().compare(indicator_id, unit_ids, align)


def plans(unit_ids: Sequence[str]) -> pd.DataFrame:
    """Return what the plans of units of this project promise, beside the nation's.

    >>> from analysis import workbench as wb
    >>> len(wb.plans(["ninh-binh"])) > 30
    True
    """
    return _here().plans(unit_ids)


def panel(unit_ids: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the figures of all units of this project, or of some, for one's own analysis.

    >>> from analysis import workbench as wb
    >>> wb.panel(["viet-nam"])["Chỉ số"].nunique() > 5
    True
    """
    return _here().panel(unit_ids)


_opened: dict[Setting, Workbench] = {}


def _here() -> Workbench:
    setting = Setting(find_project().root, desk_lang())
    return _opened.setdefault(setting, Workbench(setting))


def changed_last(root: Path) -> int:
    """Return when a file of the project's figures or rules was last changed."""
    files = (path for name in _FOLDERS for path in (root / name).rglob("*"))
    return max((path.stat().st_mtime_ns for path in files), default=0)


def in_force(territory: str, day: str) -> bool:
    """Tell whether borders ``before-2025-07`` or ``after-2025-07`` were in force on a day."""
    side, _, since = territory.partition("-")
    return side == "whole" or (day >= since) == (side == "after")

"""One indicator of one unit: its figures, its way, what may come and what follows, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.exhibits import Figure, Prose, Tiles
from analysis.language import Lang
from analysis.workbench.behind import (
    Verdict,
    changed_verdicts,
    statements_behind,
    verdicts_behind,
    yearly_moves,
)
from analysis.workbench.chain import Chain
from analysis.workbench.comparing import decompose, precedents
from analysis.workbench.frames import TABLES
from analysis.workbench.outlooks import OutlookView
from analysis.workbench.scenarios import (
    WhatIf,
    WhatItTakes,
    kept_scenarios,
    suppose,
    what_it_takes,
)
from analysis.workbench.words import Several

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True, eq=False)
class Indicator:
    """One indicator of one unit, from figures to verdict.

    The properties are tables in words; ``table`` gives each with codes, under the names of columns
    that programs know.
    """

    chain: Chain
    indicator_id: str

    @property
    def name(self) -> str:
        """The indicator's name."""
        return str(self.chain.indicators.at[self.indicator_id, f"name_{self.chain.setting.lang}"])

    @property
    def about(self) -> dict[str, Any]:
        """What the programme says of it: unit of measure, bounds, direction, decimals."""
        row = self.chain.indicators.loc[self.indicator_id]
        return {str(name): value for name, value in row.items()}

    def table(self, name: str) -> pd.DataFrame:
        """Return a table with codes, by its name in ``frames.TABLES``: ``"series"``.

        >>> from analysis import workbench as wb
        >>> series = wb.unit("viet-nam").indicator("infant_mortality").table("series")
        >>> list(series.columns[:3])
        ['year', 'value', 'qualifier']
        """
        return TABLES[name](self.chain, self.indicator_id)

    @property
    def observations(self) -> pd.DataFrame:
        """Every figure that stands in the ledgers, of the unit and its former ones."""
        return self._worded("observations")

    @property
    def series(self) -> pd.DataFrame:
        """One value a year, as it is compared and projected."""
        return self._worded("series")

    @property
    def trajectory(self) -> pd.DataFrame:
        """Where it started, where it stands, and its pace beside the one that is required."""
        return self._worded("trajectory")

    @property
    def projection(self) -> pd.DataFrame:
        """What may come, year by year."""
        return self._worded("projection")

    @property
    def targets(self) -> pd.DataFrame:
        """What the plan promises."""
        return self._worded("targets")

    @property
    def readings(self) -> pd.DataFrame:
        """What established methods say of each target."""
        return self._worded("readings")

    @property
    def results(self) -> pd.DataFrame:
        """The verdict on each target, with its numbers."""
        return self._worded("results")

    @property
    def peers(self) -> pd.DataFrame:
        """What others of the same level state, and the nation."""
        return self._worded("peers")

    def outlook(self) -> OutlookView:
        """Return how likely each target is to be met, to be read in a notebook or a terminal.

        >>> from analysis import workbench as wb
        >>> desk = wb.open(lang="en", data="illustrative")
        >>> print(desk.unit("ninh-binh").indicator("stunting_u5").outlook().title)
        Stunting among children under 5, Ninh Bình province (illustrative figures)
        """
        return OutlookView(self.chain, self.indicator_id)

    def what_if(
        self,
        *,
        times: float | None = None,
        points: float | None = None,
        from_year: int | None = None,
        figure: tuple[int, float] | None = None,
        shock: tuple[int, float] | tuple[int, float, float] | None = None,
        target: float | None = None,
        target_year: int | None = None,
        name: str = "",
    ) -> WhatIf:
        """Return what would follow if something were otherwise; what is not named stays as it is.

        ``times`` is the pace ``from_year`` on as a multiple of the one that is projected,
        ``points`` the change a year in the indicator's unit; ``figure`` the year and value of a
        figure to come; ``shock`` a year, what falls upon it, and the share of it that stays each
        year (all of it where none is given); ``target`` and ``target_year`` another final target.
        Raises ``BadInput`` for what cannot be supposed; of a year that has a figure already when
        it is looked at.

        >>> from analysis import workbench as wb
        >>> desk = wb.open(lang="en", data="illustrative", edition=2026)
        >>> stunting = desk.unit("ninh-binh").indicator("stunting_u5")
        >>> doubled = stunting.what_if(times=2).coded
        >>> bool((doubled["attainment_probability"] >= doubled["probability_before"]).all())
        True
        """
        return suppose(
            self.chain, self.indicator_id, times=times, points=points, from_year=from_year,
            figure=figure, shock=shock, target=target, target_year=target_year, name=name,
        )  # fmt: skip

    def what_it_takes(
        self,
        probability: float = 0.8,
        *,
        target_year: int | None = None,
        from_year: int | None = None,
    ) -> tuple[WhatItTakes, ...]:
        """Return the pace at which each target, or that of a year, has just this probability.

        >>> from analysis import workbench as wb
        >>> desk = wb.open(lang="en", data="illustrative", edition=2026)
        >>> stunting = desk.unit("ninh-binh").indicator("stunting_u5")
        >>> [found] = stunting.what_it_takes(0.8, target_year=2030)
        >>> found.needed.points < found.needed.today < 0
        True
        """
        return what_it_takes(
            self.chain, self.indicator_id, probability=probability, target_year=target_year,
            from_year=from_year,
        )  # fmt: skip

    def behind(self, year: int | None = None) -> pd.DataFrame:
        """Return every statement behind the figure of a year, or of all: revisions, source, form.

        >>> from analysis import workbench as wb
        >>> deaths = wb.open(lang="en").unit("viet-nam").indicator("infant_mortality")
        >>> "In use" in deaths.behind(2020).columns
        True
        """
        return self.chain.worded(statements_behind(self.chain, self.indicator_id, year))

    def why(self, target_year: int | None = None) -> tuple[Verdict, ...]:
        """Return what gave each target its status, or that of one year: the rule and its numbers.

        >>> from analysis import workbench as wb
        >>> desk = wb.open(lang="en", data="illustrative", edition=2026)
        >>> [verdict] = desk.unit("ninh-binh").indicator("stunting_u5").why(2030)
        >>> "parameters/status_rules.yml" in verdict.rule
        True
        """
        return verdicts_behind(self.chain, self.indicator_id, target_year)

    @property
    def moves(self) -> pd.DataFrame:
        """From figure to figure, how far it moved and what may be behind the move."""
        return self.chain.worded(yearly_moves(self.chain, self.indicator_id))

    @property
    def changes(self) -> pd.DataFrame:
        """What became of each probability since the year before, cause by cause."""
        return self.chain.worded(changed_verdicts(self.chain, self.indicator_id))

    @property
    def former(self) -> pd.DataFrame:
        """A merged unit's former ones: their figures, and how far each pulls the joined value."""
        return self.chain.worded(decompose(self.chain, self.indicator_id))

    @property
    def precedents(self) -> pd.DataFrame:
        """Who else managed it: units that went the way that this one still has to go."""
        return self.chain.worded(precedents(self.chain, self.indicator_id))

    def scenarios(self) -> tuple[WhatIf, ...]:
        """Return the saved scenarios of this indicator."""
        kept = kept_scenarios(self.chain)
        return Several(each for each in kept if each.scenario.indicator_id == self.indicator_id)

    def report_chart(self) -> Figure | Prose:
        """Return the chart of the report, as it is printed."""
        # What draws it takes longer to load than all of an outlook.
        from analysis.workbench.printed import report_chart

        return report_chart(self.chain, self.indicator_id)

    def report_tile(self) -> Tiles | Prose:
        """Return the tile of the report, as it is printed."""
        from analysis.workbench.printed import report_tile

        return report_tile(self.chain, self.indicator_id)

    def chart(self) -> alt.LayerChart | alt.FacetChart:
        """Return the trajectory as a chart that answers the hand."""
        from analysis.workbench.views import outlook_chart

        return outlook_chart(self.chain, self.indicator_id)

    def _worded(self, name: str) -> pd.DataFrame:
        return self.chain.worded(self.table(name))

    @property
    def _lang(self) -> Lang:
        return self.chain.setting.lang

    def __repr__(self) -> str:
        """Return the outlook as text."""
        return str(self.outlook())

    def _repr_html_(self) -> str:
        return self.outlook()._repr_html_()

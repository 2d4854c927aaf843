"""The assessment: everything that a report says, as one value, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis.assessment.changes import EditionChanges, Revision, compare_editions
from analysis.assessment.inputs import Inputs, PreviousEdition, year_before
from analysis.assessment.readings.readings import disagreements, read_targets
from analysis.assessment.results import RESULTS
from analysis.assessment.scenarios import SCENARIOS_FOLDER
from analysis.assessment.verdicts import Verdicts, judge_unit
from analysis.assessment.wholes import whole_series
from analysis.language import BadInput, Fault
from analysis.plans import list_owed_figures
from analysis.programme import NATION, commentary_file
from analysis.projections import Outlook, outlooks
from analysis.quality import Examined, list_quality_issues
from analysis.series import comparable_rows, deciding_years, figure_rows, peer_figures


@dataclass(frozen=True)
class Assessment:
    """One unit's assessment in one edition.

    ``results`` holds one row per indicator and judged year: the columns of ``schemas.RESULTS``
    and what the sentences need besides. ``series`` and ``projections`` are the unit's own,
    ``proxies`` the series of the proxy indicators; ``national`` the nation's series, as context
    for a locality; ``readings`` the verdicts of established methods
    and ``disagreements`` those that point the other way than ours; ``owed`` and ``quality`` what is
    missing and what is doubtful. ``verdicts`` are what ``changes`` holds against the ``previous``
    edition. Where the unit inherits plans, ``inherited`` holds one assessment under each that is at
    hand, and this one is the first of them. Restricted to one ``agency``, every table holds only
    what that agency leads. A ``revision`` tells which published report this one stands beside, and
    why; ``day`` is the day that the report is made on, where it is not the one up to which figures
    were received.
    """

    inputs: Inputs
    edition: int
    results: pd.DataFrame
    series: pd.DataFrame
    proxies: pd.DataFrame
    national: pd.DataFrame
    projections: pd.DataFrame
    readings: pd.DataFrame
    disagreements: pd.DataFrame
    owed: pd.DataFrame
    quality: pd.DataFrame
    verdicts: Verdicts
    previous: PreviousEdition
    agency: str | None = None
    revision: Revision | None = None
    inherited: tuple[Assessment, ...] = ()
    day: date | None = None

    @property
    def by_plan(self) -> tuple[Assessment, ...]:
        """The assessment under each plan: itself alone, or one under every inherited plan."""
        return self.inherited or (self,)

    @property
    def owing_day(self) -> date | None:
        """The day up to which days overdue count; None where neither it nor a figure is known."""
        return self.day or self.inputs.received_until

    @property
    def hashes(self) -> dict[str, str]:
        """The hashes of the files that it was made from."""
        return edition_hashes(self.inputs, self.edition, supposed=not self.agency)

    @cached_property
    def changes(self) -> EditionChanges | None:
        """What became of the previous edition's verdicts; None where there was none."""
        return self._compared(self.previous)

    @cached_property
    def revised(self) -> EditionChanges | None:
        """What became of the verdicts of the report that this one revises, where it does."""
        return self._compared(self.revision.before) if self.revision else None

    def _compared(self, before: PreviousEdition) -> EditionChanges | None:
        found = compare_editions(self.inputs, self.edition, self.verdicts, before)
        if found is None or self.agency is None:
            return found
        ids = self.results["indicator_id"]
        targets, outcomes = (_rows_of(table, ids) for table in (found.targets, found.outcomes))
        return replace(found, targets=targets, outcomes=outcomes)

    def for_agency(self, agency: str) -> Assessment:
        """Return what one lead agency answers for, ``agency`` being its name in the plan.

        Raises ``BadInput`` when it leads nothing here.
        """
        led = self.results["lead_agency"] == agency
        if not led.any():
            names = self.results["lead_agency"].dropna().unique()
            values = {"found": agency, "known": "; ".join(names)}
            raise BadInput([Fault("forms.unknown_agency", values=values)])
        ids = self.results.loc[led, "indicator_id"]
        return replace(
            self,
            agency=agency,
            inputs=replace(self.inputs, findings=_findings_of(self.inputs.findings, ids)),
            results=_rows_of(self.results, ids),
            series=_rows_of(self.series, ids),
            national=_rows_of(self.national, ids),
            projections=_rows_of(self.projections, ids),
            readings=_rows_of(self.readings, ids),
            disagreements=_rows_of(self.disagreements, ids),
            owed=_rows_of(self.owed, ids),
            quality=_rows_of(self.quality, ids),
            inherited=tuple(
                each.for_agency(agency)
                for each in self.inherited
                if (each.results["lead_agency"] == agency).any()
            ),
        )

    @cached_property
    def outlooks(self) -> dict[tuple[str, str], Outlook]:
        """The projections as one distribution per series."""
        return outlooks(self.projections, self.inputs.indicators)

    @cached_property
    def whole(self) -> pd.DataFrame:
        """The series of the unit that this one was merged into; no rows where it was not."""
        return whole_series(self.inputs, self.edition)

    @property
    def published_results(self) -> pd.DataFrame:
        """The results table as it is published, valid under ``schemas.RESULTS``."""
        tables = [each.results for each in self.by_plan]
        table = pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]
        return RESULTS.validate(table)[list(RESULTS.columns)]


def edition_hashes(inputs: Inputs, edition: int, *, supposed: bool = True) -> dict[str, str]:
    """Return the hashes of the files that one edition is made from: not the words on another.

    What shows nothing that is ``supposed`` is not made from scenarios either.
    """
    own = commentary_file(inputs.unit.unit_id, edition, "summary").parent
    return {
        file: digest
        for file, digest in inputs.hashes.items()
        if (Path(file).is_relative_to(own) or not Path(file).is_relative_to(own.parent))
        and (supposed or not Path(file).is_relative_to(SCENARIOS_FOLDER))
    }


def assess(inputs: Inputs, edition: int, previous: PreviousEdition | None = None) -> Assessment:
    """Return the assessment of ``inputs`` in the year ``edition``.

    Without a ``previous`` edition that was published, the one to compare with is computed from
    what the ledgers held at the end of the year before.

    >>> from analysis.assessment import assess, read_inputs
    >>> from analysis.project import project_root
    >>> assessment = assess(read_inputs(project_root(), "trieu-son", "real"), 2026)
    >>> sorted(set(assessment.results["status"]))
    ['no_data', 'not_judged']
    """
    found = [_under(inputs, each.part_id, edition, previous) for each in inputs.at_hand]
    if found:
        return replace(found[0], inherited=tuple(found))
    return _assess_under_plan(inputs, edition, previous)


def _under(
    inputs: Inputs, part_id: str, edition: int, previous: PreviousEdition | None
) -> Assessment:
    """Return the assessment under one inherited plan, beside what was said under it before."""
    before = previous
    if previous is not None and previous.published is not None:
        mine = previous.published["plan_of"] == part_id
        before = replace(previous, published=previous.published[mine].reset_index(drop=True))
    return _assess_under_plan(inputs.under(part_id), edition, before)


def _assess_under_plan(
    inputs: Inputs, edition: int, previous: PreviousEdition | None
) -> Assessment:
    unit_id = inputs.unit.unit_id
    verdicts = judge_unit(inputs, edition)
    series, results = verdicts.series, verdicts.results
    compared = comparable_rows(series)
    owed = list_owed_figures(results, compared, edition, through=edition - 1)
    readings = read_targets(
        figure_rows(compared),
        verdicts.judged,
        inputs.indicators,
        inputs.rules,
        edition=edition,
    )
    return Assessment(
        inputs=inputs,
        edition=edition,
        results=results,
        series=series,
        proxies=verdicts.proxies,
        national=_national_series(verdicts.pool, unit_id),
        projections=verdicts.projections,
        readings=readings,
        disagreements=disagreements(readings, results),
        owed=owed,
        quality=list_quality_issues(_examined(inputs, edition, verdicts, owed)),
        verdicts=verdicts,
        previous=previous or year_before(edition),
    )


def _findings_of(findings: pd.DataFrame, indicator_ids: pd.Series) -> pd.DataFrame:
    """Return what is odd in the plan about these indicators; what is not theirs is left out."""
    wanted = set(indicator_ids)
    own = [bool(wanted & set(named.split())) for named in findings["indicator_ids"]]
    return findings[own].reset_index(drop=True)


def _rows_of(table: pd.DataFrame, indicator_ids: pd.Series) -> pd.DataFrame:
    return table[table["indicator_id"].isin(indicator_ids)].reset_index(drop=True)


def _examined(inputs: Inputs, edition: int, verdicts: Verdicts, owed: pd.DataFrame) -> Examined:
    unit_id = inputs.unit.unit_id
    ledger, statements = inputs.ledgers[unit_id], inputs.statements[unit_id]
    return Examined(
        ledger=ledger[ledger["year"] <= edition],
        statements=statements[statements["year"] <= edition],
        series=verdicts.whole,
        peers=peer_figures(inputs.peers.values(), edition),
        indicators=inputs.indicators,
        planned=tuple(dict.fromkeys(verdicts.results["indicator_id"])),
        decisive=deciding_years(verdicts.results),
        owed=owed,
        reporting=inputs.plan.reporting,
        oldest=edition - inputs.rules.oldest_years,
    )


def _national_series(pool: pd.DataFrame, unit_id: str) -> pd.DataFrame:
    nation = "" if unit_id == NATION else NATION
    return pool[pool["unit_id"] == nation].reset_index(drop=True)

"""The forms of an edition: what each lead agency is asked for one unit, and what is known of it.

An agency is asked for the chỉ tiêu that it leads, never for those it joins. Indicators whose plan
names no lead agency are together on one form that names none either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis.assessment import Inputs
from analysis.intake.forms.layout import FormLabel, measure_name
from analysis.intake.judging.territory import side_of
from analysis.language import BadInput, Fault, Lang, numerals, slug_of, text
from analysis.ledger import source_slugs
from analysis.plans import (
    Agency,
    BilingualText,
    Plan,
    due_date,
    find_agency,
    list_owed_figures,
)
from analysis.programme import Successor, find_successor, wording
from analysis.series import RECENT_YEARS, build_series, judged_targets
from analysis.tables import records


@dataclass(frozen=True)
class FormRow:
    """One indicator and year. ``given`` holds the texts of the form's locked columns."""

    indicator_id: str
    year: int
    given: dict[str, str]
    denominator: str
    measure: str
    lower: float
    upper: float | None
    decimals: int
    nature: str
    status: str

    @property
    def counts_cases(self) -> bool:
        """Tell whether the figure is a plain count, without numerator and denominator."""
        return self.measure == "cases"


@dataclass(frozen=True)
class Form:
    """One agency's form: ``asked`` are the owed figures, ``earlier`` those of earlier years.

    ``successor`` is who took over from an agency that ended, where that is settled.
    """

    label: FormLabel
    unit_name: str
    territory: str
    plan_name: str
    due: date | None
    sent_to: BilingualText | None
    receiver_ended: bool
    agency: Agency | None
    asked: tuple[FormRow, ...]
    earlier: tuple[FormRow, ...]
    successor: Successor | None = None

    @property
    def agency_fills_in(self) -> bool:
        """Tell whether the lead agency itself fills in the form.

        Where the plan names none, and where the reorganisation of 2025 did away with it, whoever
        fills in the form writes its own name.
        """
        return self.agency is not None and not self.agency.ended and self.successor is None

    @property
    def indicator_count(self) -> int:
        """How many indicators the form is about."""
        return len({row.indicator_id for row in (*self.asked, *self.earlier)})

    @property
    def file_name(self) -> str:
        """A name for its file: ``ninh-binh-2026-so-y-te.xlsx``."""
        agency = self.label.agency or text("forms.no_agency_file", "vi")
        return f"{self.label.unit_id}-{self.label.edition}-{slug_of(agency)}.xlsx"


def make_forms(inputs: Inputs, edition: int) -> list[Form]:
    """Return the forms of one unit in the plan's order of agencies; every indicator is on one."""
    judged = _judged(inputs)
    series = _unit_series(inputs, edition)
    names = list(dict.fromkeys(_lead(lead) for lead in judged["lead_agency"]))
    plans = [each.plan for each in inputs.at_hand if each.plan] or [inputs.plan]
    agencies = {
        agency.name_vi: agency for plan in reversed(plans)
        for agency in plan.responsibilities.agencies
    }  # fmt: skip
    order = [*(name for name in agencies if name in names), *(name for name in names if not name)]
    return [
        _form(inputs, edition, judged[judged["lead_agency"].map(_lead) == name], series,
              agencies.get(name))
        for name in order
    ]  # fmt: skip


def _judged(inputs: Inputs) -> pd.DataFrame:
    """Return the judged targets; of a unit that inherits plans those of all, each with its place.

    An indicator is asked for once, from the agency that the first of the plans makes lead it.
    """
    if not inputs.inherited:
        return judged_targets(inputs.targets, first_year=inputs.first_year)
    tables = [
        judged_targets(each.targets, first_year=inputs.under(each.part_id).first_year).assign(
            place=inputs.units[each.part_id].place("vi")
        )
        for each in inputs.at_hand
    ]
    judged = pd.concat(tables, ignore_index=True)
    leads = judged.drop_duplicates("indicator_id").set_index("indicator_id")["lead_agency"]
    return judged.assign(lead_agency=judged["indicator_id"].map(leads))


def _indicators(inputs: Inputs) -> pd.DataFrame:
    tables = [each.indicators for each in inputs.at_hand] or [inputs.indicators]
    return pd.concat(tables, ignore_index=True).drop_duplicates("indicator_id", ignore_index=True)


def find_form(forms: list[Form], plan: Plan, asked_for: str | None) -> Form:
    """Return the form of one agency, named in full or by a part of its name without diacritics.

    Without a name there must be one form only. Raises ``BadInput`` that lists the lead agencies
    for a name that fits none or several.
    """
    known = "; ".join(form.label.agency for form in forms if form.label.agency)
    if asked_for is None and len(forms) == 1:
        return forms[0]
    if asked_for is None:
        raise BadInput([Fault("forms.no_agency_given", values={"known": known})])
    if not known:
        values = {"found": asked_for, "document": plan.document.label}
        raise BadInput([Fault("forms.plan_without_agencies", values=values)])
    by_agency = {form.label.agency: form for form in forms if form.label.agency}
    return by_agency[find_agency(list(by_agency), asked_for)]


def agency_name(form: Form, lang: Lang) -> str:
    """Return the lead agency's name, empty where the plan names none."""
    if form.agency is None:
        return ""
    return form.agency.name_vi if lang == "vi" else form.agency.name_en


def _unit_series(inputs: Inputs, edition: int) -> pd.DataFrame:
    observations = pd.concat(inputs.ledgers.values(), ignore_index=True)
    observations = observations[observations["year"] <= edition]
    return build_series(
        observations, _indicators(inputs), inputs.boundaries, inputs.weights, inputs.unit.unit_id
    )


def _form(
    inputs: Inputs, edition: int, judged: pd.DataFrame, series: pd.DataFrame, agency: Agency | None
) -> Form:
    reporting = inputs.plan.reporting
    owed = list_owed_figures(judged, series, edition, through=edition)
    asked = dict(zip(owed["indicator_id"], owed["owed_years"], strict=True))
    about = _indicators(inputs).set_index("indicator_id", drop=False).to_dict("index")
    known = _known_figures(inputs, series, about)
    rows: dict[str, list[FormRow]] = {"asked": [], "earlier": []}
    for indicator_id, targets in judged.groupby("indicator_id", sort=False):
        told = _Told(about[indicator_id], targets, known.get(str(indicator_id), {}), edition)
        years = asked.get(indicator_id, ())
        rows["asked"] += [told.asked_row(year) for year in years]
        rows["earlier"] += [told.earlier_row(year) for year in told.earlier_years(years)]
    return Form(
        label=FormLabel(inputs.unit.unit_id, edition, agency.name_vi if agency else ""),
        unit_name=inputs.unit.name_vi,
        territory=_territory(inputs),
        plan_name=_plan_names(inputs),
        due=due_date(reporting, edition),
        sent_to=reporting.sent_to,
        receiver_ended=_receiver_ended(inputs.plan),
        agency=agency,
        asked=tuple(rows["asked"]),
        earlier=tuple(rows["earlier"]),
        successor=find_successor(inputs.successors, agency.name_vi) if agency else None,
    )


def _territory(inputs: Inputs) -> str:
    """Return in words of which territory the figures are asked."""
    side = side_of(inputs.unit)
    if side is None:
        return text("forms.territory_whole", "vi", unit=inputs.unit.name_vi)
    day = numerals.day(side.merger, "vi")
    if side.before:
        return text("forms.territory_before", "vi", day=day)
    boundaries = inputs.boundaries
    parts = boundaries.loc[boundaries["unit_id"] == inputs.unit.unit_id, "part_id"]
    if parts.empty:
        return text("forms.territory_whole", "vi", unit=inputs.unit.name_vi)
    names = ", ".join(inputs.units[part].name_vi for part in parts)
    return text("forms.territory_after", "vi", day=day, parts=names)


def _receiver_ended(plan: Plan) -> bool:
    """Tell whether the reorganisation of 2025 did away with the agency that figures are sent to."""
    sent_to = plan.reporting.sent_to
    ended = [agency.name_vi for agency in plan.responsibilities.agencies if agency.ended]
    return sent_to is not None and any(name in sent_to.vi for name in ended)


def _plan_names(inputs: Inputs) -> str:
    """Return the plan's name, or those of all inherited plans with the places they are of."""
    if not inputs.inherited:
        return _plan_name(inputs.plan)
    return "; ".join(
        text("forms.plan_of", "vi", place=inputs.units[each.part_id].place("vi"),
             plan=_plan_name(each.plan) if each.plan else text("plans.absent", "vi"))
        for each in inputs.inherited
    )  # fmt: skip


def _plan_name(plan: Plan) -> str:
    document = plan.document
    if document.date is None:
        return document.label
    return text("forms.plan", "vi", label=document.label, day=numerals.day(document.date, "vi"))


@dataclass(frozen=True)
class _Told:
    """What a form can tell of one indicator; ``known`` holds texts by year, oldest first."""

    about: Mapping[Any, Any]
    targets: pd.DataFrame
    known: dict[int, str]
    edition: int

    def earlier_years(self, asked: tuple[int, ...]) -> list[int]:
        """The recent years before those asked, and known years that would be asked again."""
        recent = set(range(self.edition - 1 - RECENT_YEARS, self.edition + 1))
        expected = {year for year in recent if year < self.edition - 1 or year in self.known}
        return sorted(expected - set(asked))

    def asked_row(self, year: int) -> FormRow:
        latest = max(self.known, default=None)
        known = text("forms.unknown", "vi")
        if latest is not None:
            known = text("forms.known", "vi", figure=self.known[latest], year=latest)
        return self._row(year, {"known": known, "target": self._target()})

    def earlier_row(self, year: int) -> FormRow:
        return self._row(year, {"known": self.known.get(year, text("forms.unknown", "vi"))})

    def _row(self, year: int, told: dict[str, str]) -> FormRow:
        about = self.about
        given = {
            "chi_tieu": str(about["chi_tieu"]),
            "name": _full_name(about),
            "measure": measure_name(about["unit"]),
            "year": str(year),
            **told,
        }
        return FormRow(
            indicator_id=about["indicator_id"],
            year=year,
            given=given,
            denominator="" if pd.isna(about["denominator_vi"]) else about["denominator_vi"],
            measure=about["unit"],
            lower=float(about["lower"]),
            upper=None if pd.isna(about["upper"]) else float(about["upper"]),
            decimals=int(about["decimals"]),
            nature=about["nature"],
            # A year that has not ended when the form is sent cannot have a final figure.
            status="preliminary" if year >= self.edition else "official",
        )

    def _target(self) -> str:
        if "place" not in self.targets:
            return self._next_target(self.targets)
        return "\n".join(
            text("forms.target_of", "vi", place=place, target=self._next_target(own))
            for place, own in self.targets.groupby("place", sort=False)
        )

    def _next_target(self, targets: pd.DataFrame) -> str:
        ahead = targets[targets["target_year"] >= self.edition]
        row = (ahead if len(ahead) else targets).sort_values("target_year")
        place = 0 if len(ahead) else -1
        target = {str(name): cell for name, cell in row.iloc[place].items()}
        shown = wording.target_sign(target, "vi")
        return text("forms.target", "vi", target=shown, year=target["target_year"])


def _full_name(about: Mapping[Any, Any]) -> str:
    if pd.isna(about["denominator_vi"]):
        return str(about["name_vi"])
    return text("forms.name", "vi", name=about["name_vi"], denominator=about["denominator_vi"])


def _known_figures(
    inputs: Inputs, series: pd.DataFrame, about: Mapping[Any, Any]
) -> dict[str, dict[int, str]]:
    """Return the figures in use, by indicator and year, each with whose it is."""
    publishers = inputs.sources.set_index("source")["publisher_vi"].to_dict()
    found: dict[str, dict[int, str]] = {}
    for row in records(series):
        measured = about[row["indicator_id"]]
        named = {"latest_value": row["value"], "latest_qualifier": row["qualifier"],
                 "indicator_unit": measured["unit"]}  # fmt: skip
        figure = wording.latest(named, "vi", int(measured["decimals"]))
        slugs = source_slugs(row["source"])
        whose = "; ".join(dict.fromkeys(str(publishers[slug]) for slug in slugs))
        told = text("forms.figure", "vi", figure=figure, publisher=whose)
        found.setdefault(row["indicator_id"], {})[int(row["year"])] = told
    return found


def _lead(name: object) -> str:
    return name if isinstance(name, str) else ""

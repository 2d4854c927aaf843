"""Page one, the message: what was reached, what is at risk, how sure that is, who has to act.

Four numbered statements, made from the numbers alone, a bar per target year, and a small table of
agencies. It is written to fit one page of paper; what explains it stands further on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any

import pandas as pd

from analysis.assessment import Assessment, sure_gains
from analysis.exhibits import (
    Callout,
    Cell,
    Column,
    Exhibits,
    Figure,
    Heading,
    Prose,
    RowGroup,
    Table,
)
from analysis.language import Lang, numerals, text
from analysis.plans import agency_name, figure_due
from analysis.programme import AT_RISK, NATION, OUTLOOK_STATUSES, STATUSES, wording as words
from analysis.quality import spans
from analysis.report import cells, inherited
from analysis.report.changes import outcome_counts, revision_notice
from analysis.report.status_bars import Bar, Part, status_bars_svg
from analysis.tables import records
from analysis.track_record import brief_record

# So many agencies stand in the table by name; the others share its last line.
MOST_AGENCIES = 5
# How wide the bars stand on paper.
_BARS_MM = 135.0


def opening(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return what page one says below the heading block: to whom, of what, and section I."""
    work = _agency_rows(assessment)
    return Exhibits(
        (
            Prose(
                text(
                    "exhibits.addressed", lang, addressee=addressee(assessment, lang) or cells.DOTS
                )
            ),
            *_notices(assessment, lang),
            *revision_notice(assessment, lang),
            Prose(_about(assessment, lang)),
            Heading(1, text("message.heading", lang), "danh-gia-chung"),
            Prose(_numbered(_statements(assessment, work, lang))),
            *_action_table(assessment, work, lang),
            _bars(assessment, lang),
            cells.commentary(assessment, "summary", lang),
        )
    )


def addressee(assessment: Assessment, lang: Lang) -> str:
    """Return to whom the report goes: its agency, or the first of those who receive it.

    The last one is the archive; what stands in brackets says why somebody gets it.
    """
    if assessment.agency:
        return agency_name(assessment.inputs.plan, assessment.agency, lang)
    recipients = [str(name) for name in assessment.inputs.letterhead[f"recipients_{lang}"]]
    return recipients[0].split(" (")[0] if len(recipients) > 1 else ""


def _notices(assessment: Assessment, lang: Lang) -> Iterator[Callout]:
    """Yield what a reader must know before the first number."""
    plan = assessment.inputs.plan
    if assessment.inputs.data == "illustrative":
        yield Callout("warning", text("exhibits.illustrative_notice", lang))
    yield from inherited.notice(assessment, lang)
    if plan.targets_from:
        key = "borrowed" if plan.is_entered else "absent"
        yield Callout("warning", text(f"exhibits.{key}_notice", lang))
    if plan.absent_targets:
        numbers = dict.fromkeys(target.chi_tieu for target in plan.absent_targets)
        told = ", ".join(map(str, numbers))
        yield Callout("warning", text("exhibits.absent_targets_notice", lang, numbers=told))
    if assessment.agency:
        agency = agency_name(plan, assessment.agency, lang)
        yield Callout("note", text("exhibits.agency_notice", lang, agency=agency))


def _about(assessment: Assessment, lang: Lang) -> str:
    """Tell against which plan the report assesses whom, and how much is known."""
    plan = assessment.inputs.plan
    known = cells.known_text(assessment, lang)
    if assessment.inputs.inherited:
        return f"{inherited.opening(assessment, lang)} {known}"
    territory = plan.territory.vi if lang == "vi" else plan.territory.en
    values = {"document": cells.plan_label(assessment, lang), "territory": territory}
    return f"{text('exhibits.opening', lang, **values)} {known}"


def _numbered(statements: Iterable[str]) -> str:
    return "\n".join(f"{place}. {said}" for place, said in enumerate(statements, start=1))


def _statements(assessment: Assessment, work: pd.DataFrame, lang: Lang) -> Iterator[str]:
    """Yield the four statements; a unit without past targets has nothing to say of them."""
    final = _last_year(assessment)
    if any((own.results["target_year"] < final).any() for own in assessment.by_plan):
        yield " ".join(chain(_counts(assessment, lang, past=True), _reached(assessment, lang)))
    yield " ".join(chain(_counts(assessment, lang, past=False), _worst(assessment, lang)))
    yield text("message.sure", lang, said=" ".join(_sure(assessment, lang)))
    yield text("message.act", lang, said=" ".join(_act(assessment, work, lang)))


def _last_year(assessment: Assessment) -> int:
    return max(int(own.results["target_year"].max()) for own in assessment.by_plan)


def _counts(assessment: Assessment, lang: Lang, *, past: bool) -> Iterator[str]:
    """Yield how many targets of the earlier years, or of the last one, stand where."""
    final, several = _last_year(assessment), len(assessment.by_plan) > 1
    for own in assessment.by_plan:
        for year, rows in own.results.groupby("target_year"):
            if (int(str(year)) < final) != past:
                continue
            said = year_text(own, year, rows, lang)
            yield text("message.under_plan", lang, said=said,
                       place=cells.place_of(own, lang)) if several else said  # fmt: skip


def verdicts_text(assessment: Assessment, lang: Lang) -> str:
    """Tell in one sentence per target year how many targets stand where."""
    years = assessment.results.groupby("target_year")
    return " ".join(year_text(assessment, *own, lang) for own in years)


def year_text(assessment: Assessment, year: object, rows: pd.DataFrame, lang: Lang) -> str:
    """Tell in one sentence how the targets of a year stand."""
    borrowed = assessment.inputs.plan.targets_from is not None
    label = numerals.within(cells.target_label(assessment, lang))
    aim = label if borrowed else text("exhibits.aim", lang)
    counts = _counted(rows)
    values = {"total": len(rows), "label_within": label, "aim": aim}
    parts = []
    for status, past in _KINDS:
        if counts[status, past] and status != "achieved":
            kind = f"past_{status}" if past else status
            said = text(f"exhibits.counted_{kind}", lang)
            count = numerals.counted(counts[status, past], lang)
            parts.append(text("exhibits.outline_part", lang, count=count, status=said))
    if counts["achieved", False]:
        met = numerals.counted(counts["achieved", False], lang)
        said = ", ".join([text("exhibits.outline_achieved", lang, count=met, **values), *parts])
    else:
        said = text("exhibits.outline_of", lang, parts=", ".join(parts), **values)
    return text("exhibits.outline", lang, year=year, parts=said)


# Every verdict with whether its year is over without a figure, in the order in which they are told.
_KINDS = (
    *((status, False) for status in STATUSES[:2]),
    *((status, True) for status in OUTLOOK_STATUSES),
    *((status, False) for status in STATUSES[2:]),
)


def _counted(rows: pd.DataFrame) -> Counter[tuple[str, bool]]:
    return Counter(
        (str(status), bool(past) and status in OUTLOOK_STATUSES)
        for status, past in zip(rows["status"], rows["unobserved"], strict=True)
    )


def _reached(assessment: Assessment, lang: Lang) -> Iterator[str]:
    """Yield the largest miss of the years that are over, and the surest gain."""
    missed = _all_results(assessment).query("status == 'not_achieved'")
    missed = missed[missed["decided_value"].notna() & (missed["goal"] > 0)]
    if len(missed):
        ends = missed[["decided_value", "goal"]]
        # As a share of the larger of both, so that a rate to raise and one to lower compare.
        row = records(missed.loc[[(1 - ends.min(axis=1) / ends.max(axis=1)).idxmax()]])[0]
        value = words.stated(row["decided_value"], row["decided_qualifier"],
                             row["indicator_unit"], lang, int(row["decided_decimals"]))  # fmt: skip
        yield text("message.largest_miss", lang, **_named(assessment, row, lang), value=value)
    gains = sure_gains(assessment.results, assessment.outlooks, assessment.inputs.indicators)
    if len(gains):
        row = records(gains)[0]
        named = _named(assessment, row, lang)
        first, last = cells.baseline_cell(row, lang).text, cells.latest_cell(row, lang).text
        yield text("message.largest_gain", lang, name=named["name"], first=first, last=last)


def _all_results(assessment: Assessment) -> pd.DataFrame:
    found = [own.results for own in assessment.by_plan]
    return pd.concat(found, ignore_index=True) if len(found) > 1 else found[0]


def _named(assessment: Assessment, row: dict[str, Any], lang: Lang) -> dict[str, Any]:
    own = cells.holder(assessment, str(row["indicator_id"]))
    # Inside a sentence a full stop after the number would end it.
    label = cells.short_label(own, row["indicator_id"], lang).replace(". ", " – ", 1)
    return {"name": label, "target": words.target_sign(row, lang), "year": row["target_year"]}


def _worst(assessment: Assessment, lang: Lang) -> Iterator[str]:
    """Yield the target at risk that is least likely met, with what is expected of it."""
    rows = _all_results(assessment)
    risky = rows[rows["status"].isin(AT_RISK) & (rows["target_year"] == _last_year(assessment))]
    if risky.empty:
        if rows["projected_p50"].isna().all():
            yield text("message.not_projected", lang)
        return
    row = records(risky.sort_values("attainment_probability", kind="stable").head(1))[0]
    unit, decimals = row["indicator_unit"], int(row["decimals"])
    yield text(
        "message.worst",
        lang,
        **_named(assessment, row, lang),
        middle=words.quantity(row["projected_p50"], unit, lang, decimals),
        chance=words.graded_probability(row, lang),
    )


def _sure(assessment: Assessment, lang: Lang) -> Iterator[str]:
    """Yield on how many figures this rests, and how right such projections have been."""
    results = _all_results(assessment).drop_duplicates("indicator_id")
    fresh = int((results["latest_year"].fillna(0) >= assessment.edition - 1).sum())
    since = assessment.edition - 1
    values = {"fresh": fresh, "total": len(results), "year": since}
    yield text("message.fresh" if fresh else "message.fresh_none", lang, **values)
    found = assessment.changes
    if found is not None and len(found.outcomes):
        yield outcome_counts(found.outcomes, assessment.inputs.indicators, lang)
    elif _all_results(assessment)["status"].isin(OUTLOOK_STATUSES).any():
        yield _record_text(assessment, lang)


def _record_text(assessment: Assessment, lang: Lang) -> str:
    """Tell how often the interval has held the figure, in series of the same kind of unit."""
    record = brief_record(assessment.inputs.record.tables)
    kind = "administrative" if assessment.inputs.unit.unit_id == NATION else "provincial"
    near, far = (
        numerals.number(100 * float(record[f"coverage_{when}"][kind]), lang, 0)
        for when in ("near", "far")
    )
    name = numerals.within(text(f"track_record.kind_{kind}", lang))
    return text("message.record", lang, kind=name, near=near, far=far)


def _act(assessment: Assessment, work: pd.DataFrame, lang: Lang) -> Iterator[str]:
    """Yield who has to take measures, and what is owed, by when, and since when it is overdue."""
    counts = {name: int(work[name].sum()) for name in ("missed", "at_risk")}
    kinds = [name for name, count in counts.items() if count]
    if kinds:
        key = kinds[0] if len(kinds) == 1 else "both"
        yield text(f"message.measures_{key}", lang, **counts)
    yield _owed_text(assessment, lang)
    if not work["lead"].all():
        yield text("message.unassigned", lang)


def _owed_text(assessment: Assessment, lang: Lang) -> str:
    owed = _all_owed(assessment)
    if owed.empty:
        return text("message.owed_none", lang)
    years = sorted({year for years in owed["owed_years"] for year in years})
    values = {"count": owed["indicator_id"].nunique(), "years": spans(years)}
    day = figure_due(assessment.inputs.plan.reporting, years[0])
    days = cells.days_overdue(assessment, years[0])
    if day and days and len(years) == 1 and len(assessment.by_plan) == 1:
        shown = numerals.day(day, lang)
        return text("message.owed_over", lang, **values, day=shown, days=days)
    due = cells.due_days_text(assessment, lang) or cells.due_text(assessment, lang)
    return text("message.owed", lang, **values, due=numerals.within(due.rstrip(".")))


def _all_owed(assessment: Assessment) -> pd.DataFrame:
    found = [own.owed for own in assessment.by_plan]
    return pd.concat(found).drop_duplicates("indicator_id") if len(found) > 1 else found[0]


def _bars(assessment: Assessment, lang: Lang) -> Figure:
    """Return one bar per target year, each under its plan where there are several."""
    bars, told = [], []
    for own in assessment.by_plan:
        for year, rows in own.results.groupby("target_year"):
            counts = _counted(rows)
            parts = [
                Part(status, counts[status, past], words.short_status(status, lang, past=past))
                for status, past in _BAR_ORDER
                if counts[status, past]
            ]
            label = str(year)
            if len(assessment.by_plan) > 1:
                label = text("message.bar_label", lang, year=year, place=cells.place_of(own, lang))
            bars.append(Bar(label, parts))
            told.append(
                f"{label}: " + ", ".join(f"{part.words} {part.count}" for part in parts) + "."
            )
    caption = cells.marked(assessment, text("message.bars", lang), lang)
    return Figure(
        svg=status_bars_svg(bars),
        alt=" ".join(told),
        caption=caption,
        anchor="bd-ket-luan",
        note=text("message.bars_source", lang) + cells.borrowed_note(assessment, lang),
        width_mm=_BARS_MM,
    )


# From the best to the worst, what is not known last.
_BAR_ORDER = tuple(
    sorted(
        _KINDS,
        key=lambda kind: (
            STATUSES.index(kind[0]) >= STATUSES.index("insufficient_evidence"),
            kind[0] == "not_achieved",
        ),
    )
)


def _action_table(assessment: Assessment, work: pd.DataFrame, lang: Lang) -> Iterator[Table]:
    """Yield who has to do what by when: the agencies with most to do, the others in one line.

    A column in which nobody has anything is left out; so is the table when all of them are.
    """
    wanted = [name for name in ("missed", "at_risk", "owed", "due") if work[name].any()]
    if not wanted:
        return
    named, others = work.head(MOST_AGENCIES), work.iloc[MOST_AGENCIES:]
    if len(others) == 1:
        named, others = work, others.iloc[1:]
    body = [tuple(_agency_cells(assessment, row, wanted, lang)) for row in records(named)]
    if len(others):
        sums = {name: int(others[name].sum()) for name in ("missed", "at_risk", "owed")}
        years = {year for own in others["years"] for year in own}
        row = {**records(others)[0], **sums, "years": tuple(sorted(years)),
               "name": text("message.others", lang, count=len(others))}  # fmt: skip
        body.append(tuple(_agency_cells(assessment, row, wanted, lang)))
    last = _last_year(assessment)
    heads = [Column(text("exhibits.column_lead", lang), width=4.0)]
    for name, width in (("missed", 1.2), ("at_risk", 2.3)):
        if name in wanted:
            label = text(f"message.column_{name}", lang, last=last)
            heads.append(Column(label, "right", width=width))
    if "owed" in wanted:
        heads.append(Column(text("message.column_owed", lang), width=2.7))
    if "due" in wanted:
        heads.append(Column(text("message.column_due", lang), width=3.2))
    caption = cells.marked(assessment, text("message.caption_actions", lang), lang)
    notes = (cells.ended_note(assessment, lang), cells.overdue_note(assessment, lang))
    note = (" ".join(filter(None, notes)) + cells.borrowed_note(assessment, lang)).strip() or None
    yield Table(caption, tuple(heads), (RowGroup(None, tuple(body)),), "bang-viec", note)


def _agency_rows(assessment: Assessment) -> pd.DataFrame:
    """Return one row per lead agency that has something to do, the longest overdue first.

    ``missed``, ``at_risk`` and ``owed`` count indicators; ``years`` are those owed, ``due`` is the
    first day by which any of them is, where a plan prints one, ``days`` how long it is overdue.
    """
    final, leads = _last_year(assessment), cells.leads(_all_results(assessment))
    rows = [{"lead": lead, **_to_do(assessment, lead, final)} for lead in leads.unique()]
    found = pd.DataFrame(rows)
    found = found[found[["missed", "at_risk", "owed"]].sum(axis=1) > 0]
    keys = ["days", "owed", "missed", "at_risk"]
    return found.sort_values(keys, ascending=False, kind="stable")


def _to_do(assessment: Assessment, lead: str, final: int) -> dict[str, Any]:
    """Return what one agency has to do under all plans, see ``_agency_rows``."""
    ids: dict[str, set[str]] = {"missed": set(), "at_risk": set(), "owed": set()}
    years: set[int] = set()
    due: list[tuple[date, int]] = []
    for own in assessment.by_plan:
        mine = own.results[cells.leads(own.results) == lead]
        risky = mine[mine["status"].isin(AT_RISK) & (mine["target_year"] == final)]
        owed = own.owed[cells.leads(own.owed) == lead]
        ids["missed"] |= {*mine.loc[mine["status"] == "not_achieved", "indicator_id"]}
        ids["at_risk"] |= {*risky["indicator_id"]}
        ids["owed"] |= {*owed["indicator_id"]}
        mine_owed = {int(year) for each in owed["owed_years"] for year in each}
        years |= mine_owed
        for year in mine_owed:
            day = figure_due(own.inputs.plan.reporting, year)
            due += [(day, cells.days_overdue(own, year))] if day else []
    first, days = min(due) if due else (None, 0)
    counts = {name: len(each) for name, each in ids.items()}
    return {**counts, "years": tuple(sorted(years)), "due": first, "days": days}


def _agency_cells(
    assessment: Assessment, row: dict[str, Any], wanted: list[str], lang: Lang
) -> Iterator[Cell]:
    yield Cell(row.get("name") or cells.lead_name(assessment, row["lead"], lang))
    for name in wanted:
        if name == "owed" and row["owed"]:
            values = {"count": row["owed"], "years": spans(row["years"])}
            yield Cell(text("message.owes", lang, **values))
        elif name == "due" and row["owed"]:
            yield _due_cell(row, lang)
        else:
            yield Cell(str(row[name]) if name != "due" and row[name] else "–")


def _due_cell(row: dict[str, Any], lang: Lang) -> Cell:
    """Return the first due day of what is owed, with the days overdue in bold."""
    if not row["due"]:
        return Cell(text("message.due_unknown", lang))
    shown = numerals.day(row["due"], lang)
    if not row["days"]:
        return Cell(shown)
    return Cell(text("message.overdue", lang, day=shown, days=row["days"]), bold=True)

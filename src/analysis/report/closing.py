"""The closing report of a unit or an agency that ended: one page on what is handed over to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from analysis.assessment import Assessment, Ending, ending_of
from analysis.exhibits import (
    Callout,
    Cell,
    Exhibit,
    Exhibits,
    Hint,
    Letterhead,
    Prose,
    RowGroup,
    Signatories,
    Table,
)
from analysis.language import Lang, numerals, text
from analysis.plans import agency_name
from analysis.programme import find_successor
from analysis.report import cells, message, sections, tables


def heading_block(assessment: Assessment, lang: Lang) -> Letterhead:
    """Return the heading block: that it is a closing report, and of whom."""
    head = sections.heading_block(assessment, lang)
    subject = text("closing.subject", lang, name=_name(assessment, lang))
    return replace(head, kind=text("closing.kind", lang), subject=subject, title_plain=subject)


def _name(assessment: Assessment, lang: Lang) -> str:
    unit = assessment.inputs.unit.name(lang)
    if not assessment.agency:
        return unit
    agency = agency_name(assessment.inputs.plan, assessment.agency, lang)
    return text("closing.agency_of", lang, agency=agency, unit=unit)


def page(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return what was promised and reached, what is known, what is owed, and who takes it over.

    Raises ``BadInput`` for what has not ended.
    """
    ending = ending_of(assessment.inputs, assessment.agency)
    items: list[Exhibit] = [
        Callout("note", _ended(assessment, ending, lang)),
        Prose(_promised(assessment, lang)),
        Prose(_known(assessment, lang)),
        *_handed_over(assessment, ending, lang),
        Hint(text("closing.forms", lang, units=_form_commands(assessment, ending))),
    ]
    return Exhibits(tuple(items))


def signatures(assessment: Assessment, lang: Lang) -> Signatories:
    """Return the signature block; the report goes to whoever carries on."""
    usual = sections.signatures(assessment, lang)
    ending = ending_of(assessment.inputs, assessment.agency)
    known = bool(ending.heirs or ending.heir)
    first = [f"{_heirs(assessment, ending, lang)};"] if known else []
    rest = usual.recipients[1:] if assessment.agency else usual.recipients
    return replace(usual, recipients=(*first, *rest), closing=text("closing.closing", lang))


def _ended(assessment: Assessment, ending: Ending, lang: Lang) -> str:
    name = _name(assessment, lang)
    said = text("closing.ended", lang, name=f"{name[0].upper()}{name[1:]}",
                day=numerals.day(ending.day, lang), basis=ending.legal_basis or "–")  # fmt: skip
    return f"{said} {text('closing.heirs', lang, heirs=_heirs(assessment, ending, lang))}"


def _heirs(assessment: Assessment, ending: Ending, lang: Lang) -> str:
    if ending.heir is not None and ending.heir.successor:
        return ending.heir.name(lang)
    units = assessment.inputs.units
    named = ", ".join(units[each].name(lang) for each in ending.heirs if each in units)
    # What the table of successors notes is said in Vietnamese alone.
    return named or (ending.note if lang == "vi" else "") or text("closing.nobody", lang)


def _promised(assessment: Assessment, lang: Lang) -> str:
    count = assessment.results["chi_tieu"].nunique()
    said = text("closing.promised", lang, document=cells.plan_label(assessment, lang),
                count=count, edition=assessment.edition)  # fmt: skip
    return f"{said} {message.verdicts_text(assessment, lang)}"


def _known(assessment: Assessment, lang: Lang) -> str:
    series, results = assessment.series, assessment.results
    total = results["indicator_id"].nunique()
    owed = sum(len(years) for years in assessment.owed["owed_years"])
    if series.empty:
        return text("closing.known_none", lang, total=total, owed=owed)
    values = {
        "total": total,
        "known": series["indicator_id"].nunique(),
        "figures": len(series),
        "first": int(series["year"].min()),
        "last": int(series["year"].max()),
        "owed": owed,
    }
    return text("closing.known", lang, **values)


def _handed_over(assessment: Assessment, ending: Ending, lang: Lang) -> Iterator[Table]:
    """Yield which agency's targets go to whom, with the figures that are known and owed."""
    results = assessment.results
    known = set(assessment.series["indicator_id"])
    owed = {row["indicator_id"]: len(row["owed_years"]) for _, row in assessment.owed.iterrows()}
    rows = []
    for lead, own in results.groupby(results["lead_agency"].fillna(""), sort=False):
        ids = list(dict.fromkeys(own["indicator_id"]))
        numbers = ", ".join(map(str, dict.fromkeys(own["chi_tieu"])))
        rows.append(
            (
                Cell(cells.lead_name(assessment, lead, lang)),
                Cell(_taker(assessment, ending, str(lead), lang)),
                Cell(numbers),
                Cell(f"{len(known & set(ids))}/{len(ids)}"),
                Cell(str(sum(owed.get(each, 0) for each in ids))),
            )
        )
    names = ("lead", "taken_over", "chi_tieu", "with_figures", "owed_figures")
    heads = [tables.head_column(name, lang) for name in names]
    yield tables.report_table(assessment, "handed_over", heads, [RowGroup(None, tuple(rows))],
                              lang, widths=[2.6, 2.6, 2.6, 1.2, 1.2])  # fmt: skip


def _taker(assessment: Assessment, ending: Ending, lead: str, lang: Lang) -> str:
    """Return who takes over what an agency led: its successor, or its namesake of the heir."""
    heir = find_successor(assessment.inputs.successors, lead) if lead else None
    if heir is not None and heir.successor:
        return heir.name(lang)
    units = assessment.inputs.units
    wholes = ", ".join(units[each].place(lang) for each in ending.heirs if each in units)
    named = cells.lead_name(assessment, lead, lang)
    return text("closing.same_of", lang, agency=named, place=wholes) if wholes else "–"


def _form_commands(assessment: Assessment, ending: Ending) -> str:
    ids = ending.heirs or (assessment.inputs.unit.unit_id,)
    return "; ".join(f"`mangnon data template {each} --all`" for each in ids)

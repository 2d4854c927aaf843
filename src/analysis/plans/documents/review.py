"""The page on which an official looks at a proposed plan beside its document, before it counts.

One file that opens without a network: the document with every number that was recognised marked,
the proposed values linked with them, and what was not understood. It names the SHA-256 of the
proposal that it shows; no other proposal can be accepted by it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from analysis.language import BadInput, Fault, Lang, text
from analysis.papers import Paper
from analysis.plans.documents.found import FoundTarget, LeftOver
from analysis.plans.documents.proposal import name_of, propose_plan
from analysis.plans.models import Plan, Target, TargetValue
from analysis.plans.plans import parse_plan
from analysis.programme import Programme, target_sign
from analysis.yaml_files import read_yaml

_SHOWN = re.compile(r'<meta name="mangnon-proposal" content="([0-9a-f]{64})">')
_WORDS = (
    "action", "agencies", "agency", "chi_tieu", "document", "faults", "facts", "goal", "indicator",
    "joins", "leads", "left", "marks", "none", "printed", "skip", "sure", "table", "to_table",
    "unmarked", "year",
)  # fmt: skip


@dataclass(frozen=True)
class _Mark:
    """A piece of the document's text; ``row`` is what it is linked with, "" for plain text."""

    text: str
    name: str = ""
    row: str = ""
    left: bool = False


def review_page(
    content: bytes, unit_id: str, paper: Paper, programme: Programme, lang: Lang
) -> str:
    """Return the page for the proposal ``content`` of a unit, read from ``paper``.

    Raises ``BadInput`` where the proposal is no YAML at all; other faults stand on the page.
    """
    from jinja2 import Environment, StrictUndefined

    read_yaml(content, f"{unit_id}.yml")
    again = propose_plan(unit_id, paper, programme)
    plan, faults = _plan(content, unit_id, programme)
    spots = _spots(again.extraction.targets)
    rows = list(_rows(plan, spots, programme, lang)) if plan else []
    others: list[FoundTarget | LeftOver] = [*again.not_entered, *again.extraction.left_over]
    left = [_left_row(each, lang) for each in others]
    template = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(_template("review.html.j2"))
    return template.render(
        lang=lang,
        hash=hashlib.sha256(content).hexdigest(),
        words={name: text(f"documents.review_{name}", lang) for name in _WORDS},
        heading=text("documents.review_heading", lang, name=programme.units[unit_id].name(lang)),
        accept=text("documents.review_accept", lang, unit=unit_id),
        paper=paper,
        faults=[fault.message(lang) for fault in faults],
        marks=list(_marks(paper.text, rows, left)),
        rows=rows,
        left=left,
        facts=_facts(plan, lang) if plan else [],
        agencies=plan.responsibilities.agencies if plan else [],
    )


def check_acceptance(content: bytes, page: str | None, unit_id: str, programme: Programme) -> None:
    """Raise ``BadInput`` unless exactly this proposal was put on a page, and is a sound plan."""
    shown = _SHOWN.search(page or "")
    if shown is None or shown[1] != hashlib.sha256(content).hexdigest():
        key = "documents.not_reviewed" if shown is None else "documents.other_reviewed"
        raise BadInput([Fault(key, values={"unit": unit_id})])
    parse_plan(content, f"{unit_id}.yml", unit_id, programme)


def _template(name: str) -> str:
    return (resources.files("analysis.plans") / "templates" / name).read_text("utf-8")


def _plan(
    content: bytes, unit_id: str, programme: Programme
) -> tuple[Plan | None, Sequence[Fault]]:
    try:
        return parse_plan(content, f"{unit_id}.yml", unit_id, programme), ()
    except BadInput as error:
        return None, error.faults


def _key(name: str, value: float, year: int | None, period: str | None) -> tuple[object, ...]:
    return name, value, year, period


def _spots(found: Sequence[FoundTarget]) -> Mapping[tuple[object, ...], FoundTarget]:
    """Return what was found in the document by what a plan file says of it."""
    spots: dict[tuple[object, ...], FoundTarget] = {}
    for each in found:
        year = None if each.kind == "zero" else each.year
        spots.setdefault(_key(name_of(each), each.value, year, each.period), each)
    return spots


def _rows(
    plan: Plan, spots: Mapping[tuple[object, ...], FoundTarget], programme: Programme, lang: Lang
) -> Iterator[dict[str, Any]]:
    own = {each.indicator_id: each.name for each in plan.indicators}
    for target in plan.targets if plan.targets_from is None else []:
        known = programme.known_indicators.get(target.indicator_id)
        words = own.get(target.indicator_id) or known
        name = getattr(words, "vi" if target.indicator_id in own else f"name_{lang}", "")
        for value in target.values:
            spot = spots.get(_key(target.indicator_id, value.value, value.year, value.period))
            yield _row(target, value, spot, name or target.indicator_id, lang)


def _row(
    target: Target, value: TargetValue, spot: FoundTarget | None, name: str, lang: Lang
) -> dict[str, Any]:
    high = float("nan") if value.value_high is None else value.value_high
    told = {**value.model_dump(), "unit": target.unit, "target_value": value.value}
    return {
        "number": target.chi_tieu, "name": name, "clause": target.clause,
        "goal": target_sign({**told, "target_value_high": high}, lang),
        "when": value.year or value.period or "–", "printed": value.as_printed,
        "at": spot.at if spot else None, "mark": f"m{spot.at[0]}" if spot else "",
        "id": f"r-{target.indicator_id}-{value.year or value.period or 0}",
        "sure": f"{round(100 * spot.confidence)} %" if spot else "–",
    }  # fmt: skip


def _left_row(each: FoundTarget | LeftOver, lang: Lang) -> dict[str, Any]:
    reason = each.reason if isinstance(each, LeftOver) else "not_held"
    return {
        "printed": each.as_printed, "clause": each.clause, "at": each.at, "mark": f"m{each.at[0]}",
        "why": text(f"documents.reason_{reason}", lang),
    }  # fmt: skip


def _marks(
    source: str, rows: Sequence[Mapping[str, Any]], left: Sequence[Mapping[str, Any]]
) -> Iterator[_Mark]:
    """Yield the document's text in pieces, those that were recognised marked."""
    linked = [(row["at"], row["id"], False) for row in rows if row["at"]]
    linked += [(each["at"], "left", True) for each in left]
    done = 0
    for (start, end), row, unread in sorted(linked):
        if start < done:
            continue
        yield _Mark(source[done:start])
        yield _Mark(source[start:end], f"m{start}", row, unread)
        done = end
    yield _Mark(source[done:])


def _facts(plan: Plan, lang: Lang) -> list[tuple[str, str]]:
    """Return what the proposal says around the targets, as names and values."""
    document, reporting = plan.document, plan.reporting
    dues = [f"{each.day}/{each.month}" for each in (reporting.due, reporting.forwarded_due) if each]
    told = {
        "number": document.number,
        "date": f"{document.date:%d/%m/%Y}" if document.date else None,
        "issuer": getattr(document.issuer, lang),
        "title": getattr(document.title, lang),
        "period": f"{plan.period.start}–{plan.period.end}",
        "reviews": "; ".join(f"{each.as_printed} ({each.clause})" for each in plan.reviews),
        "due": "; ".join(dues),
        "sent_to": getattr(reporting.sent_to, lang) if reporting.sent_to else None,
        "budget": f"{plan.budget.total:,} đồng".replace(",", ".") if plan.budget.total else None,
    }
    none = text("documents.review_none", lang)
    return [(text(f"documents.review_{name}", lang), value or none) for name, value in told.items()]

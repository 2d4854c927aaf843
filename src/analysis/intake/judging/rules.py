"""What is wrong with sent figures: each by itself, beside the others, and beside the ledger.

Every check yields faults that name file, sheet and cell. A file with one fault is not taken.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from analysis.intake.judging.history import FEWEST_POINTS, History, is_bound
from analysis.intake.judging.proposals import Key, Proposal
from analysis.intake.parsing.limits import first_faults
from analysis.language import LANGS, Fault, Lang, Shown, text
from analysis.ledger import KEY, LedgerRules, Row, find_figure_faults
from analysis.programme import BOUNDS, nested_rates
from analysis.tables import Record, parse_number

# A value outside three times the range of the past, that tenfold or so is well inside it, was
# written in another unit. Counts of cases do swing that much.
_OUTSIDE, _INSIDE = 3.0, 1.5
_FACTORS = (10.0, 100.0, 1000.0, 0.1, 0.01, 0.001)
# Faults of the ledger whose figures are shown here as the reader writes numbers.
_RETOLD = ("value_not_ratio", "numerator_too_large", "out_of_bounds")


@dataclass(frozen=True)
class Named:
    """A name that a message writes in its language: ``{part:vi}``, ``{part:en}``."""

    vi: str
    en: str

    def __format__(self, lang: str) -> str:
        """Return the name in ``vi`` or ``en``."""
        return self.vi if lang == "vi" else self.en


@dataclass(frozen=True)
class Known:
    """What sent figures are judged against.

    ``standing`` holds the newest statement of each key over all units, ``publishers`` whose each
    source is, ``received`` the moment of receipt, ``sent_before`` what earlier files of the same
    command say.
    ``rates`` are the indicators that are no counts of cases, ``names`` the names of all.
    """

    rules: LedgerRules
    rates: frozenset[str]
    names: Mapping[str, Named]
    standing: Mapping[Key, Row]
    history: History
    publishers: Mapping[str, str]
    received: str
    sent_before: Mapping[Key, Proposal]


def find_proposal_faults(proposals: Sequence[Proposal], known: Known) -> list[Fault]:
    """Return every fault, one check after the other."""
    faults = chain(
        _figure_faults(proposals, known.rules),
        _duplicate_faults(proposals, known.sent_before),
        *(_time_faults(proposal, known.received) for proposal in proposals),
        *(_unit_faults(proposal, known) for proposal in proposals),
        _nested_faults(proposals, known),
    )
    return first_faults(faults)


def _fault(proposal: Proposal, key: str, column: str | None, **values: Any) -> Fault:
    return proposal.entry.place.fault(f"intake_checks.{key}", column, **values)


def _figure_faults(proposals: Sequence[Proposal], rules: LedgerRules) -> Iterator[Fault]:
    """Yield what the ledger itself would refuse, placed where the file has it."""
    written = {proposal.said["source"] for proposal in proposals}
    records = [Record(number, proposal.said) for number, proposal in enumerate(proposals)]
    tolerant = replace(rules, sources=rules.sources | written)
    for fault in find_figure_faults(records, tolerant):
        entry = proposals[fault.row or 0].entry
        name = fault.key.partition(".")[2]
        if name in _RETOLD:
            values = {key: Shown(str(value)) for key, value in fault.values.items()}
            yield entry.place.fault(f"intake_checks.{name}", fault.column, **values)
        else:
            yield entry.place.fault(fault.key, fault.column, **fault.values)


def _duplicate_faults(
    proposals: Sequence[Proposal], sent_before: Mapping[Key, Proposal]
) -> Iterator[Fault]:
    first: dict[Key, Proposal] = {}
    for proposal in proposals:
        key = tuple(proposal.said[name] for name in KEY)
        about = " · ".join(key)
        if key in first:
            place = _label(first[key])
            yield _fault(proposal, "duplicate", "indicator_id", found=about, first=place)
        elif (other := sent_before.get(key)) and _differ(proposal, other):
            values = {"found": Shown(proposal.said["value"]), "other": Shown(other.said["value"])}
            yield _fault(
                proposal,
                "other_file",
                "value",
                about=about,
                first=_label(other, file=True),
                **values,
            )
        first.setdefault(key, proposal)


def _label(proposal: Proposal, *, file: bool = False) -> Named:
    """Return where a proposal stands: its row, with its sheet, and its file if asked for."""
    place = proposal.entry.place
    words: dict[Lang, str] = {}
    for lang in LANGS:
        where = [place.file] if file else []
        if place.sheet is not None:
            where.append(text("faults.sheet", lang, sheet=place.sheet))
        words[lang] = ", ".join([*where, text("faults.row", lang, row=place.row)])
    return Named(words["vi"], words["en"])


def _differ(one: Proposal, other: Proposal) -> bool:
    names = ("value", "qualifier", "numerator", "denominator")
    return any(one.said[name] != other.said[name] for name in names)


def _time_faults(proposal: Proposal, received: str) -> Iterator[Fault]:
    year, published = proposal.said["year"], proposal.said["published"]
    today = received[:10]
    if year.isdecimal() and int(year) > int(today[:4]):
        yield _fault(proposal, "future_year", "year", found=year, latest=today[:4])
    elif published and published > today[: len(published)]:
        yield _fault(
            proposal, "published_later", "published", found=_day(published), today=_day(today)
        )
    elif published and published[:4] < year:
        yield _fault(
            proposal, "published_before_year", "published", found=_day(published), year=year
        )


def _day(written: str) -> Named:
    """Return a day, month or year as each language writes it."""
    return Named("/".join(reversed(written.split("-"))), written)


def _unit_faults(proposal: Proposal, known: Known) -> Iterator[Fault]:
    """Yield the fault of a value that only fits the past in another unit of measure."""
    said, value = proposal.said, proposal.value
    if not proposal.is_other_figure or not value or value < 0 or is_bound(said):
        return
    if said["indicator_id"] not in known.rates or (said["numerator"] and said["denominator"]):
        return
    past, own = known.history.values(said["unit_id"], said["indicator_id"])
    low, high, other = _other_reading(value, past)
    if other is not None:
        yield _fault(
            proposal, "wrong_unit_own" if own else "wrong_unit_others", "value",
            found=Shown(said["value"]), other=Shown(f"{other:.6g}"),
            low=Shown(f"{low:g}"), high=Shown(f"{high:g}"),
        )  # fmt: skip


def _other_reading(value: float, past: Sequence[float]) -> tuple[float, float, float | None]:
    """Return the range of the past, and the value in the unit in which it would fit, if any."""
    positive = [number for number in past if number > 0]
    if len(positive) < FEWEST_POINTS:
        return math.nan, math.nan, None
    low, high = min(positive), max(positive)
    if low / _OUTSIDE <= value <= high * _OUTSIDE:
        return low, high, None
    readings = (value * factor for factor in _FACTORS)
    fitting = [other for other in readings if low / _INSIDE <= other <= high * _INSIDE]
    return low, high, fitting[0] if fitting else None


def _nested_faults(proposals: Sequence[Proposal], known: Known) -> Iterator[Fault]:
    for proposal, part, whole in find_nested(proposals, known):
        if known.publishers.get(part["source"]) == known.publishers.get(whole["source"]):
            yield _fault(proposal, "part_above_whole", "value", **nested_values(part, whole, known))


def find_nested(proposals: Sequence[Proposal], known: Known) -> Iterator[tuple[Proposal, Row, Row]]:
    """Yield each proposal with a part above its whole, of one unit and year, and the two rows.

    What the file says stands before what the ledger says. A contradiction between two figures of
    the file is told once, at the part.
    """
    pairs = nested_rates(known.rules.indicators)
    rows = _rows_by_subject(proposals, known, {name for pair in pairs for name in pair})
    for proposal in proposals:
        said = proposal.said
        subject = (said["unit_id"], said["year"])
        if not proposal.is_other_figure:
            continue
        for part_id, whole_id in pairs:
            if said["indicator_id"] == part_id:
                others = rows[*subject, whole_id]
                yield from ((proposal, said, row) for row, _ in others if _above(said, row))
            elif said["indicator_id"] == whole_id:
                others = rows[*subject, part_id]
                standing = (row for row, sent in others if not sent)
                yield from ((proposal, row, said) for row in standing if _above(row, said))


def nested_values(part: Row, whole: Row, known: Known) -> dict[str, Any]:
    """Return the fields of a message about a part above its whole."""
    return {
        "part": known.names[part["indicator_id"]], "found": Shown(part["value"]),
        "part_source": part["source"], "whole": known.names[whole["indicator_id"]],
        "other": Shown(whole["value"]), "whole_source": whole["source"],
        "year": part["year"], "unit": part["unit_id"],
    }  # fmt: skip


def _rows_by_subject(
    proposals: Sequence[Proposal], known: Known, nested: set[str]
) -> dict[tuple[str, str, str], list[tuple[Row, bool]]]:
    """Return nested indicators' rows by unit, year and indicator, each with: it was sent now."""
    sent = {tuple(proposal.said[name] for name in KEY): proposal.said for proposal in proposals}
    units = {proposal.said["unit_id"] for proposal in proposals}
    rows: dict[tuple[str, str, str], list[tuple[Row, bool]]] = defaultdict(list)
    for key, row in {**known.standing, **sent}.items():
        if row["indicator_id"] in nested and row["unit_id"] in units and row["status"] != "suspect":
            rows[row["unit_id"], row["year"], row["indicator_id"]].append((row, key in sent))
    return rows


def _above(part: Row, whole: Row) -> bool:
    low, high = parse_number(part["value"]), parse_number(whole["value"])
    # A bound that lets the part be smaller, or the whole larger, contradicts nothing.
    sides = BOUNDS.get(part["qualifier"], 0), BOUNDS.get(whole["qualifier"], 0)
    if low is None or high is None or sides[0] < 0 or sides[1] > 0:
        return False
    return low > high

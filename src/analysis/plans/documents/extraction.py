"""The targets of a document: indicator, comparator, value, year – as printed, with their place.

Nothing is made up: a value whose thing, year or kind is not understood is handed on as left over,
with the reason, and an official looks at it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from analysis.papers import Mapped
from analysis.plans.documents.clauses import TARGETS, Clause, clauses_of
from analysis.plans.documents.figures import Value, Years, blanked, kept_in, values_in
from analysis.plans.documents.found import Extraction, FoundTarget, LeftOver, Reason
from analysis.plans.documents.pairs import Pair, comes_first, pair
from analysis.plans.documents.quoting import kept_phrase, phrase_of
from analysis.plans.documents.statements import (
    Statement,
    Subject,
    joint_subjects,
    own_words,
    statements_of,
    subjects_of,
)
from analysis.plans.documents.tables import Row, rows_of
from analysis.plans.documents.terms import (
    comparator_of,
    confidence_of,
    kind_of,
    number_of,
    period_of,
    says_other_side,
    unit_of,
)
from analysis.programme import Indicator, Programme

FIRST_YEAR = 2021
_LONGEST, _MOST_SIGNS = 8_000, 80
_TITLE_PERIOD = re.compile(
    r"giai đoạn\s+(20\d\d)\s*(?:-|–|—|đến)\s*(?:năm\s+)?(20\d\d)", re.IGNORECASE
)
_TITLE_LETTERS = 1_500
_ENDED = re.compile(r"[.;:!?…/)\]|]\s*$")
_CUT_YEAR = re.compile(
    r"\s*(?:(?:vào|đến|trong|tới)\s*(?:năm\s*)?|năm\s*)?\d{0,3}\s*$", re.IGNORECASE
)
# "Hiện nay mới có 42%": what is, not what is to be.
_NOW = re.compile(
    r"\b(?:hiện nay|hiện tại|hiện có|hiện mới|hiện đang|đến nay|tính đến)\b[^;.]*$", re.IGNORECASE
)
# Rural and urban obesity are two indicators; for all children alike the programme has none.
_BY_GROUP = {("obesity_u5", group): f"obesity_u5_{group}" for group in ("rural", "urban")}


@dataclass(frozen=True)
class _Said:
    """Where a value is said: a text, its place, the words and unit around it."""

    text: str
    place: Mapped
    words: str
    around: str
    in_table: bool


@dataclass
class _Clause:
    """A clause being read: what was said in it so far."""

    at: Clause
    subjects: list[Subject] = field(default_factory=list)
    last: dict[tuple[str, str | None], FoundTarget] = field(default_factory=dict)
    carried: tuple[Years, ...] = ()
    dealt: tuple[int, ...] = ()
    previous: str = ""

    def before(self, name: str, group: str | None) -> FoundTarget | None:
        """Return the value of the same thing that was read last."""
        same = [found for (other, _), found in self.last.items() if other == name]
        return self.last.get((name, group)) or (same[-1] if same else None)


@dataclass(frozen=True)
class _Reader:
    """What all clauses are read by: the programme's indicators, and the plan's first year."""

    indicators: Mapping[str, Indicator]
    first: int

    def clause(self, clause: Clause) -> Iterator[FoundTarget | LeftOver]:
        """Yield what the statements of a clause set."""
        state = _Clause(clause)
        # What goes on for pages without an end is no clause of a plan.
        text = clause.text.text
        short = len(text) < _LONGEST and text.count("%") < _MOST_SIGNS
        statements = statements_of(text) if short else []
        for place, one in enumerate(statements):
            subjects = subjects_of(one, state.subjects, clause.leads, state.previous)
            words = "; ".join(piece for piece in own_words(one) if len(piece) > 3)
            where = clause.text[one.start : one.start + len(one.text)]
            said = _Said(one.text, where, words, one.text, in_table=False)
            ended = place + 1 == len(statements)
            pairs = _pairs(one, subjects, statements[place + 1 :], state)
            if one.years:
                state.dealt = tuple(each.year for each in pairs if each.year)
            for each in pairs:
                at = one.values.index(each.value)
                if ended and _is_cut(each, one.text, clause):
                    yield _left("cut", each, said, clause)
                    continue
                for subject in joint_subjects(one, at) or _kept_subjects(subjects, at, each.value):
                    yield self._found(each, subject, said, state)
            state.subjects += [each for each in subjects if each.match]
            state.previous = one.text if one.text.strip() else state.previous

    def row(self, row: Row) -> Iterator[FoundTarget | LeftOver]:
        """Yield what the cells of a row of a table set."""
        state = _Clause(row.clause)
        around = " ".join((row.unit, row.subject, *row.context))
        words = " – ".join((*row.context, row.subject.strip(" -–+•")))
        for cell in row.cells:
            said = _Said(cell.text.text, cell.text, words, around, in_table=True)
            values = values_in(said.text, [], bare=True) or kept_in(said.text)
            # "Hoàn thành tiểu học / trung học cơ sở | 98% / 90%": one value for each part.
            parts = re.split(r"\s*/\s*|\s*;\s*", row.subject)
            alone = len(values) < 2 or len(parts) != len(values)
            for place, value in enumerate(values):
                name = row.subject if alone else parts[place]
                context = list(row.context) if alone else [*row.context, row.subject]
                moved = _moved(value, len(name) + 2)
                one = Statement(f"{name}: {said.text}", 0, (moved,), (), soft=False)
                subject = subjects_of(one, [], context, "")[0]
                years = Years(-1, -1, (cell.year,), until=value.kept)
                yield self._found(Pair(value, cell.year, years), subject, said, state)

    def _found(
        self, each: Pair, subject: Subject, said: _Said, state: _Clause
    ) -> FoundTarget | LeftOver:
        value = each.value
        known, indicator_id, group = self._indicator(subject)
        name = subject.match.indicator_id if subject.match else said.words
        before = state.before(name, group)
        reason = self._reason(each, known, said, before)
        if reason is not None:
            return _left(reason, each, said, state.at)
        kind = kind_of(each, before)
        phrase = phrase_of(value, each.years, said.text)
        if value.number is None and before is not None:
            phrase = kept_phrase(phrase, before.as_printed, before.comparator)
        elif says_other_side(phrase, known):
            phrase = phrase_of(replace(value, start=value.number_at), each.years, said.text)
        comparator, stated = comparator_of(
            phrase, value, known, before, kind, f"{said.words} {said.around}"
        )
        dated = kind in ("threshold", "maintain") or value.none
        found = FoundTarget(
            chi_tieu=state.at.number or (known.chi_tieu if known else None),
            indicator_id=indicator_id,
            words=said.words,
            group=group,
            kind=kind,
            comparator=comparator,
            comparator_stated=stated,
            value=number_of(value, before),
            value_high=value.high,
            unit=unit_of(value, known, kind, before, said.around),
            year=each.year if dated else None,
            period=period_of(each, kind),
            clause=state.at.label,
            as_printed=phrase,
            span=state.at.text.span,
            at=said.place[value.start : value.end].span,
            confidence=confidence_of(each, subject, kind, stated=stated),
        )
        state.last.pop((name, group), None)
        state.last[name, group] = found
        return found

    def _indicator(self, subject: Subject) -> tuple[Indicator | None, str | None, str | None]:
        """Return the programme's indicator, its id, and the group that a value is of."""
        if subject.match is None:
            return None, None, subject.group
        spoken = subject.match.indicator_id
        indicator_id = _BY_GROUP.get((spoken, subject.group or ""), spoken)
        known = self.indicators.get(indicator_id)
        return known, indicator_id if known else None, subject.group

    def _reason(
        self, each: Pair, known: Indicator | None, said: _Said, before: FoundTarget | None
    ) -> Reason | None:
        """Return why a value is no target, or None."""
        value = each.value
        if value.number is None:
            return "no_indicator" if before is None else None
        if value.relative:
            return "relative"
        if each.year is not None and each.year < self.first:
            return "before_the_plan"
        now = _NOW.search(said.text[: value.start])
        if now and (each.years is None or each.years.start < now.start()):
            return "before_the_plan"
        if value.none and (known is None or known.better != "down"):
            return "no_indicator"
        if known is None and not value.unit and not said.in_table:
            return "no_indicator"
        if each.year is None and not (value.none or value.yearly):
            # Without a year only "always all of them" is a promise that can be held to.
            return None if value.number == 100 or known is not None else "no_year"
        return None


def extract_targets(text: str, programme: Programme) -> Extraction:
    """Return the targets in a document's ``text``, in its order, and what is left over.

    Only sections of targets are read; their values are of the programme's indicators, proxies
    left out, or of the plan's own, which have no ``indicator_id``.
    """
    # No plan sets a target for a proxy.
    indicators = {
        name: each for name, each in programme.known_indicators.items() if not each.is_proxy
    }
    clauses = clauses_of(text)
    aims = [clause.text.span[0] for clause in clauses if clause.section == TARGETS]
    reader = _Reader(indicators, _first_year(text[: min([*aims, _TITLE_LETTERS])]))
    found = [
        each
        for part in _parts(clauses)
        for each in (reader.row(part) if isinstance(part, Row) else reader.clause(part))
    ]
    targets = [each for each in found if isinstance(each, FoundTarget)]
    left = tuple(each for each in found if isinstance(each, LeftOver))
    return Extraction(tuple(clauses), tuple(_in_order(_with_periods(_once(targets)))), left)


def _first_year(head: str) -> int:
    """Return the first year of the plan by its title, whose letters are capitals as a rule."""
    periods = list(_TITLE_PERIOD.finditer(head))
    titles = [each for each in periods if each[0].isupper()] or periods
    latest = max(titles, key=lambda each: int(each[2]), default=None)
    return int(latest[1]) if latest else FIRST_YEAR


def _parts(clauses: Sequence[Clause]) -> Iterator[Clause | Row]:
    for row, group in groupby(clauses, key=lambda clause: clause.row):
        found = [clause for clause in group if clause.section == TARGETS]
        if row and found:
            yield from rows_of(found)
        elif not row:
            yield from found


def _pairs(
    statement: Statement,
    subjects: Sequence[Subject],
    following: Sequence[Statement],
    state: _Clause,
) -> list[Pair]:
    """Return the values with their years: of the statement, the sentence, or the heading above."""
    values, years = statement.values, statement.years
    if (comes_first(values, years) or not values) and len(years) == 1:
        state.carried = tuple(_elsewhere(each) for each in years)
    elif years and not statement.soft:
        state.carried = ()

    def alike(some: Sequence[Value]) -> bool:
        return len({subjects[values.index(each)].key for each in some}) == 1

    if years:
        return pair(values, years, alike)
    after = following[0] if following and following[0].soft else None
    if state.carried:
        return pair(values, state.carried, alike)
    if after and after.years and not comes_first(after.values, after.years):
        return pair(values, [_elsewhere(after.years[0])], alike)
    if len(values) == len(state.dealt) > 1 and alike(values):
        # "A còn 550 vào năm 2025 và 500 vào năm 2030; B còn 16 và 15": the same years in turn.
        return pair(values, [Years(-1, -1, state.dealt)], alike)
    above = state.at.years
    later = following[0] if following and not above else None
    behind = later and later.values and not comes_first(later.values, later.years)
    lone = [each.years for each in later.years] if later and behind else []
    # "giảm tỷ suất A xuống 12‰; giảm tỷ suất B xuống 18‰ vào năm 2025"; what is all of them (100 %)
    # or is kept may well be meant without a year.
    open_ended = any(value.number == 100 or value.kept for value in values)
    if later and len(lone) == 1 and len(lone[0]) == 1 and not open_ended:
        return pair(values, [_elsewhere(later.years[0])], alike)
    return pair(values, [Years(-1, -1, above)] if above else [], alike)


def _kept_subjects(subjects: Sequence[Subject], at: int, value: Value) -> list[Subject]:
    """What is kept without a number is kept for every group that was spoken of."""
    subject = subjects[at]
    if value.number is not None:
        return [subject]
    same = {each.key: each for each in subjects[:at] if each.key[0] == subject.key[0]}
    return list(same.values()) or [subject]


def _elsewhere(years: Years) -> Years:
    return replace(years, start=-1, end=-1)


def _moved(value: Value, by: int) -> Value:
    return replace(
        value, start=value.start + by, number_at=value.number_at + by, end=value.end + by
    )


def _is_cut(each: Pair, text: str, clause: Clause) -> bool:
    """Say whether the copy breaks off behind the value, so that nobody knows what followed."""
    if each.years and each.years.start >= 0:
        return False
    rest = blanked(text)[each.value.end :]
    if rest.strip() and _CUT_YEAR.fullmatch(rest):
        return True
    return clause.last and not _ENDED.search(clause.text.text)


def _left(reason: Reason, each: Pair, said: _Said, at: Clause) -> LeftOver:
    value = each.value
    phrase = phrase_of(value, each.years, said.text)
    return LeftOver(reason, at.label, phrase, at.text.span,
                    said.place[value.start : value.end].span)  # fmt: skip


def _once(targets: Sequence[FoundTarget]) -> list[FoundTarget]:
    """Return the targets, those that a document sets twice (text and annex) once."""
    seen: dict[tuple[object, ...], FoundTarget] = {}
    for each in targets:
        name = each.indicator_id or each.words
        key = (name, each.group, each.year, each.period, each.value, each.comparator)
        seen.setdefault(key, each)
    return list(seen.values())


def _with_periods(targets: Sequence[FoundTarget]) -> Iterator[FoundTarget]:
    """A value that is kept until a year is kept from the year before it, or the interim one."""
    years = [each.year for each in targets if each.year]
    interim = min(years, default=FIRST_YEAR)
    for place, each in enumerate(targets):
        if each.period is None or not each.period.startswith("-"):
            yield each
            continue
        same = [
            other.year
            for other in targets[:place]
            if (other.indicator_id, other.group) == (each.indicator_id, each.group) and other.year
        ]
        start = max((year for year in same if year < (each.year or 0)), default=interim)
        period = f"{start}-{each.year}" if start < (each.year or 0) else None
        yield replace(each, period=period)


def _in_order(targets: Iterator[FoundTarget]) -> Iterator[FoundTarget]:
    """Tell the several things of one chỉ tiêu apart: ``chỉ tiêu 3, ý 2``."""
    found = list(targets)
    things: dict[str, list[str]] = {}
    for each in found:
        family = things.setdefault(each.clause, [])
        if _family(each) not in family:
            family.append(_family(each))
    places = Counter({clause: len(names) for clause, names in things.items()})
    for each in found:
        if places[each.clause] > 1 and "chỉ tiêu" in each.clause:
            place = things[each.clause].index(_family(each)) + 1
            yield replace(each, clause=f"{each.clause}, ý {place}")
        else:
            yield each


def _family(each: FoundTarget) -> str:
    name = each.indicator_id or each.words
    suffix = f"_{each.group}"
    return name.removesuffix(suffix) if each.indicator_id else name

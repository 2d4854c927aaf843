"""The statements of a clause: what is said of one thing, and of what thing.

"Tỷ lệ A đạt 65% vào năm 2025; giảm tỷ lệ B xuống 4%, phấn đấu 90% trẻ em C" are three. A new one
begins after a semicolon or full stop, where another rate is named, and where a value comes first
and what it counts after it ("90% trẻ em …").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.plans.documents.figures import Value, Years, blanked, values_in, years_in
from analysis.plans.documents.words import Match, group_of, plain, recognise, recognise_all, words

_HARD = re.compile(
    r";|\.\s+(?=\S)|:(?=\s*(?:giảm|phấn đấu|tỷ lệ|tỉ lệ|tỷ suất|tỉ suất)\b)", re.IGNORECASE
)
_RATE = re.compile(
    r"(?:,|\bvà\b|\bđồng thời\b|\btrong đó\b)?\s*(?:phấn đấu|phần đấu|giảm|tăng|nâng|duy trì)?\s*"
    r"\b(?:tỷ lệ|tỉ lệ|tỷ suất|tỉ suất|(?<!% )(?<!%)số (?:cuộc|vụ|ca|trẻ))\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r",|\bvà\b|\bđồng thời\b|\btrong đó\b|\bphấn đấu\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r"\b(?:ty le|ti le|ty suat|ti suat|so cuoc|so vu|tre|hoc sinh|xa|phuong|truong|co so|suy dinh"
    r"|tu vong|bo hoc|hoan thanh|lao dong|tiem|the|me|cha|ho|nguoi|gia dinh|phu nu)\b"
)
_WORD = re.compile(r"\s*(?:tro len\s+)?(?:\((?:nam\s*)?20\d\d\)\s*)?([^\W\d_]+(?:\s+[^\W\d_]+)?)")
_AGAIN = re.compile(r"lần lượt|tương ứng", re.IGNORECASE)
_JOINTLY = re.compile(r"(?:tỷ|tỉ) (?:lệ|suất)[^;]*\bvà\s+(?:tỷ|tỉ) (?:lệ|suất)", re.IGNORECASE)
_AMONG = re.compile(r"trong đó\s*(?:có\s*)?$", re.IGNORECASE)
_THESE = re.compile(
    r"(?:này|trên|nêu trên)\b.*(?:lần lượt|tương ứng)|(?:lần lượt|tương ứng)", re.IGNORECASE
)

# "Đến năm 2030 tỷ lệ này đạt 93%" is of what was spoken of.
_THIS = re.compile(r"\b(?:ty le|ti le|ty suat|ti suat|chi so|chi tieu|con so)\s+(?:nay|tren)\b")

# So few letters between two values name no thing of their own ("98% … ở miền núi và 100% …").
_SHORT = 60


@dataclass(frozen=True)
class Statement:
    """A part of a clause with its values and years; places are those of ``text``.

    ``start`` is where it begins in its clause; ``soft`` says that it hangs on the one before it.
    """

    text: str
    start: int
    values: tuple[Value, ...]
    years: tuple[Years, ...]
    soft: bool


@dataclass(frozen=True)
class Subject:
    """What a value is of: the indicator (None for none of the programme's), and the group."""

    match: Match | None
    group: str | None
    inherited: bool = False

    @property
    def key(self) -> tuple[str | None, str | None]:
        """What makes two values ones of the same thing."""
        return (self.match.indicator_id if self.match else None, self.group)


def statements_of(text: str) -> list[Statement]:
    """Return the statements of a clause's text; those without any value are left out."""
    cuts = _cuts(text)
    found: list[Statement] = []
    for (start, soft), (end, _) in zip(cuts, [*cuts[1:], (len(text), False)], strict=True):
        part = text[start:end]
        years = years_in(part)
        values = values_in(part, years)
        found.append(Statement(part, start, tuple(values), tuple(years), soft))
    return found


def _cuts(text: str) -> list[tuple[int, bool]]:
    """Return where statements begin, and whether softly."""
    blank = blanked(text)
    hard = [0]
    for match in _HARD.finditer(blank):
        if match[0].startswith(".") and text[match.end()].islower():
            continue
        valued = values_in(text[hard[-1] : match.start()], years_in(text[hard[-1] : match.start()]))
        if match[0] != ":" or valued:
            hard.append(match.end())
    cuts: list[tuple[int, bool]] = []
    for start, end in zip(hard, [*hard[1:], len(text)], strict=True):
        cuts.append((start, False))
        cuts += [(start + place, True) for place in _soft_cuts(text[start:end])]
    return cuts


def _soft_cuts(part: str) -> list[int]:
    """Return where another thing is spoken of inside a sentence."""
    years = years_in(part)
    values = values_in(part, years)
    cuts = {
        match.start()
        for match in _RATE.finditer(part)
        if any(value.number_at < match.start() for value in values)
    }
    for before, value in pairwise(values):
        if not counts_what_follows(value, part):
            continue
        first = max([before.end, *(y.end for y in years if y.end <= value.start)])
        joint = [match.start() for match in _JOINT.finditer(part, before.end, value.start)]
        cut = next((place for place in joint if place >= first), first)
        left = part[max([0, *(each for each in cuts if each < cut)]) : cut]
        if recognise(left):
            cuts.add(cut)
    return sorted(cut for cut in cuts if cut > 0)


def counts_what_follows(value: Value, text: str) -> bool:
    """Say whether a value stands before what it counts: "90% trẻ em có hoàn cảnh …"."""
    if value.unit not in ("%", "phần trăm") or value.number is None:
        return False
    after = _WORD.match(plain(text), value.end)
    return after is not None and words("not_counted").pattern.match(after[1]) is None


def subjects_of(
    statement: Statement, before: Sequence[Subject], leads: Sequence[str], previous: str
) -> list[Subject]:
    """Return what each value of a statement is of.

    ``before`` are the subjects of the clause so far, ``leads`` the texts above the clause (nearest
    last), ``previous`` the text of the statement before.
    """
    earlier = _distinct(before)[-len(statement.values) :]
    if (
        _THESE.search(statement.text)
        and not recognise(statement.text)
        and len(statement.values) == len(earlier) > 1
    ):
        return [Subject(each.match, each.group, inherited=True) for each in earlier]
    listed = _listed(statement)
    if listed:
        return listed
    again = _AGAIN.search(previous) and not _SUBJECT.search(plain(statement.text))
    if again and len(statement.values) == len(earlier) > 1:
        return [Subject(each.match, each.group, inherited=True) for each in earlier]
    places = range(len(statement.values))
    found = [_subject(statement, place, leads, previous) for place in places]
    return _inherited(_filled(found, statement), statement, before, leads)


def _listed(statement: Statement) -> list[Subject]:
    """Return what values are of that are dealt out: "tiểu học, THCS lần lượt đạt 98% và 92%"."""
    if not _AGAIN.search(statement.text) or len(statement.values) < 2:
        return []
    head = statement.text[: statement.values[0].start]
    found = recognise_all(head)
    if len(found) != len(statement.values):
        return []
    return [Subject(match, None) for match in found]


def joint_subjects(statement: Statement, at: int) -> list[Subject]:
    """Return what one value is of that is set for several: "tỷ lệ A và tỷ lệ B đạt 99%"."""
    first = statement.values[0].start
    head = statement.text[:first]
    if not _JOINTLY.search(head) or _AGAIN.search(statement.text):
        return []
    between = statement.text[first : statement.values[at].start]
    found = recognise_all(head)
    if len(found) < 2 or _SUBJECT.search(plain(between)):
        return []
    return [Subject(match, None, inherited=True) for match in found]


def _distinct(subjects: Sequence[Subject]) -> list[Subject]:
    seen: dict[tuple[str | None, str | None], Subject] = {}
    for subject in subjects:
        if subject.match:
            seen.setdefault(subject.key, subject)
    return list(seen.values())


def _around(statement: Statement, place: int) -> tuple[str, str]:
    """Return the words that tell what a value is of, and those on its other side."""
    values, text = statement.values, statement.text
    value = values[place]
    start = values[place - 1].end if place else 0
    end = values[place + 1].start if place + 1 < len(values) else len(text)
    left, right = text[start : value.start], text[value.end : end]
    return (right, left) if counts_what_follows(value, text) else (left, right)


def _subject(statement: Statement, place: int, leads: Sequence[str], previous: str) -> Subject:
    """Return what a value is of by the words around it, and those above and before it."""
    value = statement.values[place]
    local, around = _around(statement, place)
    group = _group(value, statement, place)
    tried = [(local, "", False)]
    if place == 0 or counts_what_follows(value, statement.text):
        tried.append((f"{local} {around}", "", False))
    said = statement.text[: value.start] if place else ""
    if counts_what_follows(value, statement.text) and _AMONG.search(statement.text[: value.start]):
        # "100% trường có nhà vệ sinh, trong đó 85% nhà vệ sinh …" counts another thing.
        previous, said, leads = "", "", ()
    tried += [(local, each, True) for each in (said, previous, *reversed(leads)) if each]
    tried.append((local, " ".join(leads), True))
    for text, context, inherited in tried:
        match = recognise(text, context)
        if match:
            return Subject(match, group, inherited)
    return Subject(None, group)


def _inherited(
    found: Sequence[Subject],
    statement: Statement,
    before: Sequence[Subject],
    leads: Sequence[str],
) -> list[Subject]:
    """A value that names nothing is of what the value before it is of, or the lead above."""
    subjects: list[Subject] = []
    if found and not any(subject.match for subject in found):
        # "65% vào năm 2025 và 75% vào năm 2030 xã, phường …": it is named behind all values.
        match = recognise(statement.text)
        if match:
            return [Subject(match, subject.group) for subject in found]
    for place, subject in enumerate(found):
        local = _THIS.sub("", plain(_around(statement, place)[0]))
        names = counts_what_follows(statement.values[place], statement.text)
        if subject.match is not None or names or _SUBJECT.search(local):
            subjects.append(subject)
            continue
        last = subjects[-1] if subjects else (before[-1] if before else None)
        if last is None:
            match = next((m for each in reversed(leads) if (m := recognise(each))), None)
            subjects.append(Subject(match, subject.group, inherited=True))
        else:
            group = subject.group or (None if group_of(statement.text) else last.group)
            subjects.append(Subject(last.match, group, inherited=True))
    return subjects


def _group(value: Value, statement: Statement, place: int) -> str | None:
    """Return the group of a value: named right behind it, or else last before it."""
    behind = GROUP_BEHIND.match(plain(statement.text), value.end)
    if behind:
        found = group_of(behind[0])
        return found[0] if found else None
    start = statement.values[place - 1].end if place else 0
    if counts_what_follows(value, statement.text):
        end = statement.values[place + 1].start if place + 1 < len(statement.values) else None
        found = group_of(statement.text[value.end : end])
        return found[0] if found else None
    found = group_of(_without_behind(statement, place, start)[: value.start - start])
    return found[0] if found else None


def _without_behind(statement: Statement, place: int, start: int) -> str:
    """The group named right behind the value before belongs to that one."""
    text = statement.text[start:]
    behind = GROUP_BEHIND.match(plain(statement.text), start) if place else None
    return " " * (behind.end() - start) + text[behind.end() - start :] if behind else text


GROUP_BEHIND = re.compile(
    r"\s*\(?(?:doi voi|o|tai|cho|voi)?\s*(?:tre em\s+)?(?:o\s+)?(?:khu vuc|vung|dia ban)?\s*"
    r"(?:nong thon|thanh thi|noi thanh|ngoai thanh|do thi|mien nui|dong bang)\)?"
)


def _filled(subjects: list[Subject], statement: Statement) -> list[Subject]:
    """A value whose thing is named only after a later value is of that thing."""
    filled = list(subjects)
    for place in range(len(filled) - 2, -1, -1):
        value, after = statement.values[place], statement.values[place + 1]
        near = after.start - value.end <= _SHORT
        if near and filled[place].match is None and filled[place + 1].match is not None:
            filled[place] = Subject(filled[place + 1].match, filled[place].group, inherited=True)
    return filled


def own_words(statement: Statement) -> Iterator[str]:
    """Yield the words of a statement that are neither value nor year, for an indicator's name."""
    spans = sorted(
        [(v.start, v.end) for v in statement.values] + [(y.start, y.end) for y in statement.years]
    )
    start = 0
    for first, last in spans:
        yield statement.text[start:first].strip(" ,;:.()-–")
        start = max(start, last)
    yield statement.text[start:].strip(" ,;:.()-–")

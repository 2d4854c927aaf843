"""The clauses of a plan: every paragraph with its place, its section and what stands above it.

An official's numbering is followed as it is printed (Điều 1, A, I, 1, 1.1, a, Chỉ tiêu n, -, +);
a heading opens a section (targets, duties, findings, finance …) by the word that begins it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.papers import ITEM, Mapped, Paragraph, paragraphs_of
from analysis.plans.documents.words import plain, section_of

TARGETS = "targets"
_VALUE = re.compile(
    r"\d\s*(?:%|‰|phần trăm)|/\s*100\.?000"
    r"|(?:dưới|xuống|còn|đạt|[<≤])\s*\d+(?:[.,]\d+)?\s*(?:vào|năm|\()"
)
_CHI_TIEU = re.compile(r"Chỉ tiêu\s+(?:số\s+)?(\d{1,2})(?!\d)\s*[.:)–-]?\s*", re.IGNORECASE)
_ARTICLE = re.compile(
    r"(Điều|Phần|Chương|Mục|Phụ lục)\s+(?:thứ\s+)?([\dIVXL]+|nhất|hai|ba|bốn)\s*[.:]?\s*"
)
# What is issued with a decision begins anew below it.
_TITLE = re.compile(r"(?:KẾ HOẠCH|CHƯƠNG TRÌNH|PHỤ LỤC)(?:\s+\w{1,4})?\s*$")
_LEVELS = {"capital": 2, "roman": 3, "number": 4, "round": 4.5, "letter": 7}
_NESTED = 6.5
_CHI_TIEU_LEVEL, _LEAD_BULLET, _BULLET, _PLUS, _RUNNING = 8.0, 8.8, 9.0, 10.0, 11.0
_LONGEST_HEADING = 170
# A heading below another section opens its own only when it begins with that word ("3. Các chỉ
# tiêu"), and not when it merely speaks of targets ("1. Chỉ đạo thực hiện các mục tiêu").
_WITHIN = 14
_YEAR = r"(?:20[1-6]\d)"
_YEARS_OF_A_LEAD = re.compile(
    rf"(?:giai đoạn|thời kỳ)\s+(?:từ\s+)?(?:năm\s+)?({_YEAR})\s*(?:-|–|—|đến)\s*"
    rf"(?:năm\s+)?({_YEAR})"
    rf"|năm\s+({_YEAR})(?:\s*(?:,|và|-|–)\s*(?:đến\s+)?(?:năm\s+)?({_YEAR}))?",
    re.IGNORECASE,
)
_LONGEST_LEAD_PERIOD = 5


@dataclass(frozen=True)
class Heading:
    """A heading or a lead that stands above a clause."""

    level: float
    label: str
    text: str
    section: str | None = None
    years: tuple[int, ...] = ()
    named: bool = False


@dataclass(frozen=True)
class Clause:
    """A paragraph or a row of a table: what it says, and where it stands.

    ``above`` are the headings over it, the nearest last. ``number`` is the printed number of the
    chỉ tiêu; ``section`` the section it belongs to, None before the first heading.
    """

    label: str
    section: str | None
    text: Mapped
    above: tuple[Heading, ...]
    number: int | None
    heading: bool
    row: bool
    level: float
    last: bool = False

    @property
    def leads(self) -> tuple[str, ...]:
        """The texts above the clause that may say what its values are of, the nearest last."""
        opened = [place for place, each in enumerate(self.above) if each.section]
        below = self.above[opened[-1] + 1 :] if opened else self.above
        return tuple(each.text for each in below if each.text and not each.text.isupper())

    @property
    def years(self) -> tuple[int, ...]:
        """The years that a heading sets for all that stands below it; the nearest heading's."""
        return next((each.years for each in reversed(self.above) if each.years), ())


@dataclass(frozen=True)
class _Item:
    """A paragraph and how it begins: its level, what it is called, where its words start."""

    paragraph: Paragraph
    level: float
    label: str
    number: int | None
    start: int
    title: bool


def clauses_of(text: str) -> list[Clause]:
    """Return the clauses of a document's text in their order, headings among them."""
    items = list(_nested([_item(paragraph) for paragraph in paragraphs_of(text)]))
    items = [_with_level(items, place) for place in range(len(items))]
    found = list(_clauses(items))
    if found:
        found[-1] = replace(found[-1], last=True)
    return _with_names(found)


def _item(paragraph: Paragraph) -> _Item:
    text = paragraph.text.text
    if paragraph.row:
        return _Item(paragraph, _RUNNING, "", None, 0, title=False)
    level, label, start = _marker(text)
    target = _CHI_TIEU.match(text, start)
    number = int(target[1]) if target else None
    if target and (level >= _CHI_TIEU_LEVEL or level in (4, 4.5, 7)):
        level, label, start = _CHI_TIEU_LEVEL, f"chỉ tiêu {number}", target.end()
    valued = _VALUE.search(text) is not None
    short = len(text) <= _LONGEST_HEADING
    title = not valued and (
        paragraph.heading
        or (short and (level <= 7 or text.rstrip().endswith(":")))
        or (short and text.upper() == text)
    )
    if level == _BULLET and title and not text.startswith(("-", "–")):
        level = _LEAD_BULLET
    return _Item(paragraph, level, label, number, start, title)


def _marker(text: str) -> tuple[float, str, int]:
    article = _ARTICLE.match(text)
    if article:
        return 1.0, f"{article[1]} {article[2]}", article.end()
    found = ITEM.match(text)
    if not found:
        return _RUNNING, "", 0
    parts = {name: value for name, value in found.groupdict().items() if value}
    for name, value in parts.items():
        if name in ("bullet", "bullet_number"):
            return (_PLUS if value == "+" else _BULLET), "", found.end()
        if name == "dotted":
            return 4.0 + value.count("."), value, found.end()
        return float(_LEVELS[name]), value, found.end()
    return _RUNNING, "", 0


def _nested(items: Sequence[_Item]) -> Iterator[_Item]:
    """Put a list that begins anew at 1 below the number that it stands under ("2. … 1. … 2. …")."""
    outer = inner = 0
    for item in items:
        if item.level < _LEVELS["number"]:
            outer = inner = 0
        if item.level != _LEVELS["number"] or not item.label.isdigit():
            yield item
            continue
        number = int(item.label)
        follows = inner and number == inner + 1 and not (item.title and number == outer + 1)
        if (number == 1 and outer) or follows:
            inner = number
            yield replace(item, level=_NESTED)
        else:
            outer, inner = number, 0
            yield item


def _with_level(items: Sequence[_Item], place: int) -> _Item:
    """Give a lead without a mark of its own ("Đến năm 2025:") the place above what follows it."""
    item = items[place]
    if item.level != _RUNNING or item.paragraph.row or not item.title:
        return item
    if item.paragraph.text.text.isupper() and section_of(item.paragraph.text.text):
        return replace(item, level=2.5)
    if place + 1 >= len(items):
        return item
    after = items[place + 1]
    below = _RUNNING if after.paragraph.row else after.level
    return replace(item, level=below - 0.5)


def _clauses(items: Sequence[_Item]) -> Iterator[Clause]:
    above: list[Heading] = []
    targets_named = any(item.title and _opens(item, []) == TARGETS for item in items)
    bullets: Counter[tuple[str, ...]] = Counter()
    for item in items:
        if item.title and _TITLE.match(item.paragraph.text.text):
            above.clear()
        while above and above[-1].level >= item.level:
            above.pop()
        section = _opens(item, above) or next(
            (each.section for each in reversed(above) if each.section), None
        )
        if section is None and not targets_named:
            section = (
                TARGETS if any(each.paragraph.row for each in items) or item.level > 1 else None
            )
        place = _place(above, item)
        if not item.label and not item.title:
            bullets[place] += 1
        label = _label(place, bullets[place] if not item.label and not item.title else 0, item)
        words = item.paragraph.text[item.start :]
        number = item.number or next(
            (_number(each) for each in reversed(above) if _number(each)), None
        )
        yield Clause(
            label, section, words, tuple(above), number, item.title, item.paragraph.row, item.level
        )
        if not item.paragraph.row and (item.title or not _VALUE.search(words.text)):
            above.append(_heading(item, above, words.text))


def _opens(item: _Item, above: Sequence[Heading]) -> str | None:
    """Return the section that a heading opens; None where it stays in the one it stands in."""
    if not item.title:
        return None
    text = item.paragraph.text.text[item.start :]
    inside = next((each.section for each in reversed(above) if each.section), None)
    weighty = item.level <= 3 or text.isupper()
    found = section_of(text, None if inside is None and weighty else _WITHIN)
    if weighty and found is None:
        found = section_of(text)
    return found


def _number(heading: Heading) -> int | None:
    found = re.fullmatch(r"chỉ tiêu (\d+)", heading.label)
    return int(found[1]) if found else None


def _heading(item: _Item, above: Sequence[Heading], text: str) -> Heading:
    return Heading(item.level, item.label, text, _opens(item, above), _years_of(text))


def _years_of(text: str) -> tuple[int, ...]:
    """Return the years by which a heading asks for what stands below it."""
    if len(text) > _LONGEST_HEADING:
        return ()
    years: list[int] = []
    for found in _YEARS_OF_A_LEAD.finditer(text):
        if found[1]:
            first, last = int(found[1]), int(found[2])
            years += [last] if last - first <= _LONGEST_LEAD_PERIOD else []
        else:
            years += [int(year) for year in (found[3], found[4]) if year]
    return tuple(dict.fromkeys(years))


def _place(above: Sequence[Heading], item: _Item) -> tuple[str, ...]:
    labels = [each.label for each in above if each.label]
    if item.label:
        labels.append(item.label)
    dotted = [place for place, label in enumerate(labels) if re.fullmatch(r"\d+(?:\.\d+)+", label)]
    if dotted:
        # "1.1.2" says by itself which 1 and which 1.1 it belongs to, and "Điều 1" above it.
        labels = [
            label
            for place, label in enumerate(labels)
            if place >= dotted[-1] or not re.match(r"\d|Điều", label)
        ]
    return tuple(labels)


def _label(place: tuple[str, ...], bullet: int, item: _Item) -> str:
    """Return the place in words: ``I.2.a, chỉ tiêu 3``."""
    numbers = [
        label for label in place if not label.startswith(("chỉ tiêu", "Điều", "Phần", "Phụ"))
    ]
    names = [label for label in place if label.startswith(("Điều", "Phần", "Phụ"))]
    targets = [label for label in place if label.startswith("chỉ tiêu")]
    parts = [*names[:1], ".".join(numbers), *targets[-1:]]
    if bullet and not targets:
        parts.append(f"{'dòng' if item.paragraph.row else 'ý'} {bullet}")
    return ", ".join(part for part in parts if part) or "Đầu văn bản"


def _with_names(clauses: list[Clause]) -> list[Clause]:
    """Tell two sections of one number apart by their names: ``IV (Tổ chức thực hiện)``."""
    named: dict[str, set[str]] = {}
    for clause in clauses:
        if clause.heading and clause.level == _LEVELS["roman"]:
            named.setdefault(clause.label, set()).add(plain(_name(clause)))
    twice = {label for label, names in named.items() if len(names) > 1}
    if not twice:
        return clauses
    current: dict[str, str] = {}
    found: list[Clause] = []
    for clause in clauses:
        roman = re.match(r"^[IVX]+", clause.label)
        if clause.heading and clause.level == _LEVELS["roman"]:
            current[clause.label] = _name(clause)
        if roman and roman[0] in twice and roman[0] in current:
            named_label = f"{roman[0]} ({current[roman[0]]}){clause.label[roman.end() :]}"
            found.append(replace(clause, label=named_label))
            continue
        found.append(clause)
    return found


def _name(clause: Clause) -> str:
    return clause.text.text.strip(" .:").capitalize()

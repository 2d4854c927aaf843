"""The paragraphs of a document: what its printing broke apart is put together again.

A line that breaks in the middle of a phrase, a page that ends inside a clause, marks of footnotes,
Markdown's asterisks and breaks written out as "\\r\\n" are the printing's, not the plan's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from analysis.papers.mapped import Mapped, joined

# Nothing here changes a word. Order matters: breaks first, marks of notes last.
_CLEANING: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"(?:\\r)?\\n|\\r", "\n"),
        (r"\\(?=[-+*#.|()_\[\]>~])", ""),
        (r"[\u200b-\u200f\u00ad\ufeff\u2060]", ""),
        (r"[\u00a0\u2000-\u200a\u202f\u3000\t]", " "),
        (r"&nbsp;", " "), (r"&lt;", "<"), (r"&gt;", ">"), (r"&amp;", "&"),
        (r"<(?:sup|SUP)>\s*[\d()\[\]]{1,4}\s*</(?:sup|SUP)>", ""),
        (r"</?(?:b|i|u|em|strong|span|sup|sub)>", ""),
        (r"\*\*\*?|__", ""),
        (r"[⁰¹²³⁴-⁹]+", ""),
        (r"\s?\[\d{1,2}\]", ""),
        (r"(?<=[%‰])\s?\(\d{1,2}\)", ""),
        (r"(?<=[%‰])\d{1,2}(?=[\s,;.])", ""),
        (r"(?<=năm 20[1-5]\d)\d{1,2}(?!\d)", ""),
        (r"(?<=\d)\s+,(?=\d)", ","),
        (r"⩽|≦", "≤"), (r"⩾|≧", "≥"), (r"<\s?=", "≤"), (r">\s?=", "≥"),
        (r"%o\b|o/oo|‰\s*‰|%\s?0(?!\d)", "‰"),
    )
)  # fmt: skip
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])[^*\n]+?\*(?![\w*])")
_HEADING = re.compile(r"^\s*#{1,6}\s+")
_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-–—]\s*)?(?:[Tt]rang\s*)?\d{1,3}(?:\s*/\s*\d{1,3})?\s*[-–—]?\s*$"
)
_RULE = re.compile(r"^(?:[\s|:*_=-]*|(?:https?://\S+(?:\s+|$))+)$")
# How a line begins that is a new item whatever stands above it.
ITEM = re.compile(
    r"(?P<bullet>[-–—+*•●▪◦▫■□])\s*(?=[^\s\d])|(?P<bullet_number>[-–—+*•])\s+(?=\d)"
    r"|(?:Phần|Chương|Điều|Mục|Phụ lục)\s+(?:thứ\s+)?[\dIVXLnhtbm]"
    r"|(?P<roman>[IVX]{1,5})\s*[.)/]\s*(?=\D)"
    r"|(?P<capital>[A-H])\s*[.)/]\s+(?=\D)"
    r"|(?P<dotted>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?=[^\W\d]|\d+(?:,\d+)?\s*%)"
    r"|(?P<number>\d{1,2})\s*[.)]\s*(?=[^\W\d]|(?<=\s)\d+(?:,\d+)?\s*%)"
    r"|\((?P<round>\d{1,2})\)\s*(?=\S)"
    r"|(?P<letter>[a-zđ])\s?[).]\s+(?=[^\W_])"
    r"|[Cc]hỉ tiêu\s+(?:số\s+)?\d|[Mm]ục tiêu\s+\d"
)
_ENDED = (".", ";", ":", "!", "?")
_FULL = 0.8
# Capitals take more room, so that fewer of them fill a line.
_CAPITALS = 1.3
_LONGEST_PRINTED_LINE = 140
# Items that were run together: behind a full stop or a heading in capitals a new number, behind a
# colon a bullet.
_RUN_TOGETHER = re.compile(
    r"(?<=[.;])\s+(?=[a-hđ]\)\s+(?:Mục tiêu|Về|Nhóm)|[IVX]+\.\s+[^\W\d_]{3,}"
    r"|\d{1,2}\.\s+[^\W\d_])"
    r"|(?<=[.;:])\s+(?=[-–+•]?\s?Chỉ tiêu\s+\d+\s*[:.]|[-–+•]\s+[^\W\d_])"
    r"|(?<=[^\W\d_]{2})\s+(?=(?:\d{1,2}|[IVX]+)\.\s+[^\W\d_])"
)
# Cells that a page wrote one below the other, parted by bars: what a row of them begins with.
_FIRST_SERIAL = re.compile(r"(?:0?1|I|A)[.)]?")
_LEAST_CELLS, _MOST_COLUMNS, _MOST_LINES_IN_A_CELL = 8, 12, 8


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, an item or a row: its text, and whether it is printed as a heading or a row."""

    text: Mapped
    heading: bool = False
    row: bool = False


def paragraphs_of(text: str) -> list[Paragraph]:
    """Return the paragraphs of a document's text in their order."""
    lines = list(_lines(_cleaned(Mapped.of(text).composed())))
    width = _printed_width([line.text.text for line in lines if not line.row])
    found: list[list[Paragraph]] = []
    for line in lines:
        if found and _continues(found[-1][-1], line, width):
            found[-1].append(line)
        else:
            found.append([line])
    return [part for lines in found for part in _parted(_put_together(lines))]


def _cleaned(text: Mapped) -> Mapped:
    for pattern, by in _CLEANING:
        text = text.replaced(pattern, by)
    return _without_emphasis(text)


def _without_emphasis(text: Mapped) -> Mapped:
    marks = [
        place
        for match in _EMPHASIS.finditer(text.text)
        for place in (match.start(), match.end() - 1)
    ]
    starts, ends = [0, *(place + 1 for place in marks)], [*marks, len(text.text)]
    return joined(text[start:end] for start, end in zip(starts, ends, strict=True))


def _lines(text: Mapped) -> Iterator[Paragraph]:
    """Yield the lines that say something; of a page's number and of rules nothing is kept."""
    start = 0
    lines: list[Mapped] = []
    for end in [*(m.start() for m in re.finditer(r"[\n\f\v]", text.text)), len(text.text)]:
        line = text[start:end].strip()
        start = end + 1
        if line.text:
            lines.append(line)
    for line in _in_rows(lines):
        if _RULE.match(line.text) or _PAGE_NUMBER.match(line.text):
            continue
        heading = _HEADING.match(line.text)
        words = line[heading.end() :].strip() if heading else line
        bars = words.text.count("|")
        row = words.text.startswith("|") or bars > 1 or (bars == 1 and words.text.endswith("|"))
        if words.text:
            yield Paragraph(words, heading is not None, row)


def _in_rows(lines: list[Mapped]) -> list[Mapped]:
    """Put cells that stand one below the other, with bars between them, into rows again."""
    bars = [place for place, line in enumerate(lines) if line.text == "|"]
    runs: list[list[int]] = []
    for bar in bars:
        if runs and bar - runs[-1][-1] <= _MOST_LINES_IN_A_CELL:
            runs[-1].append(bar)
        else:
            runs.append([bar])
    found: list[Mapped] = []
    done = 0
    for run in [run for run in runs if len(run) >= _LEAST_CELLS]:
        starts = [max(run[0] - 1, 0), *(bar + 1 for bar in run)]
        cells = [_one_line(lines[a:b]) for a, b in zip(starts, run, strict=False)]
        width = next((n for n in range(2, _MOST_COLUMNS) if len(cells) > n
                      and _FIRST_SERIAL.fullmatch(cells[n].text)), 0)  # fmt: skip
        if width:
            found += lines[done : starts[0]]
            found += [_row(cells[at : at + width]) for at in range(0, len(cells), width)]
            done = run[-1] + 1
    return found + lines[done:]


def _row(cells: list[Mapped]) -> Mapped:
    """Return cells with bars around them; a bar stands where its cell does."""
    place = next((cell.at[0] for cell in cells if cell.text), 0)
    pieces: list[Mapped] = []
    for cell in cells:
        place = cell.at[0] if cell.text else place
        pieces += [Mapped("|", (place,)), cell]
    return joined([*pieces, Mapped("|", (pieces[-1].at or (place,))[-1:])])


def _one_line(lines: list[Mapped]) -> Mapped:
    blanks = [Mapped(" ", (line.at[-1],)) for line in lines]
    return joined([piece for pair in zip(lines, blanks, strict=True) for piece in pair]).strip()


def _printed_width(lines: list[str]) -> int:
    """Return how long full lines are where the printing broke them, 0 where it did not."""
    lengths = sorted(map(len, lines))
    usual = lengths[int(len(lengths) * 0.9)] if len(lengths) >= 5 else 0
    return usual if usual <= _LONGEST_PRINTED_LINE else 0


def _continues(before: Paragraph, line: Paragraph, width: int) -> bool:
    """Say whether ``line`` goes on with what the line ``before`` began."""
    last, text = before.text.text.rstrip(), line.text.text
    if before.row or line.row or before.heading or line.heading:
        return False
    if re.search(r"20\d\d\s*[-–—]$", last) and re.match(r"(?:năm\s*)?20\d\d", text):
        return True
    if re.search(r"20\d\d$", last) and re.match(r"[-–—]\s*20\d\d", text):
        return True
    if ITEM.match(text):
        return False
    first = text[0]
    if first.islower() or first in "%‰(,;.:/<≤>≥":
        return not last.endswith((".", "!", "?")) or first in ",;.:%‰"
    if last.endswith(_ENDED):
        return False
    length = (len(last) + 1 + len(text.split(" ", 1)[0])) * (_CAPITALS if last.isupper() else 1)
    full = bool(width) and length > width * _FULL
    if first.isdigit():
        return full or not width
    return full


def _put_together(lines: list[Paragraph]) -> Paragraph:
    pieces: list[Mapped] = [lines[0].text]
    for before, line in pairwise(lines):
        pieces += [Mapped(" ", (before.text.at[-1],)), line.text]
    text = joined(pieces)
    blanks = re.compile(r"(?<= ) +")
    return Paragraph(text.replaced(blanks, ""), lines[0].heading, lines[0].row)


def _parted(paragraph: Paragraph) -> Iterator[Paragraph]:
    if paragraph.row:
        yield paragraph
        return
    start = 0
    text = paragraph.text
    for match in _RUN_TOGETHER.finditer(text.text):
        if not _begins_anew(text.text[: match.start()], text.text[match.end() :]):
            continue
        yield Paragraph(text[start : match.start()].strip(), paragraph.heading)
        start = match.end()
    yield Paragraph(text[start:].strip(), paragraph.heading)


def _begins_anew(before: str, after: str) -> bool:
    """Say whether an item begins inside a line: a number or bullet before a capital letter."""
    ended = before.endswith((".", ";", ":")) or before.rsplit(None, 1)[-1].isupper()
    first = re.match(r"(?:[-–+•]|\d{1,2}\.|[IVX]+\.|[a-hđ]\))?\s*(\w)", after)
    return ended and first is not None and first[1].isupper()

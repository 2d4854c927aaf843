"""The text of a web page: paragraphs, lists and tables, without menus and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.papers.table_rows import table_lines

if TYPE_CHECKING:
    from bs4 import Tag

_BLOCKS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "blockquote", "pre",
     "section", "article", "main", "header", "tr", "body", "html", "ul", "ol", "table", "tbody",
     "center", "td")
)  # fmt: skip
_LEFT_OUT = ("script", "style", "nav", "footer", "aside", "noscript", "form", "button", "template")
_NOTE = re.compile(r"[(\[]?\d{1,2}[)\]]?")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# A span of a million columns is a page's mistake, or worse.
_WIDEST, _DEEPEST = 60, 2_000


def html_text(source: str) -> str:
    """Return the page's text, one line per paragraph, tables as rows between bars."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(source, "lxml")
    for tag in soup.find_all(_LEFT_OUT):
        tag.decompose()
    for tag in soup.find_all("sup"):
        if _NOTE.fullmatch(tag.get_text(strip=True)):
            tag.decompose()
    lines = (_BLANKS.sub(" ", line).strip() for line in _lines(soup.body or soup))
    return "\n".join(line for line in lines if line) + "\n"


def _lines(block: Tag) -> Iterator[str]:
    """Yield the lines of a block; what is inside it and no block runs on."""
    from bs4 import Tag
    from bs4.element import Comment, NavigableString

    running: list[str] = []
    for child in block.children:
        if isinstance(child, Comment):
            continue
        if isinstance(child, NavigableString):
            running.append(str(child))
        elif isinstance(child, Tag) and child.name == "br":
            yield "".join(running)
            running = []
        elif isinstance(child, Tag) and (child.name in _BLOCKS or child.find(list(_BLOCKS))):
            yield "".join(running)
            running = []
            yield from _block(child)
        elif isinstance(child, Tag):
            *before, last = (
                "\n".join(_lines(child)).split("\n") if child.find("br") else [child.get_text()]
            )
            for line in before:
                yield "".join([*running, line])
                running = []
            running.append(last)
    yield "".join(running)


def _block(tag: Tag) -> Iterator[str]:
    if tag.name == "table" and not tag.find("table") and len(tag.find_all("tr")) > 1:
        yield from table_lines(_rows(tag))
    elif tag.name == "li":
        lines = [line for line in (each.strip() for each in _lines(tag)) if line]
        for place, line in enumerate(lines):
            yield line if place or line.startswith(("-", "+", "•")) else f"- {line}"
    elif tag.name in ("h1", "h2", "h3", "h4", "h5", "h6"):
        yield "# " + " ".join(_lines(tag))
    else:
        yield from _lines(tag)


def _rows(table: Tag) -> Iterator[list[str]]:
    """Yield the cells of each row; one that spans several columns or rows is repeated."""
    waiting: dict[int, tuple[int, str]] = {}
    for row in table.find_all("tr"):
        cells: list[str] = []
        own = iter(row.find_all(["td", "th"]))
        while True:
            left, text = waiting.get(len(cells), (0, ""))
            if left:
                waiting[len(cells)] = (left - 1, text)
                cells.append(text)
                continue
            cell = next(own, None)
            if cell is None:
                break
            text = "\n".join(line.strip() for line in _lines(cell))
            deep = _span(cell.get("rowspan"), _DEEPEST) - 1
            for _ in range(_span(cell.get("colspan"), _WIDEST)):
                waiting[len(cells)] = (deep, text)
                cells.append(text)
        yield cells


def _span(value: object, most: int) -> int:
    text = str(value or "1").strip()
    return min(max(int(text), 1), most) if text.isdecimal() else 1

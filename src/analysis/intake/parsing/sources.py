"""The sources that sent figures name: known ones, and documents of a publisher.

A source is what a series of figures comes from, year after year: "Báo cáo 215/BC-SYT ngày
10/11/2026" and the report of a year later are one source, the reports of that department. So a
figure that a later report revises supersedes the earlier one, and the years make one series. The
document itself is cited in the note of each figure.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.intake.parsing.limits import first_faults
from analysis.intake.parsing.stored import clean_publisher
from analysis.intake.parsing.tables import Entry
from analysis.language import Fault, fold, is_slug, slug_of, text
from analysis.ledger import CITED, Row
from analysis.programme import NATION, Unit

# So many unknown sources of a file are told what they are like; a file with more has no names.
_MOST_COMPARED = 50
# What tells one document of a series from the next: its number, its day, its year.
_OF_ONE_DOCUMENT = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\b(?:số\s*:?\s*)?\d+(?:/\d{4})?/[^\W\d_][\w\-–/&.]*",
        r"\bsố\s*:?\s*\d+\b",
        r"\b(?:(?:ký|ban hành)\s+)?ngày\s+\d{1,2}[/.-]\d{1,2}[/.-]\d{4}",
        r"\b(?:(?:ký|ban hành)\s+)?ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}",
        r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b",
        r"\b(?:tháng\s+)?\d{1,2}[/-]\d{4}\b",
        r"\btháng\s+\d{1,2}\s+năm\s+\d{4}",
        r"\b(?:các\s+năm|năm\s+học|năm)?\s*\d{4}(?:\s*[-–]\s*\d{4})?\b",
    )
)
# Agencies that every province has: their name alone does not tell whose report it is.
_LOCAL_AGENCIES = ("sở ", "chi cục ", "phòng ", "ubnd", "ủy ban nhân dân", "uỷ ban nhân dân",
                   "công an", "trung tâm ", "ban dân tộc")  # fmt: skip


@dataclass
class Sources:
    """The sources that stand, and those that a file adds to them, in the order of the file."""

    known: dict[str, Row]
    added: dict[str, Row] = field(default_factory=dict)

    def find(self, slug: str) -> Row | None:
        """Return a source that stands or was just added."""
        return self.known.get(slug) or self.added.get(slug)


@dataclass(frozen=True)
class NamedSource:
    """The slug of an entry's source, and the document to cite where one was named."""

    slug: str
    document: str = ""


def name_sources(
    entries: Sequence[Entry], sources: Sources, units: Mapping[str, Unit], publisher: str
) -> tuple[list[NamedSource], list[Fault]]:
    """Return the source of each entry, and what is wrong with others; adds to ``sources``.

    ``publisher`` is whose documents they are where an entry does not say; ``BadInput`` when it
    cannot be kept. The source of an entry at fault is its text as written, so that other checks
    can go on.
    """
    publisher = clean_publisher(publisher)
    named: dict[tuple[str, str, str, str], NamedSource | str] = {}
    found: list[NamedSource] = []
    unnamed: list[tuple[Entry, str]] = []
    for entry in entries:
        given = entry.publisher or publisher
        written = (entry.cells["source"], entry.source_text, given, entry.cells["unit_id"])
        if written not in named:
            named[written] = _name_source(*written, sources, units)
        result = named[written]
        if isinstance(result, str):
            unnamed.append((entry, result))
            result = NamedSource(entry.cells["source"] or entry.source_text)
        found.append(result)
    return found, first_faults(_source_faults(unnamed, sources))


def cite(note: str, document: str) -> str:
    """Return a note that cites the document; one that cites it already comes back as it is."""
    cited = CITED + document.replace(";", ",")
    if not document or cited in note.split("; "):
        return note
    return f"{note}; {cited}" if note else cited


def series_of(document: str) -> str:
    """Return a document's name without what tells it from the next one: number, day, year."""
    for form in _OF_ONE_DOCUMENT:
        document = form.sub(" ", document)
    kept = re.sub(r"\(\s*\)", " ", document)
    return " ".join(kept.split()).strip(" ,.;:–-")


def _name_source(
    slug: str,
    written: str,
    publisher: str,
    unit_id: str,
    sources: Sources,
    units: Mapping[str, Unit],
) -> NamedSource | str:
    """Return the source, or the key of what is wrong."""
    words = " ".join(written.split())
    if sources.find(words):
        return NamedSource(words)
    known = sources.find(slug)
    # A document may have the title of a known source and be another publisher's.
    if known and (not publisher or fold(publisher) == fold(known["publisher_vi"])):
        return NamedSource(slug)
    if not words:
        return "no_source"
    if is_slug(words) and re.search(r"[-_]", words):
        return "unknown_source"
    if not publisher.strip():
        return "no_publisher"
    return NamedSource(_register(words, _whole_name(publisher, units.get(unit_id)), sources), words)


def _whole_name(publisher: str, unit: Unit | None) -> str:
    """Return the publisher's name with its province where it is a local agency's."""
    name = " ".join(publisher.split())
    if unit is None or unit.unit_id == NATION or not fold(name).startswith(_LOCAL_AGENCIES):
        return name
    bare = unit.name_vi.split(" (")[0]
    proper = bare.partition(" ")[2]
    return name if fold(proper) in fold(name) else f"{name} {bare}"


def _register(document: str, publisher: str, sources: Sources) -> str:
    """Return the slug of a publisher's series of documents, new or known."""
    series = series_of(document) or text("imports.reports", "vi")
    plain = slug_of(f"{publisher} {series}")
    slug, count = plain, 1
    while (row := sources.find(slug)) and slug_of(row["publisher_vi"]) != slug_of(publisher):
        count += 1
        slug = f"{plain}-{count}"
    if row is None:
        sources.added[slug] = {
            "source": slug,
            "publisher_vi": publisher,
            "publisher_en": publisher,
            "title_vi": text("imports.series", "vi", series=series, publisher=publisher),
            "title_en": text("imports.series", "en", series=series, publisher=publisher),
            "year_published": "",
            "licence": text("imports.no_licence", "vi"),
            "table": "",
            "note": text("imports.registered", "vi"),
        }
    return slug


def _source_faults(unnamed: Iterable[tuple[Entry, str]], sources: Sources) -> Iterator[Fault]:
    near: dict[str, str] = {}
    for entry, key in unnamed:
        found = entry.cells["source"] or entry.source_text
        if found not in near:
            looked = list(sources.known) if len(near) < _MOST_COMPARED else []
            close = difflib.get_close_matches(found, looked, n=3, cutoff=0.5)
            near[found] = ", ".join(close or list(sources.known)[:3])
        yield entry.place.fault(f"intake_checks.{key}", "source", found=found, known=near[found])

"""From a run notebook to the report's files: nbconvert exporters for HTML, PDF and Word.

All read the exhibits' JSON and nothing else of the notebook, so that no code, prompt, warning or
foreign markup can reach a reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import Any

from nbconvert.exporters import Exporter, HTMLExporter
from nbformat import NotebookNode
from traitlets import default

from analysis.catalogue import Lang, text
from analysis.docx_document import word_document
from analysis.exhibit_model import (
    MIME,
    Annex,
    Exhibit,
    Exhibits,
    Figure,
    Heading,
    Hint,
    Letterhead,
    Table,
    exhibit_from_json,
    split_opening,
)
from analysis.faults import BadInput, Fault
from analysis.palette import exhibit_css
from analysis.typst_document import typeset


@dataclass(frozen=True)
class Report:
    """What a notebook shows: its letterhead, its exhibits in order, and its fixed date."""

    letterhead: Letterhead
    body: tuple[Exhibit, ...]
    dated: date | None


def read_report(notebook: NotebookNode) -> Report:
    """Return the report that a run notebook holds.

    Language, title and watermark come from its letterhead, or without one from the notebook's
    metadata (``title`` and ``mangnon.lang``); the date of the file from ``mangnon.date``
    (``YYYY-MM-DD``). Hints to the analyst are left out. Raises ``BadInput`` for a notebook that
    stopped with an error, that has not been run, or that holds an exhibit which cannot be read.
    """
    faults = list(_error_faults(notebook))
    if faults:
        raise BadInput(faults)
    exhibits = list(_distinct_anchors(_exhibits(notebook)))
    if not exhibits:
        raise BadInput([Fault("rendering.not_run")])
    heads = [exhibit for exhibit in exhibits if isinstance(exhibit, Letterhead)]
    head = heads[0] if heads else _plain_letterhead(notebook)
    body = (exhibit for exhibit in exhibits if not isinstance(exhibit, Letterhead | Hint))
    own = notebook.metadata.get("mangnon", {})
    dated = date.fromisoformat(own["date"]) if own.get("date") else None
    return Report(head, tuple(_numbered(body, head.lang)), dated)


class AssessmentHTMLExporter(HTMLExporter):
    """One self-contained page: no script, no outside address, no code."""

    export_from_notebook = "Măng Non HTML"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "mangnon"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(files("analysis").joinpath("templates"))]

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own exporters return text too
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page of a run notebook. Raises ``BadInput`` as ``read_report`` does."""
        page = _page(read_report(nb))
        found: tuple[str, dict[str, Any]] = super().from_notebook_node(
            nb, {**(resources or {}), "page": page}, **kw
        )
        return found


class AssessmentPDFExporter(Exporter):
    """A tagged PDF in the form of Decree 30/2020, set by Typst."""

    export_from_notebook = "Măng Non PDF"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # as PDFExporter, which returns bytes
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the file of a run notebook. Raises ``BadInput`` as ``read_report`` does."""
        report = read_report(nb)
        _, resources = super().from_notebook_node(nb, resources, **kw)
        resources["output_extension"] = self.file_extension
        return typeset(report.letterhead, report.body, report.dated), resources


class AssessmentWordExporter(Exporter):
    """A Word document for the office that has to edit the report."""

    export_from_notebook = "Măng Non Word"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".docx"

    def from_notebook_node(  # type: ignore[override]  # as PDFExporter, which returns bytes
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the file of a run notebook. Raises ``BadInput`` as ``read_report`` does."""
        report = read_report(nb)
        _, resources = super().from_notebook_node(nb, resources, **kw)
        resources["output_extension"] = self.file_extension
        return word_document(report.letterhead, report.body), resources


def _outputs(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    for place, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", ()):
            yield place, output


def _error_faults(notebook: NotebookNode) -> Iterator[Fault]:
    for place, output in _outputs(notebook):
        if output.output_type == "error":
            values = {"cell": place, "name": output.ename, "value": output.evalue}
            yield Fault("rendering.error_output", values=values)


def _exhibits(notebook: NotebookNode) -> Iterator[Exhibit]:
    for place, output in _outputs(notebook):
        data = output.get("data", {}).get(MIME)
        if data is None:
            continue
        try:
            found = exhibit_from_json(data)
        except ValueError as error:
            values = {"cell": place, "reason": str(error)}
            raise BadInput([Fault("rendering.bad_exhibit", values=values)]) from error
        yield from found.items if isinstance(found, Exhibits) else (found,)


def _distinct_anchors(exhibits: Iterable[Exhibit]) -> Iterator[Exhibit]:
    """Number an anchor that occurs again: the same cell may be run for two units."""
    taken = {"report"}
    for exhibit in exhibits:
        if not isinstance(exhibit, Heading | Table | Figure | Annex):
            yield exhibit
            continue
        anchor, count = exhibit.anchor, 1
        while anchor in taken:
            count += 1
            anchor = f"{exhibit.anchor}-{count}"
        taken.add(anchor)
        yield exhibit if anchor == exhibit.anchor else replace(exhibit, anchor=anchor)


def _numbered(body: Iterable[Exhibit], lang: Lang) -> Iterator[Exhibit]:
    """Number tables and figures through the report, so that a reader can cite them."""
    counts = {Table: 0, Figure: 0}
    for exhibit in body:
        if not isinstance(exhibit, Table | Figure):
            yield exhibit
            continue
        counts[type(exhibit)] += 1
        key = (
            "rendering.numbered_table"
            if isinstance(exhibit, Table)
            else "rendering.numbered_figure"
        )
        caption = text(key, lang, number=counts[type(exhibit)], caption=exhibit.caption)
        yield replace(exhibit, caption=caption)


def _plain_letterhead(notebook: NotebookNode) -> Letterhead:
    lang: Lang = "en" if notebook.metadata.get("mangnon", {}).get("lang") == "en" else "vi"
    title = notebook.metadata.get("title") or text("rendering.untitled", lang)
    return Letterhead("", "", "", "", "", "", "", title, "", "", None, lang, title)


def _page(report: Report) -> dict[str, Any]:
    """Return the values that the page's template shows."""
    head = report.letterhead
    opening, rest = split_opening(report.body)
    entries = [exhibit for exhibit in report.body if isinstance(exhibit, Heading | Annex)]
    return {
        "lang": head.lang,
        "title": head.title_plain,
        "watermark": head.watermark,
        "watermark_css": _css_string(head.watermark or ""),
        "css": exhibit_css(),
        "skip": text("rendering.skip", head.lang),
        "letterhead": head.html(),
        "contents_title": text("rendering.contents", head.lang),
        "contents": [entry for entry in map(_contents_entry, entries) if entry["depth"] <= 2],
        "opening": "\n".join(exhibit.html() for exhibit in opening),
        "sections": list(_sections(rest)),
    }


def _contents_entry(exhibit: Heading | Annex) -> dict[str, Any]:
    if isinstance(exhibit, Annex):
        return {"depth": 1, "anchor": exhibit.anchor, "text": exhibit.title}
    return {"depth": exhibit.level, "anchor": exhibit.anchor, "text": exhibit.text}


def _sections(body: tuple[Exhibit, ...]) -> Iterator[dict[str, Any]]:
    """Yield the body, then each annex, as HTML."""
    starts = [place for place, exhibit in enumerate(body) if isinstance(exhibit, Annex)]
    for start, end in zip([0, *starts], [*starts, len(body)], strict=True):
        part = body[start:end]
        first = part[0] if part else None
        annex = first if isinstance(first, Annex) else None
        inner = "\n".join(exhibit.html() for exhibit in part)
        yield {"annex": annex, "landscape": bool(annex and annex.landscape), "html": inner}


def _css_string(words: str) -> str:
    """Return the words as a CSS string in which nothing can end the string or the style block."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in words) + '"'

"""The forms in which a report leaves a notebook: one list, from which all else follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from analysis.exhibits.notebook import Report


class Link(NamedTuple):
    """A way from a page to a file that is published with it: its address from there, its name."""

    href: str
    shown: str


@dataclass(frozen=True)
class Format:
    """One form: the ending of its file, its name to a reader, and the exporter that makes it.

    ``name`` is a brand that stands in both languages, or empty where the texts name it. The
    exporter is named, not imported: what lists forms need not load nbconvert.
    """

    ending: str
    name: str
    exporter: str

    def render(self, notebook: NotebookNode, beside: Sequence[Link] = ()) -> bytes:
        """Return the file of a run notebook, which leads to what stands ``beside`` it.

        Only a page has such links. Raises ``BadInput`` as ``read_report`` does.
        """
        return self._export(notebook, {"beside": beside})

    def render_read(self, report: Report, beside: Sequence[Link] = ()) -> bytes:
        """Return the file of a report that is read already, as ``render`` does of its notebook."""
        from nbformat.v4 import new_notebook

        return self._export(new_notebook(), {"beside": beside, "report": report})

    def _export(self, notebook: NotebookNode, resources: dict[str, Any]) -> bytes:
        exporter = getattr(import_module("analysis.exhibits.exporters"), self.exporter)
        content, _ = exporter().from_notebook_node(notebook, resources=resources)
        return content.encode() if isinstance(content, str) else bytes(content)


# Names one of the machine's own fonts for the PDF, where the packaged one is not wanted.
FONT_SETTING = "MANGNON_FONT"
# In the order in which a reader is offered them. Each is an nbconvert exporter ``mangnon-ENDING``.
FORMATS = (
    Format("html", "", "AssessmentHTMLExporter"),
    Format("pdf", "PDF", "AssessmentPDFExporter"),
    Format("docx", "Word", "AssessmentWordExporter"),
)

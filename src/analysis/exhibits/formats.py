"""The forms in which a report leaves a notebook: one list, from which all else follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nbformat import NotebookNode


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
        exporter = getattr(import_module("analysis.exhibits.exporters"), self.exporter)
        content, _ = exporter().from_notebook_node(notebook, resources={"beside": beside})
        return content.encode() if isinstance(content, str) else bytes(content)


# Names one of the machine's own fonts for the PDF, where the packaged one is not wanted.
FONT_SETTING = "MANGNON_FONT"
# In the order in which a reader is offered them. Each is an nbconvert exporter ``mangnon-ENDING``.
FORMATS = (
    Format("html", "", "AssessmentHTMLExporter"),
    Format("pdf", "PDF", "AssessmentPDFExporter"),
    Format("docx", "Word", "AssessmentWordExporter"),
)

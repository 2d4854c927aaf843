"""From a run notebook to the report's files: nbconvert exporters for HTML, PDF and Word.

All read the exhibits' JSON and nothing else of the notebook, so that no code, prompt, warning or
foreign markup can reach a reader.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from nbconvert.exporters import Exporter, HTMLExporter
from nbformat import NotebookNode
from traitlets import default

from analysis.exhibits.notebook import OWN_KERNEL, Report, read_report
from analysis.exhibits.page import page_values
from analysis.exhibits.pdf import typeset
from analysis.exhibits.word.document import word_document


class _ReportExporter(Exporter):
    """Reads the report once the notebook is as it will be: run here, if nbconvert is asked to.

    Whatever kernel an editor saved in the notebook, it runs in the Python that renders it.
    """

    def _preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        nb.metadata["kernelspec"] = dict(OWN_KERNEL)
        run, found = super()._preprocess(nb, resources)
        if "report" not in found:
            found["report"] = read_report(run)
        return run, found


class AssessmentHTMLExporter(_ReportExporter, HTMLExporter):
    """One self-contained page: no outside address, no code, no script but that of its tables."""

    export_from_notebook = "Măng Non HTML"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "mangnon"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(files("analysis.exhibits").joinpath("templates"))]

    def _preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        run, found = super()._preprocess(nb, resources)
        found["page"] = page_values(found["report"], found.get("beside", ()))
        return run, found


class AssessmentPDFExporter(_ReportExporter):
    """A tagged PDF in the form of Decree 30/2020, set by Typst."""

    export_from_notebook = "Măng Non PDF"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # as PDFExporter, which returns bytes
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the file of a notebook. Raises ``BadInput`` as ``read_report`` does."""
        _, found = super().from_notebook_node(nb, resources, **kw)
        found["output_extension"] = self.file_extension
        report: Report = found["report"]
        return typeset(report.letterhead, report.body, report.dated), found


class AssessmentWordExporter(_ReportExporter):
    """A Word document for the office that has to edit the report."""

    export_from_notebook = "Măng Non Word"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".docx"

    def from_notebook_node(  # type: ignore[override]  # as PDFExporter, which returns bytes
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the file of a notebook. Raises ``BadInput`` as ``read_report`` does."""
        _, found = super().from_notebook_node(nb, resources, **kw)
        found["output_extension"] = self.file_extension
        report: Report = found["report"]
        return word_document(report.letterhead, report.body), found

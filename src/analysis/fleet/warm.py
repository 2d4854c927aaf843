"""What the making of any report needs, imported once: every worker and kernel is forked from it.

This is the module that multiprocessing's fork server imports before it forks. Nothing here may
start a thread or open a socket: only a process with one thread can be forked in safety.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

from analysis.fleet.processes import ONE_THREAD
from analysis.language import read_texts

os.environ.update(ONE_THREAD)
# A debugger would want other modules; nobody debugs what is forked from here.
os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
# nbformat's optional URI checks cost seconds of start-up in every process.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

NEEDED = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    # Each kernel looks for its debugger, though nobody debugs a report.
    "ipykernel.debugger",
    "papermill",
    "nbclient.exceptions",
    "nbconvert.exporters",
    "openpyxl",
    "pandas.io.formats.excel",
    # pandera imports these at the first table that it checks.
    "pandera.backends.pandas.builtin_checks",
    "pandera.backends.pandas.builtin_hypotheses",
    "pandera.backends.pandas.container",
    "statsmodels.regression.linear_model",
    "analysis.publication.reports",
    "analysis.publication.notebooks",
    "analysis.report.parts",
    "analysis.report.scenarios",
    "analysis.report.sections",
    "analysis.overview.sections",
    "analysis.exhibits.exporters",
)
# The rooms whose texts a report shows.
SPEAKING = ("assessment", "exhibits", "language", "programme", "publication", "report")


def _prepare() -> None:
    """Import and read what stays for good.

    It would be looked through for garbage time and again: here while all of it is new, and later in
    every process that is forked from this one.
    """
    gc.disable()
    for name in NEEDED:
        import_module(name)
    for room in SPEAKING:
        read_texts(room)
    # It makes itself ready at the first notebook.
    nbformat = import_module("nbformat")
    nbformat.validate(nbformat.v4.new_notebook())
    gc.freeze()
    gc.enable()


_prepare()

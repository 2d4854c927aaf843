"""Where the project's files are."""

from __future__ import annotations

import os
from pathlib import Path

from analysis.language import BadInput, Fault

_MARK = Path("parameters", "indicators.csv")


def project_root() -> Path:
    """Return the project's folder: ``MANGNON_HOME``, or the nearest one above the working folder.

    An editable install also finds the checkout that it was installed from. Raises ``BadInput``
    when none of these holds ``parameters/indicators.csv``.
    """
    home = os.environ.get("MANGNON_HOME")
    here = Path(home) if home else Path.cwd()
    candidates = [here] if home else [here, *here.parents, Path(__file__).parents[2]]
    for folder in candidates:
        if (folder / _MARK).is_file():
            return folder.resolve()
    raise BadInput([Fault("faults.no_project", values={"found": str(here)})])

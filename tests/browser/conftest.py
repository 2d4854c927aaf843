"""The reports that the browser opens: those of the integration tests."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))

from report_making import made_reports

__all__ = ["made_reports"]

"""The project's own programme, for tests that look at it or need any."""

from __future__ import annotations

from pathlib import Path

from analysis.programme import load_programme

PROGRAMME = load_programme(Path(__file__).parents[2])
PLANNED = PROGRAMME.planned_units
REPORTED = PROGRAMME.reported_units

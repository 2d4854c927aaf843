"""The overview of three real units, made once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from overview.made_overviews import PLANS

from analysis.overview.maps import load_geometry
from analysis.overview.overview import Overview, make_overview

if TYPE_CHECKING:
    from tests.conftest import Assessed

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def real(assessed: Assessed) -> Overview:
    made = [assessed(unit_id) for unit_id in PLANS]
    ledgers = {
        unit_id: each.inputs.ledgers[unit_id] for each, unit_id in zip(made, PLANS, strict=True)
    }
    return make_overview(made, ledgers, load_geometry(ROOT))

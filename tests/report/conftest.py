"""Whole reports, each made once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from analysis.language import Lang
from analysis.report import objectives, tiles

if TYPE_CHECKING:
    from tests.conftest import Assessed
from report.whole_reports import REPORTS, flat, sections_of

# Charts have tests of their own and take most of the time.
BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'


@pytest.fixture(scope="session")
def report(assessed: Assessed) -> Any:
    """Give all exhibits of one report in one language, in the order of the notebook."""

    @cache
    def make(name: str, lang: Lang) -> tuple[Any, ...]:
        unit_id, data = REPORTS[name]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(objectives, "trajectory_svg", lambda *_: BLANK)
            patch.setattr(tiles, "tile_svg", lambda *_: BLANK)
            return tuple(flat(sections_of(assessed(unit_id, data), lang)))

    return make

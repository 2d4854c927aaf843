"""An assessment as of a day is the one that was made on that day, and says which day it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from making.ledgers import append, figure

from analysis.assessment import Assessment, assess, read_inputs
from analysis.language import LANGS
from analysis.ledger import open_address, read_as_of
from analysis.report import sections

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EARLY, LATE = "2026-11-23T08:00:00+07:00", "2026-11-24T17:30:00+07:00"
TABLES = ("published_results", "series", "projections", "readings", "owed")


def assessed(project: Path, as_of: str = "") -> Assessment:
    moment = read_as_of(as_of) if as_of else None
    return assess(read_inputs(project, "vinh-long", "real", moment), 2026)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("parameters", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def test_revisions_and_new_figures_leave_the_assessment_of_an_earlier_day(project: Path) -> None:
    store = open_address("csv", project)
    before = assessed(project)
    rows = [figure("vinh-long", year, f"{9 - (year - 2016) / 5:.1f}") for year in range(2016, 2026)]
    parts = {"vinh-long": rows, "ben-tre": [{**row, "unit_id": "ben-tre"} for row in rows]}
    append(store, parts, received=EARLY)
    between = assessed(project)
    revised = {unit: [{**rows[-1], "unit_id": unit, "value": "4.2"}] for unit in parts}
    append(store, {**revised, "viet-nam": [figure("viet-nam", 2025, "9.1")]}, received=LATE)
    after = assessed(project)

    for day, made in {
        "2026-11-22": before,
        "2026-11-23": between,
        "2026-11-24T17:29": between,
        "2026-11-24T17:30": after,
    }.items():
        again = assessed(project, day)
        for name in TABLES:
            pd.testing.assert_frame_equal(getattr(again, name), getattr(made, name), obj=day)
        assert again.inputs.hashes == made.inputs.hashes
    results = [found.published_results for found in (before, between, after)]
    assert not results[0].equals(results[1]) and not results[1].equals(results[2])


def test_the_report_says_up_to_which_day_figures_were_received(project: Path) -> None:
    append(
        open_address("csv", project),
        {"vinh-long": [figure("vinh-long", 2025, "9")]},
        received=EARLY,
    )
    now, then = assessed(project), assessed(project, "2026-11-22")
    said = {
        ("vi", "số liệu đã nhận đến ngày 23/11/2026"): now,
        ("en", "figures received up to 23 November 2026"): now,
        ("vi", "số liệu đã nhận đến ngày 22/11/2026"): then,
        ("en", "figures received up to 22 November 2026"): then,
    }
    for (lang, words), assessment in said.items():
        assert lang in LANGS
        head = sections.heading_block(assessment, lang)
        assert head.data_cutoff_line.endswith("; " + words)
        annexes = repr(sections.annexes(assessment, lang).items)
        assert words[0].upper() + words[1:] + ". " in annexes


def test_a_day_before_anything_was_received_has_no_figures(project: Path) -> None:
    nothing = assessed(project, "2020-01-01")
    assert nothing.series.empty
    assert set(nothing.published_results["status"]) <= {"no_data", "not_judged"}
    line = sections.heading_block(nothing, "vi").data_cutoff_line
    assert line == (
        "Chưa có số liệu thực tế nào được ghi nhận; số liệu đã nhận đến ngày 01/01/2020"
    )

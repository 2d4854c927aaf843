"""An assessment as of a day is the one that was made on that day, and says which day it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from making.ledgers import append, as_it_stood, figure, source
from making.reports import EDITION, mangnon

from analysis.assessment import Assessment, assess, edition_hashes, read_inputs
from analysis.language import LANGS
from analysis.ledger import open_address, read_as_of
from analysis.overview import read_overview
from analysis.report import changes, message, objectives, scorecard, sections

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EARLY, LATE = "2026-12-01T08:00:00+07:00", "2026-12-02T17:30:00+07:00"
TABLES = ("published_results", "series", "projections", "readings", "owed")


def assessed(project: Path, as_of: str = "") -> Assessment:
    moment = read_as_of(as_of) if as_of else None
    return assess(read_inputs(project, "vinh-long", "real", moment), 2026)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("parameters", "data", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return as_it_stood(tmp_path)


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
        "2026-11-30": before,
        "2026-12-01": between,
        "2026-12-02T17:29": between,
        "2026-12-02T17:30": after,
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
    now, then = assessed(project), assessed(project, "2026-11-30")
    said = {
        ("vi", "số liệu đã nhận đến ngày 01/12/2026"): now,
        ("en", "figures received up to 1 December 2026"): now,
        ("vi", "số liệu đã nhận đến ngày 30/11/2026"): then,
        ("en", "figures received up to 30 November 2026"): then,
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


# Everything that a report prints


def learn_more(project: Path) -> None:
    """Add what was not known on the day of ``EARLY``: sources, statements, corrections, words."""
    store, new = open_address("csv", project), "so-y-te-2026"
    more = {
        "vinh-long": [
            figure("vinh-long", 2025, "4.2"),
            figure("vinh-long", 2024, "4.4", source=new),
        ],
        "viet-nam": [figure("viet-nam", 2025, "9.1", source=new)],
        # Of a unit that had no ledger on that day, of the same level.
        "an-giang": [figure("an-giang", year, "7.5", source=new) for year in range(2018, 2026)],
    }
    append(store, more, [source(new, publisher_vi="Sở Y tế", publisher_en="Health")], LATE)
    with (project / "data" / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write("ben-tre,infant_mortality,2023,gso-imr,7.6,7.7,Lỗi in,2026-12-03,\n")
    words = project / "parameters" / "commentary" / "vinh-long" / "2027" / "summary.md"
    words.parent.mkdir(parents=True)
    words.write_text("Của kỳ sau.", "utf-8")


def know_some(project: Path) -> None:
    rows = [figure("vinh-long", year, f"{9 - (year - 2016) / 5:.1f}") for year in range(2016, 2026)]
    parts = {"vinh-long": rows, "ben-tre": [{**row, "unit_id": "ben-tre"} for row in rows]}
    append(open_address("csv", project), parts, received=EARLY)


def printed(assessment: Assessment) -> dict[str, object]:
    """All that is shown, by language and section."""
    return {
        f"{lang} {section.__name__}": section(assessment, lang)
        for lang in LANGS
        for section in (
            sections.heading_block, message.opening, scorecard.scores, changes.changes,
            objectives.every_objective, sections.agencies, sections.proposals,
            sections.signatures, sections.annexes, changes.annex,
        )
    }  # fmt: skip


def test_what_is_learned_later_changes_nothing_that_is_printed_of_an_earlier_day(
    project: Path,
) -> None:
    know_some(project)
    before = assessed(project, "2026-12-01")
    learn_more(project)
    again, now = assessed(project, "2026-12-01"), assessed(project)
    assert again.hashes == before.hashes
    assert printed(again) == printed(before)
    for file in ("sources.csv", "corrections.csv", "observations/vinh-long.csv"):
        assert now.hashes.get(f"data/{file}") != before.hashes.get(f"data/{file}"), file
    # Peers only give hints: another unit's ledger is no reason to make a report again.
    assert "data/observations/an-giang.csv" not in now.hashes
    # The words on the edition itself are not dated by day: they are its own.
    own = edition_hashes(now.inputs, 2027)
    assert [file for file in own if file not in now.hashes] == [
        "parameters/commentary/vinh-long/2027/summary.md"
    ]


def test_a_source_that_no_figure_here_names_is_no_input(project: Path) -> None:
    before = read_inputs(project, "vinh-long", "real").hashes
    append(open_address("csv", project), {}, [source("only-listed")], LATE)
    assert read_inputs(project, "vinh-long", "real").hashes == before
    path = project / "data" / "sources.csv"
    path.write_text(path.read_text("utf-8").replace("Tỷ suất chết", "Tỉ suất chết"), "utf-8")
    changed = read_inputs(project, "vinh-long", "real").hashes
    assert {file for file in before if changed[file] != before[file]} == {"data/sources.csv"}


def test_the_overview_of_an_earlier_day_rests_on_what_was_known_then(project: Path) -> None:
    know_some(project)
    moment = read_as_of("2026-12-01")

    def read() -> tuple[dict[str, str], dict[str, pd.DataFrame]]:
        units = [read_inputs(project, name, "real", moment) for name in ("vinh-long", "viet-nam")]
        found = read_overview(project, units, 2026)
        return found.hashes, {name: table for name, table in found.ledgers.items() if len(table)}

    before, ledgers = read()
    learn_more(project)
    again, read_again = read()
    assert again == before
    assert list(read_again) == list(ledgers)
    for name, table in ledgers.items():
        pd.testing.assert_frame_equal(read_again[name], table)


def test_a_report_of_an_earlier_day_is_made_again_byte_for_byte(
    project: Path, tmp_path: Path
) -> None:
    know_some(project)
    words = ("assess", "vinh-long", "--as-of", "2026-12-01", "--reports")
    first, second = tmp_path / "first", tmp_path / "second"
    assert mangnon(*words, first, home=project).returncode == 0
    learn_more(project)
    run = mangnon(*words, second, "--fresh", home=project)
    assert run.returncode == 0, run.stderr
    # What a batch remembers of the project's files is of now, and no part of a report.
    files = sorted(path.relative_to(first) for path in first.rglob("*")
                   if path.is_file() and not path.name.endswith(".known.json"))  # fmt: skip
    place = Path("editions", EDITION)
    assert {file.name for file in files if file.parent == place / "vinh-long"} > {
        "assessment.html", "assessment.pdf", "assessment.docx", "assessment.ipynb", "results.csv",
    }  # fmt: skip
    different = [
        file for file in files if (first / file).read_bytes() != (second / file).read_bytes()
    ]
    assert different == []
    # It would say the same: what is published stands, and is no reason for a revision.
    kept = mangnon(*words, first, home=project)
    assert "không có gì thay đổi" in kept.stderr

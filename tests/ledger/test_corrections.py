"""Corrections: they meet the figure they were written for, or are refused; the ledger stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from making.ledgers import corrections_of, observations_of, statements_of

from analysis.assessment import read_inputs
from analysis.language import BadInput
from analysis.ledger import open_books
from analysis.ledger.corrections import CORRECTION_COLUMNS, CORRECTIONS_FILE
from analysis.ledger.observations import load_ledgers
from analysis.ledger.statements import LATER_COLUMNS, LEDGER_COLUMNS, read_as_of
from analysis.programme import load_programme

ROOT = Path(__file__).parents[2]
HEADER = ",".join(CORRECTION_COLUMNS)
COUNTED = "administrative,official,gso-imr,,2026-11-20T08:00:00+07:00"
LEDGER = f"""{",".join(name for name in LEDGER_COLUMNS if name not in LATER_COLUMNS)}
1,vinh-long,infant_mortality,2016,99,,,,estimate,official,gso-imr,,2026-11-20T08:00:00+07:00,,
2,vinh-long,full_immunisation_u1,2016,98.14,nearly,118801,121049,{COUNTED},,bản in
3,vinh-long,infant_mortality,2016,9.8,,,,estimate,official,gso-imr,,2026-11-25T08:00:00+07:00,1,
"""
SLIP = "vinh-long,infant_mortality,2016,gso-imr,99,9.9,Thiếu dấu phẩy,2026-11-21,2026-11-25"
SHARE = "vinh-long,full_immunisation_u1,2016,gso-imr,98.14,98.41,Đảo số,2026-11-21,"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("parameters", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "data" / "observations" / "vinh-long.csv").write_text(LEDGER, "utf-8")
    return tmp_path


def correct(project: Path, *rows: str) -> None:
    (project / CORRECTIONS_FILE).write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")


def figures(project: Path, day: str | None = None) -> dict[str, list[object]]:
    as_of = read_as_of(day) if day else None
    observations = observations_of("vinh-long", project, as_of=as_of)
    observations = observations.astype(object).where(observations.notna(), None)
    columns = ["indicator_id", "value", "qualifier", "numerator", "denominator", "status", "note"]
    return {str(row[0]): list(row[1:]) for row in observations[columns].itertuples(index=False)}


def test_a_corrected_value_tells_why_and_loses_the_counts_of_the_wrong_one(project: Path) -> None:
    correct(project, SHARE)
    value, *others, status, note = figures(project)["full_immunisation_u1"]
    assert (value, others, status) == (98.41, [None, None, None], "official")
    assert note == "bản in · Số đã sửa (sổ ghi 98,14): Đảo số (data/corrections.csv)"
    assert figures(project)["infant_mortality"][0] == 9.8
    stated = statements_of("vinh-long", project)
    assert stated["value"].tolist() == [99, 98.14, 9.8]


def test_a_figure_that_is_set_aside_is_suspect_and_still_there(project: Path) -> None:
    correct(project, SHARE.replace("98.41", ""))
    found = figures(project)["full_immunisation_u1"]
    note = "bản in · Số tạm không dùng (98,14): Đảo số (data/corrections.csv)"
    assert found == [98.14, "nearly", 118801, 121049, "suspect", note]


def test_found_is_a_number_not_its_spelling(project: Path) -> None:
    correct(project, SHARE.replace("98.14", "98.140"))
    assert figures(project)["full_immunisation_u1"][0] == 98.41


@pytest.mark.parametrize(
    ("day", "value"),
    [("2026-11-20", 99), ("2026-11-21", 9.9), ("2026-11-24", 9.9), ("2026-11-25", 9.8)],
)
def test_a_correction_holds_from_its_entry_to_the_revision(
    project: Path, day: str, value: float
) -> None:
    correct(project, SLIP)
    assert figures(project, day)["infant_mortality"][0] == value


def test_a_correction_that_has_ended_is_no_longer_made(project: Path) -> None:
    correct(project, SLIP)
    assert figures(project)["infant_mortality"][0] == 9.8


# What the row says, the fault, and a piece of the Vietnamese message.
STRANDED = {
    "revised since": (SLIP.replace("2026-11-25", ""), "other_figure", "sổ hiện ghi 9.8"),
    "another year": (SHARE.replace("2016", "2017"), "no_figure", "2017 · gso-imr"),
    "another source": (SHARE.replace("gso-imr", "gso"), "no_figure", "2016 · gso "),
    "another indicator": (
        SHARE.replace("full_immunisation_u1", "under5_mortality"), "no_figure", "under5_mortality",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STRANDED)
def test_a_correction_that_meets_nothing_is_refused(project: Path, name: str) -> None:
    row, key, fragment = STRANDED[name]
    correct(project, "", row)
    with pytest.raises(BadInput) as caught:
        observations_of("vinh-long", project)
    (fault,) = caught.value.faults
    assert (fault.key, fault.file, fault.row) == (
        f"corrections.{key}", CORRECTIONS_FILE.as_posix(), 3,
    )  # fmt: skip
    assert fragment in fault.message("vi")
    assert observations_of("ben-tre", project)["value"].size > 0


BROKEN = {
    "unknown unit": (SHARE.replace("vinh-long", "vinhlong"), "unknown_unit", "unit_id"),
    "unknown indicator": (SHARE.replace("_u1", ""), "unknown_indicator", "indicator_id"),
    "no year": (SHARE.replace(",2016,", ",năm 2016,"), "not_a_year", "year"),
    "no source": (SHARE.replace("gso-imr", ""), "empty", "source"),
    "no reason": (SHARE.replace("Đảo số", ""), "empty", "reason"),
    "nothing found": (SHARE.replace("98.14", ""), "not_a_number", "found"),
    "decimal comma": (SHARE.replace("98.41", '"98,41"'), "decimal_comma", "corrected"),
    "entered on no day": (SHARE.replace("2026-11-21", "21/11/2026"), "not_a_day", "entered"),
    "not entered": (SHARE.replace("2026-11-21", ""), "not_a_day", "entered"),
    "ended on no day": (SHARE + "2026-02-30", "not_a_day", "ended"),
    "ended before it began": (SHARE + "2026-11-21", "ended_early", "ended"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_row_is_named(project: Path, name: str) -> None:
    row, key, column = BROKEN[name]
    correct(project, row)
    with pytest.raises(BadInput) as caught:
        corrections_of(project)
    (fault,) = caught.value.faults
    assert (fault.key.split(".")[1], fault.row, fault.column) == (key, 2, column)
    for lang in ("vi", "en"):
        assert "{" not in fault.message(lang)


def test_two_corrections_may_follow_each_other_but_not_overlap(project: Path) -> None:
    later = SLIP.replace("9.9", "9.8").replace("2026-11-25", "").replace("11-21", "11-25")
    correct(project, later, SLIP)
    assert len(corrections_of(project)) == 2
    for overlapping in (SLIP, later.replace("11-25", "11-24"), later.replace("11-25", "11-01")):
        correct(project, SLIP, overlapping)
        with pytest.raises(BadInput, match="at the same time"):
            corrections_of(project)


def test_illustrative_figures_are_not_corrected(project: Path) -> None:
    correct(project, SLIP.replace("2026-11-25", ""))
    assert len(observations_of("vinh-long", project, data="illustrative")) > 0


def test_the_file_need_not_be_there_and_counts_among_the_inputs(project: Path) -> None:
    name = CORRECTIONS_FILE.as_posix()
    hashes = read_inputs(project, "vinh-long", "real").hashes
    correct(project, SHARE)
    corrected = read_inputs(project, "vinh-long", "real")
    assert corrected.hashes[name] != hashes[name]
    assert {key: value for key, value in corrected.hashes.items() if key != name} == {
        key: value for key, value in hashes.items() if key != name
    }
    assert 98.41 in corrected.ledgers["vinh-long"]["value"].tolist()
    (project / name).unlink()
    assert corrections_of(project) == []
    assert name not in read_inputs(project, "vinh-long", "real").hashes


def test_the_project_s_own_corrections_meet_their_figures() -> None:
    units = sorted({correction.unit_id for correction in corrections_of(ROOT)})
    assert set(load_ledgers(units, open_books(ROOT), load_programme(ROOT)).observations) == set(
        units
    )

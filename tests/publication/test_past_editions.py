"""Editions that other versions published: read for ever, or told and left out."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from making.quick import quick_only

from analysis.assessment import (
    RESULTS,
    RESULTS_DEFAULTS,
    PreviousEdition,
    compare_editions,
    year_before,
)
from analysis.fleet import Outcome
from analysis.language import LANGS, BadInput, Lang, text
from analysis.publication import KINDS, read_report_inputs
from analysis.publication.editions import (
    edition_folder,
    is_intact,
    publish,
    read_manifest,
)
from analysis.publication.index import write_index
from analysis.publication.parameters import Parameters
from analysis.publication.previous import (
    read_previous,
    read_results,
)

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.conftest import Assessed

ROOT = Path(__file__).parents[2]
FILES = sorted(KINDS["assessment"].files)
PAST = ROOT / "tests" / "fixtures" / "editions"
VERSIONS = sorted(path.name for path in PAST.iterdir() if path.is_dir())
TOLD_ITS_MOMENT = [version for version in VERSIONS if version != "0.1.0"]
UNITS = (("ninh-binh", "illustrative"), ("viet-nam", "real"))
UNIT, DATA = UNITS[1]
EDITION = 2026


def table_of(reports: Path, unit_id: str = UNIT) -> Path:
    return edition_folder(reports, EDITION - 1) / unit_id / "results.csv"


def manifest_of(reports: Path) -> Path:
    return edition_folder(reports, EDITION - 1) / "manifest.json"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Return a copy of the newest past edition, to be changed."""
    return Path(shutil.copytree(PAST / VERSIONS[-1], tmp_path / "reports"))


def rewrite(reports: Path, content: bytes) -> None:
    """Publish other results of ``UNIT``, with their own hash in the manifest."""
    table_of(reports).write_bytes(content)
    change_entry(reports, {"files": {"results.csv": hashlib.sha256(content).hexdigest()}})


def change_entry(reports: Path, more: dict[str, Any]) -> None:
    manifest = json.loads(manifest_of(reports).read_text("utf-8"))
    (place,) = [at for at, entry in enumerate(manifest["units"]) if entry["unit_id"] == UNIT]
    manifest["units"][place] |= more
    manifest_of(reports).write_text(json.dumps(manifest), "utf-8")


def written(reports: Path) -> pd.DataFrame:
    return pd.read_csv(table_of(reports), dtype=str, keep_default_na=False)


def as_file(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False).encode()


def told(reports: Path, lang: Lang = "vi") -> str:
    """Return why the edition is left out, after making sure that it is."""
    assert find_previous(reports, UNIT, EDITION, DATA) is None
    with pytest.raises(BadInput) as refusal:
        read_previous(reports, UNIT, EDITION, DATA)
    return refusal.value.message(lang)


# What past versions wrote


def test_every_past_version_left_an_edition() -> None:
    released = [
        line.split()[1]
        for line in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()
        if line.startswith("## ") and line.split()[1][0].isdigit()
    ]
    # The first one listed may still be in the making.
    assert set(released[1:]) <= set(VERSIONS) <= set(released)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("unit_id", "data"), UNITS)
def test_a_past_edition_is_as_it_was_published(version: str, unit_id: str, data: str) -> None:
    unit = read_manifest(edition_folder(PAST / version, EDITION - 1))[unit_id]
    assert unit.data == data
    content = table_of(PAST / version, unit_id).read_bytes()
    assert hashlib.sha256(content).hexdigest() == unit.files["results.csv"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("unit_id", [unit_id for unit_id, _ in UNITS])
def test_the_results_of_every_past_version_are_read(version: str, unit_id: str) -> None:
    file = table_of(PAST / version, unit_id)
    table = read_results(file.read_bytes(), str(file))
    assert list(table.columns) == list(RESULTS.columns)
    by_hand = pd.read_csv(file)
    assert table["status"].tolist() == by_hand["status"].tolist()
    both = (table["attainment_probability"], by_hand["attainment_probability"])
    pd.testing.assert_series_equal(*both)
    assert len(table) > 50


@pytest.mark.parametrize("version", quick_only(TOLD_ITS_MOMENT, TOLD_ITS_MOMENT[0]))
@pytest.mark.parametrize(("unit_id", "data"), quick_only(UNITS, UNITS[1]))
def test_a_past_edition_is_found_and_compared_with(
    assessed: Assessed, version: str, unit_id: str, data: Any
) -> None:
    found = read_previous(PAST / version, unit_id, EDITION, data)
    assert found is not None and found.published is not None
    now = assessed(unit_id, data)
    changes = compare_editions(now.inputs, EDITION, now.verdicts, found)
    assert changes is not None and len(changes.targets) == len(now.verdicts.results)
    before = changes.targets.set_index(["indicator_id", "target_year"])["status_before"]
    published = found.published.set_index(["indicator_id", "target_year"])["status"]
    assert before.loc[published.index].tolist() == published.tolist()


def find_previous(reports: Path, unit_id: str, edition: int, data: str) -> PreviousEdition | None:
    try:
        return read_previous(reports, unit_id, edition, data)
    except BadInput:
        return None


def left_out(parameters: Parameters, reports: Path, assessed: Assessed) -> str:
    """What is told of the edition before when a report is made."""
    inputs = assessed(parameters.unit_id, parameters.data).inputs
    unusable = read_report_inputs(parameters, ROOT, reports, inputs).unusable
    return Outcome(parameters.place, "made", unusable=unusable).reason(parameters.lang)


@pytest.mark.parametrize(("unit_id", "data"), UNITS)
@pytest.mark.parametrize("lang", LANGS)
def test_an_edition_of_0_1_0_does_not_tell_its_moment_and_is_left_out(
    unit_id: str, data: str, lang: Lang
) -> None:
    reports = PAST / "0.1.0"
    assert find_previous(reports, unit_id, EDITION, data) is None
    with pytest.raises(BadInput) as refusal:
        read_previous(reports, unit_id, EDITION, data)
    message = refusal.value.message(lang)
    assert message.startswith(str(manifest_of(reports))) and "0.1.0" in message


def test_a_unit_that_had_no_figures_is_no_edition_and_no_fault(reports: Path) -> None:
    change_entry(reports, {"received_until": "", "counts": {"no_data": 30, "not_judged": 3}})
    assert read_previous(reports, UNIT, EDITION, DATA) is None


# Columns that come and go


def compared_with(assessed: Assessed, reports: Path) -> pd.DataFrame:
    """Return the changes from the edition in ``reports``."""
    found = read_previous(reports, UNIT, EDITION, DATA)
    now = assessed(UNIT)
    assert found is not None
    changes = compare_editions(now.inputs, EDITION, now.verdicts, found)
    assert changes is not None
    return changes.targets


def test_defaults_stand_for_columns_of_the_table_and_fit_them(reports: Path) -> None:
    assert set(RESULTS_DEFAULTS) < set(RESULTS.columns)
    bare = as_file(written(reports).drop(columns=list(RESULTS_DEFAULTS), errors="ignore"))
    table = read_results(bare, "results.csv")
    assert table.dtypes.equals(read_results(as_file(written(reports)), "results.csv").dtypes)
    for name, default in RESULTS_DEFAULTS.items():
        assert table[name].isna().all() if default is None else (table[name] == default).all()


def test_a_comparison_needs_no_column_that_has_a_default(assessed: Assessed, reports: Path) -> None:
    whole = compared_with(assessed, reports)
    rewrite(
        reports, as_file(written(reports).drop(columns=list(RESULTS_DEFAULTS), errors="ignore"))
    )
    pd.testing.assert_frame_equal(compared_with(assessed, reports), whole)


@pytest.mark.parametrize("name", [name for name in RESULTS.columns if name not in RESULTS_DEFAULTS])
def test_a_missing_column_without_a_default_is_named(reports: Path, name: str) -> None:
    rewrite(reports, as_file(written(reports).drop(columns=name)))
    assert told(reports).startswith(f"{table_of(reports)}, cột {name}: Thiếu cột này")
    assert told(reports, "en").startswith(f"{table_of(reports)}, column {name}: This column is")


def test_columns_that_only_another_version_knows_are_passed_over(reports: Path) -> None:
    before = find_previous(reports, UNIT, EDITION, DATA)
    table = written(reports)
    table.insert(3, "stage", "intermediate")
    rewrite(reports, as_file(table.assign(outlook="bright, with clouds")))
    after = find_previous(reports, UNIT, EDITION, DATA)
    assert before is not None and after is not None
    assert before.digest == after.digest


def test_the_order_of_the_columns_is_free(reports: Path) -> None:
    before = find_previous(reports, UNIT, EDITION, DATA)
    rewrite(reports, as_file(written(reports).iloc[:, ::-1]))
    after = find_previous(reports, UNIT, EDITION, DATA)
    assert before is not None and after is not None
    assert before.digest == after.digest


# What cannot be read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "splendid"),
        ("status", ""),
        ("comparator", "about"),
        ("attainment_probability", "1.5"),
        ("target_year", "1830"),
        ("unit_id", "Việt Nam"),
    ],
)
def test_a_bad_value_is_told_with_its_place(reports: Path, name: str, value: str) -> None:
    table = written(reports)
    table.loc[4, name] = value
    rewrite(reports, as_file(table))
    message = told(reports)
    assert message.startswith(f"{table_of(reports)}, dòng 6, cột {name}: Giá trị “{value}”")


@pytest.mark.parametrize(
    ("name", "value"),
    [("target_value", "98,5"), ("target_year", "2030.5"), ("target_year", "9" * 30)],
)
def test_a_cell_that_is_no_number_of_its_column_is_told(
    reports: Path, name: str, value: str
) -> None:
    table = written(reports)
    table.loc[4, name] = value
    rewrite(reports, as_file(table))
    assert told(reports).startswith(f"{table_of(reports)}: Không đọc được tệp này như một bảng")


def test_rows_that_are_longer_than_the_header_are_told(reports: Path) -> None:
    header, *rows = written(reports).to_csv(index=False).splitlines()
    rewrite(reports, "\n".join([header, *(f"more,{row}" for row in rows)]).encode())
    assert told(reports).startswith(str(table_of(reports)))
    rewrite(reports, "\n".join([header, *(f"{row},more" for row in rows)]).encode())
    assert told(reports).startswith(str(table_of(reports)))


def test_a_target_that_stands_twice_is_told(reports: Path) -> None:
    table = written(reports)
    rewrite(reports, as_file(pd.concat([table, table.tail(1)])))
    assert told(reports).startswith(str(table_of(reports)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"\x00\x01\x02",
        b"\xff\xfe\x00u",
        b"PK\x03\x04 a workbook",
        b"<!DOCTYPE html>",
        b"a,b\n1,2,3\n1,2,3,4,5\n",
        b'unit_id,"indicator_id\n',
        ",".join(RESULTS.columns).encode() + b"\n" + b"x," * 40,
    ],
)
@pytest.mark.parametrize("lang", LANGS)
def test_garbage_is_told_in_the_reader_s_language(
    reports: Path, content: bytes, lang: Lang
) -> None:
    rewrite(reports, content)
    assert told(reports, lang).startswith(str(table_of(reports)))


def test_a_table_without_rows_is_an_edition_without_verdicts(
    assessed: Assessed, reports: Path
) -> None:
    rewrite(reports, as_file(written(reports).head(0)))
    assert (compared_with(assessed, reports)["status_before"] == "no_data").all()


def test_a_table_that_was_changed_after_publication_is_told(reports: Path) -> None:
    table_of(reports).write_bytes(table_of(reports).read_bytes() + b"\n")
    assert "mã băm không khớp" in told(reports)
    change_entry(reports, {"files": {"assessment.pdf": "0"}})
    assert "mã băm không khớp" in told(reports)


def test_a_table_that_is_gone_is_told(reports: Path) -> None:
    table_of(reports).unlink()
    assert told(reports).startswith(f"{table_of(reports)}: Không có tệp")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"units": [{}]}', '{"units": {"a": 1}}'])
def test_a_damaged_manifest_is_told(reports: Path, content: str) -> None:
    manifest_of(reports).write_text(content, "utf-8")
    assert told(reports).startswith(f"{manifest_of(reports)}: Không đọc được tệp này")


@pytest.mark.parametrize("moment", ["hôm qua", "2025-12-01", "2025-12-01T08:00:00Z"])
def test_a_moment_that_is_none_is_told(reports: Path, moment: str) -> None:
    change_entry(reports, {"received_until": moment})
    assert told(reports).startswith(f"{manifest_of(reports)}: Bản kê không ghi")


@pytest.mark.parametrize("lang", LANGS)
def test_a_run_tells_what_it_left_out_and_why(
    reports: Path, lang: Lang, assessed: Assessed
) -> None:
    parameters = Parameters(UNIT, EDITION, lang, "real")
    assert left_out(parameters, reports, assessed) == ""
    reason = told(PAST / "0.1.0", lang)
    first, second = left_out(parameters, PAST / "0.1.0", assessed).splitlines()
    assert first == text("publication.previous_left_out", lang, edition=EDITION - 1)
    assert second == reason
    assert left_out(Parameters("dong-nai", EDITION, lang, "real"), reports, assessed) == ""


# Manifests and overviews of other versions


@pytest.fixture
def newer(reports: Path) -> Path:
    """Return the folder of an edition whose unit a newer version described further."""
    folder = edition_folder(reports, EDITION - 1)
    entry = read_manifest(folder)[UNIT]
    files = {**entry.files, "assessment.epub": "0", "results.parquet": "0"}
    counts = {"achieved": 2, "reversed": 1}
    change_entry(reports, {"files": files, "counts": counts, "signed_by": ["x"], "pages": 31})
    manifest = json.loads(manifest_of(reports).read_text("utf-8"))
    manifest_of(reports).write_text(json.dumps({**manifest, "format": 9}), "utf-8")
    return folder


def test_what_a_newer_version_tells_of_a_unit_is_passed_over(newer: Path) -> None:
    unit = read_manifest(newer)[UNIT]
    assert set(unit.files) == {*FILES, "assessment.epub", "results.parquet"}
    assert not is_intact(newer, unit)
    assert isinstance(find_previous(newer.parents[1], UNIT, EDITION, DATA), PreviousEdition)


def test_a_unit_is_published_beside_one_of_a_newer_version(newer: Path, tmp_path: Path) -> None:
    other = read_manifest(newer)["ninh-binh"]
    made = tmp_path / "made"
    shutil.copytree(newer / "ninh-binh", made)
    publish(made, newer, other)
    assert set(read_manifest(newer)) == {UNIT, "ninh-binh"}


def test_the_edition_s_page_shows_the_verdicts_that_it_knows(newer: Path) -> None:
    write_index(ROOT, newer, EDITION - 1, "vi")
    page = (newer / "index.html").read_text("utf-8")
    assert "viet-nam/results.csv" in page
    assert "reversed" not in page


@pytest.mark.parametrize("files", ["{}", "[]", '"overview.html"', "null", '{"overview.html": 1}'])
def test_an_overview_of_another_form_is_made_again(tmp_path: Path, files: str) -> None:
    (tmp_path / "overview").mkdir()
    (tmp_path / "overview" / "overview.json").write_text(
        f'{{"data": "real", "lang": "vi", "digest": "x", "files": {files}}}', "utf-8"
    )
    (tmp_path / "manifest.json").write_text('{"edition": "2025", "units": []}', "utf-8")
    found = read_manifest(tmp_path).get("overview")
    assert found is None or not is_intact(tmp_path, found)


def test_an_edition_left_out_is_recalculated(assessed: Assessed) -> None:
    assert find_previous(PAST / "0.1.0", UNIT, EDITION, DATA) is None
    assert assessed(UNIT).previous == year_before(EDITION)

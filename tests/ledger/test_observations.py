"""The ledgers: what is sound is read as written, what is broken is named and refused."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import pytest
from making.ledgers import observations_of, statements_of

from analysis.language import LANGS, BadInput
from analysis.ledger import open_books
from analysis.ledger.observations import load_ledgers, load_sources
from analysis.ledger.statements import (
    LATER_COLUMNS,
    LEDGER_COLUMNS,
    DataKind,
    number_statements,
    read_as_of,
)
from analysis.ledger.stores.csv_files import CsvStore
from analysis.programme import load_programme

ROOT = Path(__file__).parents[2]
FOLDERS: dict[DataKind, str] = {"real": "observations", "illustrative": "illustrative"}
# As the ledgers of the project have it, without the columns that came later.
HEADER = ",".join(name for name in LEDGER_COLUMNS if name not in LATER_COLUMNS)
RECEIVED = "2026-11-22T08:15:00+07:00"
SOUND = f"1,vinh-long,infant_mortality,2016,9.9,,,,modelled,preliminary,gso-imr,,{RECEIVED},,"
COUNTED = (
    "1,vinh-long,full_immunisation_u1,2016,{},,{},{},administrative,official,gso-immunisation,,"
    f"{RECEIVED},,"
)
SIMULATED = f"1,vinh-long,infant_mortality,2016,9.9,,,,simulated,simulated,simulated,,{RECEIVED},,"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "parameters").mkdir()
    (tmp_path / "data").mkdir()
    for file in ("parameters/indicators.csv", "parameters/units.csv", "data/sources.csv"):
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def write_ledger(project: Path, content: str | bytes, data: DataKind = "real") -> None:
    folder = project / "data" / FOLDERS[data]
    folder.mkdir(parents=True, exist_ok=True)
    raw = content.encode("utf-8") if isinstance(content, str) else content
    (folder / "vinh-long.csv").write_bytes(raw)


def numbered(*rows: str) -> str:
    """Return a ledger whose rows bear their numbers."""
    lines = (f"{place},{row.partition(',')[2]}" for place, row in enumerate(rows, start=1))
    return "\n".join([HEADER, *lines])


def superseding(row: str, statement: int) -> str:
    return row.replace(f"{RECEIVED},,", f"{RECEIVED},{statement},")


def faults_of(project: Path, data: DataKind = "real") -> BadInput:
    with pytest.raises(BadInput) as caught:
        observations_of("vinh-long", project, data=data)
    return caught.value


# What stands on row 2, the fault, its column, and a piece of the Vietnamese message.
BROKEN_ROWS = {
    "not a number": (SOUND.replace("9.9", "khoảng 10"), "not_a_number", "value", "98.14"),
    "no value": (SOUND.replace("9.9", ""), "not_a_number", "value", "không phải là số"),
    "nan": (SOUND.replace("9.9", "nan"), "not_a_number", "value", "không phải là số"),
    "exponent": (SOUND.replace("9.9", "1e3"), "not_a_number", "value", "không phải là số"),
    "endless digits": (
        COUNTED.format("98.1", "1", "9" * 400), "not_a_number", "denominator", "không phải là số",
    ),
    "digits of another script": (
        SOUND.replace("2016", "٢٠١٦"), "not_a_year", "year", "bốn chữ số",
    ),
    "percent sign": (SOUND.replace("9.9", "9.9%"), "not_a_number", "value", "không phải là số"),
    "decimal comma": (SOUND.replace("9.9", '"9,9"'), "decimal_comma", "value", "hãy viết 9.9"),
    "comma and thousand points": (
        COUNTED.format("98.1", '"118.801,0"', "121049"), "decimal_comma", "numerator", "118801.0",
    ),
    "thousand point": (
        COUNTED.format("98.1", "118.801", "121049"), "not_a_count", "numerator", "dấu ngăn nghìn",
    ),
    "negative": (SOUND.replace("9.9", "-1"), "out_of_bounds", "value", "0–1000"),
    "above the bound": (COUNTED.format("101", "", ""), "out_of_bounds", "value", "0–100"),
    "half a case": (
        f"1,vinh-long,child_marriage,2020,1.5,,,,administrative,official,gso-imr,,{RECEIVED},,",
        "not_a_count", "value", "số nguyên",
    ),
    "denominator zero": (COUNTED.format("98", "", "0"), "not_a_count", "denominator", "từ 1"),
    "numerator too large": (
        COUNTED.format("98.1", "121049", "118801"), "numerator_too_large", "numerator", "đổi chỗ",
    ),
    "value is not n/N": (
        COUNTED.format("98.24", "118801", "121049"), "value_not_ratio", "value", "tính ra 98.14",
    ),
    "year in words": (SOUND.replace("2016", "2015-2016"), "not_a_year", "year", "năm học"),
    "year as a decimal": (SOUND.replace("2016", "2016.0"), "not_a_year", "year", "bốn chữ số"),
    "year far away": (SOUND.replace("2016", "2106"), "not_a_year", "year", "1980 đến 2060"),
    "unknown indicator": (
        SOUND.replace("infant_", "child_"), "unknown_indicator", "indicator_id", "infant_mortality",
    ),
    "unknown unit": (SOUND.replace("vinh-long", "x"), "unknown_unit", "unit_id", "dong-nai"),
    "other unit": (SOUND.replace("vinh-long", "ha-nam"), "other_unit", "unit_id", "vinh-long"),
    "unknown source": (SOUND.replace("gso-imr", "gso"), "unknown_source", "source", "sources.csv"),
    "unknown nature": (SOUND.replace("modelled", "guess"), "unknown_word", "nature", "survey"),
    "unknown status": (SOUND.replace("preliminary", "Prel."), "unknown_word", "status", "official"),
    "unknown qualifier": (SOUND.replace("9.9,", "9.9,gần"), "unknown_word", "qualifier", "nearly"),
    "not a date": (
        SOUND.replace("gso-imr,", "gso-imr,12/6/2015"), "not_a_date", "published", "2025-06-30",
    ),
    "not the first statement": (
        SOUND.replace("1,", "2,", 1), "not_in_sequence", "statement", "là “2”, cần 1",
    ),
    "no statement number": (
        SOUND.removeprefix("1"), "not_in_sequence", "statement", "mangnon data import",
    ),
    "no moment of receipt": (SOUND.replace(RECEIVED, ""), "not_a_moment", "received", "2026-11-22"),
    "a day only": (SOUND.replace("T08:15:00+07:00", ""), "not_a_moment", "received", "+07:00"),
    "time of another zone": (
        SOUND.replace("+07:00", "+00:00"), "not_a_moment", "received", "+07:00",
    ),
    "a moment that never was": (
        SOUND.replace("11-22T08", "02-30T08"), "not_a_moment", "received", "02-30",
    ),
    "supersedes what is not there": (
        superseding(SOUND, 1), "supersedes_nothing", "supersedes", "dòng số 1",
    ),
    "leading zero": (SOUND.replace("9.9", "09.9"), "not_a_number", "value", "không phải là số"),
    "negative zero": (SOUND.replace("9.9", "-0.0"), "not_a_number", "value", "không phải là số"),
    "line break of another system": (
        f'{SOUND}"sơ\rbộ"', "faults.unfit_sign", "note", "U+000D",
    ),
    "turned text": (SOUND + "sơ\u202ebộ", "faults.unfit_sign", "note", "U+202E RIGHT-TO-LEFT"),
    "a note without end": (SOUND + "x" * 60_001, "cell_too_long", "note", "60001 ký tự"),
    "simulated in a real ledger": (SIMULATED, "simulated_in_real", None, "data/illustrative"),
    "ragged: comma not quoted": (SOUND.replace("9.9", "9,9"), "ragged_row", None, "16 ô, cần 15"),
    "ragged: cell missing": (SOUND[:-1], "ragged_row", None, "14 ô, cần 15"),
    "apart diacritics": (
        SOUND + unicodedata.normalize("NFD", "sơ bộ"), "not_nfc", "note", "dựng sẵn",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN_ROWS)
def test_broken_row_is_named_with_its_place(project: Path, name: str) -> None:
    row, key, column, fragment = BROKEN_ROWS[name]
    write_ledger(project, f"{HEADER}\n{row}\n")
    (fault,) = faults_of(project).faults
    assert (fault.key, fault.row, fault.column) == (
        key if "." in key else f"observations.{key}", 2, column,
    )  # fmt: skip
    assert fault.file == "data/observations/vinh-long.csv"
    assert fragment in fault.message("vi")
    assert fault.message("vi").startswith("data/observations/vinh-long.csv, dòng 2")


BROKEN_FILES = {
    "empty": ("", "empty_file", "dòng tiêu đề"),
    "blank lines only": ("\n\n", "empty_file", "dòng tiêu đề"),
    "missing column": (HEADER.replace(",note", ""), "missing_column", "cột note"),
    "unknown column": (HEADER + ",ghi chú", "unknown_column", "“ghi chú”"),
    "column twice": (HEADER + ",note", "repeated_column", "hai lần"),
}
# What a hand could not put right without losing something: told without advice to try.
UNREADABLE_FILES = {
    "Windows code page": (f"{HEADER}\n{SOUND}nêm".encode("cp1258"), "not_utf8", "dòng 2"),
    "quote not closed": (f'{HEADER}\n{SOUND}"ghi', "not_csv", "dòng 2"),
    "another encoding": (f"{HEADER}\n{SOUND}\n".encode("utf-16"), "not_utf8", "dòng 1"),
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_broken_file_is_refused(project: Path, name: str) -> None:
    content, key, fragment = BROKEN_FILES[name]
    write_ledger(project, content)
    error = faults_of(project)
    assert {fault.key for fault in error.faults} == {f"observations.{key}"}
    assert fragment in error.message("vi")


@pytest.mark.parametrize("name", UNREADABLE_FILES)
def test_a_file_that_cannot_be_read_to_its_end_is_refused(project: Path, name: str) -> None:
    content, key, fragment = UNREADABLE_FILES[name]
    write_ledger(project, content)
    error = faults_of(project)
    assert {fault.key for fault in error.faults} == {f"ledger.{key}"}
    assert fragment in error.message("vi")


def test_every_fault_is_reported_at_once_and_in_order(project: Path) -> None:
    rows = [SOUND, SOUND.replace("9.9", "x"), SOUND.replace("2016", "16"), SOUND[:-1]]
    write_ledger(project, numbered(*rows))
    found = [(fault.row, fault.key.split(".")[1]) for fault in faults_of(project).faults]
    assert found == [
        (3, "not_a_number"),
        (3, "duplicate"),
        (4, "not_a_year"),
        (5, "ragged_row"),
    ]


def test_two_sources_may_give_the_same_year_but_not_one_source_twice(project: Path) -> None:
    other = SOUND.replace("gso-imr", "igme-wdi-2026")
    write_ledger(project, numbered(SOUND, other))
    assert len(observations_of("vinh-long", project)) == 2
    write_ledger(project, numbered(SOUND, other, SOUND))
    (fault,) = faults_of(project).faults
    assert (fault.key, fault.row) == ("observations.duplicate", 4)
    assert "dòng 2" in fault.message("vi")


def test_a_revision_supersedes_the_newest_statement_and_nothing_is_lost(project: Path) -> None:
    revisions = [superseding(SOUND.replace("9.9", value), n) for n, value in ((1, "9.7"), (2, "8"))]
    write_ledger(project, numbered(SOUND, *revisions))
    assert observations_of("vinh-long", project)["value"].tolist() == [8]
    statements = statements_of("vinh-long", project)
    assert statements["value"].tolist() == [9.9, 9.7, 8]
    assert statements["statement"].tolist() == [1, 2, 3]
    assert statements["supersedes"].fillna(0).tolist() == [0, 1, 2]


def test_a_revision_of_an_older_or_another_statement_is_refused(project: Path) -> None:
    other = SOUND.replace("2016", "2017")
    for statement in (1, 2, 4, 9):
        rows = [SOUND, other, superseding(SOUND, 1), superseding(SOUND, statement)]
        write_ledger(project, numbered(*rows))
        (fault,) = faults_of(project).faults
        assert (fault.key, fault.row) == ("observations.supersedes_other", 5)
        assert "mới nhất là 3" in fault.message("vi")


def test_statements_stand_in_their_sequence_and_in_the_order_received(project: Path) -> None:
    years = [SOUND.replace("2016", str(year)) for year in (2016, 2017, 2018)]
    gap = numbered(*years).replace("\n3,", "\n4,")
    write_ledger(project, gap)
    (fault,) = faults_of(project).faults
    assert (fault.key, fault.row) == ("observations.not_in_sequence", 4)
    years[2] = years[2].replace("T08:15:00", "T08:14:59")
    write_ledger(project, numbered(*years))
    (fault,) = faults_of(project).faults
    assert (fault.key, fault.row) == ("observations.received_earlier", 4)
    assert RECEIVED in fault.message("vi")


def test_the_ledger_as_of_a_moment_is_what_had_been_received_then(project: Path) -> None:
    revised = superseding(SOUND.replace("9.9", "9.7"), 1).replace(
        RECEIVED, RECEIVED[:11] + "09:00:00+07:00"
    )
    late = SOUND.replace("2016", "2017").replace(RECEIVED, "2027-01-05T00:00:00+07:00")
    write_ledger(project, numbered(SOUND, revised, late))
    stated = {
        "2026-11-21": [],
        "2026-11-22T08:14": [],
        "2026-11-22T08:15": [9.9],
        "2026-11-22": [9.7],
        "2027-01-04": [9.7],
        "2027-01-05": [9.7, 9.9],
    }
    for day, values in stated.items():
        observations = observations_of("vinh-long", project, as_of=read_as_of(day))
        assert observations["value"].tolist() == values, day


@pytest.mark.parametrize("word", ["nearly", "about", "estimated", "below", "above"])
def test_a_qualifier_stays_with_its_figure(project: Path, word: str) -> None:
    write_ledger(project, f"{HEADER}\n{SOUND.replace('9.9,', '9.9,' + word)}\n")
    assert observations_of("vinh-long", project)["qualifier"].tolist() == [word]


@pytest.mark.parametrize("written", ["", "hôm qua", "22/11/2026", "2026-02-30", "2026-11-22T25:00"])
def test_what_is_no_day_is_no_as_of(written: str) -> None:
    with pytest.raises(BadInput, match="2026-11-22 is expected"):
        read_as_of(written)


def test_messages_are_whole_in_both_languages(project: Path) -> None:
    rows = [row for row, *_ in BROKEN_ROWS.values()]
    write_ledger(project, "\n".join([HEADER, *rows]))
    error = faults_of(project)
    for lang in LANGS:
        lines = error.message(lang).splitlines()
        assert len(lines) == len(error.faults) >= len(rows)
        assert not any("{" in line for line in lines)


def test_value_agrees_with_its_counts_within_the_digits_written(project: Path) -> None:
    rows = [COUNTED.format("98.14", "118801", "121049"), COUNTED.format("98", "118801", "121049")]
    for row in rows:
        write_ledger(project, f"{HEADER}\n{row}\n")
        assert len(observations_of("vinh-long", project)) == 1


def test_sound_ledger_is_read_as_written_and_sorted(project: Path) -> None:
    later = SOUND.replace("2016", "2015").replace("9.9", "10.1")
    write_ledger(project, "\ufeff" + numbered(SOUND, later).replace("\n", "\r\n") + "\r\n")
    ledger = observations_of("vinh-long", project)
    assert ledger["year"].tolist() == [2015, 2016]
    assert ledger["value"].tolist() == [10.1, 9.9]
    assert ledger["note"].isna().all() and ledger["numerator"].isna().all()


def test_absent_ledger_is_empty_when_real_and_refused_when_illustrative(project: Path) -> None:
    assert observations_of("vinh-long", project).empty
    write_ledger(project, f"{HEADER}\n{SIMULATED}\n", data="illustrative")
    assert len(observations_of("vinh-long", project, data="illustrative")) == 1
    with pytest.raises(BadInput, match="vinh-long"):
        observations_of("dong-nai", project, data="illustrative")


def test_real_row_in_the_illustrative_set_is_refused(project: Path) -> None:
    write_ledger(project, f"{HEADER}\n{SOUND}\n", data="illustrative")
    (fault,) = faults_of(project, data="illustrative").faults
    assert fault.key == "observations.real_in_illustrative"


def test_unknown_unit_is_refused(project: Path) -> None:
    with pytest.raises(BadInput, match="There is no unit “hue-cu”"):
        observations_of("hue-cu", project)


LEDGERS = [
    path
    for folder in ("observations", "illustrative")
    for path in sorted((ROOT / "data" / folder).glob("*.csv"))
]


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_committed_ledgers_are_sound_and_plain(ledger: Path) -> None:
    raw = ledger.read_bytes()
    assert b"\r" not in raw and not raw.startswith(b"\xef\xbb\xbf")
    assert unicodedata.is_normalized("NFC", raw.decode("utf-8"))
    data: DataKind = "illustrative" if ledger.parent.name == "illustrative" else "real"
    rows = raw.decode("utf-8").count("\n") - 1
    assert len(statements_of(ledger.stem, ROOT, data)) == rows


def test_every_source_tells_publisher_and_title_in_both_languages() -> None:
    sources = load_sources(open_books(ROOT))
    needed = sources[["publisher_vi", "publisher_en", "title_vi", "title_en", "licence"]]
    assert (needed != "").all(axis=None)


def test_repeated_source_is_refused(project: Path) -> None:
    path = project / "data" / "sources.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]), "utf-8")
    with pytest.raises(BadInput, match="stands twice"):
        load_sources(open_books(project))
    path.write_text("\n".join([lines[0], lines[1].replace("gso-imr", "Niên giám", 1)]), "utf-8")
    with pytest.raises(BadInput, match="“Niên giám”"):
        load_sources(open_books(project))


# Of which boundaries a figure speaks


def hashes_of(project: Path) -> dict[str, str]:
    return load_ledgers(["vinh-long"], open_books(project), load_programme(project)).hashes


def test_a_ledger_without_the_later_column_is_read_and_keeps_its_hash(project: Path) -> None:
    write_ledger(project, f"{HEADER}\n{SOUND}\n")
    (old,) = hashes_of(project).values()
    assert observations_of("vinh-long", project)["boundaries"].isna().all()
    write_ledger(project, f"{HEADER},boundaries\n{SOUND},\n")
    assert hashes_of(project) == {
        "data/observations/vinh-long.csv": old,
    }
    write_ledger(project, f"{HEADER},boundaries\n{SOUND},2025-06-30\n")
    assert [*hashes_of(project).values()] != [old]
    assert observations_of("vinh-long", project)["boundaries"].tolist() == ["2025-06-30"]


def test_boundaries_are_a_day(project: Path) -> None:
    write_ledger(project, f"{HEADER},boundaries\n{SOUND},2025-07\n")
    (fault,) = faults_of(project).faults
    assert (fault.key, fault.column) == ("observations.not_a_day", "boundaries")


def test_a_file_gets_the_column_when_a_row_first_says_something_in_it(project: Path) -> None:
    noted = SOUND[:-1] + ',"hai\r\ndòng, \u2028 ""x"""'
    old = f"\ufeff{HEADER}\r\n{noted}".encode()
    write_ledger(project, old)
    store = CsvStore(project)
    for year, boundaries in (("2017", ""), ("2018", "2025-06-30")):
        before = (project / store.label("vinh-long")).read_bytes()
        with store.writing() as writer:
            rows = [record.cells for record in store.read("vinh-long")[0]]
            figure = {**rows[0], "year": year, "boundaries": boundaries}
            writer.append({"vinh-long": number_statements([figure], rows, RECEIVED)}, [])
        after = (project / store.label("vinh-long")).read_bytes()
        assert after.startswith(before) == (boundaries == "")
    lines = after.decode("utf-8-sig").split("\r\n")
    assert lines[0] == f"{HEADER},boundaries" and after.startswith(b"\xef\xbb\xbf")
    assert lines[1] + "\r\n" + lines[2] == f"{noted},"
    assert lines[-2].endswith(",2025-06-30")
    kept, faults = store.read("vinh-long")
    assert faults == [] and [record.cells["boundaries"] for record in kept] == [
        "", "", "2025-06-30",
    ]  # fmt: skip
    assert kept[0].cells["note"] == kept[2].cells["note"]

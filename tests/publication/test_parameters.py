"""Parameters are checked before anything runs, and every fault is told at once."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from making.command import Command
from making.programme import PLANNED, REPORTED
from papermill.iorw import read_yaml_file

from analysis.language import LANGS, BadInput, Fault
from analysis.publication.parameters import (
    NAMES,
    Parameters,
    check_parameters,
    current_day,
    load_parameters,
    notebook_parameters,
    overview_parameters,
)

ROOT = Path(__file__).parents[2]
GOOD: dict[str, Any] = {"unit_id": "ninh-binh", "edition": 2026, "lang": "vi", "data": "real"}
INJECTED = '# Parameters\nunit_id = "ninh-binh"\nedition = 2026\nlang = "vi"\ndata = "real"\n'


def faults(given: dict[str, Any]) -> list[tuple[str, Any]]:
    with pytest.raises(BadInput) as caught:
        check_parameters(given, PLANNED, file="parameters/units/x.yml")
    named = [(fault.key, fault.values) for fault in caught.value.faults]
    return [(key, values.get("name", values.get("found"))) for key, values in named]


def test_good_parameters_come_back() -> None:
    assert check_parameters(GOOD, PLANNED, file=None) == Parameters("ninh-binh", 2026, "vi", "real")


@pytest.mark.parametrize("unit_id", PLANNED)
def test_the_parameter_file_of_every_unit_is_its_own(unit_id: str) -> None:
    loaded = load_parameters(ROOT, unit_id)
    assert loaded.unit_id == unit_id
    assert (loaded.lang, loaded.data) == ("vi", "real")


def test_there_is_a_parameter_file_for_each_unit_and_no_other() -> None:
    found = {path.stem for path in (ROOT / "parameters" / "units").glob("*")}
    assert found == set(REPORTED)


def test_an_unknown_parameter_is_a_fault() -> None:
    assert faults({**GOOD, "editon": 2026}) == [("parameters.unknown", "editon")]


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_parameter_is_a_fault(name: str) -> None:
    given = {key: value for key, value in GOOD.items() if key != name}
    assert faults(given) == [("parameters.missing", name)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("unit_id", "ha-noi"),
        ("unit_id", "Ninh Bình"),
        ("unit_id", None),
        ("unit_id", ["ninh-binh"]),
        ("lang", "fr"),
        ("lang", "VI"),
        ("data", "both"),
    ],
)
def test_a_choice_outside_the_list_is_a_fault(name: str, value: Any) -> None:
    assert faults({**GOOD, name: value}) == [("parameters.bad_choice", name)]


@pytest.mark.parametrize("edition", ["2026", 2026.0, True, None, 2020, 2036, 26])
def test_an_edition_is_a_whole_year_of_the_programme(edition: Any) -> None:
    assert faults({**GOOD, "edition": edition}) == [("parameters.bad_edition", edition)]


@pytest.mark.parametrize("edition", [2021, 2035])
def test_first_and_last_edition_are_allowed(edition: int) -> None:
    assert check_parameters({**GOOD, "edition": edition}, PLANNED, file=None).edition == edition


def test_all_faults_are_told_at_once_with_the_file_and_the_remedy() -> None:
    with pytest.raises(BadInput) as caught:
        check_parameters({"unit_id": "x", "lang": "vi", "extra": 1}, PLANNED, file="p.yml")
    for lang in LANGS:
        lines = caught.value.message(lang).splitlines()
        assert len(lines) == 4
        assert all(line.startswith("p.yml: ") for line in lines)
    assert "ninh-binh" in caught.value.message("vi")


def write(root: Path, content: bytes) -> Path:
    folder = root / "parameters" / "units"
    folder.mkdir(parents=True)
    (folder / "ninh-binh.yml").write_bytes(content)
    shutil.copy(ROOT / "parameters" / "units.csv", root / "parameters")
    return root


def test_an_absent_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        load_parameters(tmp_path, "ninh-binh")
    assert [fault.key for fault in caught.value.faults] == ["faults.missing_file"]


FILE = "unit_id: ninh-binh\nlang: vi\ndata: real\n"
UNFIT_FILES: dict[str, tuple[str | bytes, str, int | None]] = {
    "broken": ("unit_id: [ninh-binh\n", "yaml.not_yaml", 2),
    "no UTF-8": (b"\xff\xfe", "yaml.not_utf8", 1),
    "words": ("just words", "yaml.not_mapping", None),
    "a list": ("- unit_id\n", "yaml.not_mapping", None),
    "a number": ("2026", "yaml.not_mapping", None),
    "nothing": ("# nothing\n", "yaml.not_mapping", None),
    "a key twice": (FILE + "lang: en\n", "yaml.repeated_key", 4),
    "Norway": (FILE.replace("vi\n", "no\n"), "yaml.two_meanings", 2),
    "a year of base sixty": (FILE + "edition: 33:46\n", "yaml.two_meanings", 4),
    "an octal year": (FILE + "edition: 03752\n", "yaml.two_meanings", 4),
    "an alias of itself": (FILE + "agency: &x [*x]\n", "yaml.alias", 4),
    "a tag": (FILE + "edition: !!int 2026\n", "yaml.tag", 4),
    "two documents": (FILE + "---\n" + FILE, "yaml.several_documents", 4),
    "a number for words": (FILE + "agency: 3\n", "parameters.not_text", None),
    "a list for words": (FILE + "agency: [Sở Y tế]\n", "parameters.not_text", None),
    "true for a day": (FILE + "as_of: true\n", "parameters.not_text", None),
    "a number for a day": (FILE + "as_of: 0\n", "parameters.not_text", None),
    "no day": (FILE + "as_of: hôm nay\n", "ledger.bad_as_of", 4),
    "a turned name": (FILE + 'agency: "Sở\\u202eY tế"\n', "faults.unfit_sign", 4),
    "a name of several lines": (FILE + 'agency: "Sở\\nY tế"\n', "parameters.several_lines", None),
    "a name without end": (FILE + f"agency: {'x' * 201}\n", "parameters.text_too_long", None),
    "a name that is none": (FILE + "editon: 2026\n", "parameters.unknown", None),
    "a year as words": (FILE + 'edition: "2026"\n', "parameters.bad_edition", None),
    "another unit": (FILE.replace("ninh-binh", "vinh-long"), "parameters.other_unit", None),
    "a way out": (FILE.replace("ninh-binh", "../../evil"), "parameters.bad_choice", None),
    "a revision": (FILE + "revision: 2\n", "parameters.of_publishing", None),
    "a reason": (FILE + "reason: vì thế\n", "parameters.of_publishing", None),
}


def named(fault: Fault) -> str:
    """Return the parameter that a fault is of."""
    key = fault.key.removeprefix("parameters.")
    found = {"bad_edition": "edition", "other_unit": "unit_id"}.get(key)
    return found or str(fault.values.get("name", fault.values.get("found")))


@pytest.mark.parametrize("name", UNFIT_FILES)
def test_a_file_that_cannot_be_used_is_told_with_the_line_or_the_name(
    tmp_path: Path, name: str
) -> None:
    content, key, row = UNFIT_FILES[name]
    raw = content.encode() if isinstance(content, str) else content
    home = write(tmp_path, raw)
    for folder in ("data/plans", "parameters/indicators.csv"):
        copy = shutil.copytree if "." not in folder else shutil.copy
        copy(ROOT / folder, home / folder)
    with pytest.raises(BadInput) as caught:
        load_parameters(home, "ninh-binh")
    (fault,) = caught.value.faults
    assert (fault.key, fault.row) == (key, row)
    assert fault.file == "parameters/units/ninh-binh.yml"
    assert fault.column is None
    assert row or key == "yaml.not_mapping" or named(fault) in fault.message("vi")
    assert fault.message("vi") != fault.message("en")


@pytest.mark.parametrize(
    "more",
    ["", "as_of: 2026-11-22\n", 'as_of: "2026-11-22"\n', "as_of: 2026-11-22T08:15\n", "as_of:\n",
     "edition: 2027\n", "edition: null\n", 'agency: "Sở Y tế"\n', "lang: en\ndata: illustrative\n"],
)  # fmt: skip
def test_papermill_and_the_command_take_the_same_file_for_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    kept = [line for line in FILE.splitlines() if line.split(":")[0] not in more]
    home = write(tmp_path, ("\n".join(kept) + "\n" + more).encode())
    shutil.copytree(ROOT / "data" / "plans", home / "data" / "plans")
    shutil.copy(ROOT / "parameters" / "indicators.csv", home / "parameters")
    monkeypatch.setenv("MANGNON_HOME", str(home))
    injected = read_yaml_file(str(home / "parameters" / "units" / "ninh-binh.yml"))
    # The notebook's own cell of parameters, over which papermill writes.
    own = {"unit_id": "ninh-binh", "edition": None, "lang": "vi", "data": "real", "as_of": "",
           "agency": "", "revision": 1, "reason": ""}  # fmt: skip
    assert load_parameters(home, "ninh-binh") == notebook_parameters({**own, **injected})


def test_a_notebook_run_by_hand_is_checked() -> None:
    running = {**GOOD, "In": ["", "import pandas"], "pd": None, "exhibits": None}
    assert notebook_parameters(running) == check_parameters(GOOD, PLANNED, file=None)
    with pytest.raises(BadInput):
        notebook_parameters({**running, "lang": "fr"})


def test_an_injected_name_that_the_notebook_does_not_know_is_a_fault() -> None:
    injected = INJECTED + "editon = 2027\n"
    with pytest.raises(BadInput) as caught:
        notebook_parameters({**GOOD, "editon": 2027, "In": ["", injected]})
    (fault,) = caught.value.faults
    assert (fault.key, fault.values["found"]) == ("parameters.unknown", "editon")


def test_names_of_other_cells_are_no_parameters() -> None:
    cells = ["", INJECTED, "editon = 2027", "x = '# Parameters'", "# Parameters of mine\ny = 1"]
    assert notebook_parameters({**GOOD, "In": cells}) == check_parameters(GOOD, PLANNED, file=None)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"unit_ids": ["ninh-binh"]}, "parameters.not_text"),
        ({"unit_ids": "../../evil"}, "parameters.bad_choice"),
        ({"unit_ids": "ninh-binh\u202e"}, "parameters.unfit_sign"),
        ({"as_of": 2026}, "parameters.not_text"),
        ({"reason": "x" * 301}, "parameters.text_too_long"),
        ({"revision": True}, "parameters.bad_revision"),
        ({"lang": "fr"}, "parameters.bad_choice"),
        ({"In": ["", "# Parameters\nedtion = 2026\n"]}, "parameters.unknown"),
    ],
)
def test_the_parameters_of_the_overview_are_checked_as_well(
    given: dict[str, Any], key: str
) -> None:
    with pytest.raises(BadInput) as caught:
        overview_parameters({"edition": 2026, "lang": "vi", "data": "real", **given})
    assert [fault.key for fault in caught.value.faults] == [key]


@pytest.mark.parametrize(
    "setting", ["abc", "-1", "1e9", "1 796 083 200", "９", "9" * 30, "9" * 5000]
)
def test_a_setting_that_is_no_day_is_told(monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", setting)
    with pytest.raises(BadInput) as refusal:
        current_day()
    assert f"SOURCE_DATE_EPOCH là “{setting[:40]}”" in refusal.value.message("vi")
    assert len(refusal.value.message("vi")) < 400


def test_the_day_of_a_report_is_viet_nam_s(monkeypatch: pytest.MonkeyPatch) -> None:
    # 16:59 and 17:00 on 30 November in Greenwich: an hour to midnight, and midnight, in Hanoi.
    for epoch, day in (("1796057940", 30), ("1796058000", 1)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        assert current_day().day == day


def test_a_setting_is_the_day_and_an_empty_one_is_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796083200")
    assert current_day() == date(2026, 12, 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    today = current_day()
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert today in (current_day(), current_day() - timedelta(days=1))


@pytest.mark.parametrize("words", [("assess", "viet-nam", "--edition", "2026"), ("overview",),
                                   ("track-record",)])  # fmt: skip
def test_no_command_makes_a_report_of_such_a_day(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "hôm nay")
    run = command(*words, "--reports", tmp_path / "reports")
    assert (run.code, len(run.stderr.splitlines())) == (2, 1)
    assert "SOURCE_DATE_EPOCH là “hôm nay”" in run.stderr
    assert not (tmp_path / "reports").exists()

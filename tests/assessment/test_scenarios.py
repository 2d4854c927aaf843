"""Scenarios as files: what is saved is read again, and what is wrong is told with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making.programme import PROGRAMME

from analysis.assessment import (
    Pace,
    Scenario,
    Shock,
    SupposedFigure,
    SupposedTarget,
    parse_scenarios,
    read_scenarios,
    save_scenario,
)
from analysis.language import LANGS, BadInput

FILE = Path("parameters/scenarios/ninh-binh/thu.yml")
SOUND = """name: Thử
unit_id: ninh-binh
indicator_id: stunting_u5
data: real
from_year: 2027
"""


def scenario(name: str = "Thử", **what: Any) -> Scenario:
    given: dict[str, Any] = {
        "name": name, "unit_id": "ninh-binh", "indicator_id": "stunting_u5", "data": "real",
        "from_year": 2027,
    }  # fmt: skip
    return Scenario(**given, **what)


@pytest.mark.parametrize("name", ["Tăng gấp đôi", "2027", "no", "Có: 50 % #1", "“Bão” – lũ", "~"])
def test_what_is_saved_is_read_again(tmp_path: Path, name: str) -> None:
    whole = scenario(
        name, pace=Pace(points=-0.7), figure=SupposedFigure(year=2026, value=16.25),
        shock=Shock(year=2028, points=2.0, left=0.5), target=SupposedTarget(value=12.0, year=2031),
    )  # fmt: skip
    if name == "~":
        with pytest.raises(BadInput):
            save_scenario(tmp_path, whole, PROGRAMME)
        assert not list(tmp_path.rglob("*.yml"))
        return
    place = save_scenario(tmp_path, whole, PROGRAMME)
    assert place == whole.file and (tmp_path / place).is_file()
    files = read_scenarios(tmp_path, "ninh-binh")
    assert parse_scenarios(files, PROGRAMME, "real") == (whole,)
    assert parse_scenarios(files, PROGRAMME, "illustrative") == ()


def test_one_of_the_same_name_gives_way(tmp_path: Path) -> None:
    for points in (-0.7, -0.9):
        save_scenario(tmp_path, scenario(pace=Pace(points=points)), PROGRAMME)
    [kept] = parse_scenarios(read_scenarios(tmp_path, "ninh-binh"), PROGRAMME, "real")
    assert kept.pace == Pace(points=-0.9)


WRONG = {
    "nothing supposed": ("", "chưa giả định", 1),
    "two paces": ("pace:\n  times: 2\n  points: 1\n", "đúng một trong hai", 6),
    "a target without content": ("target: {}\n", "value", 6),
    "a level beyond 100 %": ("figure:\n  year: 2026\n  value: 116\n", "từ 0 đến 100", 8),
    "a decimal comma": ("pace:\n  times: '2,5'\n", "cần một số", 7),
    "an unknown key": ("speed: 2\n", "speed", 6),
    "a year that is none": ("shock:\n  year: 12\n  points: 1\n", "12", 7),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_its_line(case: str) -> None:
    content, told, row = WRONG[case]
    with pytest.raises(BadInput) as caught:
        parse_scenarios({FILE: (SOUND + content).encode()}, PROGRAMME, "real")
    [fault] = caught.value.faults
    assert told in fault.message("vi")
    assert fault.file == FILE.as_posix() and fault.row == row
    assert all(fault.message(lang) for lang in LANGS)


def test_a_file_in_the_wrong_folder_and_an_unknown_indicator_are_told() -> None:
    moved = Path("parameters/scenarios/vinh-long/thu.yml")
    content = SOUND.replace("stunting_u5", "stunting") + "pace:\n  times: 2\n"
    with pytest.raises(BadInput) as caught:
        parse_scenarios({moved: content.encode()}, PROGRAMME, "real")
    keys = [fault.key for fault in caught.value.faults]
    assert keys == ["scenarios.other_unit", "scenarios.unknown_indicator"]


def test_hidden_copies_are_no_scenarios(tmp_path: Path) -> None:
    folder = tmp_path / FILE.parent
    folder.mkdir(parents=True)
    (folder / ".thu-checkpoint.yml").write_text("broken: [", "utf-8")
    assert read_scenarios(tmp_path, "ninh-binh") == {}

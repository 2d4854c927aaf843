"""The heading block of a report: each line is a line, and none is lost or made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from making.unfit_signs import UNFIT

from analysis.language import BadInput
from analysis.programme.letterheads import parse_letterhead
from analysis.programme.programme import load_programme
from analysis.project import project_root

FILE = Path("parameters", "letterheads.yml")
OWN = (project_root() / FILE).read_text("utf-8")
UNIT = "ninh-binh"
LINES: dict[str, Any] = yaml.safe_load(OWN)[UNIT]


def faults_of(content: str | bytes) -> list[tuple[str, int | None, str]]:
    raw = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(BadInput) as caught:
        parse_letterhead(raw, UNIT)
    for fault in caught.value.faults:
        assert fault.file == FILE.as_posix()
        assert fault.message("vi") != fault.message("en")
    return [(fault.key, fault.row, str(fault.values.get("place", "")))
            for fault in caught.value.faults]  # fmt: skip


def with_lines(**changes: Any) -> str:
    return yaml.safe_dump({UNIT: {**LINES, **changes}}, allow_unicode=True, sort_keys=False)


def test_the_lines_of_a_unit_are_as_the_file_gives_them() -> None:
    for unit_id, lines in yaml.safe_load(OWN).items():
        assert load_programme(project_root()).letterhead(unit_id) == lines


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("place_vi", 33, "yaml.not_text"),
        ("place_vi", ["Ninh Bình"], "yaml.not_text"),
        ("place_vi", {"vi": "Ninh Bình"}, "yaml.not_text"),
        ("place_vi", None, "yaml.not_text"),
        ("place_vi", True, "yaml.not_text"),
        ("place_vi", "x" * 201, "yaml.too_long"),
        ("place_vi", "Ninh\nBình", "yaml.several_lines"),
        ("signature_vi", "CHỦ TỊCH", "yaml.not_list"),
        ("recipients_en", [3], "yaml.not_text"),
        ("recipients_en", ["x"] * 41, "yaml.too_many"),
        ("recipients_en", ["x" * 201], "yaml.too_long"),
        ("plase_vi", "Ninh Bình", "yaml.unknown_key"),
    ],
)
def test_what_is_no_line_is_told_with_its_place(name: str, value: Any, key: str) -> None:
    ((found, row, place),) = faults_of(with_lines(**{name: value}))
    assert found == key
    assert place.startswith(f"{UNIT}.{name}")
    assert row is not None and row > 1


def test_every_line_that_is_missing_is_told() -> None:
    kept = {name: value for name, value in LINES.items() if not name.startswith("place")}
    found = faults_of(yaml.safe_dump({UNIT: kept}, allow_unicode=True))
    assert found == [("yaml.missing_key", 1, f"{UNIT}.place_{lang}") for lang in ("vi", "en")]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "yaml.not_mapping"),
        (b"- a", "yaml.not_mapping"),
        (b"\xff", "yaml.not_utf8"),
        ("ha-nam: {}", "parameters.no_letterhead"),
        (f"{UNIT}: []", "yaml.not_mapping"),
        (OWN + OWN, "yaml.repeated_key"),
        (OWN.replace("BỘ Y TẾ", "*x", 1).replace('"*x"', "*x"), "yaml.alias"),
        (OWN.replace('"Hà Nội"', "no", 1), "yaml.two_meanings"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(content: str | bytes, key: str) -> None:
    assert {found for found, _, _ in faults_of(content)} == {key}


@pytest.mark.parametrize("sign", UNFIT.values(), ids=UNFIT)
def test_a_sign_that_no_text_may_hold_is_told_with_its_line(sign: str) -> None:
    content = OWN.replace('place_vi: "Ninh Bình"', f'place_vi: "Ninh\\U{ord(sign):08X}Bình"')
    ((key, row, _),) = faults_of(content)
    assert key in ("faults.unfit_sign", "yaml.not_yaml")
    assert row is not None and "place_vi" in content.split("\n")[row - 1]

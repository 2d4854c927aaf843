"""The limits between words and between grades are numbers in order, or are refused."""

from __future__ import annotations

import pytest

from analysis.language import LANGS, BadInput
from analysis.programme.status_rules import STATUS_RULES_FILE, StatusRules, parse_status_rules
from analysis.project import find_project

SOUND = "likely: 0.8\nmore_likely_than_not: 0.5\nunlikely: 0.2\nleast_points: 3\noldest_years: 3\n"


def test_five_numbers_are_read() -> None:
    assert parse_status_rules(SOUND.encode()) == StatusRules(
        likely=0.8, more_likely_than_not=0.5, unlikely=0.2, least_points=3, oldest_years=3
    )


def test_a_file_from_before_the_grades_has_those_of_the_record() -> None:
    older = parse_status_rules(SOUND.encode())
    today = parse_status_rules((find_project().root / STATUS_RULES_FILE).read_bytes())
    assert older == today


@pytest.mark.parametrize(
    ("before", "after", "key", "row"),
    [
        ("likely: 0.8", "likely: 0,8", "yaml.not_number", 1),
        ("likely: 0.8", "likely: yes", "yaml.two_meanings", 1),
        ("likely: 0.8", "likely: true", "yaml.not_number", 1),
        ("likely: 0.8", 'likely: "0.8"', "yaml.not_number", 1),
        ("likely: 0.8", "likely: .nan", "yaml.not_number", 1),
        ("likely: 0.8", "likely: .inf", "yaml.not_number", 1),
        ("likely: 0.8", "likely: 1.5", "parameters.unordered_rules", None),
        ("likely: 0.8", "likely: 0.4", "parameters.unordered_rules", None),
        ("least_points: 3", "least_points: 3.5", "yaml.not_whole_number", 4),
        ("least_points: 3", "least_points: 0", "yaml.out_of_bounds", 4),
        ("least_points: 3", "least_points: 03", "yaml.two_meanings", 4),
        ("least_points: 3", "least_point: 3", "yaml.missing_key", 1),
        ("oldest_years: 3", "oldest_years: -1", "yaml.out_of_bounds", 5),
        ("oldest_years: 3", "oldest_years: 3\noldest_years: 4", "yaml.repeated_key", 6),
        (
            "oldest_years: 3",
            "oldest_years: 3\ngrade_b_years: 5",
            "parameters.unordered_grades",
            None,
        ),
        ("oldest_years: 3", "oldest_years: 3\ngrade_c_years: 15", "yaml.out_of_bounds", 6),
        (SOUND, "", "yaml.not_mapping", None),
        (SOUND, "0.8", "yaml.not_mapping", None),
    ],
)
def test_what_is_no_rule_is_told_with_its_line(
    before: str, after: str, key: str, row: int | None
) -> None:
    with pytest.raises(BadInput) as caught:
        parse_status_rules(SOUND.replace(before, after).encode())
    first = next(fault for fault in caught.value.faults if fault.key == key)
    assert (first.file, first.row) == (STATUS_RULES_FILE.as_posix(), row)
    assert all(fault.message(lang) for fault in caught.value.faults for lang in LANGS)

"""Plans with nonsense in them: refused in both languages, all at once, with the line."""

from __future__ import annotations

import datetime as dt
import unicodedata
from pathlib import Path

import pytest
from making.programme import PLANNED
from plans.made_plans import GONE, NO_SPAN, UNIT, edited, faults_of, sound_plan, value_edits, write

from analysis.language import LANGS, BadInput, area_texts
from analysis.plans.plans import load_plan, load_plans
from analysis.programme import load_programme

MISSHAPEN = [
    ("unknown_key", [("colour", "red")]),
    ("unknown_key", value_edits(0, colour="red")),
    ("missing_key", [("period", GONE)]),
    ("comma_in_number", [("targets.0.values.0.5", None)]),
    ("not_a_choice", value_edits(0, kind="wish")),
    ("not_number", value_edits(0, value="nhiều")),
    ("not_number", value_edits(0, value=float("nan"))),
    ("not_number", value_edits(0, value=True)),
    ("not_whole_number", [("interim_year", "2025")]),
    ("not_text", [("document.label", 23)]),
    ("not_list", [("targets", "none")]),
    ("not_mapping", [("period", "2021-2030")]),
    ("not_date", [("document.date", "07/01/2021")]),
    ("empty_text", [("document.label", "")]),
    ("empty_list", [("targets.0.values", [])]),
    ("out_of_bounds", [("reporting.due.month", 13)]),
    ("not_understood", value_edits(0, period="2025 - 2030")),
    ("too_long", [("document.title.vi", "Kế hoạch " * 100)]),
    ("too_long", [("document.label", "x" * 201)]),
    ("too_long", value_edits(0, as_printed="đạt 50% " + "…" * 600)),
    ("several_lines", [("document.title.vi", "một\nhai")]),
    ("several_lines", [("responsibilities.agencies.0.name_vi", "Sở\nA")]),
    ("not_text", [("document.title.vi", ["Kế", "hoạch"])]),
    ("not_text", [("document.label", True)]),
    ("not_text", [("responsibilities.agencies.0.name_en", dt.date(2021, 1, 7))]),
    ("out_of_bounds", [("interim_year", 33 * 60 + 46 - 100)]),
]
ALWAYS = {"chi_tieu": 12, "indicator_id": "disaster_support", "clause": "I", "unit": "percent",
          "values": [{"kind": "always", "comparator": "at_least", "value": 100,
                      "as_printed": "100%", "comparator_stated": False}]}  # fmt: skip
NONSENSE = [
    # the frame
    ("other_unit", [("unit_id", "ninh-binh")]),
    ("other_territory", [("territory.word", "after-2025-07")]),
    ("blank_without_note", [("document.number", None)]),
    ("blank_without_note", [("responsibilities.agencies", [])]),
    ("years_out_of_order", [("interim_year", 2031)]),
    ("year_outside_period", [("reviews.0.year", 2035)]),
    ("not_one_lead", [("responsibilities.agencies.1.leads", [3])]),
    ("borrowed_without_document", [("targets_document", "23/QĐ-TTg")]),
    ("own_and_borrowed", [("targets_from", UNIT), ("targets_document", "23/QĐ-TTg")]),
    ("borrowed_from_itself", [("targets_from", UNIT), ("targets_document", "23/QĐ-TTg")]),
    ("agency_twice", [("responsibilities.agencies.1.name_vi", "SỞ A")]),
    ("agency_without_name", [("responsibilities.agencies.1.name_vi", "…")]),
    # the targets
    ("no_targets", [("targets", [])]),
    ("no_target_year", [("targets", [ALWAYS])]),
    ("unknown_indicator", [("targets.0.indicator_id", "happiness")]),
    ("unknown_indicator", [("targets.3.indicator_id", "overweight_u5")]),
    ("other_group", [("targets.0.group", "rural")]),
    ("target_twice", [("targets.1.indicator_id", "child_friendly_communes")]),
    ("value_twice", [("targets.0.values.1.year", 2025)]),
    ("other_unit_of_measure", [("targets.0.unit", "cases")]),
    ("other_unit_of_measure", [("targets.2.unit", "percent")]),
    ("value_out_of_range", value_edits(0, value=101, as_printed="đạt 101% vào năm 2025")),
    ("value_out_of_range", value_edits(0, value=-1)),
    ("year_outside_period", value_edits(0, year=2031, as_printed="đạt 50% vào năm 2031")),
    ("against_direction", value_edits(0, comparator="below", as_printed="dưới 50% vào năm 2025")),
    ("kind_and_comparator", value_edits(0, comparator="equal")),
    ("kind_and_comparator", value_edits(0, kind="always", comparator="below", **NO_SPAN)),
    ("kind_and_year", value_edits(0, year=GONE)),
    ("kind_and_year", value_edits(0, kind="always")),
    ("kind_and_period", value_edits(0, period="2021-2025")),
    ("period_misses_year", value_edits(0, kind="maintain", period="2025-2030")),
    ("kind_and_unit", value_edits(0, kind="yearly_reduction")),
    ("zero_is_not_zero", value_edits(0, kind="zero", comparator="equal")),
    ("range_not_allowed", value_edits(0, value_high=60)),
    ("range_upside_down", value_edits(0, value_high=40)),
    ("phrase_and_value", value_edits(0, value=51)),
    ("phrase_and_year", value_edits(0, as_printed="đạt 50% vào năm 2026")),
    ("phrase_and_unit", value_edits(0, as_printed="đạt 50‰ vào năm 2025")),
    ("phrase_and_stated", value_edits(0, as_printed="50% vào năm 2025")),
    ("phrase_and_comparator", value_edits(0, comparator="above")),
    (
        "not_inherited",
        [
            ("targets.0.values.1.comparator", "above"),
            ("targets.0.values.1.as_printed", "60% vào năm 2030"),
            ("targets.0.values.1.comparator_stated", False),
        ],
    ),
    (
        "unknown_indicator",
        [
            (
                "findings.0",
                {
                    "id": "a",
                    "kind": "value",
                    "clause": "I",
                    "indicator_ids": ["happiness"],
                    "vi": "a",
                    "en": "a",
                },
            )
        ],
    ),
]


# What is said of findings and of parts not at hand is no refusal.
OF_FINDINGS = ("finding_", "section_", "absent", "inherited_", "nearest", "why_", "ask_")

CASES = [(f"yaml.{key}", edits) for key, edits in MISSHAPEN]
CASES += [(f"plans.{key}", edits) for key, edits in NONSENSE]


@pytest.mark.parametrize(("key", "edits"), CASES)
def test_nonsense_is_refused_in_both_languages(
    root: Path, key: str, edits: list[tuple[str, object]]
) -> None:
    error = faults_of(root, edited(*edits))
    assert key in [fault.key for fault in error.faults]
    for fault in error.faults:
        vi, en = fault.message("vi"), fault.message("en")
        assert vi.startswith(f"data/plans/{UNIT}.yml, dòng ")
        assert en.startswith(f"data/plans/{UNIT}.yml, row ")
        assert "None" not in vi + en
        assert "{" not in vi + en


def test_every_refusal_has_a_case() -> None:
    refusals = {
        key
        for key in area_texts("plans")
        if (key not in ("pair", "document_not_text") and not key.startswith(OF_FINDINGS))
        or key == "finding_twice"
    }
    # Those of the file itself have their own tests below; two cannot be reached by an edit. Those
    # of indicators of a plan's own are in test_plans_as_they_are.
    own_tests = {"finding_twice", "no_such_unit", "no_such_chi_tieu", "other_chi_tieu",
                 "own_is_national", "own_twice", "own_objective", "own_bounds",
                 "own_differs"}  # fmt: skip
    assert refusals - own_tests == {key for key, _ in NONSENSE}


def test_all_faults_come_at_once(root: Path) -> None:
    error = faults_of(
        root,
        edited(("colour", "red"), *value_edits(0, value="nhiều"), *value_edits(1, value=101)),
    )
    keys = [fault.key for fault in error.faults]
    assert {"yaml.unknown_key", "yaml.not_number", "plans.value_out_of_range"} <= set(keys)


def test_a_fault_names_its_line(root: Path) -> None:
    path = write(root, edited(*value_edits(7, value=101, as_printed="đạt 101% vào năm 2025")))
    with pytest.raises(BadInput) as caught:
        load_plan(UNIT, load_programme(root))
    fault = next(f for f in caught.value.faults if f.key == "plans.value_out_of_range")
    assert fault.row is not None
    assert "101" in path.read_text(encoding="utf-8").splitlines()[fault.row - 1]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"unit_id: [", "yaml.not_yaml"),
        (b"date: 2021-13-41", "yaml.two_meanings"),
        (b"a: \x07", "faults.unfit_sign"),
        (b"a: &x {b: *x}", "yaml.alias"),
        (b"", "yaml.not_mapping"),
        (b"- a", "yaml.not_mapping"),
        (b"a: 1\nb: {c: 1, c: 2}", "yaml.repeated_key"),
        ("a: Ninh Bình".encode("cp1258", "replace") + b"\xff", "yaml.not_utf8"),
        (unicodedata.normalize("NFD", "a: Ninh Bình").encode(), "yaml.not_nfc"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault(root: Path, content: bytes, key: str) -> None:
    (root / "data" / "plans" / f"{UNIT}.yml").write_bytes(content)
    with pytest.raises(BadInput) as caught:
        load_plan(UNIT, load_programme(root))
    assert [fault.key for fault in caught.value.faults] == [key]
    for lang in LANGS:
        assert f"data/plans/{UNIT}.yml" in caught.value.message(lang)


def test_a_missing_file_and_an_unknown_unit_are_faults(root: Path) -> None:
    with pytest.raises(BadInput, match=f"data/plans/{UNIT}.yml"):
        load_plan(UNIT, load_programme(root))
    with pytest.raises(BadInput, match="There is no unit “ha-tai”"):
        load_plan("ha-tai", load_programme(root))


def test_a_file_named_after_no_unit_is_told_and_keeps_no_other_plan_from_being_read(
    root: Path,
) -> None:
    write(root, sound_plan())
    write(root, sound_plan(), "nihn-binh")
    programme = load_programme(root)
    with pytest.raises(BadInput) as caught:
        load_plans(programme)
    assert [fault.key for fault in caught.value.faults] == ["plans.no_such_unit"]
    for lang in LANGS:
        assert "data/plans/nihn-binh.yml" in caught.value.message(lang)
    assert load_plan(UNIT, programme).unit_id == UNIT


def test_an_agency_cannot_lead_a_chi_tieu_that_the_programme_does_not_have(root: Path) -> None:
    plan = sound_plan()
    plan["responsibilities"] = {"agencies": [
        {"name_vi": "Sở Y tế", "name_en": "Health", "clause": "IV", "leads": list(range(1, 25)),
         "with": [99]},
    ]}  # fmt: skip
    found = {(fault.key, fault.values["found"]) for fault in faults_of(root, plan).faults}
    assert found == {("plans.no_such_chi_tieu", 99)}


def test_faults_of_several_plans_come_together_and_once(root: Path) -> None:
    for unit_id in PLANNED:
        write(root, "- a", unit_id)
    with pytest.raises(BadInput) as caught:
        load_plans(load_programme(root))
    assert [fault.file for fault in caught.value.faults] == [
        f"data/plans/{unit_id}.yml" for unit_id in PLANNED
    ]


def test_a_finding_id_is_used_once(root: Path) -> None:
    finding = {
        "id": "odd",
        "kind": "value",
        "clause": "I",
        "indicator_ids": [],
        "vi": "a",
        "en": "a",
    }
    error = faults_of(root, edited(("findings.0", finding), ("findings.1", finding)))
    assert [fault.key for fault in error.faults] == ["plans.finding_twice"]


def test_true_and_false_are_not_words(root: Path) -> None:
    error = faults_of(root, edited(*value_edits(0, comparator_stated="có")))
    assert [fault.key for fault in error.faults] == ["yaml.not_boolean"]

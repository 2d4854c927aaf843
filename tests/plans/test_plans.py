"""Plans: what a plan file may say, how it is read, and what is found in it."""

from __future__ import annotations

import copy
import shutil
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from hypothesis import given, strategies as st
from making.programme import PLANNED, PROGRAMME

from analysis.language import LANGS, BadInput
from analysis.language.catalogue import area_texts
from analysis.plans.findings import plan_findings
from analysis.plans.models import Plan
from analysis.plans.phrases import printed_comparator, printed_figures, printed_years
from analysis.plans.plans import lead_agency, load_plan, load_plans
from analysis.plans.targets import TARGETS, plan_targets
from analysis.programme import load_programme

PROJECT = Path(__file__).parents[2]
GONE = object()
UNIT = "viet-nam"


def found_in(root: Path) -> pd.DataFrame:
    programme = load_programme(root)
    return plan_findings(load_plan(UNIT, programme), programme)


@cache
def _plans() -> dict[str, Plan]:
    return load_plans(load_programme(PROJECT))


def _first_indicators() -> pd.DataFrame:
    table = pd.read_csv(PROJECT / "parameters" / "indicators.csv")
    return table[table["proxy_for"].isna()].drop_duplicates("chi_tieu")


def _target(chi_tieu: int, indicator_id: str, unit: str, better: str) -> dict[str, Any]:
    up = better == "up"
    words = ("đạt", "at_least") if up else ("dưới", "below")
    sign = {"percent": "%", "per_1000_live_births": "‰", "per_100000_children": "/100.000"}
    values = [
        {
            "kind": "threshold",
            "comparator": words[1],
            "value": size,
            "year": year,
            "as_printed": f"{words[0]} {size}{sign.get(unit, '')} vào năm {year}",
        }
        for year, size in ((2025, 50 if up else 20), (2030, 60 if up else 10))
    ]
    return {
        "chi_tieu": chi_tieu,
        "indicator_id": indicator_id,
        "clause": f"I, chỉ tiêu {chi_tieu}",
        "unit": unit,
        "values": values,
    }


def _plan() -> dict[str, Any]:
    words = {"vi": "chữ", "en": "words"}
    rows = _first_indicators().itertuples()
    return {
        "unit_id": UNIT,
        "document": {
            "label": "1/KH",
            "type": "Kế hoạch",
            "number": "1/KH",
            "date": "2021-01-07",
            "issuer": words,
            "title": words,
            "references": [],
        },
        "territory": {"word": "whole", **words},
        "period": {"start": 2021, "end": 2030},
        "interim_year": 2025,
        "final_year": 2030,
        "reviews": [{"year": 2025, "kind": "interim", "clause": "V", "as_printed": "sơ kết"}],
        "reporting": {
            "clause": "V",
            "yearly": True,
            "due": {"day": 15, "month": 11},
            "sent_by": words,
            "sent_to": words,
            "forwarded_due": None,
            "forwarded_by": None,
            "forwarded_to": None,
        },
        "budget": {
            "clause": "IV",
            "total": 30,
            "split": [{"source": words, "amount": 10}, {"source": words, "amount": 20}],
            "sources": [],
        },
        "responsibilities": {
            "agencies": [
                {"name_vi": "Sở A", "name_en": "A", "clause": "V.1", "leads": list(range(1, 25))},
                {"name_vi": "Sở B", "name_en": "B", "clause": "V.2", "with": [9]},
            ]
        },
        "targets": [_target(r.chi_tieu, r.indicator_id, r.unit, r.better) for r in rows],
        "findings": [],
    }


def _edited(*edits: tuple[str, object]) -> dict[str, Any]:
    plan = copy.deepcopy(_plan())
    for path, new in edits:
        *parents, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        place: Any = plan
        for step in parents:
            place = place[step]
        if new is GONE:
            del place[last]
        elif isinstance(place, list) and last == len(place):
            place.append(new)
        else:
            place[last] = new
    return plan


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "parameters", tmp_path / "parameters")
    (tmp_path / "data" / "plans").mkdir(parents=True)
    return tmp_path


def _write(root: Path, content: object, unit_id: str = UNIT) -> Path:
    path = root / "data" / "plans" / f"{unit_id}.yml"
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    # safe_dump quotes a date held as text; the file of an official has it bare.
    path.write_text(text.replace("'2021-01-07'", "2021-01-07"), encoding="utf-8")
    return path


def _faults(root: Path, content: object) -> BadInput:
    _write(root, content)
    with pytest.raises(BadInput) as caught:
        load_plan(UNIT, load_programme(root))
    return caught.value


def _value(place: int, **changes: object) -> list[tuple[str, object]]:
    return [(f"targets.{place}.values.0.{key}", new) for key, new in changes.items()]


NO_SPAN = {"year": GONE, "as_printed": "100%", "comparator_stated": False}
NONSENSE = [
    # shape
    ("unknown_key", [("colour", "red")]),
    ("unknown_key", _value(0, colour="red")),
    ("missing_key", [("period", GONE)]),
    ("comma_in_number", [("targets.0.values.0.5", None)]),
    ("not_a_choice", _value(0, kind="wish")),
    ("not_number", _value(0, value="nhiều")),
    ("not_number", _value(0, value=float("nan"))),
    ("not_number", _value(0, value=True)),
    ("not_whole_number", [("interim_year", "2025")]),
    ("not_text", [("document.label", 23)]),
    ("not_list", [("targets", "none")]),
    ("not_mapping", [("period", "2021-2030")]),
    ("not_date", [("document.date", "07/01/2021")]),
    ("empty_text", [("document.label", "")]),
    ("empty_list", [("targets.0.values", [])]),
    ("out_of_bounds", [("reporting.due.month", 13)]),
    ("not_understood", _value(0, period="2025 - 2030")),
    # the frame
    ("other_unit", [("unit_id", "ninh-binh")]),
    ("other_territory", [("territory.word", "after-2025-07")]),
    ("blank_without_note", [("document.number", None)]),
    ("blank_without_note", [("responsibilities.agencies", [])]),
    ("years_out_of_order", [("interim_year", 2031)]),
    ("year_outside_period", [("reviews.0.year", 2035)]),
    ("budget_does_not_add_up", [("budget.total", 31)]),
    ("not_one_lead", [("responsibilities.agencies.1.leads", [3])]),
    ("not_one_lead", [("responsibilities.agencies.0.leads", list(range(1, 24)))]),
    ("borrowed_without_document", [("targets_document", "23/QĐ-TTg")]),
    ("own_and_borrowed", [("targets_from", UNIT), ("targets_document", "23/QĐ-TTg")]),
    ("borrowed_from_itself", [("targets_from", UNIT), ("targets_document", "23/QĐ-TTg")]),
    # the targets
    ("unknown_indicator", [("targets.0.indicator_id", "happiness")]),
    ("unknown_indicator", [("targets.3.indicator_id", "overweight_u5")]),
    ("missing_chi_tieu", [("targets.5", GONE)]),
    ("other_chi_tieu", [("targets.0.chi_tieu", 2)]),
    ("other_group", [("targets.0.group", "rural")]),
    ("target_twice", [("targets.1.indicator_id", "child_friendly_communes")]),
    ("value_twice", [("targets.0.values.1.year", 2025)]),
    ("other_unit_of_measure", [("targets.0.unit", "cases")]),
    ("other_unit_of_measure", [("targets.2.unit", "percent")]),
    ("value_out_of_range", _value(0, value=101, as_printed="đạt 101% vào năm 2025")),
    ("value_out_of_range", _value(0, value=-1)),
    ("year_outside_period", _value(0, year=2031, as_printed="đạt 50% vào năm 2031")),
    ("against_direction", _value(0, comparator="below", as_printed="dưới 50% vào năm 2025")),
    ("kind_and_comparator", _value(0, comparator="equal")),
    ("kind_and_comparator", _value(0, kind="always", comparator="below", **NO_SPAN)),
    ("kind_and_year", _value(0, year=GONE)),
    ("kind_and_year", _value(0, kind="always")),
    ("kind_and_period", _value(0, period="2021-2025")),
    ("period_misses_year", _value(0, kind="maintain", period="2025-2030")),
    ("kind_and_unit", _value(0, kind="yearly_reduction")),
    ("zero_is_not_zero", _value(0, kind="zero", comparator="equal")),
    ("range_not_allowed", _value(0, value_high=60)),
    ("range_upside_down", _value(0, value_high=40)),
    ("phrase_and_value", _value(0, value=51)),
    ("phrase_and_year", _value(0, as_printed="đạt 50% vào năm 2026")),
    ("phrase_and_unit", _value(0, as_printed="đạt 50‰ vào năm 2025")),
    ("phrase_and_stated", _value(0, as_printed="50% vào năm 2025")),
    ("phrase_and_comparator", _value(0, comparator="above")),
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


def test_a_sound_plan_is_read(root: Path) -> None:
    _write(root, _plan())
    table = plan_targets(load_plan(UNIT, load_programme(root)))
    assert len(table) == 48
    assert set(table["chi_tieu"]) == set(range(1, 25))


@pytest.mark.parametrize(("key", "edits"), NONSENSE)
def test_nonsense_is_refused_in_both_languages(
    root: Path, key: str, edits: list[tuple[str, object]]
) -> None:
    error = _faults(root, _edited(*edits))
    assert f"plans.{key}" in [fault.key for fault in error.faults]
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
        if key not in ("pair", "nearest") and "finding_" not in key
    }
    # Those of the file itself have their own tests below; two cannot be reached by an edit.
    own_tests = {"not_utf8", "not_nfc", "not_yaml", "repeated_key", "finding_twice", "not_boolean",
                 "no_such_unit", "no_such_chi_tieu"}  # fmt: skip
    assert refusals - own_tests == {key for key, _ in NONSENSE}


def test_all_faults_come_at_once(root: Path) -> None:
    error = _faults(
        root,
        _edited(("colour", "red"), *_value(0, value="nhiều"), *_value(1, value=101)),
    )
    keys = [fault.key for fault in error.faults]
    assert {"plans.unknown_key", "plans.not_number", "plans.value_out_of_range"} <= set(keys)


def test_a_fault_names_its_line(root: Path) -> None:
    path = _write(root, _edited(*_value(7, value=101, as_printed="đạt 101% vào năm 2025")))
    with pytest.raises(BadInput) as caught:
        load_plan(UNIT, load_programme(root))
    fault = next(f for f in caught.value.faults if f.key == "plans.value_out_of_range")
    assert fault.row is not None
    assert "101" in path.read_text(encoding="utf-8").splitlines()[fault.row - 1]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"unit_id: [", "plans.not_yaml"),
        (b"date: 2021-13-41", "plans.not_yaml"),
        (b"a: \x07", "plans.not_yaml"),
        (b"a: &x {b: *x}", "plans.not_yaml"),
        (b"", "plans.not_mapping"),
        (b"- a", "plans.not_mapping"),
        (b"a: 1\nb: {c: 1, c: 2}", "plans.repeated_key"),
        ("a: Ninh Bình".encode("cp1258", "replace") + b"\xff", "plans.not_utf8"),
        (unicodedata.normalize("NFD", "a: Ninh Bình").encode(), "plans.not_nfc"),
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
    _write(root, _plan())
    _write(root, _plan(), "nihn-binh")
    programme = load_programme(root)
    with pytest.raises(BadInput) as caught:
        load_plans(programme)
    assert [fault.key for fault in caught.value.faults] == ["plans.no_such_unit"]
    for lang in LANGS:
        assert "data/plans/nihn-binh.yml" in caught.value.message(lang)
    assert load_plan(UNIT, programme).unit_id == UNIT


def test_an_agency_cannot_lead_a_chi_tieu_that_the_programme_does_not_have(root: Path) -> None:
    plan = _plan()
    plan["responsibilities"] = {"agencies": [
        {"name_vi": "Sở Y tế", "name_en": "Health", "clause": "IV", "leads": list(range(1, 25)),
         "with": [99]},
    ]}  # fmt: skip
    found = {(fault.key, fault.values["found"]) for fault in _faults(root, plan).faults}
    assert found == {("plans.no_such_chi_tieu", 99)}


def test_faults_of_several_plans_come_together_and_once(root: Path) -> None:
    for unit_id in PLANNED:
        _write(root, "- a", unit_id)
    with pytest.raises(BadInput) as caught:
        load_plans(load_programme(root))
    assert [fault.file for fault in caught.value.faults] == [
        f"data/plans/{unit_id}.yml" for unit_id in PLANNED
    ]


@pytest.mark.parametrize(
    ("kind", "indicator_id", "edits"),
    [
        ("unit", "neonatal_mortality", [("targets.2.unit", "percent")]),
        (
            "comparator",
            "child_friendly_communes",
            _value(0, comparator="below", as_printed="dưới 50% vào năm 2025"),
        ),
    ],
)
def test_a_finding_covers_what_the_paper_prints(
    root: Path, kind: str, indicator_id: str, edits: list[tuple[str, object]]
) -> None:
    signs = [
        (f"targets.2.values.{place}.as_printed", f"dưới {size}% vào năm {year}")
        for place, size, year in ((0, 20, 2025), (1, 10, 2030))
    ]
    edits = [*edits, *(signs if kind == "unit" else [])]
    finding = {"id": "odd", "kind": kind, "clause": "I", "vi": "lạ", "en": "odd"}
    told = ("findings.0", {**finding, "indicator_ids": [indicator_id]})
    _write(root, _edited(*edits, told))
    assert "odd" in list(found_in(root)["finding_id"])
    other = ("findings.0", {**finding, "indicator_ids": ["hiv_mtct"]})
    assert _faults(root, _edited(*edits, other)).faults


def test_a_finding_id_is_used_once(root: Path) -> None:
    finding = {
        "id": "odd",
        "kind": "value",
        "clause": "I",
        "indicator_ids": [],
        "vi": "a",
        "en": "a",
    }
    error = _faults(root, _edited(("findings.0", finding), ("findings.1", finding)))
    assert [fault.key for fault in error.faults] == ["plans.finding_twice"]


def test_true_and_false_are_not_words(root: Path) -> None:
    error = _faults(root, _edited(*_value(0, comparator_stated="có")))
    assert [fault.key for fault in error.faults] == ["plans.not_boolean"]


@given(st.decimals(min_value=0, max_value=999, places=2), st.sampled_from(["%", "‰", "/100.000"]))
def test_a_printed_figure_is_read_back(figure: Any, sign: str) -> None:
    phrase = f"xuống dưới {str(figure).replace('.', ',')}{sign} vào năm 2025 và năm 2030"
    assert printed_figures(phrase) == [float(figure)]
    assert printed_years(phrase) == [2025, 2030]
    assert printed_comparator(phrase) == "below"


@pytest.mark.parametrize(
    ("phrase", "comparator"),
    [
        ("đạt 65% vào năm 2025", "at_least"),
        ("duy trì 95% trở lên đến năm 2030", "at_least"),
        ("duy trì 100% đến năm 2030", "at_least"),
        ("duy trì dưới 6,5% vào năm 2025", "below"),
        ("duy trì trên 90% … vào năm 2025", "above"),
        ("xuống <5,0‰ vào năm 2026", "below"),
        ("xuống 12,5 vào năm 2025", "at_most"),
        ("xuống còn 16/100.000 trẻ em vào năm 2025", "at_most"),
        ("là 2% vào năm 2030", "at_most"),
        ("từ 2 đến 3% hằng năm giai đoạn từ năm 2025 đến năm 2030", "reduce_yearly"),
        ("duy trì không có", "equal"),
        ("6% vào năm 2030", None),
    ],
)
def test_operator_words_are_read_by_rule(phrase: str, comparator: str | None) -> None:
    assert printed_comparator(phrase) == comparator


def test_a_part_above_its_whole_is_found(root: Path) -> None:
    infant = _target(3, "infant_mortality", "per_1000_live_births", "down")
    infant["values"][0] |= {"value": 19, "as_printed": "dưới 19‰ vào năm 2025"}
    _write(root, _edited(("targets.24", infant)))
    findings = found_in(root).set_index("finding_id")
    told = findings.loc["neonatal-mortality-above-whole"]
    assert told["indicator_ids"] == "neonatal_mortality infant_mortality"
    assert "năm 2025: 20 so với 19" in told["text_vi"]
    assert "2030" not in told["text_vi"]


@pytest.mark.parametrize(
    ("unit_id", "finding_id"),
    [
        ("viet-nam", "decimal-point-under5"),
        ("vinh-long", "impossible-date"),
        ("vinh-long", "neonatal-mortality-above-whole"),
        ("vinh-long", "full-immunisation-u5-far-from-others"),
        ("dong-thap", "two-sections-iv"),
        ("ninh-binh", "interim-year-2026"),
        ("trieu-son", "number-blank"),
        ("trieu-son", "item-7-skipped"),
        ("trieu-son", "mortality-in-percent"),
        ("trieu-son", "child-injury-death-rate-above-whole"),
        ("trieu-son", "child-injury-rate-far-from-others"),
        ("trieu-son", "indicators-left-out"),
        ("dong-nai", "no-own-targets"),
    ],
)
def test_the_known_oddities_are_told(unit_id: str, finding_id: str) -> None:
    plans = _plans()
    table = plan_findings(plans[unit_id], PROGRAMME, plans.values())
    assert finding_id in list(table["finding_id"])
    assert table["finding_id"].is_unique
    assert table.notna().all().all()


def test_findings_do_not_depend_on_the_order_of_the_other_plans() -> None:
    plans = _plans()
    for plan in plans.values():
        there = plan_findings(plan, PROGRAMME, plans.values())
        back = plan_findings(plan, PROGRAMME, reversed(plans.values()))
        pd.testing.assert_frame_equal(there, back)


def test_every_plan_has_all_chi_tieu_and_a_valid_table() -> None:
    plans = _plans()
    assert tuple(plans) == PLANNED
    for unit_id, plan in plans.items():
        table = plan_targets(plan)
        TARGETS.validate(table)
        assert set(table["chi_tieu"]) == set(range(1, 25)), unit_id
        assert set(table["unit_id"]) == {unit_id}


def test_dong_nai_has_the_national_values_and_says_so() -> None:
    plans = _plans()
    nation, borrowed = plan_targets(plans["viet-nam"]), plan_targets(plans["dong-nai"])
    same = [name for name in nation.columns if name not in ("unit_id", "document")]
    pd.testing.assert_frame_equal(nation[same], borrowed[same])
    assert set(borrowed["document"]) == {
        "23/QĐ-TTg (giá trị quốc gia; kế hoạch của Đồng Nai không có chỉ tiêu bằng số)"
    }
    assert borrowed["lead_agency"].isna().all()


def test_the_police_act_with_the_lead_on_abuse() -> None:
    plan = _plans()["ninh-binh"]
    lead = lead_agency(plan, 9)
    assert lead is not None
    assert (lead.name_vi, lead.name_en) == ("Sở Y tế", "Department of Health")
    assert [a.name_vi for a in plan.responsibilities.agencies if 9 in a.joins] == ["Công an tỉnh"]
    assert lead_agency(_plans()["viet-nam"], 9) is None


def _rows(unit_id: str, indicator_id: str) -> list[tuple[object, ...]]:
    table = plan_targets(_plans()[unit_id])
    columns = ["kind", "comparator", "value", "value_high", "unit", "year", "period"]
    chosen = table.loc[table["indicator_id"] == indicator_id, columns].astype(object)
    return [tuple(row) for row in chosen.where(chosen.notna(), None).to_numpy()]


def test_each_kind_of_target_is_carried() -> None:
    reduction = ("yearly_reduction", "reduce_yearly", 2.0, 3.0, "percent_per_year", None)
    assert _rows("ninh-binh", "child_marriage") == [(*reduction, "2026-2030")]
    assert _rows("viet-nam", "child_marriage") == [(*reduction, "2025-2030")]
    assert _rows("vinh-long", "child_marriage") == [
        ("zero", "equal", 0.0, None, "cases", None, None)
    ]
    assert _rows("dong-thap", "disaster_support") == [
        ("always", "at_least", 100.0, None, "percent", None, None)
    ]
    assert _rows("ninh-binh", "school_sanitation") == [
        ("threshold", "at_least", 100.0, None, "percent", 2026, None),
        ("maintain", "at_least", 100.0, None, "percent", 2030, "2026-2030"),
    ]
    assert _rows("dong-thap", "special_circumstances_supported") == [
        ("maintain", "above", 90.0, None, "percent", 2025, None),
        ("maintain", "above", 95.0, None, "percent", 2030, None),
    ]
    assert _rows("trieu-son", "neonatal_mortality")[0][:5] == (
        "threshold",
        "below",
        2.5,
        None,
        "percent",
    )

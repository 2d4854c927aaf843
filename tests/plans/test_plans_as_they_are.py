"""A plan is taken as it is: with its own count of chỉ tiêu, its own indicators, and its gaps."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from plans.made_plans import GONE, UNIT, edited, faults_of, found_in, sound_plan, target, write

from analysis.language import BadInput
from analysis.plans.findings import plan_findings
from analysis.plans.models import Plan
from analysis.plans.plans import load_plan, load_plans, parse_plan
from analysis.plans.targets import plan_indicators, plan_targets
from analysis.programme import load_programme

ABSENT = "chưa có văn bản"
SWIMMING = {
    "indicator_id": "children_who_swim",
    "chi_tieu": 25,
    "objective": 2,
    "unit": "percent",
    "better": "up",
    "name": {"vi": "Tỷ lệ trẻ em biết bơi an toàn"},
}


def read(root: Path, *edits: tuple[str, object]) -> Plan:
    write(root, edited(*edits))
    return load_plan(UNIT, load_programme(root))


def swimming(**changes: object) -> list[tuple[str, object]]:
    own = {**target(25, "children_who_swim", "percent", "up")}
    lead = ("responsibilities.agencies.0.leads", list(range(1, 26)))
    return [("indicators", [{**SWIMMING, **changes}]), ("targets.24", own), lead]


def test_a_plan_may_have_23_chi_tieu(root: Path) -> None:
    lead = ("responsibilities.agencies.0.leads", list(range(1, 24)))
    plan = read(root, ("targets.23", GONE), lead)
    assert set(plan_targets(plan)["chi_tieu"]) == set(range(1, 24))
    assert list(found_in(root)["finding_id"]) == ["shared-9-2"]


def test_a_number_that_is_skipped_is_told_and_not_refused(root: Path) -> None:
    lead = ("responsibilities.agencies.0.leads", [1, 2, 3, *range(5, 25)])
    read(root, ("targets.3", GONE), lead)
    told = found_in(root).set_index("finding_id").loc["numbers-skipped"]
    assert "không có chỉ tiêu 4 " in told["text_vi"] and told["clause"] == "I"


def test_a_plan_numbers_its_chi_tieu_as_it_does(root: Path) -> None:
    """Without the fifth national one, all that follow move up."""
    targets = [each for each in sound_plan()["targets"] if each["chi_tieu"] != 5]
    for each in targets:
        each["chi_tieu"] -= each["chi_tieu"] > 5
    lead = ("responsibilities.agencies.0.leads", list(range(1, 24)))
    plan = read(root, ("targets", targets), lead)
    programme = load_programme(root)
    known = plan_indicators(plan, programme).set_index("indicator_id")["chi_tieu"]
    assert known["hiv_mtct"] == 5 and known["participation_11plus"] == 23
    # A proxy goes with the indicator that it stands near.
    assert known["married_before_18"] == known["child_marriage"] == 12
    assert known.is_monotonic_increasing
    assert programme.known_indicators["hiv_mtct"].chi_tieu == 6
    told = found_in(root).set_index("finding_id").loc["numbered-otherwise"]
    assert "5 ← 6" in told["text_vi"]


def test_a_plan_has_an_indicator_of_its_own(root: Path) -> None:
    plan = read(root, *swimming())
    programme = load_programme(root)
    rows = plan_targets(plan).set_index("indicator_id").loc["children_who_swim"]
    assert list(rows["value"]) == [50, 60] and set(rows["chi_tieu"]) == {25}
    about = plan_indicators(plan, programme).set_index("indicator_id").loc["children_who_swim"]
    assert (about["upper"], about["decimals"], about["nature"]) == (100, 1, "administrative")
    # Nobody translated its name.
    assert about["name_en"] == about["short_vi"] == "Tỷ lệ trẻ em biết bơi an toàn"
    assert "children_who_swim" in programme.known_indicators
    assert "children_who_swim" in set(programme.indicators["indicator_id"])


def test_one_plan_s_indicators_are_none_of_another_plan(root: Path) -> None:
    write(root, edited(*swimming()))
    other = sound_plan() | {"unit_id": "ninh-binh"}
    other["territory"] = {"word": "after-2025-07", "vi": "chữ"}
    write(root, other, "ninh-binh")
    programme = load_programme(root)
    known = plan_indicators(load_plan("ninh-binh", programme), programme)
    assert "children_who_swim" not in set(known["indicator_id"])
    other["targets"].append(target(25, "children_who_swim", "percent", "up"))
    write(root, other, "ninh-binh")
    with pytest.raises(Exception, match="no indicator “children_who_swim”"):
        load_plan("ninh-binh", load_programme(root))


@pytest.mark.parametrize(
    ("key", "edits"),
    [
        ("own_is_national", swimming(indicator_id="hiv_mtct")),
        ("own_twice", [*swimming(), ("indicators.1", SWIMMING)]),
        ("own_objective", swimming(objective=9)),
        ("own_bounds", swimming(lower=50, upper=40)),
        ("unknown_indicator", swimming(part_of="happiness")),
        ("other_chi_tieu", swimming(chi_tieu=26)),
        ("other_unit_of_measure", swimming(unit="cases")),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused(
    root: Path, key: str, edits: list[tuple[str, object]]
) -> None:
    assert f"plans.{key}" in [fault.key for fault in faults_of(root, edited(*edits)).faults]


def test_two_plans_cannot_mean_two_things_by_one_indicator(root: Path) -> None:
    first = sound_plan() | {"unit_id": "ninh-binh", "indicators": [SWIMMING]}
    first["territory"] = {"word": "after-2025-07", "vi": "chữ"}
    write(root, first, "ninh-binh")
    write(root, edited(*swimming(better="down")))
    programme = load_programme(root)
    assert load_plan("ninh-binh", programme)
    with pytest.raises(Exception, match="The plan of “ninh-binh”"):
        load_plan(UNIT, programme)


def test_a_plan_s_own_wording_stays(root: Path) -> None:
    words = "dưới 9 và duy trì đến năm 2030"
    value = {"kind": "maintain", "comparator": "below", "value": 9, "year": 2030,
             "period": "2025-2030", "as_printed": words}  # fmt: skip
    name = {"vi": "Tử suất sơ sinh"}
    plan = read(root, ("targets.2.values", [value]), ("targets.2.name", name))
    rows = plan_targets(plan).set_index("indicator_id").loc[["neonatal_mortality"]]
    assert list(rows["as_printed"]) == [words] and list(rows["comparator"]) == ["below"]
    programme = load_programme(root)
    known = plan_indicators(plan, programme).set_index("indicator_id")
    assert known.at["neonatal_mortality", "name_vi"] == "Tử suất sơ sinh"
    national = programme.indicators.set_index("indicator_id")
    assert national.at["neonatal_mortality", "name_vi"] == "Tỷ suất tử vong trẻ sơ sinh"


@pytest.mark.parametrize("section", ["reviews", "reporting", "budget", "responsibilities"])
def test_a_section_without_a_text_is_read_as_that(root: Path, section: str) -> None:
    plan = read(root, (section, ABSENT))
    assert plan.absent == (section,)
    told = found_in(root).set_index("finding_id").loc["text-not-at-hand"]
    assert told["kind"] == "missing_part" and "Chưa có văn bản" in told["text_vi"]


def test_targets_without_a_text_give_way_to_the_nation_s(root: Path) -> None:
    write(root, sound_plan())
    other = sound_plan() | {"unit_id": "ninh-binh", "targets": "Chưa có  văn bản"}
    other["territory"] = {"word": "after-2025-07", "vi": "chữ"}
    # How many chỉ tiêu there are is not known, so that any may be led.
    other["responsibilities"]["agencies"][0]["leads"] = list(range(1, 28))
    write(root, other, "ninh-binh")
    plan = load_plan("ninh-binh", load_programme(root))
    assert plan.absent == ("targets",) and plan.targets_from == UNIT
    assert "chưa có văn bản" in set(plan_targets(plan)["document"]).pop()
    assert [t.indicator_id for t in plan.targets] == [
        t.indicator_id for t in load_plan(UNIT, load_programme(root)).targets
    ]


def test_one_target_without_a_text_is_named_and_not_judged(root: Path) -> None:
    plan = read(root, ("targets.5.values", ABSENT))
    (gone,) = plan.absent_targets
    assert (gone.chi_tieu, gone.indicator_id) == (6, "hiv_mtct")
    assert "hiv_mtct" not in set(plan_targets(plan)["indicator_id"])
    told = found_in(root).set_index("finding_id").loc["text-not-at-hand"]
    assert told["indicator_ids"] == "hiv_mtct" and "chỉ tiêu 6" in told["text_vi"]
    # Its place in the plan is known: it is neither skipped nor left out.
    assert "numbers-skipped" not in set(found_in(root)["finding_id"])


def test_a_sum_that_does_not_add_up_is_told(root: Path) -> None:
    read(root, ("budget.total", 31))
    told = found_in(root).set_index("finding_id").loc["budget-does-not-add-up"]
    assert "cộng lại là 30 đồng, tổng ghi 31 đồng, chênh 1 đồng" in told["text_vi"]


def test_a_chi_tieu_without_a_lead_is_told(root: Path) -> None:
    read(root, ("responsibilities.agencies.0.leads", list(range(1, 24))))
    told = found_in(root).set_index("finding_id").loc["targets-without-lead"]
    assert "chỉ tiêu 24" in told["text_vi"]


def test_a_plan_without_an_interim_year_is_read(root: Path) -> None:
    targets = sound_plan()["targets"]
    for each in targets:
        each["values"] = each["values"][1:]
    plan = read(root, ("targets", targets), ("interim_year", None))
    assert plan.interim_year is None and set(plan_targets(plan)["year"]) == {2030}
    assert "no-value-for-2030" not in set(found_in(root)["finding_id"])


def without_english(part: Any) -> Any:
    if isinstance(part, dict):
        return {k: without_english(v) for k, v in part.items() if k not in ("en", "name_en")}
    return [without_english(each) for each in part] if isinstance(part, list) else part


def test_nobody_needs_to_translate_a_plan(root: Path) -> None:
    finding = {"id": "odd", "kind": "value", "clause": "I", "indicator_ids": [], "vi": "lạ"}
    note = {"vi": "Bản sao không có số."}
    bare = [("findings.0", finding), ("document.number", None), ("document.note", note)]
    write(root, without_english(edited(*bare)))
    plan = load_plan(UNIT, load_programme(root))
    assert plan.document.title.en == plan.document.title.vi == "chữ"
    assert plan.responsibilities.agencies[0].name_en == "Sở A"
    assert plan.findings[0].en == "lạ" and plan.territory.en == "chữ"


def test_all_of_a_file_s_faults_come_in_one_round(root: Path) -> None:
    """Shape and sense at once: a broken section hides nothing of the others."""
    error = faults_of(
        root,
        edited(
            ("reporting.due.month", 13),
            ("reviews.0.year", 2035),
            ("document.number", None),
            ("responsibilities.agencies.1.leads", [3]),
            ("responsibilities.agencies.0.clause", 7),
            ("targets.0.values.0.value", "nhiều"),
            ("targets.0.values.1.value", 101),
            ("targets.1.indicator_id", "happiness"),
            ("targets.2.unit", "percent"),
        ),
    )
    assert {fault.key for fault in error.faults} >= {
        "yaml.out_of_bounds",
        "yaml.not_text",
        "yaml.not_number",
        "plans.year_outside_period",
        "plans.blank_without_note",
        "plans.value_out_of_range",
        "plans.unknown_indicator",
        "plans.other_unit_of_measure",
    }


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    keys = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield (*path, key)
        yield from places(node[key], (*path, key))


@pytest.mark.slow
@pytest.mark.parametrize("junk", [None, GONE, "", 5, -1, [], {}, [None], ABSENT, True, "x" * 600],
                         ids=lambda junk: "gone" if junk is GONE else str(junk))  # fmt: skip
def test_whatever_stands_in_its_place_a_file_is_read_or_refused(junk: object) -> None:
    """No fault of a file is met by anything but messages about it."""
    programme = load_programme(Path(__file__).parents[2])
    whole = edited(*swimming(), ("targets", sound_plan()["targets"][:2]),
                   ("targets.2", target(25, "children_who_swim", "percent", "up")),
                   ("responsibilities.agencies.0.leads", [1, 2, 25]))  # fmt: skip
    for path in places(whole):
        spoilt = edited_at(whole, path, junk)
        words = yaml.safe_dump(spoilt, allow_unicode=True).replace("'2021-01-07'", "2021-01-07")
        with suppress(BadInput):
            plan = parse_plan(words.encode(), "x.yml", UNIT, programme)
            assert len(plan_findings(plan, programme)) and len(plan_targets(plan)), path


def edited_at(whole: Any, path: tuple[Any, ...], junk: object) -> Any:
    spoilt = copy.deepcopy(whole)
    *parents, last = path
    place = spoilt
    for step in parents:
        place = place[step]
    if junk is GONE:
        del place[last]
    else:
        place[last] = junk
    return spoilt


def test_a_file_without_targets_is_told_what_to_write(root: Path) -> None:
    (fault,) = [f for f in faults_of(root, edited(("targets", []))).faults
                if f.key == "plans.no_targets"]  # fmt: skip
    assert "chưa có văn bản" in fault.message("vi")


def test_the_project_s_own_plans_declare_nothing_and_lack_no_text() -> None:
    programme = load_programme(Path(__file__).parents[2])
    for plan in load_plans(programme).values():
        assert not plan.indicators and not plan.absent and not plan.absent_targets
        known = plan_indicators(plan, programme)
        assert known.equals(programme.indicators), plan.unit_id

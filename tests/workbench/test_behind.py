"""Behind a number: its statements with their revisions, and the rule that gave a status."""

from __future__ import annotations

import pytest

from analysis import workbench as wb
from analysis.programme import STATUSES
from analysis.workbench.behind import changed_verdicts, statements_behind, yearly_moves


def test_a_figure_leads_to_its_statements_and_the_one_in_use(bench: wb.Workbench) -> None:
    chain = bench.unit("ninh-binh").chain
    found = statements_behind(chain, "stunting_u5", 2024).set_index("statement")
    [old] = found.index[found["superseded_by"].notna()]
    new = int(found.at[old, "superseded_by"])
    assert found.at[new, "supersedes"] == old and found.at[old, "value"] != found.at[new, "value"]
    assert not found.at[old, "in_use"] and found.at[new, "in_use"]
    assert found["document"].str.contains("Măng Non").all()


def test_each_year_of_the_series_has_one_statement_in_use(bench: wb.Workbench) -> None:
    unit = bench.unit("ninh-binh")
    for indicator_id in ("stunting_u5", "child_friendly_communes"):
        found = statements_behind(unit.chain, indicator_id)
        used = found[found["in_use"]].groupby("year").size()
        series = unit.indicator(indicator_id).table("series")
        assert used.to_dict() == dict.fromkeys(series["year"].astype(int), 1)


def test_a_status_leads_to_the_rule_and_its_numbers(english: wb.Workbench) -> None:
    unit = english.unit("ninh-binh")
    for verdict in unit.indicator("stunting_u5").why():
        probability = verdict.row["attainment_probability"]
        assert f"{100 * probability:.1f}%" in verdict.rule.replace("\u00a0", "")
        assert "grade A" in verdict.rule and verdict.sentence in str(verdict)


@pytest.mark.slow
def test_each_status_has_its_rule_in_both_languages(bench: wb.Workbench) -> None:
    root, told = bench.setting.root, set()
    units = {"ninh-binh": "real", "trieu-son": "real", "vinh-long": "illustrative"}
    for unit_id, data in units.items():
        table = wb.open(root, data=data, edition=2026).unit(unit_id).result_table()  # type: ignore[arg-type]
        for status, rows in table.groupby("status"):
            said = {}
            for lang in ("vi", "en"):
                desk = wb.open(root, lang=lang, data=data, edition=2026)  # type: ignore[arg-type]
                indicator = desk.unit(unit_id).indicator(rows["indicator_id"].iloc[0])
                said[lang] = [verdict.rule for verdict in indicator.why()]
            assert all(said["vi"]) and all(said["en"]) and said["vi"] != said["en"]
            told.add(status)
    assert told == set(STATUSES)


def test_moves_tell_what_may_be_behind_them(bench: wb.Workbench) -> None:
    found = yearly_moves(bench.unit("ninh-binh").chain, "stunting_u5")
    within = found["change"].abs() <= found["usual"]
    said = found["remark"].fillna("").str.contains("sai số mẫu")
    assert within.any() and within.equals(said)
    assert found["change"].dropna().sum() == pytest.approx(
        found["value"].iloc[-1] - found["value"].iloc[0]
    )


def test_a_move_with_nothing_behind_it_in_the_figures_says_whom_to_ask() -> None:
    found = yearly_moves(wb.open(lang="vi").unit("viet-nam").chain, "full_immunisation_u1")
    moved = found[found["change"].fillna(0.0) != 0.0]
    assert len(moved) and moved["remark"].notna().all()
    assert "cơ quan chủ trì" in moved.set_index("year")["remark"][2019]


def test_a_break_that_the_source_notes_is_told_of_its_move() -> None:
    found = yearly_moves(wb.open(lang="vi").unit("vinh-long").chain, "infant_mortality")
    assert "2009" in found.set_index("year")["remark"][2009]


@pytest.mark.slow
def test_causes_add_up_to_the_whole_change_of_a_probability(bench: wb.Workbench) -> None:
    found = changed_verdicts(bench.unit("ninh-binh").chain, "stunting_u5")
    causes = found[[name for name in found.columns if name.startswith("by_")]].sum(axis=1)
    change = found["probability_now"] - found["probability_before"]
    assert len(found) == 2 and causes.tolist() == pytest.approx(change.tolist())

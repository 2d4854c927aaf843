"""What changed since the previous edition: every cause alone, and that the parts make the whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from analysis.assessment.assessment import assess
from analysis.assessment.changes import CAUSES, EditionChanges, compare_editions
from analysis.assessment.inputs import Inputs, PreviousEdition, year_before
from analysis.assessment.verdicts import judge_unit
from analysis.exhibits import Table
from analysis.language import LANGS, Lang
from analysis.ledger import current_observations
from analysis.report import changes as told_changes

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.conftest import InputsRead

UNIT = "vinh-long"
FEW = ("child_friendly_communes", "stunting_u5", "special_circumstances_supported")
EFFECTS = [f"by_{cause}" for cause in CAUSES]
END_OF_2025 = year_before(2026).as_of
REVISED = "special_circumstances_supported"


@pytest.fixture(scope="module")
def few(inputs_read: InputsRead) -> Inputs:
    """Three indicators of the illustrative unit; one 2024 figure of two of them was revised."""
    inputs = inputs_read(UNIT, "illustrative")
    statements = inputs.statements[UNIT]
    statements = statements[statements["indicator_id"].isin(FEW)]
    targets = inputs.targets[inputs.targets["indicator_id"].isin(FEW)]
    return with_statements(replace(inputs, targets=targets), statements)


def with_statements(inputs: Inputs, statements: pd.DataFrame) -> Inputs:
    ledger = current_observations(statements)
    return replace(inputs, statements={UNIT: statements}, ledgers={UNIT: ledger})


def compared(inputs: Inputs, previous: PreviousEdition, edition: int = 2026) -> EditionChanges:
    found = compare_editions(inputs, edition, judge_unit(inputs, edition), previous)
    assert found is not None
    return found


def causes(found: EditionChanges) -> set[str]:
    return {cause for had in found.targets["causes"] for cause in had}


def test_effects_add_up_to_the_whole_change(few: Inputs) -> None:
    targets = compared(few, year_before(2026)).targets
    whole = targets["probability_now"] - targets["probability_before"]
    assert (targets[EFFECTS].sum(axis=1) - whole).abs().max() < 1e-12
    assert whole.abs().max() > 0.05


def test_the_same_edition_on_the_same_figures_has_not_changed(few: Inputs) -> None:
    found = compared(few, PreviousEdition(2026, "2026-12-31T23:59:59+07:00", None))
    assert causes(found) == set()
    assert (found.targets[EFFECTS] == 0).all(axis=None)
    assert found.outcomes.empty


def test_a_year_without_news_changes_no_verdict(few: Inputs) -> None:
    old = few.statements[UNIT]
    waited = with_statements(few, old[old["received"] <= END_OF_2025])
    assert causes(compared(waited, year_before(2026))) <= {"time"}
    late = compared(waited, PreviousEdition(2025, END_OF_2025, None), edition=2030)
    assert causes(late) == set()


def test_a_revision_and_a_new_figure_are_told_apart(few: Inputs) -> None:
    statements = few.statements[UNIT]
    only_revised = statements[
        (statements["received"] <= END_OF_2025) | statements["supersedes"].notna()
    ]
    found = compared(with_statements(few, only_revised), year_before(2026))
    assert causes(found) == {"revision"}
    moved = found.targets[found.targets["causes"].map(len) > 0]
    assert REVISED in set(moved["indicator_id"])
    only_new = statements[(statements["received"] <= END_OF_2025) | statements["supersedes"].isna()]
    found = compared(with_statements(few, only_new), year_before(2026))
    assert causes(found) == {"new_data"}


def test_published_results_show_what_the_method_and_the_targets_have_changed(few: Inputs) -> None:
    before = assess(few, 2025)
    published = before.published_results.copy()
    previous = PreviousEdition(2025, "2026-12-31T23:59:59+07:00", published)
    assert causes(compared(few, previous)) <= {"time"}

    other_method = published.assign(attainment_probability=0.5)
    found = compared(few, replace(previous, published=other_method))
    assert "method" in causes(found) and "target" not in causes(found)

    lower = published.assign(target_value=published["target_value"] - 10)
    easier = replace(few, targets=few.targets.assign(value=few.targets["value"] - 10))
    lower_published = assess(easier, 2025).published_results
    pd.testing.assert_series_equal(lower_published["target_value"], lower["target_value"])
    found = compared(few, replace(previous, published=lower_published))
    assert causes(found) - {"time"} == {"target"}


def test_there_is_nothing_to_compare_with_before_the_first_statement(few: Inputs) -> None:
    first = PreviousEdition(2016, "2016-12-31T23:59:59+07:00", None)
    assert compare_editions(few, 2026, judge_unit(few, 2026), first) is None


def test_outcomes_hold_every_figure_that_came_in_for_a_projected_year(few: Inputs) -> None:
    found = compared(few, year_before(2026))
    outcomes = found.outcomes.set_index("indicator_id")
    assert set(outcomes.index) == set(FEW) and set(outcomes["year"]) == {2025}
    ledger = few.ledgers[UNIT].query("year == 2025").set_index("indicator_id")
    exact = 100 * ledger["numerator"] / ledger["denominator"]
    assert outcomes["observed"].to_dict() == exact.to_dict()
    inside = outcomes["observed"].between(outcomes["projected_p10"], outcomes["projected_p90"])
    assert (outcomes["within"] == inside).all()


@pytest.mark.parametrize("lang", LANGS)
def test_section_tells_the_changes_or_that_there_were_none(few: Inputs, lang: Lang) -> None:
    told = assess(few, 2026)
    shown = told_changes.changes(told, lang).html()
    assert told.changes is not None
    moved = told.changes.targets
    moved = moved[moved["status_before"] != moved["status_now"]]
    tables = [item for item in told_changes.changes(told, lang).items if isinstance(item, Table)]
    assert 0 < len(tables[0].groups[0].rows) == min(len(moved), told_changes.MOST)
    assert ("sửa số liệu" if lang == "vi" else "revised figures") in shown
    listed = [item for item in told_changes.annex(told, lang).items if isinstance(item, Table)]
    assert [len(table.groups[0].rows) for table in listed] == [
        len(moved), len(told.changes.outcomes)
    ]  # fmt: skip
    first = assess(few, 2026, PreviousEdition(2016, "2016-12-31T23:59:59+07:00", None))
    assert not [item for item in told_changes.changes(first, lang).items if isinstance(item, Table)]
    assert told_changes.annex(first, lang).items == ()

"""How the overview opens, and its maps: what is said and drawn is what the value holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from making.words_of_pictures import overlapping, written
from overview.made_overviews import figures, shown, synthetic

from analysis.exhibits import Callout, Figure, Heading, Prose, Table
from analysis.language import LANGS, Lang
from analysis.overview.message import message
from analysis.overview.overview import Overview

if TYPE_CHECKING:
    from tests.conftest import Assessed


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_it_opens_with_its_message_in_numbered_sentences_and_a_chart(
    assessed: Assessed, real: Overview, lang: Lang
) -> None:
    for overview in (real, synthetic(assessed, 2)):
        items = shown(overview, lang, "summary")
        assert [type(item) for item in items] == [Callout, Heading, Prose, Figure, Table]
        assert isinstance(items[2], Prose)
        said = items[2].markdown
        final, interim = (len(overview.cells(stage)) for stage in ("final", "interim"))
        assert all(f"{place}. **" in said for place in (1, 2, 3, 4))
        assert str(final) in said
        assert str(interim) in said
        assert str(sum(map(len, overview.coverage["owed_years"]))) in said


@pytest.mark.slow
def test_the_message_counts_what_the_table_of_verdicts_holds(real: Overview) -> None:
    said = message(real, "vi")
    final = real.cells("final")
    unknown = final["status"].isin(["insufficient_evidence", "no_data", "not_judged"]).sum()
    at_risk = final["status"].isin(["not_achieved", "very_unlikely",
                                    "unlikely_without_acceleration"]).sum()  # fmt: skip
    assert f"{unknown} chưa đủ căn cứ" in said
    assert f"{at_risk:02d} không đạt, khó đạt hoặc rất khó đạt" in said
    assert " 0 " not in said


@pytest.mark.slow
def test_bars_tell_every_count_in_words_and_on_the_bar(assessed: Assessed) -> None:
    overview = synthetic(assessed, 9)
    (chart,) = figures(shown(overview, "vi", "summary"))
    numbers = [each.words.split()[-1] for each in written(chart.svg)]
    for stage in ("interim", "final"):
        counts = overview.status_counts(stage, "unit_id").to_numpy().ravel()
        for count in {*counts} - {0}:
            assert str(count) in numbers
    assert overlapping(chart.svg) == []


@pytest.mark.slow
def test_maps_name_their_source_and_the_archipelagos(assessed: Assessed) -> None:
    for figure in figures(shown(synthetic(assessed, 9), "vi", "maps")):
        assert figure.note is not None
        assert "geoBoundaries" in figure.note
        assert "CC BY 4.0" in figure.note
        assert "Hoàng Sa và Trường Sa" in figure.alt


@pytest.mark.slow
def test_maps_are_drawn_only_where_they_compare(assessed: Assessed) -> None:
    (alone,) = figures(shown(synthetic(assessed, 1), "vi", "maps"))
    assert alone.width_mm < 60
    figure, *_ = figures(shown(synthetic(assessed, 2), "vi", "maps"))
    assert "; " in figure.alt


@pytest.mark.slow
def test_every_projected_verdict_of_the_scorecard_tells_what_it_stands_on(
    assessed: Assessed,
) -> None:
    overview = synthetic(assessed, 2)
    (table,) = (each for each in shown(overview, "vi", "scorecard") if isinstance(each, Table))
    graded = overview.cells("final")["evidence_grade"].dropna()
    cells = [cell for group in table.groups for row in group.rows for cell in row]
    told = [cell for cell in cells if "căn cứ bậc" in (cell.said or "")]
    assert len(told) == len(graded) > 0
    assert sorted(cell.icon[-1] for cell in told) == sorted(graded)
    assert "A, B, C: bậc căn cứ" in table.note

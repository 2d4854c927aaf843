"""An import taken back by new statements: what stands again, and what is left as it was."""

from __future__ import annotations

import pytest
from making.ledgers import figure

from analysis.ledger import Row, number_statements, undo_import, without_undone
from analysis.ledger.observations import current_observations, table_of
from analysis.ledger.statements import WITHDRAWN
from analysis.tables import Record

FIRST, SECOND, THIRD, LATER = (f"2026-11-{day}T08:15:00+07:00" for day in (22, 23, 24, 25))
FIGURES = {"revised": figure("vinh-long", 2016, "9.9", note="Văn bản: A"),
           "untouched": figure("vinh-long", 2014, "10.1")}  # fmt: skip


def stated(*receipts: tuple[str, list[Row]]) -> list[Row]:
    ledger: list[Row] = []
    for moment, figures in receipts:
        ledger += number_statements(figures, ledger, moment)
    return ledger


def undo(ledger: list[Row], moment: str, received: str) -> list[Row]:
    return [*ledger, *number_statements(undo_import(ledger, moment).figures, ledger, received)]


IMPORTED = stated(
    (FIRST, list(FIGURES.values())),
    (SECOND, [figure("vinh-long", 2016, "8.8"), figure("vinh-long", 2017, "8.1")]),
)


def standing(ledger: list[Row]) -> dict[int, float]:
    table = table_of([Record(number, row) for number, row in enumerate(ledger, start=2)])
    found = current_observations(table)
    return dict(zip(found["year"], found["value"], strict=True))


def test_what_stood_stands_again_and_what_was_new_is_withdrawn() -> None:
    ledger = undo(IMPORTED, SECOND, THIRD)
    assert ledger[: len(IMPORTED)] == IMPORTED
    assert standing(ledger) == {2014: 10.1, 2016: 9.9}
    restored, withdrawn = ledger[-2:]
    assert restored["note"] == f"Văn bản: A; Hoàn tác lần nhập {SECOND}"
    assert (withdrawn["status"], withdrawn["value"]) == (WITHDRAWN, "8.1")
    assert [row["supersedes"] for row in (restored, withdrawn)] == ["3", "4"]


def test_an_import_is_undone_once() -> None:
    again = undo_import(undo(IMPORTED, SECOND, THIRD), SECOND)
    assert again.found and not again.figures and not again.newer


def test_a_file_that_was_sent_again_can_be_undone_again() -> None:
    ledger = undo(IMPORTED, SECOND, THIRD)
    ledger += number_statements([figure("vinh-long", 2017, "8.1")], ledger, LATER)
    assert standing(ledger)[2017] == 8.1
    assert 2017 not in standing(undo(ledger, LATER, LATER))


def test_figures_that_were_stated_since_are_named() -> None:
    newer = number_statements([figure("vinh-long", 2017, "8.2")], IMPORTED, THIRD)
    assert undo_import([*IMPORTED, *newer], SECOND).newer == newer
    other = number_statements([figure("vinh-long", 2018, "8.2")], IMPORTED, THIRD)
    assert not undo_import([*IMPORTED, *other], SECOND).newer


def test_an_import_that_the_ledger_has_nothing_of_is_not_found() -> None:
    assert not undo_import(IMPORTED, THIRD).found


@pytest.mark.parametrize("more", [[], [figure("vinh-long", 2016, "9.8")]])
def test_what_was_undone_is_no_revision(more: list[Row]) -> None:
    ledger = undo(IMPORTED, SECOND, THIRD)
    ledger += number_statements(more, ledger, LATER)
    table = table_of([Record(number, row) for number, row in enumerate(ledger, start=2)])
    left = without_undone(table)
    assert left["value"].tolist() == [9.9, 10.1, *(float(row["value"]) for row in more)]
    assert left["supersedes"].dropna().tolist() == [1] * len(more)

"""A file with very many faults, figures or sources is refused in few words."""

from __future__ import annotations

import time

import pytest
from intake.sent_tables import VOCABULARY

from analysis.intake.parsing import headers, limits, tables
from analysis.intake.parsing.limits import first_faults
from analysis.intake.parsing.measures import read_measure
from analysis.intake.parsing.tables import read_tables
from analysis.language import BadInput, Fault
from analysis.sheets import Row, Sheet

HEAD = ["unit_id", "indicator_id", "year", "value", "numerator", "denominator", "source",
        "published"]  # fmt: skip


def sheet_of(*rows: list[str], head: list[str] = HEAD) -> Sheet:
    return Sheet(None, [Row(number, cells) for number, cells in enumerate([head, *rows], 1)])


SAID = {"unit_id": "vinh-long", "indicator_id": "infant_mortality", "year": "2025",
        "value": "9,5", "source": "x"}  # fmt: skip


def figure(**said: str) -> list[str]:
    return list((dict.fromkeys(HEAD, "") | SAID | said).values())


@pytest.mark.slow
def test_faults_are_told_up_to_a_limit_and_then_that_there_are_more() -> None:
    rows = [figure(unit_id=f"tinh-{number}") for number in range(3_000)]
    began = time.process_time()
    faults = read_tables([sheet_of(*rows)], "x.csv", VOCABULARY).faults
    assert time.process_time() - began < 10
    assert len(faults) == limits.MOST_FAULTS + 1
    assert (faults[-1].key, faults[-1].row) == ("intake.too_many_faults", limits.MOST_FAULTS + 2)
    assert "1.000 lỗi" in faults[-1].message("vi")


def test_few_faults_are_told_as_they_are() -> None:
    faults = [Fault("intake.empty_cell", "x.csv", row) for row in range(limits.MOST_FAULTS)]
    assert first_faults(iter(faults)) == faults


def test_a_figure_that_very_many_sources_give_is_refused_before_they_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "MOST_SOURCES", 2)
    said = [figure(source=f"Báo cáo {number}/BC") for number in range(3)]
    assert not read_tables([sheet_of(*said[:2])], "x.csv", VOCABULARY).faults
    with pytest.raises(BadInput) as refusal:
        read_tables([sheet_of(*said)], "x.csv", VOCABULARY)
    (fault,) = refusal.value.faults
    assert (fault.key, fault.row, fault.column) == ("intake.too_many_sources", 4, "source")


def test_very_many_figures_are_sent_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_FIGURES", 2)
    two = read_tables([sheet_of(figure(), figure(year="2024"))], "x.csv", VOCABULARY)
    assert (len(two.entries), two.faults) == (2, [])
    three = read_tables([sheet_of(*[figure()] * 3)], "x.csv", VOCABULARY)
    assert [fault.key for fault in three.faults] == ["intake.too_many_figures"]
    assert not three.entries


def test_very_many_unknown_columns_are_looked_at_once() -> None:
    head = [*HEAD, *(f"c{number}" for number in range(15_000))]
    rows = [figure(year=str(1990 + number % 30)) for number in range(900)]
    sheet = sheet_of([*figure(), *["1"] * 15_000], *rows, head=head)
    began = time.process_time()
    faults = read_tables([sheet], "x.csv", VOCABULARY).faults
    assert time.process_time() - began < 5
    assert faults[0].key == "intake.unknown_column"
    assert faults[limits.MOST_FAULTS].key == "intake.too_many_faults"


def test_a_measure_longer_than_any_is_not_known() -> None:
    assert read_measure("1" + "0" * 5_000) is None
    assert read_measure("1000") == headers.Measure(times=1_000)

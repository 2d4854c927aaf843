"""What taking a figure would do, and how its doubts are confirmed."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from intake.judged_figures import entry, proposals_of, stated

from analysis.intake.judging.doubts import Doubt, read_confirmations
from analysis.intake.judging.proposals import (
    confirmed_note,
    sent_note,
)
from analysis.language import BadInput, Fault


def test_empty_cells_agree_with_a_statement_that_has_more() -> None:
    before = stated(2025, "20.0", numerator="20", denominator="100", nature="modelled",
                    published="2026", note="Ghi chú; Xác nhận khi nhập: đúng")  # fmt: skip
    (proposal,) = proposals_of([entry(value="20")], [before])
    assert proposal.state == "unchanged"


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"value": "21"}, "revised"),
        ({"qualifier": "nearly"}, "revised"),
        ({"numerator": "21"}, "revised"),
        ({"published": "2026-11"}, "restated"),
        ({"status": "preliminary"}, "restated"),
        ({"note": "khác"}, "restated"),
        ({"source": "register"}, "new"),
        ({"year": "2024"}, "new"),
    ],
)
def test_what_taking_it_would_do(cells: dict[str, str], state: str) -> None:
    before = stated(2025, "20", numerator="20", denominator="100", published="2026", note="x")
    (proposal,) = proposals_of([entry(**cells)], [before])
    assert proposal.state == state


def test_a_figure_continues_the_nature_of_its_source() -> None:
    modelled = [stated(2024, "20", nature="modelled")]
    assert proposals_of([entry()], modelled)[0].said["nature"] == "modelled"
    assert proposals_of([entry(source="register")], modelled)[0].said["nature"] == "survey"
    assert proposals_of([entry(nature="census")], modelled)[0].said["nature"] == "census"


@given(st.text(st.characters(blacklist_characters=";\n\r", blacklist_categories=("Cs",))))
def test_a_confirmed_note_gives_back_what_was_sent(reason: str) -> None:
    for note in ("", "Ghi chú", "Ghi chú; Văn bản: Báo cáo 1"):
        assert sent_note(confirmed_note(note, [reason])) == note


# Confirmations.


DOUBTS = [Doubt(Fault("imports.no_files", file=str(number)), (number,)) for number in range(5)]


@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        (["1: a"], [1]),
        (["1: a", "3: b"], [1, 3]),
        (["1,3: a"], [1, 3]),
        (["2-4: a"], [2, 3, 4]),
        (["1, 3 - 5: a"], [1, 3, 4, 5]),
        (["all: a"], [1, 2, 3, 4, 5]),
        (["Tất cả: a"], [1, 2, 3, 4, 5]),
        ([], []),
    ],
)
def test_confirmations_name_warnings_by_number(given: list[str], numbers: list[int]) -> None:
    reasons = read_confirmations(given, DOUBTS)
    assert set(reasons) == {DOUBTS[number - 1].identity for number in numbers}


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("1", "bad_confirmation"),
        ("một: a", "bad_confirmation"),
        ("-1: a", "bad_confirmation"),
        ("1: ", "empty_reason"),
        ("all: -", "empty_reason"),
        ("6: a", "no_such_doubt"),
        ("0: a", "no_such_doubt"),
        ("1-999999999: a", "no_such_doubt"),
    ],
)
def test_confirmations_that_say_nothing_are_refused(given: str, key: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_confirmations([given], DOUBTS)
    assert [fault.key for fault in refused.value.faults] == [f"imports.{key}"]

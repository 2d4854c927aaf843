"""Every text has a length: told, and refused beyond it before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from intake.sent_figures import JUMP, Call, contents, import_one, ledger, row

from analysis.intake import Doubt
from analysis.ledger import CONFIRMED, LONGEST, LONGEST_KEPT, load_sources, open_books


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("note", "n" * (LONGEST["note"] + 1)),
        ("note", "n" * 30_000),
        ("note", CONFIRMED + "n" * 30_000),
        ("note", "; ".join(f"Văn bản: {number}" for number in range(500))),
        ("source", "s" * (LONGEST["source"] + 1)),
        ("publisher", "Sở Y tế " + "p" * LONGEST["publisher"]),
    ],
)
def test_a_text_beyond_its_length_is_refused(
    column: str, words: str, project: Path, call: Call, tmp_path: Path
) -> None:
    row(**{column: words})(tmp_path / "so.csv")
    before = contents(project)
    code, _, messages = call("import", tmp_path / "so.csv")
    assert code == 2 and f"dài {len(words)} ký tự" in messages
    assert len(messages) < 600
    assert contents(project) == before


def test_texts_of_their_full_length_come_back_as_they_were(
    project: Path, call: Call, tmp_path: Path
) -> None:
    note = "ghi chú, " * 55 + "12345"
    words = {"note": note, "source": "Báo cáo " + "ệ" * 292, "publisher": "Sở Y tế " + "Ế" * 292}
    row(**words)(tmp_path / "so.csv")
    code, _, messages = call("import", tmp_path / "so.csv")
    assert (code, messages) == (0, "") and len(note) == LONGEST["note"]
    kept = ledger(project)[-1]
    assert kept["note"].startswith(note + "; ") and len(kept["note"]) < LONGEST_KEPT["note"]
    sources = load_sources(open_books(project)).set_index("source")
    assert words["publisher"] in sources.at[kept["source"], "publisher_vi"]
    code, output, _ = call("import", tmp_path / "so.csv")
    assert code == 0 and "mới 0, sửa 0" in output


def test_a_reason_is_held_to_its_length_however_it_is_given(
    project: Path, call: Call, tmp_path: Path
) -> None:
    JUMP(tmp_path / "so.csv")
    before, reason = contents(project), "vì " * 200
    code, _, messages = call("import", tmp_path / "so.csv", "--confirm", f"1: {reason}")
    assert code == 2 and f"tối đa {LONGEST['reason']}" in messages

    def ask(_file: str, doubts: Sequence[Doubt]) -> dict[str, str]:
        return {doubt.identity: reason for doubt in doubts}

    result = import_one(project, tmp_path / "so.csv", ask=ask)
    assert [fault.key for fault in result.faults] == ["intake.text_too_long"]
    assert contents(project) == before
    code, _, messages = call("import", tmp_path / "so.csv", "--publisher", "x" * 301)
    assert code == 2 and "tối đa 300" in messages

"""What is read at once for many units equals what is read for each alone."""

from __future__ import annotations

import shutil
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.assessment import read_inputs, read_together
from analysis.ledger import load_shelf, open_books
from analysis.programme import load_programme

ROOT = Path(__file__).parents[2]
UNITS = ("vinh-long-2025", "dong-nai")


def assert_same(one: Any, other: Any, place: str) -> None:
    """Look at every table, cell by cell and type by type, and at every value in order."""
    assert type(one) is type(other), place
    if isinstance(one, pd.DataFrame):
        assert_frame_equal(one, other, check_exact=True, obj=place)
    elif isinstance(one, dict):
        assert list(one) == list(other), place
        for key in one:
            assert_same(one[key], other[key], f"{place}[{key}]")
    elif isinstance(one, tuple | list):
        assert len(one) == len(other), place
        for number, (mine, theirs) in enumerate(zip(one, other, strict=True)):
            assert_same(mine, theirs, f"{place}[{number}]")
    elif is_dataclass(one):
        for each in fields(one):
            assert_same(getattr(one, each.name), getattr(other, each.name), f"{place}.{each.name}")
    else:
        assert one == other, place


@pytest.mark.slow
# In the second one, what some of the peers state now was not known yet.
@pytest.mark.parametrize("as_of", [None, "2026-11-23T00:00:00+07:00"])
def test_a_unit_of_many_has_the_inputs_that_it_has_alone(as_of: str | None) -> None:
    together = read_together(ROOT, UNITS, "real", as_of)
    assert together.ledgers is not None
    for unit_id in UNITS:
        shared = read_inputs(ROOT, unit_id, "real", as_of, together)
        assert_same(shared, read_inputs(ROOT, unit_id, "real", as_of), unit_id)


@pytest.mark.slow
def test_peers_are_seen_as_they_were_when_the_unit_stated_last() -> None:
    """Vĩnh Long stated something after all others: none of them may look ahead at it."""
    together = read_together(ROOT, UNITS, "real")
    assert together.ledgers is not None
    newest = together.ledgers.whole.statements["vinh-long"]
    _, beside = together.ledgers.abreast(["dong-nai"], ["vinh-long"])
    seen = beside.observations["vinh-long"]
    assert 0 < len(seen) < len(newest)
    assert newest["received"].max() > "2026-11-30"
    assert set(seen["source"]).isdisjoint(newest.loc[newest["received"] > "2026-11-30", "source"])


def test_a_broken_ledger_leaves_each_unit_to_be_read_alone(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "parameters", tmp_path / "parameters")
    ledger = tmp_path / "data" / "observations" / "ben-tre.csv"
    ledger.write_text(ledger.read_text("utf-8") + "torn,row\n", "utf-8")
    programme = load_programme(tmp_path)
    books = open_books(tmp_path)
    assert load_shelf(["ben-tre", "viet-nam"], books, programme, None) is None
    together = read_together(tmp_path, ("ninh-binh", "dong-nai"), "real")
    assert_same(
        read_inputs(tmp_path, "ninh-binh", "real", None, together),
        read_inputs(tmp_path, "ninh-binh", "real"),
        "ninh-binh",
    )

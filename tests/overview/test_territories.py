"""What is known of today's provinces: own figures, and those of the former ones put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from analysis.overview.territories import TERRITORY_COLUMNS, measure_territories
from analysis.programme import NATION

if TYPE_CHECKING:
    from tests.conftest import InputsRead

PARTS = ("vinh-long", "ben-tre", "tra-vinh")


@pytest.fixture(scope="module")
def ledgers(inputs_read: InputsRead) -> dict[str, pd.DataFrame]:
    return dict(inputs_read("vinh-long-2025").ledgers)


def deaths(ledgers: dict[str, pd.DataFrame], inputs_read: InputsRead) -> pd.DataFrame:
    found = measure_territories(ledgers, inputs_read("vinh-long-2025"), 2026)
    return found[found["indicator_id"] == "infant_mortality"]


def test_a_merged_province_shows_the_mean_of_its_parts_by_weight(
    ledgers: dict[str, pd.DataFrame], inputs_read: InputsRead
) -> None:
    (row,) = deaths(ledgers, inputs_read).to_dict("records")
    assert row["unit_id"] == "vinh-long-2025"
    assert (row["parts_known"], row["parts"]) == (3, 3)
    values = [
        ledger.loc[
            (ledger["indicator_id"] == "infant_mortality") & (ledger["year"] == row["year"]),
            "value",
        ].iloc[0]
        for ledger in (ledgers[part] for part in PARTS)
    ]
    assert min(values) < row["value"] < max(values)


def test_a_part_without_figures_is_told(
    ledgers: dict[str, pd.DataFrame], inputs_read: InputsRead
) -> None:
    known = {unit_id: ledgers[unit_id] for unit_id in PARTS[:2]}
    (row,) = deaths(known, inputs_read).to_dict("records")
    assert (row["parts_known"], row["parts"]) == (2, 3)


def test_less_than_half_of_the_weight_is_no_value(
    ledgers: dict[str, pd.DataFrame], inputs_read: InputsRead
) -> None:
    assert deaths({PARTS[0]: ledgers[PARTS[0]]}, inputs_read).empty


def test_the_nation_and_former_provinces_have_no_shade_of_their_own(
    ledgers: dict[str, pd.DataFrame], inputs_read: InputsRead
) -> None:
    found = measure_territories(ledgers, inputs_read("vinh-long-2025"), 2026)
    assert set(found["unit_id"]) == {"vinh-long-2025"}
    assert list(found.columns) == list(TERRITORY_COLUMNS)
    only = measure_territories({NATION: ledgers[NATION]}, inputs_read("vinh-long-2025"), 2026)
    assert list(only.columns) == list(TERRITORY_COLUMNS)
    assert only.empty

"""What a report is made from: its digest counts what it shows, and nothing that it does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.overview import read_overview
from analysis.publication import Parameters, read_report_inputs

if TYPE_CHECKING:
    from tests.conftest import InputsRead

ROOT = Path(__file__).parents[2]
SUPPOSED = "parameters/scenarios/viet-nam/gap-doi.yml"


def test_a_scenario_counts_where_it_is_shown_and_nowhere_else(
    inputs_read: InputsRead, tmp_path: Path
) -> None:
    read = inputs_read("viet-nam")
    inputs = replace(read, hashes=read.hashes | {SUPPOSED: "0"})
    whole = Parameters("viet-nam", 2026, "vi", "real")
    of_one = replace(whole, agency="Bộ Y tế")
    counted = [read_report_inputs(asked, ROOT, tmp_path, inputs).hashes
               for asked in (whole, of_one)]  # fmt: skip
    assert set(counted[0]) - set(counted[1]) == {SUPPOSED}
    assert SUPPOSED not in read_overview(ROOT, [inputs], 2026).hashes

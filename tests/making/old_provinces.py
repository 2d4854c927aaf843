"""A project of the sixty-three former provinces: a batch as large as they come.

Their plans and figures are made up from those of one province and serve the timing of batches and
the trial of what goes wrong in them: nothing in them is true of any province.
"""

from __future__ import annotations

import csv
import random
import shutil
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
PATTERN = "vinh-long"
# Beyond this a made-up share of children would be told as impossible.
_MOST, _SPREAD = 100.0, 0.03


def make_old_provinces(home: Path, count: int = 63) -> tuple[str, ...]:
    """Make a project at ``home`` in which the first ``count`` former provinces have plans."""
    for name in ("data", "parameters", "notebooks"):
        shutil.copytree(ROOT / name, home / name)
    shutil.copy(ROOT / "mangnon.toml", home)
    with (ROOT / "parameters" / "units.csv").open(encoding="utf-8", newline="") as lines:
        known = [row for row in csv.DictReader(lines) if row["level"] == "province"]
    standing = ("whole", "before-2025-07", "after-2008-08")
    provinces = [row for row in known if row["territory"] in standing][:count]
    plan = (ROOT / "data" / "plans" / f"{PATTERN}.yml").read_text("utf-8")
    for kept in ("plans", "observations"):
        for file in (home / "data" / kept).iterdir():
            if file.stem != "viet-nam":
                file.unlink()
    for row in provinces:
        _settle(home, row, plan)
    _add_letterheads(home, provinces)
    return tuple(row["unit_id"] for row in provinces)


def _settle(home: Path, row: dict[str, str], plan: str) -> None:
    unit_id = row["unit_id"]
    said = plan.replace(f"unit_id: {PATTERN}", f"unit_id: {unit_id}").replace(
        "word: before-2025-07", f"word: {row['territory']}"
    )
    said = said.replace("tỉnh Vĩnh Long", row["name_vi"]).replace(
        "Vĩnh Long province", row["name_en"]
    )
    (home / "data" / "plans" / f"{unit_id}.yml").write_text(said, "utf-8")
    options = {"unit_id": unit_id, "lang": "vi", "data": "real", "as_of": ""}
    file = home / "parameters" / "units" / f"{unit_id}.yml"
    file.write_text(yaml.safe_dump(options, allow_unicode=True, sort_keys=False), "utf-8")
    _make_up(home, unit_id)


def _make_up(home: Path, unit_id: str) -> None:
    """Write a ledger with the pattern's figures, each a little more or less."""
    chance = random.Random(unit_id)
    pattern = ROOT / "data" / "observations" / f"{PATTERN}.csv"
    with pattern.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        rows, columns = list(reader), reader.fieldnames or ()
    for row in rows:
        other = float(row["value"]) * chance.uniform(1 - _SPREAD, 1 + _SPREAD)
        row |= {"unit_id": unit_id, "value": f"{min(_MOST, other):.1f}"}
    with (home / "data" / "observations" / f"{unit_id}.csv").open(
        "w", encoding="utf-8", newline=""
    ) as lines:
        writer = csv.DictWriter(lines, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _add_letterheads(home: Path, provinces: list[dict[str, str]]) -> None:
    file = home / "parameters" / "letterheads.yml"
    known = yaml.safe_load(file.read_text("utf-8"))
    added = {row["unit_id"]: known[PATTERN] for row in provinces if row["unit_id"] not in known}
    words = yaml.safe_dump(added, allow_unicode=True, sort_keys=False) if added else ""
    file.write_text(file.read_text("utf-8") + words, "utf-8")

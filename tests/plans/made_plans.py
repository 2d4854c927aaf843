"""A sound plan to spoil, and the project's own plans."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from analysis.language import BadInput
from analysis.plans.findings import plan_findings
from analysis.plans.models import Plan
from analysis.plans.plans import load_plan, load_plans
from analysis.programme import load_programme

PROJECT = Path(__file__).parents[2]
GONE = object()
UNIT = "viet-nam"


def found_in(root: Path) -> pd.DataFrame:
    programme = load_programme(root)
    return plan_findings(load_plan(UNIT, programme), programme)


@cache
def own_plans() -> dict[str, Plan]:
    return load_plans(load_programme(PROJECT))


def first_indicators() -> pd.DataFrame:
    table = pd.read_csv(PROJECT / "parameters" / "indicators.csv")
    return table[table["proxy_for"].isna()].drop_duplicates("chi_tieu")


def target(chi_tieu: int, indicator_id: str, unit: str, better: str) -> dict[str, Any]:
    up = better == "up"
    words = ("đạt", "at_least") if up else ("dưới", "below")
    sign = {"percent": "%", "per_1000_live_births": "‰", "per_100000_children": "/100.000"}
    values = [
        {
            "kind": "threshold",
            "comparator": words[1],
            "value": size,
            "year": year,
            "as_printed": f"{words[0]} {size}{sign.get(unit, '')} vào năm {year}",
        }
        for year, size in ((2025, 50 if up else 20), (2030, 60 if up else 10))
    ]
    return {
        "chi_tieu": chi_tieu,
        "indicator_id": indicator_id,
        "clause": f"I, chỉ tiêu {chi_tieu}",
        "unit": unit,
        "values": values,
    }


def sound_plan() -> dict[str, Any]:
    words = {"vi": "chữ", "en": "words"}
    rows = first_indicators().itertuples()
    return {
        "unit_id": UNIT,
        "document": {
            "label": "1/KH",
            "type": "Kế hoạch",
            "number": "1/KH",
            "date": "2021-01-07",
            "issuer": words,
            "title": words,
            "references": [],
        },
        "territory": {"word": "whole", **words},
        "period": {"start": 2021, "end": 2030},
        "interim_year": 2025,
        "final_year": 2030,
        "reviews": [{"year": 2025, "kind": "interim", "clause": "V", "as_printed": "sơ kết"}],
        "reporting": {
            "clause": "V",
            "yearly": True,
            "due": {"day": 15, "month": 11},
            "sent_by": words,
            "sent_to": words,
            "forwarded_due": None,
            "forwarded_by": None,
            "forwarded_to": None,
        },
        "budget": {
            "clause": "IV",
            "total": 30,
            "split": [{"source": words, "amount": 10}, {"source": words, "amount": 20}],
            "sources": [],
        },
        "responsibilities": {
            "agencies": [
                {"name_vi": "Sở A", "name_en": "A", "clause": "V.1", "leads": list(range(1, 25))},
                {"name_vi": "Sở B", "name_en": "B", "clause": "V.2", "with": [9]},
            ]
        },
        "targets": [target(r.chi_tieu, r.indicator_id, r.unit, r.better) for r in rows],
        "findings": [],
    }


def edited(*edits: tuple[str, object]) -> dict[str, Any]:
    plan = copy.deepcopy(sound_plan())
    for path, new in edits:
        *parents, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        place: Any = plan
        for step in parents:
            place = place[step]
        if new is GONE:
            del place[last]
        elif isinstance(place, list) and last == len(place):
            place.append(new)
        else:
            place[last] = new
    return plan


def write(root: Path, content: object, unit_id: str = UNIT) -> Path:
    path = root / "data" / "plans" / f"{unit_id}.yml"
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    # safe_dump quotes a date held as text; the file of an official has it bare.
    path.write_text(text.replace("'2021-01-07'", "2021-01-07"), encoding="utf-8")
    return path


def faults_of(root: Path, content: object) -> BadInput:
    write(root, content)
    with pytest.raises(BadInput) as caught:
        load_plan(UNIT, load_programme(root))
    return caught.value


def value_edits(place: int, **changes: object) -> list[tuple[str, object]]:
    return [(f"targets.{place}.values.0.{key}", new) for key, new in changes.items()]


NO_SPAN = {"year": GONE, "as_printed": "100%", "comparator_stated": False}

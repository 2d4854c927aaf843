"""The indicators that a plan has of its own, as its file declares them.

The national ones stand in ``parameters/indicators.csv``. A declaration makes an indicator known to
all that reads figures; only the plans that declare it set targets for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from analysis.language import LONGEST_SLUG, SLUG, BadInput, text
from analysis.programme.indicators import Indicator
from analysis.programme.measures import Direction
from analysis.yaml_files import Label, Names, Part, YamlFile, read_part, read_yaml

SECTION = "indicators"
# Read no further than this: the files of all plans are looked at for their own indicators.
_DECLARES = (b"\nindicators:", b"\rindicators:")
_SHARE = "percent"


class OwnIndicator(Part):
    """One indicator of a plan's own: what it counts, in which unit, and which way is better.

    ``upper`` is 100 for a percentage where nothing else is said, and open otherwise; ``short`` is
    what stands in narrow columns, the name where it is left out.
    """

    indicator_id: Annotated[str, Field(pattern=f"^{SLUG}$", max_length=LONGEST_SLUG)]
    chi_tieu: Annotated[int, Field(ge=1)]
    objective: Annotated[int, Field(ge=1)]
    unit: Literal["percent", "per_1000_live_births", "per_100000_children", "cases"]
    better: Direction
    nature: Literal["administrative", "survey", "census", "estimate", "modelled"] = "administrative"
    lower: Annotated[float, Field(ge=0)] = 0.0
    upper: Annotated[float, Field(gt=0)] | None = None
    decimals: Annotated[int, Field(ge=0, le=3)] | None = None
    part_of: Label | None = None
    name: Names
    short: Names | None = None
    denominator: Names | None = None

    @property
    def most(self) -> float | None:
        """The upper bound: what is declared, or all of a percentage."""
        return 100.0 if self.upper is None and self.unit == _SHARE else self.upper

    def same_measure(self, other: OwnIndicator) -> bool:
        """Tell whether figures of both can stand in one column."""
        mine, theirs = ((each.unit, each.better, each.lower, each.most) for each in (self, other))
        return mine == theirs


def declared_in(content: bytes, file: str) -> tuple[OwnIndicator, ...]:
    """Return what a plan file declares, as far as it can be read.

    What is wrong with it is told by whoever reads the plan: it stops no other unit.
    """
    if not any(mark in content for mark in _DECLARES):
        return ()
    try:
        source = read_yaml(content, file)
    except BadInput:
        return ()
    return tuple(_sound(source))


def _sound(source: YamlFile) -> Iterator[OwnIndicator]:
    listed = source.content.get(SECTION)
    for entry in listed if isinstance(listed, list) else []:
        found, _ = read_part(OwnIndicator, entry, source)
        if found is not None:
            yield found


def as_indicator(own: OwnIndicator) -> Indicator:
    """Return what plans, ledgers and checks have to know of it."""
    return Indicator(
        indicator_id=own.indicator_id,
        chi_tieu=own.chi_tieu,
        objective=own.objective,
        unit=own.unit,
        better=own.better,
        lower=own.lower,
        upper=float("inf") if own.most is None else own.most,
        is_proxy=False,
        part_of=own.part_of,
        part_smaller=False,
        same_children=None,
        name_vi=own.name.vi,
        name_en=own.name.en,
    )


def as_row(own: OwnIndicator) -> dict[str, Any]:
    """Return its row of the table of indicators, the columns it says nothing of left out."""
    short = own.short or own.name
    decimals = own.decimals if own.decimals is not None else 0 if own.unit == "cases" else 1
    return {
        "indicator_id": own.indicator_id,
        "chi_tieu": own.chi_tieu,
        "objective": own.objective,
        "unit": own.unit,
        "better": own.better,
        "nature": own.nature,
        "lower": own.lower,
        "upper": own.most,
        "decimals": decimals,
        "part_of": own.part_of,
        "name_vi": own.name.vi,
        "name_en": own.name.en,
        "short_vi": short.vi,
        "short_en": short.en,
        "denominator_vi": own.denominator.vi if own.denominator else None,
        "denominator_en": own.denominator.en if own.denominator else None,
        "weight_note": text("parameters.own_indicator_weight", "vi"),
    }

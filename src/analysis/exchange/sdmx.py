"""Observations and results as SDMX-CSV 2.0, with the structure that describes them as SDMX-ML 2.1.

Free texts are written as in a plain CSV file: none of them runs where the data are opened in a
spreadsheet. Codes and days cannot begin like a formula, and numbers are no formula.

Concepts have the names that the data structures of the SDGs and of UNICEF use, where one fits;
``docs/exchange.md`` documents the mapping. Codes of areas, indicators and sources are the
project's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import sdmx
from sdmx.format.csv.v2 import FormatOptions
from sdmx.message import Header, StructureMessage
from sdmx.model import common, v21

from analysis.assessment import MEASURED
from analysis.exchange.tables import plain_number
from analysis.language import LANGS, text
from analysis.programme import (
    COMPARATORS,
    COMPUTED_NATURES,
    NATURES,
    QUALIFIERS,
    STATUSES,
    UNITS_OF_MEASURE,
)
from analysis.tables import as_csv_text, records

AGENCY = "MANGNON"
VERSION = "1.2"
STRUCTURE_FILE = "structure.xml"
DATA_FILE = "data.csv"
# SDMX code list CL_OBS_STATUS.
OBS_STATUS = {"preliminary": "P", "suspect": "U", "simulated": "E"}
NORMAL, ESTIMATED, FORECAST = "A", "E", "F"
# SDG code list CL_NATURE: C country data, E estimated, M modelled.
NATURE = {"estimate": "E", "modelled": "M", "simulated": "M"}
COUNTRY_DATA = "C"
ANNUAL = "A"
PROBABILITY, PERSONS = "PROBABILITY", "PERSONS"
_OBSERVATION_KEY = ("FREQ", "REF_AREA", "INDICATOR", "DATA_SOURCE", "TIME_PERIOD")
_OBSERVATION_ATTRIBUTES = (
    "UNIT_MEASURE",
    "OBS_STATUS",
    "NATURE",
    "SOURCE_TYPE",
    "QUALIFIER",
    "NUMERATOR",
    "DENOMINATOR",
    "SOURCE_DETAIL",
    "PUBLISHED",
    "BOUNDARIES",
    "COMMENT_OBS",
)
_RESULT_KEY = ("FREQ", "REF_AREA", "INDICATOR", "MEASURE", "EDITION", "TIME_PERIOD")
_RESULT_ATTRIBUTES = (
    "UNIT_MEASURE",
    "OBS_STATUS",
    "REFERENCE_YEAR",
    "QUALIFIER",
    "COMPARATOR",
    "ASSESSMENT_STATUS",
)
# One row: what each component says.
Cells = dict[str, str]


@dataclass(frozen=True)
class Names:
    """The codes that need names in both languages: ``{code: {"vi": ..., "en": ...}}``."""

    units: Mapping[str, Mapping[str, str]]
    indicators: Mapping[str, Mapping[str, str]]
    sources: Mapping[str, Mapping[str, str]]


def observation_cells(
    observations: pd.DataFrame, measures: Mapping[str, str], names: Names
) -> list[Cells]:
    """Return one row per observation (``schemas.OBSERVATIONS``); ``measures`` by indicator."""
    return [
        {
            "FREQ": ANNUAL,
            "REF_AREA": row["unit_id"],
            "INDICATOR": row["indicator_id"],
            "DATA_SOURCE": row["source"],
            "TIME_PERIOD": str(row["year"]),
            "OBS_VALUE": plain_number(row["value"]),
            "UNIT_MEASURE": measures[row["indicator_id"]].upper(),
            "OBS_STATUS": _obs_status(row),
            "NATURE": NATURE.get(row["nature"], COUNTRY_DATA),
            "SOURCE_TYPE": row["nature"].upper(),
            "QUALIFIER": _said(row["qualifier"]).upper(),
            "NUMERATOR": _number(row["numerator"]),
            "DENOMINATOR": _number(row["denominator"]),
            "SOURCE_DETAIL": as_csv_text(names.sources[row["source"]]["en"]),
            "PUBLISHED": _said(row["published"]),
            "BOUNDARIES": _said(row["boundaries"]),
            "COMMENT_OBS": as_csv_text(_said(row["note"])),
        }
        for row in records(observations)
    ]


def result_cells(results: pd.DataFrame, edition: int) -> list[Cells]:
    """Return one row per number of the results table (``schemas.RESULTS``) of an edition."""
    return [
        {
            "FREQ": ANNUAL,
            "REF_AREA": row["unit_id"],
            "INDICATOR": row["indicator_id"],
            "MEASURE": column.measure,
            "EDITION": str(edition),
            "TIME_PERIOD": str(row["target_year"]),
            "OBS_VALUE": plain_number(row[column.name]),
            "UNIT_MEASURE": _unit_of(row, column.measure),
            "OBS_STATUS": FORECAST if column.projected else NORMAL,
            "REFERENCE_YEAR": str(row[column.year]) if column.year else "",
            "QUALIFIER": _said(row[column.qualifier]).upper() if column.qualifier else "",
            "COMPARATOR": row["comparator"].upper() if column.measure == "TARGET" else "",
            "ASSESSMENT_STATUS": row["status"].upper() if column.measure == "TARGET" else "",
        }
        for row in records(results)
        for column in MEASURED
        if pd.notna(row[column.name])
    ]


def _said(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _number(cell: float) -> str:
    return "" if pd.isna(cell) else plain_number(cell)


def _obs_status(row: Mapping[str, Any]) -> str:
    if row["status"] in OBS_STATUS:
        return OBS_STATUS[row["status"]]
    return ESTIMATED if row["nature"] in COMPUTED_NATURES else NORMAL


def _unit_of(row: Mapping[str, Any], measure: str) -> str:
    if measure == "ATTAINMENT_PROBABILITY":
        return PROBABILITY
    if measure == "CHILDREN_SHORT":
        return PERSONS
    return str(row["unit"]).upper()


def write_observations(rows: list[Cells], names: Names, folder: Path, prepared: datetime) -> None:
    """Write the rows of ``observation_cells`` and their structure into a new folder."""
    concepts = _concepts((*_OBSERVATION_KEY, *_OBSERVATION_ATTRIBUTES))
    keys = (_OBSERVATION_KEY, _OBSERVATION_ATTRIBUTES)
    _write(rows, _flow("CHILD_OBSERVATIONS", *keys, concepts, names), concepts, folder, prepared)


def write_results(rows: list[Cells], names: Names, folder: Path, prepared: datetime) -> None:
    """Write the rows of ``result_cells`` and their structure into a new folder."""
    concepts = _concepts((*_RESULT_KEY, *_RESULT_ATTRIBUTES))
    keys = (_RESULT_KEY, _RESULT_ATTRIBUTES)
    _write(rows, _flow("CHILD_RESULTS", *keys, concepts, names), concepts, folder, prepared)


def _write(
    rows: list[Cells],
    flow: v21.DataflowDefinition,
    concepts: common.ConceptScheme,
    folder: Path,
    prepared: datetime,
) -> None:
    folder.mkdir()
    structure = flow.structure
    data = v21.DataSet(structured_by=structure, described_by=flow)
    for row in rows:
        data.obs.append(_observation(row, structure))
    # Values stay the text that they are: read as numbers they would lose how they were written.
    sdmx.to_csv(data, path=folder / DATA_FILE, attributes="o", dtype=None,
                format_options=FormatOptions())  # fmt: skip
    message = StructureMessage(
        header=Header(
            id=flow.id,
            test=False,
            prepared=prepared.astimezone(UTC),
            sender=common.Agency(id=AGENCY),
        )
    )
    for codes in _enumerations(structure):
        message.add(codes)
    for part in (concepts, structure, flow):
        message.add(part)
    (folder / STRUCTURE_FILE).write_bytes(sdmx.to_xml(message, pretty_print=True))


def _observation(row: Cells, structure: v21.DataStructureDefinition) -> v21.Observation:
    key = {part.id: row[part.id] for part in structure.dimensions}
    made = v21.Observation(
        dimension=structure.make_key(common.Key, key),
        value=row["OBS_VALUE"],
        value_for=structure.measures[0],
    )
    for part in structure.attributes:
        made.attached_attribute[part.id] = common.AttributeValue(value=row[part.id], value_for=part)
    return made


def _enumerations(structure: v21.DataStructureDefinition) -> list[common.Codelist]:
    parts = (*structure.dimensions, *structure.attributes)
    lists = [part.local_representation.enumerated for part in parts if part.local_representation]
    return list({codes.id: codes for codes in lists if codes is not None}.values())


def _about() -> dict[str, Any]:
    return {
        "maintainer": common.Agency(id=AGENCY),
        "version": VERSION,
        "is_final": True,
        "is_external_reference": False,
    }


def _concepts(parts: Iterable[str]) -> common.ConceptScheme:
    concepts = common.ConceptScheme(id="CS_MANGNON", name=_name("concepts"), **_about())
    for part in ("OBS_VALUE", *parts):
        concepts.append(common.Concept(id=part, name=_name(f"concept_{part.lower()}")))
    return concepts


def _flow(
    name: str,
    key: Sequence[str],
    attributes: Sequence[str],
    concepts: common.ConceptScheme,
    names: Names,
) -> v21.DataflowDefinition:
    about = _about()
    codes = _code_lists(names, about)
    structure = v21.DataStructureDefinition(
        id=f"DSD_{name}", name=_name(f"flow_{name.lower()}"), **about
    )
    structure.dimensions.id = "DimensionDescriptor"
    structure.attributes.id = "AttributeDescriptor"
    structure.measures.id = "MeasureDescriptor"
    for place, part in enumerate(key, start=1):
        kind = common.TimeDimension if part == "TIME_PERIOD" else common.Dimension
        structure.dimensions.append(
            kind(id=part, concept_identity=concepts[part], order=place, **_coded(part, codes))
        )
    structure.measures.append(
        v21.PrimaryMeasure(id="OBS_VALUE", concept_identity=concepts["OBS_VALUE"])
    )
    for part in attributes:
        structure.attributes.append(
            common.DataAttribute(
                id=part,
                concept_identity=concepts[part],
                related_to=v21.PrimaryMeasureRelationship(),
                **_coded(part, codes),
            )
        )
    return v21.DataflowDefinition(
        id=f"DF_{name}", name=_name(f"flow_{name.lower()}"), structure=structure, **about
    )


def _coded(part: str, codes: Mapping[str, common.Codelist]) -> dict[str, Any]:
    if part not in codes:
        return {}
    return {"local_representation": common.Representation(enumerated=codes[part])}


def _code_lists(names: Names, about: Mapping[str, Any]) -> dict[str, common.Codelist]:
    given = {"REF_AREA": names.units, "INDICATOR": names.indicators, "DATA_SOURCE": names.sources}
    fixed = {
        "FREQ": ("A",),
        "UNIT_MEASURE": (*map(str.upper, UNITS_OF_MEASURE), PROBABILITY, PERSONS),
        "OBS_STATUS": ("A", "P", "E", "U", "F"),
        "NATURE": ("C", "E", "M"),
        "SOURCE_TYPE": tuple(map(str.upper, NATURES)),
        "QUALIFIER": tuple(map(str.upper, QUALIFIERS)),
        "MEASURE": tuple(column.measure for column in MEASURED),
        "ASSESSMENT_STATUS": tuple(map(str.upper, STATUSES)),
        "COMPARATOR": tuple(map(str.upper, COMPARATORS)),
    }
    lists = {
        part: {code: _name(f"code_{part.lower()}__{code.lower()}") for code in found}
        for part, found in fixed.items()
    }
    made = {}
    for part, named in {**given, **lists}.items():
        made[part] = common.Codelist(
            id=f"CL_{part}", name=_name(f"concept_{part.lower()}"), **about
        )
        for code, name in named.items():
            made[part].append(common.Code(id=code, name=dict(name)))
    return made


def _name(entry: str) -> dict[str, str]:
    return {lang: text(f"exchange.{entry}", lang) for lang in LANGS}

"""The names that the overview uses: short ones for units, marks for what a reader must know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis.exhibits import TONES
from analysis.language import NBSP, Lang, numerals, text
from analysis.ledger import used_sources
from analysis.overview.overview import Overview
from analysis.programme import BOUNDS, Unit, wording as words

BORROWED, FORMER = "*", "†"
_PREFIX = re.compile(r"^(?:tỉnh|thành phố) ")
_SUFFIX = re.compile(r" (?:province|city|City)(?= \(|$)")


def short_name(unit: Unit, lang: Lang) -> str:
    """Return a unit's name for a narrow column: provinces without their level, others with it."""
    if unit.level == "nation":
        return text("overview.nation", lang, name=unit.name(lang))
    if unit.level != "province":
        return unit.name(lang)
    return _PREFIX.sub("", unit.name_vi) if lang == "vi" else _SUFFIX.sub("", unit.name_en)


def marked_name(overview: Overview, unit: Unit, lang: Lang) -> str:
    """Return a short name with the marks of borrowed targets and of former territory."""
    marks = BORROWED if unit.unit_id in overview.borrowed else ""
    marks += FORMER if _is_former(unit) else ""
    return short_name(unit, lang) + marks


def marks_note(overview: Overview, lang: Lang) -> str:
    """Return what the marks beside names mean, and which units are of another level."""
    said = []
    if overview.borrowed:
        key = "absent" if overview.absent else "borrowed"
        said.append(text(f"overview.note_{key}", lang, mark=BORROWED))
    if any(_is_former(unit) for unit in overview.units):
        said.append(text("overview.note_former", lang, mark=FORMER))
    others = [short_name(unit, lang) for unit in overview.units if unit.level != "province"]
    if others and len(others) < len(overview.units):
        said.append(text("overview.note_levels", lang, units="; ".join(others)))
    return " ".join(said)


def _is_former(unit: Unit) -> bool:
    return unit.territory.startswith("before")


def names_of(overview: Overview, unit_ids: Iterable[str], lang: Lang) -> str:
    """Return units by their short names in one line."""
    return ", ".join(short_name(overview.known_units[unit_id], lang) for unit_id in unit_ids)


def marked_caption(overview: Overview, caption: str, lang: Lang) -> str:
    """Return a caption with the mark of illustrative data where it is due."""
    if overview.data == "illustrative":
        return f"{caption} – {text('exhibits.watermark', lang)}"
    return caption


def indicator_names(overview: Overview, lang: Lang) -> dict[str, str]:
    """Return each indicator's number and short name, in the programme's order.

    Where several indicators are one target of the programme, they have letters: ``3a``, ``3b``.
    """
    about = overview.indicators
    together = about["chi_tieu"].value_counts()
    letters = {number: numerals.letters(lang) for number in together.index}
    names = {}
    for _, row in about.iterrows():
        number = row["chi_tieu"]
        letter = next(letters[number]) if together[number] > 1 else ""
        names[str(row["indicator_id"])] = f"{number}{letter}. {row[f'short_{lang}']}"
    return names


def signs_note(statuses: Iterable[str], lang: Lang) -> str:
    """Return what the signs of statuses mean, for the note below a chart or table."""
    told = (f"{TONES[each].symbol}{NBSP}{numerals.within(words.short_status(each, lang))}"
            for each in statuses)  # fmt: skip
    return text("overview.signs", lang, signs="; ".join(told))


def measured_names(overview: Overview, lang: Lang) -> dict[str, str]:
    """Return each indicator's number and short name with the unit of its values."""
    about, names = overview.indicators, indicator_names(overview, lang)
    units = dict(zip(about["indicator_id"], about["unit"], strict=True))
    # The name of a count says what is counted.
    return {
        each: name if units[each] == "cases" else text(
            "overview.measured", lang, name=name, unit=text(f"overview.in_{units[each]}", lang))
        for each, name in names.items()
    }  # fmt: skip


def value_text(row: pd.Series | dict[str, Any], lang: Lang) -> str:
    """Return the latest value as it was given, without its unit; empty where there is none."""
    if pd.isna(row["latest_value"]):
        return ""
    fixed = row["latest_qualifier"] not in BOUNDS
    shown = numerals.number(row["latest_value"], lang, int(row["latest_decimals"]), fixed=fixed)
    return words.qualified(shown, row["latest_qualifier"], lang)


def publishers_note(overview: Overview, slugs: Iterable[object], lang: Lang) -> str:
    """Return who published the figures of ``slugs``, for the note below a chart or table."""
    wanted = used_sources(slugs)
    rows = overview.sources[overview.sources["source"].isin(wanted)]
    names = list(dict.fromkeys(rows[f"publisher_{lang}"]))
    return text("overview.publishers", lang, names="; ".join(names)) if names else ""

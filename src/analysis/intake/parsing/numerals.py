"""Figures as people write them: read where there is one way to read them, refused otherwise.

A figure may be text (``98,5``, ``1.234,5``, ``<5%``, ``118.801/121.049 trẻ``) or a number that a
spreadsheet stores. Nothing is converted: ``9,5‰`` for an indicator in percent is refused with
what it could mean. Faults come without a place; whoever knows the cell adds it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cached_property, lru_cache
from typing import Any, NoReturn

from analysis.language import BadInput, Fault, Shown, fold, possible_readings, write_number
from analysis.programme import SCALES, SIGNS
from analysis.sheets import (
    CASE_WORDS,
    COUNTED_WORDS,
    MISSING_WORDS,
    MULTIPLYING_WORDS,
    NEUTRAL_WORDS,
    PARTS_OF,
    QUALIFIER_WORDS,
    QUALIFYING_ENDS,
    ZERO_OR_NOTHING,
    Cell,
    Number,
    PartOfDay,
    is_raised,
)

_MOST_DIGITS = 15
_LONGEST_SHOWN = 80
_MOST_DECIMALS = 15
_LONGEST_FIGURE = 300


@dataclass(frozen=True, eq=False)  # told apart by identity: a key of the cache below
class Expected:
    """What a cell may hold: a count of things, or a figure in a unit of measure with bounds."""

    measure: str
    lower: Decimal = Decimal(0)
    upper: Decimal | None = None

    @cached_property
    def scale(self) -> int:
        """Return what the figure is out of (100, 1000, 100000), or 0 for a count."""
        return SCALES.get(self.measure, 0)

    def holds(self, text: str) -> bool:
        """Tell whether the canonical number is within the bounds."""
        value = Decimal(text)
        return self.lower <= value and (self.upper is None or value <= self.upper)


COUNT = Expected("count")


@dataclass(frozen=True, slots=True)
class Figure:
    """What one cell says. Numbers are canonical text, with the digits kept as written.

    ``value`` is empty where only a pair n/N was written. ``scale`` is the unit that was written:
    100 for %, 1000 for ‰, 100000 for "/100.000", 0 for none.
    """

    value: str
    numerator: str = ""
    denominator: str = ""
    qualifier: str = ""
    scale: int = 0


def read_figure(cell: Cell, expected: Expected) -> Figure | None:
    """Return what the cell says, or None where it says that there is no figure.

    Raises ``BadInput`` with one fault, without a place, for what is no figure or can be read in
    two ways. Bounds are not checked, they only tell which of two readings is meant.
    """
    if isinstance(cell, str):
        # Most cells of a large file are as plain as can be; the rest is read with care.
        if _PLAIN_WHOLE.fullmatch(cell):
            return Figure(cell)
        if expected.scale and (plain := _PLAIN_DECIMAL.fullmatch(cell)):
            return Figure(f"{plain[1]}.{plain[2]}")
        return _read_text(cell, expected) if cell else None
    if isinstance(cell, Number):
        return _read_native(cell, expected)
    if isinstance(cell, date):
        _refuse("intake.date_for_number", found=cell.isoformat())
    if isinstance(cell, PartOfDay):
        _refuse("intake.date_for_number", found=cell)
    return _refuse("intake.not_a_number", found=str(cell).upper())


def read_count(cell: Cell) -> str | None:
    """Return a count in canonical text, or None; raise ``BadInput`` as ``read_figure`` does."""
    figure = read_figure(cell, COUNT)
    if figure is None:
        return None
    if figure.qualifier:
        _refuse("intake.qualified_count", found=cell)
    return figure.value


def _refuse(key: str, *, found: Any, **values: Any) -> NoReturn:
    shown = str(found)
    if len(shown) > _LONGEST_SHOWN:
        shown = f"{shown[:_LONGEST_SHOWN]}…"
    raise BadInput([Fault(key, values={"found": shown, **values})])


# Text. Spaces of every kind are plain ones by now.
_NUMBER = r"[-−]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?!\d)|[-−]?\d[\d.,]*"
_ONLY_DIGITS = re.compile(r"[-−]?[\d.,\s]+")
_PLAIN_WHOLE = re.compile(r"[1-9][0-9]{0,14}")
_PLAIN_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,14})[.,]([0-9]{1,2})")


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_PAIR = rf"(?P<n>{_NUMBER}) ?/ ?(?P<of>{_NUMBER})(?: (?P<counted>{_any_of(COUNTED_WORDS)}))?"
_LEAD = re.compile(rf"(?:{_any_of(NEUTRAL_WORDS)}) (?=\S)")
_QUALIFIER = re.compile(rf"({_any_of(QUALIFIER_WORDS)}) ?(?=[-−]?\d)")
_ENDS = tuple(QUALIFYING_ENDS)
_ENDED = re.compile(rf"(?:(?:từ|from) )?(?P<words>[-−]?\d.*?) ?(?P<end>{_any_of(_ENDS)})")
_SIGN_SCALES = {"": 0, "%": 100, "‰": 1_000, "‱": 10_000} | PARTS_OF
_PLAIN = re.compile(
    rf"(?P<value>{_NUMBER}) ?(?P<sign>%|‰|‱| ?(?:{_any_of(PARTS_OF)})|)"
    rf"(?P<noun> (?:{_any_of(COUNTED_WORDS)}))?"
)
_ONLY_PAIR = re.compile(_PAIR)
_PAIR_AND_VALUE = re.compile(
    rf"{_PAIR}(?:[,;:] ?| )\(?(?:(?:{_any_of(NEUTRAL_WORDS)}) )*"
    rf"(?P<value>{_NUMBER}) ?(?P<sign>[%‰])\)?"
)
_VALUE_AND_PAIR = re.compile(rf"(?P<value>{_NUMBER}) ?(?P<sign>%|‰|) ?\({_PAIR}\)")
_RATE = re.compile(
    rf"(?P<value>{_NUMBER}) ?/ ?(?P<of>100|1[., ]?000|100?[., ]?000|1[., ]?000[., ]?000)"
)
_RANGE = re.compile(rf"(?:từ )?(?:{_NUMBER}) ?[%‰]? ?(?:-|–|—|đến|tới|to|~) ?(?:{_NUMBER}) ?[%‰]?")
_EXPONENT = re.compile(r"-?\d+(?:[.,]\d+)?e[+-]?\d+")
_MULTIPLIED = re.compile(rf"(?:{_NUMBER}) ?(?:{_any_of(MULTIPLYING_WORDS)})\b.*")


@lru_cache(maxsize=65_536)
def _read_text(cell: str, expected: Expected) -> Figure | None:
    if len(cell) > _LONGEST_FIGURE:
        # The expressions below would try each sign of it as the end of a number.
        if _ONLY_DIGITS.fullmatch(cell):
            _refuse("intake.too_many_digits", found=cell, most=_MOST_DIGITS)
        _refuse("intake.not_a_number", found=cell)
    words = fold(cell)
    if not words or words in MISSING_WORDS:
        return None
    if words in ZERO_OR_NOTHING:
        _refuse("intake.zero_or_nothing", found=cell)
    _refuse_foreign_signs(cell)
    rest, qualifier = _split_qualifier(words)
    figure = _read_pair(rest, cell, expected) or _read_plain(rest, cell, expected)
    if figure is None:
        _refuse_with_reason(rest, cell)
    if qualifier and figure.denominator:
        _refuse("intake.qualified_count", found=cell)
    return Figure(figure.value, figure.numerator, figure.denominator, qualifier, figure.scale)


def _split_qualifier(words: str) -> tuple[str, str]:
    """Return the number with its unit, and the qualifier before or behind it."""
    if words.endswith(_ENDS) and (ended := _ENDED.fullmatch(words)):
        return ended["words"], QUALIFYING_ENDS[ended["end"]]
    if words[0].isdigit():
        return words, ""
    if lead := _LEAD.match(words):
        words = words[lead.end() :]
    qualified = _QUALIFIER.match(words)
    if qualified is None:
        return words, ""
    return words[qualified.end() :], QUALIFIER_WORDS[qualified[1]]


def _refuse_foreign_signs(cell: str) -> None:
    """Refuse full-width digits and signs, raised ones, and the digits of other scripts."""
    if cell.isascii():
        return
    foreign = [
        sign for sign in cell if not sign.isascii()
        and (sign.isdigit() or is_raised(sign) or sign in "％．，／＜＞")
    ]  # fmt: skip
    if foreign:
        # A raised digit is the mark of a footnote more often than a digit.
        kept = "".join(sign for sign in cell if not is_raised(sign))
        plain = unicodedata.normalize("NFKC", kept).strip()
        _refuse("intake.foreign_digits", found=cell, sign="".join(foreign), suggestion=plain)


def _read_plain(words: str, cell: str, expected: Expected) -> Figure | None:
    found = _PLAIN.fullmatch(words)
    if found is None or (found["noun"] and (expected.scale or found["sign"])):
        return None
    noun = (found["noun"] or "").strip()
    if noun and expected.measure == "cases" and noun not in CASE_WORDS:
        _refuse("intake.other_counted", found=cell, counted=noun, known=", ".join(CASE_WORDS))
    value = _choose(found["value"], cell, expected)
    scale = _SIGN_SCALES[found["sign"].strip()]
    refuse_other_unit(value, scale, expected, cell)
    return Figure(value, scale=scale)


def _read_pair(words: str, cell: str, expected: Expected) -> Figure | None:
    if "/" not in words:
        return None
    rate = _RATE.fullmatch(words)
    if rate and expected.scale:
        return _read_rate(rate, cell, expected)
    found = (
        _ONLY_PAIR.fullmatch(words)
        or _PAIR_AND_VALUE.fullmatch(words)
        or _VALUE_AND_PAIR.fullmatch(words)
    )
    if found is None:
        return None
    if not expected.scale:
        _refuse("intake.pair_for_count", found=cell)
    numerator, denominator = (_choose(found[name], cell, COUNT) for name in ("n", "of"))
    parts = found.groupdict()
    if not parts.get("value"):
        return Figure("", numerator, denominator)
    value = _choose(parts["value"], cell, expected)
    scale = {"%": 100, "‰": 1_000, "": 0}[parts["sign"]]
    refuse_other_unit(value, scale, expected, cell)
    return Figure(value, numerator, denominator, scale=scale)


def _read_rate(rate: re.Match[str], cell: str, expected: Expected) -> Figure:
    """Read ``550/100.000`` as a rate; as a pair it has the same value but other counts."""
    scale = int(re.sub(r"\D", "", rate["of"]))
    if scale != expected.scale:
        numerator = Shown(_choose(rate["value"], cell, expected))
        _refuse("intake.rate_or_pair", found=cell, numerator=numerator, scale=Shown(scale),
                sign=Shown(SIGNS[expected.scale]))  # fmt: skip
    return Figure(_choose(rate["value"], cell, expected), scale=scale)


def _refuse_with_reason(words: str, cell: str) -> NoReturn:
    if _RANGE.fullmatch(words):
        _refuse("intake.a_range", found=cell)
    if _EXPONENT.fullmatch(words):
        _refuse("intake.shortened_number", found=cell)
    if _MULTIPLIED.fullmatch(words):
        _refuse("intake.multiplied_number", found=cell)
    _refuse("intake.not_a_number", found=cell)


def refuse_other_unit(value: str, scale: int, expected: Expected, found: Any) -> None:
    """Raise ``BadInput`` when a figure is written in another unit than its indicator has.

    The message gives both readings: the figure converted, and the figure without its sign.
    """
    if not scale or scale == expected.scale:
        return
    sign = Shown(SIGNS.get(scale, f"/{scale}"))
    if not expected.scale:
        _refuse("intake.sign_on_count", found=found, sign=sign)
    converted = Decimal(value) * expected.scale / scale
    _refuse(
        "intake.other_unit_of_measure", found=found, sign=sign,
        expected=Shown(SIGNS[expected.scale]), as_written=Shown(value),
        converted=Shown(_plain(converted)),
    )  # fmt: skip


def _choose(number: str, cell: str, expected: Expected) -> str:
    """Return the one reading of ``number`` that can be meant, in canonical text."""
    readings = possible_readings(number)
    if not readings:
        _refuse("intake.not_a_number", found=cell)
    if not expected.scale:
        return _choose_count(readings, cell)
    possible = [text for text in readings if expected.holds(text)]
    if len(possible) > 1:
        _refuse("intake.two_readings", found=cell, first=possible[0],
                second=Shown(possible[-1]))  # fmt: skip
    return _checked_length(possible[0] if possible else readings[-1], cell)


def _choose_count(readings: list[str], cell: str) -> str:
    """Return the reading as a whole number: a count has no decimals, so a mark groups by three."""
    whole, _, decimals = readings[0].partition(".")
    if decimals.strip("0"):
        _refuse("intake.not_a_count", found=cell)
    return _checked_length(whole, cell)


def _checked_length(text: str, cell: str) -> str:
    whole, _, decimals = text.lstrip("-").partition(".")
    if max(len(whole), len(decimals)) > _MOST_DIGITS:
        _refuse("intake.too_many_digits", found=cell, most=_MOST_DIGITS)
    return text


def _read_shown(cell: Number, expected: Expected) -> Figure:
    """Read a number that the cell shows among other text: where both say the same."""
    try:
        seen = _read_text(cell.shown, expected)
    except BadInput:
        seen = None
    if seen is None or not seen.value or Decimal(seen.value) != Decimal(cell.text):
        _refuse("intake.shown_otherwise", found=write_number(cell.text, "vi"), other=cell.shown)
    return seen


def _read_native(cell: Number, expected: Expected) -> Figure:
    if cell.shown:
        return _read_shown(cell, expected)
    shown = f"{write_number(cell.text, 'vi')}{SIGNS.get(cell.scale, '')}"
    refuse_other_unit(cell.text, cell.scale, expected, shown)
    if not expected.scale and "." in cell.text:
        _refuse("intake.not_a_count", found=shown)
    return Figure(_checked_length(cell.text, shown), scale=cell.scale)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def compute_value(numerator: int, denominator: int, scale: int, decimals: int) -> str:
    """Return ``scale * numerator / denominator`` with ``decimals`` digits, half rounded up.

    More digits are kept where rounding would claim too much: one case among many is not 0, and
    one short of all is not 100 %.
    """
    with localcontext(prec=60):
        exact = Decimal(scale) * numerator / denominator
        for digits in range(decimals, _MOST_DECIMALS + 1):
            rounded = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
            if rounded not in (0, scale) or rounded == exact:
                break
        return f"{rounded:f}"

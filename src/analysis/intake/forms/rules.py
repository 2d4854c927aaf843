"""What a form checks while it is filled in: limits and lists of its cells, and a word per row.

The formulas are written once for a row and name its cells by column, so that LibreOffice and Excel
say the same. They only help the person who types; whoever reads the form back checks anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation

from analysis.intake.forms.forms import FormRow
from analysis.intake.forms.layout import choices
from analysis.language import numerals, text
from analysis.ledger import LONGEST
from analysis.programme import SCALES

SOURCE_LENGTH = (3, LONGEST["source"])
NOTE_LENGTH = LONGEST["note"]
# How many decimals a value may be rounded to and still be called the ratio.
_ROUNDINGS = range(5)


def row_rules(row: FormRow, edition: int) -> Iterator[tuple[str, DataValidation]]:
    """Yield the rule of each cell that differs from row to row: counts, value, day."""
    if not row.counts_cases:
        yield "numerator", _rule("custom", "numerator", row, formula1=_NUMERATOR)
        yield "denominator", _rule("custom", "denominator", row, formula1=_DENOMINATOR)
    if row.counts_cases:
        yield "value", _rule("whole", "cases", row, operator="greaterThanOrEqual", formula1="0")
    else:
        limits = {"formula1": f"{row.lower:g}", "formula2": f"{row.upper or 1e12:.0f}"}
        yield "value", _rule("decimal", "value", row, operator="between", **limits)
    yield "published", _day_rule(row.year, edition)


def sheet_rules(edition: int) -> Iterator[tuple[str, DataValidation]]:
    """Yield the rules that hold for whole columns: lists, and the length of texts."""
    for column in ("qualifier", "nature", "status"):
        listed = '"' + ",".join(choices(column)) + '"'
        rule = DataValidation(type="list", formula1=listed, allow_blank=True)
        yield column, _spoken(rule, column, text("forms.error_choice", "vi"))
    least, most = SOURCE_LENGTH
    rule = DataValidation(type="textLength", operator="between", formula1=str(least),
                          formula2=str(most), allow_blank=True)  # fmt: skip
    error = text("forms.error_source", "vi", least=least, most=most)
    yield "source", _spoken(rule, "source", error, edition=edition, most=most)
    rule = DataValidation(type="textLength", operator="lessThanOrEqual",
                          formula1=str(NOTE_LENGTH), allow_blank=True)  # fmt: skip
    error = text("forms.error_note", "vi", most=NOTE_LENGTH)
    yield "note", _spoken(rule, "note", error, most=NOTE_LENGTH)


def bounds_text(row: FormRow) -> str:
    """Return the bounds of a row's value in words: ``0–100``, ``từ 0 trở lên``."""
    lower = numerals.number(row.lower, "vi", 1)
    if row.upper is None:
        return text("forms.bounds_open", "vi", lower=lower)
    return text("forms.bounds", "vi", lower=lower, upper=numerals.number(row.upper, "vi", 1))


# Cells are named by their column here and placed with `place`.
_NUMERATOR = ("AND(ISNUMBER({numerator}),{numerator}>=0,{numerator}=INT({numerator}),"
              "OR({denominator}=\"\",{numerator}<={denominator}))")  # fmt: skip
_DENOMINATOR = ("AND(ISNUMBER({denominator}),{denominator}>=1,{denominator}=INT({denominator}),"
                "OR({numerator}=\"\",{numerator}<={denominator}))")  # fmt: skip


def place(formula: str, cells: Mapping[str, str]) -> str:
    """Return a formula with the addresses of one row's cells in it."""
    for column, address in cells.items():
        formula = formula.replace("{" + column + "}", address)
    return formula


def check_formula(row: FormRow, cells: Mapping[str, str]) -> str:
    """Return the formula that tells whether a row is complete, or what does not fit.

    ``cells`` gives the addresses of the row's cells by column. Empty text for an empty row.
    """
    steps = [*_start(), *(_case_steps() if row.counts_cases else _rate_steps(row)), *_end()]
    outcome = _done(row)
    for condition, words in reversed(steps):
        outcome = f"IF({condition},{words},{outcome})"
    return "=" + place(outcome, cells)


def _start() -> list[tuple[str, str]]:
    figures = "COUNTA({numerator},{denominator},{value})=0"
    return [
        (f'AND({figures},TRIM({{source}}&"")="")', '""'),
        (figures, _said("no_figure")),
        ("AND(COUNTA({value})=1,COUNT({value})=0)", _said("not_number")),
    ]


def _case_steps() -> list[tuple[str, str]]:
    return [("OR({value}<0,{value}<>INT({value}))", _said("whole_cases"))]


def _rate_steps(row: FormRow) -> list[tuple[str, str]]:
    ratio = _ratio(row)
    apart = ",".join(f"ABS({{value}}-ROUND({ratio},{digits}))>0.0000001" for digits in _ROUNDINGS)
    beyond = f"OR({{value}}<{row.lower:g},{{value}}>{row.upper or 1e12:.0f})"
    both = "COUNT({numerator},{denominator})=2"
    broken = (
        "OR({numerator}<0,{denominator}<1,{numerator}<>INT({numerator}),"
        "{denominator}<>INT({denominator}))"
    )
    differs = f"AND(ABS({{value}}-{ratio})>0.00001,{apart})"
    # IF takes only the branch it needs, AND does not: the ratio must not be computed without n/N.
    return [
        ("COUNTA({numerator},{denominator})=1", _said("one_count")),
        (f"AND(COUNTA({{numerator}},{{denominator}})=2,NOT({both}))", _said("not_whole")),
        (f"IF({both},{broken},FALSE)", _said("not_whole")),
        (f"IF({both},{{numerator}}>{{denominator}},FALSE)", _said("too_large")),
        (f"IF(COUNT({{value}})=1,{beyond},FALSE)", _said("bounds", bounds=bounds_text(row))),
        (
            f"IF(AND({both},COUNT({{value}})=1),{differs},FALSE)",
            _said("ratio") + f"&ROUND({ratio},{row.decimals})",
        ),
    ]


def _end() -> list[tuple[str, str]]:
    return [
        (f'LEN(TRIM({{source}}&""))<{SOURCE_LENGTH[0]}', _said("source")),
        ('TRIM({nature}&"")=""', _said("nature")),
    ]


def _done(row: FormRow) -> str:
    if row.counts_cases:
        return _said("done")
    computed = _said("computed") + f"&ROUND({_ratio(row)},{row.decimals})"
    return f"IF(COUNT({{value}})=1,{_said('done')},{computed})"


def _ratio(row: FormRow) -> str:
    return f"{SCALES[row.measure]}*{{numerator}}/{{denominator}}"


def _said(key: str, **values: str) -> str:
    return '"' + text(f"forms.check_{key}", "vi", **values) + '"'


def _rule(kind: str, words: str, row: FormRow, **condition: str) -> DataValidation:
    """Return a rule on a number that refuses anything else, in the words of ``words``."""
    values = {"denominator": row.denominator, "bounds": bounds_text(row),
              "measure": row.given["measure"]}  # fmt: skip
    rule = DataValidation(type=kind, allow_blank=True, **condition)
    return _spoken(rule, words, text(f"forms.error_{words}", "vi", **values), **values)


def _day_rule(year: int, edition: int) -> DataValidation:
    first, last = year, edition + 1
    rule = DataValidation(
        # A document that gives month and year alone is told apart by the person, not refused.
        type="date", operator="between", errorStyle="warning", allow_blank=True,
        formula1=f"DATE({first},1,1)", formula2=f"DATE({last},12,31)",
    )  # fmt: skip
    return _spoken(rule, "published", text("forms.error_published", "vi", first=first, last=last))


def _spoken(rule: DataValidation, words: str, error: str, **values: Any) -> DataValidation:
    column = {"cases": "value"}.get(words, words)
    title = text(f"forms.column_{column}", "vi")[:32]
    rule.promptTitle, rule.prompt = title, text(f"forms.prompt_{words}", "vi", **values)[:255]
    rule.errorTitle, rule.error = title, error[:255]
    rule.showInputMessage = rule.showErrorMessage = True
    return rule

"""The sheets of a form on which figures are typed."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterable
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from analysis.exhibits import HEAD_FILL, INK, MUTED, RULE, TONES
from analysis.intake.forms.forms import Form, FormRow
from analysis.intake.forms.layout import COLUMNS, FILLED, SheetKind, heading, row_code, sheet_name
from analysis.intake.forms.rules import SOURCE_LENGTH, check_formula, place, row_rules, sheet_rules
from analysis.language import Lang, numerals, text
from analysis.tables import as_plain_text

FACE = "Times New Roman"
LOCKED_FILL = PatternFill("solid", fgColor="F3F4F6")
INPUT_FILL = PatternFill("solid", fgColor="FFF8DC")
CLOSED_FILL = PatternFill("solid", fgColor="BFC3C8")
_HEAD = PatternFill("solid", fgColor=HEAD_FILL.removeprefix("#").upper())
_LINE = Side(style="thin", color=RULE.removeprefix("#"))
_THICK_LINE = Side(style="medium", color=RULE.removeprefix("#"))
GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WIDTHS = {
    "number": 5, "chi_tieu": 6, "name": 34, "measure": 12, "known": 20, "target": 12, "year": 6,
    "numerator": 10, "denominator": 10, "value": 9, "qualifier": 11, "nature": 12, "status": 11,
    "source": 28, "published": 16, "note": 18, "check": 22, "code": 16,
}  # fmt: skip
_CENTRED = ("number", "chi_tieu", "measure", "target", "year", "qualifier", "nature", "status",
            "published")  # fmt: skip
_FIGURES = ("numerator", "denominator", "value")
# The day is shown with its month in words: a spreadsheet set to English takes 10/11 for October.
DAY_FORMAT = 'd" tháng "m", "yyyy'
_COUNT_FORMAT = "#,##0"
_LAST_PRINTED = "note"
_LINE_HEIGHT, _LEAST_LINES = 16, 2
# A column as wide as ten digits holds more than eleven letters.
_LETTERS_PER_DIGIT, _INDENT = 1.15, 2


def draw_figures(book: Workbook, form: Form, kind: SheetKind) -> Worksheet:
    """Add the sheet of the figures that are asked, or of the earlier years, and return it."""
    sheet = book.create_sheet(sheet_name(kind))
    rows = form.asked if kind == "asked" else form.earlier
    first = _draw_top(sheet, form, kind)
    for place_at, row in enumerate(rows, start=first):
        _draw_row(sheet, form, kind, row, (place_at, first))
    _separate_indicators(sheet, kind, rows, first)
    last = first + max(len(rows), 1) - 1
    if not rows:
        put(sheet.cell(first, 1), text("forms.nothing_owed", "vi"))
    else:
        _add_rules(sheet, form, kind, rows, first)
    _draw_signatures(sheet, kind, last + 2)
    _set_up(sheet, kind, first)
    return sheet


def letter(kind: SheetKind, column: str) -> str:
    """Return the letter of a column of the sheet."""
    return str(get_column_letter(COLUMNS[kind].index(column) + 1))


def put(
    cell: Any, words: str, *, size: float = 12, bold: bool = False, italic: bool = False
) -> None:
    """Write a text that no spreadsheet runs, in the form's face."""
    as_plain_text(cell, words)
    cell.font = Font(name=FACE, size=size, bold=bold, italic=italic, color=INK.removeprefix("#"))
    cell.alignment = Alignment(vertical="center")


def deadline(form: Form, lang: Lang = "vi") -> str:
    """Return whom the form goes to, and by when where the plan prints a day."""
    place = text("forms.place_unstated", lang)
    if form.sent_to:
        place = form.sent_to.vi if lang == "vi" else form.sent_to.en
    if form.receiver_ended:
        place = text("forms.place_ended", lang, place=place)
    if form.due is None:
        return text("forms.deadline_none", lang, place=place)
    return text("forms.deadline", lang, place=place, day=numerals.day(form.due, lang))


def protect(sheet: Worksheet) -> None:
    """Lock what is not to be typed in, without a password; widths and heights stay free."""
    sheet.protection.enable()
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


class _GrowingRow(RowDimension):  # type: ignore[misc]
    """A row that opens with its height and still grows with what is typed in it."""

    customHeight = False  # noqa: N815 - openpyxl's name; it holds every height for fixed by hand


def set_height(
    sheet: Worksheet, row: int, texts: Iterable[tuple[int, str]], *, least: int = _LEAST_LINES
) -> None:
    """Give a row room for its wrapped texts, each with the width of its column."""
    lines = [_count_lines(words, width) for width, words in texts]
    height = _LINE_HEIGHT * max(least, *lines) + 2
    sheet.row_dimensions[row] = _GrowingRow(sheet, index=row, ht=height)


def _count_lines(words: str, width: int) -> int:
    letters = int((width - _INDENT) * _LETTERS_PER_DIGIT)
    return sum(len(textwrap.wrap(line, letters)) or 1 for line in words.split("\n"))


def _draw_top(sheet: Worksheet, form: Form, kind: SheetKind) -> int:
    """Draw what stands above the rows; return the number of the first row of figures."""
    edition = form.label.edition
    title = "forms.title" if kind == "asked" else "forms.title_earlier"
    put(sheet["A1"], text(title, "vi", edition=edition), size=14, bold=True)
    subject = text("forms.subject", "vi", unit=form.unit_name, plan=form.plan_name)
    put(sheet["A2"], f"{subject} {deadline(form)}")
    put(sheet["A3"], form.territory, bold=True)
    legend, row = "forms.legend_earlier", 4
    if kind == "asked":
        legend, row = "forms.legend", 5
        _draw_provider(sheet, form)
    put(sheet.cell(row, 1), text(legend, "vi"), italic=True)
    _draw_head(sheet, kind, row + 1)
    return row + 3


def _draw_provider(sheet: Worksheet, form: Form) -> None:
    """Draw the name of the agency, or the cell in which whoever fills in the form writes it."""
    put(sheet["A4"], text("forms.provider", "vi"), bold=True)
    sheet.merge_cells("D4:H4")
    cell = sheet["D4"]
    known = form.agency_fills_in
    put(cell, form.label.agency if known else "", bold=True)
    for column in "DEFGH":
        sheet[f"{column}4"].fill = LOCKED_FILL if known else INPUT_FILL
        sheet[f"{column}4"].border = GRID
        sheet[f"{column}4"].protection = Protection(locked=known)


def _draw_head(sheet: Worksheet, kind: SheetKind, row: int) -> None:
    groups = {"number": "given", "numerator": "filled", "check": "check"}
    for index, column in enumerate(COLUMNS[kind], start=1):
        above, head = sheet.cell(row, index), sheet.cell(row + 1, index)
        group = groups.get(column)
        put(above, text(f"forms.group_{group}", "vi") if group else "", bold=True)
        put(head, heading(column, kind), size=9 if column == "code" else 12, bold=True)
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        above.fill = head.fill = INPUT_FILL if column in FILLED else _HEAD
        head.border = GRID
        above.border = Border(top=_LINE, bottom=_LINE, left=_LINE if group else Side())
        sheet.column_dimensions[get_column_letter(index)].width = _WIDTHS[column]
    sheet.row_dimensions[row + 1].height = 50


def _draw_row(
    sheet: Worksheet, form: Form, kind: SheetKind, row: FormRow, places: tuple[int, int]
) -> None:
    """Draw one row at the first of the ``places``; the second is where the rows begin."""
    place_at, first = places
    code = row_code(form.label, kind, row.indicator_id, row.given)
    told = {**row.given, "code": code, **_usual(row)}
    for index, column in enumerate(COLUMNS[kind], start=1):
        cell = sheet.cell(place_at, index)
        put(cell, told.get(column, ""), size=8 if column == "code" else 12)
        _dress(cell, column, row)
        if column in ("number", "chi_tieu", "year"):
            cell.value = place_at - first + 1 if column == "number" else int(row.given[column])
    cells = {column: f"{letter(kind, column)}{place_at}" for column in COLUMNS[kind]}
    sheet[cells["check"]].value = check_formula(row, cells)
    texts = ((_WIDTHS[column], words) for column, words in told.items() if column != "code")
    set_height(sheet, place_at, texts)


def _separate_indicators(
    sheet: Worksheet, kind: SheetKind, rows: tuple[FormRow, ...], first: int
) -> None:
    for place_at, (before, row) in enumerate(itertools.pairwise(rows), start=first + 1):
        if before.indicator_id != row.indicator_id:
            for index in range(1, len(COLUMNS[kind]) + 1):
                border = Border(left=_LINE, right=_LINE, top=_THICK_LINE, bottom=_LINE)
                sheet.cell(place_at, index).border = border


def _usual(row: FormRow) -> dict[str, str]:
    """Return what is filled in beforehand: the usual case, which the agency may change."""
    usual = {"status": text(f"forms.status_{row.status}", "vi")}
    if row.nature == "administrative":
        usual["nature"] = text("forms.nature_administrative", "vi")
    return usual


def _dress(cell: Any, column: str, row: FormRow) -> None:
    closed = row.counts_cases and column in ("numerator", "denominator")
    filled = column in FILLED and not closed
    cell.fill = CLOSED_FILL if closed else INPUT_FILL if filled else LOCKED_FILL
    cell.border = GRID
    cell.protection = Protection(locked=not filled)
    centred = "center" if column in _CENTRED else None
    indent = 0 if centred or column in _FIGURES else 1
    cell.alignment = Alignment(
        horizontal=centred or ("left" if indent else None), vertical="center", wrap_text=True,
        indent=indent,
    )  # fmt: skip
    if column == "code":
        cell.font = Font(name=FACE, size=8, color=MUTED.removeprefix("#"))
    formats = {"numerator": _COUNT_FORMAT, "denominator": _COUNT_FORMAT,
               "value": _value_format(row), "published": DAY_FORMAT}  # fmt: skip
    cell.number_format = formats.get(column, "General")


def _value_format(row: FormRow) -> str:
    """Return a format with the indicator's decimals that shows further ones when they are typed."""
    if row.decimals == 0:
        return _COUNT_FORMAT if row.counts_cases else "General"
    return "#,##0." + "0" * row.decimals + "##"


def _add_rules(
    sheet: Worksheet, form: Form, kind: SheetKind, rows: tuple[FormRow, ...], first: int
) -> None:
    last = first + len(rows) - 1
    for column, rule in sheet_rules(form.label.edition):
        rule.add(f"{letter(kind, column)}{first}:{letter(kind, column)}{last}")
        sheet.add_data_validation(rule)
    for number, row in enumerate(rows, start=first):
        cells = {column: f"{letter(kind, column)}{number}" for column in COLUMNS[kind]}
        for column, rule in row_rules(row, form.label.edition):
            if rule.type == "custom":
                rule.formula1 = place(str(rule.formula1), cells)
            rule.add(cells[column])
            sheet.add_data_validation(rule)
    if kind == "asked" and not form.agency_fills_in:
        sheet.add_data_validation(_provider_rule())
    _add_colours(sheet, kind, first, last)


def _provider_rule() -> DataValidation:
    least, most = SOURCE_LENGTH
    rule = DataValidation(type="textLength", operator="between", formula1=str(least),
                          formula2=str(most), allow_blank=True)  # fmt: skip
    rule.showInputMessage = rule.showErrorMessage = True
    rule.prompt = rule.error = text("forms.prompt_provider", "vi", most=most)
    rule.add("D4")
    return rule


def _add_colours(sheet: Worksheet, kind: SheetKind, first: int, last: int) -> None:
    """Turn a row red while it does not fit, and its check blue when it is complete."""
    check, done = f"${letter(kind, 'check')}{first}", text("forms.check_done", "vi")
    fits = f'LEFT({check},{len(done)})="{done}"'
    area = f"A{first}:{letter(kind, 'check')}{last}"
    for formula, tone, where in (
        (f'AND({check}<>"",NOT({fits}))', TONES["not_achieved"], area),
        (fits, TONES["achieved"], f"{check.lstrip('$')}:{letter(kind, 'check')}{last}"),
    ):
        fill = PatternFill(bgColor=tone.fill.removeprefix("#"))
        font = Font(color=tone.on_fill.removeprefix("#"))
        sheet.conditional_formatting.add(where, FormulaRule([formula], fill=fill, font=font))


def _draw_signatures(sheet: Worksheet, kind: SheetKind, row: int) -> None:
    left, right = 3, COLUMNS[kind].index("source") + 1
    put(sheet.cell(row, right), text("forms.signature_date", "vi"), italic=True)
    for column, name, hint in ((left, "writer", "hint"), (right, "head", "stamp")):
        put(sheet.cell(row + 1, column), text(f"forms.signature_{name}", "vi"), bold=True)
        put(sheet.cell(row + 2, column), text(f"forms.signature_{hint}", "vi"), italic=True)
    for line in range(3):
        for column in (left, right):
            sheet.cell(row + line, column).alignment = Alignment(horizontal="center")


def _set_up(sheet: Worksheet, kind: SheetKind, first: int) -> None:
    protect(sheet)
    sheet.freeze_panes = f"D{first}"
    sheet.sheet_view.zoomScale = 90
    sheet.print_title_rows = f"{first - 2}:{first - 1}"
    sheet.print_area = f"A1:{letter(kind, _LAST_PRINTED)}{sheet.max_row + 3}"
    set_up_page(sheet, "landscape")


def set_up_page(sheet: Worksheet, orientation: str) -> None:
    """Fit the sheet to the width of A4, with page numbers."""
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.7
    margins.footer = 0.4
    sheet.oddFooter.right.text = text("forms.page", "vi")
    sheet.oddFooter.right.font = FACE

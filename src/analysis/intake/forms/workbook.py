"""A form as a workbook: instructions, figures asked, earlier years, and which form it is."""

from __future__ import annotations

import io
from pathlib import Path

from openpyxl.styles import Alignment, Font
from openpyxl.workbook import Workbook
from openpyxl.workbook.protection import WorkbookProtection

from analysis.files import replace_file
from analysis.intake.forms.forms import Form, agency_name
from analysis.intake.forms.layout import SHEETS, VERSION, sheet_name
from analysis.intake.forms.sheets import (
    FACE,
    GRID,
    LOCKED_FILL,
    deadline,
    draw_figures,
    protect,
    put,
    set_height,
    set_up_page,
)
from analysis.language import BadInput, Fault, Lang, text

# The instructions, heading by heading, in the order in which the form is filled in.
GUIDE = ("where", "none", "counts", "value", "qualifier", "nature", "source", "published", "check",
         "not")  # fmt: skip
_HEADING_WIDTH, _TEXT_WIDTH = 22, 84


def draw_form(form: Form) -> Workbook:
    """Return the form as a workbook; structure and given cells are locked without a password."""
    book = Workbook()
    book.remove(book.worksheets[0])
    # Column widths count in digits of this face.
    book._named_styles["Normal"].font = Font(name=FACE, size=12)  # noqa: SLF001
    _draw_guide(book, form)
    for kind in SHEETS:
        draw_figures(book, form, kind)
    _draw_about(book, form)
    book.security = WorkbookProtection(lockStructure=True)
    return book


def write_forms(forms: dict[Path, Form]) -> None:
    """Write each form to its file.

    Raises ``BadInput`` before anything is written for files that exist, which an agency may have
    filled in, and for names that do not end in ``.xlsx``; ``OSError`` for what the system refuses.
    """
    faults = [
        Fault("forms.not_xlsx", file=str(path)) for path in forms if path.suffix.lower() != ".xlsx"
    ]
    faults += [Fault("forms.exists", file=str(path)) for path in forms if path.exists()]
    if faults:
        raise BadInput(faults)
    for path, form in forms.items():
        written = io.BytesIO()
        draw_form(form).save(written)
        replace_file(path, written.getvalue())


def _draw_guide(book: Workbook, form: Form) -> None:
    sheet = book.create_sheet(sheet_name("guide"))
    sheet.column_dimensions["A"].width = _HEADING_WIDTH
    sheet.column_dimensions["B"].width = _TEXT_WIDTH
    put(sheet["A1"], text("forms.guide_title", "vi"), size=14, bold=True)
    title = text("forms.title", "vi", edition=form.label.edition)
    put(sheet["A2"], f"{title} – {form.unit_name}", bold=True)
    lines = [*_guide_lines(form, "vi"), (text("forms.guide_english", "vi"), _english(form))]
    for row, (head, words) in enumerate(lines, start=4):
        put(sheet.cell(row, 1), head, bold=True)
        put(sheet.cell(row, 2), words)
        for column in (1, 2):
            sheet.cell(row, column).alignment = Alignment(
                horizontal="left", vertical="top", wrap_text=True, indent=1
            )
            sheet.cell(row, column).border = GRID
        set_height(sheet, row, [(_HEADING_WIDTH, head), (_TEXT_WIDTH, words)], least=1)
    protect(sheet)
    set_up_page(sheet, "portrait")


def _guide_lines(form: Form, lang: Lang) -> list[tuple[str, str]]:
    who = "none" if form.agency is None else "agency" if form.agency_fills_in else "ended"
    heir = form.successor.name(lang) if form.successor else ""
    who = "succeeded" if who == "ended" and heir else who
    values = {
        "successor": heir,
        "agency": agency_name(form, lang),
        "edition": form.label.edition,
        "deadline": deadline(form, lang),
    }
    told = [("who", f"who_{who}"), ("due", "due_text"), *((key, f"{key}_text") for key in GUIDE)]
    return [
        (text(f"forms.guide_{key}", lang), text(f"forms.guide_{words}", lang, **values))
        for key, words in told
    ]


def _english(form: Form) -> str:
    return "\n".join(f"{head}: {words}" for head, words in _guide_lines(form, "en"))


def _draw_about(book: Workbook, form: Form) -> None:
    """Draw what tells a reader which form this is; nothing of it is hidden."""
    sheet = book.create_sheet(sheet_name("about"))
    sheet.column_dimensions["A"].width = _HEADING_WIDTH
    sheet.column_dimensions["B"].width = _TEXT_WIDTH
    put(sheet["A1"], text("forms.about_warning", "vi"), italic=True)
    ids = dict.fromkeys(row.indicator_id for row in (*form.asked, *form.earlier))
    told = {
        "form": text("forms.about_form_name", "vi"),
        "version": VERSION,
        "unit_id": form.label.unit_id,
        "unit": form.unit_name,
        "edition": str(form.label.edition),
        "agency": form.label.agency or text("forms.about_agency_none", "vi"),
        "indicators": ", ".join(ids),
    }
    for row, (key, words) in enumerate(told.items(), start=2):
        put(sheet.cell(row, 1), text(f"forms.about_{key}", "vi"), size=10)
        put(sheet.cell(row, 2), words, size=10)
        for column in (1, 2):
            sheet.cell(row, column).alignment = Alignment(
                horizontal="left", vertical="top", wrap_text=True, indent=1
            )
            sheet.cell(row, column).border = GRID
            sheet.cell(row, column).fill = LOCKED_FILL
        set_height(sheet, row, [(_TEXT_WIDTH, words)], least=1)
    protect(sheet)
    set_up_page(sheet, "portrait")

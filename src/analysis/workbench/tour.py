"""The guided tour: a workspace of its own with a province that is on no map.

All that a new colleague does there is done by the program itself, down to the ledger; nothing of it
can be taken for a real province's, and nothing of one's own workspace is touched.
"""

from __future__ import annotations

import atexit
import html
import os
import re
import shutil
import sys
import tempfile
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from analysis.files import replace_text
from analysis.intake import SheetKind, heading, sheet_name
from analysis.language import LANGS, Lang, slug_of, text
from analysis.ledger import (
    SOURCE_COLUMNS,
    STORE_SETTING,
    Row,
    number_statements,
    open_address,
    open_store,
)
from analysis.plans import plan_in_force, plan_targets
from analysis.programme import Programme, load_programme, plan_file
from analysis.project import HOME_SETTING, project_root
from analysis.publication import (
    REPORTS_SETTING,
    list_publications,
    reports_folder,
)
from analysis.workbench.setting import desk_lang
from analysis.workspace import Details, add_unit, make_unit, make_workspace

if TYPE_CHECKING:
    from IPython.display import IFrame
    from ipywidgets import VBox

# Whose plan and simulated figures the province on no map has, and what it is called.
_PATTERN, _UNIT = "ninh-binh", "tinh-mau"
# What its Department of Justice is asked for, and answers.
_ASKED = ("birth_registration_u5", "2025")
_SHEET: SheetKind = "asked"
# The day of the tour, 1 December 2026, when that figure is owed: each year the same.
_DAY_SETTING, _DAY = "SOURCE_DATE_EPOCH", "1796083200"
# A link of a published page to a file beside it, or above.
_FILE_LINK = re.compile(r'href="(?![#a-z]+:|#)([^"]+)"')
_SETTINGS = (HOME_SETTING, STORE_SETTING, REPORTS_SETTING, _DAY_SETTING, "PATH")


@dataclass(frozen=True)
class Tour:
    """The tour's own workspace: where it is, which unit it is about, and what it goes back to."""

    folder: Path
    unit_id: str
    lang: Lang
    home: Path
    before: Mapping[str, str]

    def fill_form(self, form: str, *, swapped: bool = False) -> str:
        """Fill in the form as the department would, and return it as received.

        With ``swapped`` numerator and denominator change places, as happens.
        """
        told = next(row for row in _simulated(self.folder)
                    if (row["indicator_id"], row["year"]) == _ASKED)  # fmt: skip
        counts = int(told["numerator"]), int(told["denominator"])
        book = openpyxl.load_workbook(self.folder / form)
        sheet = book[sheet_name(_SHEET)]
        head = next(row for row in sheet.iter_rows()
                    if row[0].value == heading("number", _SHEET))  # fmt: skip
        columns = {cell.value: cell.column for cell in head}
        code = columns[heading("code", _SHEET)]
        (row,) = [cells[0].row for cells in sheet.iter_rows()
                  if str(cells[code - 1].value).startswith("/".join(_ASKED) + "/")]  # fmt: skip
        typed = dict(zip(("numerator", "denominator"),
                         reversed(counts) if swapped else counts, strict=True))  # fmt: skip
        said = {"source": text("tour.letter", "vi"), "published": "05/11/2026"}
        for name, value in (typed | said).items():
            sheet.cell(row, columns[heading(name, _SHEET)]).value = value
        received = Path("received") / f"{'1' if swapped else '2'}-{Path(form).name}"
        (self.folder / received).parent.mkdir(exist_ok=True)
        book.save(self.folder / received)
        return received.as_posix()

    def report(self) -> IFrame:
        """Show the newest report as its reader sees it; what its links lead to can be saved."""
        from IPython.display import IFrame

        one = list_publications(reports_folder(self.folder), self.unit_id)[-1]
        place = one.folder / one.report.unit_id
        page = (place / "assessment.html").read_text("utf-8")
        page = link_files(page, place)
        inside = [f'srcdoc="{html.escape(page)}"', f'title="{self.unit_id}"']
        return IFrame("about:blank", "100%", 640, extras=inside)

    def offer_end(self) -> VBox:
        """Show a button that ends the tour: a notebook run whole must not end it unasked."""
        from ipywidgets import HTML, Button, VBox

        button = Button(description=text("tour.end", self.lang), layout={"width": "auto"})
        said = HTML()

        def end(_: Button) -> None:
            button.disabled, said.value = True, html.escape(self.end())

        button.on_click(end)
        return VBox([button, said])

    def end(self) -> str:
        """Remove the tour's workspace, go back to one's own, and say so."""
        for name in _SETTINGS:
            os.environ.pop(name, None)
        os.environ |= self.before
        os.chdir(self.home)
        shutil.rmtree(self.folder)
        return text("tour.ended", self.lang, folder=self.home)

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(str(self))}</p>"

    def __repr__(self) -> str:
        """Return where the tour takes place."""
        return text("tour.begun", self.lang, folder=self.folder, unit=self.unit_id)


def begin_tour(lang: Lang | None = None) -> Tour:
    """Make the tour's workspace below the system's temporary folder, and work there from now on.

    Raises ``OSError`` where there is no room.
    """
    home = project_root()
    before = {name: os.environ[name] for name in _SETTINGS if name in os.environ}
    folder = make_workspace(Path(tempfile.mkdtemp(prefix="mangnon-tour-")))
    # Whoever closes the notebook without ending the tour leaves nothing behind either.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _add_province(folder)
    # A ministry's store and its reports are no place for an exercise.
    for name in (STORE_SETTING, REPORTS_SETTING):
        os.environ.pop(name, None)
    # The command beside this Python is the one that the cells mean, wherever Jupyter was started.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    os.environ |= {HOME_SETTING: str(folder), _DAY_SETTING: _DAY, "PATH": path}
    os.chdir(folder)
    return Tour(folder, _UNIT, lang or desk_lang(), home, before)


def link_files(page: str, place: Path) -> str:
    """Return a page of a folder to which no address leads, its links to files saving them."""
    return _FILE_LINK.sub(lambda link: _saving(place, link), page)


def _saving(place: Path, link: re.Match[str]) -> str:
    file = place / link[1]
    if file.parent != place or not file.is_file():
        return ""
    content = b64encode(file.read_bytes()).decode()
    return f'download="{file.name}" href="data:application/octet-stream;base64,{content}"'


def _add_province(folder: Path) -> None:
    """Give the workspace the province on no map: its plan, and figures up to what is asked for."""
    names = {f"name_{lang}": text("tour.province", lang) for lang in LANGS}
    details = Details(**names, level="province", territory="whole")
    programme = load_programme(folder)
    add_unit(folder, make_unit(_UNIT, details, programme), with_plan=True)
    replace_text(folder / plan_file(_UNIT), _plan(folder))
    leads = plan_targets(plan_in_force(_UNIT, load_programme(folder)))
    # As the importer calls a sender's letters: what is received continues what was.
    sources = {agency: f"{slug_of(agency)}-{_UNIT}-cong-van-minh-hoa"
               for agency in leads["lead_agency"].unique()}  # fmt: skip
    senders = dict(zip(leads["indicator_id"], leads["lead_agency"].map(sources), strict=True))
    stated = _statements(folder, programme, senders)
    with open_address("csv", folder).writing() as writer:
        writer.append({_UNIT: stated}, [_source(name, slug) for name, slug in sources.items()])


def _source(agency: str, slug: str) -> Row:
    """Return the source of what an agency has reported: the same sender as that of its forms."""
    told = {
        f"{field}_{lang}": text(f"tour.{field}", lang, agency=agency)
        for field in ("publisher", "title") for lang in LANGS
    }  # fmt: skip
    own = {"source": slug, "year_published": "2026", "licence": "Apache-2.0", **told}
    return dict.fromkeys(SOURCE_COLUMNS, "") | own


def _plan(folder: Path) -> str:
    """Return the pattern's plan as that of the province on no map."""
    plan = (folder / plan_file(_PATTERN)).read_text("utf-8")
    told = "".join(f'  {lang}: "{text("tour.territory", lang)}"\n' for lang in LANGS)
    territory = f"territory:\n  word: whole\n{told}"
    plan = re.sub(r"(?m)^territory:\n(?:  .*\n)+", territory, plan)
    for old, new in (
        (f"unit_id: {_PATTERN}", f"unit_id: {_UNIT}"),
        ("tỉnh Ninh Bình", "tỉnh Mẫu"),
        ("Ninh Bình province", "Sample province"),
        ("75/KH-UBND", "00/KH-UBND"),
    ):
        plan = plan.replace(old, new)
    return plan


def _statements(folder: Path, programme: Programme, sources: Mapping[str, str]) -> list[Row]:
    """Return the pattern's simulated figures as reported ones, but for the one still asked for.

    ``sources`` tells who reports an indicator.
    """
    natures = programme.indicators.set_index("indicator_id")["nature"].astype(str)
    numbered: list[Row] = []
    for received, rows in groupby(_simulated(folder), key=itemgetter("received")):
        figures = [row | {"unit_id": _UNIT, "nature": natures[row["indicator_id"]],
                          "status": "official", "source": sources[row["indicator_id"]]}
                   for row in rows if (row["indicator_id"], row["year"]) != _ASKED]  # fmt: skip
        numbered += number_statements(figures, numbered, received)
    return numbered


def _simulated(folder: Path) -> list[Row]:
    return [record.cells for record in open_store(folder, "illustrative").read(_PATTERN)[0]]

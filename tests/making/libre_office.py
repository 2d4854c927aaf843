"""A person at LibreOffice: opens a workbook, types into cells, saves it in three formats.

A macro gives each text to its cell as the keyboard does (``FormulaLocal``), in the Vietnamese way
of writing numbers and days: protected cells stay as they are, 98,1 is a number, 31/10/2026 a day.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
SECONDS = 240
FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "xls": "MS Excel 97"}

_MACRO = """
Function Named(sName As String, vValue As Variant) As Object
    Dim oValue As New com.sun.star.beans.PropertyValue
    oValue.Name = sName
    oValue.Value = vValue
    Named = oValue
End Function

Sub TypeAndSave(sOrders As String)
    Dim oOrders As Object, oDoc As Object, sParts() As String
    oOrders = createUnoService("com.sun.star.io.TextInputStream")
    oOrders.setInputStream(createUnoService("com.sun.star.ucb.SimpleFileAccess").openFileRead(sOrders))
    oOrders.setEncoding("UTF-8")
    Do While Not oOrders.isEOF()
        sParts = Split(oOrders.readLine(), Chr(9))
        If UBound(sParts) < 1 Then Exit Do
        Select Case sParts(0)
        Case "open"
            oDoc = StarDesktop.loadComponentFromURL(sParts(1), "_blank", 0, _
                Array(Named("Hidden", True)))
        Case "type"
            oDoc.Sheets.getByName(sParts(1)).getCellRangeByName(sParts(2)).FormulaLocal = sParts(3)
        Case "save"
            oDoc.storeToURL(sParts(1), Array(Named("FilterName", sParts(2))))
        End Select
    Loop
    oDoc.close(True)
    StarDesktop.terminate()
End Sub
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Person"
 script:language="StarBasic">{macro}</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Person"/></library:library>
"""
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library"
 xmlns:xlink="http://www.w3.org/1999/xlink"><library:library library:name="Standard"
 xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" library:link="false"/>
</library:libraries>
"""
# A profile that is not "completed" is filled from presets, over the macro.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{locale}</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse">
<value>true</value></prop></item></oor:items>
"""


@dataclass(frozen=True)
class Typed:
    """A text typed into a cell."""

    sheet: str
    cell: str
    text: str


def type_and_save(
    workbook: Path, typed: Sequence[Typed], folder: Path, locale: str = "vi-VN"
) -> dict[str, Path]:
    """Return the workbook as LibreOffice saves it after the typing, by format."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_profile(folder / "profile", locale)
    saved = {ending: folder / f"{workbook.stem}.{ending}" for ending in FILTERS}
    lines = [
        f"open\t{workbook.as_uri()}",
        *(f"type\t{one.sheet}\t{one.cell}\t{one.text}" for one in typed),
        *(f"save\t{path.as_uri()}\t{FILTERS[ending]}" for ending, path in saved.items()),
    ]
    orders = folder / "orders.txt"
    # The last tab keeps the end of the line out of what is typed.
    orders.write_text("".join(f"{line}\t\n" for line in lines), "utf-8")
    _run(folder, f'macro:///Standard.Person.TypeAndSave("{orders.as_uri()}")')
    missing = [path.name for path in saved.values() if not path.is_file()]
    assert not missing, missing
    return saved


def printed(document: bytes, folder: Path) -> bytes:
    """Return a Word document as the PDF that LibreOffice prints it to, with the machine's fonts."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "document.docx"
    file.write_bytes(document)
    _run(folder, "--convert-to", "pdf", "--outdir", str(folder), str(file))
    return file.with_suffix(".pdf").read_bytes()


def _run(folder: Path, *orders: str) -> None:
    if PROGRAM is None:
        pytest.skip("LibreOffice is not installed")
    profile = (folder / "profile").as_uri()
    words = [PROGRAM, f"-env:UserInstallation={profile}", "--headless", "--norestore", *orders]
    # The program starts another one, which has to end along with it.
    with subprocess.Popen(words, start_new_session=True, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as office:  # fmt: skip
        try:
            code = office.wait(SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(office.pid, signal.SIGKILL)
            raise
    assert code == 0, (orders, code)


def _write_profile(profile: Path, locale: str) -> None:
    library = profile / "user" / "basic" / "Standard"
    library.mkdir(parents=True, exist_ok=True)
    (library / "Person.xba").write_text(_MODULE.format(macro=escape(_MACRO)), "utf-8")
    (library / "script.xlb").write_text(_LIBRARY, "utf-8")
    (library.parent / "script.xlc").write_text(_LIBRARIES, "utf-8")
    settings = profile / "user" / "registrymodifications.xcu"
    settings.write_text(_SETTINGS.format(locale=locale), "utf-8")

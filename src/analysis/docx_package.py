"""The Word file around the report: its styles, fonts, numbering, language and properties."""

from __future__ import annotations

import io
from importlib.resources import files

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml

from analysis.catalogue import Lang
from analysis.stable_archives import timeless

_LOCALES: dict[Lang, tuple[str, str]] = {"vi": ("vi-VN", ","), "en": ("en-GB", ".")}
# Parts of python-docx's own sheet: a picture of it, and looks of older versions of Word.
_UNWANTED = ("thumbnail", "customXml", "stylesWithEffects", "webSettings", "theme")


def blank_document(lang: Lang, title: str, author: str) -> WordDocument:
    """Return an empty document in the form of Decree 30/2020, its language and title set."""
    document = Document()
    document.element.body.clear_content()
    for package in (document.part.package, document.part):
        for key, relation in list(package.rels.items()):
            if any(name in relation.reltype for name in _UNWANTED):
                package.rels.pop(key)
    locale, decimal = _LOCALES[lang]
    _dress(document, {"lang": locale, "decimal": decimal})
    about = document.core_properties
    about.title, about.author, about.language = title, author, locale
    about.last_modified_by, about.comments, about.revision = author, "", 1
    return document


def saved(document: WordDocument) -> bytes:
    """Return the file, which bears no time; the same document gives the same bytes."""
    target = io.BytesIO()
    document.save(target)
    return timeless(target.getvalue())


def _dress(document: WordDocument, values: dict[str, str]) -> None:
    for name, kind in (
        ("styles", RELATIONSHIP_TYPE.STYLES),
        ("numbering", RELATIONSHIP_TYPE.NUMBERING),
        ("settings", RELATIONSHIP_TYPE.SETTINGS),
        ("fontTable", RELATIONSHIP_TYPE.FONT_TABLE),
    ):
        sheet = files("analysis").joinpath("templates", "word", f"{name}.xml").read_text("utf-8")
        for key, value in values.items():
            sheet = sheet.replace(f"{{{key}}}", value)
        _replace(document.part.part_related_by(kind), sheet.encode())


def _replace(part: Part, sheet: bytes) -> None:
    """Put our own sheet in the place of the one that the part was loaded with."""
    name = "_element" if hasattr(part, "element") else "_blob"
    setattr(part, name, parse_xml(sheet) if name == "_element" else sheet)

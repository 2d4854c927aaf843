"""The page that leads to every report of an edition: it searches, filters, and asks nothing.

It works from a file share with the network off; without JavaScript it shows every report.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from analysis.exhibits import FORMATS, TONES, exhibit_css
from analysis.files import replace_text
from analysis.language import Lang, number, numerals, text
from analysis.programme import load_programme
from analysis.publication.editions import (
    INDEX,
    OVERVIEW,
    TABLES,
    PublishedReport,
    read_manifest,
    revisions_of,
)
from analysis.publication.parameters import CLOSING

_KILO, _MEGA = 1000, 1000 * 1000


def write_index(root: Path, folder: Path, edition: int, lang: Lang) -> None:
    """Write ``index.html``: every published report with its files, in the programme's order.

    Under a unit stand the pages of its agencies.
    """
    programme = load_programme(root)
    units = programme.units
    published = read_manifest(folder)
    rows = [
        _row(
            folder,
            report,
            earlier,
            _name(units[unit_id].name(lang), report, lang),
            lang,
        )
        for unit_id in programme.reported_units
        for base in sorted({report.base for report in published.values()})
        if base.partition("--")[0] == unit_id
        for *earlier, report in [revisions_of(published, base)]
    ]
    overview = _overview(folder, revisions_of(published, OVERVIEW)[-1:], lang)
    replace_text(folder / INDEX, _page(rows, overview, edition, lang))


def _name(unit: str, report: PublishedReport, lang: Lang) -> str:
    """Return whose report it is, and that it closes where it does."""
    closes = report.base.partition("--")[2].startswith(CLOSING)
    closing = text("publication.closing", lang) if closes else ""
    return ": ".join(filter(None, (unit, report.agency, closing)))


def _page(rows: list[dict[str, Any]], overview: dict[str, Any], edition: int, lang: Lang) -> str:
    found = {status["key"] for row in rows for status in row["counts"]}
    script = _template("edition_index.js")
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    template = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    ).from_string(_template("edition_index.html.j2"))  # fmt: skip
    return template.render(
        lang=lang,
        words={name: text(f"publication.{name}", lang) for name in _WORDS},
        title=text("publication.index_title", lang, edition=edition),
        css=Markup(exhibit_css() + _template("edition_index.css")),  # noqa: S704 - our own sheets
        script=Markup(script),  # noqa: S704 - our own script
        script_hash=digest,
        statuses=[_status(key, lang) for key in TONES if key in found],
        overview=overview,
        rows=rows,
    )


_WORDS = (
    "column_unit", "column_report", "column_tables", "column_counts", "index_search",
    "index_status", "index_any_status", "index_shown", "index_none", "index_overview", "index_skip",
)  # fmt: skip


def _row(
    folder: Path,
    unit: PublishedReport,
    earlier: Sequence[PublishedReport],
    name: str,
    lang: Lang,
) -> dict[str, Any]:
    reports, tables = _links(folder, unit, lang)
    return {
        "name": name[:1].upper() + name[1:],
        "unit_id": unit.unit_id,
        "mark": text("exhibits.watermark", lang) if unit.data == "illustrative" else None,
        "page": reports[0]["href"] if reports and reports[0]["href"].endswith(".html") else None,
        "revision": _revision(unit, lang) if unit.revision > 1 else None,
        "earlier": [
            {"href": f"{report.unit_id}/assessment.html", "shown": _revision(report, lang)}
            for report in reversed(earlier)
        ],
        "reports": reports,
        "tables": tables,
        # A verdict that only another version gives has no word and no sign here.
        "counts": [
            {**_status(key, lang), "count": unit.counts[key]} for key in TONES if key in unit.counts
        ],
    }


def _revision(report: PublishedReport, lang: Lang) -> str:
    """Return which publication of a report this is, and of which day."""
    key = "first" if report.revision == 1 else "again"
    day = numerals.day(date.fromisoformat(report.made), lang) if report.made else "–"
    return text(f"publication.revision_{key}", lang, number=report.revision, day=day)


def _overview(folder: Path, newest: Sequence[PublishedReport], lang: Lang) -> dict[str, Any]:
    """Return the overview's files and, where its data are illustrative, the mark of these."""
    if not newest:
        return {"links": [], "mark": None}
    (report,) = newest
    reports, tables = _links(folder, report, lang)
    # What cannot be told to be real is not shown as if it were.
    mark = None if report.data == "real" else text("exhibits.watermark", lang)
    return {"links": [*reports, *tables], "mark": mark}


def _links(
    folder: Path, report: PublishedReport, lang: Lang
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the links to what is read of a report, and those to its tables."""
    place = folder / report.unit_id
    known = {Path(name).suffix[1:]: name for name in report.files if (place / name).is_file()}
    shown = {form.ending: form.name or text("publication.file_web", lang) for form in FORMATS}
    reports, tables = (
        [
            _link(place, known[ending], name, lang)
            for ending, name in listed.items()
            if ending in known
        ]
        for listed in (shown, TABLES)
    )
    return reports, tables


def _link(place: Path, file: str, shown: str, lang: Lang) -> dict[str, str]:
    size = _size((place / file).stat().st_size, lang)
    return {"href": f"{place.name}/{file}", "shown": shown, "size": size}


def _size(count: int, lang: Lang) -> str:
    """Return a size as people read it: ``361 kB``, ``1,5 MB``."""
    if count < _MEGA:
        return f"{number(max(1, count / _KILO), lang, 0)}\u00a0kB"
    return f"{number(count / _MEGA, lang, 1)}\u00a0MB"


def _status(key: str, lang: Lang) -> dict[str, str]:
    return {"key": key, "shown": text(f"wording.status_{key}", lang), "symbol": TONES[key].symbol}


def _template(name: str) -> str:
    return files("analysis.publication").joinpath("templates", name).read_text("utf-8")

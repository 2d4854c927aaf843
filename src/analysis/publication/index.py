"""The page that leads to every report of an edition: it searches, filters, and asks nothing.

It works from a file share with the network off; without JavaScript it shows every report.
"""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from analysis.exhibits import FORMATS, TONES, exhibit_css
from analysis.files import replace_text
from analysis.language import BadInput, Lang, number, numerals, text
from analysis.programme import AT_RISK, Programme, load_programme
from analysis.publication.editions import (
    INDEX,
    OVERVIEW,
    STAGES,
    TABLES,
    PublishedReport,
    read_manifest,
    revisions_of,
)
from analysis.publication.parameters import CLOSING
from analysis.publication.places import EDITIONS, ILLUSTRATIVE

_KILO, _MEGA = 1000, 1000 * 1000
# What the message puts together.
_TOLD = {
    "good": ("achieved", "likely"),
    "possible": ("more_likely_than_not",),
    "bad": (*AT_RISK, "not_achieved"),
    "unknown": ("insufficient_evidence", "no_data", "not_judged"),
}


def write_index(root: Path, folder: Path, edition: int, lang: Lang) -> None:
    """Write ``index.html``: the message of the edition, then every report with its files.

    Units stand in the programme's order, the pages of its agencies under each. Reports on
    illustrative data stand apart below, also those of the edition of the same year in the folder
    ``ILLUSTRATIVE`` of the same reports.
    """
    units = load_programme(root)
    published = read_manifest(folder)
    apart = illustrative_folder(folder)
    listed = list(_rows(folder, "", published, units, lang))
    away = f"{os.path.relpath(apart, folder)}/".replace(os.sep, "/")
    listed += _rows(apart, away, _read_apart(apart), units, lang)
    overview = _overview(folder, revisions_of(published, OVERVIEW)[-1:], lang)
    real = [report for report, _ in listed if report.data != "illustrative"]
    page = _page(
        message=_message(real, edition, lang),
        rows=[row for report, row in listed if report.data != "illustrative"],
        illustrative=[row for report, row in listed if report.data == "illustrative"],
        overview=overview,
        timings=_timings(published, lang),
        edition=edition,
        lang=lang,
    )
    replace_text(folder / INDEX, page)


def illustrative_folder(folder: Path) -> Path:
    """Return where the illustrative reports beside an edition's folder stand."""
    return folder.parents[1] / ILLUSTRATIVE / EDITIONS / folder.name


def _read_apart(folder: Path) -> dict[str, PublishedReport]:
    """Return the illustrative reports; none where they cannot be read: no real one needs them."""
    with suppress(BadInput):
        return read_manifest(folder)
    return {}


def _rows(
    folder: Path,
    away: str,
    published: Mapping[str, PublishedReport],
    programme: Programme,
    lang: Lang,
) -> Iterator[tuple[PublishedReport, dict[str, Any]]]:
    """Yield the newest revision of each report in ``folder`` and its row; ``away`` leads there."""
    for unit_id in programme.reported_units:
        for base in sorted({report.base for report in published.values()}):
            if base.partition("--")[0] != unit_id:
                continue
            *earlier, report = revisions_of(published, base)
            name = _name(programme.units[unit_id].name(lang), report, lang)
            yield report, _row(_Place(folder, away), report, earlier, name, lang)


def _message(reports: Sequence[PublishedReport], edition: int, lang: Lang) -> list[str]:
    """Return what the reports on real figures say together, in sentences; agencies not twice."""
    counted = [report.counts for report in reports if "--" not in report.base]
    counts = Counter[str]()
    for each in counted:
        counts.update({key: each[key] for key in TONES if key in each})
    total = counts.total()
    if not total:
        return []
    found = {name: sum(counts[key] for key in keys) for name, keys in _TOLD.items()}
    told = [
        text(f"publication.message_{name}", lang, count=numerals.counted(count, lang))
        for name, count in found.items()
        if count
    ]
    if not found["good"]:
        told.insert(0, text("publication.message_none", lang))
    outcome = "; ".join(told)
    said = [
        text("publication.message_counts", lang, edition=edition, total=total,
             reports=numerals.counted(len(counted), lang)),
        f"{outcome[:1].upper()}{outcome[1:]}.",
    ]  # fmt: skip
    if found["unknown"] > total / 2:
        said.append(text("publication.message_little", lang))
    return said


def _timings(published: Mapping[str, PublishedReport], lang: Lang) -> list[list[str]]:
    """Return of each report that was timed how many seconds every stage took, and all of them."""
    return [
        [place, *(number(report.seconds.get(stage, 0.0), lang, 1) for stage in STAGES),
         number(sum(report.seconds.values()), lang, 1)]
        for place, report in sorted(published.items()) if report.seconds
    ]  # fmt: skip


def _name(unit: str, report: PublishedReport, lang: Lang) -> str:
    """Return whose report it is, and that it closes where it does."""
    closes = report.base.partition("--")[2].startswith(CLOSING)
    closing = text("publication.closing", lang) if closes else ""
    return ": ".join(filter(None, (unit, report.agency, closing)))


def _page(
    *,
    message: list[str],
    rows: list[dict[str, Any]],
    illustrative: list[dict[str, Any]],
    overview: dict[str, Any],
    timings: list[list[str]],
    edition: int,
    lang: Lang,
) -> str:
    found = {status["key"] for row in (*rows, *illustrative) for status in row["counts"]}
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
        timings=timings,
        timed=[text(f"publication.stage_{stage}", lang) for stage in (*STAGES, "all")],
        message=message,
        rows=rows,
        illustrative=illustrative,
        mark=text("exhibits.watermark", lang),
    )


_WORDS = (
    "column_unit", "column_report", "column_tables", "column_figures", "column_counts",
    "index_search", "index_status", "index_any_status", "index_shown", "index_none",
    "index_overview", "index_reports", "index_illustrative", "index_illustrative_note",
    "index_skip", "index_timings",
)  # fmt: skip


@dataclass(frozen=True)
class _Place:
    """The folder of an edition, and how the page leads there: by nothing where it is its own."""

    folder: Path
    away: str


def _row(
    place: _Place,
    unit: PublishedReport,
    earlier: Sequence[PublishedReport],
    name: str,
    lang: Lang,
) -> dict[str, Any]:
    reports, tables = _links(place, unit, lang)
    return {
        "name": name[:1].upper() + name[1:],
        "unit_id": unit.unit_id,
        "page": reports[0]["href"] if reports and reports[0]["href"].endswith(".html") else None,
        "revision": _revision(unit, lang) if unit.revision > 1 else None,
        "earlier": [
            {
                "href": f"{place.away}{report.unit_id}/assessment.html",
                "shown": _revision(report, lang),
            }
            for report in reversed(earlier)
        ],
        "reports": reports,
        "tables": tables,
        "figures": _figures(unit, lang),
        # A verdict that only another version gives has no word and no sign here.
        "counts": [
            {**_status(key, lang), "count": unit.counts[key]} for key in TONES if key in unit.counts
        ],
    }


def _figures(report: PublishedReport, lang: Lang) -> str:
    """Return how many targets have figures to go by, and up to which day these were received."""
    total = sum(report.counts.get(key, 0) for key in TONES)
    known = total - sum(report.counts.get(key, 0) for key in ("no_data", "not_judged"))
    said = [text("publication.figures_known", lang, known=known, total=total)] if total else []
    if report.received_until:
        day = numerals.day(date.fromisoformat(report.received_until[:10]), lang)
        said.append(text("publication.figures_until", lang, day=day))
    return "; ".join(said)


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
    reports, tables = _links(_Place(folder, ""), report, lang)
    # What cannot be told to be real is not shown as if it were.
    mark = None if report.data == "real" else text("exhibits.watermark", lang)
    return {"links": [*reports, *tables], "mark": mark}


def _links(
    edition: _Place, report: PublishedReport, lang: Lang
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the links to what is read of a report, and those to its tables."""
    place = edition.folder / report.unit_id
    known = {Path(name).suffix[1:]: name for name in report.files if (place / name).is_file()}
    shown = {form.ending: form.name or text("publication.file_web", lang) for form in FORMATS}
    reports, tables = (
        [
            _link(place / known[ending], edition.away, name, lang)
            for ending, name in listed.items()
            if ending in known
        ]
        for listed in (shown, TABLES)
    )
    return reports, tables


def _link(file: Path, away: str, shown: str, lang: Lang) -> dict[str, str]:
    size = _size(file.stat().st_size, lang)
    return {"href": f"{away}{file.parent.name}/{file.name}", "shown": shown, "size": size}


def _size(count: int, lang: Lang) -> str:
    """Return a size as people read it: ``361 kB``, ``1,5 MB``."""
    if count < _MEGA:
        return f"{number(max(1, count / _KILO), lang, 0)}\u00a0kB"
    return f"{number(count / _MEGA, lang, 1)}\u00a0MB"


def _status(key: str, lang: Lang) -> dict[str, str]:
    return {"key": key, "shown": text(f"wording.status_{key}", lang), "symbol": TONES[key].symbol}


def _template(name: str) -> str:
    return files("analysis.publication").joinpath("templates", name).read_text("utf-8")

"""What lies on the analyst's desk: the page that JupyterLab begins with, and that of what is owed.

Both are Markdown, which JupyterLab shows as a page and whose links it opens beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

from analysis import publication, workspace
from analysis.language import Lang, numerals, text
from analysis.ledger import open_books
from analysis.programme import Programme, load_programme
from analysis.project import project_name
from analysis.publication import Publication, current_day, list_publications, reports_folder

START_PAGE, OWED_PAGE = Path("notebooks", "start.md"), Path("notebooks", "owed.md")
_NOTEBOOKS = ("explore", "tour")
_OTHERS = ("province_assessment", "closing_report", "overview", "track_record")
_GUIDES = ("analysts", "yearly-routine", "plans", "methodology", "scheduling")
_FILES = {"pdf": "PDF", "docx": "Word", "ipynb": "Notebook", "csv": "CSV"}


def start_page(root: Path, lang: Lang, address: str) -> str:
    """Return the page that leads to all work; reports are opened below ``address``.

    Raises ``BadInput`` for tables of the project that cannot be read.
    """
    programme = load_programme(root)
    lines = [
        f"# {text('desk.title', lang)}", "", text("desk.lead", lang, folder=project_name(root)), "",
        f"## {text('desk.head_work', lang)}", "", *_notebook_links(root, _NOTEBOOKS, lang), "",
        text("desk.how_to_run", lang), "",
        f"## {text('desk.head_reports', lang)}", "", *_reports(root, programme, lang, address), "",
        f"## {text('desk.head_owed', lang)}", "", text("desk.owed_link", lang, page=OWED_PAGE.name),
        "", f"## {text('desk.head_guides', lang)}", "", *_guide_links(root, lang), "",
        f"## {text('desk.head_others', lang)}", "", *_notebook_links(root, _OTHERS, lang), "",
    ]  # fmt: skip
    return "\n".join(lines)


def owed_page(root: Path, lang: Lang) -> str:
    """Return the page of what each unit with a plan owes, and what comes next.

    Raises ``BadInput`` for tables of the project that cannot be read.
    """
    programme, books, day = load_programme(root), open_books(root), current_day()
    published = list_publications(reports_folder(root))
    found = [workspace.find_standing(root, unit_id, programme, books, published, day)
             for unit_id in programme.planned_units]  # fmt: skip
    columns = [text(f"workspace.column_{name}", lang)
               for name in ("unit_id", "due", "owed", "over", "next")]  # fmt: skip
    lines = [f"# {text('desk.head_owed', lang)}", "",
             text("desk.owed_lead", lang, day=numerals.day(day, lang)), "",
             *_table(columns, (_owed_row(one, lang) for one in found)), "",
             text("desk.owed_more", lang), ""]  # fmt: skip
    return "\n".join(lines)


def _owed_row(one: workspace.Standing, lang: Lang) -> list[str]:
    over = text("workspace.days", lang, count=one.days_over) if one.days_over else "–"
    return [f"{one.unit.name(lang)} (`{one.unit.unit_id}`)",
            numerals.day(one.due, lang) if one.due else "–",
            str(sum(each.figures for each in one.owed) or "–"), over,
            text(f"workspace.short_{one.step}", lang)]  # fmt: skip


def _notebook_links(root: Path, names: Iterable[str], lang: Lang) -> Iterator[str]:
    for name in names:
        if (root / "notebooks" / f"{name}.ipynb").is_file():
            yield (f"- [**{text(f'desk.notebook_{name}', lang)}**]({name}.ipynb)"
                   f" – {text(f'desk.what_{name}', lang)}")  # fmt: skip


def _guide_links(root: Path, lang: Lang) -> Iterator[str]:
    for name in _GUIDES:
        if (root / "docs" / f"{name}.md").is_file():
            key = name.replace("-", "_")
            yield f"- [{text(f'desk.guide_{key}', lang)}](../docs/{name}.md)"


def _reports(root: Path, programme: Programme, lang: Lang, address: str) -> Iterator[str]:
    """Yield the newest revision of each report of the newest edition that has any."""
    reports = reports_folder(root)
    published = list_publications(reports)
    edition = max((one.edition for one in published), default=None)
    if edition is None:
        yield text("desk.no_reports", lang)
        return
    newest = {one.report.base: one for one in published if one.edition == edition}
    if not reports.resolve().is_relative_to(root):
        folder = publication.edition_folder(reports, edition)
        yield text("desk.reports_elsewhere", lang, folder=folder, edition=edition)
        return
    columns = [text(f"desk.column_{name}", lang, edition=edition)
               for name in ("report", "made", "files")]  # fmt: skip
    rows = (_report_row(root, programme, one, lang, address) for one in newest.values())
    yield from _table(columns, rows)


def _report_row(
    root: Path, programme: Programme, one: Publication, lang: Lang, address: str
) -> list[str]:
    unit = programme.units.get(one.report.base.split("--")[0])
    name = unit.name(lang) if unit else one.report.base
    if one.report.agency:
        name += f" – {one.report.agency}"
    if one.report.base == publication.OVERVIEW:
        name = text("desk.notebook_overview", lang)
    place = (one.folder / one.report.unit_id).resolve().relative_to(root)
    page = next((file for file in one.report.files if file.endswith(".html")), None)
    if page:
        # Whole in a window of the browser: inside JupyterLab its links would lead nowhere.
        name = f"[**{name}**]({address}files/{quote(f'{place.as_posix()}/{page}')})"
    files = [f"[{words}](../{quote(f'{place.as_posix()}/{file}')})"
             for ending, words in _FILES.items()
             for file in sorted(one.report.files) if file.endswith(f".{ending}")]  # fmt: skip
    made = one.report.made
    return [name, numerals.day(date.fromisoformat(made), lang) if made else "–", " · ".join(files)]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"

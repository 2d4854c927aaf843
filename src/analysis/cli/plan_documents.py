"""The commands ``mangnon plan extract`` and those that follow it: from the paper to the plan."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from analysis import papers, plans, programme, workspace
from analysis.cli.speech import SOME_FAILED, Spoken, both, found_root, lang_option, read_root, write
from analysis.files import replace_file, replace_text
from analysis.language import BadInput, Fault, Lang, is_slug, text
from analysis.tables import as_csv_text

_COLUMNS = (
    "unit_id", "chi_tieu", "indicator_id", "kind", "comparator", "value", "value_high", "unit",
    "year", "period", "document", "clause", "group", "as_printed", "words", "span_start",
    "span_end", "confidence",
)  # fmt: skip
_file = click.argument("file", type=click.Path(path_type=Path), metavar=text("cli.file", "vi"))

_document = click.option(
    "--document", required=True, type=click.Path(path_type=Path), metavar=text("cli.file", "vi"),
    help=both("help_plan_document"),
)  # fmt: skip


@click.command("extract", cls=Spoken, help=both("help_extract"))
@_file
@click.option("--csv", "as_csv", is_flag=True, help=both("help_csv"))
@click.option("--as", "unit", metavar=text("cli.unit", "vi"), help=both("help_extract_as"))
@lang_option
def extract_command(file: Path, as_csv: bool, unit: str | None, lang: Lang) -> None:
    """Write the targets that stand in a document, or propose the plan of a unit from it."""

    root = read_root() if unit is None else found_root()
    known = programme.load_programme(root)
    paper = papers.read_paper(file)
    if paper.recognised:
        write(text("documents.recognised", lang, name=paper.name), sys.stderr)
    if unit is not None:
        proposal = plans.propose_plan(unit, paper, known)
        write(_propose(root, unit, proposal.content, file, paper, lang), sys.stdout)
        return
    found = plans.extract_targets(paper.text, known)
    rows = [_row(each, "", paper.name) for each in found.targets]
    if as_csv:
        write(_as_csv(rows), sys.stdout)
    else:
        lines = [_line(row, each, lang) for row, each in zip(rows, found.targets, strict=True)]
        write("\n".join(lines) or text("documents.no_targets", lang), sys.stdout)
    if found.left_over:
        write(_left_over(found.left_over, lang), sys.stderr)


@click.command("review", cls=Spoken, help=both("help_review"))
@click.argument("unit", metavar=text("cli.unit", "vi"))
@_document
@lang_option
def review_command(unit: str, document: Path, lang: Lang) -> None:
    """Make the review page of a proposal anew, after the proposal was corrected."""

    root = found_root()
    content = _proposed(root, unit)
    paper = papers.read_paper(document)
    write(_propose(root, unit, content, document, paper, lang), sys.stdout)


@click.command("accept", cls=Spoken, help=both("help_accept"))
@click.argument("unit", metavar=text("cli.unit", "vi"))
@click.option("--replace", is_flag=True, help=both("help_accept_replace"))
@lang_option
def accept_command(unit: str, replace: bool, lang: Lang) -> None:
    """Put a proposed plan in its place, once it was looked at."""

    root = found_root()
    known = programme.load_programme(root)
    content = _proposed(root, unit)
    page = _page_file(root, unit)
    shown = page.read_text("utf-8") if page.is_file() else None
    plans.check_acceptance(content, shown, unit, known)
    place = programme.plan_file(unit)
    if (root / place).exists() and not replace and not _is_untouched(root / place, known, unit):
        values = {"unit": unit, "file": place.as_posix()}
        raise BadInput([Fault("documents.plan_there", values=values)])
    replace_file(root / place, content)
    write(text("documents.accepted", lang, unit=unit, file=place.as_posix()), sys.stdout)
    for document in _proposed_documents(root, unit):
        kept = plans.keep_document(root, unit, document)
        document.unlink()
        write(text("documents.kept", lang, file=kept.as_posix()), sys.stdout)


def _is_untouched(file: Path, known: programme.Programme, unit: str) -> bool:
    """Tell whether a plan file is as ``mangnon unit add`` made it: nothing is lost with it."""
    return file.read_bytes() == workspace.plan_skeleton(known.units[unit]).encode()


@click.command("check", cls=Spoken, help=both("help_check_plan"))
@click.argument("unit", metavar=text("cli.unit", "vi"))
@click.option("--document", type=click.Path(path_type=Path), metavar=text("cli.file", "vi"),
              help=both("help_check_document"))  # fmt: skip
@lang_option
def check_command(unit: str, document: Path | None, lang: Lang) -> None:
    """Hold a plan against its document; exit code 1 where they disagree."""

    root = read_root()
    known = programme.load_programme(root)
    plan = plans.load_plan(unit, known)
    held = document or plans.kept_document(root, unit)
    if held is None:
        raise BadInput([Fault("documents.no_document", values={"unit": unit})])
    paper = papers.read_paper(held)
    found = plans.check_plan(plan, paper.text, known)
    if not found:
        write(text("documents.check_sound", lang, unit=unit, name=paper.name), sys.stdout)
        return
    lines = [
        text(f"documents.check_{each.kind}", lang, clause=each.clause, in_plan=each.in_plan,
             in_document=each.in_document)
        for each in found
    ]  # fmt: skip
    write("\n".join(lines), sys.stdout)
    count = text("documents.check_count", lang, count=len(found), unit=unit, name=paper.name)
    write(count, sys.stderr)
    raise SystemExit(SOME_FAILED)


def document_warnings(
    root: Path, unit_ids: Iterable[str], known: programme.Programme, lang: Lang
) -> Iterator[str]:
    """Yield which plans disagree with the documents that are kept beside them."""
    for unit_id in unit_ids:
        try:
            kept = plans.kept_document(root, unit_id)
            if kept is None:
                continue
            plan, paper = plans.load_plan(unit_id, known), papers.read_paper(kept)
        except BadInput as error:
            yield error.message(lang)
            continue
        count = len(plans.check_plan(plan, paper.text, known))
        if count:
            yield text("documents.disagrees", lang, unit=unit_id, count=count)


def _proposal_file(root: Path, unit: str) -> Path:
    return root / programme.PLANS_FOLDER / "proposed" / f"{unit}.yml"


def _page_file(root: Path, unit: str) -> Path:
    return _proposal_file(root, unit).with_suffix(".html")


def _proposed(root: Path, unit: str) -> bytes:
    """Return a unit's proposal; what is no slug is no unit, and leads to no file."""
    file = _proposal_file(root, unit)
    if not is_slug(unit) or not file.is_file():
        values = {"unit": unit, "file": f"{programme.PLANS_FOLDER.as_posix()}/proposed/"}
        raise BadInput([Fault("documents.no_proposal", values=values)])
    return file.read_bytes()


def _proposed_documents(root: Path, unit: str) -> list[Path]:
    return sorted((_proposal_file(root, unit).parent / "documents").glob(f"{unit}.*"))


def _propose(
    root: Path, unit: str, content: bytes, document: Path, paper: papers.Paper, lang: Lang
) -> str:
    """Write a proposal and its page, in this order: a page of another proposal accepts none.

    A copy of the document waits beside them until the plan is accepted.
    """
    page = plans.review_page(content, unit, paper, programme.load_programme(root), lang)
    proposal, place = _proposal_file(root, unit), _page_file(root, unit)
    proposal.parent.mkdir(parents=True, exist_ok=True)
    replace_file(proposal, content)
    replace_text(place, page)
    copies = proposal.parent / "documents"
    copies.mkdir(exist_ok=True)
    for other in _proposed_documents(root, unit):
        other.unlink()
    replace_file(copies / f"{unit}{document.suffix.lower()}", document.read_bytes())
    names = {"proposal": proposal.relative_to(root), "page": place.relative_to(root)}
    return text("documents.written", lang, unit=unit, **{k: v.as_posix() for k, v in names.items()})


def _row(each: plans.FoundTarget, unit_id: str, document: str) -> dict[str, Any]:
    return {
        "unit_id": unit_id,
        "document": document,
        "span_start": each.span[0],
        "span_end": each.span[1],
        "indicator_id": plans.name_of(each),
        **{
            name: getattr(each, name)
            for name in _COLUMNS
            if hasattr(each, name) and name != "indicator_id"
        },
    }


def _as_csv(rows: list[dict[str, Any]]) -> str:
    lines = io.StringIO()
    table = csv.DictWriter(lines, _COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(
        {name: as_csv_text(cell) if isinstance(cell, str) else cell for name, cell in row.items()}
        for row in rows
    )
    return lines.getvalue().rstrip("\n")


def _line(row: dict[str, Any], each: plans.FoundTarget, lang: Lang) -> str:
    target = {
        **row,
        "target_value": each.value,
        "target_value_high": each.value_high or float("nan"),
    }
    shown = programme.wording.target_sign(target, lang)
    when = each.year or each.period or "–"
    name = each.indicator_id or text("documents.own_indicator", lang, words=each.words[:60])
    number = "" if each.chi_tieu is None else each.chi_tieu
    told = f"{number!s:>3}  {name:<34} {when!s:<10} {shown:<22} {each.confidence:.2f}"
    return f"{told}  {each.clause}: “{each.as_printed}”"


def _left_over(left: tuple[plans.LeftOver, ...], lang: Lang) -> str:
    lines = [text("documents.left_over", lang, count=len(left))]
    lines += [
        f"  {each.clause}: “{each.as_printed}” – {text(f'documents.reason_{each.reason}', lang)}"
        for each in left
    ]
    return "\n".join(lines)

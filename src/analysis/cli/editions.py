"""The commands ``mangnon editions`` and ``mangnon verify``: what has been published."""

from __future__ import annotations

import sys
from datetime import date

import click

from analysis import publication
from analysis.cli.speech import Spoken, both, lang_option, read_root, reports_option, write
from analysis.language import Lang, numerals, text

SOMETHING_WRONG = 1


@click.command(cls=Spoken, help=both("help_editions"))
@click.argument("unit", required=False, metavar=f"[{text('cli.unit', 'vi')}]")
@reports_option
@lang_option
def editions(unit: str | None, reports: str | None, lang: Lang) -> None:
    """Write what is published, and of one unit what changed from one to the next."""
    with publication.reports_at(reports, read_root(), writes=False) as place:
        found = publication.list_publications(place.folder, unit)
        compared = list(publication.compare_publications(found)) if unit else []
    if not found:
        write(text("cli.nothing_published", lang, folder=place.address), sys.stdout)
        return
    changed = {
        _key(one): text("cli.edition_changed", lang, count=len(verdicts))
        for one, verdicts in compared
    }
    write("\n".join(_line(one, changed.get(_key(one), ""), lang) for one in found), sys.stdout)


def _key(one: publication.Publication) -> str:
    return f"{one.edition}/{one.report.unit_id}"


def _line(one: publication.Publication, changed: str, lang: Lang) -> str:
    report = one.report
    day = numerals.day(date.fromisoformat(report.made), lang) if report.made else "–"
    key = "cli.edition_first" if report.revision == 1 else "cli.edition_again"
    words = text(key, lang, number=report.revision, reason=report.reason)
    return "  ".join(filter(None, (str(one.edition), f"{report.unit_id:<24}", day, words, changed)))


@click.command(cls=Spoken, help=both("help_verify"))
@reports_option
@lang_option
def verify(reports: str | None, lang: Lang) -> int:
    """Hold every published file against its hash; 1 when one is missing or changed."""
    wrong = 0
    with publication.reports_at(reports, read_root(), writes=False) as place:
        found = publication.list_publications(place.folder)
        for one in found:
            for name, state in publication.verify_publication(one).items():
                wrong += 1
                file = place.shown(one.folder / one.report.unit_id / name)
                write(text(f"cli.file_{state}", lang, file=file), sys.stderr)
    files = sum(len(one.report.files) for one in found)
    key = "cli.verified_not" if wrong else "cli.verified"
    write(text(key, lang, reports=len(found), files=files, wrong=wrong), sys.stdout)
    return SOMETHING_WRONG if wrong else 0

"""What is sent to one lead agency: an official letter, not a report."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.assessment import Assessment
from analysis.exhibits import Letterhead
from analysis.language import Lang, text
from analysis.plans import agency_name

# "Số: …/BC-UBND": a report's number; a letter's has the issuer, then who drafts it.
_REPORT_NUMBER = re.compile(r"/BC-(\S*)$")


def as_letter(head: Letterhead, assessment: Assessment, agency: str, lang: Lang) -> Letterhead:
    """Return a report's heading block as that of an official letter (Decree 30/2020, Annex III).

    It has no title: its subject stands below its number, which leaves room for who drafts it.
    """
    year, name = assessment.edition - 1, agency_name(assessment.inputs.plan, agency, lang)
    return replace(
        head,
        kind="",
        number=_REPORT_NUMBER.sub(r"/\1-…", head.number),
        subject=text("letter.subject", lang, year=year, agency=name),
    )

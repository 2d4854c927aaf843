"""How long each text may be that is kept: the one list for forms, sent files, options and stores.

What people write has the lengths of ``LONGEST``, which a form tells beside its cells. What is kept
is made of it (a note also cites its document and gives the reasons of who confirmed the figure),
and no cell goes into a store, or is read from one, beyond ``LONGEST_KEPT``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.language import LONGEST_SLUG

LONGEST = {"source": 300, "publisher": 300, "note": 500, "reason": 300}
# By the columns of the ledger, of the sources and of the corrections; any other is a number, a day
# or one of a list of words, and held to that.
LONGEST_KEPT = {
    "source": LONGEST_SLUG,
    # A local agency's name is kept with its province's, a series' title with its publisher's name.
    **dict.fromkeys(("publisher_vi", "publisher_en"), 400),
    **dict.fromkeys(("title_vi", "title_en"), 800),
    **dict.fromkeys(("licence", "table"), LONGEST["source"]),
    "year_published": 40,
    "reason": LONGEST["reason"],
    "note": 4000,
}
_SHOWN = 40


def too_long_cells(cells: Mapping[str, str]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield each column whose text is longer than what is kept, and the fields of its fault."""
    for column, most in LONGEST_KEPT.items():
        words = cells.get(column, "")
        if len(words) > most:
            yield column, {"found": f"{words[:_SHOWN]}…", "count": len(words), "most": most}

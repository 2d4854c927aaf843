"""How much of one file is judged, and how many of its faults are told.

The reader of sheets has limits of its own; these keep what comes after it in proportion.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from analysis.language import Fault, Shown

# Whoever has put these right sends the file again; nobody reads more of them at once.
MOST_FAULTS = 1_000
# What a ledger is measured with. A file that has more is sent in parts.
MOST_FIGURES = 100_000
# No table gives one figure of a unit and a year from more sources.
MOST_SOURCES = 100


def first_faults(faults: Iterable[Fault]) -> list[Fault]:
    """Return the first faults; the last one tells that there are more, and from where on."""
    found = list(islice(faults, MOST_FAULTS + 1))
    if len(found) > MOST_FAULTS:
        values = {"most": Shown(MOST_FAULTS)}
        found[-1] = replace(found[-1], key="intake.too_many_faults", column=None, values=values)
    return found

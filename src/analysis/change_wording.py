"""What changed since the previous edition and why, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pandas as pd

from analysis import wording
from analysis.catalogue import Lang, text
from analysis.edition_changes import CAUSES, PreviousEdition

# From the best to the worst; what has too little evidence is neither.
_RANKED = (
    "achieved",
    "likely",
    "more_likely_than_not",
    "unlikely_without_acceleration",
    "very_unlikely",
    "not_achieved",
)


def basis_sentence(previous: PreviousEdition, lang: Lang) -> str:
    """Tell which edition the present one is compared with."""
    key = "recomputed" if previous.published is None else "published"
    cut_off = wording.day(date.fromisoformat(previous.as_of[: len("2025-12-31")]), lang)
    return text(f"changes.basis_{key}", lang, edition=previous.edition, day=cut_off)


def cause_name(cause: str, lang: Lang) -> str:
    """Return the words for one of ``edition_changes.CAUSES``."""
    return text(f"changes.cause_{cause}", lang)


def change_counts(targets: pd.DataFrame, lang: Lang) -> Iterator[str]:
    """Yield how many targets (``EditionChanges.targets``) moved which way, and what moved them."""
    before, now = _ranks(targets["status_before"]), _ranks(targets["status_now"])
    both = before.notna() & now.notna()
    if both.any():
        moves = {"better": now < before, "worse": now > before, "same": now == before}
        moved = {name: int(which[both].sum()) for name, which in moves.items()}
        key = "counts" if moved["better"] or moved["worse"] else "counts_same"
        yield text(f"changes.{key}", lang, total=int(both.sum()), **moved)
    fresh, lost = before.isna() & now.notna(), before.notna() & now.isna()
    for key, rows in (("fresh", fresh), ("lost", lost)):
        if rows.any():
            yield text(f"changes.{key}", lang, count=int(rows.sum()))
    counts = Counter(cause for causes in targets["causes"] for cause in causes)
    if counts:
        yield _reasons(counts, lang)
    elif not both.any():
        yield text("changes.nothing", lang)


def _ranks(statuses: pd.Series) -> pd.Series:
    return statuses.map({status: rank for rank, status in enumerate(_RANKED)})


def _reasons(counts: Counter[str], lang: Lang) -> str:
    parts = [
        text("changes.reason_part", lang, cause=cause_name(cause, lang), count=counts[cause])
        for cause in CAUSES
        if counts[cause]
    ]
    return text("changes.reasons", lang, causes=", ".join(parts))

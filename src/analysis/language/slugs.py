"""Names that become names of files, columns and addresses: one rule.

Small ASCII letters and digits, joined by single hyphens or low lines: such a name leads out of no
folder (``../x``, ``a/b``, ``.``), means the same on every system, and needs no quoting.
"""

from __future__ import annotations

import hashlib
import re

from analysis.language.spelling import without_marks

# Also read by PostgreSQL: nothing in it is Python's alone.
SLUG = "[a-z0-9]+([-_][a-z0-9]+)*"
LONGEST_SLUG = 100
# Of what is made of words, so that a number fits behind it.
_CUT = 80
# Windows takes these for devices, whatever ending stands behind them.
_DEVICES = re.compile("con|prn|aux|nul|(com|lpt)[0-9]")


def is_slug(name: str) -> bool:
    """Tell whether a name can stand in file names and addresses as it is.

    >>> from analysis.language import is_slug
    >>> [is_slug(name) for name in ("ninh-binh", "../evil", "a/b", ".", "con", "x" * 101)]
    [True, False, False, False, False, False]
    """
    return (
        len(name) <= LONGEST_SLUG
        and re.fullmatch(SLUG, name) is not None
        and _DEVICES.fullmatch(name) is None
    )


def slug_of(words: str) -> str:
    """Return words as they stand in file names: ``so-y-te``; empty where nothing of them can.

    What is too long is cut, and told apart from its like by a few signs of its hash.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", without_marks(words)).strip("-")
    if len(slug) <= _CUT:
        return slug
    mark = hashlib.sha256(slug.encode()).hexdigest()[:8]
    return f"{slug[: _CUT - 9].rstrip('-')}-{mark}"

"""Texts that the ledger keeps: publisher, source, note. They have a length, and no marks of a page.

Whatever was damaged on its way is no text by now (``readers.texts``); what is left to judge here
depends on what the text is: a question mark belongs in a note and in no agency's name.
"""

from __future__ import annotations

from typing import Any

from analysis.language import BadInput, Fault, text
from analysis.ledger import CITED, LONGEST, LONGEST_KEPT
from analysis.sheets import Broken, is_raised, seen_text

_LONGEST_SHOWN = 80
_CONFIRMED = text("imports.confirmed", "vi", reason="")


def find_text_fault(column: str, words: str) -> tuple[str, dict[str, Any]] | None:
    """Return the key and the fields of what keeps a text out of the ledger, or None.

    ``column`` is publisher, source, note or reason. Of a note that came back from a ledger what was
    added when it was taken has its own length, that of the ledger.
    """
    if not words:
        return None
    own = own_note(words) if column == "note" else words
    for whole, most in ((own, LONGEST[column]), (words, LONGEST_KEPT["note"])):
        if len(whole) > most:
            values = {"found": f"{whole[:40]}…", "count": len(whole), "most": most}
            return "intake.text_too_long", values
    if column in ("note", "reason"):
        return None
    if "?" in words:
        return "intake.lost_letters", {"found": words[:_LONGEST_SHOWN], "other": ""}
    if not words.isascii() and any(map(is_raised, words)):
        plain = "".join(sign for sign in words if not is_raised(sign)).strip()
        return "intake.footnote_mark", {"found": words[:_LONGEST_SHOWN],
                                        "other": plain[:_LONGEST_SHOWN]}  # fmt: skip
    return None


def own_note(note: str) -> str:
    """Return a note without the documents it cites and what was confirmed when it was taken."""
    sent = note.partition(_CONFIRMED)[0]
    parts = (part for part in sent.split("; ") if part and not part.startswith(CITED))
    return "; ".join(parts)


def clean_publisher(words: str) -> str:
    """Return the publisher that a person names beside a file; ``BadInput`` if it cannot be kept."""
    seen = seen_text(words)
    if isinstance(seen, Broken):
        values = {"found": seen.found[:_LONGEST_SHOWN], "other": seen.other[:_LONGEST_SHOWN]}
        raise BadInput([Fault(f"intake.{seen.why}", column="--publisher", values=values)])
    if fault := find_text_fault("publisher", seen):
        key, values = fault
        raise BadInput([Fault(key, column="--publisher", values=values)])
    return seen

"""Words compared without regard to case and marks; letters of legacy fonts recognised."""

from __future__ import annotations

import unicodedata

# A few words of a header as the old Vietnamese fonts store them: such text looks right in its
# font and is something else everywhere else.
LEGACY_WORDS = {
    "TCVN3 (.VnTime)": ("®¬n vÞ", "chØ sè", "chØ tiªu", "gi¸ trÞ", "nguån", "n¨m", "mÉu sè"),
    "VNI (VNI-Times)": ("ñôn vò", "chæ soá", "chæ tieâu", "giaù trò", "nguoàn", "naêm",
                        "maãu soá"),
}  # fmt: skip


def fold(words: str) -> str:
    """Return the words as they are compared: composed, small letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())


def without_marks(words: str) -> str:
    """Return folded words without diacritics, "đ" as "d"."""
    apart = unicodedata.normalize("NFD", fold(words)).replace("đ", "d")
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def legacy_font(words: str) -> str | None:
    """Return the old font in whose code the words are written, or None."""
    small = unicodedata.normalize("NFC", words).lower()
    for font, signs in LEGACY_WORDS.items():
        if sum(sign.lower() in small for sign in signs) >= 2:
            return font
    return None

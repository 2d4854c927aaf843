"""Text that is no longer what its writer saw: letters lost, misread, or written for an old font.

No library looks for this in Vietnamese: ftfy knows UTF-8 read in another code page, but neither
"S? T? pháp" nor the old fonts TCVN3 and VNI, whose text is made of proper letters and is only
wrong as words. A word is judged by whether it can be a Vietnamese syllable.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

DamageKind = Literal["lost_letters", "misread_text", "legacy_text", "loose_mark"]


@dataclass(frozen=True, slots=True)
class Damage:
    """What happened to a text. ``meant`` is what was probably written, ``font`` an old font."""

    kind: DamageKind
    meant: str = ""
    font: str = ""


def find_damage(words: str) -> Damage | None:
    """Return what is wrong with a text, or None. ``words`` come as they are in the file."""
    if words.isascii():
        return Damage("lost_letters") if "?" in words and _has_lost_letters(words) else None
    if _is_misread(words):
        return Damage("misread_text", _read_again(words))
    if "\ufffd" in words or ("?" in words and _has_lost_letters(words)):
        return Damage("lost_letters")
    if font := find_legacy_font(words):
        return Damage("legacy_text", _convert(words, font), font)
    mark = _MARK.search(compose(words))
    return Damage("loose_mark", mark[0]) if mark else None


# Marks apart from their letter.

_MARK = re.compile("[\u0300-\u036f]")
_CLUSTER = re.compile(r"[^\W\d_][\u0300-\u036f]+")
# The circumflex, breve and horn make another letter; the tone comes after them.
_MAKES_LETTER = "\u0302\u0306\u031b"
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def compose(words: str) -> str:
    """Return the words composed (NFC), also where a tone stands before the mark of its letter."""
    words = unicodedata.normalize("NFC", words)
    return _CLUSTER.sub(_compose_cluster, words) if _MARK.search(words) else words


def _compose_cluster(found: re.Match[str]) -> str:
    apart = unicodedata.normalize("NFD", found[0])
    marks = sorted(dict.fromkeys(apart[1:]), key=lambda mark: mark not in _MAKES_LETTER)
    return unicodedata.normalize("NFC", apart[0] + "".join(marks))


# Vietnamese syllables.

_ONSETS = frozenset({
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "q", "qu", "r", "s", "t", "th", "tr", "v", "x",
})  # fmt: skip
_LISTED_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in "
    "inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe "
    "oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân "
    "uâng uât uây uc uê uêch uên uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych "
    "uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y "
    "yêm yên yêng yêt yêu"
)
_RHYMES = frozenset(_LISTED_RHYMES.split())
_VOWEL = re.compile("[aeiouyăâêôơư]", re.IGNORECASE)
_GLIDE_WITH_TONE = frozenset({"oa", "oe", "uy", "uê", "uơ"})
_FRONT = ("e", "ê", "i", "y")


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Tell whether a word can be one syllable of Vietnamese, its capitals and its tone in place."""
    if not (word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())):
        return False
    letters = [_without_tone(letter) for letter in unicodedata.normalize("NFC", word.lower())]
    tones = [place for place, (_, tone) in enumerate(letters) if tone]
    if len(tones) > 1:
        return False
    bare = "".join(base for base, _ in letters)
    tone = len("".join(base for base, _ in letters[: tones[0]])) if tones else None
    return any(
        _fits(bare[:cut], bare[cut:], None if tone is None else tone - cut)
        for cut in range(min(4, len(bare)))
    )


def _fits(onset: str, rhyme: str, tone: int | None) -> bool:
    if onset not in _ONSETS or rhyme not in _RHYMES:
        return False
    if onset in ("k", "gh", "ngh") and not rhyme.startswith(_FRONT):
        return False
    if tone is None:
        return True
    if tone < 0:
        return False
    last = len(rhyme) - 1
    open_end = last > 0 and _VOWEL.match(rhyme[last]) is not None
    return not (open_end and tone == last and rhyme not in _GLIDE_WITH_TONE)


@cache
def _without_tone(letter: str) -> tuple[str, str]:
    apart = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in apart if mark in _TONES)
    rest = "".join(mark for mark in apart if mark not in _TONES)
    return unicodedata.normalize("NFC", rest), tone


_LETTERS = "".join(
    sorted(
        {
            unicodedata.normalize("NFC", form)
            for vowel in "aăâeêioôơuưy"
            for tone in ("", *_TONES)
            for form in (vowel + tone, (vowel + tone).upper())
        }
        | {"đ", "Đ"}
    )
)
_MARKED = "".join(letter for letter in _LETTERS if not letter.isascii())
_PLAIN = re.compile(rf"[\t\n\r\x20-\x3e\x40-\x7e{_MARKED}]*")
_LETTER_RUN = re.compile(rf"[A-Za-z{_MARKED}]+")


def is_sound(words: str) -> bool:
    """Tell whether a text is surely as its writer saw it: syllables in letters of Vietnamese.

    No misread letter is made of these alone, and what an old font writes is no syllable. Most text
    is told apart here, at a tenth of what looking for damage costs.
    """
    return _PLAIN.fullmatch(words) is not None and all(
        word.isascii() or is_syllable(word) for word in _LETTER_RUN.findall(words)
    )


# Letters lost as question marks.

_OF_ADDRESSES = ("://", "www.", "=")
# From the first letter of a word on: beginning at each letter anew would take a long word's square.
_WORD_BEFORE = re.compile(r"(?<![^\W\d_])([^\W\d_]*)\?+([^\W\d_]?)")


def _has_lost_letters(words: str) -> bool:
    """Tell whether a question mark stands where a letter must have been.

    Nothing follows a real one without a space, and every Vietnamese syllable has a vowel.
    """
    plain = (word for word in words.split() if not any(mark in word for mark in _OF_ADDRESSES))
    for found in _WORD_BEFORE.finditer(" ".join(plain)):
        before, after = found[1], found[2]
        if after or (before and before.lower() in _ONSETS and before.lower() != "đ"):
            return True
    return False


# UTF-8 that was read in another code page.

_ENCODINGS = ("latin-1", "cp1252", "cp1258", "cp1250", "cp1251", "mac_roman", "cp437", "cp850")
_SIGNS = "–—‘’“”…•‰≤≥€№"
_SPACES_AND_QUOTES = frozenset("\u00a0“”‘’–—…•« »„‚‹›")


@cache
def _misread() -> tuple[re.Pattern[str], frozenset[str]]:
    """Return the signs that open a misread letter, and what misread letters look like."""
    letters = {f"{vowel}{tone}" for vowel in "aăâeêioôơuưy" for tone in ("", *_TONES)}
    whole = {unicodedata.normalize("NFC", letter) for letter in letters} | {"đ"}
    wanted = {letter for letter in whole | {letter.upper() for letter in whole}
              if not letter.isascii()} | set(_SIGNS) | {"\ufeff"}  # fmt: skip
    found = set()
    for letter in wanted:
        for encoding in _ENCODINGS:
            misread = letter.encode().decode(encoding, "ignore")
            # "XÃ”" is more likely the word in quotation marks than a misread letter.
            if len(misread) == len(letter.encode()) and not (
                len(misread) == 2 and misread[1] in _SPACES_AND_QUOTES
            ):
                found.add(misread)
    # Where the last byte was lost, two of three still stand.
    found |= {"á»", "áº", "Ăˇ"}
    heads = "".join(sorted({re.escape(misread[0]) for misread in found}))
    return re.compile(f"[{heads}]"), frozenset(found)


def _is_misread(words: str) -> bool:
    heads, misread = _misread()
    return any(
        words[found.start() : found.start() + length] in misread
        for found in heads.finditer(words)
        for length in (2, 3)
    )


def _read_again(words: str) -> str:
    """Return the text read as it should have been, or empty text where that is not possible."""
    for encoding in _ENCODINGS:
        try:
            return words.encode(encoding).decode()
        except UnicodeError:
            continue
    return ""


# The old fonts.

_TCVN3 = dict(zip(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉËÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ®¡¢£¤¥¦§",
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĂÂÊÔƠƯĐ",
    strict=True,
))  # fmt: skip
_VNI_MARKS = {"a": ("ùøûõï", "ê", "éèúüë", "â", "áàåãä"), "e": ("ùøûõï", "", "", "â", "áàåãä"),
              "o": ("ùøûõï", "", "", "â", "áàåãä"), "u": ("ùøûõï",), "y": ("ùøûõ",),
              "ô": ("ùøûõï",), "ö": ("ùøûõï",)}  # fmt: skip
_VNI_BASES = {"ô": "ơ", "ö": "ư"}
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_TONES = ("\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
_NO_LETTERS = re.compile(r"[\s!-@\[-`{-~“”‘’–—…]+")
# Both codes stand in the upper half of one byte, and no syllable needs more signs.
_CODED = re.compile("[\x80-\xff]")
_UNCODED = re.compile("[^\x00-\xff]")
_UNICODE = re.compile("[\u0100-\u1fff]")
_LONGEST_WRITTEN = 14
_FONTS = {"TCVN3 (.VnTime)": "tcvn3", "VNI (VNI-Times)": "vni"}


def find_legacy_font(words: str) -> str | None:
    """Return the old font in whose code the words are written, or None.

    Enough words must become syllables when they are read in that code, and be none as they stand.
    """
    if not _CODED.search(words):
        return None
    odd = [word for word in _NO_LETTERS.split(words) if len(word) > 1 and not word.isascii()]
    written = [fonts for word in odd if (fonts := _fonts_of(word))]
    if not written:
        return None
    hits, font = max((sum(font in fonts for fonts in written), font) for font in _FONTS)
    enough = hits >= 2 or (hits and hits * 3 >= len(odd) and not _UNICODE.search(words))
    return font if enough else None


@lru_cache(maxsize=65_536)
def _fonts_of(word: str) -> frozenset[str]:
    """Return the old fonts in whose code the word is one, and is none as it stands."""
    if _UNCODED.search(word):
        return frozenset()
    return frozenset(font for font, code in _FONTS.items() if _is_written_in(word, code))


def _is_written_in(word: str, code: str) -> bool:
    if len(word) > _LONGEST_WRITTEN or not _CODED.search(word):
        return False
    converted = _convert_word(word, code)
    return converted != word and is_syllable(converted) and not is_syllable(word)


def _convert(words: str, font: str) -> str:
    return "".join(_convert_word(part, _FONTS[font]) for part in re.split(r"(\s+)", words))


def _convert_word(word: str, code: str) -> str:
    if code == "tcvn3":
        if _UNCODED.search(word):
            return word
        converted = "".join(_TCVN3.get(sign, sign) for sign in word)
        # The fonts of capitals have the codes of small letters.
        return converted.upper() if word[:1].isupper() and _mostly_upper(word) else converted
    return _vni_signs().sub(_vni_letter, word)


def _mostly_upper(word: str) -> bool:
    plain = [letter for letter in word if letter.isascii() and letter.isalpha()]
    return len(plain) > 1 and all(letter.isupper() for letter in plain)


@cache
def _vni_signs() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, [*_vni_pairs(), *_VNI_SINGLE])), re.IGNORECASE)


def _vni_letter(found: re.Match[str]) -> str:
    small = found[0].lower()
    letter = _vni_pairs().get(small) or _VNI_SINGLE.get(small, found[0])
    return letter.upper() if found[0][0].isupper() else letter


@cache
def _vni_pairs() -> dict[str, str]:
    """Return what two letters of VNI stand for, both small."""
    pairs = {}
    for letter, groups in _VNI_MARKS.items():
        base = _VNI_BASES.get(letter, letter)
        plain, breve, with_breve, circumflex, with_circumflex = (*groups, "", "", "", "")[:5]
        for start, marks in ((base, plain), (f"{base}\u0306", with_breve),
                             (f"{base}\u0302", with_circumflex)):  # fmt: skip
            for mark, tone in zip(marks, _VNI_TONES, strict=False):
                pairs[letter + mark] = unicodedata.normalize("NFC", start + tone)
        if breve:
            pairs[letter + breve] = "ă"
        if circumflex:
            pairs[letter + circumflex] = unicodedata.normalize("NFC", f"{base}\u0302")
    return pairs

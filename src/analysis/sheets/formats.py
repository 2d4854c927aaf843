"""What a number format makes of a number: what is seen of it in the cell.

Excel, LibreOffice and their followers write formats in one small language of sections, of which
openpyxl reads no more than whether a date is meant. Nothing is drawn here: digits come with a
decimal comma and without thousand marks, so that the figure's own reader can judge them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cached_property

from analysis.language import possible_readings

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<space>.)|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<digit>[0#?])|(?P<exponent>[eE][+-])|(?P<mark>[.,%/@;])"
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
# Enough for the largest number that a spreadsheet stores.
_PRECISION = 400
# Thirty digits on each side of the point, and what may stand between them.
_MOST_TOKENS = 100
_SPACES = " \u00a0\u2009\u202f"
# What stands for nought in the accounting formats.
_DASHES = frozenset("-–—−")
_SHORTENED = re.compile(r"[-−]?\d(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a format: text, digit, point, comma, percent, fraction, exponent, general, @."""

    kind: str
    text: str = ""


@dataclass(frozen=True)
class Section:
    """One section of a format, between semicolons."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None

    @cached_property
    def percent_signs(self) -> int:
        """Return how many bare percent signs multiply the number by a hundred each."""
        return sum(token.kind == "percent" for token in self.tokens)

    @cached_property
    def words(self) -> str:
        """Return the text that the section adds."""
        return "".join(token.text for token in self.tokens if token.kind == "text")

    @cached_property
    def literal_scale(self) -> int:
        """Return the unit that a sign among the text shows: 1000 for ‰, 100 for %, or 0."""
        return 1_000 if "‰" in self.words else 100 if "%" in self.words else 0

    @cached_property
    def thousands(self) -> int:
        """Return by how many thousands the number is divided before it is shown."""
        kinds = [token.kind for token in self.tokens]
        last = max((place for place, kind in enumerate(kinds) if kind == "digit"), default=-1)
        point = kinds.index("point") if "point" in kinds else len(kinds)
        whole = max((p for p, kind in enumerate(kinds[:point]) if kind == "digit"), default=-1)
        return sum(kind == "comma" and (place > last or whole < place < point)
                   for place, kind in enumerate(kinds))  # fmt: skip

    @cached_property
    def shows_number(self) -> bool:
        """Tell whether any digit of the number is shown."""
        return any(token.kind in ("digit", "general", "cell") for token in self.tokens)

    @cached_property
    def is_plain(self) -> bool:
        """Tell whether every number of nought or more is seen as it is stored, but for rounding."""
        kinds = [token.kind for token in self.tokens]
        if not self.shows_number or self.thousands or "fraction" in kinds:
            return False
        if "digit" in kinds and not any(token.text == "0" for token in self.tokens):
            return False
        places = [place for place, kind in enumerate(kinds) if kind in ("digit", "general", "cell")]
        return all(
            set(token.text) <= set(_SPACES if places[0] < place < places[-1] else f"{_SPACES}+%‰")
            for place, token in enumerate(self.tokens)
            if token.kind == "text"
        )

    def show(self, value: Decimal) -> str:
        """Return what is seen of a number that is nought or more."""
        value = value.scaleb(2 * self.percent_signs - 3 * self.thousands)
        if not self.shows_number:
            return self.words
        kinds = {token.kind for token in self.tokens}
        if "fraction" in kinds:
            return _as_fraction(value)
        if kinds & {"general", "cell", "exponent"}:
            return self._around(_plain(value))
        return "".join(self._place_digits(value))

    def _around(self, number: str) -> str:
        """Return the number with the text before and behind it."""
        shown, done = "", False
        for token in self.tokens:
            if token.kind in ("text", "percent"):
                shown += token.text
            elif not done and token.kind in ("digit", "general", "cell"):
                shown, done = shown + number, True
        return shown

    def _place_digits(self, value: Decimal) -> Iterator[str]:
        point = next((p for p, token in enumerate(self.tokens) if token.kind == "point"), None)
        before = self.tokens[:point]
        behind = () if point is None else self.tokens[point + 1 :]
        decimals = sum(token.kind == "digit" for token in behind)
        with localcontext(prec=_PRECISION):
            rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        whole, _, rest = f"{rounded:f}".partition(".")
        slots = [token.text for token in before if token.kind == "digit"]
        digits = _fill(whole.lstrip("0"), slots)
        if not slots:
            yield whole.lstrip("0")
        for token in before:
            yield digits.pop(0) if token.kind == "digit" else _text_of(token)
        if point is None:
            return
        optional = [token.text != "0" for token in behind if token.kind == "digit"]
        shown = list(rest)
        while shown and shown[-1] == "0" and optional[len(shown) - 1]:
            shown.pop()
        if shown:
            yield ","
        for token in behind:
            yield (shown.pop(0) if shown else "") if token.kind == "digit" else _text_of(token)


def _text_of(token: Token) -> str:
    return token.text if token.kind in ("text", "percent") else ""


def _fill(whole: str, slots: Sequence[str]) -> list[str]:
    """Return the digits of each slot, from the right; the first takes what is left over."""
    filled: list[str] = []
    for slot in reversed(slots):
        if len(filled) == len(slots) - 1:
            filled.append(whole or ("0" if slot == "0" else ""))
        else:
            filled.append(whole[-1:] or ("0" if slot == "0" else ""))
            whole = whole[:-1]
    return filled[::-1]


def _as_fraction(value: Decimal) -> str:
    whole, part = divmod(Fraction(value).limit_denominator(999), 1)
    return f"{whole} {part}" if part else f"{whole}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def parse_sections(code: str) -> tuple[Section, ...]:
    """Return the sections of a format; there is at least one."""
    sections: list[Section] = []
    tokens: list[Token] = []
    condition = None
    for found in _TOKEN.finditer(code):
        kind, text = found.lastgroup or "", found[0]
        if kind == "mark" and text == ";":
            sections.append(Section(_joined(_with_fraction(tokens)), condition))
            tokens, condition = [], None
        elif kind == "bracket" and (limit := _CONDITION.fullmatch(found["bracket"])):
            condition = (limit[1], Decimal(limit[2]))
        elif token := _token(kind, found):
            tokens.append(token)
    return (*sections, Section(_joined(_with_fraction(tokens)), condition))


_MARKS = {".": "point", ",": "comma", "%": "percent", "/": "slash", "@": "cell"}


def _token(kind: str, found: re.Match[str]) -> Token | None:
    if kind in ("quoted", "escaped", "other"):
        return Token("text", found[kind])
    if kind == "space":
        return Token("text", " ")
    if kind == "bracket":
        # [$₫-42A] shows a currency; colours and languages show nothing.
        sign = found["bracket"]
        return Token("text", sign[1:].partition("-")[0]) if sign.startswith("$") else None
    if kind == "mark":
        return Token(_MARKS[found[0]], "%" if found[0] == "%" else "")
    return Token(kind, found[0]) if kind in ("digit", "general", "exponent") else None


def _with_fraction(tokens: list[Token]) -> list[Token]:
    """Return the tokens with a stroke between digits as a fraction, any other as text."""
    digits = [place for place, token in enumerate(tokens) if token.kind == "digit"]
    return [
        token if token.kind != "slash"
        else Token("fraction") if digits and digits[0] < place < digits[-1]
        else Token("text", "/")
        for place, token in enumerate(tokens)
    ]  # fmt: skip


def _joined(tokens: list[Token]) -> tuple[Token, ...]:
    """Return the tokens with texts that stand side by side as one.

    Raises ``ValueError`` where more is left than anybody writes.
    """
    joined: list[Token] = []
    for token in tokens:
        if joined and token.kind == joined[-1].kind == "text":
            joined[-1] = Token("text", joined[-1].text + token.text)
        else:
            joined.append(token)
    if len(joined) > _MOST_TOKENS:
        raise ValueError(len(joined))
    return tuple(joined)


def choose_section(sections: Sequence[Section], value: Decimal) -> Section:
    """Return the section that shows the number: by its conditions, or by its sign."""
    numeric = sections[:3]
    if any(section.condition for section in numeric):
        return next((section for section in numeric if _holds(section.condition, value)),
                    numeric[-1])  # fmt: skip
    if value < 0 and len(numeric) > 1:
        return numeric[1]
    return numeric[2] if value == 0 and len(numeric) > 2 else numeric[0]


def count_laid_out(sections: Sequence[Section]) -> int:
    """Return how many pieces of a format are laid out to see what a number is shown as.

    A plain section shows the number itself, and no number below nought is laid out.
    """
    by_sign = not any(section.condition for section in sections[:3])
    return sum(
        len(section.tokens)
        for place, section in enumerate(sections[:3])
        if not (section.is_plain or (by_sign and place == 1))
    )


def _holds(condition: tuple[str, Decimal] | None, value: Decimal) -> bool:
    if condition is None:
        return True
    sign, limit = condition
    return {"<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit,
            "=": value == limit, "<>": value != limit}[sign]  # fmt: skip


def text_section(sections: Sequence[Section]) -> Section | None:
    """Return the section that shows text, or None where text is shown as it is.

    It is the fourth: those before it are for numbers above nought, below it, and nought.
    """
    if len(sections) > 3:
        return sections[3]
    last = sections[-1] if sections else Section(())
    return last if any(token.kind == "cell" for token in last.tokens) else None


def shows(shown: str, value: Decimal) -> bool:
    """Tell whether a text is the number, written and rounded in whatever way."""
    bare = re.sub(r"[\s'’]", "", shown).rstrip("%‰").lstrip("+")
    if not bare:
        return False
    if bare in _DASHES:
        return value == 0
    if _SHORTENED.fullmatch(bare):
        digits = Decimal(bare.replace(",", ".").replace("−", "-"))
        return abs(digits - value) <= abs(value) * Decimal("0.1")
    if not re.fullmatch(r"[-−]?[\d.,]+", bare):
        return False
    return any(_rounds_to(Decimal(text), value) for text in possible_readings(bare))


def _rounds_to(shown: Decimal, value: Decimal) -> bool:
    step = Decimal(1).scaleb(int(shown.as_tuple().exponent))
    return abs(shown - value) <= step / 2

"""Units of measure as people write them, in a column of their own, in a header, above a table.

None is passed over: one that fits the indicator is taken, any other is refused. Nothing is
converted, because a figure in thousands was rounded to thousands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from analysis.language import fold
from analysis.sheets import CASE_WORDS, COUNTED_WORDS, MEASURE_WORDS, MULTIPLIERS, PARTS_OF

_SCALES = (100, 1_000, 10_000, 100_000, 1_000_000)
_LONGEST = 200
_SIGNS = {"%": 100, "‰": 1_000, "‱": 10_000}
_LEAD = re.compile(
    r"^(?:tỷ lệ|tỉ lệ|tỷ suất|tỉ suất|đơn vị tính|đơn vị|đvt|tính bằng|tính theo|theo|số|unit|in)"
    r"(?: ?: ?|\b)"
)
_OUT_OF = re.compile(
    r"(?:1 ?/|/|trên|tính trên|cho|per|p\.) ?(?P<of>\d[\d., ]*|)(?P<words>.*)", re.DOTALL
)
_TIMES = re.compile(r"[x×*]? ?(?:1(?P<zeros>[0., ]*0)|'?(?P<bare>0{3}))(?: .*)?")
_YEARLY = re.compile(r"/ ?năm|/ ?year|mỗi năm|một năm|per year")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
# In brackets behind a header stands much that is no unit. These may not be passed over.
_OTHER_UNITS = ("đồng", "vnđ", "vnd", "usd", "₫", "$", "kg", "ha", "km", "giờ", "lượt", "điểm",
                "hộ", "lần")  # fmt: skip
_ABOVE = re.compile(r"\(?(?:đơn vị tính|đvt|unit of measure) ?[:：] ?(?P<measure>.+?)\)?")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a unit of measure says.

    ``scale`` is what a figure is out of, 0 for a count and for words that say nothing;
    ``counted`` what is counted; ``times`` by how much a figure has to be multiplied.
    """

    scale: int = 0
    counted: str = ""
    times: int = 1

    @property
    def counts_cases(self) -> bool:
        """Tell whether events are counted, and not people or places."""
        return self.counted in CASE_WORDS


@lru_cache(maxsize=4096)
def read_measure(words: str) -> Measure | None:
    """Return what a unit of measure says, or None where it is not known."""
    if len(words) > _LONGEST:
        return None
    whole = fold(words).strip(" .:")
    if _YEARLY.search(whole):
        return None
    bare, _, behind = whole.partition("(")
    bare = bare.strip() or whole.strip("()[] ")
    if (scale := MEASURE_WORDS.get(bare)) is not None:
        return Measure(scale) if scale > 1 else Measure(counted=bare)
    while lead := _LEAD.match(bare):
        bare = bare[lead.end() :].strip(" :")
    if not bare:
        return read_measure(behind.strip("()[] ")) if behind else Measure()
    return _scale(bare) or _multiplied(bare) or _counted(bare)


def _scale(words: str) -> Measure | None:
    if words[0] in _SIGNS:
        # "% và ‰" says of no figure which of the two it is in.
        mixed = any(sign in words[1:] for sign in _SIGNS)
        return None if mixed else Measure(_SIGNS[words[0]])
    for part, scale in PARTS_OF.items():
        if words == part or words.startswith(f"{part} "):
            return Measure(scale)
    found = _OUT_OF.fullmatch(words)
    if found is None:
        return None
    count = int(re.sub(r"\D", "", found["of"]) or "1")
    first, _, rest = found["words"].strip().partition(" ")
    if first in MULTIPLIERS:
        count *= MULTIPLIERS[first] * MULTIPLIERS.get(rest.partition(" ")[0], 1)
    return Measure(count) if count in _SCALES else None


def _multiplied(words: str) -> Measure | None:
    first, _, rest = words.partition(" ")
    if first in MULTIPLIERS:
        return Measure(times=MULTIPLIERS[first] * MULTIPLIERS.get(rest.partition(" ")[0], 1))
    if found := _TIMES.fullmatch(words):
        return Measure(times=10 ** (found["zeros"] or found["bare"]).count("0"))
    return None


def _counted(words: str) -> Measure | None:
    found = [noun for noun in COUNTED_WORDS if words == noun or words.startswith(f"{noun} ")]
    return Measure(counted=max(found, key=len)) if found else None


def header_measures(header: str) -> list[tuple[str, Measure | None]]:
    """Return the units of measure that stand in brackets in a header, None for an unknown one.

    Column numbers and explanations are left out.
    """
    found = []
    for words in _BRACKETS.findall(header):
        measure = read_measure(words) if words.strip() else Measure()
        if measure is not None and measure.times > 1 and re.fullmatch(r"\d{1,3}", words.strip()):
            continue
        if measure is None and not _must_be_known(fold(words)):
            continue
        if measure != Measure():
            found.append((words, measure))
    return found


def _must_be_known(words: str) -> bool:
    tokens = set(re.split(r"[\s,;:/.]+", words))
    return (
        bool(tokens & (MULTIPLIERS.keys() | set(_OTHER_UNITS)))
        or bool(set(words) & {"‱", "₫", "$", "€"})
        or re.search(r"[x×/] ?10{2,}|10[., ]?000|\b1000", words) is not None
    )


def measure_above(texts: Iterable[str]) -> str:
    """Return the unit of measure that a line above a table names, or empty text."""
    found = (_ABOVE.fullmatch(fold(words)) for words in texts if len(words) <= _LONGEST)
    return next((match["measure"] for match in found if match), "")


def is_unclear(words: str) -> bool:
    """Tell whether an unknown unit above a table has to be asked about."""
    return read_measure(words) is None and _must_be_known(fold(words))

"""The figures of a statement: its values with their operators and units, and its years.

What is a number and no value – ages, dates, numbers of documents, counts of vaccines, the base of
a rate, a level of an earlier year – is blanked out first; what is left is read by a few patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_YEAR = r"20[1-6]\d"
NUMBER = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
_SIGN = r"(?:%|‰|phần trăm|phần nghìn)"
_BASE = (
    r"(?:(?:\s*(?:trẻ em|trẻ|ca|trường hợp|người))?"
    r"\s*(?:/|trên)\s*(?:100\.?000|một trăm nghìn)|\s*/\s*1\.?000|\s+trên\s+1\.?000)"
    r"(?:\s*(?:trẻ em|trẻ|người)(?:\s+(?:đẻ|sinh)(?:\s+ra)?\s+sống)?(?:\s+dưới\s+\d+\s+tuổi)?)?"
)
_COUNTED = r"(?:cuộc|cặp|vụ|trường hợp|ca|trẻ em|trẻ|em)\b"
_OPERATORS = (
    "không vượt quá", "không vượt", "không quá", "không dưới", "không thấp hơn", "không trên",
    "không cao hơn", "xuống còn", "xuống dưới", "xuống", "còn", "dưới", "trên", "đạt", "là",
    "ít nhất", "tối thiểu", "tối đa", "nhiều nhất", "thấp hơn", "nhỏ hơn", "ít hơn", "cao hơn",
    "lớn hơn", "hơn", "lên", "duy trì", "giữ vững", "giữ", "ổn định", "khống chế", "từ", "bằng",
)  # fmt: skip
_FILLERS = ("ở mức", "ở", "mức", "khoảng", "tỷ lệ", "đến mức", "được", "bình quân")
_CHAIN = re.compile(
    r"(?:(?<!\w)(?:"
    + "|".join(map(re.escape, sorted((*_OPERATORS, *_FILLERS), key=len, reverse=True)))
    + r")(?![^\W\d])|[<>≤≥=])(?:\s+|(?<=[<>≤≥=])\s*|(?=\d))(?=(?:(?:"
    + "|".join(map(re.escape, sorted((*_OPERATORS, *_FILLERS), key=len, reverse=True)))
    + rf")(?!\w)|[<>≤≥=]|{NUMBER}))",
    re.IGNORECASE,
)
_FILLER = re.compile(rf"(?:{'|'.join(_FILLERS)})\s+", re.IGNORECASE)
# Numbers that are no values. They are blanked out, so that all places stay what they are.
_NO_VALUES = re.compile(
    r"|".join(
        (
            r"\((?:tăng|giảm|bình quân|trung bình)[^()]*\)",
            r"so với\s+(?:cùng kỳ\s+)?(?:năm\s+)?(?:trước|\d{4})",
            (r"(?:thực hiện|hiện trạng|hiện nay|kết quả)\s+(?:năm\s+)?20\d\d\s*:?\s*"
             rf"(?:là\s+|đạt\s+)?{NUMBER}\s*%?"),
            r"\d{1,2}\s*(?:-|–|đến|đên|tới|và)\s*(?:dưới\s+|<\s*)?\d{1,2}\s*(?:tháng\s+)?tuổi",
            r"(?:(?:từ|đến|dưới|trên|đủ|hết|[<>≤≥])\s*)*\d{1,2}\s*(?:tháng\s+)?tuổi(?:\s+trở lên)?",
            (r"(?<!\d)\d{1,2}\s*(?:loại|mũi|liều|lần|buổi|lớp|tháng|ngày|giờ|tiêu chí|bậc|cấp"
             r"|nhóm|quyền)\b"),
            r"(?<!\d)\d{1,2}\s*năm\b(?!\s*\d{4})",
            (r"(?:trên|tính trên|/)?\s*1\.?000\s*(?:trẻ(?:\s+em)?\s*)?(?:đẻ|sinh)(?:\s+ra)?"
             r"(?:\s+(?:ra\s+)?sống)?"),
            r"\((?:trên|tính trên|/)\s*(?:1\.?000|100\.?000)[^)]*\)",
            r"(?<![\d%‰])(?<![\d%‰]\s)(?:trên|tính trên)\s*100\.?000\s*(?:trẻ em|trẻ|dân|người)",
            r"\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}/20\d\d",
            r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}",
            r"tháng\s+\d{1,2}(?:\s*(?:năm|/)\s*\d{4})?",
            r"\d+(?:/\d{4})?/[A-ZĐ][\w-]*|\d+-[A-ZĐ]{2}[\w/-]*",
            (r"(?:[Đđ]iều|[Kk]hoản|[Đđ]iểm|[Cc]hỉ tiêu|[Mm]ục tiêu|[Pp]hụ lục|[Bb]iểu|[Ss]ố|lớp"
             r"|cấp|ngày)\s+\d+(?:\s*,\s*\d+)*(?![\d,.]*\s*(?:%|‰))(?!\s*(?:vào|/|\())"),
            r"\d+\s*/\s*(?!1\.?000|100\.?000)\d+(?!\.?000)",
        )
    )
)  # fmt: skip
_RANGE = r"(?:\s*(?:%|‰)?\s*(?:-|–|—|đến|tới)\s*(?:dưới\s+)?)"
_VALUE = re.compile(
    rf"(?:(?<=dưới)|(?<=trên)|(?<=xuống)|(?<=còn)|(?<=đạt)|(?<![\w.,/]))"
    rf"(?P<low>{NUMBER})(?:{_RANGE}(?P<high>{NUMBER})(?=\s*{_SIGN}))?"
    rf"(?P<unit>\s*{_SIGN}|{_BASE}|\s+{_COUNTED})?(?P<more>\s+trở\s+(?:lên|xuống))?(?![\w]|[.,]\d)",
    re.IGNORECASE,
)
_YEARS = re.compile(
    rf"(?P<before>(?:(?:vào|đến|trong|tới|cho|từ|cuối|hết|các|giai đoạn|thời kỳ|sau|năm học)\s+)*)"
    rf"(?P<word>năm\s*)?(?<!\d)(?P<first>{_YEAR})(?!\d|\s*{_SIGN}|[.,]\d)"
    rf"(?:\s*(?P<to>-|–|—|đến|tới)\s*(?:hết\s+)?(?:năm\s*)?(?P<last>{_YEAR})(?!\d))?",
    re.IGNORECASE,
)
_IN_TURN = re.compile(r"(?:tương ứng|lần lượt)\s*(?:là|vào|cho|với|các)?\s*$", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:,|và|/|;)?\s*", re.IGNORECASE)
_YEARLY = re.compile(r"\s*(?:/\s*năm|(?:mỗi|hằng|hàng|một|trong)\s+năm|bình quân)", re.IGNORECASE)
_NONE = re.compile(
    r"(?P<keep>(?:duy trì|giữ vững|bảo đảm|đảm bảo)\s+)?"
    r"(?:không còn|không để xảy ra|không xảy ra|không phát sinh|không để"
    r"|chấm dứt(?: hoàn toàn)?|(?<!từng bước )(?<!tiến tới )(?:xóa|xoá) bỏ"
    r"|không có(?=\s+(?:tình trạng|trường hợp|trẻ|tảo|học sinh|vụ|cuộc)))",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"(?:duy trì|giữ vững|ổn định)(?:\s+(?:tỷ lệ|mức|kết quả|ổn định|này|trên))*", re.IGNORECASE
)
_KEPT_UNTIL = re.compile(r"(?:duy trì|giữ vững|ổn định)(?:\s+[^\W\d_]+){0,4}\s*$", re.IGNORECASE)
_TIME = re.compile(r"\s*(?:\ue000|vào|năm|đến|giai đoạn|[,;.]|và|$)")
_FALL = re.compile(
    r"giảm(?:\s+(?:ít nhất|khoảng|thêm|từ|bình quân|tối thiểu|đi))*\s*$", re.IGNORECASE
)


@dataclass(frozen=True)
class Value:
    """A value in a statement; the places are those of the statement's text.

    ``start`` is where its operators begin, ``number_at`` where the number does. ``number`` is None
    where a value is kept that was printed before ("và duy trì đến năm 2030"). ``relative`` says
    that it is a change, not a level ("giảm 15% so với năm 2020").
    """

    start: int
    number_at: int
    end: int
    number: float | None
    high: float | None
    unit: str
    kept: bool = False
    yearly: bool = False
    relative: bool = False
    none: bool = False


@dataclass(frozen=True)
class Years:
    """Years that a statement names together, where they stand, and whether they are a period."""

    start: int
    end: int
    years: tuple[int, ...]
    period: tuple[int, int] | None = None
    until: bool = False
    worded: bool = True


def number_of(written: str) -> float:
    """Return a number as Vietnamese plans write it: "1.200", "12,5", and "18.5" for 18,5."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", written):
        written = written.replace(".", "")
    return float(written.replace(",", "."))


def blanked(text: str) -> str:
    """Return the text with numbers that are no values blanked out, sign for sign."""
    return _NO_VALUES.sub(lambda match: re.sub(r"\S", "\ue000", match[0]), text)


def years_in(text: str) -> list[Years]:
    """Return the years of a statement, those named together as one."""
    found: list[Years] = []
    for match in _YEARS.finditer(blanked(text)):
        first, last = int(match["first"]), int(match["last"] or match["first"])
        before = match["before"].lower()
        period = (first, last) if match["to"] and last > first else None
        in_turn = period and _IN_TURN.search(text[: match.start()])
        until = bool(re.search(r"\b(?:đến|tới|hết)\b", before)) and not period
        years: tuple[int, ...] = (last,) if period else (first,)
        if in_turn:
            # "9,2% - 8% (tương ứng năm 2025 - năm 2030)" names two years and no period.
            period, years = None, (first, last)
        start = match.start()
        one = Years(start, match.end(), years, period, until, bool(match["word"] or before.strip()))
        if found and not period and not found[-1].period and _together(text, found[-1], one):
            joined = (*found[-1].years, *years)
            one = replace(found[-1], end=one.end, years=joined)
            found.pop()
        found.append(one)
    return found


def _together(text: str, before: Years, one: Years) -> bool:
    return _LIST.fullmatch(text[before.end : one.start]) is not None and before.worded


def values_in(text: str, years: list[Years], *, bare: bool = False) -> list[Value]:
    """Return the values of a statement in their order.

    A number without sign and operator is one only when a year stands beside it, or anywhere in a
    cell of a table (``bare``).
    """
    blank = blanked(text)
    for each in years:
        blank = blank[: each.start] + "\ue000" * (each.end - each.start) + blank[each.end :]
    found = list(_numbered(text, blank, years, bare=bare))
    found += list(_kept(blank, found, years))
    ended = max((value.end for value in found), default=0)
    # "dưới 2% năm 2025 và không còn trẻ em … vào năm 2030": it has a year of its own.
    found += [
        value for value in _none(blank, ended)
        if not found or any(each.start >= ended for each in years)
    ]  # fmt: skip
    return sorted(found, key=lambda value: value.number_at)


def _numbered(text: str, blank: str, years: list[Years], *, bare: bool) -> Iterator[Value]:
    was_relative = was_yearly = False
    for match in _VALUE.finditer(blank):
        start, chain = _operators(blank, match.start("low"))
        unit = (match["unit"] or "").strip()
        beside = any(
            re.fullmatch(r"\s*[(:]?\s*", text[match.end() : each.start]) is not None
            or re.fullmatch(r"\s*[):,]?\s*(?:là|đạt|có)?\s*", text[each.end : start]) is not None
            for each in years
        )
        counted = bool(re.fullmatch(_COUNTED, unit))
        if not (unit and not counted) and not chain and not beside and not bare:
            continue
        if counted and not chain and not beside and not bare:
            continue
        low, high = number_of(match["low"]), match["high"]
        after = blank[match.end() :]
        before = blank[:start]
        falls = re.search(r"giảm|kéo giảm", before, re.IGNORECASE) is not None
        yearly = (
            falls
            and bool(
                _YEARLY.match(after)
                or re.search(
                    r"(?:mỗi|hằng|hàng)\s+năm[^.;]{0,40}giảm[^.;,]{0,60}$|bình quân[^.;,]{0,60}$",
                    before,
                    re.IGNORECASE,
                )
            )
            and not re.search(r"đạt|dưới|trên|xuống|còn|duy trì|[<≤>≥]", chain)
        )
        yearly = yearly or (was_yearly and not chain and _TIME.match(after) is not None)
        was_yearly = yearly
        plain_chain = re.sub(r"\b(?:từ|khoảng|ít nhất|tối thiểu|bình quân)\b", "", chain).strip()
        relative = not yearly and not plain_chain and _FALL.search(before) is not None
        if relative and re.match(r"\s*(?:xuống|còn)", after):
            relative = False
        # A second year of a change: "giảm 10% … vào năm 2025 và 20% vào năm 2030".
        relative = relative or (was_relative and not chain and _TIME.match(after) is not None)
        was_relative = relative
        one = Value(
            start,
            match.start("low"),
            match.end(),
            low,
            number_of(high) if high else None,
            unit,
            kept=bool(
                re.search(
                    r"duy trì|giữ vững|giữ|ổn định",
                    chain + blank[max(0, start - 12) : start],
                    re.IGNORECASE,
                )
            ),
            yearly=yearly,
            relative=relative,
        )
        if one.high is not None and one.high < low:
            # "9,2% - 8,0%" for two years is no range: none goes downwards.
            yield replace(one, end=match.end("low"), high=None)
            yield replace(one, start=match.start("high"), number_at=match.start("high"),
                          number=one.high, high=None)  # fmt: skip
        else:
            yield one


def _operators(blank: str, at: int) -> tuple[int, str]:
    """Return where the operators before a number begin, and their words."""
    start = at
    window = max(0, at - 60)
    matches = list(_CHAIN.finditer(blank, window, min(len(blank), at + 14)))
    for match in reversed(matches):
        if match.end() == start and match.start() < at:
            start = match.start()
    while True:
        filler = _FILLER.match(blank, start)
        if not filler or filler.end() > at:
            break
        start = filler.end()
    return start, blank[start:at].lower()


def kept_in(text: str) -> list[Value]:
    """Return the value of a cell that says only that what was reached is kept ("Duy trì")."""
    match = _KEPT.search(text)
    if not match:
        return []
    return [Value(match.start(), match.start(), match.end(), None, None, "", kept=True)]


def _kept(blank: str, values: list[Value], years: list[Years]) -> Iterator[Value]:
    """Yield values that are kept without being printed again: "và duy trì đến năm 2030"."""
    for each in years:
        match = _KEPT_UNTIL.search(blank[: each.start])
        if match and not any(value.start <= match.start() < value.end for value in values):
            end = match.start() + len(match[0].rstrip())
            yield Value(match.start(), match.start(), end, None, None, "", kept=True)


def _none(blank: str, start: int) -> Iterator[Value]:
    match = _NONE.search(blank, start)
    if match:
        yield Value(
            match.start(),
            match.start(),
            match.end(),
            0.0,
            None,
            "",
            none=True,
            kept=bool(match["keep"]),
        )

"""The words that people write in the tables they send, and how words are compared.

Words that are read, not shown: what the program says back stands in the catalogue.
"""

from __future__ import annotations

import re

from analysis.language import fold, without_marks

# Canonical column: what may stand above it, in Vietnamese and English. Words in brackets behind a
# header, stars and colons are no part of it ("Giá trị (%) *").
HEADERS: dict[str, tuple[str, ...]] = {
    "unit_id": ("unit_id", "unit id", "mã đơn vị", "mã tỉnh", "mã địa phương"),
    "unit": (
        "đơn vị", "tên đơn vị", "địa phương", "tỉnh", "tỉnh, thành phố", "tỉnh/thành phố",
        "unit", "unit name", "province", "territory",
    ),
    "indicator_id": ("indicator_id", "indicator id", "mã chỉ số", "mã chỉ tiêu"),
    "indicator": ("chỉ số", "chỉ tiêu", "tên chỉ số", "tên chỉ tiêu", "indicator",
                  "indicator name"),
    "year": ("year", "năm", "năm số liệu", "năm báo cáo", "năm học"),
    "value": ("value", "giá trị", "số liệu", "kết quả", "kết quả thực hiện", "tỷ lệ", "tỉ lệ",
              "tỷ suất", "figure"),
    "numerator": ("numerator", "tử số"),
    "denominator": ("denominator", "mẫu số"),
    "source": ("source", "nguồn", "nguồn số liệu", "mã nguồn", "data source"),
    "published": (
        "published", "ngày công bố", "ngày số liệu", "ngày của số liệu", "thời điểm số liệu",
        "số liệu tính đến", "tính đến ngày", "as of", "as-of", "figure as of", "as-of date",
        "as of date", "publication date", "date",
    ),
    "qualifier": ("qualifier", "từ đi kèm", "từ kèm theo", "mức chính xác", "precision"),
    "nature": ("nature", "kind of figure", "loại số liệu", "tính chất", "tính chất số liệu"),
    "status": ("status", "trạng thái", "tình trạng", "tình trạng số liệu"),
    "publisher": ("publisher", "cơ quan công bố", "nơi công bố", "cơ quan cung cấp"),
    "measure": ("measure", "unit of measure", "đơn vị tính", "đvt"),
    "note": ("note", "notes", "remarks", "ghi chú"),
    "boundaries": ("boundaries", "boundaries of", "địa giới", "địa giới ngày", "địa bàn",
                   "ranh giới"),
}  # fmt: skip
# Columns that help the person who fills in a table and that carry nothing into the ledger; the
# ledger's own three are given anew when a statement is taken in.
IGNORED = "ignored"
IGNORED_HEADERS = (
    "stt", "tt", "số tt", "số thứ tự", "no", "no.", "#",
    "statement", "received", "supersedes",
    "giá trị gần nhất", "số liệu gần nhất", "năm gần nhất", "giá trị đã có", "năm đã có",
    "giá trị kỳ trước", "kỳ trước", "nguồn gần nhất", "nguồn kỳ trước",
    "last value", "last known value", "last year", "last source",
    "mẫu số là", "mục tiêu", "chỉ tiêu giao", "target", "kiểm tra", "check",
)  # fmt: skip
# Which side of a merger a figure speaks of, where no day is given.
BOUNDARY_WORDS = {
    "cũ": "old", "địa giới cũ": "old", "trước sáp nhập": "old", "trước sắp xếp": "old",
    "trước 7/2025": "old", "old": "old", "before": "old",
    "mới": "new", "địa giới mới": "new", "sau sáp nhập": "new", "sau sắp xếp": "new",
    "từ 7/2025": "new", "new": "new", "after": "new",
}  # fmt: skip
QUALIFIER_WORDS = {
    "<": "below", "≤": "at_most", "<=": "at_most", "dưới": "below", "không quá": "at_most",
    "below": "below", "under": "below", "less than": "below", "fewer than": "below",
    "at most": "at_most",
    ">": "above", "≥": "at_least", ">=": "at_least", "trên": "above", "hơn": "above",
    "ít nhất": "at_least", "above": "above", "over": "above", "more than": "above",
    "at least": "at_least",
    "gần": "nearly", "gần bằng": "nearly", "nearly": "nearly", "almost": "nearly",
    "khoảng": "about", "xấp xỉ": "about", "chừng": "about", "~": "about", "≈": "about",
    "about": "about", "around": "about", "approximately": "about", "approx.": "about",
    "ước": "estimated", "ước tính": "estimated", "ước đạt": "estimated",
    "ước khoảng": "estimated", "estimated": "estimated", "est.": "estimated",
}  # fmt: skip
# Behind a figure, and with "từ" before it or without: "95 % trở lên", "từ 95 % trở lên".
QUALIFYING_ENDS = {
    "trở lên": "at_least", "hoặc hơn": "at_least", "or more": "at_least", "and more": "at_least",
    "or above": "at_least", "and above": "at_least", "or over": "at_least",
    "and over": "at_least", "or higher": "at_least",
    "trở xuống": "at_most", "hoặc ít hơn": "at_most", "hoặc thấp hơn": "at_most",
    "or less": "at_most", "and less": "at_most", "or fewer": "at_most", "or below": "at_most",
    "and below": "at_most", "and under": "at_most", "or under": "at_most", "or lower": "at_most",
}  # fmt: skip
# Words before a figure that say nothing about it.
NEUTRAL_WORDS = ("đạt", "là", "còn", "chiếm", "tỷ lệ", "tỉ lệ", "chiếm tỷ lệ", "chiếm tỉ lệ",
                 "bằng", "=")  # fmt: skip
# What is counted may stand behind a count. A word that is not here is refused, because some words
# behind a number change it ("12 nghìn").
COUNTED_WORDS = (
    "xã", "phường", "xã phường", "xã, phường", "xã/phường", "thị trấn", "trẻ", "trẻ em", "em",
    "cháu", "bé", "học sinh", "trường", "trường học", "cơ sở", "cơ sở giáo dục", "vụ", "cuộc",
    "ca", "trường hợp", "cặp", "bà mẹ", "phụ nữ", "người", "trẻ đẻ sống", "ca sinh",
    "communes", "wards", "children", "pupils", "schools", "cases", "births", "live births",
    "women", "people",
)  # fmt: skip
MULTIPLIERS = {
    "chục": 10, "trăm": 100, "nghìn": 1_000, "ngàn": 1_000, "vạn": 10_000, "triệu": 1_000_000,
    "tỷ": 1_000_000_000, "tỉ": 1_000_000_000, "k": 1_000, "tr": 1_000_000, "hundred": 100,
    "hundreds": 100, "thousand": 1_000, "thousands": 1_000, "million": 1_000_000,
    "millions": 1_000_000,
}  # fmt: skip
MULTIPLYING_WORDS = tuple(MULTIPLIERS)
# Of what is counted, what happens. People and places are counted apart from it: a marriage has
# two people.
CASE_WORDS = ("cuộc", "vụ", "ca", "trường hợp", "cặp", "cases")
# The signs of statistical tables: "…" is a figure that nobody collected; a dash is a thing that
# did not happen, and also what many people put where they know nothing.
MISSING_WORDS = frozenset({
    "…", "...", "..", "....", "n/a", "na", "null", "none", "chưa có", "chưa có số liệu",
    "không có số liệu", "không thu thập được", "chưa thu thập được", "chưa thống kê",
    "no data", "not available", "not collected",
})  # fmt: skip
ZERO_OR_NOTHING = frozenset({
    "-", "–", "—", "−", "--", "không", "không có", "không phát sinh", "no", "nil", "x", "/",
})  # fmt: skip
# What the column of qualifiers may say beside the words above.
EXACT_WORDS = {"chính xác": "", "exact": ""}
NATURE_WORDS = {
    "hành chính": "administrative", "báo cáo hành chính": "administrative",
    "điều tra": "survey", "điều tra mẫu": "survey", "tổng điều tra": "census",
    "ước tính": "estimate", "ước lượng": "estimate", "mô hình": "modelled",
}  # fmt: skip
STATUS_WORDS = {
    "chính thức": "official", "sơ bộ": "preliminary", "tổng điều tra": "census",
    "như đã công bố": "as_published", "nghi ngờ": "suspect", "cần kiểm tra lại": "suspect",
}  # fmt: skip
# The scale that a unit of measure has; 1 is a plain count.
MEASURE_WORDS = {
    "%": 100, "phần trăm": 100, "percent": 100, "per cent": 100,
    "‰": 1_000, "phần nghìn": 1_000, "/1.000": 1_000, "/1000": 1_000,
    "trên 1.000 trẻ đẻ sống": 1_000, "per 1,000 live births": 1_000,
    "per_1000_live_births": 1_000,
    "/100.000": 100_000, "/100000": 100_000, "/100,000": 100_000, "trên 100.000": 100_000,
    "trên 100.000 trẻ em": 100_000, "per 100,000 children": 100_000,
    "per_100000_children": 100_000,
    "cuộc": 1, "vụ": 1, "ca": 1, "trường hợp": 1, "cases": 1,
}  # fmt: skip
# Scales in words, the longest first.
PARTS_OF = {
    "phần trăm nghìn": 100_000, "phần mười vạn": 100_000, "phần mười nghìn": 10_000,
    "phần trăm": 100, "phần nghìn": 1_000, "phần ngàn": 1_000, "phần vạn": 10_000,
    "phần triệu": 1_000_000, "percent": 100, "per cent": 100, "per mille": 1_000,
}  # fmt: skip
# What people call the nation in a column of units.
NATION_WORDS = ("Cả nước", "Toàn quốc", "Việt Nam", "Chung cả nước", "Toàn quốc gia", "Nation",
                "Whole country", "Nationwide", "Vietnam")  # fmt: skip
_LONGEST_HEADER = 120
_BEHIND = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|[*:⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾₀₁₂₃₄₅₆₇₈₉₍₎†‡])+$")
# Without its diacritics "năm" (year) is "nam" (male, and half the names of provinces).
_ONLY_WITH_MARKS = frozenset({"nam"})


def _column_names() -> dict[str, str]:
    known = {fold(name): column for column, names in HEADERS.items() for name in names}
    known |= dict.fromkeys(map(fold, IGNORED_HEADERS), IGNORED)
    unmarked: dict[str, set[str]] = {}
    for name, column in known.items():
        unmarked.setdefault(without_marks(name), set()).add(column)
    single = {name: columns.pop() for name, columns in unmarked.items() if len(columns) == 1}
    return {name: col for name, col in single.items() if name not in _ONLY_WITH_MARKS} | known


_COLUMN_NAMES = _column_names()


def column_of(header: str) -> str | None:
    """Return the column that the header names, ``IGNORED`` for a helper's, or None."""
    if not header or len(header) > _LONGEST_HEADER:
        return None
    words = fold(header)
    for name in (words, _BEHIND.sub("", words)):
        column = _COLUMN_NAMES.get(name) or _COLUMN_NAMES.get(without_marks(name))
        if column:
            return column
    return None

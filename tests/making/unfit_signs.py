"""Signs that no text of the project may hold, by what they are."""

from __future__ import annotations

UNFIT = {
    "NUL": "\x00", "BEL": "\x07", "tab": "\t", "carriage return": "\r", "ESC": "\x1b",
    "DEL": "\x7f", "next line (C1)": "\x85", "C1": "\x9b", "soft hyphen": "\xad",
    "Arabic letter mark": "\u061c", "Hangul filler": "\u115f", "zero-width space": "\u200b",
    "right-to-left mark": "\u200f", "line separator": "\u2028", "paragraph separator": "\u2029",
    "left-to-right embedding": "\u202a", "right-to-left override": "\u202e",
    "word joiner": "\u2060", "left-to-right isolate": "\u2066", "first strong isolate": "\u2068",
    "pop isolate": "\u2069", "half of a pair": "\ud800", "private use": "\ue000",
    "variation selector": "\ufe0f", "byte order mark": "\ufeff", "annotation": "\ufff9",
    "lost letter": "\ufffd", "noncharacter": "\ufffe", "last noncharacter": "\uffff",
    "noncharacter among others": "\ufdd0", "tag": "\U000e0041", "last of all": "\U0010ffff",
}  # fmt: skip

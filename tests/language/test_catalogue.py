"""Every text: in both languages, with the same fields, asked for by the program, and no other."""

from __future__ import annotations

import ast
import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from making.programme import PROGRAMME

from analysis.assessment import METHODS, READINGS
from analysis.language.catalogue import LANGS, area_texts, text
from analysis.programme import COMPARATORS, STATUSES, UNITS_OF_MEASURE, measures
from analysis.quality import CHECKS, SEVERITIES

SOURCE = Path(__file__).parents[2] / "src" / "analysis"
FILES = sorted(SOURCE.glob("*/texts/*.yml"))
AREAS = sorted({path.stem for path in FILES})
ENTRIES = [(area, key) for area in AREAS for key in area_texts(area)]
ENGLISH = re.compile(r"\b(the|of|and|is|are|for|not|has|figure|unknown|missing)\b", re.IGNORECASE)
WORD = re.compile(r"\b[^\W\d_]{3,}\b")
# What stands in both languages: names, and the words that the plans themselves print.
SHARED = ("SỐ LIỆU MINH HỌA", "QĐ-TTg", "đồng", "Măng Non", "chỉ tiêu", "Chỉ tiêu",
          "đạt, dưới, xuống", "chưa có văn bản", "mangnon plan accept", "logit")  # fmt: skip


def marked_up(words: str) -> bool:
    return words.startswith("<!DOCTYPE")


def said(words: str) -> str:
    """A text without its fields, its code and what both languages share."""
    bare = re.sub(r"\{[^}]*\}|`[^`]*`|--\w+", " ", words)
    for shared in SHARED:
        bare = bare.replace(shared, " ")
    return bare


def fields(words: str) -> set[str]:
    """Return the fields; ``label_within`` is the label where it does not open the sentence."""
    parsed = string.Formatter().parse(words)
    return {name.removesuffix("_within") for _, name, _, _ in parsed if name is not None}


def is_vietnamese(word: str) -> bool:
    """Tell by diacritics that English does not have."""
    return any(unicodedata.combining(mark) for mark in unicodedata.normalize("NFD", word)) or (
        "đ" in word.lower()
    )


@pytest.mark.parametrize("area", AREAS)
def test_every_entry_speaks_both_languages_with_the_same_fields(area: str) -> None:
    for key, entry in area_texts(area).items():
        assert set(entry) == set(LANGS), key
        vi, en = entry["vi"], entry["en"]
        assert all(words.strip() for words in (vi, en)), key
        assert fields(vi) == fields(en), key


@pytest.mark.parametrize("area", AREAS)
def test_every_entry_is_composed_unicode(area: str) -> None:
    for key, entry in area_texts(area).items():
        assert all(unicodedata.is_normalized("NFC", words) for words in entry.values()), key


@pytest.mark.parametrize("area", AREAS)
def test_no_entry_was_left_in_the_other_language(area: str) -> None:
    for key, entry in area_texts(area).items():
        if marked_up(entry["vi"]):
            continue
        vi, en = said(entry["vi"]), said(entry["en"])
        # Acronyms and names of methods (CRPS, Holt) may be the same, words may not.
        assert vi != en or not [word for word in WORD.findall(vi) if word.islower()], key
        assert not ENGLISH.search(vi), (key, ENGLISH.search(vi))
        assert not [word for word in en.split() if is_vietnamese(word)], key


def test_no_yaml_key_is_written_twice() -> None:
    for area in AREAS:
        # What two rooms say of one area must not hide each other either.
        written = [path.read_text("utf-8") for path in FILES if path.stem == area]
        lines = "\n".join(written).splitlines()
        keys = [found[1] for line in lines if (found := re.match(r"(\w+):", line))]
        assert len(keys) == len(set(keys)), area
        assert set(keys) == set(area_texts(area)), area


def test_text_fills_its_fields_and_refuses_what_is_not_there() -> None:
    assert text("faults.row", "vi", row=3) == "dòng 3"
    with pytest.raises(KeyError):
        text("faults.row", "vi")
    with pytest.raises(KeyError):
        text("faults.no_such_entry", "vi")


# Which texts the program asks for. A key is written whole ("faults.row"), or put together from a
# beginning and a word that some constant holds (f"wording.status_{status}").


@dataclass
class Words:
    """What one module writes: its constants, and its f-strings as patterns."""

    constants: set[str] = field(default_factory=set)
    patterns: list[re.Pattern[str]] = field(default_factory=list)


@cache
def words_of(path: Path) -> Words:
    words = Words()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | int):
            word = re.sub(r"[ -]", "_", str(node.value))
            words.constants |= {word, word.lower()}
        if isinstance(node, ast.JoinedStr):
            words.patterns.append(_pattern(node))
        if isinstance(node, ast.keyword | ast.arg) and node.arg:
            words.constants.add(node.arg)
    return words


def _pattern(node: ast.JoinedStr) -> re.Pattern[str]:
    parts = (
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"(\w+)"
        for part in node.values
    )
    return re.compile("".join(parts))


MODULES = sorted(SOURCE.rglob("*.py"))


def constants() -> set[str]:
    # Some words are about one indicator, and the table names these.
    indicators = set(PROGRAMME.known_indicators)
    return set.union(indicators, *(words_of(path).constants for path in MODULES))


def is_composed(word: str, module: Words, known: set[str]) -> bool:
    """Tell whether ``word`` is a constant or one of the module's f-strings filled with some."""
    if word in known:
        return True
    filled = (pattern.fullmatch(word) for pattern in module.patterns if "_" in pattern.pattern)
    return any(found and all(part in known for part in found.groups()) for found in filled)


def is_asked_for(area: str, key: str) -> bool:
    known, whole = constants(), f"{area}.{key}"
    if whole in known:
        return True
    for path in MODULES:
        module = words_of(path)
        for pattern in module.patterns:
            found = pattern.pattern.startswith(rf"{area}\.") and pattern.fullmatch(whole)
            if found and all(is_composed(part, module, known) for part in found.groups()):
                return True
    return False


def literal_keys() -> Iterator[tuple[str, str]]:
    """Every whole key that stands in the source as the first argument of text() or Fault()."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            first = node.args[0]
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ("text", "Fault") and isinstance(first, ast.Constant):
                yield path.name, str(first.value)


def test_every_key_that_is_asked_for_exists() -> None:
    found = list(literal_keys())
    assert len(found) > 100
    wrong = [(module, key) for module, key in found if tuple(key.split(".", 1)) not in ENTRIES]
    assert not wrong


def test_every_written_out_key_exists() -> None:
    areas = "|".join(AREAS)
    keys = [word for word in constants() if re.fullmatch(rf"({areas})\.[a-z_0-9]*[a-z0-9]", word)]
    files = {"ipynb", "yml", "csv", "json", "typ", "css", "html", "pdf", "docx", "xlsx"}
    wrong = [key for key in keys if tuple(key.split(".", 1)) not in ENTRIES]
    assert not [key for key in wrong if key.split(".")[1] not in files]


ISSUES = [check.kind for check in CHECKS]


def allowed_words(column: str) -> list[str]:
    """The words that a column of the readings may hold."""
    (words,) = [check.statistics["allowed_values"] for check in READINGS.columns[column].checks]
    return list(words)


FAMILIES = [
    ("wording.status_", STATUSES),
    ("wording.words_", ["zero", "bound", *(name for name in COMPARATORS if name != "equal")]),
    ("wording.unit_", UNITS_OF_MEASURE),
    ("wording.points_", [name for name in UNITS_OF_MEASURE if name != "percent_per_year"]),
    ("charts.axis_", [name for name in UNITS_OF_MEASURE if name != "percent_per_year"]),
    ("readings.method_", METHODS),
    ("series.weight_", measures.WEIGHTS),
    ("readings.verdict_", allowed_words("verdict")),
    ("readings.reason_", allowed_words("caution")),
    ("data_quality.issue_", ISSUES),
    ("data_quality.short_", ["unreadable", *ISSUES]),
    ("data_quality.kind_", [kind for kind in ISSUES if kind not in ("owed", "coverage")]),
    ("data_quality.severity_", SEVERITIES),
    ("exhibits.objective_", [str(number) for number in PROGRAMME.objectives]),
]


@pytest.mark.parametrize(("beginning", "endings"), FAMILIES, ids=[name for name, _ in FAMILIES])
def test_a_family_of_keys_has_a_member_for_each_word(beginning: str, endings: list[str]) -> None:
    area, start = beginning.split(".")
    members = {key.removeprefix(start) for key in area_texts(area) if key.startswith(start)}
    assert members == set(endings)


@pytest.mark.parametrize("area", AREAS)
def test_no_entry_is_unused(area: str) -> None:
    unused = [key for key in area_texts(area) if not is_asked_for(area, key)]
    assert not unused


def test_an_unused_entry_would_be_noticed() -> None:
    assert not is_asked_for("wording", "status_forgotten")
    assert not is_asked_for("plans", "no_such_rule")
    assert is_asked_for("wording", "verdict_insufficient_evidence_few")

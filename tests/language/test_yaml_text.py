"""YAML in which nothing can mean two things, and that ends at once whatever is sent."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, strategies as st
from making.quick import examples
from making.unfit_signs import UNFIT

from analysis.language import LANGS, Fault
from analysis.language.yaml_text import MOST_BYTES, NotRead, Wrong, parse_yaml

ROOT = Path(__file__).parents[2]
QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
REFUSED: dict[str, tuple[str, str, int | None]] = {
    "an alias bomb": (BOMB, "too_many_parts", 5),
    "an alias of what comes later": ("a: 1\nb: [*x, &x 1]", "alias", 2),
    "many parts": ("a:\n" + "- 1\n" * 20_001, "too_many_parts", 19_999),
    "an anchor that holds itself": ("a: 1\nb: &x {c: *x}", "alias", 2),
    "a merge": ("a: 1\nb:\n  <<: {c: 1}", "two_meanings", 3),
    "a key twice": ("a: 1\nb: {c: 1, d: 2,\n  c: 3}", "repeated_key", 3),
    "a key twice at the top": ("a: 1\na: 2", "repeated_key", 2),
    "a tag of Python": ("a: !!python/object/apply:os.system [ls]", "tag", 1),
    "a tag of its own": ("a: 1\nb: !x 1", "tag", 2),
    "a tag of YAML": ("a: !!str 12", "tag", 1),
    "a set": ("a: !!set {x, y}", "tag", 1),
    "two documents": ("a: 1\n---\nb: 2", "several_documents", 2),
    "a list as key": ("? [a, b]\n: 1", "bad_key", 1),
    "a mapping as key": ("{a: 1}: 2", "bad_key", 1),
    "lists without end": ("a: " + "[" * 100_000, "too_deep", 1),
    "keys without end": ("".join(f"{' ' * n}k:\n" for n in range(40)), "too_deep", 13),
    "a file of other size": ("a: " + "x" * MOST_BYTES, "too_large", None),
    "tabs as indentation": ("a:\n\tb: 1", "not_yaml", 2),
    "an open bracket": ("a: [", "not_yaml", 2),
    **{
        f"{written} without quotes": (f"x: 1\na: {written}", "two_meanings", 2)
        for written in (
            "no", "yes", "on", "off", "No", "YES", "Off", "True", "FALSE", "Null", "33:46",
            "1:30:00", "33:46.5", "0123", "03752", "0x7ea", "0b11", "1_000", "2_026", "1_0.5", "=",
            "2021-13-41", "2026-02-30", "2026-11-15T10:30:00", "2026-11-15 10:30:00",
            "1234567890123456789", "10.", ".5",
        )
    },
    **{f"{written} as key": (f"{written}: 1", "two_meanings", 1) for written in ("no", "33:46")},
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_be_taken_for_something_else_is_refused_with_its_line(name: str) -> None:
    text, key, row = REFUSED[name]
    begun = time.process_time()
    with pytest.raises(NotRead) as caught:
        parse_yaml(text.encode())
    assert time.process_time() - begun < 0.5
    assert [(wrong.key, wrong.row) for wrong in caught.value.wrong] == [(f"yaml.{key}", row)]
    (wrong,) = caught.value.wrong
    for lang in LANGS:
        told = Fault(wrong.key, "x.yml", wrong.row, values=wrong.values).message(lang)
        assert "{" not in told.replace("{c: *x}", "") and "None" not in told


READ: dict[str, tuple[str, Any]] = {
    "nothing": ("# chỉ có ghi chú\n", None),
    "words": ('a: chữ\nb: "no"\nc: \'33:46\'', {"a": "chữ", "b": "no", "c": "33:46"}),
    "numbers": ("a: 2026\nb: -9.5\nc: 1.0e-3\nd: 0", {"a": 2026, "b": -9.5, "c": 0.001, "d": 0}),
    "true, false, nothing": ("a: true\nb: false\nc: null\nd: ~\ne:",
                             {"a": True, "b": False, "c": None, "d": None, "e": None}),
    "a day": ("a: 2025-09-18", {"a": dt.date(2025, 9, 18)}),
    "a day in quotes": ('a: "2025-09-18"', {"a": "2025-09-18"}),
    "lists in both forms": ("a: [1, 2]\nb:\n- 1\n- {c: 2}", {"a": [1, 2], "b": [1, {"c": 2}]}),
    "several lines": ("a: |\n  một\n  hai\n", {"a": "một\nhai\n"}),
    "Windows line ends": ("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
    "a few aliases": ("a: &x {b: 1}\nc: *x\nd: [*x, *x]",
                      {"a": {"b": 1}, "c": {"b": 1}, "d": [{"b": 1}, {"b": 1}]}),
    "one document that is marked": ("---\na: 1\n...\n", {"a": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_what_is_plain_is_read(name: str) -> None:
    text, expected = READ[name]
    found = parse_yaml(text.encode()).content
    assert found == expected
    assert parse_yaml(b"\xef\xbb\xbf" + text.encode()).content == expected


@pytest.mark.parametrize("sign", UNFIT.values(), ids=UNFIT)
def test_a_sign_that_no_text_may_hold_is_refused_as_it_stands_and_as_it_is_written(
    sign: str,
) -> None:
    forms = [f'a: 1\nb: "x\\U{ord(sign):08X}y"'.encode()]
    if sign not in "\t\r\ud800":
        forms.append(f"a: 1\nb: x{sign}y".encode())
    for content in forms:
        with pytest.raises(NotRead) as caught:
            parse_yaml(content)
        wrong: Wrong = caught.value.wrong[0]
        # libyaml refuses by itself what is no sign at all.
        assert wrong.key in ("faults.unfit_sign", "yaml.not_yaml")
        assert wrong.row == 2


def test_every_fault_of_a_kind_is_told_at_once() -> None:
    with pytest.raises(NotRead) as caught:
        parse_yaml(b'a: no\nb: 33:46\nb: 1\nc: "\\u202e"')
    assert [(wrong.key, wrong.row) for wrong in caught.value.wrong] == [
        ("yaml.two_meanings", 1), ("yaml.two_meanings", 2), ("yaml.repeated_key", 3),
        ("faults.unfit_sign", 4),
    ]  # fmt: skip


def test_the_line_of_every_key_and_item_is_known() -> None:
    found = parse_yaml(b"a:\n  b:\n  - 1\n  - c: 2\nd: 3").rows
    assert found == {(): 1, ("a",): 1, ("a", "b"): 2, ("a", "b", 0): 3, ("a", "b", 1): 4,
                     ("a", "b", 1, "c"): 4, ("d",): 5}  # fmt: skip


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text("abc ÁđễĐ1.-:#no'\"", max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcno1:"), inner),
    max_leaves=12,
)


@given(st.data())
def test_what_a_program_writes_is_read_as_it_was(data: st.DataObject) -> None:
    for _ in range(examples(1)):
        value = data.draw(st.dictionaries(st.text("abcno1:"), PLAIN))
        written = yaml.safe_dump(value, allow_unicode=True)
        assert parse_yaml(written.encode()).content == value


@given(st.text(st.characters(), max_size=60) | st.text("[]{}:-&*!|>'\"#? \n%@,ab01", max_size=60))
def test_nothing_else_is_raised_whatever_is_sent(words: str) -> None:
    content = words.encode("utf-8", "surrogatepass")
    with suppress(NotRead):
        parse_yaml(content)


def test_no_file_of_the_project_is_read_by_another_reader() -> None:
    readers = [
        path.name
        for path in (ROOT / "src").rglob("*.py")
        if "yaml.safe_load" in (text := path.read_text("utf-8")) or "yaml.load" in text
    ]
    assert readers == []


def test_every_yaml_file_of_the_project_is_read_as_another_reader_does() -> None:
    for folder in ("data", "parameters", "src"):
        for path in (ROOT / folder).rglob("*.yml"):
            expected = yaml.load(path.read_bytes(), QUICK)  # noqa: S506 - one of the safe ones
            assert parse_yaml(path.read_bytes()).content == expected

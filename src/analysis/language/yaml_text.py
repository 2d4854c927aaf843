"""YAML in which nothing can mean two things: the one reader of it in the project.

PyYAML's own loaders take ``no`` for false, ``33:46`` for 2026 and the last of two equal keys, and
expand aliases without end; none of this can be switched off. So PyYAML tells what stands in the
text, event by event, and what it means is settled here (``docs/decisions/0012``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.resolver import Resolver

from analysis.language.characters import name_sign, shown, unfit_lines, unfit_sign

KeyPath = tuple[str | int, ...]
MOST_BYTES = 500_000
_DEEPEST = 12
# All that a file says, what its aliases repeat included: ten times the largest plan.
_MOST_PARTS = 20_000
# libyaml reads ten times faster; a build of PyYAML without it still works.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER = Resolver()
_TAG = "tag:yaml.org,2002:"
_WHOLE = r"[-+]?(0|[1-9][0-9]{0,17})"
# The one way to write what is no text, by what YAML takes it for.
_PLAIN: dict[str, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    "null": (re.compile(r"|~|null"), lambda _: None),
    "bool": (re.compile(r"true|false"), lambda written: written == "true"),
    "int": (re.compile(_WHOLE), int),
    "float": (
        re.compile(rf"{_WHOLE}\.[0-9]{{1,17}}([eE][-+]?[0-9]{{1,3}})?|[-+]?\.(inf|nan)"),
        lambda written: float(written.replace(".inf", "inf").replace(".nan", "nan")),
    ),
    "timestamp": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat),
}


@dataclass(frozen=True)
class Wrong:
    """What cannot be read: the entry of ``yaml`` or ``faults`` that tells it, and its line."""

    key: str
    row: int | None = None
    values: dict[str, Any] = field(default_factory=dict)


class NotRead(ValueError):  # noqa: N818 - it names what was found, as ``BadInput`` does
    """A text that is no YAML of this kind, with everything that is wrong with it."""

    def __init__(self, *wrong: Wrong) -> None:
        self.wrong = wrong
        super().__init__("; ".join(f"{one.key} {one.row} {one.values}" for one in wrong))


@dataclass(frozen=True)
class Written:
    """What a text says, and in which line each part of it begins."""

    content: Any
    rows: dict[KeyPath, int]


def parse_yaml(content: bytes) -> Written:
    """Return what YAML says. Raises ``NotRead`` where it cannot be read, or in two ways.

    Refused are: more than one document, tags, a key that stands twice, aliases that repeat
    themselves or too much, and whatever is written without quotation marks and is neither plainly
    text nor a number in decimal digits, a day, true, false or null.
    """
    events = _Events(_decoded(content))
    try:
        found = events.document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        told = getattr(error, "problem", None) or str(error).splitlines()[0]
        row = mark.line + 1 if mark else None
        raise NotRead(Wrong("yaml.not_yaml", row, {"found": told})) from error
    if events.wrong:
        raise NotRead(*events.wrong)
    return Written(found, events.rows)


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        values = {"count": len(content), "most": MOST_BYTES}
        raise NotRead(Wrong("yaml.too_large", None, values))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        raise NotRead(Wrong("yaml.not_utf8", row)) from error
    wrong = [
        Wrong("yaml.not_nfc", row, {"found": shown(line.strip())})
        for row, line in enumerate(text.split("\n"), start=1)
        if not unicodedata.is_normalized("NFC", line)
    ]
    wrong += [
        Wrong("faults.unfit_sign", row, {"found": shown(line.strip()), "sign": name_sign(sign)})
        for row, line, sign in unfit_lines(text)
    ]
    if wrong:
        raise NotRead(*wrong)
    return text


class _Events:
    """Makes one document of the events of a text, and gathers what is wrong with it."""

    def __init__(self, text: str) -> None:
        self.events: Iterator[Event] = yaml.parse(text, Loader=_LOADER)
        self.rows: dict[KeyPath, int] = {}
        # What an anchor names, and of how many parts it is; None while it is being read.
        self.anchors: dict[str, tuple[Any, int] | None] = {}
        self.parts = 0
        self.wrong: list[Wrong] = []

    def document(self) -> Any:
        """Return what the one document says; None where there is none."""
        next(self.events)
        first = next(self.events)
        if isinstance(first, StreamEndEvent):
            return None
        found = self.part(next(self.events), ())
        next(self.events)
        after = next(self.events)
        if isinstance(after, DocumentStartEvent):
            self.refuse("several_documents", after)
        return found

    def refuse(self, key: str, event: Event, **values: object) -> NoReturn:
        """Refuse the text for what makes all else in it doubtful."""
        raise NotRead(*self.wrong, Wrong(f"yaml.{key}", _row(event), values))

    def part(self, event: Event, path: KeyPath) -> Any:
        """Return what stands at ``path``, which begins with ``event``."""
        if len(path) > _DEEPEST:
            self.refuse("too_deep", event, most=_DEEPEST)
        self.rows.setdefault(path, _row(event))
        if isinstance(event, AliasEvent):
            return self.again(event)
        tag, anchor = getattr(event, "tag", None), getattr(event, "anchor", None)
        if tag is not None:
            self.refuse("tag", event, found=shown(tag.replace(_TAG, "!!")))
        before = self.parts
        self.count(1, event)
        if anchor is None:
            return self.content(event, path)
        self.anchors[anchor] = None
        found = self.content(event, path)
        self.anchors[anchor] = (found, self.parts - before)
        return found

    def again(self, event: AliasEvent) -> Any:
        """Return what an alias repeats."""
        named = self.anchors.get(event.anchor or "")
        if named is None:
            self.refuse("alias", event, found=shown(event.anchor))
        self.count(named[1], event)
        return named[0]

    def count(self, more: int, event: Event) -> None:
        """Count the parts of the text, and end where there are too many."""
        self.parts += more
        if self.parts > _MOST_PARTS:
            self.refuse("too_many_parts", event, most=_MOST_PARTS)

    def content(self, event: Event, path: KeyPath) -> Any:
        """Return the list, mapping or scalar that begins with ``event``."""
        if isinstance(event, SequenceStartEvent):
            return list(self.items(path))
        if isinstance(event, MappingStartEvent):
            return self.mapping(path)
        assert isinstance(event, ScalarEvent)
        return self.scalar(event)

    def items(self, path: KeyPath) -> Iterator[Any]:
        """Yield the items of a list."""
        place = 0
        while not isinstance(event := next(self.events), SequenceEndEvent):
            yield self.part(event, (*path, place))
            place += 1

    def mapping(self, path: KeyPath) -> dict[Any, Any]:
        """Return the keys of a mapping with what they say."""
        found: dict[Any, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                self.refuse("bad_key", event)
            key = self.part(event, (*path, "?"))
            del self.rows[*path, "?"]
            if key in found:
                self.wrong.append(Wrong("yaml.repeated_key", _row(event), {"found": key}))
            # Nobody is helped by the line of the value: the key is what is looked for.
            self.rows[*path, key] = _row(event)
            found[key] = self.part(next(self.events), (*path, key))
        return found

    def scalar(self, event: ScalarEvent) -> Any:
        """Return what a text, number or word means."""
        written: str = event.value
        if sign := unfit_sign(written.replace("\n", " ")):
            values = {"found": shown(written), "sign": name_sign(sign)}
            self.wrong.append(Wrong("faults.unfit_sign", _row(event), values))
        if not event.implicit[0]:
            return written
        found: str = _RESOLVER.resolve(yaml.ScalarNode, written, (True, False))  # type: ignore[no-untyped-call]
        kind = found.removeprefix(_TAG)
        if kind == "str":
            return written
        form, read = _PLAIN.get(kind, (None, None))
        if form and read and form.fullmatch(written):
            try:
                return read(written)
            except ValueError:
                pass
        self.wrong.append(Wrong("yaml.two_meanings", _row(event), {"found": shown(written)}))
        return written


def _row(event: Event) -> int:
    assert event.start_mark is not None
    return int(event.start_mark.line) + 1

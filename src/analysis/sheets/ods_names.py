"""The names of OpenDocument's elements and attributes, whatever prefixes a program wrote for them.

A prefix is the writer's choice; the namespace that it stands for tells what is meant.
"""

from __future__ import annotations

from analysis.sheets.archives import Handler

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_USUAL = {
    f"{_OASIS}office:1.0": "office",
    f"{_OASIS}table:1.0": "table",
    f"{_OASIS}text:1.0": "text",
    f"{_OASIS}style:1.0": "style",
    f"{_OASIS}datastyle:1.0": "number",
    f"{_OASIS}drawing:1.0": "draw",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
_PREFIXES = frozenset(_USUAL.values())


class UsualNames:
    """Hands a part on under the names with the usual prefixes: ``table:table-cell``."""

    def __init__(self, handler: Handler) -> None:
        self._names = _Names()
        self._handler = handler
        self.text = handler.text

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Take in the start of an element."""
        names = self._names
        self._handler.start(names[name], {names[key]: said for key, said in attrs.items()})

    def end(self, name: str) -> None:
        """Take in the end of an element."""
        self._handler.end(self._names[name])


class _Names(dict[str, str]):
    """Names by how expat writes them, each worked out once."""

    def __missing__(self, name: str) -> str:
        space, _, local = name.rpartition("}")
        # A namespace of a generator's own is taken for what it calls itself: ``urn:table``.
        own = space.rpartition(":")[2]
        prefix = _USUAL.get(space, own if own in _PREFIXES else None)
        usual = self[name] = f"{prefix}:{local}" if prefix else name
        return usual

"""Every text that a reader meets, in Vietnamese and English side by side.

A room keeps its texts in the folder ``texts``, one YAML file per area; an entry is
``key: {vi: ..., en: ...}`` with ``str.format`` fields. ``text("faults.unknown_unit", "vi",
found="x")`` reads the area ``faults`` in whichever rooms say something of it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from analysis.language.yaml_text import parse_yaml

Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)
_PACKAGE = Path(__file__).parents[1]


@cache
def area_texts(area: str) -> dict[str, dict[str, str]]:
    """Return the entries of one area over all rooms, ``{key: {"vi": ..., "en": ...}}``."""
    texts: dict[str, dict[str, str]] = {}
    for file in sorted(_PACKAGE.glob(f"*/texts/{area}.yml")):
        texts |= parse_yaml(file.read_bytes()).content
    return texts


def read_texts(room: str) -> None:
    """Read all areas that a room says something of, before they are asked for."""
    for file in sorted((_PACKAGE / room / "texts").glob("*.yml")):
        area_texts(file.stem)


def text(key: str, lang: Lang, **values: Any) -> str:
    """Return the text of ``area.entry`` in ``lang`` with its fields filled.

    Raises ``KeyError`` for a key or a field that does not exist: a missing text is a defect of
    the program, never something to show to a reader.

    >>> from analysis.language import text
    >>> text("wording.status_likely", "vi"), text("wording.status_likely", "en")
    ('Nhiều khả năng đạt', 'Likely')
    """
    area, entry = key.split(".", 1)
    return area_texts(area)[entry][lang].format(**values)

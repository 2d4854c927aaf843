"""Every text that a reader meets, in Vietnamese and English side by side.

One YAML file per area in the folder ``catalogue``; an entry is ``key: {vi: ..., en: ...}`` with
``str.format`` fields. ``text("faults.unknown_unit", "vi", found="x")`` reads ``faults.yml``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml

Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)


@cache
def area_texts(area: str) -> dict[str, dict[str, str]]:
    """Return the entries of one area, ``{key: {"vi": ..., "en": ...}}``."""
    source = files("analysis").joinpath("catalogue", f"{area}.yml")
    texts: dict[str, dict[str, str]] = yaml.safe_load(source.read_text("utf-8"))
    return texts


def text(key: str, lang: Lang, **values: Any) -> str:
    """Return the text of ``area.entry`` in ``lang`` with its fields filled.

    Raises ``KeyError`` for a key or a field that does not exist: a missing text is a defect of
    the program, never something to show to a reader.
    """
    area, entry = key.split(".", 1)
    return area_texts(area)[entry][lang].format(**values)

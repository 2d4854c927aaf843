"""Units and indicators found by their id or name, and the nearest ones where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from analysis.language import BadInput, Fault, fold

_SHOWN, _NEAR = 4, 60


def find_id(given: str, known: Mapping[str, tuple[str, ...]], kind: str) -> str:
    """Return the id that is ``given``, or that has this name, whatever its case and spaces.

    ``known`` are names by id, the usual one first; ``kind`` is ``unit`` or ``indicator``. Raises
    ``BadInput`` that names the nearest ids for any other text, and for a name that several have.

    >>> from analysis.workbench.finding import find_id
    >>> known = {"ninh-binh": ("tỉnh Ninh Bình", "Ninh Bình"), "ha-nam": ("tỉnh Hà Nam",)}
    >>> find_id("ninh bình", known, "unit")
    'ninh-binh'
    """
    if given in known:
        return given
    wanted = fold(str(given))
    found = [name for name, names in known.items() if wanted in map(fold, (name, *names))]
    if len(found) == 1:
        return found[0]
    near = found or nearest_ids(str(given), known)
    shown = "; ".join(f"{name} ({known[name][0]})" for name in near) or "–"
    key = "several" if found else "unknown"
    raise BadInput([Fault(f"workbench.{key}_{kind}", values={"found": given, "near": shown})])


def nearest_ids(given: str, known: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the few ids that are most like what was given, themselves or by their names."""
    words = {name: f"{fold(name)} {fold(names[0])}" for name, names in known.items()}
    near = process.extract(fold(given), words, scorer=fuzz.WRatio, limit=_SHOWN, score_cutoff=_NEAR)
    return [name for _, _, name in near]


def attribute_names(ids: Iterable[str]) -> list[str]:
    """Return ids as names that can stand behind a dot."""
    return [name.replace("-", "_") for name in ids]


def id_named(name: str, ids: Iterable[str]) -> str:
    """Return the id that ``attribute_names`` calls ``name``. Raises ``AttributeError`` if none."""
    found = {each.replace("-", "_"): each for each in ids}
    if name not in found:
        raise AttributeError(name)
    return found[name]

"""The analyst's own words: one Markdown file per unit, year and section of the report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from analysis.language import BadInput, Fault, compose, name_sign, shown, unfit_lines

COMMENTARY_FOLDER = Path("parameters", "commentary")
_BEFORE, _AFTER = ("summary", "scores", "changes"), ("agencies", "quality")
# What only the office that reports can say: what is lacking, why, and what it proposes.
PROPOSALS = ("shortcomings", "causes", "proposals")
_YEAR = re.compile(r"[0-9]{4}")
# A section's words fill some pages; more is another document.
_LONGEST = 20_000


def commentary_file(unit_id: str, edition: int, section: str) -> Path:
    """Return where the words on one section are kept, below the project's root."""
    return COMMENTARY_FOLDER / unit_id / str(edition) / f"{section}.md"


def commentary_sections(objectives: Sequence[int]) -> tuple[str, ...]:
    """Return the sections that can have words, ``objectives`` being those of the programme."""
    return (*_BEFORE, *(f"objective-{number}" for number in objectives), *_AFTER, *PROPOSALS)


def read_commentary(root: Path, unit_id: str) -> dict[Path, bytes]:
    """Return a unit's files by place below ``root``; not those that programs hide.

    (Jupyter keeps copies in hidden folders.)
    """
    folder = root / COMMENTARY_FOLDER / unit_id
    return {
        path.relative_to(root): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def parse_commentary(
    files: Mapping[Path, bytes], sections: Sequence[str]
) -> dict[tuple[int, str], str]:
    """Return a unit's commentary of all editions by edition and section, blank files left out.

    Raises ``BadInput`` for each file that is not UTF-8, is too long, holds a sign that no text may
    hold, or lies or is named otherwise than ``<year>/<section>.md``: a mistyped name would keep
    words out of the report unnoticed.
    """
    found, faults = {}, []
    known = [f"{section}.md" for section in sections]
    for file, content in files.items():
        place = file.as_posix()
        year, *rest = file.parts[len(COMMENTARY_FOLDER.parts) + 1 :]
        if not _YEAR.fullmatch(year) or len(rest) != 1 or rest[0] not in known:
            values = {"found": "/".join((year, *rest)), "expected": ", ".join(sections)}
            faults.append(Fault("parameters.unknown_commentary", file=place, values=values))
            continue
        try:
            words = content.decode("utf-8-sig").replace("\r\n", "\n").rstrip()
        except UnicodeDecodeError:
            faults.append(Fault("parameters.bad_commentary", file=place))
            continue
        wrong = list(_wrong_words(words, place))
        faults += wrong
        if words.strip() and not wrong:
            found[int(year), file.stem] = compose(words).strip()
    if faults:
        raise BadInput(faults)
    return found


def _wrong_words(words: str, place: str) -> Iterator[Fault]:
    if len(words) > _LONGEST:
        values = {"found": shown(words), "count": len(words), "most": _LONGEST}
        yield Fault("faults.text_too_long", file=place, values=values)
    for row, line, sign in unfit_lines(words):
        values = {"found": shown(line.strip()), "sign": name_sign(sign)}
        yield Fault("faults.unfit_sign", place, row, values=values)

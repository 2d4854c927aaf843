"""How a finding is made: where it is, which targets it is about, its words in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.language import LANGS, Lang, text
from analysis.plans.models import Finding, FindingKind, Target


def make_finding(
    finding_id: str,
    kind: FindingKind,
    key: str,
    targets: Iterable[Target],
    values: Mapping[Lang, Mapping[str, object]],
    clause: str | None = None,
) -> Finding:
    """Return a finding whose text is ``plans.<key>``, filled with ``values`` of each language.

    Without a ``clause`` it is where its ``targets`` are.
    """
    concerned = list(targets)
    # Joined of what was checked: it may be longer than what a person writes.
    return Finding.model_construct(
        id=finding_id,
        kind=kind,
        clause=clause or "; ".join(dict.fromkeys(target.clause for target in concerned)),
        indicator_ids=[target.indicator_id for target in concerned],
        vi=text(f"plans.{key}", "vi", **values["vi"]),
        en=text(f"plans.{key}", "en", **values["en"]),
    )


def in_both(**values: object) -> dict[Lang, Mapping[str, object]]:
    """Return values that are written alike in both languages."""
    return dict.fromkeys(LANGS, values)


def figure_text(value: float, lang: Lang) -> str:
    """Return a value as a plan prints it, without idle zeros: ``9,5``."""
    shown = f"{value:g}"
    return shown.replace(".", ",") if lang == "vi" else shown


def hyphenated(indicator_id: str) -> str:
    """Return an indicator's id as it stands in the id of a finding."""
    return indicator_id.replace("_", "-")


def numbers_text(targets: Iterable[Target]) -> str:
    """Return the numbers of the targets' chỉ tiêu, each once: ``5, 19``."""
    return ", ".join(str(number) for number in dict.fromkeys(t.chi_tieu for t in targets))

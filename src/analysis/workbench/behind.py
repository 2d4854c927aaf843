"""Behind a number: the statements that a figure comes from, and the rule that gives a status."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from analysis.assessment import Case, compare_editions, year_before
from analysis.intake import kept_files
from analysis.language import Lang, number, text
from analysis.ledger import source_slugs
from analysis.programme import OUTLOOK_STATUSES
from analysis.projections import figure_quantiles
from analysis.report import wording
from analysis.series import comparable_rows, figure_rows
from analysis.tables import records
from analysis.workbench.chain import Chain, Judged
from analysis.workbench.frames import with_documents
from analysis.workbench.words import CAUSE_COLUMNS, Several

_STATEMENTS = ["unit_name", "year", "value", "qualifier", "numerator", "denominator", "nature",
               "status", "document", "published", "received", "form", "statement", "supersedes",
               "superseded_by", "in_use", "correction", "note", "source", "unit_id"]  # fmt: skip
_MOVES = ["year", "value", "change", "years", "usual", "remark"]
_CHANGED = ["plan_of", "target_year", "probability_before", "probability_now", "status_before",
            "status", *CAUSE_COLUMNS]  # fmt: skip


def statements_behind(chain: Chain, indicator_id: str, year: int | None = None) -> pd.DataFrame:
    """Return everything that was ever stated, of one year or of all, the newest year last.

    ``form`` is the file that a statement came in, where it was kept; ``superseded_by`` the
    statement that revised it; ``in_use`` whether the series takes its value from it;
    ``correction`` what a known error of it was corrected to, and why.
    """
    programme, lang = chain.setting.programme, chain.setting.lang
    boundaries = programme.boundaries
    parts = set(boundaries.loc[boundaries["unit_id"] == chain.unit_id, "part_id"])
    found = pd.concat(
        [table for name, table in chain.statements.items() if name in {chain.unit_id, *parts}],
        ignore_index=True,
    )
    found = found[found["indicator_id"] == indicator_id]
    if year is not None:
        found = found[found["year"] == year]
    later = found.dropna(subset="supersedes").set_index(["unit_id", "supersedes"])["statement"]
    revised = [later.get((row["unit_id"], row["statement"])) for row in records(found)]
    kept = kept_files(chain.setting.root)
    forms = ["; ".join(path.as_posix() for path in kept.get(moment, [])) or None
             for moment in found["received"]]  # fmt: skip
    found = found.assign(
        unit_name=[programme.units[name].name(lang) for name in found["unit_id"]],
        superseded_by=pd.Series(revised, index=found.index, dtype="Int64"),
        form=pd.Series(forms, index=found.index, dtype=object),
        correction=_corrections(chain, found),
        in_use=_in_use(chain, indicator_id, found, revised),
    )
    found = with_documents(found, chain).sort_values(["year", "unit_id", "statement"])
    return found[_STATEMENTS].reset_index(drop=True)


def _corrections(chain: Chain, found: pd.DataFrame) -> pd.Series:
    known = chain.inputs.corrections if chain.planned else chain.ledgers.corrections
    notes = {each.key: each.note for each in known if not each.ended}
    keys = found[["unit_id", "indicator_id", "year", "source"]]
    told = [notes.get((u, i, int(y), s)) for u, i, y, s in keys.itertuples(index=False)]
    return pd.Series(told, index=found.index, dtype=object)


def _in_use(
    chain: Chain, indicator_id: str, found: pd.DataFrame, revised: list[object]
) -> list[bool]:
    """Tell of each statement whether the series takes the value of its year from it."""
    series = chain.judge(indicator_id)[0].series
    used = {int(row["year"]): (set(source_slugs(row["source"])), row["parts"])
            for row in records(series)}  # fmt: skip
    told = []
    for row, later in zip(records(found), revised, strict=True):
        sources, parts = used.get(int(row["year"]), (set(), None))
        wanted = {chain.unit_id} if pd.isna(parts) else set(str(parts).split())
        stands = later is None and row["status"] not in ("withdrawn", "suspect")
        told.append(stands and row["source"] in sources and row["unit_id"] in wanted)
    return told


def yearly_moves(chain: Chain, indicator_id: str) -> pd.DataFrame:
    """Return from figure to figure how far the series moved, and what may be behind the move.

    ``usual`` is by how much two such figures differ by their sampling error alone in four cases of
    five, where that is known. ``remark`` tells of another source, new borders, a figure that may
    still be revised, and of a move that is no more than the error.
    """
    about, lang = records(chain.indicators.loc[[indicator_id]])[0], chain.setting.lang
    points = records(figure_rows(comparable_rows(chain.judge(indicator_id)[0].series)))
    points.sort(key=lambda row: row["year"])
    upper = float(about["upper"])
    bounds = {"lower": float(about["lower"]), "upper": np.inf if np.isnan(upper) else upper}
    rows = []
    for before, after in zip([None, *points], points, strict=False):
        row: dict[str, Any] = {"year": after["year"], "value": after["value"]}
        if before is not None:
            change = after["value"] - before["value"]
            halves = [
                np.ptp(figure_quantiles(point, [0.1, 0.9], **bounds)) / 2
                for point in (before, after)
            ]
            usual = float(np.hypot(*halves)) or float("nan")
            row |= {"change": change, "years": after["year"] - before["year"], "usual": usual,
                    "remark": _remarks(before, after, change, usual, lang)}  # fmt: skip
        rows.append(row)
    return pd.DataFrame(rows, columns=_MOVES)


def _remarks(
    before: dict[str, Any], after: dict[str, Any], change: float, usual: float, lang: Lang
) -> str | None:
    found = {
        "other_source": before["source"] != after["source"],
        "new_borders": pd.notna(after["territory_break"]),
        "other_parts": str(before["parts"]) != str(after["parts"]),
        "preliminary": after["status"] == "preliminary",
        "within_error": abs(change) <= usual,
    }
    said = [text(f"workbench.remark_{name}", lang) for name, holds in found.items() if holds]
    # A note that stands with all figures tells nothing of one move.
    if pd.notna(after["note"]) and after["note"] != before["note"]:
        said.append(text("workbench.remark_noted", lang, note=after["note"]))
    if change and not said:
        said.append(text("workbench.remark_alike", lang))
    return "; ".join(said) or None


def changed_verdicts(chain: Chain, indicator_id: str) -> pd.DataFrame:
    """Return what became of each probability since the end of the year before, cause by cause.

    The effects ``by_…`` add up to the whole change, as in the report. No rows where nothing was
    known then.
    """
    found = [table for judged in chain.judge(indicator_id) if len(table := _changed(judged))]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=_CHANGED)


def _changed(judged: Judged) -> pd.DataFrame:
    nothing = pd.DataFrame(columns=_CHANGED)
    if judged.inputs is None or judged.verdicts is None:
        return nothing
    before = year_before(judged.edition)
    changes = compare_editions(judged.inputs, judged.edition, judged.verdicts, before)
    if changes is None:
        return nothing
    rows = changes.targets[changes.targets["indicator_id"] == judged.indicator_id]
    return rows.assign(plan_of=judged.part_id).rename(columns={"status_now": "status"})[_CHANGED]


@dataclass(frozen=True, eq=False)
class Verdict:
    """One target's status with what gave it: the sentence of the report, the numbers, the rule."""

    row: dict[str, Any]
    case: Case
    lang: Lang

    @property
    def sentence(self) -> str:
        """What the report says of it."""
        borrowed = self.case.inputs.plan.targets_from is not None
        label = text(f"exhibits.target_{'national' if borrowed else 'own'}", self.lang)
        return wording.verdict_sentence(self.row, label, self.lang, int(self.row["decimals"]))

    @property
    def rule(self) -> str:
        """The rule that gives this status, with the numbers that it was held against."""
        return " ".join(self._rule_sentences())

    def _rule_sentences(self) -> list[str]:
        row, rules, lang = self.row, self.case.inputs.rules, self.lang
        status = str(row["status"])
        if status not in OUTLOOK_STATUSES:
            reason = wording.lack_of_evidence(row)
            values = {"points": row["points"], "least": row["least_points"],
                      "latest": row["latest_year"], "year": row["target_year"],
                      "most": rules.grade_c_years}  # fmt: skip
            if reason:
                return [text(f"workbench.rule_{status}_{reason}", lang, **values)]
            return [text(f"workbench.rule_{status}", lang, **values)]
        horizon = int(row["target_year"]) - self.case.origin
        limits = {name: _per_cent(getattr(rules, name), lang)
                  for name in ("likely", "more_likely_than_not", "unlikely")}  # fmt: skip
        values = {
            "exactly": _per_cent(row["attainment_probability"], lang, 1),
            "grade": row["evidence_grade"], "points": row["points"], "horizon": horizon,
            "latest": self.case.origin, "year": row["target_year"], **limits,
            "years": rules.likely_years,
        }  # fmt: skip
        said = [text(f"workbench.rule_{status}", lang, **values),
                text("workbench.rule_grade", lang, **values)]  # fmt: skip
        above = row["attainment_probability"] >= rules.likely
        if status == "more_likely_than_not" and above:
            far = self.case.inputs.unit.level != "nation" and horizon > rules.likely_years
            said.append(text(f"workbench.rule_cautious_{'far' if far else 'c'}", lang, **values))
        below = row["attainment_probability"] < rules.unlikely
        if status == "unlikely_without_acceleration" and below:
            said.append(text("workbench.rule_cautious_low", lang, **values))
        return said

    def __str__(self) -> str:
        """Return the sentence and the rule, one line each."""
        return f"{self.sentence}\n{self.rule}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.sentence)}</p><p>{escape(self.rule)}</p>"


def verdicts_behind(
    chain: Chain, indicator_id: str, target_year: int | None
) -> tuple[Verdict, ...]:
    """Return each target's status with what gave it, or that of one target year."""
    return Several(
        Verdict(row, judged.case, chain.setting.lang)
        for judged in chain.judge(indicator_id)
        if judged.inputs is not None
        for row in records(judged.results)
        if target_year in (None, row["target_year"])
    )


def _per_cent(share: float, lang: Lang, decimals: int = 0) -> str:
    return text("wording.unit_percent", lang, value=number(100 * share, lang, decimals))

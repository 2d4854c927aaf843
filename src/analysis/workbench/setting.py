"""In what a workbench looks: which project, language, figures, edition and moment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from analysis.language import Lang
from analysis.ledger import DataKind
from analysis.plans import current_edition, plan_in_force
from analysis.programme import Programme, load_programme
from analysis.publication import current_day

# In which language what is opened from the desk speaks.
LANG_SETTING = "MANGNON_LANG"


def desk_lang() -> Lang:
    """Return the language in which the desk was opened; Vietnamese where there is no desk."""
    return "en" if os.environ.get(LANG_SETTING) == "en" else "vi"


@dataclass(frozen=True)
class Setting:
    """One project, in one language, with real or illustrative figures, as of one moment.

    Without ``edition`` each unit is judged in the year that its plan's calendar gives. ``as_of`` is
    the last moment whose statements count (``ledger.read_as_of``), None for all of them.
    """

    root: Path
    lang: Lang = "vi"
    data: DataKind = "real"
    edition: int | None = None
    as_of: str | None = None

    @property
    def programme(self) -> Programme:
        """The reference tables of the project."""
        return load_programme(self.root)

    def edition_of(self, unit_id: str) -> int:
        """Return the edition in which a unit is judged; today's year for one without a plan."""
        if self.edition is not None:
            return self.edition
        if unit_id not in self.programme.reported_units:
            return current_day().year
        return current_edition(plan_in_force(unit_id, self.programme), current_day())

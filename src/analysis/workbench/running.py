"""A report made from a notebook: beside it, so that the notebook goes on answering."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from urllib.parse import quote

from analysis import fleet
from analysis.language import BadInput, text
from analysis.publication import (
    Parameters,
    check_parameters,
    edition_folder,
    reports_folder,
)
from analysis.workbench.setting import Setting

# Where the desk is, for links that the browser can open; set by ``mangnon lab``.
ADDRESS_SETTING = "MANGNON_LAB"
_PAGE = "assessment.html"
_TICK = 1.0
# How much of a moment tells its minute, which is how a report is asked for.
_MINUTE = len("2026-11-30T08:00")


@dataclass
class Making:
    """What is known of a report that is being made; ``stage`` is a key of the desk's texts."""

    stage: str = "reading"
    done: bool = False
    said: str = ""
    page: Path | None = None
    seconds: float = 0.0


class _Stages(fleet.Silence):
    """Hears when what a report rests on is read, and its pages are begun."""

    def __init__(self, making: Making) -> None:
        self._making = making

    def start(self, place: str) -> None:  # noqa: ARG002 - there is one report alone
        """Hear that its pages are begun."""
        self._making.stage = "writing"


def make_report(setting: Setting, unit_id: str, hear: Callable[[Making], None]) -> Thread:
    """Make and publish a unit's report as ``mangnon assess`` does; ``hear`` is told each second."""
    watcher = Thread(target=_watch, args=(setting, unit_id, hear), daemon=True)
    watcher.start()
    return watcher


def page_link(root: Path, page: Path) -> str:
    """Return where the browser opens a page: below the desk's address, or as a file."""
    address = os.environ.get(ADDRESS_SETTING)
    if address and page.resolve().is_relative_to(root):
        return f"{address}files/{quote(page.resolve().relative_to(root).as_posix())}"
    return page.resolve().as_uri()


def _watch(setting: Setting, unit_id: str, hear: Callable[[Making], None]) -> None:
    making, begun = Making(), time.monotonic()
    maker = Thread(target=_make, args=(setting, unit_id, making), daemon=True)
    maker.start()
    while maker.is_alive():
        hear(making)
        maker.join(_TICK)
        making.seconds = time.monotonic() - begun
    making.done = True
    hear(making)


def _make(setting: Setting, unit_id: str, making: Making) -> None:
    lang = setting.lang
    try:
        wanted = _parameters(setting, unit_id)
        reports = reports_folder(setting.root)
        if setting.data == "illustrative":
            reports = reports / "illustrative"
        with fleet.run_in(setting.root, reports) as run:
            stages = _Stages(making)
            (outcome,) = fleet.make_assessments(run, [wanted], lang, stages, fleet.How())
    except BadInput as error:
        making.said = error.message(lang)
        return
    except OSError as error:
        making.said = str(error)
        return
    page = edition_folder(reports, wanted.edition) / outcome.place / _PAGE
    making.page = page if page.is_file() else None
    state = text(f"explore.report_{outcome.state}", lang)
    making.said = "\n".join(filter(None, (state, outcome.reason(lang))))


def _parameters(setting: Setting, unit_id: str) -> Parameters:
    given = {"unit_id": unit_id, "edition": setting.edition_of(unit_id), "lang": setting.lang,
             "data": setting.data, "as_of": (setting.as_of or "")[:_MINUTE]}  # fmt: skip
    return check_parameters(given, setting.programme.reported_units, file=None)

"""A report made from a notebook: told of while it is made, published as the command does."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.language import Lang
from analysis.workbench.running import ADDRESS_SETTING, Making, make_report, page_link
from analysis.workbench.setting import Setting
from analysis.workspace import make_workspace

pytestmark = pytest.mark.slow


def heard(
    setting: Setting, unit_id: str, stages: list[str] | None = None
) -> list[tuple[bool, str, Path | None]]:
    told: list[tuple[bool, str, Path | None]] = []

    def hear(making: Making) -> None:
        told.append((making.done, making.said, making.page))
        if stages is not None and making.stage not in stages:
            stages.append(making.stage)

    make_report(setting, unit_id, hear).join(300)
    return told


def test_a_report_is_made_from_a_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_workspace(tmp_path / "home")
    monkeypatch.setenv("MANGNON_HOME", str(home))
    stages: list[str] = []
    first, *_, (done, said, page) = heard(Setting(home, "vi"), "dong-nai", stages)
    assert stages == ["reading", "writing"]
    assert first == (False, "", None)
    assert done and said == "Báo cáo đã xong."
    assert page == home / "reports" / "editions" / "2026" / "dong-nai" / "assessment.html"
    assert page.is_file()
    assert heard(Setting(home, "vi"), "dong-nai")[-1][1].startswith("Không có gì thay đổi")
    monkeypatch.setenv(ADDRESS_SETTING, "http://127.0.0.1:1/")
    address = "http://127.0.0.1:1/files/reports/editions/2026/dong-nai/assessment.html"
    assert page_link(home, page) == address
    assert page_link(tmp_path / "elsewhere", page).startswith("file://")


@pytest.mark.parametrize(("lang", "words"), [("vi", "ha-giang"), ("en", "ha-giang")])
def test_a_unit_without_a_plan_is_told(tmp_path: Path, lang: Lang, words: str) -> None:
    home = make_workspace(tmp_path / "home")
    done, said, page = heard(Setting(home, lang), "ha-giang")[-1]
    assert done and words in said and page is None

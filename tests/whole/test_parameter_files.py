"""A unit's file of parameters means what it says: to the command, and option by option."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from making.command import Command
from making.reports import mangnon


def say(project: Path, unit_id: str, /, **said: str) -> None:
    """Write the unit's file: what is said, over what such a file says."""
    given = {"unit_id": unit_id, "lang": "vi", "data": "real", **said}
    path = project / "parameters" / "units" / f"{unit_id}.yml"
    path.write_text("".join(f"{name}: {value}\n" for name, value in given.items()), "utf-8")


def published(reports: Path, edition: int) -> dict[str, dict[str, Any]]:
    path = reports / "editions" / str(edition) / "manifest.json"
    return {entry["unit_id"]: entry for entry in json.loads(path.read_text("utf-8"))["units"]}


def given_to(notebook: Path) -> dict[str, Any]:
    """Return what papermill wrote into the notebook of a report."""
    (cell,) = [cell for cell in nbformat.read(notebook, as_version=4).cells
               if "injected-parameters" in cell.metadata.get("tags", ())]  # fmt: skip
    found: dict[str, Any] = {}
    exec(cell.source, {}, found)  # noqa: S102 - the report was made by this test
    return found


@pytest.mark.slow
def test_each_report_is_made_as_its_file_says_and_options_come_first(
    quick_project: Path, tmp_path: Path
) -> None:
    say(quick_project, "dong-nai", lang="en", as_of="2026-11-22")
    say(quick_project, "vinh-long", data="illustrative")
    say(quick_project, "ninh-binh", agency='"Sở Y tế"')
    reports, others = tmp_path / "reports", tmp_path / "others"
    units = ("dong-nai", "vinh-long", "ninh-binh")
    run = mangnon("assess", *units, "--reports", reports, home=quick_project)
    assert run.returncode == 0, run.stderr
    found = published(reports, 2026)
    assert {unit: (made["lang"], made["data"], made["agency"]) for unit, made in found.items()} == {
        "dong-nai": ("en", "real", ""),
        "vinh-long": ("vi", "illustrative", ""),
        "ninh-binh--so-y-te": ("vi", "real", "Sở Y tế"),
    }
    given = given_to(reports / "editions" / "2026" / "dong-nai" / "assessment.ipynb")
    assert (given["lang"], given["as_of"], given["edition"]) == ("en", "2026-11-22", 2026)
    # Reports of two languages are led to in Vietnamese.
    assert '<html lang="vi"' in (reports / "editions" / "2026" / "index.html").read_text("utf-8")

    words = ("--as-of", "", "--edition", "2027", "--reports", others)
    run = mangnon("assess", "dong-nai", *words, home=quick_project)
    assert run.returncode == 0, run.stderr
    given = given_to(others / "editions" / "2027" / "dong-nai" / "assessment.ipynb")
    assert (given["lang"], given["as_of"], given["edition"]) == ("en", "", 2027)
    # One report in English is led to in English, and told of in it.
    assert '<html lang="en"' in (others / "editions" / "2027" / "index.html").read_text("utf-8")
    assert "1/1 reports in" in run.stdout


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"as_of": "2026-11-22"}, ("as_of", "2026-11-22: dong-thap", "--as-of")),
        ({"data": "illustrative"}, ("data", "illustrative: dong-thap", "--data")),
    ],
)
def test_files_that_no_overview_could_join_are_refused_before_anything_is_made(
    command: Command, project: Path, said: dict[str, str], told: tuple[str, ...]
) -> None:
    say(project, "dong-thap", **said)
    found = command("assess", "--all", home=project)
    assert found.code == 2
    for part in told:
        assert part in found.stderr
    assert not (project / "reports").exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"editon": "2026"}, "“editon”"),
        ({"edition": "33:46"}, "“33:46”"),
        ({"edition": '"2026"'}, "edition"),
        ({"lang": "no"}, "“no”"),
        ({"lang": "[vi, en]"}, "lang"),
        ({"data": "both"}, "“both”"),
        ({"as_of": "hôm nay"}, "“hôm nay”"),
        ({"agency": "{vi: Sở Y tế}"}, "agency"),
        ({"revision": "2"}, "--revise"),
        ({"reason": "vì thế"}, "--revise"),
        ({"unit_id": "dong-thap"}, "dong-thap"),
        ({"agency": "&a [*a, *a]"}, "*a"),
    ],
)
def test_a_file_that_says_what_cannot_be_meant_is_refused(
    command: Command, project: Path, said: dict[str, str], told: str
) -> None:
    say(project, "ninh-binh", **said)
    found = command("assess", "ninh-binh", home=project)
    assert found.code == 2
    assert found.stderr.startswith("parameters/units/ninh-binh.yml")
    assert told in found.stderr
    assert not (project / "reports").exists()

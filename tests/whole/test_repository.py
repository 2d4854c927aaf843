"""The repository as a newcomer finds it: what the files promise is there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from making.readme import README, ROOT, shell_lines
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from analysis.programme import load_programme

# What is made by working with the project, none of it its own.
MADE = {".git", ".venv", "__pycache__", ".hypothesis", ".ipynb_checkpoints", "reports"}
BINARY = {".png", ".pdf", ".docx", ".ttf"}
REPORTS = {"reports/example-page.png"}
# Where a reader puts a word of their own.
PLACEHOLDERS = {"<đơn vị>": "ninh-binh", "<năm>": "2026", "<unit>": "ninh-binh", "<year>": "2026"}


@cache
def own_files() -> tuple[Path, ...]:
    """Return the project's own files, whether or not git knows them already."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [
            name for name in folders
            if name not in MADE and not name.endswith(("_cache", ".egg-info"))
        ]  # fmt: skip
        found += [Path(folder, name) for name in files if name not in MADE]
    return (*sorted(found), *(ROOT / name for name in REPORTS if (ROOT / name).exists()))


def text_files() -> list[Path]:
    return [path for path in own_files() if path.suffix not in BINARY]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


# Packages


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def bounds(written: list[str]) -> dict[str, str]:
    requirements = map(Requirement, written)
    return {canonicalize_name(found.name): str(found.specifier) for found in requirements}


def wanted() -> dict[str, str]:
    everything = [*project()["project"]["dependencies"], *project()["dependency-groups"]["dev"]]
    return bounds(everything)


def test_conda_gets_the_same_packages_with_the_same_bounds() -> None:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    through_pip = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    plain = [entry for entry in listed if isinstance(entry, str) and entry != "pip"]
    found = bounds([*plain, *(entry for entry in through_pip if entry != "-e .")])
    assert found.pop("python") == project()["project"]["requires-python"]
    assert found == wanted()
    assert "-e ." in through_pip


def test_locked_packages_keep_the_bounds_and_none_is_missing() -> None:
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    locked = [Requirement(line) for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"==[\w.+!]+", str(found.specifier)) for found in locked)
    for name, bound in wanted().items():
        versions = [
            str(found.specifier).removeprefix("==")
            for found in locked
            if canonicalize_name(found.name) == name
        ]
        assert versions, name
        allowed = Requirement(f"{name}{bound}").specifier
        assert all(allowed.contains(version) for version in versions), name


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_every_python_gets_one_version_of_each_package(version: str) -> None:
    here = {
        **default_environment(),
        "python_version": version,
        "python_full_version": f"{version}.0",
        "sys_platform": "linux",
    }
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    chosen = [
        canonicalize_name(found.name)
        for found in map(Requirement, filter(None, lines))
        if not found.marker or found.marker.evaluate(here)
    ]
    assert len(chosen) == len(set(chosen))
    assert set(wanted()) <= set(chosen)


# README


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


def figures_held() -> list[str]:
    """Return what the shipped ledgers hold of every unit with a plan, as rows of README's table.

    A merged province counts what its former ones stated as well, which it is put together from.
    """
    programme = load_programme(ROOT)
    merger = programme.boundaries.groupby("unit_id")["part_id"].agg(list).to_dict()
    rows = []
    for unit_id in programme.planned_units:
        held = ledger_of(unit_id, *merger.get(unit_id, ()))
        years = f"{held['year'].min()}–{held['year'].max()}" if len(held) else "–"
        cells = (programme.units[unit_id].name("vi"), len(held), held["indicator_id"].nunique())
        rows.append(f"| {' | '.join(map(str, cells))} | {years} |")
    return rows


def ledger_of(*unit_ids: str) -> pd.DataFrame:
    files = [ROOT / "data" / "observations" / f"{unit_id}.csv" for unit_id in unit_ids]
    return pd.concat([pd.read_csv(file, dtype=str) for file in files if file.exists()])


def test_readme_says_what_the_shipped_figures_hold() -> None:
    rows = figures_held()
    assert [row for row in rows if row not in README] == []
    held = [pd.read_csv(file, dtype=str) for file in sorted((ROOT / "data/observations").glob("*"))]
    everything = pd.concat(held)
    units, sources = everything["unit_id"].nunique(), everything["source"].nunique()
    assert (
        f"{len(everything)} số liệu thật đã công bố của {units} đơn vị, từ {sources} nguồn"
        in README
    )
    assert (
        f"{len(everything)} published real figures of {units} units, from {sources} sources"
        in README
    )


def test_every_make_target_that_is_written_about_exists() -> None:
    named_targets = {line.split()[1] for line in shell_lines() if line.startswith("make ")}
    assert {"assess", "test", "setup", "check", "lab", "help"} <= named_targets
    assert named_targets <= make_targets()


def test_every_path_in_the_readme_exists() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    quoted = re.findall(r"`((?:data|parameters|notebooks|reports|src|tests)/[^`]*)`", README)
    mentioned = re.findall(r"\b(?:parameters|notebooks)/[\w/.-]+", " ".join(shell_lines()))
    for path in {*linked, *quoted, *mentioned}:
        concrete = path
        for placeholder, word in PLACEHOLDERS.items():
            concrete = concrete.replace(placeholder, word)
        # What a person may add and what a run makes need not be there.
        made = (
            "reports/editions/",
            "reports/illustrative",
            "parameters/commentary/",
            "data/received/",
        )
        if concrete.startswith(made):
            continue
        assert (ROOT / concrete).exists(), path


def test_readme_begins_with_a_sentence_a_picture_the_commands_and_the_chain() -> None:
    screen = README[: README.index("\n## ")]
    order = [screen.index(words) for words in ("**Măng Non", "![", "make assess", "─►")]
    assert order == sorted(order)
    assert "make test" in screen


def test_continuous_integration_runs_the_readme_s_test_command() -> None:
    run = ROOT / ".ci" / "run"
    assert run.read_text("utf-8").rstrip().splitlines()[-1] == "make test"
    assert run.stat().st_mode & 0o111


# Notebooks

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_notebooks_are_thin_and_bare(path: Path) -> None:
    notebook = json.loads(path.read_text("utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in code:
        source = "".join(cell["source"])
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        assert not re.search(r"^\s*(def|class|async def) ", source, re.MULTILINE)
        if "parameters" not in cell["metadata"].get("tags", ()):
            assert len([line for line in source.splitlines() if line.strip()]) <= 8
    tagged = [cell for cell in code if "parameters" in cell["metadata"].get("tags", ())]
    assert len(tagged) == 1
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"


# Files


def test_text_is_utf_8_composed_and_ends_its_lines_with_a_line_feed() -> None:
    assert len(text_files()) > 100
    for path in text_files():
        content = path.read_bytes().decode("utf-8")
        assert unicodedata.is_normalized("NFC", content), named(path)
        assert "\r" not in content, named(path)
        assert not content.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"), named(path)
        assert content.endswith("\n") or not content, named(path)


def test_no_file_names_a_place_on_one_machine() -> None:
    places = re.compile(r"(?<![\w.])/(?:work|root|home|tmp|Users)/\w")
    for path in text_files():
        if path.is_relative_to(ROOT / "tests"):
            continue
        assert not places.search(path.read_text("utf-8")), named(path)


def test_no_file_names_a_package_registry() -> None:
    hosts = re.compile(r"pypi\.org|pythonhosted|index-url|artifactory|nexus|devpi", re.IGNORECASE)
    for path in text_files():
        if path == Path(__file__):
            continue
        assert not hosts.search(path.read_text("utf-8")), named(path)


def test_reports_are_not_kept_with_the_project() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    kept = {line.removeprefix("!/") for line in ignored if line.startswith("!/reports/")}
    assert "/reports/*" in ignored
    assert kept == REPORTS
    assert all((ROOT / name).is_file() for name in REPORTS)
    stray = [named(path) for path in own_files() if path.suffix in {".pdf", ".html", ".xlsx"}]
    assert [name for name in stray if not name.startswith(("src/", "tests/"))] == []


def test_git_holds_no_report() -> None:
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("this is no checkout, or there is no git")
    listed = subprocess.run(
        ["git", "ls-files", "reports"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    if listed.returncode:
        pytest.skip(f"git does not answer: {listed.stderr.strip()}")
    assert set(listed.stdout.split()) <= REPORTS


def test_there_is_a_licence_and_a_changelog_of_the_version() -> None:
    version = project()["project"]["version"]
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text("utf-8")

"""A run in which nothing has changed reads no figures to know it; with one changed byte it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from making.command import Command
from making.old_provinces import make_old_provinces
from making.reports import FIXED_DAY

from analysis import publication
from analysis.assessment import read_inputs
from analysis.files import file_hash
from analysis.fleet import Outcome, engine
from analysis.fleet.local import Workplace, finish
from analysis.publication import KINDS, Job, PublishedReport, make_job, read_report_inputs

EDITION = 2026


@pytest.fixture
def batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path, tuple[str, ...]]:
    """A project of two units, of which reports are published as if they had been made."""
    for name, value in FIXED_DAY.items():
        monkeypatch.setenv(name, value)
    home, reports = tmp_path / "project", tmp_path / "reports"
    units = make_old_provinces(home, 2)
    folder = publication.edition_folder(reports, EDITION)
    folder.mkdir(parents=True)
    for unit_id in units:
        given = publication.load_parameters(home, unit_id)
        read = read_report_inputs(given, home, reports)
        job = make_job(home, "assessment", given, given.place, read, read.hashes)
        made = folder / publication.BEGUN / "made"
        made.mkdir(parents=True)
        files = {}
        for name in KINDS["assessment"].files:
            (made / name).write_text(unit_id, "utf-8")
            files[name] = file_hash(made / name)
        publication.publish(made, folder, PublishedReport(
            unit_id, "vi", "real", job.digest, {"no_data": 1}, files, inputs=dict(job.hashes)
        ))  # fmt: skip
        made.parent.rmdir()
    return home, reports, units


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The units whose figures a run reads."""
    seen: list[str] = []

    def reading(root: Path, unit_id: str, *rest: object) -> object:
        seen.append(unit_id)
        return read_inputs(root, unit_id, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "read_inputs", reading)
    return seen


def test_what_no_file_has_changed_is_not_read_again(
    batch: tuple[Path, Path, tuple[str, ...]], read: list[str], command: Command
) -> None:
    home, reports, units = batch
    first = command("assess", *units, "--reports", reports, home=home)
    assert (first.code, read) == (0, list(units))
    read.clear()
    second = command("assess", *units, "--reports", reports, home=home)
    assert (second.code, read) == (0, [])
    assert second.stderr == first.stderr and second.stdout == first.stdout
    assert "[2/2]" in second.stderr and "không có gì thay đổi" in second.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "file", ["data/observations/viet-nam.csv", "parameters/letterheads.yml", "data/weights.csv"]
)
def test_one_changed_file_and_everything_is_read(
    file: str, batch: tuple[Path, Path, tuple[str, ...]], read: list[str], command: Command
) -> None:
    home, reports, units = batch
    command("assess", *units, "--reports", reports, home=home)
    read.clear()
    path = home / file
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), "utf-8")
    command("assess", *units, "--reports", reports, home=home)
    assert read == list(units)


@pytest.mark.slow
def test_a_damaged_report_is_not_taken_for_an_unchanged_one(
    batch: tuple[Path, Path, tuple[str, ...]], read: list[str], command: Command
) -> None:
    home, reports, units = batch
    command("assess", *units, "--reports", reports, home=home)
    read.clear()
    page = publication.edition_folder(reports, EDITION) / units[0] / "assessment.html"
    page.write_text("changed by hand", "utf-8")
    seen: list[str] = []

    def stop(due: list[publication.Job], *_: object) -> object:
        seen.extend(job.place for job in due)
        yield from ()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "make_all", stop)
        command("assess", *units, "--reports", reports, home=home)
    assert (read, seen) == ([units[0]], [units[0]])


@pytest.mark.slow
def test_a_torn_memory_is_none(
    batch: tuple[Path, Path, tuple[str, ...]], read: list[str], command: Command
) -> None:
    home, reports, units = batch
    command("assess", *units, "--reports", reports, home=home)
    read.clear()
    (memory,) = (reports / "editions").glob(".*.known.json")
    memory.write_text(memory.read_text("utf-8")[:40], "utf-8")
    assert command("assess", *units, "--reports", reports, home=home).code == 0
    assert read == list(units)


@pytest.mark.slow
def test_a_file_that_cannot_be_read_costs_time_and_no_report(
    batch: tuple[Path, Path, tuple[str, ...]], read: list[str], command: Command
) -> None:
    home, reports, units = batch
    (home / "data" / "leads-nowhere.csv").symlink_to(home / "gone.csv")
    for _ in range(2):
        read.clear()
        assert command("assess", *units, "--reports", reports, home=home).code == 0
        assert read == list(units)


def made_up(due: Sequence[Job], place: Workplace, *_: object) -> Iterator[tuple[Job, Outcome]]:
    """Stand in for the workers: every report has its files, and nothing in them."""
    for job in due:
        made = place.folder / job.begun / "made"
        made.mkdir(parents=True)
        for name in KINDS[job.kind].files:
            (made / name).write_text(job.place, "utf-8")
        files = {path.name: file_hash(path) for path in made.iterdir()}
        entry = PublishedReport(
            job.place, "vi", "real", job.digest, {"no_data": 1}, files, inputs=dict(job.hashes)
        )
        yield job, finish(entry, job, place)


@pytest.mark.slow
def test_all_units_and_their_overview_are_made_once_and_then_not_read(
    tmp_path: Path, read: list[str], command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in FIXED_DAY.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(engine, "make_all", made_up)
    home, reports = tmp_path / "project", tmp_path / "reports"
    units = {*make_old_provinces(home, 2), "viet-nam"}
    first = command("assess", "--all", "--reports", reports, home=home)
    assert first.code == 0, first.stderr
    # Each once, for its own report and for the overview.
    assert sorted(read) == sorted(units)
    read.clear()
    second = command("assess", "--all", "--reports", reports, home=home)
    assert (second.code, read) == (0, [])
    assert second.stderr.count("không có gì thay đổi") == len(units)
    assert "overview.html" in second.stdout
    fresh = command("assess", "--all", "--fresh", "--reports", reports, home=home)
    assert fresh.code == 0 and sorted(read) == sorted(units)

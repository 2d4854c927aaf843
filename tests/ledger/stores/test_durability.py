"""Killed, crowded or out of room: a ledger is as it was before or complete, all units together."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from making.ledgers import (
    EMPTY_LEDGER,
    FIRST,
    SECOND,
    append,
    cells,
    empty_project,
    figure,
    source,
)
from making.postgres_server import Server

from analysis.files import AtomicFiles
from analysis.language import BadInput
from analysis.ledger import Row, number_statements, open_store
from analysis.ledger.stores.csv_files import CsvStore
from analysis.ledger.stores.postgres import SqlStore

pytestmark = pytest.mark.slow

KILLER = Path(__file__).with_name("killed_append.py")
OLD, NEW = ("ben-tre", "tra-vinh", "vinh-long"), ("dong-nai", "ha-nam")


def data_of(home: Path) -> dict[str, bytes]:
    """Return every file a person finds below ``data``."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted((home / "data").rglob("*.csv"))
        if not any(part.startswith(".") for part in path.relative_to(home).parts)
    }


def made_home(home: Path) -> Path:
    """Return a project with a plain ledger, one from another system, and one without its end."""
    empty_project(home)
    years = [figure("ben-tre", year, "9.90") for year in range(2000, 2020)]
    append(CsvStore(home), {unit: [{**row, "unit_id": unit} for row in years] for unit in OLD})
    other = home / "data" / "observations" / "tra-vinh.csv"
    other.write_bytes(b"\xef\xbb\xbf" + other.read_bytes().replace(b"\n", b"\r\n"))
    ragged = home / "data" / "observations" / "vinh-long.csv"
    ragged.write_bytes(ragged.read_bytes().rstrip(b"\n"))
    return home


def next_append(store: CsvStore) -> dict[str, list[Row]]:
    """Return statements that follow: revisions, new figures, new units."""
    years = {**dict.fromkeys(OLD, range(2018, 2023)), **dict.fromkeys(NEW, range(2010, 2013))}
    return {
        unit: number_statements(
            [figure(unit, year, "8.5") for year in span], cells(store, unit), SECOND
        )
        for unit, span in years.items()
    }


def run_killer(kind: str, folder: Path, **more: str) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "ignore", KILLER, kind, folder],
        env={**os.environ, **more}, capture_output=True, text=True, check=False, timeout=500,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr


def without_help(store: CsvStore, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Row]]:
    """Return what a reader finds who may not write."""
    with monkeypatch.context() as patch:
        patch.setattr(AtomicFiles, "_help_along", lambda _: None)
        contents = store.read_together()
    return {unit: [record.cells for record in read[0]] for unit, read in contents.ledgers.items()}


def test_killed_at_any_step_all_ledgers_are_as_before_or_all_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = made_home(tmp_path / "home")
    shutil.rmtree(home / "parameters")
    statements, sources = next_append(CsvStore(home)), [source("new")]
    given = {"statements": statements, "sources": sources}
    (tmp_path / "append.json").write_text(json.dumps(given), "utf-8")
    before, found_before = data_of(home), without_help(CsvStore(home), monkeypatch)
    run_killer("files", tmp_path)

    complete = tmp_path / "complete"
    shutil.copytree(home, complete)
    with CsvStore(complete).writing() as writer:
        writer.append(statements, sources)
    after, found_after = data_of(complete), without_help(CsvStore(complete), monkeypatch)
    assert all(after[name].startswith(content) for name, content in before.items())

    outcomes = []
    for killed in sorted(tmp_path.glob("killed-*")) + sorted(tmp_path.glob("again-*")):
        store = CsvStore(killed)
        found = without_help(store, monkeypatch)
        assert found in (found_before, found_after), killed.name
        assert {unit: cells(store, unit) for unit in found} == found, killed.name
        with store.writing():
            pass
        assert data_of(killed) == (before if found == found_before else after), killed.name
        assert not (killed / "data" / ".decided").exists()
        outcomes.append((killed.name.rpartition("-")[0], found == found_after))
        # Whoever imports again finds what is there and adds the rest.
        append(store, statements, [] if found == found_after else sources, received=SECOND)
        assert data_of(killed) == after
        assert not (killed / "data" / ".staged").exists()
    for name in ("killed-whole", "killed-torn"):
        told = [done for run, done in outcomes if run == name]
        assert told == sorted(told) and {*told} == {False, True}
        # Every file has been written, flushed and moved under the knife.
        assert len(told) > 5 * len(after) - 5
    assert all(done for run, done in outcomes if run.startswith("again"))
    assert len(outcomes) > 200


def test_a_stale_staged_folder_is_never_decided(tmp_path: Path) -> None:
    home = made_home(tmp_path / "home")
    stale = home / "data" / ".staged" / "data" / "observations" / "trieu-son.csv"
    stale.parent.mkdir(parents=True)
    stale.write_text("left by a crash", "utf-8")
    append(CsvStore(home), {"ben-tre": [figure("ben-tre", 2030, "7")]})
    assert CsvStore(home).unit_ids() == sorted(OLD)
    assert not stale.exists()


def test_hidden_files_and_folders_are_no_ledgers(tmp_path: Path) -> None:
    home = made_home(tmp_path / "home")
    (home / "data" / "observations" / ".ben-tre.csv").write_text("x", "utf-8")
    (home / "data" / "observations" / "ben-tre.csv.bak").write_text("x", "utf-8")
    assert CsvStore(home).unit_ids() == sorted(OLD)


def test_links_stay_links_and_what_they_point_at_grows(tmp_path: Path) -> None:
    home = made_home(tmp_path / "home")
    observations, elsewhere = home / "data" / "observations", tmp_path / "elsewhere"
    observations.rename(elsewhere)
    observations.symlink_to(elsewhere)
    real = elsewhere / "ben-tre.csv"
    real.rename(tmp_path / "real.csv")
    real.symlink_to(tmp_path / "real.csv")
    append(CsvStore(home), {unit: [figure(unit, 2030, "7")] for unit in ("ben-tre", *NEW)})
    assert observations.is_symlink() and real.is_symlink()
    assert (tmp_path / "real.csv").read_text("utf-8").splitlines()[-1].startswith("21,ben-tre,")
    assert (elsewhere / "ha-nam.csv").is_file()


def test_an_append_keeps_the_file_s_own_way_of_writing(tmp_path: Path) -> None:
    home = made_home(tmp_path / "home")
    turned = home / "data" / "observations" / "ben-tre.csv"
    lines = [line.split(",") for line in turned.read_text("utf-8").splitlines()]
    turned.write_text("".join(",".join(reversed(line)) + "\n" for line in lines), "utf-8")
    turned.chmod(0o640)
    before = data_of(home)
    append(CsvStore(home), {unit: [figure(unit, 2030, "7")] for unit in OLD})
    added = {name: content.removeprefix(before[name]) for name, content in data_of(home).items()}
    line = "21,{},infant_mortality,2030,7,,,,estimate,official,gso-imr,," + FIRST + ",,"
    mirrored = ",".join(reversed(line.format("ben-tre").split(",")))
    assert added == {
        "data/sources.csv": b"",
        "data/observations/ben-tre.csv": f"{mirrored}\n".encode(),
        "data/observations/tra-vinh.csv": f"{line.format('tra-vinh')}\r\n".encode(),
        "data/observations/vinh-long.csv": f"\n{line.format('vinh-long')}\n".encode(),
    }
    assert turned.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("broken", ["", "x,y\n", EMPTY_LEDGER + "1,ben-tre\n"])
def test_nothing_is_added_to_a_broken_ledger(tmp_path: Path, broken: str) -> None:
    home = made_home(tmp_path / "home")
    statements = next_append(CsvStore(home))
    (home / "data" / "observations" / "ha-nam.csv").write_text(broken, "utf-8")
    before = data_of(home)
    with pytest.raises(BadInput, match=r"ha-nam\.csv"), CsvStore(home).writing() as writer:
        writer.append(statements, [source("new")])
    assert data_of(home) == before


# Two at once


WRITE_MANY = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from making.ledgers import append, figure
from analysis.ledger import open_store
for year in range(2000, 2010):
    units = ("ben-tre", "tra-vinh", "vinh-long")
    rows = {unit: [figure(unit, year, "9.9", note=sys.argv[3])] for unit in units}
    append(open_store(Path(sys.argv[2])), rows)
"""


@pytest.mark.parametrize("kind", ["csv", "postgresql"])
def test_two_processes_both_end_up_in_the_ledger(
    tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    home = empty_project(tmp_path / "home")
    monkeypatch.delenv("MANGNON_STORE", raising=False)
    if kind == "postgresql":
        monkeypatch.setenv("MANGNON_STORE", postgres.address(postgres.new_database()))
    words = [sys.executable, "-c", WRITE_MANY, KILLER.parents[2], home]
    runs = [
        subprocess.Popen([*words, name], stderr=subprocess.PIPE, text=True)
        for name in ("first", "second")
    ]
    told = [run.communicate(timeout=120)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], told
    for unit in OLD:
        rows = cells(open_store(home), unit)
        assert [row["statement"] for row in rows] == [str(place) for place in range(1, 21)]
        assert {row["note"] for row in rows} == {"first", "second"}
        assert sum(not row["supersedes"] for row in rows) == 10


# The disk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a disk with room for 256 kB; an ordinary folder where none may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", folder]
    mounted = not os.geteuid() and subprocess.run(mount, check=False).returncode == 0
    yield folder
    if mounted:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def room_for(disk: Path, blocks: int) -> Iterator[None]:
    """Leave so many blocks free; where there is no disk of our own, limit the files' size."""
    if disk.is_mount():
        filler = disk / "filler"
        free = os.statvfs(disk)
        filler.write_bytes(bytes((free.f_bavail - blocks) * free.f_bsize))
        yield
        filler.unlink()
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512 * blocks, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_fills_up_at_any_moment_changes_nothing(disk: Path) -> None:
    empty_project(disk / "made")
    home = disk / "home"
    (disk / "made").rename(home)
    shutil.rmtree(home / "parameters")
    store = CsvStore(home)
    years = range(2000, 2020)
    append(store, {unit: [figure(unit, year, "9.9") for year in years] for unit in OLD})
    statements, before = next_append(store), data_of(home)
    refused = 0
    for blocks in range(60):
        with room_for(disk, blocks):
            try:
                with store.writing() as writer:
                    writer.append(statements, [source("new")])
                break
            except OSError:
                refused += 1
                assert data_of(home) == before
                assert {unit: len(cells(store, unit)) for unit in OLD} == dict.fromkeys(OLD, 20)
                assert not (home / "data" / ".staged").exists()
    else:
        pytest.fail("it never fitted")
    assert refused > 2
    assert [len(cells(store, unit)) for unit in (*OLD, *NEW)] == [25, 25, 25, 3, 3]
    assert set(data_of(home)) - set(before) == {f"data/observations/{unit}.csv" for unit in NEW}


@contextmanager
def closed(folder: Path) -> Iterator[None]:
    """Forbid writing below a folder, also to the administrator where a disk can be mounted."""
    if folder.is_mount():
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        yield
        subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
        return
    folders = [Path(name) for name, _, _ in os.walk(folder)]
    for each in folders:
        each.chmod(0o555)
    yield
    for each in folders:
        each.chmod(0o755)


@pytest.mark.skipif(not os.geteuid() and not os.access("/proc/self/mountinfo", os.R_OK),
                    reason="the administrator may write everywhere")  # fmt: skip
@pytest.mark.parametrize("crashed", [False, True])
def test_a_checkout_that_may_only_be_read_is_read_and_never_written(
    disk: Path, crashed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = disk / "home"
    made_home(disk / "made").rename(home)
    store = CsvStore(home)
    statements, expected = next_append(store), 20
    if crashed:
        # Decided, and then broken off before anything was moved.
        with monkeypatch.context() as patch, store.writing() as writer:
            patch.setattr(AtomicFiles, "_move", lambda _: None)
            writer.append(statements, [])
        expected = 25
    before = data_of(home)
    with closed(disk):
        assert [len(cells(store, unit)) for unit in OLD] == [expected] * 3
        assert len(store.unit_ids()) == (5 if crashed else 3)
        assert len(store.read_sources()[0]) > 0
        with pytest.raises(OSError, match=r"ead-only|ermission"), store.writing():
            pytest.fail("it was opened")
    assert data_of(home) == before
    assert [len(cells(store, unit)) for unit in OLD] == [expected] * 3
    assert (data_of(home) == before) is not crashed


def test_a_folder_that_refuses_the_move_refuses_before_it_is_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = made_home(tmp_path / "home")
    before = data_of(home)
    monkeypatch.setattr(os, "access", lambda path, _: "observations" not in str(path))
    with pytest.raises(PermissionError, match="observations"):
        append(CsvStore(home), {"ben-tre": [figure("ben-tre", 2030, "7")]})
    assert data_of(home) == before
    assert not (home / "data" / ".decided").exists()


def test_ledgers_on_another_disk_are_refused_before_anything_is_written(
    disk: Path, tmp_path: Path
) -> None:
    if not disk.is_mount():
        pytest.skip("no disk may be mounted here")
    home = made_home(tmp_path / "home")
    observations = home / "data" / "observations"
    shutil.copytree(observations, disk / "observations")
    shutil.rmtree(observations)
    observations.symlink_to(disk / "observations")
    before = data_of(home)
    with pytest.raises(OSError, match="cross-device"):
        append(CsvStore(home), {"ben-tre": [figure("ben-tre", 2030, "7")]}, [source("new")])
    assert data_of(home) == before


# The database


def test_a_client_that_is_killed_anywhere_leaves_the_database_as_it_was_or_complete(
    tmp_path: Path, postgres: Server
) -> None:
    address = postgres.address(postgres.new_database())
    store, rows = SqlStore(address), [figure("ben-tre", 2016, "9.9")]
    append(store, {"ben-tre": rows})
    many = [
        figure("vinh-long", 1000 + place // 9, "9.9", source=f"s{place % 9}")
        for place in range(3000)
    ]
    given = {"vinh-long": number_statements(many, [], SECOND)}
    given["ben-tre"] = number_statements(
        [figure("ben-tre", 2017, "9")], cells(store, "ben-tre"), SECOND
    )
    content = json.dumps({"statements": given, "sources": [source("new")]})
    (tmp_path / "append.json").write_text(content, "utf-8")
    run_killer("database", tmp_path, MANGNON_STORE=address)
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    before = {"statements": {"ben-tre": 1}, "sources": 0}
    complete = {"statements": {"ben-tre": 2, "vinh-long": 3000}, "sources": 1}
    assert found == [*[before] * 5, complete]
    append(store, {"ben-tre": [figure("ben-tre", 2018, "8")]})

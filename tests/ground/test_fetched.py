"""A project at an address: read as of one moment, fetched where it changed, never written to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from making.command import Command

from analysis.fetched import states_of
from analysis.language import BadInput
from analysis.project import find_project, project_address, project_name, with_address

ROOT = Path(__file__).parents[2]
ADDRESS, AT = "memory://office/dự án", "/office/dự án"
PARTS = ("mangnon.toml", "parameters/indicators.csv", "data/sources.csv", "notebooks/a.ipynb")
System = type(fsspec.filesystem("memory"))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A store in memory with a small project, and a cache of nobody."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("MANGNON_HOME", ADDRESS)
    monkeypatch.setenv("MANGNON_HOME_ADDRESS", "")
    system = fsspec.filesystem("memory")
    system.store.clear()
    for name in PARTS:
        system.pipe_file(f"{AT}/{name}", name.encode())
    system.pipe_file(f"{AT}/reports/index.html", b"made")
    system.pipe_file(f"{AT}/data/received/sent.csv", b"sent")
    yield system
    system.store.clear()


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are fetched, one by one."""
    names: list[str] = []
    usual = System.get_file

    def watched(self: Any, there: str, here: str, **more: Any) -> None:
        names.append(there.removeprefix(f"{AT}/"))
        usual(self, there, here, **more)

    monkeypatch.setattr(System, "get_file", watched)
    return names


def found(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return what a process that begins now reads."""
    monkeypatch.setenv("MANGNON_HOME", ADDRESS)
    return find_project().root


def files_in(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in root.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def test_a_project_is_fetched_and_afterwards_what_changed(
    store: Any, fetched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = found(monkeypatch)
    assert files_in(first) == {name: name for name in PARTS}
    assert sorted(fetched) == sorted(PARTS)
    assert (project_name(first), project_name(ROOT)) == ("dự án", ROOT.name)
    assert project_address(first) == ADDRESS and os.environ["MANGNON_HOME"] == str(first)
    fetched.clear()
    assert found(monkeypatch) == first and fetched == []
    store.pipe_file(f"{AT}/data/sources.csv", b"data/sources.csw")
    store.pipe_file(f"{AT}/data/more.csv", b"more")
    store.rm_file(f"{AT}/notebooks/a.ipynb")
    second = found(monkeypatch)
    assert sorted(fetched) == ["data/more.csv", "data/sources.csv"]
    now = {"data/sources.csv": "data/sources.csw", "data/more.csv": "more"}
    assert files_in(second) == {name: name for name in PARTS[:2]} | now
    # Who reads the state before goes on with it.
    assert files_in(first) == {name: name for name in PARTS}


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("steps", range(len(PARTS)))
def test_a_run_that_is_killed_leaves_nothing_that_is_taken_for_whole(
    steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, left = System.get_file, [steps]

    def killed(self: Any, there: str, here: str, **more: Any) -> None:
        if left[0] == 0:
            Path(here).write_bytes(b"ha")
            os._exit(9)
        left[0] -= 1
        usual(self, there, here, **more)

    run = os.fork()
    if run == 0:
        System.get_file = killed
        found(monkeypatch)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(run, 0)[1]) == 9
    assert [path.name[0] for path in states_of(ADDRESS).iterdir()] == ["."]
    assert files_in(found(monkeypatch)) == {name: name for name in PARTS}


@pytest.mark.usefixtures("store")
def test_a_file_that_was_cut_off_is_fetched_again(
    fetched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = found(monkeypatch) / PARTS[2]
    cut.write_bytes(b"")
    fetched.clear()
    assert files_in(found(monkeypatch)) == {name: name for name in PARTS}
    assert fetched == [PARTS[2]]


@pytest.mark.usefixtures("store")
def test_of_two_runs_at_once_both_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    usual, others = System.get_file, [True]

    def overtaken(self: Any, there: str, here: str, **more: Any) -> None:
        if others:
            others.clear()
            found(monkeypatch)
        usual(self, there, here, **more)

    monkeypatch.setattr(System, "get_file", overtaken)
    assert files_in(found(monkeypatch)) == {name: name for name in PARTS}
    assert len(list(states_of(ADDRESS).iterdir())) == 1


@pytest.mark.parametrize("times", [1, 9])
def test_what_changes_meanwhile_is_read_as_of_one_moment_or_not_at_all(
    store: Any, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, left = System.get_file, [times]

    def changing(self: Any, there: str, here: str, **more: Any) -> None:
        usual(self, there, here, **more)
        if there.endswith("sources.csv") and left[0]:
            left[0] -= 1
            store.pipe_file(f"{AT}/data/sources.csv", f"later {left[0]}".encode())
            store.pipe_file(f"{AT}/parameters/indicators.csv", f"later {left[0]}".encode())

    monkeypatch.setattr(System, "get_file", changing)
    if times == 1:
        now = files_in(found(monkeypatch))
        assert {now["data/sources.csv"], now["parameters/indicators.csv"]} == {"later 0"}
        return
    with pytest.raises(BadInput) as refused:
        found(monkeypatch)
    assert refused.value.faults[0].key == "faults.project_changing"


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("memory://office", "no_project_at"),
        ("nowhere://user:secret@office", "project_unread"),
    ],
)
def test_an_address_without_a_project_is_told(
    address: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANGNON_HOME", address)
    with pytest.raises(BadInput) as refused:
        find_project()
    assert refused.value.faults[0].key == f"faults.{key}"
    message = refused.value.message("vi")
    assert address.replace("user:secret@", "") in message and "secret" not in message


WRITING = (
    ("data", "import", "x.csv"),
    ("data", "import", "x.csv", "--dry-run"),
    ("data", "undo"),
    ("data", "repair", "ninh-binh"),
    ("data", "copy", "postgresql://u@h/d", "csv"),
    ("unit", "add", "ninh-binh"),
    ("unit", "add-communes", "x.csv", "--province", "ninh-binh"),
    ("plan", "extract", "x.docx", "--as", "ninh-binh"),
    ("plan", "accept", "ninh-binh"),
    ("lab", "--no-browser"),
)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("words", WRITING)
def test_what_writes_into_a_project_refuses_one_at_an_address(
    fetched: list[str], words: tuple[str, ...], command: Command
) -> None:
    said = command(*words, home=ADDRESS)
    assert said.code == 2 and said.stdout == ""
    assert said.stderr.startswith(f"{ADDRESS}: Dự án ở địa chỉ này chỉ đọc được")
    assert "MANGNON_STORE" in said.stderr and fetched == []


def test_files_are_named_by_the_address(store: Any, command: Command) -> None:
    told = command("where", home=ADDRESS)
    assert told.code == 2 and told.stderr.startswith("mangnon.toml")
    store.pipe_file(f"{AT}/mangnon.toml", b'version = "0.5.0"\n')
    told = command("--workspace", ADDRESS, "where", home=ROOT)
    assert told.stdout.startswith(f"{ADDRESS}\n") and "--workspace" in told.stdout
    root = os.environ["MANGNON_HOME"]
    assert with_address(f"{root}/data/x.csv") == f"{ADDRESS}/data/x.csv"
    assert str(states_of(ADDRESS)) not in told.stdout + told.stderr

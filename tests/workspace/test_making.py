"""A workspace is made whole or not at all, and is one from then on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from workspace.made_workspaces import ROOT, contents

from analysis.language import BadInput
from analysis.plans import load_plan
from analysis.programme import load_programme
from analysis.project import find_project, made_by
from analysis.workspace import changed_reference, make_workspace, program_version


def keys(caught: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [fault.key for fault in caught.value.faults]


@pytest.mark.parametrize("beforehand", [False, True], ids=["new", "empty"])
def test_a_workspace_has_all_that_the_program_works_on(tmp_path: Path, *, beforehand: bool) -> None:
    folder = tmp_path / "tỉnh"
    if beforehand:
        folder.mkdir()
    made = make_workspace(folder, ["lang-son"])
    assert made == folder.resolve()
    programme = load_programme(made)
    assert {"lang-son", "viet-nam", "ninh-binh"} <= set(programme.planned_units)
    assert load_plan("lang-son", programme).targets == load_plan("viet-nam", programme).targets
    assert programme.letterhead("lang-son")["issuing_body_vi"] == "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN"
    assert made_by(made) == program_version()
    assert changed_reference(made) == []
    assert {"README.md", ".gitignore", "mangnon.toml", "data", "parameters", "notebooks", "docs",
            "reports"} == {path.name for path in made.iterdir()}  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["tỉnh"]


def test_nothing_of_the_checkout_s_own_work_travels(tmp_path: Path) -> None:
    made = make_workspace(tmp_path / "x")
    unknown = [name for name in contents(made) if not (ROOT / name).is_file()]
    assert unknown == []
    hidden = [name for name in contents(made) if "/." in name or "received" in name]
    assert hidden == []


def test_a_folder_with_something_in_it_is_refused_and_stays(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("x", "utf-8")
    with pytest.raises(BadInput) as caught:
        make_workspace(tmp_path)
    assert keys(caught) == ["workspace.not_empty"]
    assert "note.txt" in caught.value.message("vi")
    assert contents(tmp_path) == {"note.txt": b"x"}


def test_a_file_and_a_place_that_is_not_there_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    for place, key in (("file", "is_file"), ("absent/x", "no_parent")):
        with pytest.raises(BadInput) as caught:
            make_workspace(tmp_path / place)
        assert keys(caught) == [f"workspace.{key}"]


def test_units_that_are_not_known_leave_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        make_workspace(tmp_path / "x", ["lang-son", "atlantis"])
    assert keys(caught) == ["workspace.unknown_unit"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("refused", ["replace", "rename"])
def test_a_refusal_of_the_system_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    folder, done = tmp_path / "x", getattr(Path, refused)
    if refused == "rename":
        folder.mkdir()
    moved: list[Path] = []

    def refuse(self: Path, target: Path) -> Path:
        """Refuse the new folder its name, or the third of what goes into the empty one."""
        if target == folder or (target.parent == folder and len(moved) == 2):
            raise OSError(28, os.strerror(28), str(target))
        moved.extend([target] if target.parent == folder else [])
        return done(self, target)

    monkeypatch.setattr(Path, refused, refuse)
    with pytest.raises(OSError, match="No space"):
        make_workspace(folder)
    assert len(moved) == (2 if refused == "rename" else 0)
    assert contents(tmp_path) == {}
    assert [path.name for path in tmp_path.iterdir()] == (["x"] if refused == "rename" else [])


# Which workspace is in use


def test_the_nearest_workspace_above_is_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MANGNON_HOME", raising=False)
    (tmp_path / "mangnon.toml").write_text('version = "1"\n', "utf-8")
    inside = tmp_path / "data" / "plans"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert (find_project().root, find_project().why) == (tmp_path.resolve(), "above")
    monkeypatch.chdir(tmp_path)
    assert find_project().why == "here"
    monkeypatch.setenv("MANGNON_HOME", str(tmp_path))
    assert find_project().why == "setting"


def test_outside_any_workspace_a_checkout_s_program_works_on_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MANGNON_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    assert (find_project().root, find_project().why) == (ROOT, "checkout")


def test_a_marker_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert made_by(tmp_path) == ""
    (tmp_path / "mangnon.toml").write_text("version: 1\n", "utf-8")
    with pytest.raises(BadInput) as caught:
        made_by(tmp_path)
    assert keys(caught) == ["faults.bad_marker"]

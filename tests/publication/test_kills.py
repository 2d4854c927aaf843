"""Whoever is killed while publishing, the next run leaves it whole and the newest recorded.

The publication runs in a child process that ends, without any clearing up, after each step that it
asks of the file system in turn.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from analysis import files
from analysis.files import file_hash
from analysis.publication import editions
from analysis.publication.editions import (
    OVERVIEW,
    TRACK_RECORD,
    PublishedReport,
    edition_lock,
    is_intact,
    read_manifest,
    settle_all,
    settle_edition,
)
from analysis.publication.index import write_index

ROOT = Path(__file__).parents[2]
KILLED = 77
STEPS = ("open", "fsync", "mkdir", "rename", "replace", "rmdir", "unlink")
PLACES = {
    "assessment": "ninh-binh",
    "agency page": "ninh-binh--so-y-te",
    "revision": "ninh-binh.ban-2",
    "overview": OVERVIEW,
    "track record": TRACK_RECORD,
}
BYSTANDER = "dong-nai"


@dataclass(frozen=True)
class Scene:
    """A report that is to be published in ``folder`` at ``place``, beside another one."""

    folder: Path
    place: str

    @property
    def begun(self) -> Path:
        return self.folder / f".making-{self.place}"

    def make(self, words: str, place: str = "") -> PublishedReport:
        made = self.folder / f".making-{place or self.place}" / "made"
        made.mkdir(parents=True)
        (made.parent / "value.pickle").write_bytes(b"value")
        for name in ("report.html", "report.csv"):
            (made / name).write_text(f"{words} {name}", "utf-8")
        hashes = {path.name: file_hash(path) for path in made.iterdir()}
        return PublishedReport(place or self.place, "vi", "real", words, {}, hashes)

    def publish(self, report: PublishedReport) -> None:
        begun = self.folder / f".making-{report.unit_id}"
        editions.publish(begun / "made", self.folder, report)
        shutil.rmtree(begun)

    def publish_all(self, report: PublishedReport) -> None:
        """Publish as a run does: the report, then the page that leads to it."""
        self.publish(report)
        if self.place != TRACK_RECORD:
            write_index(ROOT, self.folder, 2026, "vi")

    def found(self) -> dict[str, str]:
        """What is published by place, each whole; nothing else may stand in the folder."""
        published = read_manifest(self.folder)
        assert all(is_intact(self.folder, report) for report in published.values())
        told = {path.name for path in self.folder.iterdir()} - {"manifest.json", "index.html"}
        assert told == set(published)
        for name in published:
            assert {path.name for path in (self.folder / name).iterdir()} == {
                "report.html",
                "report.csv",
            }
        return {name: report.inputs_hash for name, report in published.items()}


def end_after(steps: int) -> None:
    """End this process after so many steps of the file system."""
    left = steps

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **more: Any) -> Any:
            nonlocal left
            done = call(*given, **more)
            left -= 1
            if not left:
                os._exit(KILLED)
            return done

        return step

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    io.open = counted(io.open)
    files.exchange = counted(files.exchange)


def killed_after(steps: int, work: Callable[[], None]) -> bool:
    """Do ``work`` in a child process that is ended after so many steps; tell if it was."""
    child = os.fork()
    if not child:
        try:
            end_after(steps)
            work()
        except BaseException:  # noqa: BLE001 - no test goes on in the child
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, KILLED)
    return code == KILLED


def scenes(tmp_path: Path, place: str, *, replaced: bool) -> Iterator[tuple[Scene, int]]:
    """Give the same scene again and again, with the number of the step after which to end."""
    for steps in range(1, 500):
        scene = Scene(tmp_path / str(steps) / "2026", place)
        scene.publish(scene.make("other", BYSTANDER))
        if replaced:
            scene.publish(scene.make("old"))
        yield scene, steps


@pytest.fixture(autouse=True)
def unflushed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a loss of power could show what was not flushed: here it is a step and no more."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(params=("exchange", "two renames"))
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Replace folders in one step, and as where the system has no such step."""
    if request.param == "two renames":
        monkeypatch.setattr(files, "exchange", lambda *_: False)
    return str(request.param)


@pytest.mark.slow
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("state", ["first", "replaced"])
@pytest.mark.parametrize("kind", list(PLACES))
def test_a_kill_after_any_step_leaves_what_the_next_run_makes_whole(
    tmp_path: Path, kind: str, state: str
) -> None:
    place, told = PLACES[kind], set[str | None]()
    for scene, steps in scenes(tmp_path, place, replaced=state == "replaced"):
        new = scene.make("new")
        killed = killed_after(steps, lambda scene=scene, new=new: scene.publish_all(new))
        recorded = {name: one.inputs_hash for name, one in read_manifest(scene.folder).items()}
        settle_edition(scene.folder)
        assert scene.found() == recorded
        assert recorded[BYSTANDER] == "other"
        told.add(recorded.get(place))
        scene.publish(scene.make("later"))
        assert scene.found() == {BYSTANDER: "other", place: "later"}
        if not killed:
            break
    assert not killed and steps > 20
    assert told == {"old" if state == "replaced" else None, "new"}


@pytest.mark.slow
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("replaced", [False, True], ids=["first", "replaced"])
def test_a_kill_after_any_step_of_the_recovery_too(tmp_path: Path, replaced: bool) -> None:
    kills = 0
    for scene, steps in scenes(tmp_path, OVERVIEW, replaced=replaced):
        new = scene.make("new")
        killed = killed_after(steps, lambda scene=scene, new=new: scene.publish_all(new))
        recorded = {name: one.inputs_hash for name, one in read_manifest(scene.folder).items()}
        left = scene.folder.with_name("left")
        shutil.copytree(scene.folder, left, symlinks=True)
        for later in range(1, 500):
            shutil.rmtree(scene.folder)
            shutil.copytree(left, scene.folder)
            if not killed_after(later, lambda scene=scene: settle_edition(scene.folder)):
                break
            kills += 1
            settle_edition(scene.folder)
            assert scene.found() == recorded
        if not killed:
            break
    assert not killed and kills > 100


@pytest.mark.slow
def test_a_reader_finds_the_old_or_the_new_at_any_moment(tmp_path: Path) -> None:
    scene = Scene(tmp_path / "2026", "ninh-binh")
    scene.publish(scene.make("0"))
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    if not files.exchange(one, other):
        pytest.skip("this disk has no step in which two names change hands")
    child = os.fork()
    if not child:
        for number in range(1, 120):
            scene.publish(scene.make(str(number)))
        os._exit(0)
    page, seen = scene.folder / "ninh-binh" / "report.html", []
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        seen.append(page.read_text("utf-8"))
    assert all(words.endswith(" report.html") for words in seen)
    numbers = [int(words.split()[0]) for words in seen]
    assert numbers == sorted(numbers) and len(set(numbers)) > 20


def test_a_half_deleted_old_report_never_takes_the_place_of_the_new_one(tmp_path: Path) -> None:
    """What an earlier version had set aside, and was clearing when it was killed."""
    scene = Scene(tmp_path / "2026", OVERVIEW)
    scene.publish(scene.make("old"))
    shutil.copytree(scene.folder / OVERVIEW, scene.folder / f".old-{OVERVIEW}")
    scene.publish(scene.make("new"))
    (scene.folder / f".old-{OVERVIEW}" / "report.html").unlink()
    (scene.folder / OVERVIEW / "report.csv").write_text("touched by hand", "utf-8")
    settle_edition(scene.folder)
    # It is told as damaged and made again; what is older is no substitute.
    assert (scene.folder / OVERVIEW / "report.html").read_text("utf-8") == "new report.html"
    assert not (scene.folder / f".old-{OVERVIEW}").exists()


def test_the_next_run_settles_every_edition_but_what_a_living_run_holds(tmp_path: Path) -> None:
    dead, alive = (Scene(tmp_path / "editions" / year, "ninh-binh") for year in ("2025", "2026"))
    record = Scene(tmp_path, TRACK_RECORD)
    for scene in (dead, alive, record):
        scene.make("half")
        (scene.folder / ".manifest.json.part").touch()
    with edition_lock(alive.folder):
        settle_all(tmp_path)
        assert alive.begun.is_dir() and (alive.folder / ".manifest.json.part").exists()
    assert not dead.begun.exists() and not record.begun.exists()
    assert list(dead.folder.iterdir()) == []
    settle_all(tmp_path)
    assert list(alive.folder.iterdir()) == []


@pytest.mark.parametrize("name", ["", "..", "manifest.json", "Ghi chú", "a--b--c"])
def test_what_no_run_has_begun_is_left_alone(tmp_path: Path, name: str) -> None:
    for start in (".making-", ".old-"):
        (tmp_path / f"{start}{name}").mkdir()
    (tmp_path / "manifest.json").write_text('{"edition": "2026", "units": []}', "utf-8")
    before = sorted(tmp_path.iterdir())
    settle_edition(tmp_path)
    assert sorted(tmp_path.iterdir()) == before

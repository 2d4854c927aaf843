"""The published edition: replaced whole, restored after a killed run, and truthfully indexed."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pytest

from analysis.assessment import RESULTS
from analysis.files import file_hash, replace_text
from analysis.language import BadInput
from analysis.publication import KINDS, editions
from analysis.publication.editions import (
    PublishedReport,
    edition_folder,
    edition_lock,
    is_intact,
    read_manifest,
    settle_edition,
)
from analysis.publication.previous import read_previous

FILES = sorted(KINDS["assessment"].files)


def made_unit(folder: Path, unit_id: str, words: str, data: str = "real") -> PublishedReport:
    made = folder / f".making-{unit_id}" / "unit"
    made.mkdir(parents=True)
    for name in FILES:
        (made / name).write_text(f"{words} {name}", "utf-8")
    files = {path.name: file_hash(path) for path in made.iterdir()}
    return PublishedReport(unit_id, "vi", data, words, {"achieved": 2, "no_data": 1}, files)


def publish(folder: Path, unit_id: str, words: str, data: str = "real") -> PublishedReport:
    unit = made_unit(folder, unit_id, words, data)
    editions.publish(folder / f".making-{unit_id}" / "unit", folder, unit)
    (folder / f".making-{unit_id}").rmdir()
    return unit


def test_a_published_unit_stands_in_its_place_and_on_record(tmp_path: Path) -> None:
    unit = publish(tmp_path, "ninh-binh", "first")
    assert read_manifest(tmp_path) == {"ninh-binh": unit}
    assert is_intact(tmp_path, unit)
    replacement = publish(tmp_path, "ninh-binh", "second")
    assert is_intact(tmp_path, replacement)
    assert not is_intact(tmp_path, unit)
    assert {path.name for path in tmp_path.iterdir()} == {"ninh-binh", "manifest.json"}


def test_units_are_recorded_beside_one_another(tmp_path: Path) -> None:
    publish(tmp_path, "vinh-long", "a")
    publish(tmp_path, "dong-nai", "b")
    assert list(read_manifest(tmp_path)) == ["dong-nai", "vinh-long"]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_or_changed_file_is_noticed(tmp_path: Path, name: str) -> None:
    unit = publish(tmp_path, "ninh-binh", "first")
    file = tmp_path / "ninh-binh" / name
    file.write_text("touched by hand", "utf-8")
    assert not is_intact(tmp_path, unit)
    file.unlink()
    assert not is_intact(tmp_path, unit)


def test_a_manifest_that_cannot_be_written_leaves_the_earlier_unit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = publish(tmp_path, "ninh-binh", "first")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(editions, "replace_text", refuse)
    with pytest.raises(OSError, match="No space"):
        publish(tmp_path, "ninh-binh", "second")
    with pytest.raises(OSError, match="No space"):
        publish(tmp_path, "dong-nai", "new")
    assert is_intact(tmp_path, earlier)
    assert not (tmp_path / "dong-nai").exists()
    assert list(tmp_path.glob(".old-*")) == []


def test_what_a_killed_run_had_begun_is_cleared(tmp_path: Path) -> None:
    unit = publish(tmp_path, "ninh-binh", "first")
    made_unit(tmp_path, "dong-nai", "half")
    settle_edition(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"ninh-binh", "manifest.json"}
    assert is_intact(tmp_path, unit)


def test_what_a_killed_run_had_set_aside_is_put_back(tmp_path: Path) -> None:
    unit = publish(tmp_path, "ninh-binh", "first")
    (tmp_path / "ninh-binh").rename(tmp_path / ".old-ninh-binh")
    settle_edition(tmp_path)
    assert is_intact(tmp_path, unit)


def test_a_unit_moved_but_not_recorded_gives_way_to_the_recorded_one(tmp_path: Path) -> None:
    unit = publish(tmp_path, "ninh-binh", "first")
    (tmp_path / "ninh-binh").rename(tmp_path / ".old-ninh-binh")
    made_unit(tmp_path, "ninh-binh", "second")
    (tmp_path / ".making-ninh-binh" / "unit").rename(tmp_path / "ninh-binh")
    settle_edition(tmp_path)
    assert is_intact(tmp_path, unit)
    assert {path.name for path in tmp_path.iterdir()} == {"ninh-binh", "manifest.json"}


def test_a_unit_recorded_before_the_kill_stays(tmp_path: Path) -> None:
    publish(tmp_path, "ninh-binh", "first")
    (tmp_path / "ninh-binh").rename(tmp_path / "aside")
    unit = publish(tmp_path, "ninh-binh", "second")
    (tmp_path / "aside").rename(tmp_path / ".old-ninh-binh")
    settle_edition(tmp_path)
    assert is_intact(tmp_path, unit)
    assert not (tmp_path / ".old-ninh-binh").exists()


ENTRY = {
    "unit_id": "ninh-binh",
    "lang": "vi",
    "data": "real",
    "inputs_hash": "x",
    "counts": {},
    "files": dict.fromkeys(FILES, "0"),
}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"edition": "2026"}',
        '{"units": "ninh-binh"}',
        json.dumps({"units": [{**ENTRY, "files": {}}]}),
        json.dumps({"units": [{**ENTRY, "files": "assessment.pdf"}]}),
        json.dumps({"units": [{**ENTRY, "files": {**ENTRY["files"], "../x": "0"}}]}),  # type: ignore[dict-item]
        json.dumps({"units": [{**ENTRY, "unit_id": 1}]}),
        json.dumps({"units": [{**ENTRY, "counts": None}]}),
        json.dumps({"units": [{**ENTRY, "received_until": None}]}),
        json.dumps({"units": [{**ENTRY, "agency": 1}]}),
        json.dumps({"units": ["ninh-binh"]}),
    ],
)
def test_a_manifest_that_mangnon_cannot_have_written_is_refused(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "manifest.json").write_text(content, "utf-8")
    with pytest.raises(BadInput) as refusal:
        read_manifest(tmp_path)
    assert refusal.value.message("vi").startswith(str(tmp_path / "manifest.json"))


def test_a_manifest_in_other_bytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(BadInput):
        read_manifest(tmp_path)


def test_an_edition_is_held_by_one_run_and_leaves_no_lock_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "editions" / "2026"
    with edition_lock(folder):
        with pytest.raises(BadInput, match="Another run is writing"), edition_lock(folder):
            pass
        with edition_lock(folder.with_name("2027")):
            pass
    with edition_lock(folder):
        assert list(folder.iterdir()) == []


def test_a_unit_published_before_there_was_a_word_file_is_known_and_whole(
    tmp_path: Path,
) -> None:
    unit = publish(tmp_path, "ninh-binh", "first")
    manifest = tmp_path / "manifest.json"
    content = json.loads(manifest.read_text("utf-8"))
    del content["units"][0]["files"]["assessment.docx"]
    manifest.write_text(json.dumps(content), "utf-8")
    earlier = read_manifest(tmp_path)["ninh-binh"]
    assert set(unit.files) - set(earlier.files) == {"assessment.docx"}
    assert is_intact(tmp_path, earlier)


def test_an_unchanged_text_is_left_alone_and_a_failed_one_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "index.html"
    replace_text(file, "chữ")
    first = file.stat().st_mtime_ns
    replace_text(file, "chữ")
    assert file.stat().st_mtime_ns == first

    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="Input/output"):
        replace_text(file, "khác")
    assert file.read_text("utf-8") == "chữ"
    assert list(tmp_path.iterdir()) == [file]


def published_before(folder: Path, **more: object) -> PublishedReport:
    """Publish an edition of one unit with two judged targets, and return its entry."""
    place = folder / "vinh-long"
    place.mkdir(parents=True)
    results = pd.DataFrame([dict.fromkeys(RESULTS.columns)] * 2).assign(
        unit_id="vinh-long", indicator_id="stunting_u5", chi_tieu=4, target_year=[2025, 2030],
        comparator="below", target_value=[17.0, 15.0], unit="percent", status="likely",
        attainment_probability=[0.85, 0.81],
    )  # fmt: skip
    results.to_csv(place / "results.csv", index=False)
    given = {
        "unit_id": "vinh-long", "lang": "vi", "data": "real", "inputs_hash": "x", "counts": {},
        "files": {"results.csv": file_hash(place / "results.csv")},
        "received_until": "2025-12-01T08:00:00+07:00",
    }  # fmt: skip
    unit = PublishedReport(**{**given, **more})  # type: ignore[arg-type]
    content = {"edition": folder.name, "units": [asdict(unit)]}
    (folder / "manifest.json").write_text(json.dumps(content), "utf-8")
    return unit


def test_the_edition_of_the_year_before_is_found_as_it_was_published(tmp_path: Path) -> None:
    unit = published_before(edition_folder(tmp_path, 2025))
    found = read_previous(tmp_path, "vinh-long", 2026, "real")
    assert found is not None and found.published is not None
    assert (found.edition, found.as_of) == (2025, unit.received_until)
    assert found.published["attainment_probability"].tolist() == [0.85, 0.81]
    assert read_previous(tmp_path, "vinh-long", 2027, "real") is None
    assert read_previous(tmp_path, "vinh-long", 2026, "illustrative") is None
    assert read_previous(tmp_path, "dong-nai", 2026, "real") is None


@pytest.mark.parametrize("damage", ["changed table", "broken manifest", "no table"])
def test_a_damaged_publication_is_refused(tmp_path: Path, damage: str) -> None:
    folder = edition_folder(tmp_path, 2025)
    published_before(folder)
    if damage == "changed table":
        (folder / "vinh-long" / "results.csv").write_text("x", "utf-8")
    if damage == "broken manifest":
        (folder / "manifest.json").write_text("{", "utf-8")
    if damage == "no table":
        (folder / "vinh-long" / "results.csv").unlink()
    with pytest.raises(BadInput):
        read_previous(tmp_path, "vinh-long", 2026, "real")

"""Reports in a store: what was published comes back, and a crash leaves the old or the new."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import fsspec
import pytest
from making.command import Command
from making.old_provinces import make_old_provinces
from making.reports import FIXED_DAY

from analysis.fetched import states_of
from analysis.files import file_hash
from analysis.language import BadInput
from analysis.publication import (
    PublishedReport,
    edition_folder,
    edition_lock,
    is_intact,
    publish,
    read_manifest,
    reports_at,
    write_index,
)

ROOT = Path(__file__).parents[2]
EDITION, FILES = 2026, ("assessment.html", "assessment.pdf", "results.csv")
PLACES = ("dong-thap", "vinh-long")


@pytest.fixture
def address() -> Iterator[str]:
    """A store in memory, empty before and after."""
    system = fsspec.filesystem("memory")
    system.store.clear()
    yield "memory://office/reports"
    system.store.clear()


def publish_all(reports: Path, number: int) -> None:
    """Publish reports with a number in every file, and the page that leads to them."""
    folder = edition_folder(reports, EDITION)
    with edition_lock(folder):
        for place in PLACES:
            made = folder / f".making-{place}" / "made"
            made.mkdir(parents=True)
            for name in FILES:
                (made / name).write_text(f"{place} {number}\n", "utf-8")
            files = {name: file_hash(made / name) for name in FILES}
            report = PublishedReport(place, "vi", "illustrative", str(number), {}, files)
            publish(made, folder, report)
            shutil.rmtree(made.parent)
        write_index(ROOT, folder, EDITION, "vi")


def published(address: str) -> set[str]:
    """Return which numbers are published, once every file is seen to be whole."""
    with reports_at(address, ROOT, writes=False) as place:
        folder = edition_folder(place.folder, EDITION)
        found = read_manifest(folder)
        assert all(is_intact(folder, report) for report in found.values())
        said = {(folder / name / file).read_text("utf-8") for name in found for file in FILES}
        assert said == {f"{name} {found[name].inputs_hash}\n" for name in found}
        return {report.inputs_hash for report in found.values()}


def test_what_is_published_to_a_store_comes_back_from_it(address: str) -> None:
    assert published(address) == set()
    for number in (1, 2):
        with reports_at(address, ROOT) as place:
            publish_all(place.folder, number)
            (place.folder / "run-due.jsonl").write_text("{}\n" * number, "utf-8")
            shown = place.shown(edition_folder(place.folder, EDITION) / "index.html")
        assert shown == f"{address}/editions/2026/index.html"
        assert published(address) == {str(number)}
    system = fsspec.filesystem("memory")
    assert system.cat_file("/office/reports/run-due.jsonl") == b"{}\n{}\n"
    # Nothing is left of the first one, and nobody holds the store.
    left = [name for name in system.find("/office") if "@" in name]
    assert len(left) == len(PLACES) * len(FILES)
    assert not [name for name in system.find("/office") if "held" in name]


def test_a_folder_can_be_named_by_an_address(tmp_path: Path) -> None:
    address = f"{tmp_path.as_uri()}/new/reports"
    with reports_at(address, ROOT) as place:
        publish_all(place.folder, 1)
    assert published(address) == {"1"}


def test_the_page_of_an_edition_leads_to_files_of_the_store(address: str) -> None:
    with reports_at(address, ROOT) as place:
        publish_all(place.folder, 1)
    system = fsspec.filesystem("memory")
    home = "/office/reports/editions/2026"
    page = system.cat_file(f"{home}/index.html").decode()
    links = re.findall(r'href="([^"#]+/[^"]+)"', page)
    assert len(links) >= len(PLACES)
    assert all(system.exists(f"{home}/{link}") for link in links)


class Crash(BaseException):
    """What no program hears: the run is dead."""


def crashing_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the store's machine die when so many things were written or removed."""
    system, left = type(fsspec.filesystem("memory")), [steps]

    def dying(name: str) -> Any:
        usual = getattr(system, name)

        def step(self: Any, path: Any, *rest: Any, **more: Any) -> Any:
            if left[0] == 0:
                raise Crash
            left[0] -= 1
            return usual(self, path, *rest, **more)

        return step

    for name in ("pipe_file", "put_file", "rm_file", "rm"):
        monkeypatch.setattr(system, name, dying(name))


@pytest.mark.slow
def test_a_crash_between_any_two_steps_leaves_the_old_or_the_new(address: str) -> None:
    with reports_at(address, ROOT) as place:
        publish_all(place.folder, 1)
    seen = []
    for steps in range(16):
        with pytest.MonkeyPatch.context() as patch:
            crashing_after(steps, patch)
            with suppress(Crash), reports_at(address, ROOT) as place:
                publish_all(place.folder, 2 + steps)
        system = fsspec.filesystem("memory")
        seen.append(published(address))
        assert len(seen[-1]) == 1, "a mixture"
        # The dead run's hold would end by itself, in some hours.
        for name in system.find("/office"):
            if "held" in name:
                system.rm_file(name)
    assert seen[0] == {"1"} and seen[-1] == {"17"}
    # What dead runs left goes with the next one that lives.
    with reports_at(address, ROOT) as place:
        publish_all(place.folder, 18)
    left = [name for name in fsspec.filesystem("memory").find("/office") if "@" in name]
    assert len(left) == len(PLACES) * len(FILES)


def test_a_second_run_says_that_another_one_publishes(address: str) -> None:
    with (
        reports_at(address, ROOT) as place,
        pytest.raises(BadInput) as refused,
        reports_at(address, ROOT),
    ):
        publish_all(place.folder, 9)
    assert refused.value.faults[0].key == "publication.locked"
    system = fsspec.filesystem("memory")
    held = {"host": "gone", "run": "00", "until": 0}
    system.pipe_file("/office/reports/.mangnon-held.json", json.dumps(held).encode())
    with reports_at(address, ROOT) as place:
        publish_all(place.folder, 3)
    assert published(address) == {"3"}


@pytest.mark.parametrize(
    ("given", "key"), [("s3:/", ""), ("nowhere://bucket/path", "store_failed")]
)
def test_an_address_that_is_none_is_told(given: str, key: str, command: Command) -> None:
    if not key:
        # No address: a folder of this machine with a strange name.
        with reports_at(given, ROOT, writes=False) as place:
            assert place.folder == Path(given)
        return
    said = command("editions", "--reports", given)
    assert said.code == 2 and given in said.stderr and "Traceback" not in said.stderr


def test_a_notebook_by_itself_is_told_that_it_reads_no_store(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from analysis.publication import reports_folder

    monkeypatch.setenv("MANGNON_REPORTS", "s3://office/reports")
    with pytest.raises(BadInput) as refused:
        reports_folder(ROOT)
    assert refused.value.faults[0].key == "publication.address_in_notebook"
    # Nor those of a project that was fetched: they are beside it.
    monkeypatch.delenv("MANGNON_REPORTS")
    monkeypatch.setenv("MANGNON_HOME_ADDRESS", "s3://office/project")
    with pytest.raises(BadInput) as refused:
        reports_folder(states_of("s3://office/project") / "state")
    assert refused.value.faults[0].key == "publication.address_in_notebook"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket of a server that speaks S3, on loopback."""
    server = pytest.importorskip("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    fsspec.config.conf.clear()
    store = fsspec.filesystem("s3", skip_instance_cache=True)
    store.mkdir("office")
    type(store).clear_instance_cache()
    yield "s3://office/trẻ em"
    # What the server keeps lives as long as this process.
    store.rm("office", recursive=True)
    type(store).clear_instance_cache()
    server.stop()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_report_is_published_to_s3_and_kept_there(
    bucket: str, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in FIXED_DAY.items():
        monkeypatch.setenv(name, value)
    home = tmp_path / "project"
    (unit,) = make_old_provinces(home, 1)
    here = tmp_path / "reports"
    assert command("assess", unit, "--reports", here, home=home).code == 0
    first = command("assess", unit, "--reports", bucket, home=home)
    assert first.code == 0 and f"{bucket}/editions/2026/index.html" in first.stdout
    again = command("assess", unit, "--reports", bucket, home=home)
    assert again.code == 0 and "không có gì thay đổi" in again.stderr
    assert command("verify", "--reports", bucket, home=home).code == 0
    with reports_at(bucket, home, writes=False) as place:
        for path in (edition_folder(here, EDITION) / unit).iterdir():
            there = edition_folder(place.folder, EDITION) / unit / path.name
            assert there.read_bytes() == path.read_bytes()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_project_in_s3_gives_the_reports_of_the_folder(
    bucket: str, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in FIXED_DAY.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("MANGNON_HOME_ADDRESS", "")
    home = tmp_path / "project"
    (unit,) = make_old_provinces(home, 1)
    assert command("assess", unit, home=home).code == 0
    store = fsspec.filesystem("s3", skip_instance_cache=True)
    for part in ("data", "parameters", "notebooks"):
        for path in (home / part).rglob("*"):
            if path.is_file():
                store.put_file(str(path), f"{bucket}/{path.relative_to(home).as_posix()}")
    first = command("assess", unit, home=bucket)
    assert first.code == 0
    assert f"{bucket}/reports/editions/2026/index.html" in first.stdout
    again = command("assess", unit, home=bucket)
    assert again.code == 0 and "không có gì thay đổi" in again.stderr
    for words in (("status", unit), ("due",), ("editions",), ("data", "export", "-o", "x.csv")):
        monkeypatch.chdir(tmp_path)
        said = command(*words, home=bucket)
        assert (said.code, said.stderr) == (0, "")
        assert str(tmp_path) not in said.stdout
    with reports_at(f"{bucket}/reports", home, writes=False) as place:
        for path in (edition_folder(home / "reports", EDITION) / unit).iterdir():
            made = edition_folder(place.folder, EDITION) / unit / path.name
            assert made.read_bytes() == path.read_bytes()
    ledger = next((home / "data" / "observations").glob("*.csv"))
    store.pipe_file(f"{bucket}/data/observations/{ledger.name}", ledger.read_bytes() + b"half\n")
    broken = command("data", "history", ledger.stem, "infant_mortality", home=bucket)
    assert broken.code == 2 and f"data/observations/{ledger.name}, dòng" in broken.stderr
    assert str(tmp_path) not in broken.stderr

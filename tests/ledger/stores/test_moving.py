"""Ledgers move between the stores in both directions: each whole, or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from making.command import Command
from making.ledgers import ROOT, SECOND, UNITS, append, empty_project, figure, source
from making.postgres_server import PASSWORD

from analysis.assessment import read_inputs
from analysis.language import BadInput
from analysis.ledger import (
    Store,
    copy_store,
    open_books,
)
from analysis.ledger.copying import Copied
from analysis.ledger.stores.csv_files import CsvStore
from analysis.ledger.stores.postgres import SqlStore
from analysis.programme import load_programme

pytestmark = pytest.mark.slow


def copied(origin: Store, target: Store, home: Path) -> Copied:
    return copy_store(open_books(home, store=origin), target, load_programme(home))


def tree(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*.csv"))
        if path.parent.name != "parameters"
    }


def test_the_project_s_own_ledgers_go_and_come_back_byte_for_byte(
    home: Path, address: str, command: Command, tmp_path: Path
) -> None:
    shutil.copytree(
        ROOT / "data" / "observations", home / "data" / "observations", dirs_exist_ok=True
    )
    there = command("data", "copy", "csv", address, home=home)
    assert (there.code, there.stderr) == (0, "")
    again = command("data", "copy", "csv", address, "--lang", "en", home=home)
    assert again.stdout == "The two stores are the same already; there was nothing to move.\n"
    other = empty_project(tmp_path / "other")
    (other / "data" / "sources.csv").write_bytes(
        (ROOT / "data" / "sources.csv").read_bytes().partition(b"\n")[0] + b"\n"
    )
    back = command("data", "copy", address, "csv", home=other)
    assert (back.code, back.stderr) == (0, "")
    assert back.stdout.startswith("Đã chuyển ")
    # A ledger without a statement says nothing, and a database does not know of it.
    sent = {name: content for name, content in tree(home).items() if content.count(b"\n") > 1}
    assert tree(other) == sent


def test_an_assessment_reads_the_same_from_the_database(
    home: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "data", home / "data", dirs_exist_ok=True)
    monkeypatch.delenv("MANGNON_STORE", raising=False)
    files = read_inputs(home, "vinh-long", "real")
    copied(CsvStore(home), SqlStore(address), home)
    monkeypatch.setenv("MANGNON_STORE", address)
    shutil.rmtree(home / "data" / "observations")
    database = read_inputs(home, "vinh-long", "real")
    for name in ("statements", "ledgers"):
        tables, others = getattr(files, name), getattr(database, name)
        assert list(tables) == list(others)
        for unit_id in tables:
            pd.testing.assert_frame_equal(tables[unit_id], others[unit_id])
    pd.testing.assert_frame_equal(files.sources, database.sources)
    assert sorted(files.hashes.values()) == sorted(database.hashes.values())
    assert any(label.startswith("postgresql/") for label in database.hashes)


def test_the_command_tells_in_one_line_why_it_does_not_copy(
    home: Path, address: str, command: Command
) -> None:
    append(SqlStore(address), {"vinh-long": [figure("vinh-long", 2016, "9.9")]})
    append(CsvStore(home), {"vinh-long": [figure("vinh-long", 2016, "9.8")]})
    for words in (("csv", "sqlite:///x"), ("nowhere", "csv"), ("csv", address), (address, "csv")):
        told = command("data", "copy", *words, home=home)
        assert told.code == 2 and told.stdout == ""
        assert len(told.stderr.splitlines()) == 1
        assert PASSWORD not in told.stderr


def test_a_copy_goes_on_where_the_last_one_ended(home: Path, address: str) -> None:
    origin, target = CsvStore(home), SqlStore(address)
    append(origin, {"vinh-long": [figure("vinh-long", 2016, "9.9")]}, [source("new")])
    sources = len(origin.read_sources()[0])
    assert copied(origin, target, home) == Copied(1, 1, sources, {})
    append(
        origin, {unit: [figure(unit, 2017, "9.90")] for unit in UNITS}, [source("newer")], SECOND
    )
    assert copied(origin, target, home) == Copied(3, 3, 1, {})
    assert copied(origin, target, home) == Copied(0, 0, 0, {})
    assert target.read_together() == origin.read_together()


@pytest.mark.parametrize("backwards", [False, True])
def test_a_copy_onto_another_history_names_where_they_part(
    home: Path, address: str, backwards: bool
) -> None:
    origin: Store = CsvStore(home)
    target: Store = SqlStore(address)
    if backwards:
        origin, target = target, origin
    for store, value in ((origin, "9.9"), (target, "9.8")):
        years = [figure("vinh-long", 2015, "10"), figure("vinh-long", 2016, value)]
        append(store, {"vinh-long": years, "ben-tre": [figure("ben-tre", 2016, "9.9")]})
    append(target, {"ben-tre": [figure("ben-tre", 2017, "9.9")]})
    before = target.read_together()
    with pytest.raises(BadInput) as caught:
        copied(origin, target, home)
    found = {(fault.key, fault.file, fault.row, fault.column) for fault in caught.value.faults}
    assert found == {
        ("ledger.copy_differs", target.label("vinh-long").as_posix(), 3, "value"),
        ("ledger.copy_longer", target.label("ben-tre").as_posix(), 3, None),
    }
    assert "“9.8”" in caught.value.message("vi") and "“9.9”" in caught.value.message("vi")
    assert target.read_together() == before


def test_a_broken_ledger_is_not_moved(home: Path, address: str) -> None:
    append(CsvStore(home), {"vinh-long": [figure("vinh-long", 2016, "9.9")]})
    file = home / "data" / "observations" / "vinh-long.csv"
    file.write_text(file.read_text("utf-8").replace("9.9", "-9.9"), "utf-8")
    left = copied(CsvStore(home), SqlStore(address), home).left
    (fault,) = left["vinh-long"]
    assert (Path(fault.file or "").name, fault.row, fault.column) == ("vinh-long.csv", 2, "value")
    assert SqlStore(address).unit_ids() == []


def test_a_broken_ledger_stays_where_it_is_and_the_others_are_moved(
    home: Path, address: str, command: Command
) -> None:
    origin, target = CsvStore(home), SqlStore(address)
    append(origin, {unit: [figure(unit, 2016, "9.9")] for unit in UNITS}, [source("new")])
    (broken, *sound) = UNITS
    ledger = home / origin.label(broken)
    whole = ledger.read_bytes()
    ledger.write_bytes(whole + b"2,half a row\n")
    told = command("data", "copy", "csv", address, home=home)
    assert told.code == 1
    assert told.stdout.startswith(f"Đã chuyển {len(sound)} dòng số liệu của {len(sound)} đơn vị")
    place, helps, left = told.stderr.splitlines()
    assert place.startswith(f"{origin.label(broken).as_posix()}, dòng 3")
    assert f"mangnon data repair {broken}" in helps
    assert f"1 đơn vị: {broken}." in left
    assert target.unit_ids() == sorted(sound)
    again = command("data", "copy", "csv", address, "--lang", "en", home=home)
    assert (again.code, again.stdout) == (1, "")
    last = again.stderr.splitlines()[-1]
    assert last.startswith(f"The ledgers of 1 units were not moved: {broken}.")
    assert command("data", "repair", broken, home=home).code == 0
    assert command("data", "copy", "csv", address, home=home).code == 0
    assert target.read_together() == origin.read_together()


def test_a_broken_ledger_of_a_database_keeps_no_other_back(
    home: Path, address: str, command: Command
) -> None:
    origin, target = SqlStore(address), CsvStore(home)
    (broken, torn, sound) = UNITS
    append(origin, {unit: [figure(unit, 2016, "9.9")] for unit in UNITS}, [source("new")])
    append(origin, {broken: [figure(broken, 2017, "99999")]}, (), SECOND)
    append(target, {torn: [figure(torn, 2016, "9.9")]})
    (home / target.label(torn)).write_bytes(b"not a ledger\n")
    before = tree(home)
    told = command("data", "copy", address, "csv", home=home)
    assert told.code == 1 and told.stdout.startswith("Đã chuyển 1 dòng số liệu của 1 đơn vị")
    assert f"{origin.label(broken).as_posix()}, dòng 3" in told.stderr
    assert "nhờ người quản trị khôi phục" in told.stderr
    assert f"mangnon data repair {torn}" in told.stderr
    assert f"2 đơn vị: {', '.join(sorted([broken, torn]))}." in told.stderr
    after = tree(home)
    changed = {name for name, content in after.items() if before.get(name) != content}
    assert changed == {target.label(sound).as_posix(), "data/sources.csv"}

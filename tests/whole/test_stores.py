"""Both stores keep the same contract: CSV files, and a real PostgreSQL server."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import psycopg
import pytest
from making.ledgers import (
    FIRST,
    SECOND,
    append,
    cells,
    empty_project,
    figure,
    observations_of,
    source,
)
from making.postgres_server import PASSWORD, Server
from making.reports import Command

import analysis.files
import analysis.ledger.stores.postgres
from analysis.assessment import read_inputs
from analysis.language import BadInput
from analysis.ledger import (
    Store,
    copy_store,
    load_ledgers,
    load_sources,
    number_statements,
    open_books,
    open_store,
)
from analysis.ledger.copying import Copied
from analysis.ledger.statements import ledger_hash
from analysis.ledger.stores.csv_files import CsvStore
from analysis.ledger.stores.postgres import SqlStore
from analysis.programme import load_programme

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
UNITS = ("ben-tre", "tra-vinh", "vinh-long")


def copied(origin: Store, target: Store, home: Path) -> Copied:
    return copy_store(open_books(home, store=origin), target, load_programme(home))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return empty_project(tmp_path / "project")


@pytest.fixture
def address(postgres: Server) -> str:
    return postgres.address(postgres.new_database())


@pytest.fixture(params=["csv", "postgresql"])
def store(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return an empty store, as MANGNON_STORE chooses it."""
    monkeypatch.delenv("MANGNON_STORE", raising=False)
    if request.param == "postgresql":
        monkeypatch.setenv("MANGNON_STORE", request.getfixturevalue("address"))
    found = open_store(home)
    assert isinstance(found, CsvStore if request.param == "csv" else SqlStore)
    with found.writing():
        pass
    return found


# What is kept


def test_a_new_store_is_empty(store: Store) -> None:
    assert store.unit_ids() == []
    assert store.read("vinh-long") == ([], [])
    assert store.read_together(UNITS).ledgers == dict.fromkeys(UNITS, ([], []))


WRITTEN = [
    "0", "7", "98.5", "98.50", "98.500000000000000", "0.000000000000001", "999999999999999",
    "999999999999999.999999999999999", "-1.250", "100.0",
]  # fmt: skip


def test_digits_are_kept_as_written(store: Store) -> None:
    rows = [
        figure("vinh-long", 2000 + place, value, numerator=value, denominator="118801")
        for place, value in enumerate(WRITTEN)
    ]
    append(store, {"vinh-long": rows})
    kept = cells(store, "vinh-long")
    assert [row["value"] for row in kept] == WRITTEN
    assert [row["numerator"] for row in kept] == WRITTEN


def test_text_moments_and_blanks_are_kept_as_written(store: Store) -> None:
    note = "Gộp “hai”, \"ba\" cột;\ndòng sau \\ \\N \\. %s {x}''; DROP TABLE statements; 😀"
    rows = [
        figure("vinh-long", 2016, "9.9", note=note, published="2016-06", qualifier="nearly"),
        figure("vinh-long", 2017, "9.9"),
    ]
    append(store, {"vinh-long": rows}, received="2026-12-31T23:59:59+07:00")
    first, second = cells(store, "vinh-long")
    assert first == {**rows[0], "statement": "1", "received": "2026-12-31T23:59:59+07:00"}
    assert second == {**rows[1], "statement": "2", "received": "2026-12-31T23:59:59+07:00"}


def test_a_revision_stands_beside_what_it_supersedes(store: Store, home: Path) -> None:
    append(store, {"vinh-long": [figure("vinh-long", 2016, "9.9")]})
    append(store, {"vinh-long": [figure("vinh-long", 2016, "9.80")]}, received=SECOND)
    append(store, {"vinh-long": [figure("vinh-long", 2016, "9.80")]}, received=SECOND)
    kept = [
        (row["statement"], row["value"], row["supersedes"]) for row in cells(store, "vinh-long")
    ]
    assert kept == [("1", "9.9", ""), ("2", "9.80", "1")]
    (standing,) = observations_of("vinh-long", home)["value"]
    assert standing == 9.8
    (earlier,) = observations_of("vinh-long", home, as_of=FIRST)["value"]
    assert earlier == 9.9


def test_units_and_sources_come_back_in_order(store: Store) -> None:
    known = len(store.read_sources()[0])
    new = [source("z-last"), source("a-first", note="hai,\ndòng")]
    append(store, {unit: [figure(unit, 2016, "9.9")] for unit in reversed(UNITS)}, new)
    assert store.unit_ids() == sorted(UNITS)
    assert [record.cells for record in store.read_sources()[0][known:]] == new
    contents = store.read_together()
    assert sorted(contents.ledgers) == sorted(UNITS)
    assert contents.sources == store.read_sources()
    assert [record.row for record in contents.sources[0]] == list(range(2, known + 4))


def test_the_hash_does_not_depend_on_the_store(home: Path, address: str) -> None:
    both = (CsvStore(home), SqlStore(address))
    rows = [figure("vinh-long", 2016, "9.90", note="có, dấu"), figure("vinh-long", 2017, "9")]
    for store in both:
        append(store, {"vinh-long": rows})
    first, second = (ledger_hash(cells(store, "vinh-long")) for store in both)
    assert first == second


def test_sources_of_the_project_follow_those_of_the_store(store: Store, home: Path) -> None:
    own = load_sources(open_books(home))["source"].tolist()
    append(store, {}, [source("so-y-te-vinh-long")])
    sources = load_sources(open_books(home))["source"].tolist()
    assert sorted(sources) == sorted([*own, "so-y-te-vinh-long"])
    append(store, {"vinh-long": [figure("vinh-long", 2016, "9.9")]})
    assert len(observations_of("vinh-long", home)) == 1


def test_illustrative_figures_are_files_whatever_the_store(store: Store, home: Path) -> None:
    shutil.copytree(ROOT / "data" / "illustrative", home / "data" / "illustrative")
    simulated = observations_of("vinh-long", home, data="illustrative")
    assert simulated.equals(observations_of("vinh-long", ROOT, data="illustrative"))
    assert store.unit_ids() == []


# What is refused, with the store as it was


@pytest.mark.parametrize("first", ["0", "1", "3"])
def test_statements_that_do_not_follow_are_refused(store: Store, first: str) -> None:
    append(store, {"vinh-long": [figure("vinh-long", 2016, "9.9")]})
    before = store.read_together()
    row = {**figure("vinh-long", 2017, "9.9"), "statement": first, "received": SECOND}
    other = {**figure("ben-tre", 2017, "9.9"), "statement": "1", "received": SECOND}
    with pytest.raises(ValueError, match="do not follow"), store.writing() as writer:
        writer.append({"ben-tre": [other], "vinh-long": [row]}, [source("new")])
    assert store.read_together() == before


def test_a_source_that_is_there_is_refused(store: Store) -> None:
    append(store, {}, [source("new")])
    before = store.read_together()
    for wrong in ([source("new")], [source("twice"), source("twice")]):
        with pytest.raises(ValueError, match="added twice"):
            append(store, {"vinh-long": [figure("vinh-long", 2016, "9.9")]}, wrong)
    assert store.read_together() == before


def test_an_import_that_ends_before_it_appends_leaves_nothing(store: Store) -> None:
    before = store.read_together()
    with pytest.raises(BadInput), store.writing():
        raise BadInput([])
    with store.writing() as writer:
        writer.append({}, [])
    assert store.read_together() == before


def test_a_second_writer_waits_and_is_then_refused(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (analysis.files, analysis.ledger.stores.postgres):
        monkeypatch.setattr(module, "LOCK_SECONDS", 1)
    with (
        store.writing(),
        pytest.raises(BadInput, match="Another import") as caught,
        open_store(home).writing(),
    ):
        pytest.fail("two writers at once")
    assert [fault.key for fault in caught.value.faults] == ["ledger.locked"]
    with open_store(home).writing():
        pass


def test_writers_at_once_queue_up(store: Store, home: Path) -> None:
    def write(year: int) -> None:
        append(open_store(home), {"vinh-long": [figure("vinh-long", year, "9.9")]})

    threads = [threading.Thread(target=write, args=(2000 + place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = cells(store, "vinh-long")
    assert [row["statement"] for row in kept] == [str(place) for place in range(1, 9)]
    assert sorted(row["year"] for row in kept) == [str(2000 + place) for place in range(8)]


def test_readers_see_all_units_of_an_append_or_none(store: Store, home: Path) -> None:
    done, counts = threading.Event(), []

    def watch() -> None:
        while not done.is_set():
            ledgers = open_store(home).read_together(UNITS).ledgers
            counts.append({len(records) for records, _ in ledgers.values()})

    reader = threading.Thread(target=watch)
    reader.start()
    for year in range(2000, 2030):
        append(store, {unit: [figure(unit, year, "9.9")] for unit in UNITS})
    done.set()
    reader.join()
    assert all(len(count) == 1 for count in counts)
    assert len(counts) > 5


def test_an_assessment_as_of_a_day_is_the_one_of_that_day(store: Store, home: Path) -> None:
    figures = [
        figure("vinh-long", year, f"{20 - (year - 2015) / 2:.1f}") for year in range(2015, 2025)
    ]
    append(store, {"vinh-long": figures})
    before = load_ledgers(UNITS, open_books(home), load_programme(home))
    revised = [figure("vinh-long", 2024, "12.5"), figure("vinh-long", 2025, "11.5")]
    append(store, {"vinh-long": revised}, received=SECOND)
    then = load_ledgers(UNITS, open_books(home), load_programme(home), as_of=FIRST)
    assert then.hashes == before.hashes
    for unit in UNITS:
        assert then.observations[unit].equals(before.observations[unit])
    now = load_ledgers(UNITS, open_books(home), load_programme(home))
    assert now.hashes != before.hashes
    assert now.observations["vinh-long"]["value"].tolist()[-2:] == [12.5, 11.5]


# Moving


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
    assert copied(origin, target, home) == Copied(1, 1, sources)
    append(
        origin, {unit: [figure(unit, 2017, "9.90")] for unit in UNITS}, [source("newer")], SECOND
    )
    assert copied(origin, target, home) == Copied(3, 3, 1)
    assert copied(origin, target, home) == Copied(0, 0, 0)
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
    with pytest.raises(BadInput, match=r"vinh-long.csv, row 2, column value"):
        copied(CsvStore(home), SqlStore(address), home)


# The server: what it guards, and what it may refuse


def test_the_tables_can_only_be_added_to(postgres: Server) -> None:
    database = postgres.new_database()
    store = SqlStore(postgres.address(database))
    append(store, {"vinh-long": [figure("vinh-long", 2016, "9.9")]}, [source("new")])
    before = store.read_together()
    for table, column in (("statements", "note"), ("sources", "note")):
        for command in (
            f"UPDATE {table} SET {column} = 'x'",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(psycopg.errors.RestrictViolation):
                postgres.execute(command, database)
    assert store.read_together() == before


# What no writer of ours sends; another program might.
SLIPPED = {
    "not a number": {"value": "'NaN'"},
    "without end": {"value": "'Infinity'"},
    "no value": {"value": "NULL"},
    "not a slug": {"unit_id": "'../vinh-long'"},
    "the same number twice": {"statement": "1"},
    "statement zero": {"statement": "0"},
    "supersedes a later one": {"supersedes": "3"},
    "supersedes what is not there": {"unit_id": "'ben-tre'", "supersedes": "1"},
    "the same figure first again": {"year": "2016", "supersedes": "NULL"},
    "supersedes what was superseded": {"year": "2016", "supersedes": "1", "statement": "3"},
}


@pytest.mark.parametrize("name", SLIPPED)
def test_the_tables_refuse_what_is_no_statement(postgres: Server, name: str) -> None:
    database = postgres.new_database()
    store = SqlStore(postgres.address(database))
    append(store, {"vinh-long": [figure("vinh-long", 2016, "9.9")]})
    if name == "supersedes what was superseded":
        append(store, {"vinh-long": [figure("vinh-long", 2016, "9.8")]})
    before = store.read_together()
    row = {"statement": "2", "unit_id": "'vinh-long'", "indicator_id": "'infant_mortality'",
           "year": "2017", "value": "9.9", "qualifier": "''", "nature": "'estimate'",
           "status": "'official'", "source": "'gso-imr'", "published": "''",
           "received": "now()", "supersedes": "NULL", "note": "''"} | SLIPPED[name]  # fmt: skip
    command = f"INSERT INTO statements ({', '.join(row)}) VALUES ({', '.join(row.values())})"
    with pytest.raises(psycopg.errors.IntegrityError):
        postgres.execute(command, database)
    assert store.read_together() == before


def test_a_database_of_an_earlier_version_gets_the_later_column(
    postgres: Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = postgres.new_database()
    monkeypatch.setenv("MANGNON_STORE", postgres.address(database))
    store = open_store(home)
    append(store, {"vinh-long": [figure("vinh-long", 2016, "9.9")]})
    postgres.execute("ALTER TABLE statements DROP COLUMN boundaries", database)
    (old,) = cells(store, "vinh-long")
    assert old["boundaries"] == ""
    said = figure("vinh-long", 2027, "9.1", boundaries="2025-06-30")
    append(store, {"vinh-long": [said]}, received=SECOND)
    assert [row["boundaries"] for row in cells(store, "vinh-long")] == ["", "2025-06-30"]
    there = CsvStore(home)
    copy_store(store, there, home)
    assert cells(there, "vinh-long") == cells(store, "vinh-long")


def refused(wrong: Callable[[], object]) -> str:
    """Return the key of the one fault; no message may show a password."""
    with pytest.raises(BadInput) as caught:
        wrong()
    (fault,) = caught.value.faults
    for lang in ("vi", "en"):
        told = fault.message(lang)
        assert PASSWORD not in told and "secret" not in told and "Traceback" not in told
        assert len(told.splitlines()) == 1
    assert caught.value.__cause__ is None and caught.value.__suppress_context__
    return fault.key.removeprefix("ledger.")


@pytest.mark.parametrize(
    "address",
    [
        "secret",
        "csv ",
        "sqlite:///secret.db",
        "mysql://mangnon:secret@127.0.0.1/x",
        "postgresql+psycopg2://mangnon:secret@127.0.0.1/x",
        "postgresql+psycopg://mangnon:secret@127.0.0.1:port/x",
        "postgresql+psycopg://mangnon:secret@127.0.0.1:5432",
        "postgresql+psycopg://",
    ],
)
def test_any_other_address_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("MANGNON_STORE", address)
    assert refused(lambda: observations_of("vinh-long", home)) == "bad_store"


def test_a_store_that_cannot_be_opened_says_what_to_check(postgres: Server) -> None:
    database = postgres.new_database()
    for address in (
        postgres.address(database, password="secret"),
        postgres.address(database, user="nobody"),
        postgres.address("no_such_database"),
        postgres.address(database).replace(f":{postgres.port}", ":1"),
        postgres.address(database).replace("127.0.0.1", "nowhere.invalid"),
        postgres.address(database) + "?strange=secret",
    ):
        store = SqlStore(address)
        assert refused(store.unit_ids) == "store_closed"
        assert refused(store.read_sources) == "store_closed"
        with pytest.raises(BadInput, match="could not be opened"), store.writing():
            pytest.fail("it was opened")


def test_a_database_without_our_tables_says_so(postgres: Server) -> None:
    database = postgres.new_database()
    store = SqlStore(postgres.address(database))
    for read in (store.unit_ids, store.read_sources, store.read_together):
        assert refused(read) == "store_without_tables"
    postgres.execute("CREATE TABLE statements (id int); CREATE TABLE sources (id int)", database)
    assert refused(store.read_together) == "store_other_tables"
    assert refused(lambda: append(store, {"ha-nam": []})) == "store_other_tables"


def test_an_account_needs_no_more_than_to_read_and_add(postgres: Server) -> None:
    database, rows = postgres.new_database(), {"vinh-long": [figure("vinh-long", 2016, "9.9")]}
    owner = SqlStore(postgres.address(database))
    for role in ("reader", "clerk", "stranger"):
        postgres.execute(f"CREATE ROLE {role}_{database} LOGIN PASSWORD 'x'")
    stranger, reader, clerk = (
        SqlStore(postgres.address(database, f"{role}_{database}", "x"))
        for role in ("stranger", "reader", "clerk")
    )
    assert refused(lambda: append(stranger, rows)) == "store_forbidden"
    append(owner, {})
    postgres.execute(f"GRANT SELECT ON statements, sources TO reader_{database}", database)
    postgres.execute(f"GRANT SELECT, INSERT ON statements, sources TO clerk_{database}", database)
    assert refused(stranger.unit_ids) == "store_forbidden"
    assert refused(lambda: append(reader, rows)) == "store_forbidden"
    append(clerk, rows)
    assert reader.unit_ids() == ["vinh-long"]
    assert clerk.read("vinh-long") == owner.read("vinh-long")


def test_a_store_that_may_only_be_read_refuses_to_be_written(postgres: Server) -> None:
    database = postgres.new_database()
    store = SqlStore(postgres.address(database))
    append(store, {})
    postgres.execute(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    rows = {"vinh-long": [figure("vinh-long", 2016, "9.9")]}
    assert refused(lambda: append(store, rows)) == "store_refused"
    assert store.unit_ids() == []


def test_a_server_that_ends_the_connection_leaves_the_store_as_it_was(postgres: Server) -> None:
    database = postgres.new_database()
    store = SqlStore(postgres.address(database))
    append(store, {"vinh-long": [figure("vinh-long", 2016, "9.9")]})
    before = store.read_together()
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"

    def broken_off() -> None:
        with store.writing() as writer:
            postgres.execute(end)
            rows = number_statements([figure("ben-tre", 2016, "9.9")], [], SECOND)
            writer.append({"ben-tre": rows}, [source("new")])

    assert refused(broken_off) == "store_lost"
    assert store.read_together() == before
    append(store, {"ben-tre": [figure("ben-tre", 2016, "9.9")]})
    assert store.unit_ids() == ["ben-tre", "vinh-long"]

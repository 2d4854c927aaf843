"""Both stores keep the same contract: CSV files, and a real PostgreSQL server."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from making.ledgers import (
    FIRST,
    ROOT,
    SECOND,
    UNITS,
    append,
    cells,
    figure,
    observations_of,
    source,
)

import analysis.files
import analysis.ledger.stores.postgres
from analysis.language import BadInput
from analysis.ledger import (
    Store,
    load_ledgers,
    load_sources,
    open_books,
    open_store,
)
from analysis.ledger.statements import ledger_hash
from analysis.ledger.stores.csv_files import CsvStore
from analysis.ledger.stores.postgres import SqlStore
from analysis.programme import load_programme

pytestmark = pytest.mark.slow


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

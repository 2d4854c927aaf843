"""What is about to be written is read first: what would not come back as meant is not written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from making.ledgers import append, cells, figure, source

import analysis.ledger.stores.csv_files as files
from analysis.language import BadInput
from analysis.ledger import Store
from analysis.ledger.stores.csv_files import CsvStore

CHANGES: dict[str, Callable[[str], str]] = {
    "a digit more": lambda told: told.replace("98.1", "98.10"),
    "a row more": lambda told: told + "x\n",
    "a quotation mark": lambda told: told.replace(",", ',"', 1),
    "no row": lambda _: "",
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_line_that_would_be_read_otherwise_is_refused(
    name: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, written = CsvStore(home), files.ledger_lines
    append(store, {"vinh-long": [figure("vinh-long", 2015, "9.9")]})
    before = (home / store.label("vinh-long")).read_bytes()
    monkeypatch.setattr(
        files, "ledger_lines", lambda *given, **more: CHANGES[name](written(*given, **more))
    )
    with pytest.raises(BadInput) as caught:
        append(store, {"vinh-long": [figure("vinh-long", 2016, "98.1")]})
    assert (home / store.label("vinh-long")).read_bytes() == before
    assert "Traceback" not in caught.value.message("vi")


UNKEPT = {
    "a blank in front": {"note": " ghi chú"},
    "a text beyond its length": {"note": "n" * 4001},
}


@pytest.mark.parametrize("name", UNKEPT)
def test_a_cell_that_would_not_come_back_is_refused(name: str, home: Path) -> None:
    store = CsvStore(home)
    row = figure("vinh-long", 2016, "9.9", **UNKEPT[name])
    row |= {"statement": "1", "received": "2026-11-22T08:15:00+07:00"}
    with pytest.raises(BadInput), store.writing() as writer:
        writer.append({"vinh-long": [row]}, [])
    assert store.unit_ids() == []


@pytest.mark.slow
@pytest.mark.parametrize("more", [{"note": "n" * 4001}])
def test_both_stores_refuse_what_they_would_not_give_back(
    more: dict[str, str], store: Store
) -> None:
    append(store, {"ben-tre": [figure("ben-tre", 2016, "9.9")]})
    before = store.read_together()
    with pytest.raises(BadInput):
        append(store, {"ben-tre": [figure("ben-tre", 2017, **{"value": "9.9", **more})]})
    assert store.read_together() == before


@pytest.mark.slow
def test_a_source_beyond_its_length_is_refused_by_both_stores(store: Store) -> None:
    known = len(store.read_sources()[0])
    with pytest.raises(BadInput, match="at most 800"):
        append(store, {}, [source("new", title_vi="t" * 801)])
    assert len(store.read_sources()[0]) == known


@pytest.mark.parametrize(
    "unit_id", ["../../evil", "a/b", "", "Ninh-Binh", "x" * 101, "a..b", "a\n"]
)
def test_a_name_that_leads_elsewhere_has_no_ledger(unit_id: str, home: Path) -> None:
    with pytest.raises(BadInput, match="is no id of a unit"):
        CsvStore(home).label(unit_id)
    row = figure(unit_id, 2016, "9.9", statement="1", received="2026-11-22T08:15:00+07:00")
    with pytest.raises(BadInput), CsvStore(home).writing() as writer:
        writer.append({unit_id: [row]}, [])
    assert sorted(path.name for path in home.iterdir()) == ["data", "parameters"]
    assert cells(CsvStore(home), "vinh-long") == []

"""Empty stores: files, and a database on a real PostgreSQL server."""

from __future__ import annotations

from pathlib import Path

import pytest
from making.ledgers import empty_project
from making.postgres_server import Server

from analysis.ledger import (
    Store,
    open_store,
)
from analysis.ledger.stores.csv_files import CsvStore
from analysis.ledger.stores.postgres import SqlStore


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

"""The books of a project: where its ledgers are kept, and what stands beside them in its files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from analysis.ledger.corrections import CORRECTIONS_FILE
from analysis.ledger.statements import DataKind
from analysis.ledger.stores.csv_files import CsvStore
from analysis.ledger.stores.store import Store

ILLUSTRATIVE_FOLDER = Path("data", "illustrative")
STORE_SETTING = "MANGNON_STORE"


@dataclass(frozen=True)
class Books:
    """What is opened to read a project's figures: nothing else of the ledger's reading has a path.

    ``own`` is the project's own files where the store is another: sources may be in these alone.
    ``corrections`` is the content of the file of corrections when the books were opened; None
    where there is none.
    """

    store: Store
    data: DataKind
    own: CsvStore | None
    corrections: bytes | None


def open_books(root: Path, data: DataKind = "real", store: Store | None = None) -> Books:
    """Return the books of the project at ``root``, kept in ``store`` or where ``open_store`` says.

    Raises ``BadInput`` as ``open_store`` does.
    """
    kept = store or open_store(root, data)
    file = root / CORRECTIONS_FILE
    corrections = file.read_bytes() if file.is_file() else None
    return Books(kept, data, None if isinstance(kept, CsvStore) else CsvStore(root), corrections)


def open_store(root: Path, data: DataKind = "real") -> Store:
    """Return the store of the project at ``root``: its files, or what ``MANGNON_STORE`` names.

    Illustrative figures are always files. Raises ``BadInput`` for an address of another kind.
    """
    if data == "illustrative":
        return CsvStore(root, ILLUSTRATIVE_FOLDER)
    address = os.environ.get(STORE_SETTING)
    return open_address(address, root) if address else CsvStore(root)


def open_address(address: str, root: Path) -> Store:
    """Return the store that is called ``csv`` (the project's files) or by its database's address.

    Raises ``BadInput`` for an address of another kind.
    """
    if address == "csv":
        return CsvStore(root)
    # Its libraries take as long to load as a small ledger to read.
    from analysis.ledger.stores.postgres import SqlStore

    return SqlStore(address)

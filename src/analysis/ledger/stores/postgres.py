"""The ledgers in PostgreSQL: the same statements as in the CSV files, digit for digit.

Two tables, ``statements`` and ``sources``, that are made by the first writer and can only be added
to. Figures are NUMERIC without scale, which keeps the digits that were written (98.50 stays 98.50);
``received`` is a moment, which the ledger always writes in Viet Nam time. A server's own words are
passed on to the reader as far as ``address`` lets them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from analysis.files import LOCK_SECONDS
from analysis.language import SLUG, BadInput, Fault
from analysis.ledger.statements import (
    LATER_COLUMNS,
    LEDGER_COLUMNS,
    Row,
    check_follows,
    check_new,
)
from analysis.ledger.stores.address import parse_address
from analysis.ledger.stores.store import (
    SOURCE_COLUMNS,
    Contents,
    Glance,
    Read,
    checked_id,
    find_unkept,
)
from analysis.tables import Record

CONNECT_SECONDS = 10
# Any number that every installation shares: PostgreSQL knows its advisory locks by number.
_LOCK = 20_112_021
_FIGURES = ("value", "numerator", "denominator")
_EMPTY_IS_NULL = frozenset({*_FIGURES, "supersedes"})
_SLUG = f"^{SLUG}$"
_RECEIVED = (
    "to_char(received AT TIME ZONE INTERVAL '7 hours', 'YYYY-MM-DD\"T\"HH24:MI:SS\"+07:00\"')"
)
_TOLD = {
    "42P01": "store_without_tables",
    "42501": "store_forbidden",
    "42703": "store_other_tables",
    "55P03": "locked",
}
# The driver itself refuses some hosts and options before it asks a server.
_NOT_OPENED = (sa.exc.SQLAlchemyError, psycopg.Error, OSError, ValueError, TypeError)
_tables = sa.MetaData()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _figure(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    # "Not a number" is larger than every number.
    bounds = sa.CheckConstraint(f"{name} > -1e15 AND {name} < 1e15", f"{name}_is_a_number")
    return sa.Column(name, sa.Numeric, bounds, nullable=nullable)


STATEMENTS_TABLE = sa.Table(
    "statements",
    _tables,
    sa.Column("statement", sa.Integer, sa.CheckConstraint("statement >= 1"), primary_key=True),
    sa.Column("unit_id", sa.Text, sa.CheckConstraint(f"unit_id ~ '{_SLUG}'"), primary_key=True),
    _text("indicator_id"),
    sa.Column("year", sa.SmallInteger, sa.CheckConstraint("year BETWEEN 1000 AND 9999"),
              nullable=False),
    _figure("value", nullable=False),
    _text("qualifier"),
    _figure("numerator"),
    _figure("denominator"),
    _text("nature"),
    _text("status"),
    _text("source"),
    _text("published"),
    sa.Column("received", postgresql.TIMESTAMP(timezone=True, precision=0), nullable=False),
    sa.Column("supersedes", sa.Integer, sa.CheckConstraint("supersedes < statement")),
    _text("note"),
    sa.Column("boundaries", sa.Text, nullable=False, server_default=""),
    sa.ForeignKeyConstraint(["unit_id", "supersedes"],
                            ["statements.unit_id", "statements.statement"]),
    # Of one key one statement is the first, and each is superseded once at most.
    sa.UniqueConstraint("unit_id", "supersedes"),
    sa.Index("first_statements", "unit_id", "indicator_id", "year", "source", unique=True,
             postgresql_where=sa.column("supersedes").is_(None)),
)  # fmt: skip
SOURCES_TABLE = sa.Table(
    "sources",
    _tables,
    sa.Column("number", sa.Integer, sa.CheckConstraint("number >= 1"), primary_key=True),
    sa.Column("source", sa.Text, sa.CheckConstraint(f"source ~ '{_SLUG}'"), nullable=False,
              unique=True),
    *(_text(name) for name in SOURCE_COLUMNS[1:]),
)  # fmt: skip
APPEND_ONLY = (
    """
    CREATE OR REPLACE FUNCTION mangnon_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'the ledger is only ever added to' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    *(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION mangnon_append_only()"
        for name in ("statements", "sources")
    ),
)


class SqlStore:
    """The ledgers in the database at ``address``, ``postgresql+psycopg://user@host/database``.

    Raises ``BadInput`` for any other address, and wherever the server refuses.
    """

    def __init__(self, address: str) -> None:
        self._address = parse_address(address)
        url = self._address.url
        self.name = self._address.name
        self._label = Path("postgresql", str(url.database))
        connecting = {"connect_timeout": CONNECT_SECONDS, "client_encoding": "utf8"}
        # A connection per use: nothing stays open, nothing is shared with another process.
        self._engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args=connecting)

    def label(self, unit_id: str) -> Path:
        """Return ``postgresql/<database>/<unit>``."""
        return self._label / checked_id(unit_id)

    @property
    def sources_label(self) -> Path:
        """``postgresql/<database>/sources``."""
        return self._label / "sources"

    def unit_ids(self) -> list[str]:
        """Return the units that have a statement, sorted."""
        with self._reading() as connection:
            return sorted(connection.scalars(sa.select(STATEMENTS_TABLE.c.unit_id).distinct()))

    def read(self, unit_id: str) -> Read:
        """Return a unit's statements; none for a unit that is not there."""
        return self.read_together([unit_id]).ledgers[unit_id]

    def read_sources(self) -> Read:
        """Return the sources in the order they were added."""
        with self._reading() as connection:
            return _read_sources(connection)

    def read_together(
        self,
        unit_ids: Iterable[str] | None = None,
        others: Iterable[str] = (),
        about: frozenset[str] | None = None,
    ) -> Contents:
        """Return the ledgers of some units, or of all, and the sources, as of one moment."""
        wanted, more = None if unit_ids is None else list(unit_ids), list(others)
        columns = STATEMENTS_TABLE.c
        with self._reading() as connection:
            lacking = _lacking(connection)
            ledgers: dict[str, Read] = {unit_id: ([], []) for unit_id in wanted or ()}
            chosen = sa.true() if wanted is None else columns.unit_id.in_(wanted)
            for record in _records(_read_statements(connection, chosen, lacking)):
                ledgers.setdefault(record.cells["unit_id"], ([], []))[0].append(record)
            glances = _glance(connection, more, about, lacking) if more else {}
            return Contents(ledgers, _read_sources(connection), others=glances)

    @contextmanager
    def writing(self) -> Iterator[SqlWriter]:
        """Hold the store; ``BadInput`` when another writer holds it for too long."""
        with self._told(), self._connected("READ COMMITTED") as connection:
            _hold(connection)
            if not sa.inspect(connection).has_table("statements"):
                _tables.create_all(connection)
                for command in APPEND_ONLY:
                    connection.exec_driver_sql(command)
                connection.commit()
                _hold(connection)
            elif _lacking(connection):
                for name in LATER_COLUMNS:
                    connection.exec_driver_sql(
                        f"ALTER TABLE statements ADD COLUMN IF NOT EXISTS {name} TEXT "
                        "NOT NULL DEFAULT ''"
                    )
                connection.commit()
                _hold(connection)
            yield SqlWriter(connection, self._label)

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._told(), self._connected("REPEATABLE READ") as connection:
            yield connection

    @contextmanager
    def _connected(self, isolation: Any) -> Iterator[sa.Connection]:
        try:
            connection = self._engine.connect()
        except _NOT_OPENED as error:
            origin = error.orig if isinstance(error, sa.exc.DBAPIError) else error
            values = {"reason": self._reason(origin)}
            raise BadInput([Fault("ledger.store_closed", self.name, values=values)]) from None
        with connection:
            yield connection.execution_options(isolation_level=isolation)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell what the server refuses as a fault, without the parameters of the command."""
        try:
            yield
        except (sa.exc.DBAPIError, psycopg.Error) as error:
            origin = error.orig if isinstance(error, sa.exc.DBAPIError) else error
            code = getattr(origin, "sqlstate", None) or ""
            # 57P0x and 08xxx: the server, or the way to it, went away.
            lost = not code or code.startswith(("57P0", "08"))
            key = "store_lost" if lost else _TOLD.get(code, "store_refused")
            values = {"reason": self._reason(origin)}
            raise BadInput([Fault(f"ledger.{key}", self.name, values=values)]) from None

    def _reason(self, error: BaseException | None) -> str:
        """Return what the server said, on one line; a dash where a secret could be in it."""
        diagnosis = error.diag.message_primary if isinstance(error, psycopg.Error) else None
        said = " ".join((diagnosis or str(error)).split())
        return self._address.told(said) or "–"


class SqlWriter:
    """Adds to the tables of a store that is held for it."""

    def __init__(self, connection: sa.Connection, label: Path) -> None:
        self._connection, self._label = connection, label

    def append(self, statements: Mapping[str, Sequence[Row]], sources: Sequence[Row]) -> None:
        """Add statements and sources in one transaction, which ends the hold on the store."""
        connection, columns = self._connection, STATEMENTS_TABLE.c
        counts = dict(
            connection.execute(
                sa.select(columns.unit_id, sa.func.max(columns.statement))
                .where(columns.unit_id.in_(statements))
                .group_by(columns.unit_id)
            ).all()
        )
        for unit_id, rows in statements.items():
            check_follows(unit_id, counts.get(unit_id, 0), rows)
        known = [record.cells for record in _read_sources(connection)[0]]
        check_new(known, sources)
        numbered = [
            {**row, "number": str(number)} for number, row in enumerate(sources, len(known) + 1)
        ]
        _copy(connection, "statements", LEDGER_COLUMNS,
              (row for rows in statements.values() for row in rows))  # fmt: skip
        _copy(connection, "sources", ("number", *SOURCE_COLUMNS), numbered)
        unkept = [*self._unkept_statements(statements), *self._unkept_sources(known, sources)]
        if unkept:
            raise BadInput(unkept)
        connection.commit()

    def _unkept_statements(self, statements: Mapping[str, Sequence[Row]]) -> Iterator[Fault]:
        """Yield what the tables would not give back as it was meant, before it is for good."""
        columns, lacking = STATEMENTS_TABLE.c, _lacking(self._connection)
        for unit_id, rows in statements.items():
            if rows:
                added = columns.statement >= int(rows[0]["statement"])
                chosen = (columns.unit_id == unit_id) & added
                there = _records(_read_statements(self._connection, chosen, lacking))
                yield from find_unkept((there, []), ([], []), rows, self._label / unit_id)

    def _unkept_sources(self, known: Sequence[Row], sources: Sequence[Row]) -> Iterator[Fault]:
        if sources:
            there = _read_sources(self._connection)[0][len(known) :]
            yield from find_unkept((there, []), ([], []), sources, self._label / "sources")


def _hold(connection: sa.Connection) -> None:
    # Until the transaction ends.
    for name, value in (("lock_timeout", f"{LOCK_SECONDS}s"), ("synchronous_commit", "on")):
        connection.execute(sa.select(sa.func.set_config(name, value, True)))
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


_COLUMNS_THERE = (
    "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('statements')"
    " AND NOT attisdropped"
)


def _lacking(connection: sa.Connection) -> list[str]:
    """Return the later columns that a database of an earlier version has not."""
    there = connection.scalars(sa.text(_COLUMNS_THERE))
    known = {*there}
    return [name for name in LATER_COLUMNS if name not in known]


def _read_statements(
    connection: sa.Connection, chosen: sa.ColumnElement[bool], lacking: list[str]
) -> sa.CursorResult[Any]:
    columns = STATEMENTS_TABLE.c
    special: dict[str, sa.ColumnElement[str]] = {"received": sa.literal_column(_RECEIVED)}
    special |= dict.fromkeys(lacking, sa.literal(""))
    written = [
        special.get(name, sa.func.coalesce(sa.cast(columns[name], sa.Text), ""))
        for name in LEDGER_COLUMNS
    ]
    query = sa.select(*written).where(chosen).order_by(columns.unit_id, columns.statement)
    return connection.execute(query)


def _records(rows: Iterable[Sequence[Any]]) -> list[Record]:
    return [
        Record(int(cells[0]) + 1, dict(zip(LEDGER_COLUMNS, cells, strict=True))) for cells in rows
    ]


def _glance(
    connection: sa.Connection, unit_ids: list[str], about: frozenset[str] | None, lacking: list[str]
) -> dict[str, Glance]:
    columns = STATEMENTS_TABLE.c
    chosen: sa.ColumnElement[bool] = columns.unit_id.in_(unit_ids)
    newest = sa.select(columns.unit_id, sa.func.max(columns.statement)).where(chosen)
    last = _read_statements(
        connection,
        sa.tuple_(columns.unit_id, columns.statement).in_(newest.group_by(columns.unit_id)),
        lacking,
    )
    moments = {record.cells["unit_id"]: record.cells["received"] for record in _records(last)}
    if about is not None:
        chosen = sa.and_(chosen, columns.indicator_id.in_(sorted(about)))
    read = _read_statements(connection, chosen, lacking).all()
    table = pd.DataFrame(read, columns=list(LEDGER_COLUMNS), dtype="str")
    parts = dict(iter(table.groupby("unit_id")))
    return {
        unit_id: Glance(
            parts.get(unit_id, table.iloc[:0]).reset_index(drop=True), moments.get(unit_id, "")
        )
        for unit_id in unit_ids
    }


def _read_sources(connection: sa.Connection) -> Read:
    query = sa.select(*(SOURCES_TABLE.c[name] for name in SOURCE_COLUMNS))
    rows = connection.execute(query.order_by(SOURCES_TABLE.c.number))
    return [
        Record(row, dict(zip(SOURCE_COLUMNS, cells, strict=True)))
        for row, cells in enumerate(rows, start=2)
    ], []


def _copy(
    connection: sa.Connection, table: str, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    driver: Any = connection.connection.driver_connection
    quoted = ", ".join(f'"{name}"' for name in columns)
    command = f"COPY {table} ({quoted}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            cells = ((name, row[name]) for name in columns)
            copy.write_row([None if _is_null(name, cell) else cell for name, cell in cells])


def _is_null(column: str, cell: str) -> bool:
    return not cell and column in _EMPTY_IS_NULL

"""A real PostgreSQL server for the tests, on loopback and gone with them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

USER, PASSWORD = "mangnon", "mật khẩu/@:%"
_START_SECONDS = 60


def program(name: str) -> str:
    """Return where a program of the server is: Debian keeps them out of the way, by version."""
    found = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))]
    path = found[-1] if found else shutil.which(name)
    assert path, "No PostgreSQL server on this machine: sudo apt-get install postgresql"
    return path


def unprivileged(*words: str) -> list[str]:
    """Return a command that ends with the tests and is not run by root, whom PostgreSQL refuses."""
    user = ("--reuid", "postgres", "--regid", "postgres", "--clear-groups")
    return ["setpriv", "--pdeathsig", "INT", *(() if os.geteuid() else user), *words]


class Server:
    """A server that is running; every database in it is new."""

    def __init__(self, port: int) -> None:
        self.port, self._numbers = port, count(1)

    def conninfo(self, database: str = "postgres") -> dict[str, str | int]:
        """Return how psycopg reaches a database as the owner of everything."""
        return {"host": "127.0.0.1", "port": self.port, "user": USER, "password": PASSWORD,
                "dbname": database}  # fmt: skip

    def execute(self, command: str, database: str = "postgres") -> None:
        """Run a command as the owner of everything."""
        with psycopg.connect(**self.conninfo(database), autocommit=True) as connection:
            connection.execute(command)

    def new_database(self) -> str:
        """Return the name of a database that is empty."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return name

    def address(self, database: str, user: str = USER, password: str = PASSWORD) -> str:
        """Return what a person would put into MANGNON_STORE."""
        from urllib.parse import quote

        secret = quote(password, safe="")
        return f"postgresql+psycopg://{user}:{secret}@127.0.0.1:{self.port}/{database}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Start a server on a free port; it is gone when the tests are."""
    # Not below pytest's own folder, into which only the user who runs the tests may look.
    folder = Path(tempfile.mkdtemp(prefix="mangnon-postgres-"))
    password = folder / "password"
    password.write_text(PASSWORD, "utf-8")
    if not os.geteuid():
        shutil.chown(folder, "postgres", "postgres")
        shutil.chown(password, "postgres", "postgres")
    data = str(folder / "data")
    make = (program("initdb"), "-D", data, "-U", USER, "-A", "scram-sha-256", "--no-sync",
            f"--pwfile={password}", "--encoding=UTF8", "--locale=C")  # fmt: skip
    made = subprocess.run(
        unprivileged(*make), cwd=folder, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = (f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=",
                "fsync=off")  # fmt: skip
    words = [word for setting in settings for word in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        run = subprocess.Popen(unprivileged(program("postgres"), "-D", data, *words),
                               cwd=folder, stdout=log, stderr=log)  # fmt: skip
    server = Server(port)
    try:
        _wait_for(server, run, folder / "log")
        yield server
    finally:
        run.send_signal(signal.SIGQUIT)
        run.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: Server, run: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while True:
        try:
            return server.execute("SELECT 1")
        except psycopg.OperationalError:
            assert run.poll() is None and time.monotonic() < end, log.read_text("utf-8")
            time.sleep(0.1)

"""No part of a password is told, however its address is written."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from making.command import Command
from making.ledgers import empty_project

from analysis.language import BadInput
from analysis.ledger.stores.address import parse_address

SECRETS = (
    "ab@cd1234efgh", "ab/cd1234efgh", "ab:cd1234efgh", "ab#cd1234efgh", "ab?cd1234efgh",
    "ab%cd1234efgh", "ab cd1234efgh", "@cd1234efgh", "cd1234efgh@", "54/cd1234efgh",
    "54/cd?x=1234efgh", "5432/cd#1234efgh", "ab[cd]1234efgh", "ab\ncd1234efgh", "//cd1234efgh",
    "a@b@cd1234efgh", "ab@cd1234efgh:5432/efgh", "ab%zzcd1234efgh", "5/cd1234efgh?y=a/b",
)  # fmt: skip
PIECES = ("cd", "1234", "efgh")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return empty_project(tmp_path / "project")


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "form", ["u:{}@127.0.0.1:1/ledger", "u:{}@nowhere.invalid/ledger?sslmode=disable"]
)
def test_a_password_that_is_not_encoded_is_refused_without_a_word_of_it(
    secret: str, form: str, home: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"postgresql+psycopg://{form.format(secret)}"
    for lang in ("vi", "en"):
        for words in (("data", "copy", "csv", address), ("data", "copy", address, "csv")):
            said = command(*words, "--lang", lang, home=home)
            assert said.code == 2 and "%40" in said.stderr
            assert not any(piece in said.stderr + said.stdout for piece in PIECES)
    monkeypatch.setenv("MANGNON_STORE", address)
    said = command("data", "history", "ha-nam", "infant_mortality", home=home)
    assert said.code == 2 and "%2F" in said.stderr
    assert not any(piece in said.stderr + said.stdout for piece in PIECES)


def test_an_address_in_two_words_is_not_repeated(home: Path, command: Command) -> None:
    said = command("data", "copy", "csv", "postgresql://u:ab", "cd1234efgh@host/ledger", home=home)
    assert said.code == 2
    assert not any(piece in said.stderr for piece in PIECES)
    said = command(
        "data", "copy", "csv", "postgresql://u:ab", "--cd1234efgh@host/ledger", home=home
    )
    assert said.code == 2
    assert not any(piece in said.stderr for piece in PIECES)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (
            "postgresql+psycopg://u:p%40ss%2Fw0rd@db.example.vn:5433/ledger",
            "db.example.vn:5433/ledger",
        ),
        ("postgresql://u@127.0.0.1/ledger", "127.0.0.1:5432/ledger"),
        ("postgresql:///ledger?host=/var/run/postgresql", "localhost/ledger"),
        ("postgresql://u:pw@[::1]:5432/ledger", "::1:5432/ledger"),
    ],
)
def test_an_address_without_doubt_names_the_server(written: str, name: str) -> None:
    assert parse_address(written).name == name


def test_what_stands_in_the_password_is_not_passed_on(
    home: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = parse_address("postgresql://u:nowhere%40x@nowhere.invalid/ledger")
    assert address.name == "PostgreSQL"
    assert address.told("could not translate host name nowhere.invalid") == ""
    assert address.told("connection refused") == "connection refused"

    def refuse(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known: nowhere@x")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv("MANGNON_STORE", "postgresql://u:nowhere%40x@127.0.0.1:1/ledger")
    said = command("data", "history", "ha-nam", "infant_mortality", "--lang", "en", home=home)
    assert said.code == 2 and "could not be opened" in said.stderr
    assert "nowhere" not in said.stderr


def test_a_fault_holds_nothing_of_the_address() -> None:
    with pytest.raises(BadInput) as caught:
        parse_address("postgresql://u:secret@part@host/ledger")
    assert "secret" not in repr(caught.value.faults) and caught.value.__context__ is None

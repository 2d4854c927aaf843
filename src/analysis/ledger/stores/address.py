"""The address of a database, and what may be told of it: never a part of its password.

An address is taken only in the one form in which there is no doubt where the password ends: a sign
that means something in an address has to be encoded in the password (``@`` is ``%40``). Anything
else is refused without a word of it. Of an address that is taken, the server and the database are
named, and the server's own words are passed on, unless there is a piece of the password in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

import sqlalchemy as sa

from analysis.language import BadInput, Fault

DIALECTS = ("postgresql", "postgresql+psycopg")
# So many signs in a row are a piece of a password; a shorter password is a piece itself.
_PIECE = 4
# What may be given behind a question mark and is told; anything else there may be a secret.
_NO_SECRET = ("sslmode", "connect_timeout", "application_name")
_SAID = r"(?:[^\s:/?#\[\]@%]|%[0-9A-Fa-f]{2})"
_ADDRESS = re.compile(
    rf"(?P<dialect>[a-z0-9+]+)://(?:{_SAID}+(?::{_SAID}*)?@)?"
    rf"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])?(?::\d{{1,5}})?/{_SAID}+(?:\?[^\s#@]*)?",
    re.ASCII,
)


@dataclass(frozen=True)
class Address:
    """Where a database is: what the driver is given, and what is told of it."""

    url: sa.URL
    secrets: tuple[str, ...]

    @property
    def name(self) -> str:
        """How messages call the store; only its kind where more could tell of the password."""
        place = f"{self.url.host}:{self.url.port or 5432}" if self.url.host else "localhost"
        return self.told(f"{place}/{self.url.database}") or "PostgreSQL"

    def told(self, words: str) -> str:
        """Return words on one line, or nothing where a piece of the password is in them."""
        return "" if any(_shares(words, secret) for secret in self.secrets) else words


def parse_address(written: str) -> Address:
    """Return the address. Raises ``BadInput``, which says nothing of it, for any other form."""
    found = _ADDRESS.fullmatch(written)
    if found is None or not _is_encoded_text(written) or found["dialect"] not in DIALECTS:
        raise BadInput([Fault("ledger.bad_store")]) from None
    url = sa.make_url(written)
    between = written.partition("//")[2].rpartition("@")[0].partition(":")[2]
    given = (_as_text(value) for name, value in url.query.items() if name not in _NO_SECRET)
    secrets = [between, unquote(between), *given]
    return Address(
        url.set(drivername="postgresql+psycopg"),
        tuple(dict.fromkeys(secret for secret in secrets if secret)),
    )


def _is_encoded_text(written: str) -> bool:
    """Tell whether what is encoded is text: else a per-cent sign was meant as itself."""
    try:
        unquote(written, errors="strict")
    except UnicodeDecodeError:
        return False
    return True


def _as_text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else " ".join(value)


def _shares(words: str, secret: str) -> bool:
    length = min(_PIECE, len(secret))
    pieces = (secret[place : place + length] for place in range(len(secret) - length + 1))
    return any(piece in words for piece in pieces)

"""Places that are reached by an address, not by a path: S3 and whatever else fsspec speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from analysis.language import BadInput, Fault

# A drive of Windows has one letter.
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+(::|://)")
# After a colon up to the last sign: a password may have the same one, or a slash, unencoded.
_SECRET = re.compile(r"//(?:[^@]*:.*|[^/]*)@")


@dataclass
class Reached:
    """What stands behind an address; ``failed`` is the fault that tells what it refuses."""

    system: Any
    path: str
    # As messages name it.
    address: str
    failed: str

    @contextmanager
    def told(self) -> Iterator[None]:
        """Tell in one sentence what a store refuses; its libraries have no error in common."""
        try:
            yield
        except BadInput:
            raise
        except Exception as error:
            raise _refusal(self.failed, self.address, error) from error


def is_address(place: str) -> bool:
    """Tell whether a place is reached by an address, and is no folder of this machine."""
    return bool(_ADDRESS.match(place))


def shown_address(address: str) -> str:
    """Return an address as messages name it: without a user and a password."""
    return _SECRET.sub("//", address).rstrip("/")


def reach(address: str, *, failed: str, lacking: str) -> Reached:
    """Return what stands behind an address.

    Raises ``BadInput``: the fault ``lacking`` where a package is not installed, else ``failed``.
    """
    shown = shown_address(address)
    try:
        from fsspec.core import url_to_fs

        # In a store of objects folders come with their files; on a disk they have to be asked for.
        on_disk = address.startswith(("file:", "local:"))
        system, path = url_to_fs(address, **({"auto_mkdir": True} if on_disk else {}))
    except ImportError as error:
        raise BadInput([Fault(lacking, file=shown)]) from error
    except Exception as error:
        raise _refusal(failed, shown, error) from error
    return Reached(system, path.rstrip("/"), shown, failed)


def _refusal(failed: str, shown: str, error: Exception) -> BadInput:
    # Libraries may say the whole address again.
    found = _SECRET.sub("//", f"{type(error).__name__}: {error}".splitlines()[0])
    return BadInput([Fault(failed, file=shown, values={"found": found})])

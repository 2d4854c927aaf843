"""Where the project's files are: the workspace that is in use, and how it was found.

One at an address is fetched; what is read then stands in a folder of this machine.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from analysis.addresses import is_address, shown_address
from analysis.fetched import fetch_project, states_of
from analysis.language import BadInput, Fault

# What marks a workspace and tells which version made it; older ones have the table alone.
MARKER = Path("mangnon.toml")
_MARKS = (MARKER, Path("parameters", "indicators.csv"))
HOME_SETTING = "MANGNON_HOME"
# What a project is made of, beside its mark.
_FOLDERS = tuple(map(Path, ("data", "parameters", "notebooks")))
# Where the project was fetched from that ``MANGNON_HOME`` then names: for the processes that are
# begun from this one.
_ADDRESS_SETTING = "MANGNON_HOME_ADDRESS"
# Named by the environment; the working folder itself or one above it; where an editable install
# was made from.
Reason = Literal["setting", "here", "above", "checkout"]


@dataclass(frozen=True)
class Found:
    """A workspace's folder, and why it is the one in use."""

    root: Path
    why: Reason


def find_project() -> Found:
    """Return the workspace in use: ``MANGNON_HOME``, or the nearest one above the working folder.

    An editable install also finds the checkout that it was installed from. A workspace at an
    address is fetched, once for this process and those that it begins. Raises ``BadInput`` when
    none of these is a workspace, and where an address cannot be read.
    """
    home = os.environ.get(HOME_SETTING)
    if home and is_address(home):
        root = fetch_project(home, _FOLDERS, _MARKS)
        os.environ |= {HOME_SETTING: str(root), _ADDRESS_SETTING: home}
        return Found(root, "setting")
    here = Path(home) if home else Path.cwd()
    candidates: list[tuple[Path, Reason]] = [(here, "setting" if home else "here")]
    if not home:
        candidates += [(folder, "above") for folder in here.parents]
        candidates.append((Path(__file__).parents[2], "checkout"))
    for folder, why in candidates:
        if is_workspace(folder):
            return Found(folder.resolve(), why)
    raise BadInput([Fault("faults.no_project", values={"found": str(here)})])


def project_root() -> Path:
    """Return the folder of the workspace in use, see ``find_project``."""
    return find_project().root


def project_address(root: Path) -> str:
    """Return the address that the project at ``root`` was fetched from; empty for a folder."""
    address = os.environ.get(_ADDRESS_SETTING, "")
    return address if address and root.parent == states_of(address) else ""


def project_name(root: Path) -> str:
    """Return what the project at ``root`` is called: its folder, also one at an address."""
    return shown_address(project_address(root)).rpartition("/")[2] or root.name


def with_address(words: str) -> str:
    """Return words in which files of a fetched project are named by the address it came from."""
    root = os.environ.get(HOME_SETTING, "")
    address = project_address(Path(root)) if root else ""
    return words.replace(root, shown_address(address)) if address else words


def is_workspace(folder: Path) -> bool:
    """Tell whether a folder holds a workspace."""
    return any((folder / mark).is_file() for mark in _MARKS)


def made_by(root: Path) -> str:
    """Return the version that made the workspace; empty where it does not tell.

    Raises ``BadInput`` for a marker that cannot be read.
    """
    path = root / MARKER
    if not path.is_file():
        return ""
    try:
        version = tomllib.loads(path.read_text("utf-8")).get("version", "")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        fault = Fault("faults.bad_marker", file=str(MARKER), values={"found": str(error)})
        raise BadInput([fault]) from error
    return str(version)

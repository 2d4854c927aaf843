"""Kernels of the desk that start with what the explorer needs, loaded while its page is loading.

A notebook's first cell would otherwise import for longer than it computes. Only a process with one
thread can be forked in safety, so this module is light, and comes before the server's libraries.
"""

from __future__ import annotations

import os
from importlib import import_module

from analysis import fleet

_NEEDED = ("ipykernel.kernelapp", "analysis.workbench.explorer", "pyarrow.csv")


def warm_kernels() -> None:
    """Let kernels that this process starts from now on be forked warm, where the system can."""
    fleet.start_zygote(_load)


def _load() -> None:
    # Threads of a library would not be there in what is forked.
    os.environ.update(fleet.ONE_THREAD)
    for name in _NEEDED:
        import_module(name)

"""Măng Non: progress trajectories and attainability of the Action Programme for Children.

Text in pandas' tables is kept as Python's own strings and not in Arrow's arrays: a report works on
hundreds of small tables, and what each step on Arrow's arrays costs, however few their rows, was a
fifth of its computing. pandas has no other place to say so than an option, which is set as soon as
pandas is imported, without waiting for it here.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder

# Not from typing: who only asks for help would wait for it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType


class _AtPandas:
    """Finds pandas as usual, and sets the option when it is imported."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != "pandas":
            return None
        found = PathFinder.find_spec(name, path)
        if found is None or found.loader is None:
            return found
        run = found.loader.exec_module

        def run_and_set(module: ModuleType) -> None:
            run(module)
            _keep_strings(module)

        found.loader.exec_module = run_and_set  # type: ignore[method-assign]
        return found


def _keep_strings(pandas: ModuleType) -> None:
    pandas.options.mode.string_storage = "python"


if "pandas" in sys.modules:
    _keep_strings(sys.modules["pandas"])
else:
    sys.meta_path.insert(0, _AtPandas())

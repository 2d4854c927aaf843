"""The analysts' guide works as it stands, in both languages."""

from __future__ import annotations

import ast
import re
import time
from typing import Any

import pytest
from workbench.conftest import ROOT

pytestmark = pytest.mark.slow

BLOCKS = re.compile(r"```python\n(.*?)```", re.DOTALL)
# Each of the three questions is answered within a minute, everything loaded from nothing.
MINUTE = 60.0


def parts() -> list[str]:
    vietnamese, english = (ROOT / "docs/analysts.md").read_text("utf-8").split("\n# The ")
    return [vietnamese, english]


@pytest.mark.parametrize("place", [0, 1], ids=["vi", "en"])
def test_each_step_of_the_guide_gives_something_to_read(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANGNON_HOME", str(ROOT))
    monkeypatch.delenv("MANGNON_STORE", raising=False)
    names: dict[str, Any] = {}
    asked = 0
    for section in parts()[place].split("\n## "):
        begun = time.process_time()
        for block in BLOCKS.findall(section):
            for statement in ast.parse(block).body:
                said = ast.unparse(statement)
                if not isinstance(statement, ast.Expr):
                    exec(said, names)  # noqa: S102 - what the guide says
                    continue
                value = eval(said, names)  # noqa: S307 - what the guide says
                assert str(value).strip()
                assert len(value) if hasattr(value, "__len__") else True
                asked += 1
        assert time.process_time() - begun < MINUTE
    assert asked >= 12

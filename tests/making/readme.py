"""What the README tells a newcomer to type."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def shell_lines() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = [line.split(" #")[0].strip() for block in blocks for line in block.splitlines()]
    quoted = re.findall(r"`((?:make|mangnon|papermill|jupyter) [^`]+)`", README)
    return [line for line in [*lines, *quoted] if line]

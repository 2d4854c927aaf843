"""Where the command begins: its help page is shown at once, everything else is the program's.

The page is written beforehand by ``python -m analysis.cli.start`` and held current by a test: a
person who asks for help need not wait until a program is loaded that is not run.
"""

from __future__ import annotations

import sys

_HELP: tuple[list[str], ...] = ([], ["--help"], ["-h"])


def main() -> None:
    """Run ``mangnon``."""
    if sys.argv[1:] in _HELP:
        with open(f"{__file__[: -len('start.py')]}texts/help.txt", "rb") as page:  # noqa: PTH123
            written = page.read()
        _write(written)
        return
    from analysis.cli.main import main as run

    run()


def _write(page: bytes) -> None:
    try:
        sys.stdout.buffer.write(page)
        sys.stdout.flush()
    except BrokenPipeError:
        # As ``head`` does: a reader who has seen enough is no fault.
        sys.stderr.close()


def write_page() -> None:
    """Write the help page anew from the commands as they are."""
    from pathlib import Path

    from analysis.cli.main import help_page

    Path(__file__).with_name("texts").joinpath("help.txt").write_text(help_page(), "utf-8")


if __name__ == "__main__":
    write_page()

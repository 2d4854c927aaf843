"""The help page that is shown before anything is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import analysis.cli
from analysis.cli.main import help_page

PAGE = Path(analysis.cli.__file__).parent / "texts" / "help.txt"


def test_the_help_page_is_what_the_commands_say() -> None:
    made_by = "python -m analysis.cli.start"
    assert PAGE.read_text("utf-8") == help_page(), f"make it again: {made_by}"


def test_help_is_shown_without_loading_the_program() -> None:
    code = (
        "import sys; sys.argv = ['mangnon', '--help']; from analysis.cli.start import main; main();"
        "print(sorted({'click', 'pandas', 'yaml'} & set(sys.modules)), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert run.stdout == PAGE.read_bytes()
    assert run.stderr.decode().strip() == "[]"


def test_targets_are_written_without_pandas() -> None:
    code = (
        "import sys; sys.argv = ['mangnon', 'plan', 'targets', 'ninh-binh', '--csv']\n"
        "from analysis.cli.start import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'pandas._libs', 'pandera', 'numpy'} & set(sys.modules)), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert run.stdout.startswith(b"unit_id,")
    assert run.stderr.decode().strip() == "[]"

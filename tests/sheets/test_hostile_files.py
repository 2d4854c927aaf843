"""Small files that ask for much: read or refused within the time and memory of a process.

They are those of ``benchmarks/hostile_files.py``, where the large ones are measured too.
"""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from making.hostile_files import MAKERS
from making.quick import quick_only

from analysis.language import BadInput
from analysis.sheets.files import read_file

MOST_SECONDS, MOST_BYTES = 10, 400 * 1024 * 1024


FILES: dict[str, Callable[[], Callable[[Path], None]]] = MAKERS.FILES
# What each is refused with; empty for one that is read.
ENDS = {
    "sectors in a circle.xls": "broken_workbook",
    "branches that meet.xls": "broken_workbook",
    "a link over everything.xls": "",
    "the last row a thousand times.xls": "too_many_rows",
    "a sheet many times.xls": "repeated_sheet",
    "too many texts told.xls": "too_many_cells",
    "a record longer than the file.xls": "broken_workbook",
    "a sheet a thousand times.xlsx": "repeated_sheet",
    "a text that a format makes another.xlsx": "too_much_text",
    "styles a million elements deep.xlsx": "broken_workbook",
    "a million elements deep.xlsx": "broken_workbook",
    "laughs.xlsx": "unsafe_xml",
    "digits without end.ods": "",
    "a span that is none.ods": "broken_workbook",
    "rows repeated in turn.ods": "too_many_rows",
    "maps of maps.ods": "broken_workbook",
    "ten million columns.csv": "line_too_long",
    "a million columns in quotation marks over lines.csv": "line_too_long",
}


QUICK = ("sectors in a circle.xls", "branches that meet.xls", "a link over everything.xls",
         "digits without end.ods", "laughs.xlsx")  # fmt: skip


@pytest.mark.parametrize("name", quick_only(ENDS, *QUICK))
def test_a_small_file_costs_little(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    FILES[name]()(path)
    assert end_of(path) == ENDS[name]


def end_of(path: Path) -> str:
    """Return what a limited process ends with: the key of the fault, or what it died of."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=read_limited, args=(path, sender))
    process.start()
    sender.close()
    try:
        end: str = receiver.recv()
    except EOFError:
        end = "killed"
    process.join()
    return end


def read_limited(path: Path, sender: Connection) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + MOST_SECONDS
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    memory = pages * resource.getpagesize() + MOST_BYTES
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        read_file(path)
    except BadInput as error:
        sender.send(error.faults[0].key.removeprefix("intake."))
    except MemoryError:
        sender.send("out of memory")
    else:
        sender.send("")


@pytest.mark.slow
def test_a_limit_is_told_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "rows repeated in turn.ods"
    FILES[path.name]()(path)
    with pytest.raises(BadInput) as caught:
        read_file(path)
    assert "hơn 200.000 dòng" in caught.value.message("vi")
    assert "more than 200,000 rows" in caught.value.message("en")

"""Kernels that are forked warm do what ordinary ones do, and give way to them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.fleet.processes import CAN_FORK

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CAN_FORK, reason="kernels are forked on Linux alone"),
]

# A worker: it forks its zygote while it has one thread, and then runs notebooks.
WORKER = """
import json, os, signal, sys, threading
import nbformat, psutil
from pathlib import Path
from analysis.fleet.kernels import start_zygote
from analysis.fleet.processes import children_of_this
from analysis.language import BadInput
from analysis.publication.notebooks import run_notebook

root, said = Path(sys.argv[1]), []
threads = threading.active_count()
start_zygote()
(zygote,) = children_of_this()

def run(name, way, output=0):
    try:
        run = run_notebook(root, Path(f"{name}.ipynb"), {"word": name}, root / "cell")
    except BadInput as error:
        said.append(error.faults[0].key)
        return
    nbformat.write(run, root / f"{name}-{way}.ipynb")
    said.append(run.cells[-1].outputs[output].data["text/plain"].strip("'"))

for name in ("first", "second", "killed", "wrong", "varied"):
    run(name, "warm")
run("prints", "warm", -1)
counted = psutil.Process(zygote).cpu_times().children_user
os.kill(zygote, signal.SIGKILL)
for name in ("third", "wrong", "varied"):
    run(name, "cold")
print(json.dumps({"zygote": zygote, "threads": threads, "counted": counted, "said": said}))
"""
TELLS = """import json, os, random, sys
import numpy as np
json.dumps([os.getppid(), random.random(), np.random.random(), word, "analysis" in sys.modules])"""
# What cells can show, in as many ways as Jupyter knows.
SHOWS = """
print('một'); print(2)
word
---
import sys
print('told'); display('shown'); print('careful', file=sys.stderr)
---
import pandas as pd
pd.DataFrame({'a': [1]})
---
%matplotlib inline
import matplotlib.pyplot as plt
plt.plot([1, 2]);
---
from IPython.display import HTML, Markdown, clear_output, update_display
display(HTML('<b>before</b>'), display_id='it')
update_display(HTML('after'), display_id='it')
---
print('gone'); clear_output(); print('left')
---
print('gone'); clear_output(wait=True); Markdown('**left**')
---
await __import__('asyncio').sleep(0) or 5
---
!echo from the shell
---
try:
    input('?')
except Exception as refusal:
    print(repr(refusal))
---
import threading
other = threading.Thread(target=print, args=('elsewhere',))
other.start(); other.join()
---
import subprocess
subprocess.run(['true']).returncode
---
class Both:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {'text/html': 'h', 'text/plain': 'p'}, {'text/html': {'wide': True}}
Both()
---
In[-1] and 'the last'
"""
PRINTS = """import os, sys
print("before")
os.system("echo told; echo carefully >&2")
print("after", file=sys.stderr)
child = os.fork()
if child == 0:
    print("a child", flush=True)
    display("unheard")
    os._exit(0)
os.waitpid(child, 0)
os.system("seq 100000")
str(os.system("printf again"))"""
CELLS = {
    "first": [TELLS],
    "second": [TELLS],
    "third": [TELLS],
    "killed": ["import os, signal; os.kill(os.getpid(), signal.SIGKILL)"],
    "wrong": ["1 / 0"],
    "prints": [PRINTS],
    "varied": SHOWS.strip().split("\n---\n"),
}


def test_kernels_are_forked_from_the_zygote_or_started_anew_without_it(tmp_path: Path) -> None:
    for name, sources in CELLS.items():
        given = new_code_cell("word = ''", metadata={"tags": ["parameters"]})
        cells = [given, *map(new_code_cell, sources)]
        nbformat.write(new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    run = subprocess.run(
        [sys.executable, "-c", WORKER, tmp_path], capture_output=True, encoding="utf-8", check=True
    )
    told = json.loads(run.stdout)
    first, second, killed, wrong, varied, printed, third, wrong_too, varied_too = told["said"]
    first, second, third = map(json.loads, (first, second, third))
    assert told["threads"] == 1
    # Who measures a run finds what its kernels have worked.
    assert told["counted"] > 0
    # Forked: the zygote's children, with what it had imported, and with numbers of their own.
    assert first[0] == second[0] == told["zygote"] != third[0]
    assert first[4] and second[4] and not third[4]
    assert first[1] != second[1] and first[2] != second[2]
    assert [first[3], second[3], third[3]] == ["first", "second", "third"]
    assert (killed, wrong) == ("runs.kernel_died", "runs.cell_failed")
    many = "".join(f"{number}\n" for number in range(1, 100_001))
    assert (printed, streams(tmp_path / "prints-warm.ipynb")) == (
        "0",
        {"stdout": f"before\ntold\na child\n{many}again", "stderr": "carefully\nafter\n"},
    )
    assert (wrong, varied) == (wrong_too, varied_too)
    assert shown(tmp_path / "varied-warm.ipynb") == shown(tmp_path / "varied-cold.ipynb")


def streams(executed: Path) -> dict[str, str]:
    """Return what the last cell of a notebook has printed, by the name of the stream."""
    told = dict[str, str]()
    for output in nbformat.read(executed, 4).cells[-1].outputs:
        if output.output_type == "stream":
            told[output.name] = told.get(output.name, "") + output.text
    return told


def shown(executed: Path) -> list[tuple[str, int, list[dict[str, Any]]]]:
    """Return of each code cell its source, its number and its outputs."""
    cells = [cell for cell in nbformat.read(executed, 4).cells if cell.cell_type == "code"]
    assert any(cell.outputs for cell in cells)
    return [(cell.source, cell.execution_count, cell.outputs) for cell in cells]

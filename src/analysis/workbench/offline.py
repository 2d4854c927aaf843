"""Charts that are drawn by what is installed, without any address.

Altair puts together what its charts need in a page once for each process, which takes seconds. It
is kept among the person's own files of Jupyter, by the versions that it was made with.
"""

from __future__ import annotations

from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import altair as alt
from jupyter_core.paths import jupyter_data_dir

from analysis.files import replace_text


def offline_charts() -> None:
    """Let this process show charts without a network; quick from the second time on."""
    kept = _kept_at()
    with suppress(OSError, UnicodeDecodeError):
        # What ``enable_offline`` sets once it has put them together.
        alt.JupyterChart._esm, alt.JupyterChart._is_offline = kept.read_text("utf-8"), True  # noqa: SLF001
        return
    alt.JupyterChart.enable_offline()
    # A disk that cannot be written only costs the seconds again.
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        replace_text(kept, alt.JupyterChart._esm)  # noqa: SLF001


def _kept_at() -> Path:
    versions = "-".join(version(name) for name in ("altair", "vl-convert-python"))
    return Path(jupyter_data_dir(), "mangnon", f"charts-{versions}.js")

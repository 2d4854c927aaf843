"""The text of a scan, where Tesseract with its Vietnamese model is on the machine.

An optional extra: nothing here is needed for a document with text. Who has a scan and no Tesseract
is told what to ask for, or what to install.
"""

from __future__ import annotations

import io
import shutil
import subprocess

from analysis.language import BadInput, Fault

_PROGRAM, _LANGUAGE = "tesseract", "vie"
# What the model was trained on; less loses marks, more costs time.
_DOTS_PER_INCH = 300
# A page takes some seconds; one that takes this long will not end.
_PAGE_SECONDS = 120


def scanned_text(content: bytes, name: str) -> str:
    """Return the text that is recognised on the pages of a scan, parted by form feeds.

    Raises ``BadInput`` where Tesseract or its Vietnamese model is missing, or gives up on a page.
    """
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as document:
        if not _can_read():
            raise BadInput([Fault("papers.scan", file=name, values={"found": len(document.pages)})])
        pictures = (page.to_image(resolution=_DOTS_PER_INCH).original for page in document.pages)
        return "\f".join(
            _page_text(picture, name, number) for number, picture in enumerate(pictures, 1)
        )


def _can_read() -> bool:
    program = shutil.which(_PROGRAM)
    if program is None:
        return False
    told = subprocess.run([program, "--list-langs"], capture_output=True, check=False)  # noqa: S603
    return _LANGUAGE in told.stdout.decode(errors="replace").split()


def _page_text(picture: object, name: str, number: int) -> str:
    page = io.BytesIO()
    picture.save(page, "PNG")  # type: ignore[attr-defined]
    words = [_PROGRAM, "stdin", "stdout", "-l", _LANGUAGE, "--dpi", str(_DOTS_PER_INCH)]
    try:
        read = subprocess.run(words, input=page.getvalue(), capture_output=True, check=True,  # noqa: S603
                              timeout=_PAGE_SECONDS)  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        values = {"found": type(error).__name__}
        raise BadInput(
            [Fault("papers.not_recognised", file=name, row=number, values=values)]
        ) from error
    return read.stdout.decode("utf-8", "replace").rstrip("\f\n")

"""Office files that depend on their content alone: the same words give the same bytes."""

from __future__ import annotations

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The first day that an archive can tell.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_MOMENT = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")


def timeless(archive: bytes) -> bytes:
    """Return an OOXML file without the times at which it and its parts were written."""
    target = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as source, ZipFile(target, "w", ZIP_DEFLATED) as written:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == _CORE:
                content = _MOMENT.sub(b"", content)
            plain = ZipInfo(part.filename, _NO_DAY)
            plain.compress_type = ZIP_DEFLATED
            # As if written on the same system everywhere.
            plain.create_system, plain.external_attr = 0, 0
            written.writestr(plain, content)
    return target.getvalue()

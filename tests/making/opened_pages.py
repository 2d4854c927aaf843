"""Opening a page as its readers do: wide or narrow, light or dark, script or none, never online."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

WIDE, PHONE = 1200, 360
SERIOUS = ("serious", "critical")


@dataclass(frozen=True)
class Reader:
    """How somebody reads."""

    width: int = WIDE
    dark: bool = False
    script: bool = True

    def __str__(self) -> str:
        look = "dark" if self.dark else "light"
        return f"{self.width}-{look}{'' if self.script else '-no-script'}"


READERS = (
    Reader(),
    Reader(dark=True),
    Reader(PHONE),
    Reader(PHONE, dark=True),
    Reader(script=False),
    Reader(PHONE, script=False),
)


@contextmanager
def opened(
    browser: Browser, file: Path, reader: Reader, *, own_rules: bool = True
) -> Iterator[Page]:
    """Open a file with the network off; fail when the page asked for anything but itself.

    Without its ``own_rules`` a test may bring scripts and fonts of its own into the page.
    """
    context = browser.new_context(
        viewport={"width": reader.width, "height": 900},
        color_scheme="dark" if reader.dark else "light",
        java_script_enabled=reader.script,
        reduced_motion="reduce",
        offline=True,
        bypass_csp=not own_rules,
    )
    page = context.new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(file.as_uri())
    yield page
    context.close()
    assert [url for url in asked if not url.startswith(("data:", file.as_uri()))] == []
    assert told == []


def serious_findings(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical: rule, count and first place."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    # Every rule is run; only what it would tell of what is in order is left out, for speed.
    asked = "axe.run({resultTypes: ['violations']}).then((told) => told.violations)"
    found: list[dict[str, Any]] = page.evaluate(asked)
    return [
        f"{rule['id']} ({len(rule['nodes'])}): {rule['nodes'][0]['html'][:200]}"
        for rule in found
        if rule["impact"] in SERIOUS
    ]


def without_data(html: str) -> str:
    """Return a page without what it brings along as data: its fonts, whose letters are random."""
    return re.sub(r"url\([\"']?data:font/[^)]*\)", "url(#font)", html)

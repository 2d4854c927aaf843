"""The reports that the browser opens, those of the integration tests, and the browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from making.reports import made_reports
from playwright.sync_api import Browser, sync_playwright

__all__ = ["made_reports"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the machine's own browser; nothing is ever downloaded."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"no browser is installed (none of {', '.join(BROWSERS)})")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()

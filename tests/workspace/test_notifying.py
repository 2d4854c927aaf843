"""An unattended run tells of its end as the workspace's settings say, and never their secrets."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from analysis.language import BadInput
from analysis.workspace import Notice, notice_settings, send_notice

SAID, COUNTS = "Đến ngày 20/11/2026: đã làm 9", {"made": 9, "failed": 0, "overdue": 4}


@pytest.fixture
def hook() -> Iterator[tuple[str, list[bytes]]]:
    """A server on loopback that keeps what is posted to it, and refuses ``/no``."""
    kept: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(500 if self.path == "/no" else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", kept
    server.shutdown()
    server.server_close()


def test_a_command_is_given_the_summary(tmp_path: Path) -> None:
    program = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())"
    notice = Notice(command=(sys.executable, "-c", program, str(tmp_path / "said")))
    assert list(send_notice(notice, SAID, COUNTS)) == []
    assert (tmp_path / "said").read_text("utf-8") == SAID


def test_a_webhook_is_given_words_and_counts(hook: tuple[str, list[bytes]]) -> None:
    address, kept = hook
    assert list(send_notice(Notice(webhook=f"{address}/yes"), SAID, COUNTS)) == []
    assert json.loads(kept[0]) == {"text": SAID, **COUNTS}


@pytest.mark.parametrize("words", [("/no/such/program",), (sys.executable, "-c", "exit(3)")])
def test_a_command_that_fails_is_told(words: tuple[str, ...]) -> None:
    (fault,) = send_notice(Notice(command=words), SAID, COUNTS)
    assert words[0] in fault.message("vi")


def test_a_webhook_that_refuses_is_told_without_its_address(hook: tuple[str, list[bytes]]) -> None:
    address, _ = hook
    (fault,) = send_notice(Notice(webhook=f"{address}/no"), SAID, COUNTS)
    assert "500" in fault.message("vi") and address not in fault.message("vi")


def test_nobody_is_told_where_nothing_is_set(tmp_path: Path) -> None:
    assert notice_settings(tmp_path) == Notice()
    (tmp_path / "mangnon.toml").write_text('version = "0.5.0"\n', "utf-8")
    assert notice_settings(tmp_path) == Notice()


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ('webhook = "file:///etc/secret"', "webhook"),
        ('command = "mail secret"', "command"),
        ('mail = "secret"', "mail"),
        ("webhook = 7", "webhook"),
    ],
)
def test_bad_settings_are_named_without_their_values(
    tmp_path: Path, settings: str, named: str
) -> None:
    (tmp_path / "mangnon.toml").write_text(f"[notify]\n{settings}\n", "utf-8")
    with pytest.raises(BadInput) as refused:
        notice_settings(tmp_path)
    assert named in refused.value.message("vi") and "secret" not in refused.value.message("vi")

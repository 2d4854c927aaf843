"""Telling a person how an unattended run ended: by a command, by a webhook, or by neither."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.error import URLError
from urllib.request import Request, urlopen

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis.language import BadInput, Fault
from analysis.project import MARKER

_SECONDS = 30
Word = Annotated[str, Field(min_length=1)]


class Notice(BaseModel):
    """Whom to tell, as ``[notify]`` of ``mangnon.toml`` has it.

    ``command`` is a program with its words, which is given the summary on its standard input;
    ``webhook`` an address to which ``{"text": …, "made": …, "failed": …, "overdue": …}`` is posted
    as JSON.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    command: tuple[Word, ...] = ()
    webhook: Annotated[str, Field(pattern=r"^https?://[^\s/]+")] | Literal[""] = ""


def notice_settings(root: Path) -> Notice:
    """Return whom the workspace tells; nobody without ``[notify]``.

    Raises ``BadInput`` for a file that cannot be read and for settings that are unknown or bad. No
    value is told: a webhook's address is a secret.
    """
    path = root / MARKER
    if not path.is_file():
        return Notice()
    try:
        given = tomllib.loads(path.read_text("utf-8")).get("notify", {})
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        values = {"found": str(error)}
        raise BadInput([Fault("faults.bad_marker", file=str(MARKER), values=values)]) from error
    try:
        return Notice.model_validate(given)
    except ValidationError as error:
        names = {str(each["loc"][0]) if each["loc"] else "notify" for each in error.errors()}
        raise BadInput(
            Fault("workspace.bad_notify", file=str(MARKER), values={"found": name})
            for name in sorted(names)
        ) from None


def send_notice(notice: Notice, words: str, counts: dict[str, int]) -> Iterator[Fault]:
    """Tell whom it concerns; yield what hindered it, which is no reason for a run to fail."""
    if notice.command and (reason := _run(notice.command, words)):
        yield Fault("workspace.notify_command", values={"found": notice.command[0], "why": reason})
    if notice.webhook and (reason := _post(notice.webhook, {"text": words, **counts})):
        yield Fault("workspace.notify_webhook", values={"why": reason})


def _run(command: tuple[str, ...], words: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the workspace's own settings name the command
            command, input=words, encoding="utf-8", capture_output=True, check=False,
            timeout=_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return getattr(error, "strerror", "") or f"{_SECONDS} s"
    return "" if done.returncode == 0 else f"{done.returncode}: {done.stderr.strip()[-200:]}"


def _post(address: str, content: dict[str, Any]) -> str:
    """Return why it could not be posted, without the address; empty when it was."""
    body = json.dumps(content, ensure_ascii=False).encode()
    request = Request(address, body, {"Content-Type": "application/json"}, method="POST")  # noqa: S310 - http or https only, see Notice
    try:
        with urlopen(request, timeout=_SECONDS):  # noqa: S310
            return ""
    except URLError as error:
        return str(getattr(error, "code", None) or error.reason)
    except (OSError, ValueError) as error:
        return type(error).__name__

"""A kernel's client that begins as soon as the kernel is heard.

Jupyter's own waits a fifth of a second longer, to hear whether the kernel still says something that
belongs to nobody's question. Here that is known: a question is over when the kernel tells, on the
channel on which it publishes, that it is idle after it.
"""

from __future__ import annotations

import math
import time
from queue import Empty
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from traitlets import Type, default

_ANSWER_SECONDS, _PUBLISHED_SECONDS = 1.0, 0.2
_TRY_AGAIN_MILLISECONDS = 10


class PromptClient(AsyncKernelClient):
    """Jupyter's client, ready when the kernel has answered and published that it is idle."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask until the kernel answers. Raises ``RuntimeError`` when it dies or takes too long."""
        until = math.inf if timeout is None else time.monotonic() + timeout
        while not await self._answers(str(self.kernel_info())):
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > until:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answers(self, question: str) -> bool:
        """Tell whether the kernel has answered a question and is heard to be idle after it."""
        try:
            answer: dict[str, Any] = {}
            while answer.get("msg_type") != "kernel_info_reply":
                answer = await self.shell_channel.get_msg(timeout=_ANSWER_SECONDS)
            # Who listens too late hears nothing here, and asks again.
            while not await self._is_idle_after(question):
                continue
        except Empty:
            return False
        self._handle_kernel_info_reply(answer)
        return True

    async def _is_idle_after(self, question: str) -> bool:
        told = await self.iopub_channel.get_msg(timeout=_PUBLISHED_SECONDS)
        asked = told["parent_header"].get("msg_id")
        return bool(asked == question and told["content"].get("execution_state") == "idle")


class PromptManager(AsyncKernelManager):
    """Jupyter's manager of one kernel, with the client that begins at once."""

    client_factory = Type(PromptClient)

    @default("context")
    def _context_default(self) -> zmq.asyncio.Context:
        context = super()._context_default()
        # The client is there before the kernel, and would try again after ten times as long.
        context.setsockopt(zmq.RECONNECT_IVL, _TRY_AGAIN_MILLISECONDS)
        return context

"""The parent's side of the line protocol: starts children, asks them, and ends every one of them."""

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO, Any

HEAR_WITHIN = 120.0
END_WITHIN = 15.0


class ChildFailed(Exception):
    """A child ended or fell silent; the message is the end of what it complained of."""


class Child:
    """One process of ours."""

    def __init__(self, process: "subprocess.Popen[bytes]", complaints: IO[bytes]) -> None:
        self._process = process
        self._complaints = complaints
        self._heard = b""
        self.ready: Mapping[str, Any] = {}

    def ask(self, command: str, within: float = HEAR_WITHIN) -> dict[str, Any]:
        """Sends a command; its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(command.encode() + b"\n")
        self._process.stdin.flush()
        return self.hear(within)

    def hear(self, within: float = HEAR_WITHIN) -> dict[str, Any]:
        """The next line."""
        assert self._process.stdout is not None
        until = time.monotonic() + within
        while b"\n" not in self._heard:
            left = until - time.monotonic()
            readable = left > 0 and select.select([self._process.stdout], [], [], left)[0]
            piece = os.read(self._process.stdout.fileno(), 65536) if readable else b""
            if not piece:
                raise ChildFailed(str(self._process.args))
            self._heard += piece
        line, _, self._heard = self._heard.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def end(self) -> None:
        """Hangs up and waits; kills what does not end by itself."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        try:
            self._process.wait(END_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def last_words(self) -> str:
        """Which process this is, and the end of what it complained of."""
        self._complaints.seek(0)
        return f"{self._process.args!r}\n{self._complaints.read().decode(errors='replace')[-4000:]}"


@contextmanager
def running(module: str, plan: Mapping[str, Any] | None = None) -> Iterator[Child]:
    """A child that is ready, ended when the block is left."""
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            [sys.executable, "-m", module, json.dumps(plan or {})],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints,
            start_new_session=True,  # Ctrl-C is for the parent, which ends its children in order
        )  # fmt: skip
        child = Child(process, complaints)
        try:
            child.ready = child.hear()
            yield child
        except Exception as error:
            error.add_note(child.last_words())
            raise
        finally:
            child.end()

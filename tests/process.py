"""The real server as a child process: started, watched until it is ready, killed, started again.

Its two outputs go to a file, so that tests can search every line it ever wrote. It never outlives the
test: the context manager ends it, and where the test itself is killed, Linux does.
"""

import asyncio
import ctypes
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

HOME = Path(__file__).resolve().parents[1]
READY = re.compile(r"ready on http://127\.0\.0\.1:(\d+)")
START_SECONDS = 40.0
"""Most of it is for a machine that is busy with other things: a start takes about one second."""

STOP_SECONDS = 20.0
POLL_SECONDS = 0.02
PR_SET_PDEATHSIG = 1


class ServerProcess:
    """One server. `environment` is all it is told; its folder is where it looks for `.env` and keeps its log."""

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        *,
        module: str = "bot",
        arguments: Sequence[str] = ("serve",),
    ) -> None:
        self.folder = folder
        self.port = 0
        self.log_path = folder / "server.log"
        self._command = [sys.executable, "-m", module, *arguments]
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens, the same after every restart."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        """Everything it wrote since the test began."""
        return self._log_since(0)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    async def start(self, **changed: str) -> None:
        """Starts it, with `changed` settings from now on, and returns when it is ready."""
        self._environment |= changed
        began_at = self.log_path.stat().st_size if self.log_path.exists() else 0
        self._spawn()
        async with asyncio.timeout(START_SECONDS):
            while (found := READY.search(self._log_since(began_at))) is None:
                if not self.is_running:
                    raise AssertionError(
                        f"the server ended before it was ready:\n{self._log_since(began_at)[-2000:]}"
                    )
                await asyncio.sleep(POLL_SECONDS)
        self.port = int(found[1])

    def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is said."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """SIGSTOP: it neither works nor dies, as on a machine that was suspended."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT: it goes on as if nothing had been."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    async def stop(self) -> int:
        """SIGTERM: it ends by itself; returns its exit code."""
        assert self._process is not None
        self._process.terminate()
        async with asyncio.timeout(STOP_SECONDS):
            while (code := self._process.poll()) is None:
                await asyncio.sleep(POLL_SECONDS)
        self._process = None
        return code

    async def restart(self, **changed: str) -> None:
        """Killed and started again on the same port."""
        self.kill()
        await self.start(**changed)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another command with the same settings, to its end; its output is not in the log."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env=self._full_environment(),
            text=True,
            capture_output=True,
            timeout=START_SECONDS,
            check=False,
        )

    def _log_since(self, place: int) -> str:
        return self.log_path.read_bytes()[place:].decode(errors="replace") if self.log_path.exists() else ""

    def _spawn(self) -> None:
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self.folder,
                env=self._full_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )

    def _full_environment(self) -> dict[str, str]:
        """Nothing of our own environment but what Python itself needs."""
        kept = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")
            if name in os.environ
        }
        fixed = {
            "PYTHONPATH": str(HOME),
            "PYTHONUNBUFFERED": "1",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
        }
        return {**kept, **fixed, **self._environment}


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    assert _LIBC is not None
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

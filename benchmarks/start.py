"""From starting the real command to the first 200 of /readyz, and the memory it holds while nobody writes."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.databases import Databases
from benchmarks.ours import environ

READY_WITHIN = 60.0
LOOK_AGAIN = 0.005
IDLE_SECONDS = 3.0


class NotReady(Exception):
    """The server did not become ready."""


def measure(databases: Databases) -> Mapping[str, float]:
    """Seconds to ready on a fresh SQLite file; MiB after some idle seconds, and at the peak."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", "bot"], check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = environ("whatsapp", databases.fresh("SQLite"), port, f"{databases.folder}/files")
    began_at = time.monotonic()
    with _serving({**settings, "PORT": str(port)}) as process:
        _wait_until_ready(process, port)
        ready_after = time.monotonic() - began_at
        time.sleep(IDLE_SECONDS)
        return {"ready": ready_after, **_memory(process.pid)}


@contextmanager
def _serving(settings: Mapping[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            env=_as_installed(settings), stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _as_installed(settings: Mapping[str, str]) -> dict[str, str]:
    """Compiled files are kept, as on any machine where the program was started before."""
    here = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**here, **settings}


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(LOOK_AGAIN)
    raise NotReady


def _memory(pid: int) -> Mapping[str, float]:
    with open(f"/proc/{pid}/status") as file:
        fields = dict(line.split(":", 1) for line in file)
    return {"idle": int(fields["VmRSS"].split()[0]) / 1024, "peak": int(fields["VmHWM"].split()[0]) / 1024}

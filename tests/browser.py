"""Finds a Chromium for the page's tests, or installs one: the system's, apt's (as root), or Playwright's.

`python -m tests.browser` is what `make test` runs first; it says clearly what it did or what to do.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APT = [
    "apt-get",
    "install",
    "-y",
    "-qq",
    "--no-install-recommends",
    "chromium",
    "fonts-dejavu-core",
    "fonts-noto-color-emoji",
]

# Without these Chromium looks for its maker's hosts at every start; as root it needs no sandbox.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def find_chromium() -> str | None:
    """The path of a Chromium that can be started, or None."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    for pattern in ("chromium-*/chrome-linux*/chrome", "chromium_headless_shell-*/*/headless_shell"):
        if found_files := sorted(cache.glob(pattern)):
            return str(found_files[-1])
    return None


def install() -> None:
    """Tries apt as root, else Playwright's own download."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("No Chromium found: installing the system's package (apt-get).", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(APT, check=False, stdout=subprocess.DEVNULL)
    if find_chromium() is None:
        print("No Chromium found: asking Playwright for its own.", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Makes sure there is one."""
    if find_chromium() is None:
        install()
    found = find_chromium()
    if found is None:
        print(
            "No Chromium could be installed. Install the package `chromium` and run again.", file=sys.stderr
        )
        return 1
    print(f"Chromium: {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

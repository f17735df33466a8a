from pathlib import Path

import pytest

from bot.content.assets import AssetFile, opus_seconds, read_asset
from tests.broken.cases import GOOD

ASSETS = GOOD / "content" / "assets"
SOUND = (ASSETS / "passport.id.ogg").read_bytes()


def test_recording_is_measured_by_its_pages() -> None:
    asset = read_asset(ASSETS / "passport.id.ogg")

    assert asset == AssetFile(format="opus", size=len(SOUND), seconds=2.0)


def test_picture_is_known_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes((ASSETS / "passport.png").read_bytes())

    assert read_asset(path).format == "png"


@pytest.mark.parametrize("length", range(0, len(SOUND), 7))
def test_recording_that_is_cut_off_is_none(length: int) -> None:
    whole_pages = {0, *_page_starts()}

    assert length in whole_pages or opus_seconds(SOUND[:length]) is None


def _page_starts() -> list[int]:
    return [at for at in range(len(SOUND)) if SOUND.startswith(b"OggS", at)]


@pytest.mark.parametrize(
    "raw", [b"", b"RIFF0000WAVE", SOUND.replace(b"OpusHead", b"\x01vorbis!"), b"OggS" * 20]
)
def test_anything_else_is_no_recording(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.ogg"
    path.write_bytes(raw)

    assert read_asset(path) == AssetFile(format="", size=len(raw))

"""How the terminal draws what channels send as files."""

import os
from datetime import date
from pathlib import Path

import pytest

from bot.commands.chat import draw, spoken
from bot.domain.effect import IssueCertificate, SendMessage
from bot.domain.message import Medium, Message, Printout


def test_sheet_is_named_and_described_and_never_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sheet = Printout(
        form="certificate",
        medium=Medium.PDF,
        name="sertifikat.pdf",
        alt="Sertifikat",
        values={"name": "Sari"},
    )

    drawn = draw(Message(text="Ini **milik** Anda.", locale="id", printout=sheet))

    assert drawn == "\n[sertifikat.pdf] Sertifikat\nIni milik Anda."
    assert os.listdir() == []


def test_sheet_without_words_is_one_line() -> None:
    sheet = Printout(form="certificate", medium=Medium.PICTURE, name="sertifikat.png")

    assert draw(Message(text="", locale="id", printout=sheet)) == "\n[sertifikat.png]"


def test_certificate_is_named_at_its_place_in_the_reply() -> None:
    before, after = (SendMessage(message=Message(text=text, locale="id")) for text in ("Selamat!", "Lanjut?"))
    issue = IssueCertificate(
        on=date(2026, 11, 21),
        values={"name": "Sari"},
        captions={"picture": "Gambar", "pdf": "Cetak"},
        file="sertifikat",
        alt="Sertifikat belajar",
        locale="id",
    )

    drawn = [draw(message).strip() for message in spoken((before, issue, after))]

    assert drawn == [
        "Selamat!",
        "[sertifikat.png] Sertifikat belajar\nGambar",
        "[sertifikat.pdf] Sertifikat belajar\nCetak",
        "Lanjut?",
    ]

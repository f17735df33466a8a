"""Values as the service gives them, and how a phone and a reader see what was made of them."""

import io

import pypdfium2
import zxingcpp
from PIL import Image

from bot.domain.message import Medium, Printout

URL = "https://aman.example.org/verify/AQE" + "x7_Q" * 24 + "a"
NAME = "Siti Aminah binti Abdul Rahman"
VALUES = {
    "title": "Sertifikat belajar persiapan kerja",
    "name": NAME,
    "text": "Telah belajar semua hal penting sebelum bekerja di luar negeri, dan menjawab pertanyaannya dengan benar.",
    "not_official": "Ini bukan surat Orientasi Pra Pemberangkatan (OPP). Kelas resmi satu hari tetap wajib.",
    "number_label": "Nomor",
    "number": "7K2M-9QDX-4TR1",
    "date_label": "Tanggal",
    "date": "21 November 2026",
    "verify_label": "Periksa di:",
    "url": URL,
}


def a_printout(medium: Medium, **values: str) -> Printout:
    return Printout(
        form="certificate", medium=medium, name=f"sertifikat.{medium}", values={**VALUES, **values}
    )


def as_image(medium: Medium, file: bytes) -> Image.Image:
    """What is seen of the file."""
    if medium is Medium.PICTURE:
        return Image.open(io.BytesIO(file)).convert("RGB")
    with pypdfium2.PdfDocument(file) as pdf:
        image: Image.Image = pdf[0].render(scale=1.5).to_pil()
    return image


def read_codes(image: Image.Image) -> list[str]:
    """What a camera reads."""
    return [code.text for code in zxingcpp.read_barcodes(image)]


def text_of(file: bytes) -> str:
    """What can be copied from a PDF, on one line."""
    with pypdfium2.PdfDocument(file) as pdf:
        return " ".join(pdf[0].get_textpage().get_text_range().split())

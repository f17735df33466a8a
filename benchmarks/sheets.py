"""The sheets that are made for one person: how long each takes, and how much it weighs."""

from time import perf_counter

from benchmarks.control import Facts, Line, run_child
from bot.domain.message import Medium, Printout
from bot.printing.printer import SheetPrinter

CERTIFICATE = {
    "title": "Sertifikat belajar",
    "name": "Rinjani Sejahtera",
    "text": "Sudah belajar di Berangkat Aman: bersiap kerja di luar negeri lewat jalur resmi.",
    "not_official": "Ini bukan sertifikat OPP. Kelas resmi sebelum berangkat tetap wajib diikuti.",
    "number_label": "Nomor",
    "number": "7K2M-9QXT-4FGH",
    "date_label": "Tanggal",
    "date": "21 Nov 2026",
    "verify_label": "Cek keasliannya di sini",
    "url": "https://belajar.example/verify/" + "A" * 100,
}
ITEMS = 16
CHECKLIST = {
    "title": "Lewat P3MI ke ladang sawit",
    "about": "Centang yang sudah beres.",
    "date": "21 Nov 2026",
    "count": str(ITEMS),
    **{f"item-{n}-title": "Surat dari keluarga" for n in range(1, ITEMS + 1)},
    **{f"item-{n}-note": "Simpan yang asli, beri salinan. Minta tanda terima." for n in range(1, ITEMS + 1)},
    **{f"item-{n}-mark": "open" for n in range(1, ITEMS + 1)},
}
SHEETS = {
    "certificate_picture": Printout(
        form="certificate", medium=Medium.PICTURE, name="a.png", values=CERTIFICATE
    ),
    "certificate_pdf": Printout(form="certificate", medium=Medium.PDF, name="a.pdf", values=CERTIFICATE),
    "checklist_pdf": Printout(form="checklist", medium=Medium.PDF, name="a.pdf", values=CHECKLIST),
}


async def main(plan: Facts, line: Line) -> None:
    """Makes each sheet once more; the first of a process also loads the libraries, before `go`."""
    printer = SheetPrinter()
    for sheet in SHEETS.values():
        await printer.make(sheet)

    async def go(rest: str) -> Facts:
        found: dict[str, float] = {}
        for name, sheet in SHEETS.items():
            began_at = perf_counter()
            body = await printer.make(sheet)
            found[f"{name}_ms"] = (perf_counter() - began_at) * 1000
            found[f"{name}_kb"] = len(body) / 1000
        return found

    await line.obey({"ready": True}, {"go": go})


if __name__ == "__main__":
    run_child(main)

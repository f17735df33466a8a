"""Printouts for the tests of every channel; the name on them must appear nowhere else."""

from bot.domain.message import Medium, Message, Printout

NAME = "Sari-canary"
PICTURE = Printout(
    form="certificate", medium=Medium.PICTURE, name="sertifikat.png", alt="Sertifikat", values={"name": NAME}
)
PDF = Printout(
    form="certificate", medium=Medium.PDF, name="sertifikat.pdf", alt="Sertifikat A4", values={"name": NAME}
)


def a_sheet(printout: Printout, text: str = "Ini **sertifikat** Anda.") -> Message:
    return Message(text=text, locale="id", printout=printout)

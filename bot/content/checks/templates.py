"""C: the program finds every template that it sends; L01 then asks for each of them in every locale."""

from collections.abc import Iterator

from bot.content.checks.check import Check, Finding
from bot.content.material import Material
from bot.content.templates import REQUIRED_TEMPLATES


def missing_template(material: Material) -> Iterator[Finding]:
    """Templates that the program sends and nobody wrote."""
    file = material.sources.templates
    written = {node.text("name") for node in file.root.members}
    for name in REQUIRED_TEMPLATES:
        if name not in written:
            yield Finding(path=file.path, line=1, message=f"template {name} is missing")


CHECKS = (
    Check(
        code="C11",
        why="Outside the window nothing but a template reaches anybody.",
        find=missing_template,
        remedy="write message_waiting (for answers) and lesson_ready (for reminders), each in every locale",
    ),
)

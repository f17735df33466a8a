"""Reads texts in one language on one day, from the sources: what cannot be shown is read as it was written."""

from dataclasses import dataclass
from datetime import date

from bot.commands.site.said.example import Example, Places, invent, steps_by_place
from bot.content.material import Material
from bot.content.phrases import phrase_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One reader; `example` is whom reports and lookups are drawn for."""

    material: Material
    sources: dict[str, str]
    places: Places
    example: Example
    locale: str
    on: date

    def read(self, key: str, **values: str) -> str:
        """The text as a person reads it; the source where there is no translation, "" where there is nothing."""
        rendered = self.material.rendered.get(key, {})
        text = rendered.get(self.locale) or rendered.get(self.material.locales[0])
        return text.render(values, self.on) if text else self.sources.get(key, "")

    def phrase(self, id: str, **values: str) -> str:
        """A phrase with all the values it takes."""
        return self.read(phrase_key(id), **values)


def open_voice(material: Material, locale: str, on: date) -> Voice:
    """A voice for one language."""
    return Voice(
        material=material,
        sources={t.key: t.text for t in material.texts},
        places=steps_by_place(material.sources),
        example=invent(material.sources, on),
        locale=locale,
        on=on,
    )

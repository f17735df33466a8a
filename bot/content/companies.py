"""Names of companies as they are compared: without the legal form, marks, case and stretched letters."""

from bot.content.normalise import normalise

_FORMS = frozenset(
    {"pt", "cv", "tbk", "ud", "pd", "fa", "firma", "persero", "perseroan", "terbatas", "p3mi", "pptkis"}
)
_SPELT = {("p", "t"): "pt", ("c", "v"): "cv", ("u", "d"): "ud"}


def bare_name(name: str) -> str:
    """ "PT. Sinar-Contoh, Tbk" is "sinar contoh"; a name of nothing but legal forms stays as it is."""
    words = normalise(name).split()
    if tuple(words[:2]) in _SPELT:
        words[:2] = [_SPELT[words[0], words[1]]]
    bare = [word for word in words if word not in _FORMS]
    return " ".join(bare or words)

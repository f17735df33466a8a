"""H: web and mail addresses that people are sent to belong to offices and organisations that somebody looked at.

The list is content/hosts.yaml. A listed name stands for every name that ends in it.
"""

import re
from collections.abc import Iterator

from bot.content.checks.check import Check, Finding
from bot.content.facts import Fact, FactKind
from bot.content.material import Material

GROUPS = ("official", "helping")
HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_ADDRESS = re.compile(r"(?:https?://|mailto:)?(?:[\w.+-]+@)?((?:[\w-]+\.)+[a-z]{2,})(?![\w-])", re.I)


def listed_hosts(material: Material) -> frozenset[str]:
    """Every host that texts may lead to."""
    root = material.sources.hosts.root
    groups = (root.get(name) for name in GROUPS)
    return frozenset(node.scalar.lower() for group in groups if group for node in group.members)


def hosts_in(text: str) -> list[str]:
    """The hosts of all addresses in a text."""
    return [found.lower() for found in _ADDRESS.findall(text)]


def unlisted_host(material: Material) -> Iterator[Finding]:
    """Facts and templates that lead to a place that is not on the list."""
    listed = listed_hosts(material)
    for fact in material.facts.values():
        for host in _hosts_of(fact):
            if not _is_listed(host, listed):
                yield Finding(
                    path=fact.path, line=fact.line, message=f'{fact.id}: "{host}" is not on the list'
                )
    templates = material.sources.templates
    for node in templates.root.members:
        for host in hosts_in(node.text("body")):
            if not _is_listed(host, listed):
                message = f'template {node.text("name")}: "{host}" is not on the list'
                yield Finding(path=templates.path, line=node.line, message=message)


def _hosts_of(fact: Fact) -> list[str]:
    """The hosts that people are shown by this fact; a web address without one counts as a wrong one."""
    values = fact.value.values() if isinstance(fact.value, dict) else (fact.value,)
    texts = list(dict.fromkeys(str(value) for value in values))
    if fact.kind is FactKind.URL:
        return [host for text in texts for host in hosts_in(text)[:1] or [text]]
    return [host for text in texts if fact.kind is FactKind.TERM for host in hosts_in(text)]


def _is_listed(host: str, listed: frozenset[str]) -> bool:
    parts = host.split(".")
    return any(".".join(parts[start:]) in listed for start in range(len(parts)))


CHECKS = (
    Check(
        code="H06",
        why="A wrong address is where people are robbed.",
        find=unlisted_host,
        remedy="find out who runs it, then add its host to content/hosts.yaml, or send people elsewhere",
    ),
)
